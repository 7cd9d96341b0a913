"""What several plans, one for each application, come to on one day."""

from dataclasses import dataclass
from datetime import datetime

from followup.model.plan import Plan, Question
from followup.model.step import Step


@dataclass(frozen=True, slots=True)
class Today:
    """What is to be done, to be answered and to come, as of the plans' instant; each with the plan that it is of.

    Attributes:
        overdue: What is late, the longest first.
        due: What has its best moment now or had it already, the first to be late first.
        questions: By plan.
        next: Of each plan what is ahead of its `as_of` and neither due nor overdue, as far as it comes first, in one
            minute; by date.
        idle: The plans of which nothing is in the four lists.
        look_again: The first minute at which any of this changes if nothing is done; None: never.
    """

    overdue: tuple[tuple[Plan, Step], ...]
    due: tuple[tuple[Plan, Step], ...]
    questions: tuple[tuple[Plan, Question], ...]
    next: tuple[tuple[Plan, Step], ...]
    idle: tuple[Plan, ...]
    look_again: datetime | None

    @property
    def empty(self) -> bool:
        """Whether nothing is to be done and nothing to be answered."""
        return not (self.overdue or self.due or self.questions)
