"""What each policy gives and withholds, with the names by which the parts of the page refer to one another.

An anchor is an ``id`` of the page: made of numbers only, so that neither two versions of one policy nor what people
write can make two alike.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import followup
from followup_plugins.entries import entries_of
from followup_plugins.page.words import brief, headline, people_text, standing
from followup_plugins.wording import moment_text, spaced

NOBODY = "-"
"""The filter's name for steps that go to nobody."""


@dataclass(frozen=True, slots=True)
class Given:
    """A step, or the same one for several people.

    Attributes:
        anchors: One a step.
        act: The number of its act among all acts.
        people: The numbers of whom it goes to, as the filter names them.
        label: All that its mark says to those who do not see it.
    """

    column: int
    anchors: tuple[str, ...]
    steps: tuple[followup.Step, ...]
    act: int
    people: str
    label: str

    @property
    def step(self) -> followup.Step:
        """The first of its steps: what they share."""
        return self.steps[0]

    @property
    def missed(self) -> bool:
        """Whether it was not done in time."""
        return self.step.at is None

    @property
    def minute(self) -> int:
        """When it was or will be done, or when it expired."""
        step = self.step
        minute = step.dates.expires if step.minute is None else step.minute
        return step.dates.overdue if minute is None else minute

    @property
    def reasons(self) -> tuple[str, ...]:
        """Why it is there, each reason once."""
        return tuple(dict.fromkeys(link.text for step in self.steps for link in step.because))


@dataclass(frozen=True, slots=True)
class Held:
    """A withheld step, or the same one for several people; *act* is None where no rule tells it."""

    column: int
    anchors: tuple[str, ...]
    steps: tuple[followup.Withheld, ...]
    act: int | None
    people: str
    label: str

    @property
    def step(self) -> followup.Withheld:
        """The first of its steps: what they share."""
        return self.steps[0]


@dataclass(frozen=True, slots=True)
class Column:
    """A policy and what became of it.

    Attributes:
        name: What the page calls it: its id, and what tells it from others of that id.
        policy: None on the page of a single plan, which does not hold it.
        measures: None where *policy* is.
    """

    index: int
    name: str
    plan: followup.Plan
    policy: followup.Policy | None
    measures: followup.Measures | None
    given: tuple[Given, ...]
    held: tuple[Held, ...]


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the page is made from.

    Attributes:
        acts: In the order of their first steps; a number is a place among them.
        people: By id: their numbers; in the order of their first steps.
        names: By id: what people are called.
    """

    comparison: followup.Comparison
    columns: tuple[Column, ...]
    acts: Mapping[str, int]
    people: Mapping[str, int]
    names: Mapping[str, str]
    anchors: Mapping[tuple[int, str], str]

    def anchor(self, column: int, step: followup.Step) -> str:
        """Return the anchor of a step of the plan in *column*."""
        return self.anchors[column, step.id]

    def whom(self, people: Iterable[followup.Person | None]) -> str:
        """Return *people* as the filter names them."""
        return _whom(self.people, people)


def contents_of(comparison: followup.Comparison) -> Contents:
    """Return what a page about *comparison* tells; where that holds no policies, the page is about its plans only."""
    acts: dict[str, int] = {}
    people: dict[str, int] = {}
    names = {person.id: person.name for person in comparison.timeline.people.values() if person.name}
    anchors: dict[tuple[int, str], str] = {}
    minutes = sorted(
        ((step.minute or step.dates.recommended, column, number, step) for column, plan in enumerate(comparison.plans)
         for number, step in enumerate(plan.steps)), key=lambda found: found[:3],
    )  # fmt: skip
    for _, column, number, step in minutes:
        acts.setdefault(step.act, len(acts))
        anchors[column, step.id] = f"s{column}-{number}"
        if step.to is not None:
            people.setdefault(step.to.id, len(people))
            names.setdefault(step.to.id, step.to.name or spaced(step.to.id))
    policies: tuple[followup.Policy | None, ...] = comparison.policies or (None,) * len(comparison.plans)
    measures: tuple[followup.Measures | None, ...] = comparison.measures or (None,) * len(comparison.plans)
    columns = []
    for column, name in enumerate(_names(comparison.plans)):
        plan, policy = comparison.plans[column], policies[column]
        given = tuple(_given(column, name, plan, acts, people))
        held = tuple(_held(column, name, plan, _acts_by_rule(plan, policy), acts, people))
        columns.append(Column(column, name, plan, policy, measures[column], given, held))
    return Contents(comparison, tuple(columns), acts, people, names, anchors)


def _given(
    column: int, name: str, plan: followup.Plan, acts: Mapping[str, int], people: Mapping[str, int]
) -> Iterable[Given]:
    numbers = {id(step): number for number, step in enumerate(plan.steps)}
    for entry in entries_of(plan.steps):
        step = entry.step
        when = "missed" if step.at is None else moment_text(step.at)
        label = f"{brief(name)}: {headline(entry.steps)}; {when}; {step.strength}; {standing(step)}"
        if step.at is None and step.expires is not None:
            label = f"{brief(name)}: {headline(entry.steps)}; {step.strength}; missed {moment_text(step.expires)}"
        yield Given(
            column,
            tuple(f"s{column}-{numbers[id(step)]}" for step in entry.steps),
            entry.steps,
            acts[step.act],
            _whom(people, (step.to for step in entry.steps)),
            label,
        )


def _held(
    column: int,
    name: str,
    plan: followup.Plan,
    act_of: Mapping[str, str],
    acts: dict[str, int],
    people: dict[str, int],
) -> Iterable[Held]:
    found: dict[tuple[str, int, str], list[tuple[int, followup.Withheld]]] = {}
    for number, step in enumerate(plan.withheld):
        found.setdefault((step.rule, step.since_minute, step.text), []).append((number, step))
        if step.to is not None:
            people.setdefault(step.to.id, len(people))
    for (rule, _, text), alike in found.items():
        steps = tuple(step for _, step in alike)
        act = act_of.get(rule)
        whom = people_text(tuple(step.to for step in steps))
        what = f"{brief(spaced(act or rule))}{f': {whom}' if whom else ''}"
        yield Held(
            column,
            tuple(f"w{column}-{number}" for number, _ in alike),
            steps,
            None if act is None else acts.setdefault(act, len(acts)),
            _whom(people, (step.to for step in steps)),
            f"{brief(name)}: withheld: {what}; {moment_text(steps[0].since)}; {brief(text, 120)}",
        )


def _acts_by_rule(plan: followup.Plan, policy: followup.Policy | None) -> Mapping[str, str]:
    rules = () if policy is None else policy.rules
    stated = {rule.id: rule.body.act for rule in rules if isinstance(rule.body, followup.Do)}
    return {step.rule: step.act for step in plan.steps} | stated


def _whom(numbers: Mapping[str, int], people: Iterable[followup.Person | None]) -> str:
    return " ".join(dict.fromkeys(NOBODY if person is None else str(numbers[person.id]) for person in people))


def _names(plans: Iterable[followup.Plan]) -> list[str]:
    """Return what tells the policies apart: their ids; where that is not enough, the version, and then the place."""
    policies = [plan.policy for plan in plans]
    ids = [policy.id for policy in policies]
    names = [one.id if ids.count(one.id) == 1 else f"{one.id} (version {one.version})" for one in policies]
    return [name if names.count(name) == 1 else f"{name}, {number}" for number, name in enumerate(names, 1)]
