"""An end to the list of what is wrong with one file."""

from collections.abc import Iterable
from itertools import islice

from followup.loading.findings import MOST_FINDINGS
from followup.model.diagnostic import Diagnostic, Severity, in_order
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


def listed(found: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return *found* in order, all errors and the beginning of what is none, with a note of how much more there is.

    That note stands where the first that is left out does.
    """
    every = in_order(found)
    mild = [one for one in every if one.severity is not Severity.ERROR]
    first, rest = mild[:MOST_FINDINGS], mild[MOST_FINDINGS:]
    if not rest:
        return every
    message, hint = f"and {len(rest)} more, from here on", f"the first {MOST_FINDINGS} are listed: mend some of them"
    more = Diagnostic("too-many-findings", message, rest[0].place, hint, Severity.NOTE)
    return in_order((*(one for one in every if one.severity is Severity.ERROR), *first, more))
