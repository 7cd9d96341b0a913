"""The words that policies and timelines are written in: data, so that the engine knows none of them by name.

Source: ``language.md`` section 3; the built-in ones stand in ``followup_schemas/vocabulary.yaml``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

DID: Final = "did"
"""The event that says what the candidate did: with `INTERVIEWER`, all that the engine knows by name."""

INTERVIEWER: Final = "interviewer"
"""The derived role of whoever is in an interview, and the id of the unnamed person in an interview with nobody."""


class FieldType(StrEnum):
    """What an event's field holds."""

    INSTANT = "instant"
    PERSON = "person"
    SENDER = "sender"
    PEOPLE = "people"
    MEDIUM = "medium"
    ACT = "act"
    WORD = "word"
    STEP = "step"
    TEXT = "text"

    @property
    def personal(self) -> bool:
        """Whether the field holds people: a pattern names them by role or as ``recipient``."""
        return self in (FieldType.PERSON, FieldType.SENDER, FieldType.PEOPLE)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an event kind.

    Attributes:
        values: The closed list of a ``word``; empty: any.
        default: For an ``instant``: the field that stands in where it is missing, or None.
        reads: In a sentence: the noun of an ``instant``; else what follows the event's, with ``${value}``; or empty.
    """

    type: FieldType
    says: str = ""
    values: tuple[str, ...] = ()
    default: str | None = None
    reads: str = ""


@dataclass(frozen=True, slots=True)
class EventKind:
    """A kind of event.

    Attributes:
        foreseen: Whether it is an appointment, whose instants are known ahead of its time.
        meets: The field whose people are interviewers from its time on, or None.
        gives_reach: Whether it adds its medium to the reach of the person it is about.
        group: The group that patterns may name instead, or None.
        fields: All but ``at``, which every event has.
        reads: In a sentence: a noun with its article, or empty.
        names: The names by which a pattern or an anchor may call it: its own and its group's.
        firsts: The name of its first field of each type.
    """

    name: str
    says: str = ""
    foreseen: bool = False
    meets: str | None = None
    gives_reach: bool = False
    group: str | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    reads: str = ""
    names: tuple[str, ...] = field(init=False, repr=False, compare=False)
    firsts: Mapping[FieldType, str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Work out once what every event of the kind is asked for."""
        object.__setattr__(self, "names", (self.name,) if self.group is None else (self.name, self.group))
        firsts: dict[FieldType, str] = {}
        for name, of in self.fields.items():
            firsts.setdefault(of.type, name)
        object.__setattr__(self, "firsts", firsts)

    def only(self, of: FieldType) -> str | None:
        """Return the name of its first field of that type, or None."""
        return self.firsts.get(of)


@dataclass(frozen=True, slots=True)
class Word:
    """A word that carries nothing but its meaning: a role, a group, a point.

    Attributes:
        says: What it means; of a point, its outline line for a draft.
        derived: Of a role: whether it follows from the events instead of being stated.
        reads: In a sentence: a noun with its article, or empty; of a point, always empty.
    """

    name: str
    says: str = ""
    derived: bool = False
    reads: str = ""


@dataclass(frozen=True, slots=True)
class Act:
    """Something that the candidate can do.

    Attributes:
        contacts: Whether it is a contact with the employer.
        reads: In a sentence: what follows ``you should``, with ``${person}`` where people stand; or empty.
        subject: The subject line of a draft, with the fields of the points' lines; or empty.
    """

    name: str
    says: str = ""
    contacts: bool = False
    reads: str = ""
    subject: str = ""


@dataclass(frozen=True, slots=True)
class Medium:
    """A way to reach a person.

    Attributes:
        transit: Whole days it takes, from and to, or None if it arrives at once.
        always: Whether it reaches everybody, whatever their ``reach`` says.
        business: Whether it reaches people at an employer only on business days.
        reads: In a sentence: the word with its preposition, or empty.
    """

    name: str
    says: str = ""
    transit: tuple[int, int] | None = None
    always: bool = False
    business: bool = False
    reads: str = ""


@dataclass(frozen=True, slots=True)
class FactKind:
    """A fact that a timeline may state.

    Attributes:
        asks: The question that a plan lists where it does not.
        reads: In a sentence: by value, the clause that it is so; some or all may be missing.
    """

    name: str
    says: str = ""
    asks: str = ""
    values: tuple[str, ...] = ()
    reads: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All the words, by kind and name."""

    events: Mapping[str, EventKind] = field(default_factory=dict)
    groups: Mapping[str, Word] = field(default_factory=dict)
    acts: Mapping[str, Act] = field(default_factory=dict)
    media: Mapping[str, Medium] = field(default_factory=dict)
    facts: Mapping[str, FactKind] = field(default_factory=dict)
    roles: Mapping[str, Word] = field(default_factory=dict)
    points: Mapping[str, Word] = field(default_factory=dict)

    def __or__(self, more: "Vocabulary") -> "Vocabulary":
        """Return both together; where they share a word, *more* has the say. Where there is no more, it is this one."""
        if more is self or more == _NO_WORDS:
            return self
        return Vocabulary(
            {**self.events, **more.events},
            {**self.groups, **more.groups},
            {**self.acts, **more.acts},
            {**self.media, **more.media},
            {**self.facts, **more.facts},
            {**self.roles, **more.roles},
            {**self.points, **more.points},
        )

    def kinds_called(self, name: str) -> tuple[EventKind, ...]:
        """Return the event kinds that *name* (a kind's or a group's) stands for."""
        return tuple(kind for kind in self.events.values() if name in kind.names)


_NO_WORDS: Final = Vocabulary()
