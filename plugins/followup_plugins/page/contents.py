"""All that a page tells, of a plan or of a comparison, with the names by which its parts refer to one another.

An anchor is an ``id`` of the page: made of numbers only, so that neither two versions of one policy nor what people
write can make two alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

import followup
from followup_plugins.agreement import Block, agreement_of
from followup_plugins.contradictions import Pair, contradictions_of
from followup_plugins.entries import entries_of
from followup_plugins.measures import Measure, ending_text, measures_of, people_text
from followup_plugins.names import names_of, year_of
from followup_plugins.page.words import badge_text, brief, listed_people, mark_text
from followup_plugins.phrases import beyond_text
from followup_plugins.remarks import problems_by_policy, problems_of, questions_of
from followup_plugins.wording import counted, day_in, moment_text, person_text, spaced

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
class WithheldEntry:
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
        name: What the page calls it.
        policy: None on the page of a single plan, which does not hold it.
        summary: In a sentence or two, in parts.
    """

    index: int
    name: str
    plan: followup.Plan
    policy: followup.Policy | None
    summary: tuple[str, ...]
    given: tuple[Given, ...]
    withheld: tuple[WithheldEntry, ...]


@dataclass(frozen=True, slots=True)
class Numbers:
    """The numbers by which the parts of the page know acts and people, in the order of their first steps.

    Attributes:
        people: By id; *names*: what they are called, by id.
    """

    acts: Mapping[str, int]
    people: Mapping[str, int]
    names: Mapping[str, str]

    @classmethod
    def of(
        cls, timeline: followup.Timeline, plans: Sequence[followup.Plan], told: Sequence[Mapping[str, str]]
    ) -> "Numbers":
        """Return the numbers for all that *plans* give and withhold; *told*: the acts of rules, by column."""
        steps = sorted((step for plan in plans for step in plan.steps), key=_minute)
        withheld = [(column, step) for column, plan in enumerate(plans) for step in plan.withheld]
        acts = [step.act for step in steps]
        acts += [told[column][step.rule] for column, step in withheld if step.rule in told[column]]
        people = [step.to for step in steps if step.to is not None]
        people += [step.to for _, step in withheld if step.to is not None]
        names = {person.id: person_text(person) for person in (*people, *timeline.people.values())}
        return cls(_numbered(acts), _numbered(person.id for person in people), names)

    def whom(self, people: Iterable[followup.Person | None]) -> str:
        """Return *people* as the filter names them."""
        return " ".join(dict.fromkeys(NOBODY if one is None else str(self.people[one.id]) for one in people))


@dataclass(frozen=True, slots=True)
class Contents:
    """All that the page is made from; what compares is empty where it is about one plan.

    Attributes:
        days: On which any policy acts.
        problems: By heading.
        anchors: By column and step.
    """

    timeline: followup.Timeline
    columns: tuple[Column, ...]
    numbers: Numbers
    anchors: Mapping[tuple[int, str], str]
    days: tuple[followup.Day, ...]
    questions: Sequence[str]
    problems: Sequence[tuple[str, Sequence[str]]]
    measures: Sequence[Measure] = ()
    agreement: Sequence[Block] = ()
    pairs: Sequence[Pair] = ()

    @classmethod
    def of_plan(cls, plan: followup.Plan) -> "Contents":
        """Return what a page about *plan* alone tells; a plan holds neither its policy nor the events."""
        timeline = followup.Timeline(plan.timeline.id, plan.zone)
        acts = [_acts_by_rule(plan, ())]
        numbers = Numbers.of(timeline, [plan], acts)
        summary = (f"{counted(len(plan.steps), 'step')}, {len(plan.withheld)} withheld. {beyond_text(plan)}",)
        column = _column(0, plan.policy.id, plan, None, summary, acts[0], numbers)
        done = [step for step in plan.steps if step.at is not None]
        days = tuple(
            followup.Day(day, tuple(followup.Row(step.act, step.to, ((step,),)) for step in of_day))
            for day, of_day in groupby(sorted(done, key=_minute), _day)
        )
        problems = [(column.name, problems_of(plan.problems))]
        return cls(timeline, (column,), numbers, _anchors([plan]), days, questions_of([("", plan)]), problems)

    @classmethod
    def of_comparison(cls, comparison: followup.Comparison) -> "Contents":
        """Return what a page about *comparison* tells."""
        timeline, plans, names = comparison.timeline, comparison.plans, names_of(comparison.plans)
        both = list(zip(plans, comparison.policies, strict=True))
        acts = [_acts_by_rule(plan, policy.rules) for plan, policy in both]
        numbers = Numbers.of(timeline, plans, acts)
        summaries = [_summary(comparison, measures) for measures in comparison.measures]
        return cls(
            timeline,
            tuple(
                _column(index, names[index], plan, policy, summaries[index], acts[index], numbers)
                for index, (plan, policy) in enumerate(both)
            ),
            numbers,
            _anchors(plans),
            tuple(comparison.days()),
            questions_of((f"{name}: ", plan) for name, plan in zip(names, plans, strict=True)),
            problems_by_policy(comparison, names),
            measures_of(comparison),
            agreement_of(comparison),
            contradictions_of(comparison),
        )

    def anchor(self, column: int, step: followup.Step) -> str:
        """Return the anchor of a step of the plan in *column*."""
        return self.anchors[column, step.id]


def _day(step: followup.Step) -> date:
    return (step.at or step.recommended).date()


def _minute(step: followup.Step) -> int:
    return step.dates.recommended if step.minute is None else step.minute


def _numbered(words: Iterable[str]) -> Mapping[str, int]:
    return {word: number for number, word in enumerate(dict.fromkeys(words))}


def _anchors(plans: Iterable[followup.Plan]) -> Mapping[tuple[int, str], str]:
    return {
        (column, step.id): f"s{column}-{number}"
        for column, plan in enumerate(plans)
        for number, step in enumerate(plan.steps)
    }


def _acts_by_rule(plan: followup.Plan, rules: Iterable[followup.Rule]) -> Mapping[str, str]:
    stated = {rule.id: rule.body.act for rule in rules if isinstance(rule.body, followup.Do)}
    return {step.rule: step.act for step in plan.steps} | stated


def _summary(comparison: followup.Comparison, measures: followup.Measures) -> tuple[str, ...]:
    first, last, year = measures.first, measures.last, year_of(comparison.plans)
    if first is None or last is None:
        return ("No contact with the employer.",)
    days = f"on {day_in(None, last)}"
    if first.date() != last.date():
        days = f"from {day_in(last.year, first)} to {day_in(None, last)}"
    whom = brief(people_text(comparison.timeline, measures))
    ends = f"Ends: {brief(ending_text(measures.ending, year), 160)}."
    return (counted(measures.contacts, "contact"), f" with {whom}" if whom else "", f", {days}. {ends}")


def _column(
    index: int,
    name: str,
    plan: followup.Plan,
    policy: followup.Policy | None,
    summary: tuple[str, ...],
    acts: Mapping[str, str],
    numbers: Numbers,
) -> Column:
    given, withheld = tuple(_given(index, name, plan, numbers)), tuple(_withheld(index, name, plan, acts, numbers))
    return Column(index, name, plan, policy, summary, given, withheld)


def _given(column: int, name: str, plan: followup.Plan, numbers: Numbers) -> Iterator[Given]:
    places = {id(step): place for place, step in enumerate(plan.steps)}
    for entry in entries_of(plan.steps):
        step = entry.step
        what = f"{brief(name)}: {mark_text(entry.steps)}"
        label = f"{what}; {moment_text(entry.when)}; {step.strength}; {badge_text(step)}"
        if step.at is None:
            label = f"{what}; {step.strength}; missed {moment_text(entry.when)}"
        yield Given(
            column,
            tuple(f"s{column}-{places[id(step)]}" for step in entry.steps),
            entry.steps,
            numbers.acts[step.act],
            numbers.whom(step.to for step in entry.steps),
            label,
        )


def _withheld(
    column: int, name: str, plan: followup.Plan, acts: Mapping[str, str], numbers: Numbers
) -> Iterator[WithheldEntry]:
    found: dict[tuple[str, int, str], list[tuple[int, followup.Withheld]]] = {}
    for place, step in enumerate(plan.withheld):
        found.setdefault((step.rule, step.since_minute, step.text), []).append((place, step))
    for (rule, _, text), alike in found.items():
        steps = tuple(step for _, step in alike)
        act, whom = acts.get(rule), listed_people(step.to for step in steps)
        what = f"{brief(spaced(act or rule))}{f': {whom}' if whom else ''}"
        yield WithheldEntry(
            column,
            tuple(f"w{column}-{place}" for place, _ in alike),
            steps,
            None if act is None else numbers.acts[act],
            numbers.whom(step.to for step in steps),
            f"{brief(name)}: withheld: {what}; {moment_text(steps[0].since)}; {brief(text, 120)}",
        )
