"""What judges find: in a plan, and in what really happened."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from followup.model.plan import PolicyRef, Problem
from followup.model.rule import Rule
from followup.model.step import Step


class Breach(NamedTuple):
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
        breaches: By the time of the step, then by judge and rule.
        problems: Forbids whose plugin failed: they rule out nothing.
    """

    breaches: tuple[Breach, ...]
    problems: tuple[Problem, ...] = ()

    @property
    def breaks(self) -> bool:
        """Whether something is there that must not be."""
        return any(breach.breaks for breach in self.breaches)


class Verdict(StrEnum):
    """How something that was done stands to a policy; ``unasked``: it settles none of the policy's steps."""

    EARLY = "early"
    ON_TIME = "on-time"
    LATE = "late"
    UNASKED = "unasked"


@dataclass(frozen=True, slots=True)
class Deed:
    """A `did` of a timeline, judged.

    Attributes:
        did: Its position in the timeline's file.
        step: What it settles; for ``unasked`` a step of no rule, with the did's own act, person, medium and time.
        forbids: The policy's forbids that ruled it out when it was done.
    """

    did: int
    step: Step
    verdict: Verdict
    forbids: tuple[Rule, ...]


@dataclass(frozen=True, slots=True)
class History:
    """What really happened, judged by one policy.

    Attributes:
        deeds: By time.
        missed: The steps that nobody did before they expired.
    """

    policy: PolicyRef
    deeds: tuple[Deed, ...]
    missed: tuple[Step, ...]
    problems: tuple[Problem, ...]

    @property
    def breaks(self) -> bool:
        """Whether something was done that must not have been."""
        return any(rule.strength == "must-not" for deed in self.deeds for rule in deed.forbids)
