"""What ends a rule's steps, one minute before one of them is done, in the same minute, and one minute after it."""

from collections.abc import Iterator
from typing import Final

from followup.analysis.edge import SIDES, Edge
from followup.analysis.sketch import START, Sketch
from followup.analysis.trial import Bench
from followup.analysis.ways import Moment, happening
from followup.model.condition import Pattern
from followup.model.plan import Reason
from followup.model.rule import Do, Rule
from followup.model.step import Step
from followup.model.wording import pattern_in_words

_LOOKED_AT: Final = 2
"""So many of a rule's steps are looked at: the first may be done in the minute of its anchor, which nothing stops."""


def stops(bench: Bench, rule: Rule, do: Do, sketch: Sketch) -> Iterator[Edge]:
    """Yield the situations around each pattern of ``until`` of *rule*, where one of them stops a step."""
    steps = bench.try_out(sketch, far=True).steps(rule.id)[:_LOOKED_AT]
    for pattern in dict.fromkeys(do.until):
        around = ([*_around(bench, rule, pattern, sketch, step)] for step in steps)
        yield from next((found for found in around if _is_edge(bench, found)), ())


def _around(bench: Bench, rule: Rule, pattern: Pattern, sketch: Sketch, step: Step) -> Iterator[Edge]:
    for by, side in SIDES:
        minute = (step.minute or START) + by
        moment = Moment(None if step.to is None else step.to.id, minute, minute)
        for one in happening(pattern, 1, sketch, moment, bench.policy):
            if one.scenes[-1].at.minute == minute:
                yield Edge(f"{rule.id}: {pattern_in_words(pattern)} {side} {step.id}", rule.id, one, step.id)
                break


def _is_edge(bench: Bench, found: list[Edge]) -> bool:
    """Tell whether the step is stopped on one side of it, and not on the other."""
    return len({_is_stopped(bench, edge) for edge in found}) > 1


def _is_stopped(bench: Bench, edge: Edge) -> bool:
    held = bench.try_out(edge.sketch, far=True).plan.withheld
    return any(one.id == edge.step and one.reason is Reason.STOPPED for one in held)
