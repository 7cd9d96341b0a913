"""The tables of the page: measures, agreement and calendar, with a column a policy; and the rules of the appendix."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import followup
from followup_plugins.page.columns import Column, Contents, Given, Held
from followup_plugins.page.words import (
    brief,
    day_and_time,
    ending_text,
    media_text,
    people_text,
    place_text,
    span_text,
)
from followup_plugins.wording import clock, counted, day_text, how_text, listed, short_day, spaced


@dataclass(frozen=True, slots=True)
class Cell:
    """A step in a table: its anchor, its time or day, the rest in words, and whether it is what somebody must do."""

    anchor: str
    when: str
    iso: str
    how: str
    strength: str


@dataclass(frozen=True, slots=True)
class Line:
    """A row of a table: an act, for whom, and the steps of each policy; *people* are as the filters name them."""

    what: str
    whom: str
    act: int
    people: str
    cells: tuple[tuple[Cell, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class Block:
    """Rows under a heading."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule in the appendix, with what it gave and withheld; *place* is None where the plan does not tell."""

    anchor: str
    id: str
    title: str
    strength: str
    reading: str
    does: str
    place: str | None
    cites: tuple[str, ...]
    dissent: tuple[str, ...]
    given: tuple[Given, ...]
    held: tuple[Held, ...]


def measures_of(contents: Contents) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Return the measures: what is measured, and what it is for each policy; none where there are none."""
    all_of = contents.comparison.measures
    names = contents.names

    def people(one: followup.Measures) -> str:
        return listed([brief(names.get(person, spaced(person))) for person in one.people]) or "none"

    def strengths(one: followup.Measures) -> str:
        return (
            ", ".join(f"{number} {spaced(strength)}" for strength, number in one.strengths.items() if number) or "none"
        )

    rows = (
        ("Contacts with the employer", [f"{one.contacts}" for one in all_of]),
        ("First contact", [day_and_time(one.first) for one in all_of]),
        ("Last contact", [day_and_time(one.last) for one in all_of]),
        ("How it ends", [ending_text(one.ending) for one in all_of]),
        ("People", [people(one) for one in all_of]),
        ("Media", [media_text(one.media) for one in all_of]),
        ("Shortest gap between two contacts with one person", [_span(one.smallest_gap) for one in all_of]),
        ("Longest silence between two contacts", [_span(one.longest_silence) for one in all_of]),
        ("Steps", [f"{one.steps}" for one in all_of]),
        ("By strength", [strengths(one) for one in all_of]),
        ("Missed", [f"{one.missed}" for one in all_of]),
        ("Withheld", [f"{one.withheld}" for one in all_of]),
        ("Steps that rest on our reading, not on the source's words", [f"{one.inferred}" for one in all_of]),
    )
    return tuple((name, tuple(cells)) for name, cells in rows) if all_of else ()


def agreement_of(contents: Contents) -> tuple[Block, ...]:
    """Return who advises what first, by how many advise it."""
    size = len(contents.columns)
    titles = {
        followup.Share.ALL: f"All {size} advise",
        followup.Share.MOST: "Most advise",
        followup.Share.SOME: "Some advise",
        followup.Share.ONE: "Only one advises",
    }
    blocks = []
    for share, title in titles.items():
        rows = [one for one in contents.comparison.agreement if one.share is share]
        lines = _lines(
            contents,
            [(one.act, one.to, [[] if step is None else [step] for step in one.steps], _spread(one)) for one in rows],
            day=True,
        )
        blocks += [Block(title, lines)] if lines else []
    return tuple(blocks)


def _spread(one: followup.Agreement) -> str:
    if one.share is followup.Share.ONE:
        return ""
    return "same day" if one.spread == 0 else f"{counted(one.spread, 'day')} apart"


def calendar_of(contents: Contents) -> Iterator[tuple[date, Block]]:
    """Return each day on which any policy acts."""
    for day in contents.comparison.days():
        rows = [(row.act, row.to, row.steps, "") for row in day.rows]
        yield day.date, Block(day_text(day.date), _lines(contents, rows, day=False))


def rules_of(column: Column) -> tuple[RulePart, ...]:
    """Return the rules of *column*; without its policy those that the plan tells of."""
    given: dict[str, list[Given]] = {}
    held: dict[str, list[Held]] = {}
    for one in column.given:
        given.setdefault(one.step.rule, []).append(one)
    for other in column.held:
        held.setdefault(other.step.rule, []).append(other)
    parts: dict[str, RulePart] = {}
    for rule in () if column.policy is None else column.policy.rules:
        parts[rule.id] = _rule_part(column, rule)
    for rule_id in [*given, *held]:
        if rule_id not in parts:
            step = given[rule_id][0].step if rule_id in given else None
            parts[rule_id] = RulePart(
                f"r{column.index}-{len(parts)}",
                rule_id,
                step.title if step else "",
                step.strength if step else "",
                step.reading if step else "",
                f"advises: {spaced(step.act)}" if step else "",
                place_text(step.place) if step else None,
                step.cites if step else (),
                (),
                (),
                (),
            )
    return tuple(
        RulePart(
            part.anchor, part.id, part.title, part.strength, part.reading, part.does, part.place, part.cites,
            part.dissent, tuple(given.get(part.id, ())), tuple(held.get(part.id, ())),
        )
        for part in parts.values()
    )  # fmt: skip


def _rule_part(column: Column, rule: followup.Rule) -> RulePart:
    body, does = rule.body, ""
    if isinstance(body, followup.Do):
        does = f"advises: {spaced(body.act)}"
    elif isinstance(body, followup.Forbid):
        acts = " or ".join(map(spaced, sorted(body.acts or ()))) or "any act"
        via = " or ".join(map(spaced, sorted(body.via or ())))
        whom = " or ".join(map(spaced, sorted(body.to or ())))
        does = f"rules out: {acts}{f' by {via}' if via else ''}{f', for {whom}' if whom else ''}"
    return RulePart(
        f"r{column.index}-{rule.index}", rule.id, rule.title, rule.strength, rule.reading, does,
        place_text(rule.place), rule.cites, rule.dissent, (), (),
    )  # fmt: skip


def _span(span: timedelta | None) -> str:
    return "none" if span is None else span_text(span)


def _lines(
    contents: Contents,
    rows: Iterable[tuple[str, followup.Person | None, Sequence[Sequence[followup.Step]], str]],
    *,
    day: bool,
) -> tuple[Line, ...]:
    """Return *rows* as lines, each an act, a person, steps and a note; those alike but for the person as one."""
    alike: dict[object, list[tuple[followup.Person | None, Line]]] = {}
    for act, to, columns, note in rows:
        cells = tuple(
            tuple(_cell(contents, column, step, day=day) for step in steps) for column, steps in enumerate(columns)
        )
        line = Line(brief(spaced(act)), "", contents.acts[act], "", cells, note)
        looks = tuple(tuple(replace(cell, anchor="") for cell in of) for of in cells)
        alike.setdefault((act, note, looks), []).append((to, line))
    return tuple(
        replace(
            found[0][1], whom=people_text(tuple(to for to, _ in found)), people=contents.whom(to for to, _ in found)
        )
        for found in alike.values()
    )


def _cell(contents: Contents, column: int, step: followup.Step, *, day: bool) -> Cell:
    moment = step.at or step.expires or step.overdue
    when = f"{short_day(moment)} {clock(moment)}" if day else clock(moment)
    how = brief(how_text(step))
    if step.at is None:
        how = f"{how}, missed" if how else "missed"
    return Cell(contents.anchor(column, step), when, moment.isoformat(timespec="minutes"), how, step.strength)
