"""Several plans over one timeline, side by side: what they share and where they part. None of them is the baseline.

A policy is named by its *column*, its position among those compared, from 0: two versions of one policy share their id.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

from followup.model.plan import Plan, Problem
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.step import Step
from followup.model.timeline import Person, Timeline


class End(StrEnum):
    """How a policy's contacts end.

    ``nothing``: there are none. ``done``: with the last one. ``stopped``: by an event. ``later``: behind the horizon.
    ``never``: a rule repeats itself, and nothing in policy or timeline ends that. ``unknown``: it hangs on a fact.
    """

    NOTHING = "nothing"
    DONE = "done"
    STOPPED = "stopped"
    LATER = "later"
    NEVER = "never"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Ending:
    """How and why a policy's contacts with the employer end.

    Attributes:
        rules: The ids of the rules that contact last, are stopped, go on, or hang on a fact; none for ``nothing``.
        event: The kind of the event that stops them, or None.
        at: The last contact for ``done``, the event for ``stopped``, else None.
    """

    how: End
    rules: tuple[str, ...] = ()
    event: str | None = None
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Measures:
    """A plan in figures. A contact is a step to a person that has an ``at`` and whose act contacts the employer.

    Attributes:
        steps: All steps.
        missed: Those of them that expired.
        withheld: How many steps are withheld.
        first: The first contact, *last* the last one; None: there is none.
        people: The ids of whom a contact goes to, in the order of the first ones.
        media: How many contacts go by each medium, in the order of the first ones; what names no medium is not in it.
        smallest_gap: The shortest time between two contacts with the same person, in whole minutes; None: never two.
        longest_silence: The longest time between one contact and the next with anybody; None: fewer than two.
        strengths: How many steps are ``must``, ``should`` and ``may``.
        inferred: How many steps rest on our reading and not on the source's own words.
    """

    steps: int
    missed: int
    withheld: int
    contacts: int
    first: datetime | None
    last: datetime | None
    people: tuple[str, ...]
    media: Mapping[str, int]
    smallest_gap: timedelta | None
    longest_silence: timedelta | None
    ending: Ending
    strengths: Mapping[str, int]
    inferred: int


class Share(StrEnum):
    """How many of the policies advise something: ``most`` is more than half, ``some`` at least two."""

    ALL = "all"
    MOST = "most"
    SOME = "some"
    ONE = "one"


class Conflict(StrEnum):
    """How two policies contradict each other.

    ``forbidden``: a rule of the other rules the step out. ``other-medium`` and ``other-day``: both advise the same act
    for the same person (the n-th of the one against the n-th of the other), but not so or not then. ``no-end``: one
    goes on without end where the other comes to one. What the candidate has done is no advice, and contradicts nothing.
    """

    FORBIDDEN = "forbidden"
    OTHER_MEDIUM = "other-medium"
    OTHER_DAY = "other-day"
    NO_END = "no-end"


# A comparison makes many of these three, and a named tuple is made three times as fast as a frozen dataclass.


class Agreement(NamedTuple):
    """One act for one person, and who advises it.

    Attributes:
        to: None: to nobody.
        steps: By column: the first such step, or None where the policy advises none.
        spread: How many local days lie between the earliest and the latest of them; what the candidate did or missed
            counts with the day that was recommended.
    """

    act: str
    to: Person | None
    share: Share
    steps: tuple[Step | None, ...]
    spread: int


class Side(NamedTuple):
    """One of the two policies that contradict each other.

    Attributes:
        rule: The id of the rule that it goes by.
        step: The step that it is about, or None for the rule that forbids.
    """

    column: int
    rule: str
    step: Step | None


class Contradiction(NamedTuple):
    """Two rules of two policies that cannot both be followed.

    Attributes:
        one: For ``forbidden`` the step, for ``no-end`` the policy that goes on; else the one of the lower column.
        other: For ``forbidden`` the rule that rules it out, for ``no-end`` the policy that ends.
        days: For ``other-day``: by how many local days *other* is later than *one*, negative: earlier; else None.
        breaks: For ``forbidden``: whether it must not be (``must-not``) or merely should not; else False.
    """

    conflict: Conflict
    one: Side
    other: Side
    days: int | None = None
    breaks: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """The steps of one local day that do the same act for the same person, by column."""

    act: str
    to: Person | None
    steps: tuple[tuple[Step, ...], ...]


@dataclass(frozen=True, slots=True)
class Day:
    """A local day on which any policy acts; its rows by the time of their first step."""

    date: date
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Several policies over one timeline; every tuple that speaks of them all has one entry a column.

    Attributes:
        policies: As they were given; where plugins' rules stand for others, with those.
        agreement: By act and person: what all advise first, what one alone advises last.
        contradictions: By the two columns, then by time; see `Conflict`.
        problems: Forbids whose plugin failed as they judged the plans of others: they contradict nothing.
    """

    timeline: Timeline
    policies: tuple[Policy, ...]
    plans: tuple[Plan, ...]
    measures: tuple[Measures, ...]
    agreement: tuple[Agreement, ...]
    contradictions: tuple[Contradiction, ...]
    problems: tuple[Problem, ...] = ()

    def rule(self, side: Side) -> Rule:
        """Return the rule that *side* goes by."""
        rule = self.policies[side.column].rule(side.rule)
        assert rule is not None, "a plan follows the rules of its policy"
        return rule

    def days(self) -> Iterator[Day]:
        """Return each local day on which any policy acts, with equal acts for the same person beside each other."""
        found: dict[date, dict[tuple[str, str | None], list[tuple[int, int, Step]]]] = {}
        for column, plan in enumerate(self.plans):
            for step in plan.steps:
                if step.at is not None and step.minute is not None:
                    row = (step.act, None if step.to is None else step.to.id)
                    found.setdefault(step.at.date(), {}).setdefault(row, []).append((step.minute, column, step))
        for day in sorted(found):
            rows = sorted(found[day].values(), key=lambda row: min((minute, column) for minute, column, _ in row))
            yield Day(day, tuple(self._row([(column, step) for _, column, step in row]) for row in rows))

    def _row(self, row: list[tuple[int, Step]]) -> Row:
        first = row[0][1]
        columns = range(len(self.plans))
        return Row(first.act, first.to, tuple(tuple(step for at, step in row if at == column) for column in columns))

    def to_json(self) -> str:
        """Return the comparison as the JSON text of ``followup schema comparison``."""
        from followup.model.comparison_document import write_comparison

        return write_comparison(self)
