"""What several plans, one for each application, come to on one day."""

from dataclasses import dataclass
from datetime import datetime

from followup.model.plan import Plan, Question
from followup.model.step import Step


@dataclass(frozen=True, slots=True)
class Errand:
    """A step, and the plan that it is of."""

    plan: Plan
    step: Step


@dataclass(frozen=True, slots=True)
class Asked:
    """A question, and the plan that it would change."""

    plan: Plan
    question: Question


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done, to be answered and to come, as of the plans' instant.

    Attributes:
        overdue: What is late, the longest first.
        due: What has its best moment now or had it already, the first to be late first.
        questions: By plan.
        next: Of each plan the first thing ahead of its `as_of` that is neither due nor overdue, by date.
        look_again: The first minute at which any of this changes if nothing is done; None: never.
    """

    overdue: tuple[Errand, ...]
    due: tuple[Errand, ...]
    questions: tuple[Asked, ...]
    next: tuple[Errand, ...]
    look_again: datetime | None

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done and nothing to be answered."""
        return not (self.overdue or self.due or self.questions)
