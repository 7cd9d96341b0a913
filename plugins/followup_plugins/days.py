"""The calendar of a comparison, in words: for each day, a band for each act, with a cell for each policy."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import followup
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.wording import brief_day, how_text, spaced

_MARKS: Final = {"✓": "done", "!": "must", "?": "may"}


@dataclass(frozen=True, slots=True)
class Bands:
    """A day on which any policy acts.

    Attributes:
        bands: One for each act, by the time of its first step; each has, by column, what that policy does, a text for
            each step, the same step for several people being one.
    """

    day: date
    bands: tuple[tuple[tuple[str, ...], ...], ...]


_Kept = dict[str, tuple[int, Entry]]
"""By step: its position among what is shown of its plan, and the entry that it is part of."""


def days_of(comparison: followup.Comparison) -> list[Bands]:
    """Return the days of *comparison*; of a long series only the beginning."""
    kept = [_kept(plan) for plan in comparison.plans]
    found = []
    for day in comparison.days():
        by_act: dict[str, list[followup.Row]] = {}
        for row in day.rows:
            by_act.setdefault(row.act, []).append(row)
        bands = [
            tuple(_cell([row.steps[column] for row in rows], of) for column, of in enumerate(kept))
            for rows in by_act.values()
        ]
        if bands := [band for band in bands if any(band)]:
            found.append(Bands(day.date, tuple(bands)))
    return found


def legend_of(days: Sequence[Bands]) -> str:
    """Return how to read the calendar, as a sentence or two."""
    written = {text[0] for day in days for band in day.bands for cell in band for text in cell}
    marks = [f"{mark} {meaning}" for mark, meaning in _MARKS.items() if mark in written]
    return f"A cell says the act, to whom and by what. {'; '.join([*marks, 'no mark: should'])}."


def _kept(plan: followup.Plan) -> _Kept:
    entries = shortened(entries_of(plan.steps))
    return {step.id: (index, entry) for index, entry in enumerate(entries) for step in entry.steps}


def _cell(steps: Sequence[Sequence[followup.Step]], kept: _Kept) -> tuple[str, ...]:
    entries = dict(sorted(kept[step.id] for of_one in steps for step in of_one if step.id in kept))
    return tuple(text for entry in entries.values() for text in _texts(entry))


def _texts(entry: Entry) -> list[str]:
    step = entry.step
    strength = {"must": "! ", "may": "? "}.get(step.strength, "")
    mark = "✓ " if step.status is followup.Status.DONE else strength
    people = ", ".join(step.to.id for step in entry.steps if step.to is not None)
    how = f"by {spaced(step.object)}" if step.object else how_text(step)
    texts = [mark + spaced(step.act) + (f": {people}" if people else "") + (f" {how}" if how else "")]
    if entry.earlier:
        texts.insert(0, f"({entry.earlier} earlier)")
    if entry.last is not None:
        texts.append(f"(and {entry.later} more, to {brief_day(entry.when.year, entry.last.when.date())})")
    return texts
