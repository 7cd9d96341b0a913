"""A rule in its compiled form: everything written as text has become what it means.

Offsets are `Offset`, patterns are tests, words are checked, parameters are put in, and every rule that advises knows
which forbids may touch it and which changes could free it.
"""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from followup.model.condition import Condition, Pattern
from followup.model.offset import Offset
from followup.model.place import Place
from followup.model.zone import Zone

LAST_USED: Final = "last-used"
"""The medium that stands for the one of the last event from the person."""

MOST_ADVISED: Final = 500
"""How many rules one rule of a plugin's kind may stand for: as many as a file may hold."""

_NUMBERED: Final = re.compile(r"(.+)-([1-9][0-9]{0,2})").fullmatch


@dataclass(frozen=True, slots=True)
class Anchor:
    """What time is counted from.

    Attributes:
        event: An event kind's or group's name, or None if *step* is set.
        instant: Which instant of the event: ``at`` or one of its instant fields.
        step: A rule's id: each time one of its steps is done is an anchor, for the same person; or None.
    """

    event: str | None
    instant: str = "at"
    step: str | None = None

    def __str__(self) -> str:
        """Return the anchor as a policy writes it."""
        if self.step is not None:
            return f"step.{self.step}"
        return f"{self.event}" if self.instant == "at" else f"{self.event}.{self.instant}"


class Roll(StrEnum):
    """Where a recommended date goes that falls on a day without business."""

    NONE = "none"
    FORWARD = "forward"
    BACK = "back"


@dataclass(frozen=True, slots=True)
class Window:
    """When a step may and should be done, as offsets from its anchor.

    Attributes:
        earliest: None: the recommended date.
        overdue: None: the end of the recommended date's local day.
        expires: None: never.
    """

    recommended: Offset
    expires: Offset | None
    earliest: Offset | None = None
    overdue: Offset | None = None
    roll: Roll = Roll.NONE


@dataclass(frozen=True, slots=True)
class Repeat:
    """How a step comes back: *every* after the last, *times* in all (None: until something stops it)."""

    every: Offset
    times: int | None = None


@dataclass(frozen=True, slots=True)
class Recipients:
    """Whom a step goes to: everybody of the first of *groups* that exists.

    Attributes:
        groups: Roles, or ``EVENT.FIELD`` for whom the last such event came from.
    """

    groups: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Via:
    """One choice of medium; the first wins whose condition holds and whose medium reaches the person.

    Attributes:
        medium: A medium's name or `LAST_USED`.
        object: What is sent, or None.
    """

    medium: str
    object: str | None = None
    when: Condition | None = None


@dataclass(frozen=True, slots=True)
class Do:
    """What a rule advises.

    Attributes:
        to: None: to nobody.
        via: Empty: no medium is named.
        forbids: The forbid rules of the same policy that may touch it, in rule order.
        wakes: The changes that can free a step that is held back: event names, ``did:ACT``, ``step:RULE``, and
            the `followup.model.mark` marks for reach, media and meetings.
        daily: Whether a plugin's condition makes it depend on the local date, or the hour.
        hourly: Whether one makes it depend on the local hour.
    """

    act: str
    anchor: Anchor
    window: Window
    to: Recipients | None = None
    via: tuple[Via, ...] = ()
    repeat: Repeat | None = None
    until: tuple[Pattern, ...] = ()
    say: tuple[str, ...] = ()
    avoid: tuple[str, ...] = ()
    forbids: tuple["Rule", ...] = ()
    wakes: tuple[str, ...] = ()
    daily: bool = False
    hourly: bool = False

    def look_after(self, minute: int, zone: Zone) -> int:
        """Return when time alone may next change what a plugin's condition says, for one that is `daily`."""
        return zone.next_hour(minute) if self.hourly else zone.start_of(zone.day(minute) + 1)


@dataclass(frozen=True, slots=True)
class Before:
    """Forbids until the anchor."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class OnDayOf:
    """Forbids on the anchor's local day."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class After:
    """Forbids once the anchor is over, for ever."""

    anchor: Anchor


@dataclass(frozen=True, slots=True)
class CloserThan:
    """Forbids for *offset* after the last contact with the person, of any act and medium."""

    offset: Offset


@dataclass(frozen=True, slots=True)
class MoreThan:
    """Forbids once there were *number* contacts of the pattern with the person since the latest interview began."""

    number: int


Span = Before | OnDayOf | After | CloserThan | MoreThan


@dataclass(frozen=True, slots=True)
class Forbid:
    """What a rule rules out: steps that fit *acts*, *via* and *to* (None: any), while *span* holds (None: always)."""

    acts: frozenset[str] | None = None
    via: frozenset[str] | None = None
    to: frozenset[str] | None = None
    span: Span | None = None


@dataclass(frozen=True, slots=True)
class PluginRule:
    """A plugin's rule kind with the body that the policy gives it; it is replaced by what it advises before a run."""

    kind: str
    body: object


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: it advises, or it rules out.

    Attributes:
        index: Its position among the rules of its policy, counted from 0: the rule order.
        strength: ``must``, ``should`` or ``may`` of advice, ``must-not`` or ``should-not`` of a forbid.
        cites: Ids of the policy's `Advice`.
        reading: ``explicit`` if the source states it, ``inferred`` if it is our reading.
        dissent: Ids of the advice in which the source contradicts itself; changes no date.
        place: Where its id is written.
    """

    id: str
    index: int
    body: Do | Forbid | PluginRule
    strength: str
    place: Place
    title: str = ""
    when: Condition | None = None
    cites: tuple[str, ...] = ()
    reading: str = "explicit"
    dissent: tuple[str, ...] = ()

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Its own condition and those of its media, as far as there are any."""
        via = self.body.via if isinstance(self.body, Do) else ()
        return tuple(when for when in (self.when, *(choice.when for choice in via)) if when is not None)


def advised_id(rule: str, number: int) -> str:
    """Return what the *number*-th rule, from 1 on, is called that *rule*, of a plugin's kind, stands for.

    >>> advised_id("thank", 1), advised_id("thank", 2)
    ('thank', 'thank-2')
    """
    return rule if number == 1 else f"{rule}-{number}"


def adviser_id(rule: str) -> str | None:
    """Return the id of the rule that could stand for *rule* as its second or a later one, if it is of a plugin's kind.

    >>> adviser_id("thank-2"), adviser_id("thank"), adviser_id("thank-1"), adviser_id("thank-2026")
    ('thank', None, None, None)
    """
    found = _NUMBERED(rule)
    return found[1] if found and 1 < int(found[2]) <= MOST_ADVISED else None
