"""An end to the list of what is wrong with one file."""

from collections.abc import Iterable
from itertools import islice

from followup.loading.findings import MOST_FINDINGS
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.place import Place


def limited(found: Iterable[Diagnostic], place: Place) -> tuple[Diagnostic, ...]:
    """Return *found* in order or, of too many, the first that come, with one more at *place* that says so.

    What comes after them is not even looked for: a hostile file must not buy 200,000 suggestions.
    """
    first = tuple(islice(found, MOST_FINDINGS + 1))
    if len(first) <= MOST_FINDINGS:
        return in_order(first)
    message = f"more than {MOST_FINDINGS} mistakes; the rest is not listed"
    return (*in_order(first[:MOST_FINDINGS]), Diagnostic("too-many-mistakes", message, place))
