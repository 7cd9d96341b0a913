"""Where an offset can lead, over all dates: between which minutes, counted from the anchor's local midnight."""

import math
from collections.abc import Iterator
from typing import Final

from followup.model.offset import END_OF_DAY, Offset, Unit
from followup.model.rule import Roll, Window
from followup.model.zone import DAY

CLOCKS: Final = 120
"""By how many minutes a change of the clocks may move an instant, in every zone that has them."""

TIMES: Final = (0, DAY // 2, DAY - 1)
"""The times of day at which an anchor is tried: every date of a window moves evenly between two of them, or not at all,
but where it is cut off at a time of day; those are tried, too (see `times_for`)."""

Bounds = tuple[float, float]


def times_for(window: Window) -> Iterator[int]:
    """Yield the times of day, in minutes, at which an anchor decides all that is to be known of *window*."""
    yield from TIMES
    for offset in (window.earliest, window.recommended, window.overdue, window.expires):
        if offset is not None and offset.at is not None:
            yield from (time for time in (offset.at - 1, offset.at, offset.at + 1) if 0 <= time < DAY)


def reach(offset: Offset, time: int, roll: Roll = Roll.NONE, clocks: int = 0, weekends: float = math.inf) -> Bounds:
    """Return the first and the last minute to which *offset* leads from an anchor at *time* of its day.

    Args:
        clocks: `CLOCKS` to allow for changes of the clocks, 0 to leave them aside.
        weekends: How many days without business may follow one another: infinite for any calendar; 2 where only
            Saturday and Sunday are free.
    """
    back = weekends * DAY if roll is Roll.BACK else 0
    forward = weekends * DAY if roll is Roll.FORWARD else 0
    if offset.unit.elapsed:
        minutes = time + offset.amount * (1 if offset.unit is Unit.MINUTE else 60)
        return _not_before(offset, time, (minutes - clocks - back, minutes + clocks + forward))
    shortest, longest = _days(offset, weekends)
    shown = time if offset.at is None else DAY - 1 if offset.at == END_OF_DAY else offset.at
    # A time that the clocks skip moves forward; that of the anchor itself exists, and the end of a day, too.
    late = 0 if offset.at == END_OF_DAY or (offset.at is None and longest == 0) else clocks
    bounds = (shortest * DAY + shown - back, longest * DAY + shown + late + forward)
    return _not_before(offset, time, bounds)


def opens(window: Window, time: int, clocks: int = 0) -> float:
    """Return the first minute at which a step with *window* can be recommended."""
    found = reach(window.recommended, time, window.roll, clocks)[0]
    return found if window.earliest is None else max(found, reach(window.earliest, time, clocks=clocks)[0])


def closes(window: Window, time: int, clocks: int = 0) -> float:
    """Return the last minute at which a step with *window* can expire: a later date raises it."""
    return max(falls_due(window, time, clocks), _last(window.expires, time, clocks))


def falls_due(window: Window, time: int, clocks: int = 0) -> float:
    """Return the last minute that can be the written `overdue`, raised by an earlier date; none written: by those."""
    dates = [_last(offset, time, clocks) for offset in (window.earliest, window.overdue) if offset is not None]
    return max([reach(window.recommended, time, window.roll, clocks)[1], *dates])


def _last(offset: Offset | None, time: int, clocks: int) -> float:
    return math.inf if offset is None else reach(offset, time, clocks=clocks)[1]


def _not_before(offset: Offset, time: int, bounds: Bounds) -> Bounds:
    return (max(bounds[0], time), max(bounds[1], time)) if offset.amount >= 0 else bounds


def _days(offset: Offset, weekends: float) -> Bounds:
    if offset.amount == 0:
        return 0, 0
    match offset.unit:
        case Unit.WEEK:
            least, most = 7.0, 7.0
        case Unit.MONTH:
            least, most = 28.0, 31.0
        case Unit.BUSINESS_DAY:
            least, most = 1.0, 1.0 + weekends
        case _:
            least, most = 1.0, 1.0
    few, many = sorted((offset.amount * least, offset.amount * most))
    return few, many
