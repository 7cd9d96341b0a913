"""What a step that is not there needs, and which of that is not met."""

from collections.abc import Iterator, Sequence
from typing import Final

from followup.evaluation.conditions import holds, matches
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.past import Past
from followup.evaluation.run import Run
from followup.evaluation.state import State
from followup.model.condition import All, Condition, patterns_in
from followup.model.explanation import About, Missing, Requirement
from followup.model.failure import PluginError
from followup.model.plan import Plan, Reason, Withheld
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Do, Forbid, Rule, Via
from followup.model.timeline import Person, Timeline
from followup.model.wording import condition_in_words, instant_in_words, pattern_in_words

MOST_MISSING: Final = 20
"""Of so many withheld steps at the most it is told what they need: a long series lacks the same again and again."""


def needs_of_withheld(
    policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, withheld: Sequence[Withheld]
) -> Iterator[Missing]:
    """Return what each of *withheld*, steps of *rule*, needs: as it stood when the reason first applied.

    Only of the first `MOST_MISSING` of them.
    """
    past = Past([step for step in plan.steps if step.minute is not None], timeline, plan.start, policy.vocabulary)
    state = State(timeline)
    for held in sorted(withheld, key=lambda held: held.since_minute)[:MOST_MISSING]:
        past.tell(state, held.since_minute)
        yield Missing(held.id, held.to, held, tuple(_requirements(policy, rule, held, state)))


def _requirements(policy: Policy, rule: Rule, held: Withheld, state: State) -> Iterator[Requirement]:
    do = rule.body
    assert isinstance(do, Do), "only advice is withheld"
    yield Requirement(About.ANCHOR, True, f"`{do.anchor}` to count from")
    if held.reason is Reason.NOBODY:
        yield Requirement(About.RULE, False, held.text)
    # The plan names a person by less than the timeline says of them.
    person = None if held.to is None else state.timeline.people.get(held.to.id, held.to)
    parts = rule.when.parts if isinstance(rule.when, All) else (rule.when,)
    for part in (part for part in parts if part is not None):
        text = condition_in_words(part, state.timeline.facts) + _seen(part, state, person)
        yield Requirement(About.CONDITION, _value(part, state, person), text)
    if held.reason is Reason.NOBODY:
        return
    if do.via:
        named = " or ".join(dict.fromkeys(choice.medium for choice in do.via))
        via = list(dict.fromkeys(_open_to(policy, do, state, person)))
        which = f"{' or '.join(via)} will do" if via else "none of them will do"
        yield Requirement(About.MEDIUM, bool(via), f"a medium that applies and reaches them ({named}): {which}")
    for ruling in do.forbids:
        by = held.reason is Reason.FORBIDDEN and ruling.id == held.by
        out = by or _rules_out(ruling, do, state, person)
        told = held.text if by else "it would be ruled out, too" if out else "it does not rule this out"
        yield Requirement(About.RULE, not out, f"`{ruling.id}`: {told}")
    if held.reason is Reason.STOPPED:
        yield Requirement(About.RULE, False, held.text)


def _seen(condition: Condition, state: State, person: Person | None) -> str:
    """Return how often what *condition* looks for had happened."""
    seen = {}
    for pattern in patterns_in(condition):
        number = sum(matches(pattern, event, state, person) for event in state.happened.get(pattern.name, ()))
        seen[pattern_in_words(pattern)] = f"{number} time{'' if number == 1 else 's'}"
    if not seen:
        return ""
    return f" (seen {', '.join(seen.values() if len(seen) == 1 else map(' '.join, seen.items()))})"


def _value(condition: Condition, state: State, person: Person | None) -> bool | None:
    try:
        return holds(condition, state, person)
    except PluginError:  # it answered when the plan was made
        return None


def _open_to(policy: Policy, do: Do, state: State, person: Person | None) -> Iterator[str]:
    """Return the media that apply and reach *person* now."""
    for choice in do.via:
        if choice.when is None or _value(choice.when, state, person):
            medium = choice.medium
            if medium == LAST_USED:
                medium = "" if person is None else state.last_medium.get(person.id, "")
            if medium and state.reaches(medium, person, policy.vocabulary.media):
                yield medium


def _rules_out(ruling: Rule, do: Do, state: State, person: Person | None) -> bool:
    assert isinstance(ruling.body, Forbid), "the loader lists forbids here"
    forbid = ruling.body
    return (
        any(fits(forbid, do.act, choice.medium, person, state) for choice in do.via or (Via(""),))
        and held_until(forbid, person, state) is not None
        and (ruling.when is None or bool(_value(ruling.when, state, person)))
    )


def needs_to_begin(timeline: Timeline, plan: Plan, rule: Rule, far: int | None) -> Missing:
    """Return what a rule lacks of which the plan says nothing: what it counts from, or a nearer date.

    Args:
        far: What `beyond` found.
    """
    do = rule.body
    assert isinstance(do, Do), "asked for advice only"
    if far is not None:
        text = f"`{do.anchor}` to count from"
        when, last = instant_in_words(far, plan.zone), instant_in_words(plan.end or far, plan.zone)
        needs = (
            Requirement(About.ANCHOR, True, text),
            Requirement(About.MOMENT, False, f"a date within the plan: it would be {when}, and the plan ends {last}"),
        )
        return Missing(None, None, None, needs)
    if do.anchor.step is not None:
        text = f"`{do.anchor}` to count from: no step of `{do.anchor.step}` is done for somebody it goes to"
    elif do.anchor.event is not None and any(do.anchor.event in event.kind.names for event in timeline.events):
        text = f"`{do.anchor}` to count from: it lies behind the end of the plan, or does not say `{do.anchor.instant}`"
    else:
        text = f"`{do.anchor}` to count from: the timeline has no such event"
    return Missing(None, None, None, (Requirement(About.ANCHOR, False, text),))


def beyond(policy: Policy, timeline: Timeline, plan: Plan, rule: Rule) -> int | None:
    """Return when the first step of *rule* would be recommended, if that is after the plan's end."""
    if plan.end is None:
        return None
    run = Run(policy, timeline, plan.start, plan.end)
    run.live_through_history()
    run.simulate()
    dates = [step.dates.recommended for step in run.roster.steps if step.series.rule.id == rule.id]
    return min((minute for minute in dates if minute > plan.end), default=None)
