"""What of a plan breaks the forbids of policies. Source: ``language.md`` section 6, "Judging"."""

from collections.abc import Iterable, Sequence

from followup.evaluation.conditions import holds
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.heed import heeded_by
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
    """Return each step of *plan* that has an ``at`` with each forbid that rules it out, by time; see `Bench`."""
    return Bench(judges, vocabulary).judge(plan, timeline)


class Bench:
    """Judges with their forbids, ordered by what they speak of: once, whatever the number of plans.

    Args:
        judges: The rules of each judging policy.
        vocabulary: The words of them all.
    """

    __slots__ = ("_fitting", "_forbids", "_heeded", "_words")

    def __init__(self, judges: Iterable[Iterable[Rule]], vocabulary: Vocabulary) -> None:
        self._words = vocabulary
        self._forbids = [
            (number, rule, rule.body)
            for number, rules in enumerate(judges)
            for rule in rules
            if isinstance(rule.body, Forbid)
        ]
        self._heeded = heeded_by((rule, forbid) for _, rule, forbid in self._forbids)
        self._fitting: dict[tuple[str, str | None], Sequence[tuple[int, Rule, Forbid]]] = {}

    def judge(self, plan: Plan, timeline: Timeline, silent: int | None = None) -> Judgement:
        """Return each step of *plan* that has an ``at`` with each forbid that rules it out, by time.

        The past of a step is what was done in an earlier minute, in plan and timeline; a `did` of the timeline that
        satisfied a step is that step, counted once. A forbid whose plugin fails rules out nothing, and is a problem.

        Args:
            timeline: The one that *plan* was made for.
            silent: The number of a judge who says nothing, or None.
        """
        # A plan that was read may list them in any order, and the past of a step is what was done earlier.
        steps = sorted((step for step in plan.steps if step.minute is not None), key=lambda step: step.minute or 0)
        state = State(timeline)
        past = Past(steps, timeline, plan.start, self._words, self._heeded)
        found: list[Breach] = []
        problems: dict[tuple[int, str], Problem] = {}
        for step in steps:
            forbids = self._speaking_of(step.act, step.via)
            if forbids:
                assert step.minute is not None, "filtered above"
                past.tell(state, step.minute)
            for number, rule, forbid in forbids:
                if number == silent:
                    continue
                try:
                    if _rules_out(rule, forbid, step, state):
                        found.append(Breach(step, number, rule))
                except PluginError as failure:
                    problems[number, rule.id] = Problem(rule.id, failure.text, failure.plugin, failure.place)
        if problems:
            found = [breach for breach in found if (breach.judge, breach.rule.id) not in problems]
        return Judgement(tuple(found), tuple(problems.values()))

    def _speaking_of(self, act: str, via: str | None) -> Sequence[tuple[int, Rule, Forbid]]:
        """Return the forbids that a step with *act* and *via* may fit, by judge and rule."""
        found = self._fitting.get((act, via))
        if found is None:
            found = self._fitting[act, via] = [
                one
                for one in self._forbids
                if (one[2].acts is None or act in one[2].acts) and (one[2].via is None or via in one[2].via)
            ]
        return found


def _rules_out(rule: Rule, forbid: Forbid, step: Step, state: State) -> bool:
    """Tell whether *forbid*, which speaks of the act and the medium of *step*, rules it out now."""
    return (
        (forbid.to is None or fits(forbid, step.act, step.via, step.to, state))
        and (forbid.span is None or held_until(forbid, step.to, state) is not None)
        and (rule.when is None or bool(holds(rule.when, state, step.to)))
    )
