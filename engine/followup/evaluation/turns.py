"""Why a plan will look different when it next changes: the plan of then beside the plan of now."""

from collections.abc import Iterator

from followup.evaluation.explain import event_text
from followup.model.explanation import WITHHELD, Turn
from followup.model.plan import Plan
from followup.model.step import Status, Step
from followup.model.timeline import Timeline
from followup.model.wording import instant_in_words


def turns(now: Plan, then: Plan, timeline: Timeline) -> Iterator[Turn]:
    """Return each step that stands differently in *then*, the plan at the next change of *now*."""
    assert then.start is not None, "made for an instant"
    events = [event for event in timeline.events if event.at == then.start]
    happens = " and ".join(f"{event_text(event)} happens" for event in events)
    before = {step.id: step.status for step in now.steps}
    withheld = {held.id for held in now.withheld if held.since_minute < then.start}
    for step in then.steps:
        was = _known(before.get(step.id))
        if _known(step.status) is not None and step.status is not was:
            why = happens if was is None and happens else _why(step, happens, then.start)
            yield Turn(step.id, was or (WITHHELD if step.id in withheld else None), step.status, why)
    for held in then.withheld:
        was = _known(before.get(held.id))
        if was is not None or held.id not in withheld:
            yield Turn(held.id, was, WITHHELD, held.text)


def _known(status: Status | None) -> Status | None:
    """Return the status of a step that had come into being; what is only projected is not there yet."""
    return None if status is Status.PROJECTED else status


def _why(step: Step, happens: str, now: int) -> str:
    dates = step.dates
    when = instant_in_words(now, step.zone)
    match step.status:
        case Status.OPEN if dates.earliest == now:
            return f"its earliest time has come: {when}"
        case Status.DUE if dates.recommended == now:
            return f"its recommended time has come: {when}"
        case Status.OVERDUE if dates.overdue + 1 == now:
            return f"the last minute not to be late has passed: {instant_in_words(dates.overdue, step.zone)}"
        case Status.EXPIRED if dates.expires is not None:
            return f"it expired: {instant_in_words(dates.expires, step.zone)}"
        case Status.WAITING:
            return happens or f"something holds it back from {when} on"
        case _:
            return happens or f"what held it back ends: {when}"
