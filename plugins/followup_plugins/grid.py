"""A comparison as a calendar in text: a row a day, a column a policy, cells wrapped to fit."""

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import zip_longest
from typing import Final

import followup
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.wording import (
    WIDTH,
    counted,
    harmless,
    how_text,
    listed,
    moment_text,
    spaced,
    tiny_day,
    wrapped,
)

_DATE: Final = 10
"""Columns of a date."""

_GAP: Final = " │"

_NARROWEST: Final = 12
"""Columns that a policy gets at least; where the page is too narrow for all, one calendar follows the other."""

_MARKS: Final = {"✓": "done", "!": "must", "?": "may"}

_Day = tuple[date, tuple[tuple[followup.Step, ...], ...]]


def grid(comparison: followup.Comparison) -> Iterator[str]:
    """Return the lines of the calendar, its legend and a line on each policy."""
    plans = comparison.plans
    if not plans:
        yield "There is no policy to compare."
        return
    yield wrapped(_title(plans[0], len(plans)))
    kept = [shortened(entries_of(plan.steps)) for plan in plans]
    more = {entry.step.id: entry for entries in kept for entry in entries if entry.later or entry.earlier}
    # Steps of different policies may share an id: the rule that both have then shortens both alike.
    shown = [
        replace(plan, steps=tuple(step for entry in entries for step in entry.steps))
        for plan, entries in zip(plans, kept, strict=True)
    ]
    days = _days(shown)
    at_once = max(1, (WIDTH - _DATE) // (_NARROWEST + len(_GAP)))
    sheets = -(-len(plans) // at_once)
    size = -(-len(plans) // sheets)
    for start in range(0, len(plans), size):
        columns = slice(start, start + size)
        yield ""
        ids = [plan.policy.id for plan in plans[columns]]
        yield from _sheet(ids, [(day, of[columns]) for day, of in days], more)
    yield ""
    yield from _legend(days)
    for plan in plans:
        yield wrapped(_summary(plan), 0, 2)
    facts = dict.fromkeys(question.fact for plan in plans for question in plan.questions)
    if facts:
        yield wrapped(f"Open questions: {listed(list(facts))}. Answer them under `facts:` in the timeline.", 0, 2)


def _days(plans: Sequence[followup.Plan]) -> list[_Day]:
    """Return each local day on which any policy acts, with the steps of each plan on it, in time order."""
    by_day: dict[date, list[list[followup.Step]]] = {}
    for column, plan in enumerate(plans):
        for step in plan.steps:
            if step.at is not None:
                by_day.setdefault(step.at.date(), [[] for _ in plans])[column].append(step)
    return [(day, tuple(map(tuple, by_day[day]))) for day in sorted(by_day)]


def _title(plan: followup.Plan, number: int) -> str:
    policies = f"{number} {'policy' if number == 1 else 'policies'}"
    seen = "from before the first event" if plan.as_of is None else f"as of {moment_text(plan.as_of)}"
    return f"{policies} for {plan.timeline.id}, {seen} ({plan.zone.name})"


def _sheet(ids: Sequence[str], days: Sequence[_Day], more: Mapping[str, Entry]) -> Iterator[str]:
    """Return one calendar; a day on which none of its policies acts is left out."""
    rows = [(day, [_cell(steps, more) for steps in of_day]) for day, of_day in days if any(of_day)]
    cells = [[[name] for name in ids], *(row for _, row in rows)]
    widths = _widths([max(len(text) for cell in column for text in cell) for column in zip(*cells, strict=True)])
    rule = "─" * (_DATE + 1) + "".join("┼" + "─" * (width + 1) for width in widths).removesuffix("─")
    year = rows[0][0].year if rows else None
    yield from _row(
        "" if year is None else f"{year}",
        [_fitted([name], width) for name, width in zip(ids, widths, strict=True)],
        widths,
    )
    yield rule
    for day, row in rows:
        if day.year != year:
            year = day.year
            yield from _row(f"{year}", [[] for _ in widths], widths)
        yield from _row(tiny_day(day), [_fitted(cell, width) for cell, width in zip(row, widths, strict=True)], widths)


def _cell(steps: Sequence[followup.Step], more: Mapping[str, Entry]) -> list[str]:
    """Return what is done in one cell, one text a step; the same step for several people is one.

    Args:
        more: By step, the entries behind or before which others of their series are left out.
    """
    texts = []
    for entry in entries_of(steps):
        step = entry.step
        strength = {"must": "! ", "may": "? "}.get(step.strength, "")
        mark = "✓ " if step.status is followup.Status.DONE else strength
        people = ", ".join(step.to.id for step in entry.steps if step.to is not None)
        how = f"by {spaced(step.object)}" if step.object else how_text(step)
        left_out = more.get(step.id, entry)
        if left_out.earlier:
            texts.append(f"({left_out.earlier} earlier)")
        texts.append(mark + spaced(step.act) + (f": {people}" if people else "") + (f" {how}" if how else ""))
        if left_out.last is not None:
            texts.append(f"(and {left_out.later} more, to {tiny_day(left_out.last.when.date()).replace('  ', ' ')})")
    return texts


def _fitted(texts: Sequence[str], width: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(harmless(text), width, subsequent_indent=" ")]


def _row(date_text: str, cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    for index, lines in enumerate(zip_longest([date_text], *cells, fillvalue="")):
        first = f"{lines[0] if index == 0 else '':{_DATE}}"
        rest = (f"{line:{width}}" for line, width in zip(lines[1:], widths, strict=True))
        yield _GAP.join([first, *rest]).rstrip()


def _widths(natural: Sequence[int]) -> list[int]:
    """Share the columns of a line: who needs less than an equal share leaves the rest to the others.

    >>> _widths([5, 40, 50])
    [5, 29, 30]
    """
    left = WIDTH - _DATE - len(_GAP) * len(natural)
    widths = list(natural)
    wanting = sorted(range(len(natural)), key=natural.__getitem__)
    for position, index in enumerate(wanting):
        widths[index] = min(natural[index], left // (len(wanting) - position))
        left -= widths[index]
    return widths


def _legend(days: Sequence[_Day]) -> Iterator[str]:
    if not days:
        yield "None of them advises anything."
        return
    written = {text[0] for _, of_day in days for steps in of_day for text in _cell(steps, {})}
    marks = [f"{mark} {meaning}" for mark, meaning in _MARKS.items() if mark in written]
    yield wrapped(f"A cell says the act, to whom and by what. {'; '.join([*marks, 'no mark: should'])}.", 0, 2)


def _summary(plan: followup.Plan) -> str:
    done = sum(step.minute is not None for step in plan.steps)
    parts = [counted(done, "step")]
    if missed := len(plan.steps) - done:
        parts.append(f"{missed} missed")
    if plan.withheld:
        parts.append(f"{len(plan.withheld)} withheld")
    if plan.problems:
        parts.append(counted(len(plan.problems), "problem"))
    dates = [step.at for step in plan.steps if step.at is not None]
    if plan.cut:
        parts.append("goes on after the last day shown")
    elif dates:
        parts.append(f"ends on {tiny_day(dates[-1].date()).replace('  ', ' ')}")
    return f"{plan.policy.id}: {', '.join(parts)}"
