"""What really happened, judged by a policy: on time or not, asked for or not, ruled out or not, and what was missed."""

from collections.abc import Sequence
from dataclasses import replace
from heapq import heapify, heappop, heappush

from followup.evaluation.decide import hold_on
from followup.evaluation.judge import judge
from followup.evaluation.occurrence import Occurrence, Series
from followup.evaluation.past import Past
from followup.evaluation.state import State, in_time
from followup.model.failure import PluginError
from followup.model.judgement import Deed, History, Verdict
from followup.model.place import Place
from followup.model.plan import Plan, Problem
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.step import Advised, Dates, Reasons, Status, Step
from followup.model.timeline import Event, Timeline
from followup.model.vocabulary import DID


def judge_history(policy: Policy, timeline: Timeline, plan: Plan) -> History:
    """Return what *policy* says of each `did` of *timeline* up to the ``as_of`` of *plan*, its plan.

    What is judged is a plan of these deeds alone: the steps that they settled, and one of no rule for each other.
    """
    assert plan.start is not None, "a history ends somewhere"
    settled = {step.did: step for step in plan.steps if step.did is not None and step.status is Status.DONE}
    dids = [event for event in in_time(timeline, plan.start) if event.kind.name == DID and event.at <= plan.start]
    done = {
        did.position: settled.get(did.position) or _unasked(did, timeline) for did in dids if did.position is not None
    }
    found = judge(replace(plan, steps=tuple(done.values())), timeline, [policy.rules], policy.vocabulary)
    deeds = []
    for position, step in done.items():
        verdict = Verdict(step.timing) if step.timing is not None else Verdict.UNASKED
        forbids = tuple(breach.rule for breach in found.breaches if breach.step is step)
        deeds.append(Deed(position, step, verdict, forbids))
    missed = []
    problems = dict.fromkeys((*plan.problems, *found.problems))
    for step in (step for step in plan.steps if step.status is Status.EXPIRED):
        try:
            if _was_possible(step, policy, timeline, plan, tuple(done.values())):
                missed.append(step)
        except PluginError as failure:
            problems[Problem(failure.rule, failure.text, failure.plugin, failure.place)] = None
    return History(plan.policy, tuple(deeds), tuple(missed), tuple(problems))


def _was_possible(step: Step, policy: Policy, timeline: Timeline, plan: Plan, done: Sequence[Step]) -> bool:
    """Tell whether *step*, which expired, could have been done: at some minute of its window nothing held it back."""
    rule, dates = policy.rule(step.rule), step.dates
    assert rule is not None, "a plan follows the rules of its policy"
    assert isinstance(rule.body, Do), "only advice has steps"
    assert dates.expires is not None, "it expired"
    person = None if step.to is None else timeline.people.get(step.to.id)
    series = Series(rule, rule.body, dates.earliest, dates.earliest, None, nobody=False, number=1)
    again = Occurrence(series, person, 1, 0, dates)
    state, past = State(timeline), Past(done, timeline, plan.start, policy.vocabulary)
    # What holds a step back ends with an event, when a forbid does, or, where a plugin looks at the clock, with time.
    looks = [dates.earliest, *(event.at for event in in_time(timeline, plan.start))]
    if series.do.daily:
        look = dates.earliest
        while (look := series.do.look_after(look, timeline.zone)) <= dates.expires:
            looks.append(look)
    heapify(looks)
    while looks and (minute := heappop(looks)) <= dates.expires:
        if minute >= max(dates.earliest, state.now):
            past.tell(state, minute)
            held = hold_on(again, state, policy.vocabulary.media)
            if held is None:
                return True
            if held.until is not None:
                heappush(looks, held.until)
    return False


def _unasked(did: Event, timeline: Timeline) -> Step:
    """Return *did* as a step of no rule."""
    to = did.text("to")
    act = did.text("act") or ""
    advised = Advised("", "", act, "", (), (), (), "explicit", did.place or Place(timeline.file, 0, 0))
    return Step(
        id=f"{DID}/{to or '-'}/{did.position}",
        advised=advised,
        to=None if to is None else timeline.people.get(to),
        via=did.text("via"),
        object=None,
        dates=Dates(did.at, did.at, did.at, None),
        minute=did.at,
        status=Status.DONE,
        timing=None,
        did=did.position,
        zone=timeline.zone,
        reasons=Reasons(lambda _: (), lambda _: None),
    )
