"""What is known at one minute of a run: it only ever grows.

Adding an event answers with *marks*: names of what changed, so that only steps it could free are looked at again.
See `followup.model.mark`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from followup.evaluation.occurrence import Occurrence
from followup.model.mark import MEDIUM, MEETING, REACH
from followup.model.offset import Unit
from followup.model.rule import Anchor
from followup.model.timeline import Event, Person, Timeline, Written
from followup.model.vocabulary import DID, INTERVIEWER, Act, EventKind, FieldType, Medium

ALWAYS: Final = -(10**9)
"""The minute of what was there before everything: steps from foreseen events come into being then."""


class State:
    """What has happened up to `now`.

    Attributes:
        now: The minute that is being looked at; at first `ALWAYS`.
        gap_ends: What `followup.evaluation.forbids` has worked out: by gap and last contact, when the gap is over.
        last_contact: By person's id: when they were last contacted.
        contacted: By act and medium: how often people were contacted since the latest interview began, by their id.
        last_medium: By person's id: the medium of the last event from them that has one.
        meeting_began: When the latest interview began, or None.
        met: The ids of everybody in an interview that has begun.
    """

    __slots__ = (
        "_days",
        "contacted",
        "done",
        "foreseen",
        "gap_ends",
        "happened",
        "last_contact",
        "last_medium",
        "meeting_began",
        "met",
        "now",
        "reach",
        "timeline",
    )

    def __init__(self, timeline: Timeline) -> None:
        self.timeline = timeline
        self.now = ALWAYS
        self.happened: dict[str, list[Event]] = {}
        self.gap_ends: dict[tuple[int, Unit, int | None], dict[int, int]] = {}
        self._days: dict[tuple[str, str], tuple[int, set[int]]] = {}
        self.last_contact: dict[str, int] = {}
        self.contacted: defaultdict[tuple[str, str | None], dict[str, int]] = defaultdict(dict)
        self.done: dict[str, list[tuple[Written, str | None]]] = {}
        self.last_medium: dict[str, str] = {}
        self.reach: dict[str, set[str]] = {}
        self.met: set[str] = set()
        self.meeting_began: int | None = None
        self.foreseen = [event for event in timeline.events if event.kind.foreseen]

    def add_did(self, did: Event, acts: Mapping[str, Act]) -> None:
        """Take note of what the candidate did now; those of *acts* that contact make a contact."""
        act, person = did.fields.get("act"), did.fields.get("to")
        self.happened.setdefault(DID, []).append(did)
        if isinstance(person, str) and isinstance(act, str) and act in acts and acts[act].contacts:
            self.add_contact(person, act, did.text("via"), did.at)

    def add_contact(self, person: str, act: str, via: str | None, at: int) -> None:
        """Take note that the candidate contacted *person* at *at*."""
        self.last_contact[person] = at
        if self.meeting_began is None or at >= self.meeting_began:
            counts = self.contacted[act, via]
            counts[person] = counts.get(person, 0) + 1

    def add_contacts(self, steps: Iterable[Occurrence], act: str) -> None:
        """Take note that the candidate contacts now, by *act*, whom *steps* go to."""
        now, last_contact, contacted = self.now, self.last_contact, self.contacted
        counting = self.meeting_began is None or now >= self.meeting_began
        via, counts = None, None
        for step in steps:
            if step.person is not None:
                person = step.person.id
                last_contact[person] = now
                if counting:
                    if counts is None or step.via != via:  # they mostly have the same
                        via = step.via
                        counts = contacted[act, via]
                    counts[person] = counts.get(person, 0) + 1

    def add(self, event: Event) -> list[str]:
        """Take note of *event*, which happens now and is no `did`; return the marks."""
        kind = event.kind
        marks = []
        for name in kind.names:
            self.happened.setdefault(name, []).append(event)
            marks.append(name)
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
            if self.meeting_began is None or event.at > self.meeting_began:
                self.meeting_began = event.at
                self.contacted.clear()
            marks.append(MEETING)
        return marks

    def add_done(self, rule: str, person: str | None, when: Written) -> None:
        """Take note that a step of *rule* is done now."""
        self.done.setdefault(rule, []).append((when, person))

    def has_role(self, person: Person, role: str) -> bool:
        """Tell whether *person* is a *role*; an interviewer is whoever is in an interview that has begun."""
        return person.id in self.met if role == INTERVIEWER else person.role == role

    def reaches(self, medium: str, person: Person | None, media: Mapping[str, Medium]) -> bool:
        """Tell whether *medium*, one of *media*, reaches *person*."""
        if person is None or person.reach is None or medium in person.reach:
            return True
        return (medium in media and media[medium].always) or medium in self.reach.get(person.id, ())

    def happened_instants(self, anchor: Anchor, person: str | None) -> Iterator[Written]:
        """Return the instants of *anchor* that have happened, for a step to *person*, the latest first."""
        if anchor.event is not None:
            for event in reversed(self.happened.get(anchor.event, ())):
                if written := event.instants.get(anchor.instant):
                    yield written
        elif anchor.step is not None:
            for when, done_for in reversed(self.done.get(anchor.step, ())):
                if same_person(done_for, person):
                    yield when

    def days_of(self, event: str, instant: str) -> set[int]:
        """Return the local days of *instant* of all events called *event* that have happened or are known ahead.

        Kept, and added to as events happen: what is known ahead stays known when it has happened.
        """
        happened = self.happened.get(event, [])
        seen, days = self._days.get((event, instant), (-1, set()))
        if seen < len(happened):
            ahead = [one for one in self.foreseen if event in one.kind.names] if seen < 0 else []
            for one in chain(ahead, happened[max(seen, 0) :]):
                if written := one.instants.get(instant):
                    days.add(self.timeline.zone.day(written.minute))
            self._days[event, instant] = (len(happened), days)
        return days

    def foreseen_instants(self, anchor: Anchor) -> Iterator[Written]:
        """Return the instants of *anchor* that are known ahead, the first one first."""
        for event in self.foreseen:
            if (
                event.at > self.now
                and anchor.event in event.kind.names
                and (written := event.instants.get(anchor.instant))
            ):
                yield written


def people_of(event: Event, kind: EventKind) -> Sequence[str]:
    """Return the ids of whoever the candidate meets in *event*: the unnamed person where it names nobody."""
    people = event.fields.get(kind.meets or "", ())
    assert not isinstance(people, str), "a list of people"
    return people or (INTERVIEWER,)


def same_person(one: str | None, other: str | None) -> bool:
    """Tell whether what is for *one* concerns *other*; None is nobody in particular and concerns everybody."""
    return one is None or other is None or one == other


def in_time(timeline: Timeline, as_of: int | None) -> Sequence[Event]:
    """Return the events by time and content; what was done some time today was done by *as_of*."""
    if as_of is None:
        return timeline.events
    today = timeline.zone.day(as_of)

    def settled(event: Event) -> Event:
        written = event.instants["at"]
        if event.kind.name == DID and written.bare and event.at > as_of and timeline.zone.day(event.at) == today:
            return event._replace(at=as_of, instants={**event.instants, "at": written._replace(minute=as_of)})
        return event

    return sorted(map(settled, timeline.events), key=lambda event: (event.at, event.tie))
