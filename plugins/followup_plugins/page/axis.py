"""The time axis: days on which something is drawn get room, the days between them are folded together, and it shows.

Without this, ten steps on one day and five months of silence would not fit one picture. A *wall* time is what the local
clocks show, in minutes since 1970-01-01T00:00.
"""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from followup_plugins.wording import tiny_day

SHEET: Final = 572
"""So wide is a sheet at most, in pixels: with the names of the lanes it fits an A4 page."""

EDGE: Final = 14
"""What lies before the first and after the last day is drawn so far out."""

_DAY: Final = 1440
_NARROW: Final = 40
_BESIDE: Final = 14
_LEFT: Final = 12
_RIGHT: Final = 22
"""Marks keep so far from the right end of their day: their counts stand there."""
_EPOCH: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Band:
    """One day, or several that are folded together.

    Attributes:
        day: The number of its first day, counted from 1970-01-01.
        days: How many there are.
        folded: Whether nothing happens on them.
        x: Its left end in pixels.
    """

    day: int
    days: int
    folded: bool
    x: int
    width: int

    @property
    def middle(self) -> int:
        """Where its label stands."""
        return self.x + self.width // 2

    @property
    def lines(self) -> tuple[str, str]:
        """What its label says: the day, or how many are folded; a single folded day needs no label."""
        if self.folded:
            return (f"{self.days}", "days") if self.days > 1 else ("", "")
        weekday, day, _ = self._words
        return weekday, day

    @property
    def month(self) -> tuple[int, str]:
        """The year and the month of its first day."""
        return self._date.year, self._words[2]

    @property
    def _date(self) -> date:
        return date.fromordinal(self.day + _EPOCH)

    @property
    def _words(self) -> list[str]:
        return tiny_day(self._date).split()


@dataclass(frozen=True, slots=True)
class Head:
    """A year or a month, where it begins; *again*: or where it only goes on from the sheet before."""

    x: int
    text: str
    kind: str
    again: bool


@dataclass(frozen=True, slots=True)
class Stretch:
    """The part of the axis on one sheet.

    Attributes:
        heads: The years and months that stand there.
    """

    x: int
    width: int
    bands: tuple[Band, ...]
    heads: tuple["Head", ...]


@dataclass(frozen=True, slots=True)
class Axis:
    """Where each minute is drawn; it grows from left to right without a jump back."""

    bands: tuple[Band, ...]
    starts: tuple[int, ...]

    @classmethod
    def of(cls, crowds: Mapping[int, int]) -> "Axis":
        """Return the axis for days on which something is drawn.

        Args:
            crowds: By day: at how many different times the busiest lane does something.
        """
        bands: list[Band] = []
        x, next_day = EDGE, None
        for day in sorted(crowds):
            if next_day is not None and day > next_day:
                folded = day - next_day
                bands.append(Band(next_day, folded, True, x, _folded_width(folded)))
                x += bands[-1].width
            bands.append(Band(day, 1, False, x, _NARROW + _BESIDE * min(3, max(0, crowds[day] - 1))))
            x += bands[-1].width
            next_day = day + 1
        return cls(tuple(bands), tuple(band.day for band in bands))

    @property
    def width(self) -> int:
        """How wide all of it is, with both edges."""
        return (self.bands[-1].x + self.bands[-1].width if self.bands else EDGE) + EDGE

    def x(self, wall: int) -> int:
        """Return where a wall time is drawn; outside of the axis: at its edge."""
        day = wall // _DAY
        index = bisect_right(self.starts, day) - 1
        if index < 0:
            return 2
        band = self.bands[index]
        if day >= band.day + band.days:
            return self.width - 2
        minutes = wall - band.day * _DAY
        if band.folded:
            return band.x + minutes * band.width // (band.days * _DAY)
        return band.x + _LEFT + minutes * (band.width - _LEFT - _RIGHT) // _DAY

    def stretches(self) -> tuple[Stretch, ...]:
        """Return the axis cut between its bands into sheets of much the same width."""
        most = min(SHEET, self.width // -(-self.width // SHEET) + _NARROW)
        groups: list[list[Band]] = []
        left = 0
        for band in self.bands:
            if not groups or band.x + band.width + EDGE - left > most:
                left = band.x if groups else 0
                groups.append([])
            groups[-1].append(band)
        ends = [*(group[0].x for group in groups[1:]), self.width][: len(groups)]
        found: list[Stretch] = []
        before: tuple[int, str] | None = None
        left = 0
        for group, right in zip(groups, ends, strict=True):
            found.append(Stretch(left, right - left, tuple(group), tuple(_heads(group, before))))
            left, before = right, group[-1].month
        return tuple(found)


def _heads(bands: Iterable[Band], earlier: tuple[int, str] | None) -> Iterator[Head]:
    before: tuple[int, str] | None = None
    for band in bands:
        year, month = band.month
        if band.folded or band.month == before:
            continue
        if before is None or before[0] != year:
            yield Head(band.middle, f"{year}", "year", earlier is not None and earlier[0] == year and before is None)
        yield Head(band.middle, month, "month", earlier == band.month and before is None)
        before = band.month


def _folded_width(days: int) -> int:
    return 8 if days == 1 else 28
