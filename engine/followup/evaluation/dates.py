"""From an anchor and a window to four dates. Source: ``language.md`` section 2."""

from typing import Final, NamedTuple

from followup.model.calendar import Calendar, add_months
from followup.model.offset import END_OF_DAY, NOTHING, Offset, Parts
from followup.model.rule import Roll, Window
from followup.model.step import Dates
from followup.model.zone import DAY, Zone

# A member of an enum takes eight times as long to find as a constant.
_NO_ROLL: Final = Roll.NONE
_FORWARD: Final = Roll.FORWARD

Start = tuple[int, int, int, Zone, Calendar, Parts, int, int]
"""What the dates of an occurrence are counted from.

The anchor, its local day and minute of that day, in which zone, with which business days; what comes on top: the
period's parts, how often, and local days.
"""


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
    start = anchor, *divmod(zone.wall(anchor), DAY), zone, calendar, more, times, shift
    recommended = _move(start, window.recommended, window.roll)
    earliest = recommended
    if window.earliest is not None:
        earliest = _move(start, window.earliest)
        if recommended < earliest:
            recommended = earliest
    expires = None if window.expires is None else _move(start, window.expires)
    if window.overdue is not None:
        overdue = _move(start, window.overdue)
    else:
        overdue = zone.last_of_day(recommended)
        if expires is not None and expires < overdue:
            overdue = expires
    if overdue < recommended:
        overdue = recommended
    if expires is not None and expires < overdue:
        expires = overdue
    return tuple.__new__(Dates, (earliest, recommended, overdue, expires))  # in a third of the time of `Dates(…)`


def move(anchor: int, offset: Offset, zone: Zone, calendar: Calendar) -> int:
    """Return *anchor* moved by *offset*; one that is not negative gives no instant before the anchor."""
    return _move((anchor, *divmod(zone.wall(anchor), DAY), zone, calendar, NOTHING, 0, 0), offset)


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
    return _sum((anchor, *divmod(zone.wall(anchor), DAY), zone, calendar, more, times, shift), offset, roll)


def _move(start: Start, offset: Offset, roll: Roll = _NO_ROLL) -> int:
    """Return the result of `_sum`: at once where there is only elapsed time, or only days and months, in it."""
    anchor, first, time, zone, calendar, more, times, shift = start
    parts, at = offset.parts, offset.at
    if not (parts.whole and more.whole):
        if parts.elapsed and at is None and more is NOTHING and not shift and roll is _NO_ROLL:
            return anchor + parts.minutes
        return _sum(start, offset, roll).result
    day, months = first, parts.months
    if times:
        months += more.months * times
        shift += more.days * times
    if months:
        day = add_months(day, months)
    day += parts.days + shift
    if roll is not _NO_ROLL:
        day = calendar.roll(day, 1 if roll is _FORWARD else -1)
    if at is None:
        at = time
    if at == END_OF_DAY:
        result = zone.end_of(day)
    elif day == first and at == time:
        return anchor
    else:
        result = zone.instant_on(day, at)
    return anchor if result < anchor and offset.amount >= 0 else result


def _sum(start: Start, offset: Offset, roll: Roll) -> Sum:
    """Return the anchor moved by *offset* and *times* *more*, then by *shift* local days, then rolled.

    The sum is made by unit: months, days and weeks, business days on the wall clock, then minutes and hours as elapsed
    time, then the time of day.
    """
    anchor, day, time, zone, calendar, more, times, shift = start
    parts, result, wall = offset.parts, anchor, day * DAY + time
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
    unshifted = day
    day += shift
    if roll is not _NO_ROLL:
        day = calendar.roll(day, 1 if roll is _FORWARD else -1)
    if time == END_OF_DAY:
        result = zone.end_of(day)
        time -= 1  # the last minute of that day
    elif day * DAY + time != wall:
        result = zone.instant(day * DAY + time)
    plain, shifted, rolled = unshifted * DAY + time, (unshifted + shift) * DAY + time, day * DAY + time
    return Sum(plain, shifted, rolled, result, anchor if result < anchor and offset.amount >= 0 else result)
