"""Whether a step can be done now: its condition, a medium, the forbids, the hours, in this order."""

from collections.abc import Mapping

from followup.evaluation.conditions import holds, unknown_facts
from followup.evaluation.forbids import FOR_EVER, fits, held_until
from followup.evaluation.occurrence import Held, Occurrence
from followup.evaluation.state import State
from followup.model.plan import Reason
from followup.model.rule import LAST_USED, Forbid, Roll
from followup.model.vocabulary import Medium
from followup.model.zone import DAY

UNREACHABLE = Held(Reason.UNREACHABLE)
NOBODY = Held(Reason.NOBODY)


def hold_on(
    step: Occurrence,
    state: State,
    media: Mapping[str, Medium],
    open_facts: set[str] | None = None,
    passed_facts: set[str] | None = None,
) -> Held | None:
    """Return what holds *step* back now, office hours aside, or None; set the step's medium and object.

    Args:
        open_facts: Collects the unknown facts that left this decision open.
        passed_facts: Collects those for which a forbid did not hold the step back: open if it is done now.
    """
    series = step.series
    if series.nobody:
        return NOBODY
    rule, do, person = series.rule, series.do, step.person
    if rule.when is not None:
        value = holds(rule.when, state, person)
        if value is None:
            facts = tuple(dict.fromkeys(unknown_facts(rule.when, state, person)))
            if open_facts is not None:
                open_facts.update(facts)
            return Held(Reason.UNKNOWN, facts=facts, missing=(rule.when,))
        if not value:
            return Held(Reason.CONDITION, missing=(rule.when,))
    if do.via and (held := choose_medium(step, state, media, open_facts)) is not None:
        return held
    for ruling in do.forbids:
        forbid = ruling.body
        assert isinstance(forbid, Forbid), "the loader lists forbids here"
        # The loader lists those that fit the act; the rest is for now to say.
        if forbid.via is not None and step.via not in forbid.via:
            continue
        if forbid.to is not None and not fits(forbid, do.act, step.via, person, state):
            continue
        until = held_until(forbid, person, state)
        if until is None:
            continue
        if ruling.when is not None:
            value = holds(ruling.when, state, person)
            if value is None and passed_facts is not None:
                passed_facts.update(unknown_facts(ruling.when, state, person))
            if not value:
                continue
        return Held(Reason.FORBIDDEN, by=ruling, until=None if until == FOR_EVER else until)
    return None


def choose_medium(
    step: Occurrence, state: State, media: Mapping[str, Medium], open_facts: set[str] | None = None
) -> Held | None:
    """Set the step's medium and object to the first choice that applies and reaches; else return what is wrong."""
    choices, person = step.series.do.via, step.person
    if not choices:
        return None
    unknown: list[str] = []
    applied = doubtful = False
    for choice in choices:
        if choice.when is not None:
            value = holds(choice.when, state, person)
            if value is None:
                doubtful = True
                unknown.extend(unknown_facts(choice.when, state, person))
            if not value:
                continue
        applied = True
        medium: str | None = choice.medium
        if medium == LAST_USED:
            medium = None if person is None else state.last_medium.get(person.id)
        if medium is not None and state.reaches(medium, person, media):
            step.via, step.object, step.choice = medium, choice.object, choice
            break
    else:
        step.via = step.object = step.choice = None
    if unknown and open_facts is not None:
        open_facts.update(unknown)
    if step.choice is not None:
        return None
    conditions = tuple(choice.when for choice in choices if choice.when is not None)
    if doubtful:
        return Held(Reason.UNKNOWN, facts=tuple(dict.fromkeys(unknown)), missing=conditions)
    return UNREACHABLE if applied else Held(Reason.CONDITION, missing=conditions)


def waits_for_hours(step: Occurrence, state: State) -> int | None:
    """Return when office hours open for *step*, which nothing else holds back, or None if it can be done now.

    A step gets its recommended minute whatever the hours, and is not asked about here; afterwards only they will do,
    unless it expires first.
    """
    if in_hours(step, state):
        return None
    opens = _next_opening(step, state)
    expires = step.dates.expires
    return None if expires is not None and expires < opens else opens


def in_hours(step: Occurrence, state: State) -> bool:
    """Tell whether now lies within office hours, on a business day where the step's window rolls."""
    timeline = state.timeline
    day, time = divmod(timeline.zone.wall(state.now), DAY)
    if not timeline.hours.opens <= time <= timeline.hours.closes:
        return False
    return step.series.do.window.roll is Roll.NONE or timeline.calendar.is_business_day(day)


def _next_opening(step: Occurrence, state: State) -> int:
    """Return the first minute after now that lies within office hours for *step*."""
    timeline, now = state.timeline, state.now
    zone, hours = timeline.zone, timeline.hours
    day = zone.day(now)
    while True:
        if step.series.do.window.roll is not Roll.NONE:
            day = timeline.calendar.roll(day, 1)
        if zone.offset_on(day) is not None:
            opens = zone.instant(day * DAY + hours.opens)
            if opens > now:
                return opens
        else:
            # The clocks change on this day: the opening may be skipped or come twice, so every minute is looked at.
            for minute in range(max(now + 1, zone.start_of(day)), zone.end_of(day) + 1):
                shown, time = divmod(zone.wall(minute), DAY)
                if shown == day and hours.opens <= time <= hours.closes:
                    return minute
        day += 1
