"""A timeline: one interview's people, facts and events, as far as the candidate has written them down."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from followup.model.calendar import Calendar
from followup.model.place import Place
from followup.model.vocabulary import EventKind
from followup.model.zone import Zone


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody at the employer, or a reference.

    Attributes:
        name: None where the timeline gives none.
        role: The stated role; ``interviewer`` for the unnamed one; None where the timeline gives none.
        reach: Addresses by medium; None: any medium reaches them.
        order: Their position in the file, counted from 0; the unnamed interviewer comes last.

    The last two are the timeline's business: a plan names a person by the first three, and compares them by those.
    """

    id: str
    name: str | None = None
    role: str | None = None
    reach: Mapping[str, str] | None = field(default=None, compare=False)
    order: int = field(default=0, compare=False)


# A run makes many of these two, and a named tuple is made three times as fast as a frozen dataclass.


class Written(NamedTuple):
    """An instant that an event carries; *bare*: whether it was written as a date, without a time of day."""

    minute: int
    bare: bool = False


class Event(NamedTuple):
    """Something that happened, or will.

    Attributes:
        at: The minute at which it happens.
        instants: By name, ``at`` among them.
        fields: All others, by name; a list of people as a tuple.
        position: Where it stands in the file, counted from 0; None for what a run only simulates.
        tie: Its content as text: orders what happens in the same minute.
    """

    kind: EventKind
    at: int
    instants: Mapping[str, Written]
    fields: Mapping[str, str | tuple[str, ...]]
    position: int | None = None
    tie: str = ""
    place: Place | None = None

    def text(self, name: str) -> str | None:
        """Return a field that holds one word, or None."""
        value = self.fields.get(name)
        return value if isinstance(value, str) else None


@dataclass(frozen=True, slots=True)
class Assumption:
    """How the future answers a simulated step; *outcomes* in order, then none.

    Attributes:
        act: None: any.
        via: None: any.
    """

    outcomes: tuple[str, ...]
    act: str | None = None
    via: str | None = None


@dataclass(frozen=True, slots=True)
class Hours:
    """Office hours, both ends included, in minutes after local midnight; *closes* is after *opens*."""

    opens: int = 9 * 60
    closes: int = 18 * 60


@dataclass(frozen=True, slots=True)
class Timeline:
    """A timeline, checked.

    Attributes:
        people: In file order; with the unnamed interviewer where an interview names nobody.
        events: By time, then by content.
        company: The employer's name, or None.
        digest: ``sha256:`` and the hash of its data, whatever its layout and comments.
    """

    id: str
    zone: Zone
    events: tuple[Event, ...] = ()
    people: Mapping[str, Person] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    assume: tuple[Assumption, ...] = ()
    hours: Hours = field(default_factory=Hours)
    calendar: Calendar = field(default_factory=Calendar)
    company: str | None = None
    digest: str = ""
    file: str = ""
