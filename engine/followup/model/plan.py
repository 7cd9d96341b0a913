"""The plan: dated steps, withheld steps, open questions, and why.

Instants are kept as whole minutes and shown as aware datetimes in the timeline's zone; explanations are worked out when
they are asked for. Source: ``language.md`` section 7; the JSON form is `followup.model.document`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followup.model.place import Place
from followup.model.timeline import Person
from followup.model.zone import Zone

if TYPE_CHECKING:
    from followup.model.explanation import Explanation, Link


class Status(StrEnum):
    """How a step stands at the plan's ``as_of``, before anything is simulated."""

    DONE = "done"
    WAITING = "waiting"
    OPEN = "open"
    DUE = "due"
    OVERDUE = "overdue"
    EXPIRED = "expired"
    PROJECTED = "projected"


class Reason(StrEnum):
    """Why a step is withheld."""

    STOPPED = "stopped"
    NOBODY = "nobody"
    CONDITION = "condition"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"


class Dates(NamedTuple):
    """A step's window in minutes: ``earliest <= recommended <= overdue <= expires``; *expires* None: never."""

    earliest: int
    recommended: int
    overdue: int
    expires: int | None


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
    """Where a plan's steps have their `because` from: no part of what makes two steps equal.

    Attributes:
        of: Works them out for the step with that id.
    """

    of: Callable[[str], tuple[Because, ...]] = field(repr=False, compare=False)


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

    A named tuple, which is made three times as fast as a frozen dataclass: a plan makes many.

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


@dataclass(frozen=True, slots=True)
class Withheld:
    """A step that the run never does.

    Attributes:
        to: None: to nobody, or nobody to go to.
        reason: The first that applied at its first possible moment.
        by: The event's kind for ``stopped``, the facts for ``unknown``, the rule for ``forbidden``; else None.
        since_minute: When it first applied.
        until_minute: When a forbid ends; None: never, or no forbid.
    """

    id: str
    rule: str
    to: Person | None
    reason: Reason
    by: str | None
    since_minute: int
    until_minute: int | None
    zone: Zone = field(repr=False)
    explain: Callable[[], str] = field(repr=False, compare=False)

    @property
    def since(self) -> datetime:
        """When the reason first applied."""
        return self.zone.local(self.since_minute)

    @property
    def until(self) -> datetime | None:
        """When a forbid ends; None: never, or no forbid."""
        return None if self.until_minute is None else self.zone.local(self.until_minute)

    @property
    def text(self) -> str:
        """The reason as a sentence."""
        return self.explain()


@dataclass(frozen=True, slots=True)
class Question:
    """A fact that the timeline does not state and that would change something.

    Attributes:
        asks: The question in words.
        changes: The rules whose steps hang on it, in rule order.
    """

    fact: str
    asks: str
    changes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong on the way, without costing the plan: a plugin's code that failed, or a limit that was reached.

    Attributes:
        rule: The rule that was skipped, or None.
        plugin: The plugin that failed, or None.
    """

    rule: str | None
    text: str
    plugin: str | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class PolicyRef:
    """Which policy a plan was made with."""

    id: str
    version: int
    digest: str


@dataclass(frozen=True, slots=True)
class TimelineRef:
    """Which timeline a plan was made for."""

    id: str
    digest: str


@dataclass(frozen=True, slots=True)
class Plan:
    """What a policy advises for a timeline.

    Attributes:
        start: The ``as_of`` in minutes, or None for the pure simulation.
        end: The horizon in minutes, or None where there is nothing to plan.
        cut: Whether something lies behind the horizon.
        steps: By date, then rule, person, anchor and occurrence.
        withheld: By rule, person, anchor and occurrence.
        questions: By fact.
        change: The ``next_change_at`` in minutes, or None.
        beyond: The ids of the rules that go on behind the horizon, in rule order; a plan read from JSON does not know.
    """

    policy: PolicyRef
    timeline: TimelineRef
    zone: Zone
    start: int | None
    end: int | None
    cut: bool
    steps: tuple[Step, ...]
    withheld: tuple[Withheld, ...]
    questions: tuple[Question, ...]
    problems: tuple[Problem, ...]
    change: int | None
    beyond: tuple[str, ...] = field(repr=False, compare=False)
    _trace: Callable[["Plan", str], "tuple[Link, ...]"] = field(repr=False, compare=False)

    @property
    def as_of(self) -> datetime | None:
        """The instant from which the plan was seen, or None for the pure simulation."""
        return None if self.start is None else self.zone.local(self.start)

    @property
    def horizon(self) -> datetime | None:
        """The last minute that was planned, or None where there was nothing to plan."""
        return None if self.end is None else self.zone.local(self.end)

    @property
    def next_change_at(self) -> datetime | None:
        """When the plan will look different if nothing is done, or None if not before the horizon."""
        return None if self.change is None else self.zone.local(self.change)

    def explain(self, step_id: str) -> "Explanation":
        """Return why the step with that id is there, then and so.

        Raises:
            ValueError: there is no such step.
        """
        from followup.model.explanation import Explanation

        step = next((step for step in self.steps if step.id == step_id), None)
        if step is None:
            raise ValueError(f"the plan has no step `{step_id}`")
        return Explanation(step, self._trace(self, step_id))

    def to_json(self) -> str:
        """Return the plan as the JSON text of ``followup schema plan``; the same plan always gives the same text."""
        from followup.model.document import write_plan

        return write_plan(self)

    @classmethod
    def from_json(cls, text: str) -> "Plan":
        """Return the plan that `to_json` wrote.

        Raises:
            ValueError: *text* is no such plan.
        """
        from followup.model.document import read_plan

        return read_plan(text)
