"""Why a rule gives no step, and the smallest single changes that would make one appear.

No change is inferred: each that might do is planned with, and told only if the step is there.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from followup.evaluation.conditions import holds
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.past import Past
from followup.evaluation.run import Run
from followup.evaluation.state import State
from followup.evaluation.whatif import trials
from followup.model.condition import All, Condition
from followup.model.explanation import About, Change, Kind, Missing, Requirement, WhyNot
from followup.model.failure import PluginError
from followup.model.plan import Plan, Reason, Status, Step, Withheld
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Do, Forbid, Rule, Via
from followup.model.timeline import Person, Timeline
from followup.model.wording import condition_in_words, instant_in_words
from followup.model.zone import DAY

MOST_TRIALS: Final = 60
"""So many changes are tried at the most, each by one plan."""

MOST_CHANGES: Final = 3
"""So many changes that work are told."""

Planner = Callable[[Timeline, int | None, int | None], Plan]
"""Plans with the policy for a timeline, as of a minute, up to a horizon."""


def why_not(policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, planner: Planner) -> WhyNot:
    """Return why *plan*, of *policy* for *timeline*, lacks steps of *rule*, one that advises.

    Where it lacks none, the one change is the time at which the next of them can be done, if that is not now.
    """
    there = [step for step in plan.steps if step.rule == rule.id]
    withheld = [held for held in plan.withheld if held.rule == rule.id]
    missing: tuple[Missing, ...] = ()
    if withheld:
        missing = tuple(_withheld(policy, timeline, plan, rule, withheld))
    elif not there:
        missing = (_never_begun(policy, timeline, plan, rule),)
    search = _Search(policy, timeline, plan, rule, planner)
    changes = search.changes(withheld) if missing else search.next_time(there)
    return WhyNot(rule.id, tuple(step.id for step in there), missing, tuple(changes), search.tried)


# ------------------------------------------------------------------ what a step needs


def _withheld(
    policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, withheld: Sequence[Withheld]
) -> Iterator[Missing]:
    """Return what each withheld step needs, as it stood when the reason first applied."""
    past = Past([step for step in plan.steps if step.minute is not None], timeline, plan.start, policy.vocabulary)
    state = State(timeline)
    for held in sorted(withheld, key=lambda held: held.since_minute):
        past.tell(state, held.since_minute)
        yield Missing(held.id, held.to, held, tuple(_requirements(policy, rule, held, state)))


def _requirements(policy: Policy, rule: Rule, held: Withheld, state: State) -> Iterator[Requirement]:
    do = rule.body
    assert isinstance(do, Do), "only advice is withheld"
    yield Requirement(About.ANCHOR, True, f"`{do.anchor}` to count from: it is there")
    if held.reason is Reason.NOBODY:
        yield Requirement(About.RULE, False, f"somebody to go to: {held.text}")
        return
    # The plan names a person by less than the timeline says of them.
    person = None if held.to is None else state.timeline.people.get(held.to.id, held.to)
    for part in rule.when.parts if isinstance(rule.when, All) else () if rule.when is None else (rule.when,):
        yield Requirement(About.CONDITION, _value(part, state, person), condition_in_words(part, state.timeline.facts))
    if do.via:
        by = " or ".join(dict.fromkeys(choice.medium for choice in do.via))
        via = list(dict.fromkeys(_open_to(policy, do, state, person)))
        which = f"{by}, and {' or '.join(via)} will do" if via else f"{by}, and none of them is open now"
        yield Requirement(About.MEDIUM, bool(via), f"a medium that applies and reaches them: {which}")
    for ruling in do.forbids:
        out = ruling.id == held.by if held.reason is Reason.FORBIDDEN else _rules_out(ruling, do, state, person)
        why = (
            f"{held.text}"
            if out and held.reason is Reason.FORBIDDEN
            else f"`{ruling.id}` {'rules it out' if out else 'does not rule it out'}"
        )
        yield Requirement(About.RULE, not out, f"no rule against it: {why}")
    if held.reason is Reason.STOPPED:
        yield Requirement(About.RULE, False, f"nothing that stops it: {held.text}")


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
            known = policy.vocabulary.media.get(medium)
            if medium and state.reaches(medium, person, known is not None and known.always):
                yield medium


def _rules_out(ruling: Rule, do: Do, state: State, person: Person | None) -> bool:
    assert isinstance(ruling.body, Forbid), "the loader lists forbids here"
    forbid = ruling.body
    return (
        any(fits(forbid, do.act, choice.medium, person, state) for choice in do.via or (Via(""),))
        and held_until(forbid, person, state) is not None
        and (ruling.when is None or bool(_value(ruling.when, state, person)))
    )


def _never_begun(policy: Policy, timeline: Timeline, plan: Plan, rule: Rule) -> Missing:
    """Return what a rule lacks of which the plan says nothing: what it counts from, or a nearer date."""
    do = rule.body
    assert isinstance(do, Do), "asked for advice only"
    far = _beyond(policy, timeline, plan, rule)
    if far is not None:
        text = f"`{do.anchor}` to count from: it is there"
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


def _beyond(policy: Policy, timeline: Timeline, plan: Plan, rule: Rule) -> int | None:
    """Return when the first step of *rule* would be recommended, if that is after the plan's end."""
    if plan.end is None:
        return None
    run = Run(policy, timeline, plan.start, plan.end)
    run.live_through_history()
    run.simulate()
    dates = [step.dates.recommended for step in run.roster.steps if step.series.rule.id == rule.id]
    return min((minute for minute in dates if minute > plan.end), default=None)


# ------------------------------------------------------------------ what would have to happen


class _Search:
    """Tries changes, one plan each; *tried* counts them."""

    def __init__(self, policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, planner: Planner) -> None:
        self.policy, self.timeline, self.plan, self.rule, self.planner = policy, timeline, plan, rule, planner
        self.tried = 0
        self._there = {step.id for step in plan.steps if step.minute is not None}

    def changes(self, withheld: Sequence[Withheld]) -> list[Change]:
        """Return the smallest changes that make a step of the rule appear, at most one of a kind for the same thing."""
        ids = dict.fromkeys(held.to.id for held in withheld if held.to is not None)
        people = [self.timeline.people[one] for one in ids if one in self.timeline.people]
        found: dict[tuple[Kind, str], Change] = {}
        for trial in trials(self.policy, self.timeline, self.rule, people, self._moments(withheld)):
            if trial.about in found:
                continue
            if self.tried == MOST_TRIALS or len(found) == MOST_CHANGES:
                break
            step = self._appears(trial.timeline, self.plan.start, self.plan.end)
            if step is not None and step.at is not None:
                found[trial.about] = Change(trial.about[0], trial.text, trial.data, step.id, step.at)
        far = _beyond(self.policy, self.timeline, self.plan, self.rule) if not withheld else None
        if far is not None and (step := self._appears(self.timeline, self.plan.start, far + DAY)) and step.at:
            text = f"if the plan goes on to {instant_in_words(far + DAY, self.plan.zone)}"
            data = {"horizon": self.plan.zone.text(far + DAY)}
            return [Change(Kind.TIME, text, data, step.id, step.at), *found.values()]
        return list(found.values())

    def next_time(self, steps: Sequence[Step]) -> list[Change]:
        """Return when the next of *steps*, which are all there, can be done, if that is not now."""
        if self.plan.start is None:
            return []
        for step in steps:
            if step.status in (Status.WAITING, Status.PROJECTED):
                for minute in dict.fromkeys((step.dates.earliest, step.dates.recommended, step.minute)):
                    if minute is not None and minute > self.plan.start and self._possible(step, minute):
                        text = f"once {instant_in_words(minute, self.plan.zone)} has come"
                        data = {"as_of": self.plan.zone.text(minute)}
                        return [Change(Kind.TIME, text, data, step.id, step.at or self.plan.zone.local(minute))]
                return []
        return []

    def _possible(self, step: Step, minute: int) -> bool:
        self.tried += 1
        then = self.planner(self.timeline, minute, None if self.plan.end is None else max(minute, self.plan.end))
        open_now = (Status.OPEN, Status.DUE, Status.OVERDUE)
        return any(one.id == step.id and one.status in open_now for one in then.steps)

    def _appears(self, timeline: Timeline, start: int | None, end: int | None) -> Step | None:
        """Return the first step of the rule that is done with *timeline* and was not before."""
        self.tried += 1
        then = self.planner(timeline, start, end)
        return next(
            (
                step
                for step in then.steps
                if step.rule == self.rule.id and step.minute is not None and step.id not in self._there
            ),
            None,
        )

    def _moments(self, withheld: Sequence[Withheld]) -> list[int]:
        """Return when an event might happen: when a step was withheld, soon after an appointment, after everything."""
        foreseen = [event.at + DAY // 8 for event in self.timeline.events if event.kind.foreseen]
        last = max((event.at for event in self.timeline.events), default=self.plan.start or 0)
        decided = [held.since_minute for held in withheld if held.reason is not Reason.STOPPED]
        moments = [*decided, *foreseen[:1], last + DAY]
        start = self.plan.start
        ahead = [minute for minute in dict.fromkeys(moments) if start is None or minute >= start]
        return (ahead or [start + DAY if start is not None else last])[:4]
