"""Windows whose dates change places, and steps that fall on a weekend or arrive when it is too late.

Found by trying anchors, Monday to Friday at three times of day: those of a week or, where months are counted, those of
a year and a half with a leap day in it. Time zones, holidays and changes of the clocks are left aside.
"""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from typing import Final, NamedTuple

from followup.analysis.kinds import (
    ARRIVES_TOO_LATE,
    ARRIVES_WHEN_OVERDUE,
    LATE_FROM_THE_START,
    WEEKEND_WITHOUT_ROLL,
    WINDOW_OUT_OF_ORDER,
)
from followup.analysis.span import closes, falls_due, opens, reach, times_for
from followup.analysis.subject import Advising, unforeseen
from followup.evaluation.dates import dates_of, move, sum_of
from followup.loading.findings import shown
from followup.loading.parts import items, mapping, part, text
from followup.model.calendar import SATURDAY, SUNDAY, Calendar
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.offset import Offset, Unit
from followup.model.rule import Do, Roll, Window
from followup.model.zone import DAY, Zone, date_of, day_of

_FIRST: Final = date(2027, 1, 4)
"""A Monday."""

_WEEK: Final = 7
_YEAR_AND_A_HALF: Final = 550
_HOURS: Final = (9, 13, 18)
_UTC: Final = Zone("UTC")
_CALENDAR: Final = Calendar()
_NAMES: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def of_window(one: Advising) -> Iterator[Diagnostic]:
    """Yield what is to be said of a window; one that never opens is told of elsewhere."""
    node = mapping(mapping(one.body)["window"])
    if (late := _late_from_the_start(one)) is not None:
        yield LATE_FROM_THE_START.at(node["recommended"].place, late)
    elif (disorder := _disorder(one.do)) is not None:
        name, message = disorder
        yield WINDOW_OUT_OF_ORDER.at(node[name].place, message)
    if (weekend := _weekend(one)) is not None:
        name, message = weekend
        place = node["recommended"].place if name == "recommended" else mapping(part(one.body, "repeat"))["every"].place
        yield WEEKEND_WITHOUT_ROLL.at(place, message)
    yield from _too_late(one)


# ------------------------------------------------------------------ order


class Date(NamedTuple):
    """One date of a window that has not been moved to where it may stand."""

    name: str
    offset: Offset
    roll: Roll = Roll.NONE


def _disorder(do: Do) -> tuple[str, str] | None:
    """Return which date lies before an earlier one for some anchor, and the message; None: none that was found."""
    dates = _dates_of(do.window)
    pairs = [(first, later) for at, first in enumerate(dates) for later in dates[at + 1 :]]
    doubtful = [pair for pair in pairs if _may_change_places(*pair, do.window)]
    for anchor in _anchors(do.window) if doubtful else ():
        for first, later in doubtful:
            before, after = _moved(first, anchor), _moved(later, anchor)
            # That `earliest` lifts the hour of `recommended` is what it is for; its day is another thing.
            if (before > after) if later.name != "recommended" else (before // DAY > after // DAY):
                return later.name, _told(first, later, anchor, do.window)
    return None


def _dates_of(window: Window) -> list[Date]:
    written = (
        ("earliest", window.earliest, Roll.NONE),
        ("recommended", window.recommended, window.roll),
        ("overdue", window.overdue, Roll.NONE),
        ("expires", window.expires, Roll.NONE),
    )
    return [Date(name, offset, roll) for name, offset, roll in written if offset is not None]


def _may_change_places(first: Date, later: Date, window: Window) -> bool:
    return any(
        reach(first.offset, time, first.roll, weekends=2)[1] > reach(later.offset, time, later.roll, weekends=2)[0]
        for time in times_for(window)
    )


def _moved(one: Date, anchor: int) -> int:
    if one.roll is Roll.NONE:
        return move(anchor, one.offset, _UTC, _CALENDAR)
    return sum_of(anchor, one.offset, _UTC, _CALENDAR, None, 0, 0, one.roll).result


def _anchors(window: Window) -> Iterator[int]:
    """Yield anchors that differ in all that dates depend on, on the days on which people meet and write."""
    months = any(one.offset.unit is Unit.MONTH for one in _dates_of(window))
    for day in range(day_of(_FIRST), day_of(_FIRST) + (_YEAR_AND_A_HALF if months else _WEEK)):
        if not _at_weekend(day):
            yield from (day * DAY + hour * 60 for hour in _HOURS)


def _told(first: Date, later: Date, anchor: int, window: Window) -> str:
    dates = dates_of(window, anchor, _UTC, _CALENDAR)
    stands = {"recommended": dates.recommended, "overdue": dates.overdue, "expires": dates.expires}[later.name]
    assert stands is not None, "it is written"
    return (
        f"counted from {_when(anchor)}, {shown(later.name)} ({shown(f'{later.offset}')}) lies before "
        f"{shown(first.name)} ({shown(f'{first.offset}')}), and is moved to {_when(stands)}"
    )


def _when(minute: int) -> str:
    day, time = divmod(minute, DAY)
    return f"{_NAMES[date_of(day).weekday()]} {date_of(day).isoformat()} {time // 60:02}:{time % 60:02}"


# ------------------------------------------------------------------ late, at a weekend, on the way


def _late_from_the_start(one: Advising) -> str | None:
    """Return how a step is overdue when it comes into being, or None; one that has expired by then is another thing."""
    window = one.do.window
    if not unforeseen(one.do.anchor, one.setting.vocabulary) or one.do.repeat is not None:
        return None
    if window.expires is not None and window.expires.amount < 0:
        return None
    due = (window.earliest, window.recommended, window.overdue)
    days = window.recommended.amount < 0 and not window.recommended.unit.elapsed
    if window.roll is Roll.FORWARD or any(offset is not None and offset.amount >= 0 for offset in due):
        return None
    if window.overdue is None and not days:
        return None  # overdue at the end of that day
    return f"this is overdue before {shown(f'{one.do.anchor}')}, which nobody knows ahead"


def _weekend(one: Advising) -> tuple[str, str] | None:
    """Return what sends a step of *one* to a weekend though its anchor lies on a weekday, and the message; or None.

    Only steps that contact the employer: whoever is there answers some media on business days only.
    """
    do, words = one.do, one.setting.vocabulary
    act = words.acts.get(do.act)
    media = [choice.medium for choice in do.via if choice.medium in words.media and words.media[choice.medium].business]
    if act is None or not act.contacts or not media or do.window.roll is not Roll.NONE:
        return None
    every = None if do.repeat is None or do.repeat.times == 1 else do.repeat.every
    again = 0 if do.repeat is None else (do.repeat.times or _WEEK) - 1
    offset = do.window.recommended
    if not _whole_days_later(offset) and not (every is not None and offset.amount >= 0):
        return None
    for times in range(1 + min(again if every is not None else 0, _WEEK)):
        for anchor in _anchors(do.window):
            found = dates_of(do.window, anchor, _UTC, _CALENDAR, every, times).recommended
            if _at_weekend(found // DAY) and (times or _whole_days_later(offset)):
                name = "every" if times else "recommended"
                message = f"counted from {_when(anchor)}, {shown(media[0])} falls on {_when(found)}"
                return name, message
    return None


def _at_weekend(day: int) -> bool:
    return date_of(day).weekday() in (SATURDAY, SUNDAY)


def _whole_days_later(offset: Offset) -> bool:
    return offset.amount > 0 and (not offset.unit.elapsed or reach(offset, 0)[0] >= DAY)


def _too_late(one: Advising) -> Iterator[Diagnostic]:
    """Yield the media by which nothing can arrive before the step has expired; or if by none, before it is overdue.

    `expires` says when the step has lost its point: what always arrives later than that never had one. `overdue` is
    about doing it: a card that is posted on the day may well arrive on the next, if another medium could have been
    chosen. Where none arrives any earlier, the policy wants what nobody can do; or means the sending, after all.
    """
    window = one.do.window
    late = [_on_the_way(choice.medium, one, partial(closes, window)) for choice in one.do.via]
    media = [mapping(node)["medium"] for node in items(part(one.body, "via"))]
    for days, medium in zip(late, media, strict=True):
        if days is not None:
            message = f"{_sent(days, medium, window)} {shown(f'expires ({window.expires})')}"
            yield ARRIVES_TOO_LATE.at(medium.place, message)
    if any(late) or window.overdue is None:
        return
    by = [_on_the_way(choice.medium, one, partial(falls_due, window)) for choice in one.do.via]
    chosen = [at for at in range(len(by)) if not one.chances or one.chances[at]]
    if chosen and all(by[at] is not None for at in chosen):
        quickest = min(chosen, key=lambda at: (by[at] or 0, at))
        message = f"{_sent(by[quickest] or 0, media[quickest], window)} {shown(f'overdue ({window.overdue})')}"
        yield ARRIVES_WHEN_OVERDUE.at(media[quickest].place, message)


def _on_the_way(medium: str, one: Advising, by: Callable[[int], float]) -> int | None:
    """Return the days that *medium* takes at least if what it carries always arrives after *by*; None if it may not."""
    known = one.setting.vocabulary.media.get(medium)
    if known is None or known.transit is None or known.transit[0] <= 0:
        return None
    days, window = known.transit[0], one.do.window
    return days if all(opens(window, time) + days * DAY > by(time) for time in times_for(window)) else None


def _sent(days: int, medium: Node, window: Window) -> str:
    return (
        f"{shown(text(medium))} takes at least {days} day{'' if days == 1 else 's'}: sent when recommended "
        f"({shown(f'{window.recommended}')}), it arrives after"
    )
