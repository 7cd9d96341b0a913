"""Whether a forbid holds a step back, and until when. Source: ``language.md`` section 5."""

from collections.abc import Iterable
from itertools import chain
from typing import Final

from followup.evaluation.dates import move
from followup.evaluation.state import State
from followup.model.offset import Offset
from followup.model.rule import After, Anchor, Before, CloserThan, Forbid, MoreThan, OnDayOf
from followup.model.timeline import Person, Written

FOR_EVER: Final = 10**10
"""No end in sight, and later than any minute: what `held_until` says of a hold that only an event can end."""


def fits(forbid: Forbid, act: str, via: str | None, person: Person | None, state: State) -> bool:
    """Tell whether *forbid* speaks of a step with that act, medium and recipient."""
    if forbid.acts is not None and act not in forbid.acts:
        return False
    if forbid.via is not None and via not in forbid.via:
        return False
    return forbid.to is None or (person is not None and any(state.has_role(person, role) for role in forbid.to))


def held_until(forbid: Forbid, person: Person | None, state: State) -> int | None:
    """Return the first minute at which *forbid*'s span no longer holds, `FOR_EVER`, or None if it does not hold now."""
    now, zone = state.now, state.timeline.zone
    match forbid.span:
        case CloserThan():
            last = None if person is None else state.last_contact.get(person.id)
            if last is None:
                return None
            end = _end_of(forbid.span.offset, last, state)
            return end if now < end else None
        case MoreThan():
            if person is None:
                return None
            count = 0
            for (act, via), times in state.contacted.get(person.id, {}).items():
                if (forbid.acts is None or act in forbid.acts) and (forbid.via is None or via in forbid.via):
                    count += times
            return FOR_EVER if count >= forbid.span.number else None
        case Before():
            written = _governing(forbid.span.anchor, person, state)
            if written is None:
                return None
            end = zone.start_of(zone.day(written.minute)) if written.bare else written.minute
            return end if now < end else None
        case After():
            written = _governing(forbid.span.anchor, person, state)
            if written is None:
                return None
            begin = zone.end_of(zone.day(written.minute)) if written.bare else written.minute
            return FOR_EVER if now > begin else None
        case OnDayOf():
            today, anchor = zone.day(now), forbid.span.anchor
            if anchor.event is not None:
                held = today in state.days_of(anchor.event, anchor.instant)
            else:
                held = any(zone.day(written.minute) == today for written in _known(anchor, person, state))
            return zone.start_of(today + 1) if held else None
        case None:
            return FOR_EVER


def _end_of(gap: Offset, last: int, state: State) -> int:
    """Return when *gap* after *last* is over: worked out once for all who were contacted in the same minute."""
    key = (last, gap.amount, gap.unit, gap.at)
    end = state.gap_ends.get(key)
    if end is None:
        end = state.gap_ends[key] = move(last, gap, state.timeline.zone, state.timeline.calendar)
    return end


def begins(forbid: Forbid, person: Person | None, state: State) -> list[int]:
    """Return the minutes after now at which *forbid*'s span may begin to hold though nothing happens."""
    now, zone = state.now, state.timeline.zone
    match forbid.span:
        case After(anchor):
            written = _governing(anchor, person, state)
            if written is None:
                return []
            found = [1 + (zone.end_of(zone.day(written.minute)) if written.bare else written.minute)]
        case OnDayOf(anchor):
            found = [zone.start_of(zone.day(written.minute)) for written in _known(anchor, person, state)]
        case _:
            return []
    return [minute for minute in found if minute > now]


def _governing(anchor: Anchor, person: Person | None, state: State) -> Written | None:
    """Return the instant that before and after go by: the latest that has happened, else the first foreseen."""
    for written in state.happened_instants(anchor, _id(person)):
        return written
    for written in state.foreseen_instants(anchor):
        return written
    return None


def _known(anchor: Anchor, person: Person | None, state: State) -> Iterable[Written]:
    return chain(state.happened_instants(anchor, _id(person)), state.foreseen_instants(anchor))


def _id(person: Person | None) -> str | None:
    return None if person is None else person.id
