"""Whether a forbid holds a step back, and until when. Source: ``language.md`` section 5."""

from collections.abc import Iterable, Mapping, Sequence
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
    return held_until_each(forbid, (person,), state).get(0)


def held_until_each(forbid: Forbid, people: Sequence[Person | None], state: State) -> Mapping[int, int]:
    """Return `held_until` for those of *people* for whom the span holds now, by their position.

    What is the same for all of them is looked at once.
    """
    span = forbid.span
    if span is None:
        return dict.fromkeys(range(len(people)), FOR_EVER)
    if isinstance(span, CloserThan):
        return _until_gaps_end(span.offset, people, state)
    if isinstance(span, MoreThan):
        return _with_enough(span.number, forbid, people, state)
    if span.anchor.step is None:
        end = _until_anchor(span, None, state)
        return {} if end is None else dict.fromkeys(range(len(people)), end)
    ends = ((position, _until_anchor(span, person, state)) for position, person in enumerate(people))
    return {position: end for position, end in ends if end is not None}


def _until_gaps_end(gap: Offset, people: Sequence[Person | None], state: State) -> Mapping[int, int]:
    """Return when *gap* after the last contact is over, for those for whom it is not."""
    found = {}
    now, last_contact = state.now, state.last_contact
    ends = state.gap_ends.setdefault((gap.amount, gap.unit, gap.at), {})
    for position, person in enumerate(people):
        if person is not None and (last := last_contact.get(person.id)) is not None:
            end = ends.get(last)
            if end is None:
                end = ends[last] = move(last, gap, state.timeline.zone, state.timeline.calendar)
            if now < end:
                found[position] = end
    return found


def _with_enough(number: int, forbid: Forbid, people: Sequence[Person | None], state: State) -> Mapping[int, int]:
    """Return those with whom there were *number* contacts of the pattern since the latest interview began."""
    acts, media = forbid.acts, forbid.via
    counting = []
    for (act, via), counts in state.contacted.items():
        if (acts is None or act in acts) and (media is None or via in media):
            counting.append(counts)
    found = {}
    for position, person in enumerate(people):
        if person is not None:
            left, name = number, person.id
            for counts in counting:
                left -= counts.get(name, 0)
            if left <= 0:
                found[position] = FOR_EVER
    return found


def _until_anchor(span: Before | OnDayOf | After, person: Person | None, state: State) -> int | None:
    now, zone = state.now, state.timeline.zone
    if isinstance(span, OnDayOf):
        today, anchor = zone.day(now), span.anchor
        if anchor.event is not None:
            held = today in state.days_of(anchor.event, anchor.instant)
        else:
            held = any(zone.day(written.minute) == today for written in _known(anchor, person, state))
        return zone.start_of(today + 1) if held else None
    written = _governing(span.anchor, person, state)
    if written is None:
        return None
    if isinstance(span, Before):
        end = zone.start_of(zone.day(written.minute)) if written.bare else written.minute
        return end if now < end else None
    begin = zone.end_of(zone.day(written.minute)) if written.bare else written.minute
    return FOR_EVER if now > begin else None


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
