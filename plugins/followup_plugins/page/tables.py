"""The tables of the page: measures, agreement and calendar, with a column a policy."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

import followup
from followup_plugins.page.columns import Contents
from followup_plugins.page.words import (
    brief,
    day_and_time,
    ending_text,
    media_text,
    people_text,
    span_words,
)
from followup_plugins.wording import clock, counted, day_text, how_text, listed, short_day, spaced


@dataclass(frozen=True, slots=True)
class Cell:
    """A step in a table: its anchor, when it is (in words and for machines), how, and its strength."""

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


def _span(span: timedelta | None) -> str:
    return "none" if span is None else span_words(span)


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
