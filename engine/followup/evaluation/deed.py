"""What the candidate does, as an event, and the step that it is."""

from followup.evaluation.assume import Answers
from followup.evaluation.occurrence import Occurrence
from followup.model.timeline import Event, Written
from followup.model.vocabulary import EventKind


def simulated_did(step: Occurrence, kind: EventKind, now: int, answers: Answers) -> Event:
    """Return the `did`, of *kind*, that doing *step* now is, with the outcome that the timeline assumes."""
    fields = {"act": step.series.do.act}
    if step.person is not None:
        fields["to"] = step.person.id
    if step.via is not None:
        fields["via"] = step.via
    if (outcome := answers.to(fields)) is not None:
        fields["outcome"] = outcome
    return Event(kind, now, {"at": Written(now)}, fields)


def agree(step: Occurrence, did: Event) -> Event:
    """Give *step* the medium of the real *did* that satisfies it; return *did* with the person of the step."""
    via = did.text("via")
    if via != step.via:
        step.via = via
        step.choice = next((choice for choice in step.series.do.via if choice.medium == via), None)
    if did.text("to") is None and step.person is not None:
        return did._replace(fields={**did.fields, "to": step.person.id})
    return did
