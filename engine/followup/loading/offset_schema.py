"""Offsets as a schema sees them: the pattern of all that `parse_offset` takes, but for the limit of ten years."""

import re
from collections.abc import Iterable
from typing import Any, Final

from followup.loading.check_window import IN_ORDER, NEVER
from followup.model.offset import Unit

_Schema = dict[str, Any]

_PARAMETER: Final = r"\$[a-z][a-z0-9]*(?:[_-][a-z0-9]+)*"
_AT: Final = r"(?: at (?:[01][0-9]|2[0-3]):[0-5][0-9])?"
_WORDS: Final = rf"same day{_AT}|end of day"


def _units(units: Iterable[Unit]) -> str:
    return "|".join(f"{unit}s?" for unit in units)


_ELAPSED: Final = _units(unit for unit in Unit if unit.elapsed)
_CALENDAR: Final = _units(unit for unit in Unit if not unit.elapsed)

OFFSET: Final = rf"-?[0-9]+ (?:(?:{_ELAPSED})|(?:{_CALENDAR}){_AT})|{_WORDS}"
"""What an offset looks like, as a regular expression that is the same in Python and in ECMAScript."""

SPAN: Final = rf"0*[1-9][0-9]* (?:{_ELAPSED}|{_CALENDAR})"
"""What a length of time looks like: an offset of more than nothing, without a time of day."""

_AS_OFFSET: Final = "write an amount and a unit, such as `2 hours` or `7 days at 10:00`, or `same day`, or `end of day`"
_AS_SPAN: Final = "write an amount and a unit, such as `2 hours` or `1 week`: more than nothing, without a time of day"


def put_offsets(defs: _Schema) -> None:
    """Give each offset among *defs* its pattern, and its examples as what an editor offers: amounts to type over."""
    for name in ("window", "window-change"):
        for key in IN_ORDER:
            pattern = f"{OFFSET}|{NEVER}" if key == "expires" else OFFSET
            _put(defs, name, key, pattern, _AS_OFFSET + (f", or `{NEVER}`" if key == "expires" else ""))
    for name, key in (("repeat", "every"), ("forbid", "closer-than")):
        for one in (name, f"{name}-change"):
            _put(defs, one, key, SPAN, _AS_SPAN)


def _put(defs: _Schema, name: str, key: str, pattern: str, message: str) -> None:
    if name in defs:
        at = defs[name]["properties"][key]
        at |= {"pattern": rf"^(?:{pattern}|{_PARAMETER})(?![\s\S])", "patternErrorMessage": message}
        # What a parameter is called is this policy's own.
        examples = [one for one in at["examples"] if not one.startswith("$")]
        at["defaultSnippets"] = [{"label": one, "body": _to_type_over(one)} for one in examples]


def _to_type_over(offset: str) -> str:
    amount = re.sub(r"^-?[0-9]+", lambda found: f"${{1:{found[0]}}}", offset)
    return re.sub(r"[0-9]{2}:[0-9]{2}$", lambda found: f"${{2:{found[0]}}}", amount)
