"""From ``7 days at 10:00`` to an `Offset`."""

import re
from collections.abc import Iterator
from contextlib import suppress
from functools import lru_cache
from typing import Final

from followup.loading.clock import parse_clock
from followup.loading.findings import shown
from followup.loading.suggest import MisreadError, nearest
from followup.model.offset import END_OF_DAY, Offset, Unit

_TEN_YEARS: Final = 3660

MOST: Final = {
    Unit.MINUTE: _TEN_YEARS * 24 * 60,
    Unit.HOUR: _TEN_YEARS * 24,
    Unit.DAY: _TEN_YEARS,
    Unit.WEEK: _TEN_YEARS // 7,
    Unit.MONTH: 120,
    Unit.BUSINESS_DAY: _TEN_YEARS * 5 // 7,
}
"""The largest amount of each unit, either way: ten years of 366 days."""

_UNITS: Final = {form: unit for unit in Unit for form in (f"{unit}", f"{unit}s")}
_WORDS: Final = {"same day": Offset(0, Unit.DAY), "end of day": Offset(0, Unit.DAY, END_OF_DAY)}

_PARTS = re.compile(r"(?P<amount>\S+) (?P<unit>\S+(?: (?!at )\S+)?)(?: at (?P<clock>\S+))?").fullmatch
_SAME_DAY = re.compile(r"same day at (?P<clock>\S+)").fullmatch
_WHOLE = re.compile(r"-?[0-9]+").fullmatch
_LIKE_A_NUMBER = re.compile(r"[-+]?[0-9]")


@lru_cache(maxsize=1_000)  # the rules of a policy say the same few, and each is read three times
def parse_offset(text: str) -> Offset:
    """Return what *text* says: ``2 hours``, ``-1 day``, ``7 days at 10:00``, ``same day``, ``end of day``.

    >>> print(parse_offset("2 weeks"), parse_offset("same day at 17:00"), parse_offset("end of day"), sep=" | ")
    2 weeks | same day at 17:00 | end of day

    Raises:
        MisreadError: it is no offset, or one of more than ten years.
    """
    if text in _WORDS:
        return _WORDS[text]
    if same_day := _SAME_DAY(text):
        return Offset(0, Unit.DAY, parse_clock(same_day["clock"]))
    parts = _PARTS(text)
    if not parts:
        raise MisreadError(f"{shown(text)} is no offset", _instead(text))
    if not _WHOLE(parts["amount"]):
        if _LIKE_A_NUMBER.match(parts["amount"]):
            raise MisreadError(
                f"{shown(parts['amount'])} is not a whole number", "use a smaller unit, and no sign but `-`"
            )
        raise MisreadError(f"{shown(text)} is no offset", _instead(text))
    unit = _UNITS.get(parts["unit"])
    if unit is None:
        # `minutes` and the like are near to what a reader may have meant with `min`; years are not there at all.
        near = nearest(parts["unit"], _UNITS)
        known = "one of `minutes`, `hours`, `days`, `weeks`, `months`, `business days`"
        raise MisreadError(f"unknown unit {shown(parts['unit'])}", f"did you mean `{near}`?" if near else known)
    if len(parts["amount"].lstrip("-0")) > len(str(MOST[unit])) or abs(int(parts["amount"])) > MOST[unit]:
        raise MisreadError(f"{shown(text)} is longer than ten years", f"at most {MOST[unit]} {unit}s")
    if parts["clock"] is None:
        return Offset(int(parts["amount"]), unit)
    if unit.elapsed:
        raise MisreadError(f"{shown(text)} sets a time of day, but {unit}s are elapsed time", "use `days` with `at`")
    return Offset(int(parts["amount"]), unit, parse_clock(parts["clock"]))


def parse_span(text: str) -> Offset:
    """Return what *text* says, which must be a length of time: more than nothing, and without a time of day.

    >>> print(parse_span("1 week"))
    1 week

    Raises:
        MisreadError: it is no such offset.
    """
    offset = parse_offset(text)
    if offset.at is not None:
        raise MisreadError(f"{shown(text)} sets a time of day, but a length of time is asked for", "such as `1 week`")
    if offset.amount <= 0:
        raise MisreadError(f"{shown(text)} is no length of time", "it must be more than nothing, such as `1 week`")
    return offset


def _instead(text: str) -> str:
    if parameter := re.match(r"\$[a-z][a-z0-9_]*(?= )", text):
        rest = text[parameter.end() :].strip()
        return f"a parameter is the whole value: write {shown(parameter[0])}, and {shown(rest)} in what it stands for"
    for candidate in _candidates(" ".join(text.split()).lower()):
        if candidate != text:
            with suppress(MisreadError):
                parse_offset(candidate)
                return f"did you mean {shown(candidate)}?"
    return "write it as `7 days`, `2 hours` or `1 day at 10:00`"


def _candidates(tidy: str) -> Iterator[str]:
    yield tidy
    if joined := re.fullmatch(r"(-?[0-9]{1,8})([a-z]+(?: at \S+)?)", tidy):
        yield f"{joined[1]} {joined[2]}"
    if timed := re.fullmatch(r"(.+) \S{1,3} (\S+)", tidy):
        yield f"{timed[1]} at {timed[2]}"
    head, at, clock = tidy.partition(" at ")
    if near := nearest(head, _WORDS):
        yield f"{near}{at}{clock}"
