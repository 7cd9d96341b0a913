"""Where plans over one timeline contradict each other: what policies advise, not what the candidate has done."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import combinations

from followup.evaluation.forbids import FOR_EVER
from followup.model.comparison import Conflict, Contradiction, End, Measures, Side
from followup.model.judgement import Judgement
from followup.model.plan import Plan
from followup.model.step import Step

Advice = Mapping[tuple[str, str], Sequence[tuple[Step, int]]]
"""By act and person: the steps of a plan that are done, in its order, each with its local day."""


def contradictions(
    plans: Sequence[Plan], measures: Sequence[Measures], judged: Sequence[Judgement]
) -> tuple[Contradiction, ...]:
    """Return them by the two columns, then by time.

    Args:
        judged: What the other policies, as judges numbered by their columns, find in each plan.
    """
    advice = [_by_act_and_person(plan) for plan in plans]
    found = [
        *(one for column, result in enumerate(judged) for one in _forbidden(column, result)),
        *(one for lower, upper in combinations(range(len(plans)), 2) for one in _parted(lower, upper, advice)),
        *_endless(plans, measures),
    ]
    return tuple(sorted(found, key=_order))


def _order(one: Contradiction) -> tuple[int, int, int]:
    ours, theirs = one.one, one.other
    columns = (ours.column, theirs.column)
    return min(columns), max(columns), min(_minute(ours.step), _minute(theirs.step))


def _minute(step: Step | None) -> int:
    return FOR_EVER if step is None or step.minute is None else step.minute


def _forbidden(column: int, judged: Judgement) -> Iterator[Contradiction]:
    for breach in judged.breaches:
        if breach.step.did is None:
            one, other = Side(column, breach.step.rule, breach.step), Side(breach.judge, breach.rule.id, None)
            yield Contradiction(Conflict.FORBIDDEN, one, other, breaks=breach.breaks)


def _by_act_and_person(plan: Plan) -> Advice:
    found: dict[tuple[str, str], list[tuple[Step, int]]] = {}
    for step in plan.steps:
        if step.minute is not None and step.to is not None:
            found.setdefault((step.act, step.to.id), []).append((step, plan.zone.day(step.minute)))
    return found


def _parted(lower: int, upper: int, advice: Sequence[Advice]) -> Iterator[Contradiction]:
    """Return where two policies advise the same, the n-th of the one against the n-th of the other, but differently."""
    theirs = advice[upper]
    for key, steps in advice[lower].items():
        for (one, day), (other, their_day) in zip(steps, theirs.get(key, ()), strict=False):
            if one.did is not None or other.did is not None:
                continue
            medium = one.via is not None and other.via is not None and one.via != other.via
            if not medium and day == their_day:
                continue
            sides = Side(lower, one.rule, one), Side(upper, other.rule, other)
            if medium:
                yield Contradiction(Conflict.OTHER_MEDIUM, *sides)
            if day != their_day:
                yield Contradiction(Conflict.OTHER_DAY, *sides, their_day - day)


def _endless(plans: Sequence[Plan], measures: Sequence[Measures]) -> Iterator[Contradiction]:
    """Return each rule that goes on for ever with each policy that has had its last word."""
    over = [column for column, one in enumerate(measures) if one.ending.how in (End.DONE, End.STOPPED)]
    for column, one in enumerate(measures):
        if one.ending.how is not End.NEVER:
            continue
        for rule in one.ending.rules:
            for ended in over:
                side = Side(
                    ended, measures[ended].ending.rules[0], _last(plans[ended], measures[ended].ending.rules[0])
                )
                yield Contradiction(Conflict.NO_END, Side(column, rule, _last(plans[column], rule)), side)


def _last(plan: Plan, rule: str) -> Step | None:
    return next((step for step in reversed(plan.steps) if step.rule == rule and step.minute is not None), None)
