"""What was done and had happened before a step of a plan: the plan's own past, with the timeline's."""

from collections import deque
from collections.abc import Container, Mapping, Sequence

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
        # In one minute the candidate's own come first: events happen before steps have their turn.
        in_order = sorted([*deeds, *others], key=lambda deed: (deed[0].at, deed[0].position is None))
        self._deeds: deque[tuple[Event, Step | None]] = deque(in_order)

    def tell(self, state: State, minute: int, after: Container[str] | None = None) -> None:
        """Let *state* know what comes before *minute*, no earlier than what it was told last.

        Args:
            after: The ids of the rules whose turn in this minute is over: what they and the candidate did in it counts,
                too, up to the first step of another rule. None: nothing that is done in this minute counts.
        """
        state.now = minute
        while self._events and self._events[0].at <= minute:
            state.add(self._events.popleft())
        while self._deeds and _counts(*self._deeds[0], minute, after):
            did, step = self._deeds.popleft()
            if did.position is None and (outcome := self._answers.to(did.fields)) is not None:
                did = did._replace(fields={**did.fields, "outcome": outcome})
            self._answers.note(did.fields)
            state.add_did(did, self._acts)
            if step is not None:
                state.add_done(step.rule, None if step.to is None else step.to.id, did.instants["at"])


def _counts(did: Event, step: Step | None, minute: int, after: Container[str] | None) -> bool:
    if did.at != minute or after is None:
        return did.at < minute
    return did.position is not None or step is None or step.rule in after


def _deed(step: Step, real: Mapping[int | None, Event], vocabulary: Vocabulary) -> Event:
    person = None if step.to is None else step.to.id
    if step.did in real:
        did = real[step.did]
        return did if person is None or did.text("to") else did._replace(fields={**did.fields, "to": person})
    assert step.minute is not None, "only what is done is judged"
    fields = {"act": step.act, "to": person, "via": step.via}
    stated = {name: value for name, value in fields.items() if value is not None}
    return Event(vocabulary.events[DID], step.minute, {"at": Written(step.minute)}, stated)
