"""From a policy and a timeline to a plan: the kernel's face."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial

from followup.evaluation.changes import next_change
from followup.evaluation.dates import move
from followup.evaluation.decide import hold_on
from followup.evaluation.draft import Drafts
from followup.evaluation.explain import because, withheld_text
from followup.evaluation.occurrence import STOPPED, Held, Occurrence
from followup.evaluation.roster import MOST_STEPS
from followup.evaluation.run import Run
from followup.evaluation.trace import trace
from followup.model.explanation import Link
from followup.model.failure import PluginError
from followup.model.offset import Offset, Unit
from followup.model.plan import Plan, PolicyRef, Problem, Question, Reason, Texts, TimelineRef, Withheld, WithheldFields
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.model.step import Because, Reasons, Step, StepFields
from followup.model.timeline import Timeline
from followup.model.vocabulary import DID

_AHEAD = Offset(180, Unit.DAY)
_FARTHEST = Offset(120, Unit.MONTH)


def simulate(
    policy: Policy,
    timeline: Timeline,
    as_of: int | None = None,
    horizon: int | None = None,
    visits: Iterable[int] = (),
) -> Plan:
    """Return what *policy* advises for *timeline*, seen from *as_of*.

    The same arguments always give the same plan: there is no clock in here.

    Args:
        as_of: None: from before everything, the pure simulation.
        horizon: None: 180 days after the later of *as_of* and the last event that the candidate did not do; in any case
            at most ten years after that.
        visits: Minutes at which held steps are looked at once more; they change nothing, and a test says so.

    Raises:
        ValueError: *horizon* lies before *as_of*.
    """
    end = horizon_of(timeline, as_of, horizon)
    problems: list[Problem] = []
    while True:
        try:
            return _plan(policy, timeline, as_of, end, tuple(visits), problems)
        except PluginError as failure:
            # What failed is left out, and everything is worked out again without it: a plan never rests on half a rule.
            problems.append(Problem(failure.rule, failure.text, failure.plugin, failure.place))
            if failure.rule is None:
                timeline = replace(timeline, calendar=replace(timeline.calendar, also=None))
            else:
                policy = without(policy, failure.rule)


def sound(policy: Policy, timeline: Timeline, plan: Plan) -> tuple[Policy, Timeline]:
    """Return *policy* and *timeline* less what failed on the way to *plan*: what it rests on."""
    for problem in plan.problems:
        if problem.rule is not None:
            policy = without(policy, problem.rule)
        elif problem.plugin is not None:
            timeline = replace(timeline, calendar=replace(timeline.calendar, also=None))
    return policy, timeline


def horizon_of(timeline: Timeline, as_of: int | None, horizon: int | None) -> int | None:
    """Return the last minute to plan; None: nothing happens, so there is nothing to plan."""
    base = as_of
    for event in timeline.events:
        if event.kind.name != DID and (base is None or event.at > base):
            base = event.at
    if base is None:
        if not timeline.events:
            return horizon
        base = max(event.at for event in timeline.events)
    if horizon is None:
        return move(base, _AHEAD, timeline.zone, timeline.calendar)
    if as_of is not None and horizon < as_of:
        raise ValueError("the horizon lies before the instant that the plan is seen from")
    return min(horizon, move(base, _FARTHEST, timeline.zone, timeline.calendar))


def without(policy: Policy, rule_id: str) -> Policy:
    """Return *policy* less one rule, the others unchanged."""

    def freed(rule: Rule) -> Rule:
        if not isinstance(rule.body, Do):
            return rule
        return replace(rule, body=replace(rule.body, forbids=tuple(f for f in rule.body.forbids if f.id != rule_id)))

    return replace(policy, rules=tuple(freed(rule) for rule in policy.rules if rule.id != rule_id))


def _plan(
    policy: Policy,
    timeline: Timeline,
    as_of: int | None,
    end: int | None,
    visits: tuple[int, ...],
    problems: list[Problem],
) -> Plan:
    listed: list[_Listed] = []
    held: list[tuple[Occurrence, Held]] = []
    questions: tuple[Question, ...] = ()
    beyond: tuple[str, ...] = ()
    cut, change = False, None
    if end is not None:
        run = Run(policy, timeline, as_of, end)
        run.live_through_history()
        if as_of is not None:
            change = next_change(policy, timeline, as_of, end)
        run.simulate(visits)
        listed, held, beyond, cut = _sorted_out(run)
        questions = _questions(run)
        if run.roster.full:
            cut = True
            problems = [
                *problems,
                Problem(None, f"stopped after {MOST_STEPS} steps: the policy repeats itself without measure"),
            ]
    return Plan(
        policy=PolicyRef(policy.id, policy.version, policy.digest),
        timeline=TimelineRef(timeline.id, timeline.digest),
        zone=timeline.zone,
        start=as_of,
        end=end,
        cut=cut,
        steps=_steps(policy, timeline, listed),
        withheld=_all_withheld(timeline, held),
        questions=questions,
        problems=tuple(problems),
        change=change,
        beyond=beyond,
        _trace=partial(_traced, policy, timeline, listed),
    )


_Listed = tuple[int | None, tuple[int, int, int, int], Occurrence]
"""A step to list: when it was done or, where it never was, had expired; its order; and the step."""


def _sorted_out(run: Run) -> tuple[list[_Listed], list[tuple[Occurrence, Held]], tuple[str, ...], bool]:
    """Return the steps to list, those withheld and why, `Plan.beyond`, and whether the horizon cut something off."""
    listed: list[_Listed] = []
    held, cut = [], False
    late: set[int] = set()
    media, horizon, state = run.policy.vocabulary.media, run.horizon, run.state
    for step in run.roster.steps:
        minute = step.minute
        if minute is not None:
            listed.append((minute, step.order, step))
        elif step.listed:
            listed.append((step.dates.expires, step.order, step))
        elif step.dates.recommended > horizon:
            cut = True
            if step.fate is None:
                late.add(step.order[0])
        elif step.fate is STOPPED:
            held.append((step, step.first or Held(Reason.STOPPED)))
        else:
            cut = cut or (step.fate is None and hold_on(step, state, media) is None)  # only the hours keep it
            if step.first is not None:
                held.append((step, step.first))
    return listed, held, tuple([rule.id for rule in run.policy.rules if rule.index in late]) if late else (), cut


def _questions(run: Run) -> tuple[Question, ...]:
    if not run.open_facts:
        return ()
    ids = {rule.index: rule.id for rule in run.policy.rules}
    facts = run.policy.vocabulary.facts
    return tuple(
        Question(fact, facts[fact].asks if fact in facts else "", tuple(ids[index] for index in sorted(rules)))
        for fact, rules in sorted(run.open_facts.items())
    )


def _steps(policy: Policy, timeline: Timeline, listed: list[_Listed]) -> tuple[Step, ...]:
    advised, zone = policy.index.advised, timeline.zone
    chains = _Chains(policy, timeline, listed)
    reasons = Reasons(chains, Drafts(policy, timeline, chains.by_id))
    listed.sort()  # INVARIANT: no two steps have the same order, so that it never comes to the steps themselves
    found, make = [], tuple.__new__
    for _, order, step in listed:
        minute, choice, did = step.minute, step.choice, step.did
        fields: StepFields = (
            step.id,
            advised[order[0]],
            step.person,
            step.via,
            None if choice is None else choice.object,
            step.dates,
            minute,
            step.standing,
            step.timing,
            None if did is None else did.position,
            zone,
            reasons,
        )
        found.append(make(Step, fields))
    return tuple(found)


def _traced(policy: Policy, timeline: Timeline, listed: list[_Listed], plan: Plan, step_id: str) -> tuple[Link, ...]:
    return trace(policy, timeline, [step for _, _, step in listed], plan, step_id)


class _Chains:
    """Gives the chain of reasons for each of a plan's steps, and looks for them by id only when it is asked."""

    def __init__(self, policy: Policy, timeline: Timeline, listed: list[_Listed]) -> None:
        self._policy, self._timeline, self._listed = policy, timeline, listed
        self._by_id: dict[str, Occurrence] = {}

    def __call__(self, step_id: str) -> tuple[Because, ...]:
        return because(self._policy, self._timeline, self.by_id()[step_id])

    def by_id(self) -> Mapping[str, Occurrence]:
        """Return what the plan's steps were made from, by id."""
        if not self._by_id:
            self._by_id = {step.id: step for _, _, step in self._listed}
        return self._by_id


def _all_withheld(timeline: Timeline, held: list[tuple[Occurrence, Held]]) -> tuple[Withheld, ...]:
    by_order = [(step.order, step, why) for step, why in held]
    by_order.sort()
    zone, texts = timeline.zone, Texts(_Texts(timeline, held))
    found, make = [], tuple.__new__
    for _, step, why in by_order:
        since = step.first_at
        by: str | None = None
        if why.reason is Reason.STOPPED and step.stopped_by is not None:
            since, by = step.stopped_by.at, step.stopped_by.kind.name
        elif why.by is not None:
            by = why.by.id
        elif why.facts:
            by = ", ".join(why.facts)
        rule = step.series.rule.id
        fields: WithheldFields = (step.id, rule, step.person, why.reason, by, since, why.until, zone, texts)
        found.append(make(Withheld, fields))
    return tuple(found)


class _Texts:
    """Gives the sentence for each of a plan's withheld steps, and looks for them by id only when it is asked."""

    def __init__(self, timeline: Timeline, held: list[tuple[Occurrence, Held]]) -> None:
        self._timeline, self._held = timeline, held
        self._by_id: dict[str, tuple[Occurrence, Held]] = {}

    def __call__(self, step_id: str) -> str:
        if not self._by_id:
            self._by_id = {step.id: (step, why) for step, why in self._held}
        return withheld_text(self._timeline, *self._by_id[step_id])
