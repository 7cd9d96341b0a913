"""What several plans advise alike: by act and person."""

from collections.abc import Sequence

from followup.model.comparison import Agreement, Share
from followup.model.plan import Plan
from followup.model.step import Step

_ORDER = list(Share)


def agreement(plans: Sequence[Plan]) -> tuple[Agreement, ...]:
    """Return each act for each person with the first step of each plan: most agreed first, then by time."""
    found: dict[tuple[str, str | None], dict[int, Step]] = {}
    for column, plan in enumerate(plans):
        for step in plan.steps:
            found.setdefault((step.act, None if step.to is None else step.to.id), {}).setdefault(column, step)
    rows = [_row(steps, len(plans)) for steps in found.values()]
    return tuple(sorted(rows, key=lambda row: (_ORDER.index(row.share), _earliest(row), row.act, _id(row))))


def _row(steps: dict[int, Step], columns: int) -> Agreement:
    one = next(iter(steps.values()))
    days = [step.zone.day(_when(step)) for step in steps.values()]
    return Agreement(
        one.act,
        one.to,
        _share(len(steps), columns),
        tuple(steps.get(column) for column in range(columns)),
        max(days) - min(days),
    )


def _share(number: int, of: int) -> Share:
    if number == of:
        return Share.ALL
    if number == 1:
        return Share.ONE
    return Share.MOST if 2 * number > of else Share.SOME


def _when(step: Step) -> int:
    """Return the minute that a step is advised for: what the candidate did, or missed, was recommended for one."""
    return step.dates.recommended if step.minute is None or step.did is not None else step.minute


def _earliest(row: Agreement) -> int:
    return min(_when(step) for step in row.steps if step is not None)


def _id(row: Agreement) -> str:
    return "" if row.to is None else row.to.id
