"""What of a plan breaks the forbids of policies. Source: ``language.md`` section 6, "Judging"."""

from collections.abc import Iterable

from followup.evaluation.conditions import holds
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.past import Past
from followup.evaluation.state import State
from followup.model.failure import PluginError
from followup.model.judgement import Breach, Judgement
from followup.model.plan import Plan, Problem
from followup.model.rule import Forbid, Rule
from followup.model.step import Step
from followup.model.timeline import Timeline
from followup.model.vocabulary import Vocabulary


def judge(plan: Plan, timeline: Timeline, judges: Iterable[Iterable[Rule]], vocabulary: Vocabulary) -> Judgement:
    """Return each step of *plan* that has an ``at`` with each forbid that rules it out, by time.

    The past of a step is what was done in an earlier minute, in plan and timeline; a `did` of the timeline that
    satisfied a step is that step, counted once. A forbid whose plugin fails rules out nothing, and is a problem.

    Args:
        timeline: The one that *plan* was made for.
        judges: The rules of each judging policy.
        vocabulary: The words of them all.
    """
    forbids = [
        (number, rule, rule.body)
        for number, rules in enumerate(judges)
        for rule in rules
        if isinstance(rule.body, Forbid)
    ]
    by_act: dict[str, list[tuple[int, Rule, Forbid]]] = {}
    # A plan that was read may list them in any order, and the past of a step is what was done earlier.
    steps = sorted((step for step in plan.steps if step.minute is not None), key=lambda step: step.minute or 0)
    state = State(timeline)
    past = Past(steps, timeline, plan.start, vocabulary)
    found: list[Breach] = []
    problems: dict[tuple[int, str], Problem] = {}
    for step in steps:
        assert step.minute is not None, "filtered above"
        act = step.act
        if act not in by_act:
            by_act[act] = [one for one in forbids if one[2].acts is None or act in one[2].acts]
        if by_act[act]:
            past.tell(state, step.minute)
        for number, rule, forbid in by_act[act]:
            try:
                if _rules_out(rule, forbid, step, state):
                    found.append(Breach(step, number, rule))
            except PluginError as failure:
                problems[number, rule.id] = Problem(rule.id, failure.text, failure.plugin, failure.place)
    sound = tuple(breach for breach in found if (breach.judge, breach.rule.id) not in problems)
    return Judgement(sound, tuple(problems.values()))


def _rules_out(rule: Rule, forbid: Forbid, step: Step, state: State) -> bool:
    return (
        fits(forbid, step.act, step.via, step.to, state)
        and held_until(forbid, step.to, state) is not None
        and (rule.when is None or bool(holds(rule.when, state, step.to)))
    )
