"""When a rule applies: a small closed tree over facts and events, three-valued (Kleene) when evaluated.

Every condition knows whether it is *personal*: whether its answer hangs on whom the step goes to. One that is not is
asked once for all who get a step at the same time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import ClassVar, Final, Protocol

from followup.model.place import Place

RECIPIENT: Final = "recipient"
"""What a pattern calls the person of the step."""


@dataclass(frozen=True, slots=True)
class FieldTest:
    """One field of a pattern.

    Attributes:
        values: Any of these matches.
        roles: Any person of these roles matches; only where the field holds people.
        recipient: Whether the person of the step matches; only where the field holds people.
    """

    name: str
    values: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    recipient: bool = False


@dataclass(frozen=True, slots=True)
class Pattern:
    """Which events: of the kind or group *name*, with all of *tests* met."""

    name: str
    tests: tuple[FieldTest, ...] = ()
    personal: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether it speaks of the recipient."""
        object.__setattr__(self, "personal", any(test.recipient for test in self.tests))


@dataclass(frozen=True, slots=True)
class Fact:
    """True if the timeline states *name* as one of *values*, false if as another, unknown if it does not state it."""

    name: str
    values: frozenset[str]
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Known:
    """True if the timeline states the fact *name*, else false."""

    name: str
    personal: ClassVar[bool] = False


@dataclass(frozen=True, slots=True)
class Happened:
    """True if at least *times* events of *pattern* have happened, else false."""

    pattern: Pattern
    times: int = 1
    personal: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether its pattern is personal."""
        object.__setattr__(self, "personal", self.pattern.personal)


@dataclass(frozen=True, slots=True)
class All:
    """Kleene's conjunction."""

    parts: tuple["Condition", ...]
    personal: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether a part is personal."""
        object.__setattr__(self, "personal", any(part.personal for part in self.parts))


@dataclass(frozen=True, slots=True)
class Any:
    """Kleene's disjunction."""

    parts: tuple["Condition", ...]
    personal: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether a part is personal."""
        object.__setattr__(self, "personal", any(part.personal for part in self.parts))


@dataclass(frozen=True, slots=True)
class Not:
    """Kleene's negation."""

    part: "Condition"
    personal: bool = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """See whether its part is personal."""
        object.__setattr__(self, "personal", self.part.personal)


class Moment(Protocol):
    """What a plugin's condition or rule kind may see of a run; it sees nothing that lies ahead."""

    @property
    def now(self) -> datetime | None:
        """The minute in the timeline's zone, or None before everything."""

    @property
    def recipient(self) -> str | None:
        """The id of the person of the step, or None."""

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts that the timeline states."""

    @property
    def events(self) -> Iterable[Mapping[str, object]]:
        """What has happened up to now, oldest first: ``event``, ``at`` (a datetime) and the fields of its kind."""

    @property
    def last_contact(self) -> datetime | None:
        """When the candidate last contacted somebody at the employer, by any act that contacts; None: not yet."""


class CustomCondition(Protocol):
    """What a plugin supplies: a condition of its own name."""

    @property
    def name(self) -> str:
        """The key under which policies write it."""

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON Schema of its body."""

    @property
    def reads(self) -> Iterable[str]:
        """What its answer depends on: any of ``facts``, ``events``, ``day`` (the local date), ``hour`` (of the clock).

        It is asked again when one of these changes, and only then.
        """

    def holds(self, body: object, moment: Moment) -> bool | None:
        """Return whether it holds; None where that is unknown."""


@dataclass(frozen=True, slots=True)
class Custom:
    """A plugin's condition with the body that *rule* gives it at *place*."""

    condition: CustomCondition
    body: object
    rule: str
    place: Place
    personal: ClassVar[bool] = True


Condition = Fact | Known | Happened | All | Any | Not | Custom


def patterns_in(condition: Condition) -> Iterable[Pattern]:
    """Return every pattern that *condition* looks for, outermost first."""
    for part in parts_of(condition):
        if isinstance(part, Happened):
            yield part.pattern


def parts_of(condition: Condition) -> Iterable[Condition]:
    """Return *condition* and all that it is made of, outermost first."""
    yield condition
    match condition:
        case All(parts) | Any(parts):
            for part in parts:
                yield from parts_of(part)
        case Not(part):
            yield from parts_of(part)
        case _:
            pass
