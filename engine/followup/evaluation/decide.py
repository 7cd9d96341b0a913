"""Whether a step can be done now: its condition, a medium, the forbids, the hours, in this order."""

from collections.abc import Mapping, Sequence

from followup.evaluation.conditions import holds, unknown_facts
from followup.evaluation.forbids import FOR_EVER, fits, held_until_each
from followup.evaluation.occurrence import Held, Occurrence
from followup.evaluation.state import State
from followup.model.condition import Condition
from followup.model.plan import Reason
from followup.model.rule import LAST_USED, Forbid, Roll, Rule, Via
from followup.model.vocabulary import Medium
from followup.model.zone import DAY

UNREACHABLE = Held(Reason.UNREACHABLE)
NOBODY = Held(Reason.NOBODY)


def hold_on(step: Occurrence, state: State, media: Mapping[str, Medium]) -> Held | None:
    """Return what holds *step* back now, office hours aside, or None; set the step's medium and object."""
    return hold_back((step,), state, media).get(step)


def hold_back(
    steps: Sequence[Occurrence],
    state: State,
    media: Mapping[str, Medium],
    open_facts: set[str] | None = None,
    passed_facts: dict[Occurrence, set[str]] | None = None,
) -> dict[Occurrence, Held]:
    """Return which of *steps*, all of one rule, are held back now, office hours aside; set their media and objects.

    They are decided together: what is the same for all whom they go to is asked once.

    Args:
        open_facts: Collects the unknown facts that left a decision open.
        passed_facts: Collects, by step, those for which a forbid did not hold it back: open if it is done now.
    """
    rule, do = steps[0].series.rule, steps[0].series.do
    held: dict[Occurrence, Held] = {}
    free = steps
    if do.to is not None:
        for step in steps:
            if step.person is None:
                held[step] = NOBODY
        if held:
            free = [step for step in steps if step not in held]
    if free and rule.when is not None:
        free = _on_condition(rule.when, free, state, held, open_facts)
    if free and do.via:
        unreached = choose_media(free, state, media, open_facts)
        if unreached:
            held |= unreached
            free = [step for step in free if step not in unreached]
    for ruling in do.forbids:
        if not free:
            break
        forbidden = _forbidden(ruling, free, state, passed_facts)
        if forbidden:
            held |= forbidden
            free = [step for step in free if step not in forbidden]
    return held


def _on_condition(
    when: Condition,
    steps: Sequence[Occurrence],
    state: State,
    held: dict[Occurrence, Held],
    open_facts: set[str] | None,
) -> Sequence[Occurrence]:
    """Return those of *steps* for which their rule's condition holds; add the others to *held*."""
    free, failing, doubtful = _sorted_by(when, steps, state)
    if failing:
        held |= dict.fromkeys(failing, Held(Reason.CONDITION, missing=(when,)))
    for step in doubtful:
        facts = tuple(dict.fromkeys(unknown_facts(when, state, step.person)))
        held[step] = Held(Reason.UNKNOWN, facts=facts, missing=(when,))
        if open_facts is not None:
            open_facts.update(facts)
    return free


def _sorted_by(
    condition: Condition, steps: Sequence[Occurrence], state: State
) -> tuple[Sequence[Occurrence], Sequence[Occurrence], Sequence[Occurrence]]:
    """Return those of *steps* for which *condition* holds, those for which it does not, and those where it is open."""
    if not condition.personal:
        value = holds(condition, state, None)
        return (steps if value else (), steps if value is False else (), steps if value is None else ())
    found: dict[bool | None, list[Occurrence]] = {True: [], False: [], None: []}
    for step in steps:
        found[holds(condition, state, step.person)].append(step)
    return found[True], found[False], found[None]


def _forbidden(
    ruling: Rule, steps: Sequence[Occurrence], state: State, passed_facts: dict[Occurrence, set[str]] | None
) -> dict[Occurrence, Held]:
    """Return those of *steps* that *ruling*, which fits their act, holds back now."""
    forbid = ruling.body
    assert isinstance(forbid, Forbid), "the loader lists forbids here"
    touched = steps
    if forbid.to is not None:
        act = steps[0].series.do.act
        touched = [step for step in steps if fits(forbid, act, step.via, step.person, state)]
    elif forbid.via is not None:
        touched = [step for step in steps if step.via in forbid.via]
    if not touched:
        return {}
    people = []
    for step in touched:
        people.append(step.person)
    ends = held_until_each(forbid, people, state)
    if not ends:
        return {}
    until = {touched[position]: end for position, end in ends.items()}
    if ruling.when is not None:
        holding, _, doubtful = _sorted_by(ruling.when, tuple(until), state)
        if passed_facts is not None:
            for step in doubtful:
                passed_facts.setdefault(step, set()).update(unknown_facts(ruling.when, state, step.person))
        until = {step: until[step] for step in holding}
    return {
        step: Held(Reason.FORBIDDEN, by=ruling, until=None if end == FOR_EVER else end) for step, end in until.items()
    }


def choose_media(
    steps: Sequence[Occurrence], state: State, media: Mapping[str, Medium], open_facts: set[str] | None = None
) -> dict[Occurrence, Held]:
    """Give each of *steps*, all of one rule, the first medium and object that apply and reach.

    Return what is wrong with those for which there is none.
    """
    choices = steps[0].series.do.via
    if not choices:
        return {}
    left = steps
    applied: set[Occurrence] = set()
    unknown: dict[Occurrence, list[str]] = {}
    for choice in choices:
        applying: Sequence[Occurrence] = left
        others: Sequence[Occurrence] = ()
        if choice.when is not None:
            applying, failing, doubtful = _sorted_by(choice.when, left, state)
            others = failing
            if doubtful:
                others = (*failing, *doubtful)
                for step in doubtful:
                    unknown.setdefault(step, []).extend(unknown_facts(choice.when, state, step.person))
        missed = _missed(choice, applying, state, media)
        if missed:
            applied.update(missed)
            others = (*missed, *others)
        left = others
        if not left:
            break
    if unknown and open_facts is not None:
        for facts in unknown.values():
            open_facts.update(facts)
    if not left:
        return {}
    conditions = tuple(choice.when for choice in choices if choice.when is not None)
    wrong = {}
    for step in left:
        step.via = step.choice = None
        if step in unknown:
            wrong[step] = Held(Reason.UNKNOWN, facts=tuple(dict.fromkeys(unknown[step])), missing=conditions)
        else:
            wrong[step] = UNREACHABLE if step in applied else Held(Reason.CONDITION, missing=conditions)
    return wrong


def _missed(
    choice: Via, steps: Sequence[Occurrence], state: State, media: Mapping[str, Medium]
) -> Sequence[Occurrence]:
    """Give *steps* the medium of *choice*, which applies to them; return those whom it does not reach."""
    missed = []
    medium: str | None = choice.medium
    last_used = medium == LAST_USED
    for step in steps:
        person = step.person
        if last_used:
            medium = None if person is None else state.last_medium.get(person.id)
        if medium is not None and (person is None or person.reach is None or state.reaches(medium, person, media)):
            step.via, step.choice = medium, choice
        else:
            missed.append(step)
    return missed


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
