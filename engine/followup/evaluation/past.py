"""What was done and had happened before a step of a plan: the plan's own past, with the timeline's."""

from collections import deque
from collections.abc import Mapping, Sequence

from followup.evaluation.assume import Answers
from followup.evaluation.state import State, in_time
from followup.model.step import Step
from followup.model.timeline import Event, Timeline, Written
from followup.model.vocabulary import DID, Vocabulary


class Past:
    """Tells a state what has happened: all events up to a minute, and what was done before it.

    What the plan only proposes ends as the timeline assumes, as it did in the run that made the plan.
    """

    def __init__(self, steps: Sequence[Step], timeline: Timeline, as_of: int | None, vocabulary: Vocabulary) -> None:
        self._acts = vocabulary.acts
        self._answers = Answers(timeline.assume)
        events = in_time(timeline, as_of)
        self._events = deque(event for event in events if event.kind.name != DID)
        real = {event.position: event for event in events if event.kind.name == DID}
        # A step that a real did settled is that did, with all that it says, and counts once.
        deeds = [(_deed(step, real, vocabulary), step) for step in steps]
        settled = {step.did for step in steps}
        others = [(did, None) for position, did in real.items() if position not in settled]
        self._deeds: deque[tuple[Event, Step | None]] = deque(sorted([*deeds, *others], key=lambda deed: deed[0].at))

    def tell(self, state: State, minute: int) -> None:
        """Let *state* know what comes before *minute*, no earlier than what it was told last."""
        state.now = minute
        while self._events and self._events[0].at <= minute:
            state.add(self._events.popleft())
        while self._deeds and self._deeds[0][0].at < minute:
            did, step = self._deeds.popleft()
            if did.position is None and (outcome := self._answers.to(did.fields)) is not None:
                did = did._replace(fields={**did.fields, "outcome": outcome})
            self._answers.note(did.fields)
            state.add_did(did, self._acts)
            if step is not None:
                state.add_done(step.rule, None if step.to is None else step.to.id, did.instants["at"])


def _deed(step: Step, real: Mapping[int | None, Event], vocabulary: Vocabulary) -> Event:
    person = None if step.to is None else step.to.id
    if step.did in real:
        did = real[step.did]
        return did if person is None or did.text("to") else did._replace(fields={**did.fields, "to": person})
    assert step.minute is not None, "only what is done is judged"
    fields = {"act": step.act, "to": person, "via": step.via}
    stated = {name: value for name, value in fields.items() if value is not None}
    return Event(vocabulary.events[DID], step.minute, {"at": Written(step.minute)}, stated)
