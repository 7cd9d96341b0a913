"""Which step a real `did` satisfies. Source: ``language.md`` section 6, point 3."""

from collections.abc import Callable, Iterable, Sequence

from followup.evaluation.occurrence import Occurrence
from followup.model.timeline import Event
from followup.model.vocabulary import INTERVIEWER


def satisfied_by(
    did: Event, pending: Sequence[Occurrence], rules: Iterable[str], doable: Callable[[Occurrence], bool]
) -> Occurrence | None:
    """Return the step of *pending* that *did* satisfies, or None.

    Args:
        did: Happens now.
        pending: Every unsettled step.
        rules: The ids of all rules of the policy.
        doable: Whether the engine itself would do a step at this minute, hours included; sets its medium.
    """
    at = did.at
    counting = [
        step for step in pending if (step.series.since <= at or step.dates.earliest <= at) and not step.series.nobody
    ]
    named = did.text("step")
    if named is not None and named.partition("/")[0] in rules:
        return next((step for step in counting if step.id == named), None)
    candidates = _for_its_person(did, [step for step in counting if step.series.do.act == did.text("act")])

    def rank(step: Occurrence) -> tuple[bool, bool, int, int, int, int]:
        can = doable(step)
        other_medium = step.via != did.text("via")
        order = step.series.rule.index
        return (not can, other_medium, order if can else step.dates.recommended, step.series.number, step.nth, order)

    return min(candidates, key=rank, default=None)


def _for_its_person(did: Event, candidates: list[Occurrence]) -> list[Occurrence]:
    to = did.text("to")
    if to is None:
        people = {step.person_id for step in candidates}
        if None not in people and people:
            to = next(iter(people)) if len(people) == 1 else INTERVIEWER
    return [step for step in candidates if step.person_id == to]
