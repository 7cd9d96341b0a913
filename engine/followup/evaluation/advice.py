"""What a plan advises, by act and person: what plans are laid side by side by."""

from typing import NamedTuple

from followup.model.plan import Plan
from followup.model.step import Step

Key = tuple[str, str | None]
"""An act and a person's id; None: to nobody."""


class Advice(NamedTuple):
    """The steps of a plan by act and person, in the order of the plan.

    Attributes:
        first: The first step of each.
        done: Those to somebody that are done, each with its minute and its local day.
    """

    first: dict[Key, Step]
    done: dict[Key, list[tuple[Step, int, int]]]


def advice_of(plan: Plan) -> Advice:
    """Return what *plan* advises."""
    advice = Advice({}, {})
    first, done = advice
    for step in plan.steps:
        to, minute = step.to, step.minute
        key = step.advised.act, None if to is None else to.id
        if key not in first:
            first[key] = step
        if to is not None and minute is not None:
            entry = step, minute, plan.zone.day(minute)
            if key in done:
                done[key].append(entry)
            else:
                done[key] = [entry]
    return advice
