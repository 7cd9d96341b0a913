"""A test suite: cases for one policy, each with what its plan must say."""

from collections.abc import Mapping
from dataclasses import dataclass

from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.timeline import Timeline, Written

Part = Mapping[str, str | int | None]
"""What a reason or a place must have, by key; a key that is not there is not compared."""

Value = str | tuple[str, ...] | Written | Part | tuple[Part, ...] | None
"""What one key of a step must be. Of an instant that is `Written` as a bare date, only the local day is compared."""


@dataclass(frozen=True, slots=True)
class ExpectedStep:
    """A step that the plan must have, or must withhold.

    Attributes:
        values: By the key that a plan's JSON has; a key that is not there is not compared. ``to`` is the person's id.
        place: Where it is written.
        places: Where each of its keys is written.
    """

    values: Mapping[str, Value]
    place: Place
    places: Mapping[str, Place]


@dataclass(frozen=True, slots=True)
class ExpectedQuestion:
    """A fact that the plan must ask for; *changes*: the rules that hang on it, all of them, or None: not compared."""

    fact: str
    changes: tuple[str, ...] | None
    place: Place


@dataclass(frozen=True, slots=True)
class ExpectedChange:
    """What the plan's ``next_change_at`` must be; *at* None: it must be null."""

    at: Written | None
    place: Place


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must be true of a plan; what is None is not looked at.

    Attributes:
        only: Whether the plan may have no steps but *steps*.
        never: Forbids that no step of the plan may break; their ids, ``never-1`` and so on, count from 1.
    """

    place: Place
    steps: tuple[ExpectedStep, ...] | None = None
    only: bool = False
    withheld: tuple[ExpectedStep, ...] | None = None
    questions: tuple[ExpectedQuestion, ...] | None = None
    never: tuple[Rule, ...] = ()
    next_change: ExpectedChange | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """One situation.

    Attributes:
        timeline: With the events and facts that the case adds.
        as_of: In minutes, or None for the pure simulation.
        horizon: In minutes, or None for the usual one.
        place: Where its name is written.
    """

    name: str
    timeline: Timeline
    as_of: int | None
    horizon: int | None
    expect: Expectation
    place: Place


@dataclass(frozen=True, slots=True)
class Suite:
    """A test suite, checked against the policy that it is for."""

    id: str
    policy: Policy
    cases: tuple[Case, ...]
    file: str = ""
