"""Why a plan will look different when it next changes: the plan of then beside the plan of now."""

from collections.abc import Iterator

from followup.evaluation.explain import event_text
from followup.model.explanation import Turn
from followup.model.plan import Plan, Status, Step
from followup.model.timeline import Timeline
from followup.model.wording import instant_in_words

_LAST = {
    Status.OPEN: "earliest",
    Status.DUE: "recommended",
    Status.OVERDUE: "overdue",
    Status.EXPIRED: "expires",
}
"""By status: the date of the window that has then come, or has passed."""


def turns(now: Plan, then: Plan, timeline: Timeline) -> Iterator[Turn]:
    """Return each step that stands differently in *then*, the plan at the next change of *now*."""
    assert then.start is not None, "made for an instant"
    events = [event for event in timeline.events if event.at == then.start]
    happens = " and ".join(f"{event_text(event)} happens" for event in events)
    before = {step.id: step.status for step in now.steps}
    for step in then.steps:
        was = _known(before.get(step.id))
        if _known(step.status) is not None and step.status is not was:
            yield Turn(step.id, was, step.status, happens if was is None and happens else _why(step, happens))
    gone = {held.id: held for held in then.withheld}
    for step_id, status in before.items():
        if step_id in gone and _known(status) is not None:
            yield Turn(step_id, status, None, gone[step_id].text)


def _known(status: Status | None) -> Status | None:
    """Return the status of a step that had come into being; what is only projected is not there yet."""
    return None if status is Status.PROJECTED else status


def _why(step: Step, happens: str) -> str:
    date = _LAST.get(step.status)
    minute = None if date is None else getattr(step.dates, date)
    if minute is None:
        return happens or "something holds it back"
    when = instant_in_words(minute, step.zone)
    if step.status in (Status.OPEN, Status.DUE):
        return f"its {date} time has come: {when}"
    return f"the last minute not to be late has passed: {when}" if date == "overdue" else f"it expired: {when}"
