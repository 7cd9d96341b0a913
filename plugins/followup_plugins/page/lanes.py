"""Which mark stands where: one lane a policy, its marks in as many rows as keep them, and their windows, apart."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import followup
from followup_plugins.page.axis import Axis
from followup_plugins.page.contents import Column, Given, WithheldEntry

ROW: Final = 27
"""The height of a row of marks."""

PAD: Final = 9
"""What is left free above and below the rows of a lane."""

_REACH: Final = 13
_COUNT: Final = 10


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark with its window; all places in pixels.

    Attributes:
        kinds: The classes that give it its look.
        count: For how many people it stands.
        window: From earliest to overdue, or None for a withheld step.
        tail: The end of the window in which it is late: its last place; None: there is none.
    """

    of: Given | WithheldEntry
    x: int
    y: int
    kinds: str
    count: int
    window: tuple[int, int] | None
    tail: int | None

    @property
    def end(self) -> int:
        """The last place that it draws on."""
        return max(self.x, self.tail or 0, self.window[1] if self.window else 0)

    @property
    def begin(self) -> int:
        """The first place that it draws on."""
        return min(self.x, self.window[0] if self.window else self.x)


@dataclass(frozen=True, slots=True)
class Lane:
    """A policy's marks, in the order of their places, and how high all their rows are."""

    column: Column
    height: int
    marks: tuple[Mark, ...]


def crowds_of(columns: Iterable[Column]) -> dict[int, int]:
    """Return the days on which something is drawn, each with at how many times the busiest lane has something."""
    crowds: dict[int, int] = {}
    for column in columns:
        wall = column.plan.zone.wall
        times: dict[int, set[int]] = {}
        for minute in [
            *(given.minute for given in column.given),
            *(entry.step.since_minute for entry in column.withheld),
        ]:
            times.setdefault(wall(minute) // 1440, set()).add(minute)
        for day, of_day in times.items():
            crowds[day] = max(crowds.get(day, 0), len(of_day))
    return crowds


def lane_of(column: Column, axis: Axis) -> Lane:
    """Return the lane of *column*."""
    drawn: list[tuple[int, int, object, Mark]] = []
    for given in column.given:
        mark = _mark(given, axis)
        count = _COUNT if mark.count > 1 else 0
        left = min(mark.begin, mark.x - _REACH)
        drawn.append((left, max(mark.window[1] if mark.window else 0, mark.x + _REACH + count), given.step.rule, mark))
    for entry in column.withheld:
        x = axis.x(column.plan.zone.wall(entry.step.since_minute))
        mark = Mark(entry, x, 0, "m held", len(entry.steps), None, None)
        count = _COUNT if mark.count > 1 else 0
        drawn.append((x - _REACH, x + _REACH + count, entry.step.rule, mark))
    drawn.sort(key=lambda found: (found[0], found[1]))
    rows = _rows([found[:3] for found in drawn])
    marks = [
        Mark(mark.of, mark.x, PAD + ROW * row + ROW // 2, mark.kinds, mark.count, mark.window, mark.tail)
        for row, (*_, mark) in zip(rows, drawn, strict=True)
    ]
    # In the order of time, which is the order in which the keyboard comes to them.
    marks.sort(key=lambda mark: (mark.x, mark.y))
    return Lane(column, 2 * PAD + ROW * max(2, max(rows, default=0) + 1), tuple(marks))


def _mark(given: Given, axis: Axis) -> Mark:
    step = given.step
    wall = step.zone.wall
    kinds = ["m", step.strength]
    if given.missed:
        kinds.append("missed")
    elif step.status is followup.Status.DONE:
        kinds.append("done")
    window = (axis.x(wall(step.dates.earliest)), axis.x(wall(step.dates.overdue)))
    tail = axis.width - 2 if step.dates.expires is None else axis.x(wall(step.dates.expires))
    x = axis.x(wall(given.minute))
    return Mark(given, x, 0, " ".join(kinds), len(given.steps), window, tail if tail > window[1] else None)


def _rows(extents: Sequence[tuple[int, int, object]]) -> list[int]:
    """Return a row for each extent, sorted by their left ends, so that none overlaps another; a series keeps its row.

    >>> _rows([(0, 10, "a"), (5, 20, "b"), (12, 30, "c"), (22, 40, "b")])
    [0, 1, 0, 1]
    """
    ends: list[int] = []
    last: dict[object, int] = {}
    rows = []
    for left, right, series in extents:
        row = last.get(series)
        if row is None or ends[row] >= left:
            row = next((number for number, end in enumerate(ends) if end < left), len(ends))
        if row == len(ends):
            ends.append(right)
        ends[row] = right
        last[series] = row
        rows.append(row)
    return rows
