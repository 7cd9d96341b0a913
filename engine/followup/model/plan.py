"""The plan: dated steps, withheld steps, open questions. Source: ``language.md`` section 7.

The JSON form is `followup.model.document`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from followup.model.place import Place
from followup.model.step import Step
from followup.model.timeline import Person
from followup.model.zone import Zone

if TYPE_CHECKING:
    from followup.model.explanation import Explanation, Link


class Reason(StrEnum):
    """Why a step is withheld."""

    STOPPED = "stopped"
    NOBODY = "nobody"
    CONDITION = "condition"
    UNKNOWN = "unknown"
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"


@dataclass(frozen=True, slots=True)
class Texts:
    """Where a plan's withheld steps have their `text` from: no part of what makes two of them equal.

    Attributes:
        of: Works it out for the withheld step with that id.
    """

    of: Callable[[str], str] = field(repr=False, compare=False)


class Withheld(NamedTuple):
    """A step that the run never does; a named tuple, as a `Step` is, and made from `WithheldFields`.

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
    zone: Zone
    texts: Texts

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
        return self.texts.of(self.id)


WithheldFields = tuple[str, str, Person | None, Reason, str | None, int, int | None, Zone, Texts]
"""The fields of a `Withheld` in their order, for ``tuple.__new__(Withheld, fields)``."""


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

    def __repr__(self) -> str:
        """Return which one it is, on a line; `to_json` says all that it holds."""
        seen = "ahead of all" if self.start is None else f"as of {self.zone.text(self.start)}"
        return f"<Plan: {self.policy.id} for {self.timeline.id}, {seen}, {len(self.steps)} steps>"

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
