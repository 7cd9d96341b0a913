"""From the plans of several applications to the list of one day."""

from collections.abc import Callable, Iterable, Sequence

from followup.model.plan import Plan
from followup.model.step import Status, Step
from followup.model.today import Asked, Errand, Today

_AHEAD = frozenset({Status.WAITING, Status.OPEN, Status.PROJECTED})


def today(plans: Iterable[Plan]) -> Today:
    """Return what *plans*, all seen from the same instant, come to; what is at the same time keeps their order."""
    plans = tuple(plans)
    ahead = [Errand(plan, step) for plan in plans if (step := _first_ahead(plan)) is not None]
    changes = [plan.next_change_at for plan in plans if plan.next_change_at is not None]
    dates = [errand.step.at for errand in ahead if errand.step.at is not None]
    return Today(
        overdue=_with(Status.OVERDUE, plans, lambda step: step.dates.overdue),
        due=_with(Status.DUE, plans, lambda step: step.dates.overdue),
        questions=tuple(Asked(plan, question) for plan in plans for question in plan.questions),
        next=tuple(sorted(ahead, key=lambda errand: errand.step.minute or 0)),
        look_again=min([*changes, *dates], default=None),
    )


def _with(status: Status, plans: Sequence[Plan], when: Callable[[Step], int]) -> tuple[Errand, ...]:
    found = [Errand(plan, step) for plan in plans for step in plan.steps if step.status is status]
    return tuple(sorted(found, key=lambda errand: when(errand.step)))


def _first_ahead(plan: Plan) -> Step | None:
    """Return the first step, by date, that is not there to be done yet, or None."""
    # The steps of a plan are by date.
    return next((step for step in plan.steps if step.status in _AHEAD and step.minute is not None), None)
