"""From the plans of several applications to the list of one day."""

from collections.abc import Callable, Iterable, Sequence
from itertools import takewhile

from followup.model.plan import Plan
from followup.model.step import Status, Step
from followup.model.today import Today

_AHEAD = frozenset({Status.WAITING, Status.OPEN, Status.PROJECTED})


def today(plans: Iterable[Plan]) -> Today:
    """Return what *plans*, all seen from the same instant, come to; what is at the same time keeps their order."""
    plans = tuple(plans)
    overdue = _with(Status.OVERDUE, plans, lambda step: step.dates.overdue)
    due = _with(Status.DUE, plans, lambda step: step.dates.overdue)
    questions = tuple((plan, question) for plan in plans for question in plan.questions)
    ahead = [(plan, step) for plan in plans for step in _first_ahead(plan)]
    changes = [plan.next_change_at for plan in plans if plan.next_change_at is not None]
    dates = [step.at for _, step in ahead if step.at is not None]
    told = {id(plan) for plan, _ in (*overdue, *due, *questions, *ahead)}  # two plans may be equal
    return Today(
        overdue=overdue,
        due=due,
        questions=questions,
        next=tuple(sorted(ahead, key=lambda one: one[1].minute or 0)),
        idle=tuple(plan for plan in plans if id(plan) not in told),
        look_again=min([*changes, *dates], default=None),
    )


def _with(status: Status, plans: Sequence[Plan], when: Callable[[Step], int]) -> tuple[tuple[Plan, Step], ...]:
    found = [(plan, step) for plan in plans for step in plan.steps if step.status is status]
    return tuple(sorted(found, key=lambda one: when(one[1])))


def _first_ahead(plan: Plan) -> list[Step]:
    """Return the steps that are not there to be done yet and come first, all in the same minute."""
    # The steps of a plan are by date.
    ahead = [step for step in plan.steps if step.status in _AHEAD and step.minute is not None]
    return list(takewhile(lambda step: step.minute == ahead[0].minute, ahead))
