"""From ``10:00`` to a minute of the day."""

import re

from followup.loading.findings import shown
from followup.loading.suggest import MisreadError

_CLOCK = re.compile(r"(?:[01][0-9]|2[0-3]):[0-5][0-9]").fullmatch


def parse_clock(text: str) -> int:
    """Return the minute of the day that *text* says on a 24-hour clock.

    >>> parse_clock("09:30")
    570

    Raises:
        MisreadError: it is not ``HH:MM`` from ``00:00`` to ``23:59``.
    """
    if not _CLOCK(text):
        padded = f"0{text}"
        if text == "24:00":
            hint = "the day ends at `23:59`"
        else:
            hint = f"did you mean `{padded}`?" if _CLOCK(padded) else "write it as `09:30` or `17:00`"
        raise MisreadError(f"{shown(text)} is no time of day", hint)
    return int(text[:2]) * 60 + int(text[3:])
