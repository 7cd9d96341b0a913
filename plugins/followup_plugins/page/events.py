"""The lane of what happened: each event, and each day that it names, with its name beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import followup
from followup_plugins.page.axis import Axis, Stretch
from followup_plugins.page.words import brief
from followup_plugins.wording import clock, day_text, listed, spaced

ROW: Final = 20
PAD: Final = 9
_LETTER: Final = 7
"""So wide is a letter of a label at most, in pixels, on average."""
_LONGEST: Final = 22
_GAP: Final = 12
"""What lies between the middle of a dot and its label, and behind that."""


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in words; *named* are the other instants that it states: what they are, when, and in words."""

    anchor: str
    minute: int
    what: str
    when: str
    details: str
    named: tuple[tuple[str, int, str], ...]


@dataclass(frozen=True, slots=True)
class Flag:
    """A label on the lane.

    Attributes:
        anchor: Empty for the moment from which the plans are seen.
        kind: Its further class: for a day that an event only names, and for that moment.
        left: Whether the label stands left of its dot.
    """

    anchor: str
    x: int
    y: int
    text: str
    label: str
    left: bool
    kind: str

    @property
    def tag(self) -> str:
        """The element that it is: a link, if it leads anywhere."""
        return "a" if self.anchor else "g"


def happenings(timeline: followup.Timeline, names: Mapping[str, str]) -> tuple[Happening, ...]:
    """Return the events of *timeline* in words; *names* are people's, by id."""
    found = []
    for number, event in enumerate(timeline.events):
        details = []
        fields = event.kind.fields  # in the vocabulary's order, whatever that of the timeline is
        for name, value in ((name, event.fields[name]) for name in fields if name in event.fields):
            values = [value] if isinstance(value, str) else list(value)
            details.append(f"{spaced(name)} {listed([names.get(one, spaced(one)) for one in values])}")
        named = tuple(
            (spaced(name), written.minute, _moment(timeline, written.minute, written.bare))
            for name, written in ((name, event.instants[name]) for name in fields if name in event.instants)
            if name != "at"
        )
        details += [f"{name} {when}" for name, _, when in named]
        bare = "at" in event.instants and event.instants["at"].bare
        when = _moment(timeline, event.at, bare)
        found.append(Happening(f"e{number}", event.at, _what(event), when, ", ".join(details), named))
    return tuple(found)


def flag_days(timeline: followup.Timeline, events: tuple[Happening, ...]) -> dict[int, int]:
    """Return the days that have a flag."""
    minutes = [minute for event in events for minute in (event.minute, *(named for _, named, _ in event.named))]
    return {timeline.zone.wall(minute) // 1440: 1 for minute in minutes}


def flags(
    timeline: followup.Timeline,
    events: tuple[Happening, ...],
    seen: int | None,
    axis: Axis,
    sheets: tuple[Stretch, ...],
) -> tuple[tuple[Flag, ...], int]:
    """Return the flags, by their place, and the height of their lane; no label touches another or leaves its sheet.

    Args:
        seen: The minute from which the plans are seen, or None.
    """
    wall = timeline.zone.wall
    placed: list[tuple[int, str, str, str, str]] = []
    line = None if seen is None else axis.x(wall(seen))
    if seen is not None and line is not None:
        placed.append((line, "", f"as of {clock(timeline.zone.local(seen))}", "", " from"))
    for event in events:
        details = f"; {event.details}" if event.details else ""
        label = f"event: {brief(event.what)}; {event.when}{brief(details, 120)}"
        placed.append((axis.x(wall(event.minute)), event.anchor, event.what, label, ""))
        for name, minute, when in event.named:
            if wall(minute) // 1440 != wall(event.minute) // 1440:
                label = f"event: {brief(event.what)}, {brief(name)}; {when}"
                placed.append((axis.x(wall(minute)), event.anchor, name, label, " hollow"))
    placed.sort(key=lambda found: found[0])
    rows: list[list[tuple[int, int]]] = []
    found = []
    for x, anchor, what, label, kind in placed:
        sheet = next(sheet for sheet in sheets if x < sheet.x + sheet.width)
        before, behind = x - sheet.x, sheet.x + sheet.width - x
        text = brief(what, min(_LONGEST, max(1, (max(before, behind) - _GAP) // _LETTER)))
        wide = _GAP + _LETTER * len(text)
        crossed = line is not None and x < line < x + wide <= x + before
        left = wide > behind or crossed
        extent = (x - wide, x + 8) if left else (x - 8, x + wide)
        row = next((number for number, taken in enumerate(rows) if _free(extent, taken)), len(rows))
        if row == len(rows):
            rows.append([])
        rows[row].append(extent)
        found.append(Flag(anchor, x, PAD + ROW * row + ROW // 2, text, label, left, kind))
    return tuple(found), 2 * PAD + ROW * len(rows) if rows else 0


def _what(event: followup.Event) -> str:
    act = event.text("act")
    return spaced(event.kind.name) + (f" {spaced(act)}" if act else "")


def _free(extent: tuple[int, int], taken: list[tuple[int, int]]) -> bool:
    return all(extent[1] < left or right < extent[0] for left, right in reversed(taken))


def _moment(timeline: followup.Timeline, minute: int, bare: bool) -> str:
    moment = timeline.zone.local(minute)
    return day_text(moment) if bare else f"{day_text(moment)} {clock(moment)}"
