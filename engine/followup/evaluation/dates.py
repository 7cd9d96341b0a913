"""From an anchor and a window to four dates. Source: ``language.md`` section 2."""

from followup.model.calendar import Calendar, add_months
from followup.model.offset import END_OF_DAY, Offset
from followup.model.plan import Dates
from followup.model.rule import Roll, Window
from followup.model.zone import DAY, Zone


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
    recommended = move(anchor, window.recommended, zone, calendar, every, times, shift, window.roll)
    earliest = recommended
    if window.earliest is not None:
        earliest = move(anchor, window.earliest, zone, calendar, every, times, shift)
        recommended = max(earliest, recommended)
    expires = None
    if window.expires is not None:
        expires = move(anchor, window.expires, zone, calendar, every, times, shift)
    if window.overdue is not None:
        overdue = max(recommended, move(anchor, window.overdue, zone, calendar, every, times, shift))
    else:
        overdue = zone.end_of(zone.day(recommended))
        if expires is not None and expires < overdue:
            overdue = max(recommended, expires)
    return Dates(earliest, recommended, overdue, None if expires is None else max(overdue, expires))


def move(
    anchor: int,
    offset: Offset,
    zone: Zone,
    calendar: Calendar,
    every: Offset | None = None,
    times: int = 0,
    shift: int = 0,
    roll: Roll = Roll.NONE,
) -> int:
    """Return *anchor* moved by *times* · *every* + *offset*, then by *shift* local days, then rolled.

    The sum is made by unit: months, days and weeks, business days on the wall clock, then minutes and hours as elapsed
    time, then the time of day. An offset that is not negative gives no instant before the anchor.
    """
    months, days, business_days, minutes = offset.parts
    if every is not None and times:
        more = every.parts
        months += more.months * times
        days += more.days * times
        business_days += more.business_days * times
        minutes += more.minutes * times
    on_the_wall = months or days or business_days
    if not (on_the_wall or shift) and offset.at is None and roll is Roll.NONE:
        return anchor + minutes

    result = anchor
    wall = start = zone.wall(anchor)
    if on_the_wall:
        day, time = divmod(wall, DAY)
        if months:
            day = add_months(day, months)
        day += days
        if business_days:
            day = calendar.add_business_days(day, business_days)
        wall = day * DAY + time
    if minutes:
        # Through an instant only where elapsed time asks for it: a wall time skipped on one day exists on others.
        result = (anchor if wall == start else zone.instant(wall)) + minutes
        wall = start = zone.wall(result)
    if offset.at is not None:
        wall = wall // DAY * DAY + offset.at % END_OF_DAY
    wall += shift * DAY
    if roll is not Roll.NONE:
        wall += (calendar.roll(wall // DAY, 1 if roll is Roll.FORWARD else -1) - wall // DAY) * DAY
    if offset.at == END_OF_DAY:
        result = zone.end_of(wall // DAY)
    elif wall != start:
        result = zone.instant(wall)
    return max(result, anchor) if offset.amount >= 0 else result
