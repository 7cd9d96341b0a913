"""What judges find: in a plan, and in what really happened."""

from dataclasses import dataclass

from followup.model.plan import Problem, Step
from followup.model.rule import Rule


@dataclass(frozen=True, slots=True)
class Breach:
    """A step that a forbid rule of a judge rules out.

    Attributes:
        judge: The position of the judging policy among the judges, from 0.
    """

    step: Step
    judge: int
    rule: Rule

    @property
    def breaks(self) -> bool:
        """Whether it must not be, and not merely should not."""
        return self.rule.strength == "must-not"


@dataclass(frozen=True, slots=True)
class Judgement:
    """What judges find in a plan.

    Attributes:
        breaches: In the plan's order, then by judge and rule.
        problems: Forbids whose plugin failed: they rule out nothing.
    """

    breaches: tuple[Breach, ...]
    problems: tuple[Problem, ...] = ()
