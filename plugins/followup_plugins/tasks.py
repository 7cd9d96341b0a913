"""Steps as tasks: what a program that keeps lists of tasks has to know of them, whatever its file looks like."""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

import followup
from followup_plugins.entries import Entry
from followup_plugins.phrases import details, headline
from followup_plugins.wording import moment_text, one_line

_OURS: Final = "5d0f6b0e-8f0c-4c39-9a51-6f1f4f0a7e2b"
"""The name space of our steps; never to be changed, or each becomes another task, and another event."""

_PRESSING: Final = (followup.Status.OPEN, followup.Status.DUE, followup.Status.OVERDUE)
"""A step that stands so is held up by nothing: its window alone says when to do it."""


def in_order(plans: Iterable[followup.Plan]) -> list[followup.Plan]:
    """Return *plans* in an order of their own, so that it does not matter in which they come."""

    def key(plan: followup.Plan) -> tuple[object, ...]:
        start = -1 if plan.start is None else plan.start
        return (plan.timeline.id, plan.policy.id, plan.timeline.digest, plan.policy.digest, start)

    return sorted(plans, key=key)


def steps_of(plans: Iterable[followup.Plan]) -> Iterator[tuple[followup.Plan, followup.Step]]:
    """Return every step of *plans* with its plan."""
    return ((plan, step) for plan in in_order(plans) for step in plan.steps)


def uuid_of(plan: followup.Plan, step: followup.Step) -> str:
    """Return what *step* is known by, for ever: made of the ids of timeline, policy and step, and of no date."""
    import json  # late, as most runs want no task
    from uuid import UUID, uuid5

    return str(uuid5(UUID(_OURS), json.dumps([plan.timeline.id, plan.policy.id, step.id])))


def planned(step: followup.Step) -> datetime:
    """Return when to do *step*, or when it was done; for one that expired, when it would have been best.

    What is due stays planned for its recommended minute, wherever the plan is seen from, so that a list that is made
    again tomorrow is the same. What is held up is planned for when nothing holds it any more.
    """
    if step.at is None or step.status in _PRESSING:
        return step.recommended
    return step.at


def hidden_until(step: followup.Step) -> datetime:
    """Return before when nobody need see *step*: from then on doing it is not early, as far as anybody knows."""
    when = planned(step)
    return min(step.earliest, when) if when <= step.recommended else when


def due(step: followup.Step) -> datetime:
    """Return the last minute at which doing *step* is not late; not before it is planned, nor after it expires."""
    return max(step.overdue, planned(step))


def name_of(step: followup.Step) -> str:
    """Return what to do, for whom and how, on one line."""
    return one_line(headline(Entry((step,))))


def remarks_of(step: followup.Step) -> list[str]:
    """Return what else is to be said of *step*: its window, why, what to say; a line each."""
    said = [("window", _window(step)), *details(Entry((step,)), set())]
    return [one_line(f"{label}: {text}" if label else text) for label, text in said]


def word(text: str, others: str = "_") -> str:
    """Return *text* as one word of letters, digits and what is in *others*, whose first replaces the rest.

    >>> word("thank-you"), word("a b:c", "-.")
    ('thank_you', 'a-b-c')
    """
    return "".join(letter if letter.isalnum() or letter in others else others[0] for letter in text)


def _window(step: followup.Step) -> str:
    # Each with its day: whoever reads it in a list of tasks has no other in mind.
    dates = [f"from {moment_text(step.earliest)}", f"best {moment_text(step.recommended)}"]
    dates.append(f"late after {moment_text(step.overdue)}")
    return ", ".join([*dates, "never too late" if step.expires is None else f"until {moment_text(step.expires)}"])
