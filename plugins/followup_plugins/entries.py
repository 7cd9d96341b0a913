"""Steps as a reader wants them: the same one for several people said once, and a long series only begun."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

import followup

_MOST: Final = 4
"""A series of more steps than this is shortened."""

_KEPT: Final = 3
"""So many steps of a shortened series are shown."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to do at one time, for one person or several.

    Attributes:
        steps: At least one; they differ in their person only.
        earlier: How many of its series came before it and are left out.
        later: How many of its series follow and are left out.
        last: The last of those that follow, or None.
    """

    steps: tuple[followup.Step, ...]
    earlier: int = 0
    later: int = 0
    last: "Entry | None" = None

    @property
    def step(self) -> followup.Step:
        """The first of its steps: all that they share."""
        return self.steps[0]

    @property
    def when(self) -> datetime:
        """When it was or will be done, or when it expired."""
        when = self.step.at or self.step.expires
        assert when is not None, "what is not done has expired"
        return when

    @property
    def past(self) -> bool:
        """Whether nothing can be done about it any more."""
        return self.step.status in (followup.Status.DONE, followup.Status.EXPIRED)

    @property
    def series(self) -> tuple[object, ...]:
        """What it has in common with its repetitions."""
        anchors = tuple(tuple(step.id.split("/")[3:]) for step in self.steps)
        people = tuple(None if step.to is None else step.to.id for step in self.steps)
        return (self.step.rule, people, anchors)


def entries_of(steps: Iterable[followup.Step]) -> list[Entry]:
    """Return *steps* in their order, with those in one that differ in their person only."""
    found: dict[tuple[object, ...], list[followup.Step]] = {}
    for step in steps:
        alike = (step.minute, step.rule, step.act, step.via, step.object, step.dates, step.status, step.timing)
        key = (*alike, None if step.to is not None else step.id)
        found.setdefault(key, []).append(step)
    return [Entry(tuple(alike)) for alike in found.values()]


def shortened(entries: Iterable[Entry]) -> list[Entry]:
    """Return *entries* in their order, of each long series only the last of the past and the first to come."""
    entries = list(entries)
    series: dict[tuple[object, ...], list[int]] = {}
    for index, entry in enumerate(entries):
        series.setdefault((entry.past, *entry.series), []).append(index)
    kept: dict[int, Entry] = {}
    for indices in series.values():
        shown = indices
        if len(indices) > _MOST:
            left_out = len(indices) - _KEPT
            if entries[indices[0]].past:
                shown = indices[left_out:]
                kept[shown[0]] = Entry(entries[shown[0]].steps, earlier=left_out)
            else:
                shown = indices[:_KEPT]
                kept[shown[-1]] = Entry(entries[shown[-1]].steps, later=left_out, last=entries[indices[-1]])
        for index in shown:
            kept.setdefault(index, entries[index])
    return [kept[index] for index in sorted(kept)]
