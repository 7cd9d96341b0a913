"""The tables of steps on the page, with a column a policy: the agreement and the calendar."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import followup
from followup_plugins.agreement import Advised
from followup_plugins.page.contents import Contents
from followup_plugins.page.words import brief, listed_people
from followup_plugins.wording import clock, day_text, how_text, listed, spaced


@dataclass(frozen=True, slots=True)
class StepLink:
    """A step in a table: its anchor, when it is (in words and for machines), how, and its strength."""

    anchor: str
    when: str
    iso: str
    how: str
    strength: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """An act, for whom, and the steps of each policy; *people* are as the filters name them."""

    what: str
    whom: str
    act: int
    people: str
    cells: tuple[tuple[StepLink, ...], ...]
    note: str = ""


@dataclass(frozen=True, slots=True)
class StepTable:
    """Rows under a heading; *day* is None where it is not about one."""

    heading: str
    day: date | None
    rows: tuple[StepRow, ...]


def agreement_tables(contents: Contents) -> Iterator[StepTable]:
    """Return who advises what first, by how many advise it."""
    for block in contents.agreement:
        rows = [
            _row(
                contents,
                one.act,
                one.people,
                tuple(_advised(contents, column, cell) for column, cell in enumerate(one.cells)),
                one.apart,
            )
            for one in block.lines
        ]
        yield StepTable(block.heading, None, tuple(rows))


def calendar_tables(contents: Contents) -> Iterator[StepTable]:
    """Return each day on which any policy acts; people of whom the same holds are in one row."""
    for day in contents.days:
        alike: dict[object, tuple[followup.Row, list[followup.Person | None]]] = {}
        for row in day.rows:
            looks = (row.act, tuple(tuple(map(_looks, steps)) for steps in row.steps))
            alike.setdefault(looks, (row, []))[1].append(row.to)
        rows = [_row(contents, row.act, people, _cells(contents, row.steps)) for row, people in alike.values()]
        yield StepTable(day_text(day.date), day.date, tuple(rows))


def _row(
    contents: Contents,
    act: str,
    people: Iterable[followup.Person | None],
    cells: tuple[tuple[StepLink, ...], ...],
    note: str = "",
) -> StepRow:
    people, numbers = list(people), contents.numbers
    return StepRow(brief(spaced(act)), listed_people(people), numbers.acts[act], numbers.whom(people), cells, note)


def _advised(contents: Contents, column: int, cell: Advised | None) -> tuple[StepLink, ...]:
    if cell is None:
        return ()
    hows = listed(list(dict.fromkeys(filter(None, map(how_text, cell.steps)))))
    how = ", ".join(filter(None, [brief(hows), cell.standing]))
    strength = listed(list(dict.fromkeys(step.strength for step in cell.steps)))
    return (StepLink(contents.anchor(column, cell.steps[0]), cell.when, cell.day.isoformat(), how, strength),)


def _cells(contents: Contents, steps: Sequence[Sequence[followup.Step]]) -> tuple[tuple[StepLink, ...], ...]:
    return tuple(tuple(_link(contents.anchor(column, one), one) for one in of) for column, of in enumerate(steps))


def _looks(step: followup.Step) -> StepLink:
    return _link("", step)


def _link(anchor: str, step: followup.Step) -> StepLink:
    moment = step.at or step.recommended
    how = brief(how_text(step))
    return StepLink(anchor, clock(moment), moment.isoformat(timespec="minutes"), how, step.strength)
