"""How a step stands at one minute. Source: ``language.md`` section 6."""

from followup.evaluation.occurrence import Occurrence
from followup.model.step import Status


def standing(step: Occurrence, held: bool, now: int) -> Status:
    """Return the status of a step that is pending at *now*; *held*: something but the hours holds it back."""
    dates = step.dates
    if held or now < dates.earliest:
        return Status.WAITING
    if now < dates.recommended:
        return Status.OPEN
    return Status.DUE if now <= dates.overdue else Status.OVERDUE


def timing(step: Occurrence, minute: int) -> str:
    """Return how doing *step* at *minute* lies to its window: ``early``, ``on-time`` or ``late``."""
    if minute < step.dates.earliest:
        return "early"
    return "late" if minute > step.dates.overdue else "on-time"
