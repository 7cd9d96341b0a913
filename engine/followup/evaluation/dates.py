"""From an anchor and a window to four dates. Source: ``language.md`` section 2."""

from typing import Final, NamedTuple

from followup.model.calendar import Calendar, add_months
from followup.model.offset import END_OF_DAY, NOTHING, Offset, Parts
from followup.model.rule import Roll, Window
from followup.model.step import Dates
from followup.model.zone import DAY, Zone

_NO_ROLL: Final = Roll.NONE


def dates_of(
    window: Window,
    anchor: int,
    zone: Zone,
    calendar: Calendar,
    every: Offset | None = None,
    times: int = 0,
    shift: int = 0,
) -> Dates:
    """Return the window of one occurrence.

    Args:
        every: The period of the series, or None.
        times: How many periods lie between the anchor and the occurrence: 0 for the first.
        shift: By how many local days the series was moved so far.
    """
    more = every.parts if every is not None and times else NOTHING
    wall = zone.wall(anchor)
    recommended = _move(anchor, wall, window.recommended, zone, calendar, more, times, shift, window.roll)
    earliest = recommended
    if window.earliest is not None:
        earliest = _move(anchor, wall, window.earliest, zone, calendar, more, times, shift)
        if recommended < earliest:
            recommended = earliest
    expires = None
    if window.expires is not None:
        expires = _move(anchor, wall, window.expires, zone, calendar, more, times, shift)
    if window.overdue is not None:
        overdue = _move(anchor, wall, window.overdue, zone, calendar, more, times, shift)
    else:
        overdue = zone.last_of_day(recommended)
        if expires is not None and expires < overdue:
            overdue = expires
    if overdue < recommended:
        overdue = recommended
    if expires is not None and expires < overdue:
        expires = overdue
    return Dates.of(earliest, recommended, overdue, expires)


def move(anchor: int, offset: Offset, zone: Zone, calendar: Calendar) -> int:
    """Return *anchor* moved by *offset*; one that is not negative gives no instant before the anchor."""
    return _move(anchor, zone.wall(anchor), offset, zone, calendar)


class Sum(NamedTuple):
    """How one date of a window came about.

    Attributes:
        plain: The wall time that the offsets make of the anchor.
        shifted: That, by the days that the series was moved.
        rolled: That, on a business day.
        moment: The instant at which clocks show it.
        result: The same, but not before the anchor.
    """

    plain: int
    shifted: int
    rolled: int
    moment: int
    result: int


def sum_of(
    anchor: int,
    offset: Offset,
    zone: Zone,
    calendar: Calendar,
    every: Offset | None,
    times: int,
    shift: int,
    roll: Roll,
) -> Sum:
    """Return how *offset* makes one date of a window, step by step; arguments as for `dates_of`."""
    more = NOTHING if every is None else every.parts
    more = NOTHING if every is None else every.parts
    return _sum(anchor, zone.wall(anchor), offset, zone, calendar, more, times, shift, roll)


def _move(
    anchor: int,
    wall: int,
    offset: Offset,
    zone: Zone,
    calendar: Calendar,
    more: Parts = NOTHING,
    times: int = 0,
    shift: int = 0,
    roll: Roll = _NO_ROLL,
) -> int:
    """Return the result of `_sum`: at once where there is only elapsed time, or only days and months, in it."""
    parts, at = offset.parts, offset.at
    if not (parts.whole and more.whole):
        if parts.elapsed and at is None and more is NOTHING and not shift and roll is _NO_ROLL:
            return anchor + parts.minutes
        return _sum(anchor, wall, offset, zone, calendar, more, times, shift, roll).result
    day, months, days = wall // DAY, parts.months, parts.days + shift
    if times:
        months += more.months * times
        days += more.days * times
    if months:
        day = add_months(day, months)
    day += days
    if roll is not _NO_ROLL:
        day = calendar.roll(day, 1 if roll is Roll.FORWARD else -1)
    if at is None:
        at = wall % DAY
    if at == END_OF_DAY:
        result = zone.end_of(day)
    else:
        moved = day * DAY + at
        if moved == wall:
            return anchor
        result = zone.instant(moved)
    return anchor if result < anchor and offset.amount >= 0 else result


def _sum(
    anchor: int,
    wall: int,
    offset: Offset,
    zone: Zone,
    calendar: Calendar,
    more: Parts,
    times: int,
    shift: int,
    roll: Roll,
) -> Sum:
    """Return *anchor* moved by *offset* and *times* *more*, then by *shift* local days, then rolled.

    The sum is made by unit: months, days and weeks, business days on the wall clock, then minutes and hours as elapsed
    time, then the time of day.

    Args:
        wall: What clocks show at *anchor*.
    """
    parts, result = offset.parts, anchor
    day, time = divmod(wall, DAY)
    if months := parts.months + more.months * times:
        day = add_months(day, months)
    day += parts.days + more.days * times
    if business_days := parts.business_days + more.business_days * times:
        day = calendar.add_business_days(day, business_days)
    if minutes := parts.minutes + more.minutes * times:
        # Through an instant only where elapsed time asks for it: a wall time skipped on one day exists on others.
        moved = day * DAY + time
        result = (anchor if moved == wall else zone.instant(moved)) + minutes
        wall = zone.wall(result)
        day, time = divmod(wall, DAY)
    if offset.at is not None:
        time = offset.at
    start = day
    day += shift
    if roll is not _NO_ROLL:
        day = calendar.roll(day, 1 if roll is Roll.FORWARD else -1)
    if time == END_OF_DAY:
        result = zone.end_of(day)
        time -= 1  # the last minute of that day
    elif day * DAY + time != wall:
        result = zone.instant(day * DAY + time)
    plain, shifted, rolled = start * DAY + time, (start + shift) * DAY + time, day * DAY + time
    return Sum(plain, shifted, rolled, result, anchor if result < anchor and offset.amount >= 0 else result)
