"""How a step stands at one minute. Source: ``language.md`` section 6."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from followup.evaluation.decide import hold_back
from followup.evaluation.occurrence import Occurrence
from followup.evaluation.state import State
from followup.model.step import Status
from followup.model.vocabulary import Medium

# To find a member of an enum takes eight times as long as to find a constant.
WAITING: Final = Status.WAITING
OPEN: Final = Status.OPEN
DUE: Final = Status.DUE
OVERDUE: Final = Status.OVERDUE


def standing(step: Occurrence, held: bool, now: int) -> Status:
    """Return the status of a step that is pending at *now*; *held*: something but the hours holds it back."""
    earliest, recommended, overdue, _ = step.dates
    if held or now < earliest:
        return WAITING
    if now < recommended:
        return OPEN
    return DUE if now <= overdue else OVERDUE


def standings(
    pending: Iterable[Sequence[Occurrence]], state: State, media: Mapping[str, Medium]
) -> dict[Occurrence, Status]:
    """Return how the *pending* steps, which come rule by rule, stand now."""
    found = {}
    for steps in pending:
        held = hold_back(steps, state, media)
        for step in steps:
            found[step] = standing(step, step in held, state.now)
    return found


def timing(step: Occurrence, minute: int) -> str:
    """Return how doing *step* at *minute* lies to its window: ``early``, ``on-time`` or ``late``."""
    if minute < step.dates.earliest:
        return "early"
    return "late" if minute > step.dates.overdue else "on-time"
