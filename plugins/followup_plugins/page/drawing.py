"""The drawing: lanes over one axis, in sheets that stand side by side on a screen and one below another in print."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from followup_plugins.page.axis import Axis, Stretch
from followup_plugins.page.contents import Contents
from followup_plugins.page.events import Flag, Happening, flag_days, flags
from followup_plugins.page.lanes import Lane, Mark, crowds_of, lane_of
from followup_plugins.page.shapes import shape_of


@dataclass(frozen=True, slots=True)
class Part:
    """What of a lane is on one sheet.

    Attributes:
        windows: The marks of other sheets whose windows reach into this one.
        tails: Their ends, fainter: from, to and height, those that overlap as one.
    """

    lane: Lane
    marks: tuple[Mark, ...]
    windows: tuple[Mark, ...]
    tails: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A part of the axis with what stands over it."""

    stretch: Stretch
    flags: tuple[Flag, ...]
    parts: tuple[Part, ...]


@dataclass(frozen=True, slots=True)
class Drawing:
    """All sheets; *seen* is where the line of ``as_of`` stands, and *shapes* are what the acts look like."""

    sheets: tuple[Sheet, ...]
    lanes: tuple[Lane, ...]
    events: tuple[Happening, ...]
    events_height: int
    seen: int | None
    shapes: tuple[tuple[str, str], ...]


def drawing_of(contents: Contents, events: tuple[Happening, ...]) -> Drawing:
    """Return the drawing of *contents* with *events* above."""
    timeline = contents.timeline
    crowds = flag_days(timeline, events)
    for day, crowd in crowds_of(contents.columns).items():
        crowds[day] = max(crowd, crowds.get(day, 0))
    start = next((column.plan.start for column in contents.columns), None)
    if start is not None:
        crowds.setdefault(timeline.zone.wall(start) // 1440, 1)
    axis = Axis.of(crowds)
    stretches = axis.stretches()
    lanes = tuple(lane_of(column, axis) for column in contents.columns)
    placed, height = flags(timeline, events, start, axis, stretches)
    lefts = [stretch.x for stretch in stretches]
    parts = [_parts(lane, stretches, lefts) for lane in lanes]
    sheets = tuple(
        Sheet(
            stretch,
            tuple(flag for flag in placed if bisect_right(lefts, flag.x) - 1 == number),
            tuple(of_lane[number] for of_lane in parts),
        )
        for number, stretch in enumerate(stretches)
    )
    seen = None if start is None else axis.x(timeline.zone.wall(start))
    shapes = tuple((act, shape_of(number)) for act, number in contents.numbers.acts.items())
    return Drawing(sheets, lanes, events, height, seen, shapes)


def _parts(lane: Lane, stretches: tuple[Stretch, ...], lefts: list[int]) -> list[Part]:
    marks: list[list[Mark]] = [[] for _ in stretches]
    windows: list[list[Mark]] = [[] for _ in stretches]
    tails: list[dict[int, list[tuple[int, int]]]] = [{} for _ in stretches]
    for mark in lane.marks:
        home = bisect_right(lefts, mark.x) - 1
        marks[home].append(mark)
        for number in range(max(0, bisect_right(lefts, mark.begin) - 1), bisect_right(lefts, mark.end)):
            if number == home or mark.window is None:
                continue
            left, right = lefts[number], lefts[number] + stretches[number].width
            if mark.window[0] < right and mark.window[1] > left:
                windows[number].append(mark)
            if mark.tail is not None and mark.window[1] < right:
                reach = (max(left, mark.window[1]), min(right, mark.tail))
                tails[number].setdefault(mark.y, []).append(reach)
    return [
        Part(lane, tuple(marks[number]), tuple(windows[number]), tuple(_merged(tails[number].items())))
        for number in range(len(stretches))
    ]


def _merged(rows: Iterable[tuple[int, list[tuple[int, int]]]]) -> Iterable[tuple[int, int, int]]:
    for y, reaches in rows:
        left, right = min(reaches)
        for begin, end in sorted(reaches):
            if begin > right:
                yield left, right, y
                left, right = begin, end
            right = max(right, end)
        yield left, right, y
