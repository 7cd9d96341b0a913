"""The calendar's file: written anew on top of what it held."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import MAXYEAR, MINYEAR, datetime, timedelta
from io import StringIO
from typing import Final

from icalendar import Alarm, Calendar, Event, vDuration, vText

import followup
from followup_plugins.ics_event import Appointment, appointment, stamp_of, tidy, uid_of

_LENGTH: Final = timedelta(minutes=15)
_REFRESH: Final = timedelta(hours=1)
"""So often a subscriber looks for a new state."""

_WITHDRAWN: Final = "X-FOLLOWUP-WITHDRAWN"
"""The highest ``SEQUENCE`` with which an event was ever cancelled: one that comes back must have a higher one."""

_UID: Final = re.compile(r"[0-9a-f-]{36}@followup", re.ASCII)
_NUMBER: Final = re.compile(r"\d{1,10}", re.ASCII)
_HIGHEST: Final = 2_147_483_647
"""Of a number in RFC 5545; what has it cannot be told to have changed any more."""
_INSTANT: Final = re.compile(r"\d{8}T(?!24)\d{6}Z", re.ASCII)  # some Pythons read 24 o'clock
_REVISION: Final = ("SEQUENCE:", "DTSTAMP:")


class _Text(vText):
    r"""Text as RFC 5545 escapes it: the library's own takes a written ``\N`` for a line break, and loses it."""

    def to_ical(self) -> bytes:
        text = self.replace("\\", "\\\\").replace(";", "\\;").replace(",", "\\,")
        return text.replace("\n", "\\n").encode()


@dataclass(frozen=True, slots=True)
class _Held:
    """An event as the file held it; *content*: all of it but what tells its revisions apart."""

    uid: str
    start: datetime
    stamp: datetime
    sequence: int
    cancelled: bool
    content: str


@dataclass(frozen=True, slots=True)
class _State:
    """What the file held: ours only, and only what is whole."""

    events: Mapping[str, _Held] = field(default_factory=dict)
    withdrawn: int | None = None


def calendar(plans: Iterable[followup.Plan], previous: bytes | None) -> bytes:
    """Return the file for *plans*, in whatever order they come, after *previous*."""
    before = _state(previous)
    plans = tuple(plans)
    events = {one.uid: (one.start, _revised(one, before)) for one in _appointments(plans, before)}
    latest = max((stamp for plan in plans if (stamp := stamp_of(plan)) is not None), default=None)
    gone = [held for held in before.events.values() if held.uid not in events and not held.cancelled]
    known = () if before.withdrawn is None else (before.withdrawn,)
    withdrawn = max((*known, *(_next(held.sequence) for held in gone)), default=None)
    parts = [(start, uid, event.to_ical()) for uid, (start, event) in events.items()]
    parts += ((held.start, held.uid, _withdrawn(held, latest)) for held in gone)
    head, end, _ = _head(plans, withdrawn).to_ical().rpartition(b"END:VCALENDAR")
    return b"".join((head, *(part for _, _, part in sorted(parts)), end, b"\r\n"))


def _head(plans: Sequence[followup.Plan], withdrawn: int | None) -> Calendar:
    timelines = {plan.timeline.id for plan in plans}
    name = _Text(tidy(f"Follow-up: {timelines.pop()}" if len(timelines) == 1 else "Follow-up"))
    found = Calendar()
    found.add("VERSION", "2.0")
    found.add("PRODID", "-//followup//followup//EN")
    found.add("METHOD", "PUBLISH")
    found.add("NAME", name)
    found.add("X-WR-CALNAME", name)
    found.add("REFRESH-INTERVAL", vDuration(_REFRESH), {"VALUE": "DURATION"})
    found.add("X-PUBLISHED-TTL", vDuration(_REFRESH))
    if withdrawn is not None:
        found.add(_WITHDRAWN, _Text(f"{withdrawn}"))
    return found


def _appointments(plans: Iterable[followup.Plan], before: _State) -> Iterator[Appointment]:
    for plan in plans:
        stamp = stamp_of(plan)
        for step in plan.steps:
            if step.at is None or stamp is None:  # it has expired; and a plan with steps has a stamp
                continue
            held = before.events.get(uid_of(plan, step))
            yield appointment(plan, step, step.at, stamp, None if held is None else held.start)


def _revised(now: Appointment, before: _State) -> Event:
    """Return the event, with the next number and a new stamp if it differs from what the file held."""
    held = before.events.get(now.uid)
    if held is None:
        return _event(now, 0 if before.withdrawn is None else _next(before.withdrawn))
    same = _event(replace(now, stamp=held.stamp), held.sequence)
    if _without_revision(map(str, same.content_lines())) == held.content:
        return same
    return _event(replace(now, stamp=max(now.stamp, held.stamp)), _next(held.sequence))


def _next(sequence: int) -> int:
    return min(sequence + 1, _HIGHEST)


def _event(now: Appointment, sequence: int) -> Event:
    event = Event()
    event.add("UID", now.uid)
    event.add("DTSTAMP", now.stamp)
    event.add("SEQUENCE", sequence)
    event.add("DTSTART", now.start)
    event.add("DTEND", now.start + _LENGTH)
    event.add("STATUS", "CONFIRMED" if now.done else "TENTATIVE")
    event.add("TRANSP", "TRANSPARENT")
    event.add("SUMMARY", _Text(now.summary))
    event.add("DESCRIPTION", _Text(now.description))
    if not now.done and not now.optional:
        alarm = Alarm()
        alarm.add("ACTION", "DISPLAY")
        alarm.add("TRIGGER", timedelta())
        alarm.add("DESCRIPTION", _Text(now.summary))
        event.add_component(alarm)
    return event


def _withdrawn(held: _Held, latest: datetime | None) -> bytes:
    """Return the event that cancels *held*."""
    # Written by hand: a file may hold 100,000 of them, which take the library a minute.
    # Its words are not taken over: the file may be another's, or from before names were to be kept out.
    stamp = held.stamp if latest is None else max(held.stamp, latest)
    return (
        "BEGIN:VEVENT\r\nSUMMARY:withdrawn\r\n"
        f"DTSTART:{_instant_text(held.start)}\r\nDTEND:{_instant_text(held.start + _LENGTH)}\r\n"
        f"DTSTAMP:{_instant_text(stamp)}\r\nUID:{held.uid}\r\nSEQUENCE:{_next(held.sequence)}\r\n"
        "STATUS:CANCELLED\r\nTRANSP:TRANSPARENT\r\nEND:VEVENT\r\n"
    ).encode()


# ---------------------------------------------------------------------- what the file held


def _state(previous: bytes | None) -> _State:
    """Return what of *previous* can be followed on; nothing of what anybody else wrote, and never an error."""
    # Read here, not by the library: to see whether an event is the same, its very lines are wanted; a stranger's file
    # of the same size takes the library a hundred times as long; and it raises for some.
    text = (previous or b"").decode(errors="replace").replace("\r\n", "\n")
    events: dict[str, _Held] = {}
    withdrawn = None
    begun: list[str] | None = None
    for line in map(_unended, StringIO(re.sub(r"\n[ \t]", "", text), newline="\n")):
        if line == "BEGIN:VEVENT":
            begun = [line]
        elif begun is not None:
            begun.append(line)
            if line == "END:VEVENT":
                if held := _held(begun):
                    events[held.uid] = held
                begun = None
        elif line.startswith(f"{_WITHDRAWN}:") and _NUMBER.fullmatch(value := line.partition(":")[2]):
            withdrawn = min(int(value), _HIGHEST)
    return _State(events, withdrawn)


def _unended(line: str) -> str:
    return line.removesuffix("\n")


def _held(lines: Sequence[str]) -> _Held | None:
    found: dict[str, str] = {}
    for line in lines:
        if line == "BEGIN:VALARM":
            break
        name, _, value = line.partition(":")
        found.setdefault(name, value)
    uid, sequence = found.get("UID", ""), found.get("SEQUENCE", "")
    start, stamp = (_instant(found.get(name, "")) for name in ("DTSTART", "DTSTAMP"))
    if start is None or stamp is None or not _UID.fullmatch(uid) or not _NUMBER.fullmatch(sequence):
        return None
    cancelled = found.get("STATUS") == "CANCELLED"
    return _Held(uid, start, stamp, min(int(sequence), _HIGHEST), cancelled, _without_revision(lines))


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text) if _INSTANT.fullmatch(text) else None
    except ValueError:
        return None
    # In the first and the last year not every zone has a date for it, nor is there one for when it ends.
    return found if found is not None and MINYEAR < found.year < MAXYEAR else None


def _instant_text(moment: datetime) -> str:
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"


def _without_revision(lines: Iterable[str]) -> str:
    return "\n".join(line for line in lines if line and not line.startswith(_REVISION))
