"""What is known at one minute of a run: it only ever grows.

Adding an event answers with *marks*: names of what changed, so that only steps it could free are looked at again.
See `followup.model.mark`.
"""

from collections.abc import Iterator, Sequence

from followup.model.mark import MEDIUM, MEETING, REACH, act_done, step_done
from followup.model.policy import Anchor
from followup.model.timeline import Event, Person, Timeline, Written
from followup.model.vocabulary import DID, INTERVIEWER, EventKind, FieldType


class State:
    """What has happened up to `now`.

    Attributes:
        now: The minute that is being looked at.
        contacts: By person's id: the `did` events that contact them, oldest first.
        last_medium: By person's id: the medium of the last event from them that has one.
        meeting_began: When the latest interview began, or None.
        met: The ids of everybody in an interview that has begun.
    """

    __slots__ = (
        "contacts",
        "done",
        "foreseen",
        "happened",
        "last_medium",
        "meeting_began",
        "met",
        "now",
        "reach",
        "timeline",
    )

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.now = 0
        self.happened: dict[str, list[Event]] = {}
        self.contacts: dict[str, list[Event]] = {}
        self.done: dict[str, list[tuple[Written, str | None]]] = {}
        self.last_medium: dict[str, str] = {}
        self.reach: dict[str, set[str]] = {}
        self.met: set[str] = set()
        self.meeting_began: int | None = None
        self.foreseen = [event for event in timeline.events if event.kind.foreseen]

    def add(self, event: Event, contacts: bool = False) -> list[str]:
        """Take note of *event*, which happens now; return the marks. *contacts*: whether it is a contact."""
        kind = event.kind
        marks = []
        for name in kind.names:
            self.happened.setdefault(name, []).append(event)
            marks.append(name)
        if kind.name == DID:
            marks.append(act_done(event.text("act")))
            person = event.text("to")
            if contacts and person is not None:
                self.contacts.setdefault(person, []).append(event)
            return marks
        medium_field = kind.only(FieldType.MEDIUM)
        medium = medium_field and event.text(medium_field)
        if medium:
            sender = kind.only(FieldType.SENDER)
            if sender and (person := event.text(sender)):
                self.last_medium[person] = medium
                marks.append(MEDIUM)
            about = kind.gives_reach and kind.only(FieldType.PERSON)
            if about and (person := event.text(about)):
                self.reach.setdefault(person, set()).add(medium)
                marks.append(REACH)
        if kind.meets:
            self.met.update(people_of(event, kind))
            self.meeting_began = max(event.at, self.meeting_began or event.at)
            marks.append(MEETING)
        return marks

    def add_done(self, rule: str, person: str | None, when: Written) -> str:
        """Take note that a step of *rule* is done now; return the mark."""
        self.done.setdefault(rule, []).append((when, person))
        return step_done(rule)

    def has_role(self, person: Person, role: str) -> bool:
        """Tell whether *person* is a *role*; an interviewer is whoever is in an interview that has begun."""
        return person.id in self.met if role == INTERVIEWER else person.role == role

    def reaches(self, medium: str, person: Person | None, always: bool) -> bool:
        """Tell whether *medium* (*always*: one that reaches everybody) reaches *person*."""
        if person is None or person.reach is None or always or medium in person.reach:
            return True
        return medium in self.reach.get(person.id, ())

    def anchors(self, anchor: Anchor, person: str | None) -> Iterator[tuple[bool, Written]]:
        """Return the known instants of *anchor* for a step to *person*, and whether each has happened.

        What has happened comes by time, the latest last; then what is foreseen, the first one first.
        """
        if anchor.step is not None:
            for when, done_for in self.done.get(anchor.step, ()):
                if same_person(done_for, person):
                    yield True, when
            return
        assert anchor.event is not None, "an anchor is an event's or a step's"
        for event in self.happened.get(anchor.event, ()):
            if written := event.instants.get(anchor.instant):
                yield True, written
        for event in self.foreseen:
            if (
                event.at > self.now
                and anchor.event in event.kind.names
                and (written := event.instants.get(anchor.instant))
            ):
                yield False, written


def people_of(event: Event, kind: EventKind) -> Sequence[str]:
    """Return the ids of whoever the candidate meets in *event*: the unnamed person where it names nobody."""
    people = event.fields.get(kind.meets or "", ())
    assert not isinstance(people, str), "a list of people"
    return people or (INTERVIEWER,)


def same_person(one: str | None, other: str | None) -> bool:
    """Tell whether what is for *one* concerns *other*; None is nobody in particular and concerns everybody."""
    return one is None or other is None or one == other
