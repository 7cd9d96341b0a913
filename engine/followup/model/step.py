"""A step of a plan: what to do, for whom, by what, when, how it stands, and why.

Instants are kept as whole minutes and shown as aware datetimes in the timeline's zone; explanations are worked out when
they are asked for. Source: ``language.md`` sections 6 and 7.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from followup.model.draft import Draft
from followup.model.place import Place
from followup.model.timeline import Person
from followup.model.zone import Zone


class Status(StrEnum):
    """How a step stands at the plan's ``as_of``, before anything is simulated."""

    DONE = "done"
    WAITING = "waiting"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    PROJECTED = "projected"


class Dates(NamedTuple):
    """A step's window in minutes: ``earliest <= recommended <= overdue <= expires``; *expires* None: never."""

    earliest: int
    recommended: int
    overdue: int
    expires: int | None

    @classmethod
    def of(cls, earliest: int, recommended: int, overdue: int, expires: int | None) -> "Dates":
        """Return the same as the class itself would, in a third of the time."""
        return tuple.__new__(cls, (earliest, recommended, overdue, expires))


@dataclass(frozen=True, slots=True)
class Because:
    """One link in the chain of reasons for a step.

    Attributes:
        event: The position in the timeline's file of the event that it rests on, or None.
    """

    event: int | None
    text: str


@dataclass(frozen=True, slots=True)
class Reasons:
    """Where a plan's steps have their `because` and `draft` from: no part of what makes two steps equal.

    Attributes:
        of: Works the reasons out for the step with that id.
        draft: Works its draft out.
    """

    of: Callable[[str], tuple[Because, ...]] = field(repr=False, compare=False)
    draft: Callable[[str], Draft | None] = field(repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class Advised:
    """What a step takes over from its rule unchanged; see `followup.model.rule.Rule` and ``Do``."""

    rule: str
    title: str
    act: str
    strength: str
    say: tuple[str, ...]
    avoid: tuple[str, ...]
    cites: tuple[str, ...]
    reading: str
    place: Place


class Step(NamedTuple):
    """One thing to do, or done.

    A named tuple, which is made three times as fast as a frozen dataclass: a plan makes many, from `StepFields`.

    Attributes:
        id: ``<rule>/<person or ->/<occurrence>``, with ``/<anchor number>`` from the second anchor on.
        to: None: to nobody.
        via: The medium, or None where the rule names none.
        object: What is sent, or None.
        dates: The window, in minutes.
        minute: When it was or will be done, or None for a step that expired.
        timing: ``early``, ``on-time`` or ``late`` for a step that is done, else None.
        did: Where the `did` that settled it stands in the timeline's file, counted from 0; None: none did, or will.
    """

    id: str
    advised: Advised
    to: Person | None
    via: str | None
    object: str | None
    dates: Dates
    minute: int | None
    status: Status
    timing: str | None
    did: int | None
    zone: Zone
    reasons: Reasons

    @property
    def rule(self) -> str:
        """The id of the rule that advises it."""
        return self.advised.rule

    @property
    def title(self) -> str:
        """What the rule says in a few words, or the empty text."""
        return self.advised.title

    @property
    def act(self) -> str:
        """What to do."""
        return self.advised.act

    @property
    def strength(self) -> str:
        """``must``, ``should`` or ``may``."""
        return self.advised.strength

    @property
    def say(self) -> tuple[str, ...]:
        """The points to make."""
        return self.advised.say

    @property
    def avoid(self) -> tuple[str, ...]:
        """The points to leave out."""
        return self.advised.avoid

    @property
    def cites(self) -> tuple[str, ...]:
        """The ids of the advice that it rests on."""
        return self.advised.cites

    @property
    def reading(self) -> str:
        """``explicit`` or ``inferred``."""
        return self.advised.reading

    @property
    def place(self) -> Place:
        """Where the rule is written."""
        return self.advised.place

    @property
    def earliest(self) -> datetime:
        """The first minute at which doing it is not early."""
        return self.zone.local(self.dates.earliest)

    @property
    def recommended(self) -> datetime:
        """The minute at which the policy would do it."""
        return self.zone.local(self.dates.recommended)

    @property
    def overdue(self) -> datetime:
        """The last minute at which doing it is not late."""
        return self.zone.local(self.dates.overdue)

    @property
    def expires(self) -> datetime | None:
        """The last minute at which doing it makes sense, or None."""
        return None if self.dates.expires is None else self.zone.local(self.dates.expires)

    @property
    def at(self) -> datetime | None:
        """When it was or will be done, or None for a step that expired."""
        return None if self.minute is None else self.zone.local(self.minute)

    @property
    def because(self) -> tuple[Because, ...]:
        """Why it is there, and why then and so: from anchor to date to medium."""
        return self.reasons.of(self.id)

    @property
    def draft(self) -> Draft | None:
        """The outline for `say`, with what is known filled in, or None for a step to nobody."""
        return self.reasons.draft(self.id)


StepFields = tuple[
    str,
    Advised,
    Person | None,
    str | None,
    str | None,
    Dates,
    int | None,
    Status,
    str | None,
    int | None,
    Zone,
    Reasons,
]
"""The fields of a `Step` in their order: ``tuple.__new__(Step, fields)`` takes a third of the time of ``Step(…)``."""
