"""What was done and had happened before a step of a plan: the plan's own past, with the timeline's."""

from collections.abc import Container, Sequence
from operator import itemgetter

from followup.evaluation.assume import Answers
from followup.evaluation.heed import EVERYTHING, Heeded
from followup.evaluation.state import State, in_time
from followup.model.step import Step
from followup.model.timeline import Event, Timeline, Written
from followup.model.vocabulary import DID, Vocabulary

_Deed = tuple[int, Event | None, Step | None]
"""When something was done, the real `did` or None where a plan only proposes it, and the step that it settled."""


class Past:
    """Tells a state what has happened: all events up to a minute, and what was done before it.

    What the plan only proposes ends as the timeline assumes, as it did in the run that made the plan.
    """

    __slots__ = ("_answers", "_deeds", "_events", "_heeded", "_words")

    def __init__(
        self,
        steps: Sequence[Step],
        timeline: Timeline,
        as_of: int | None,
        vocabulary: Vocabulary,
        heeded: Heeded = EVERYTHING,
    ) -> None:
        """Look over *steps*, which all have a minute; a state is told only what is *heeded*."""
        self._words = vocabulary
        self._heeded = heeded
        self._answers = Answers(timeline.assume)
        real: dict[int | None, Event] = {}
        # What is told next stands last in both.
        self._events: list[Event] = []
        for event in in_time(timeline, as_of):
            if event.kind.name == DID:
                real[event.position] = event
            elif heeded.event(event.kind):
                self._events.append(event)
        self._events.reverse()
        # A step that a real did settled is that did, with all that it says, and counts once. In one minute the
        # candidate's own come first: events happen before steps have their turn.
        own: list[_Deed] = []
        proposed: list[_Deed] = []
        for step in steps:
            assert step.minute is not None, "only what is done is judged"
            did = real.pop(step.did, None)
            if did is None:
                proposed.append((step.minute, None, step))
            else:
                own.append((did.at, did, step))
        self._deeds = [*own, *((did.at, did, None) for did in real.values()), *proposed]
        self._deeds.sort(key=itemgetter(0))
        self._deeds.reverse()

    def tell(self, state: State, minute: int, after: Container[str] | None = None) -> None:
        """Let *state* know what comes before *minute*, no earlier than what it was told last.

        Args:
            after: The ids of the rules whose turn in this minute is over: what they and the candidate did in it counts,
                too, up to the first step of another rule. None: nothing that is done in this minute counts.
        """
        state.now = minute
        events, deeds, anchors = self._events, self._deeds, self._heeded.steps
        while events and events[-1].at <= minute:
            state.add(events.pop())
        while deeds and (deeds[-1][0] < minute or (after is not None and _counts(deeds[-1], minute, after))):
            at, did, step = deeds.pop()
            if did is not None:
                self._tell_real(did, step, state)
            elif step is not None:
                self._tell_proposed(step, at, state)
            if step is not None and (anchors is None or step.rule in anchors):
                when = Written(at) if did is None else did.instants["at"]
                state.add_done(step.rule, None if step.to is None else step.to.id, when)

    def _tell_real(self, did: Event, step: Step | None, state: State) -> None:
        if step is not None and step.to is not None and not did.text("to"):
            did = did._replace(fields={**did.fields, "to": step.to.id})
        self._answers.note(did.fields)
        state.add_did(did, self._words.acts)

    def _tell_proposed(self, step: Step, at: int, state: State) -> None:
        act, via, person = step.act, step.via, None if step.to is None else step.to.id
        outcome, looked_at = self._answers.give(act, via, person), self._heeded.acts
        if looked_at is None or act in looked_at:
            fields = {"act": act}
            if person is not None:
                fields["to"] = person
            if via is not None:
                fields["via"] = via
            if outcome is not None:
                fields["outcome"] = outcome
            state.add_did(Event(self._words.events[DID], at, {"at": Written(at)}, fields), self._words.acts)
        elif person is not None and act in self._words.acts and self._words.acts[act].contacts:
            # Nobody would look at this did, but who was contacted, and when, always counts.
            state.add_contact(person, act, via, at)


def _counts(deed: _Deed, minute: int, after: Container[str]) -> bool:
    """Tell whether what is done in *minute* counts, too, once the rules *after* have had their turn."""
    at, did, step = deed
    return at == minute and (did is not None or (step is not None and step.rule in after))
