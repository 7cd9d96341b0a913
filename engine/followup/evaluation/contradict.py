"""Where plans over one timeline contradict each other: what policies advise, not what the candidate has done."""

from collections.abc import Iterator, Sequence
from itertools import combinations
from operator import itemgetter

from followup.evaluation.advice import Advice
from followup.evaluation.forbids import FOR_EVER
from followup.model.comparison import Conflict, Contradiction, End, Measures, Side
from followup.model.judgement import Judgement
from followup.model.plan import Plan

_Found = Iterator[tuple[int, int, int, Contradiction]]
"""Contradictions after what they are put in order by: the two columns, the minute of the earlier step."""


def contradictions(
    plans: Sequence[Plan], advice: Sequence[Advice], measures: Sequence[Measures], judged: Sequence[Judgement]
) -> tuple[Contradiction, ...]:
    """Return them by the two columns, then by time.

    Args:
        advice: What each of *plans* advises.
        judged: What the other policies, as judges numbered by their columns, find in each plan.
    """
    found = [*_forbidden(judged), *_parted(advice), *_endless(plans, measures)]
    found.sort(key=itemgetter(0, 1, 2))
    return tuple(one for *_, one in found)


def _forbidden(judged: Sequence[Judgement]) -> _Found:
    for column, result in enumerate(judged):
        for step, judge, rule in result.breaches:
            if step.did is None:
                assert step.minute is not None, "only what is done is judged"
                sides = Side(column, step.rule, step), Side(judge, rule.id, None)
                breaks = rule.strength == "must-not"
                lower, upper = (column, judge) if column < judge else (judge, column)
                yield lower, upper, step.minute, Contradiction(Conflict.FORBIDDEN, *sides, None, breaks)


def _parted(advice: Sequence[Advice]) -> _Found:
    """Return where two policies advise the same, the n-th of the one against the n-th of the other, but differently."""
    for (lower, ours), (upper, theirs) in combinations(enumerate(one.done for one in advice), 2):
        for key, steps in ours.items():
            if key not in theirs:
                continue
            for (one, at, day), (other, their_at, their_day) in zip(steps, theirs[key], strict=False):
                via, their_via = one.via, other.via
                medium = via != their_via and via is not None and their_via is not None
                if (day == their_day and not medium) or one.did is not None or other.did is not None:
                    continue
                minute = min(at, their_at)
                sides = Side(lower, one.rule, one), Side(upper, other.rule, other)
                if medium:
                    yield lower, upper, minute, Contradiction(Conflict.OTHER_MEDIUM, *sides)
                if day != their_day:
                    yield lower, upper, minute, Contradiction(Conflict.OTHER_DAY, *sides, their_day - day)


def _endless(plans: Sequence[Plan], measures: Sequence[Measures]) -> _Found:
    """Return each rule that goes on for ever with each policy that has had its last word."""
    endless = [
        _last(column, plans[column], rule)
        for column, one in enumerate(measures)
        if one.ending.how is End.NEVER
        for rule in one.ending.rules
    ]
    if not endless:
        return
    over = [
        _last(column, plans[column], one.ending.rules[0])
        for column, one in enumerate(measures)
        if one.ending.how in (End.DONE, End.STOPPED)
    ]
    for one in endless:
        for other in over:
            lower, upper = (one.column, other.column) if one.column < other.column else (other.column, one.column)
            yield lower, upper, min(_minute(one), _minute(other)), Contradiction(Conflict.NO_END, one, other)


def _last(column: int, plan: Plan, rule: str) -> Side:
    """Return the side of *rule* with the last step of *plan* that it advises and that is done."""
    for step in reversed(plan.steps):
        if step.minute is not None and step.rule == rule:
            return Side(column, rule, step)
    return Side(column, rule, None)


def _minute(side: Side) -> int:
    return FOR_EVER if side.step is None or side.step.minute is None else side.step.minute
