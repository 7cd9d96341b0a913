"""An amount of time to add to an anchor, as a policy writes it."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

END_OF_DAY: Final = 1440
"""The `Offset.at` of ``end of day``: the last minute of the local day, whatever the clock says then."""


class Unit(StrEnum):
    """What an offset counts: the first two are elapsed time, the others are counted on local wall clocks."""

    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    BUSINESS_DAY = "business day"

    @property
    def elapsed(self) -> bool:
        """Whether the unit has the same length on every day, clock changes included."""
        return self in (Unit.MINUTE, Unit.HOUR)


@dataclass(frozen=True, slots=True)
class Parts:
    """An offset by what it is counted in: the first three on the wall clock, minutes as elapsed time.

    Attributes:
        whole: Whether it counts months and days only, or nothing.
        elapsed: Whether it counts minutes only, or nothing.
    """

    months: int = 0
    days: int = 0
    business_days: int = 0
    minutes: int = 0
    whole: bool = field(init=False)
    elapsed: bool = field(init=False)

    def __post_init__(self) -> None:
        """See once what nearly every offset is."""
        object.__setattr__(self, "whole", not (self.business_days or self.minutes))
        object.__setattr__(self, "elapsed", not (self.months or self.days or self.business_days))


NOTHING: Final = Parts()
"""The parts of an offset that moves nothing."""

_PARTS: Final = {
    Unit.MONTH: (0, 1),
    Unit.DAY: (1, 1),
    Unit.WEEK: (1, 7),
    Unit.BUSINESS_DAY: (2, 1),
    Unit.MINUTE: (3, 1),
    Unit.HOUR: (3, 60),
}


@dataclass(frozen=True, slots=True)
class Offset:
    """An amount of time to add to an anchor.

    Attributes:
        amount: How many units; negative lies before the anchor.
        unit: What is counted.
        at: The wall clock time to set afterwards, in minutes after midnight; `END_OF_DAY` for ``end of day``;
            None keeps the anchor's time of day. Calendar units only.
        parts: What it adds, by what that is counted in.
    """

    amount: int
    unit: Unit
    at: int | None = None
    parts: "Parts" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Take it apart once, and not each time that it is added."""
        position, factor = _PARTS[self.unit]
        parts = [0, 0, 0, 0]
        parts[position] = self.amount * factor
        object.__setattr__(self, "parts", Parts(*parts))

    def __str__(self) -> str:
        """Return the offset as a policy would write it.

        >>> print(Offset(7, Unit.DAY, 600), Offset(1, Unit.HOUR), Offset(0, Unit.DAY, END_OF_DAY), sep=" | ")
        7 days at 10:00 | 1 hour | end of day
        """
        if self.at == END_OF_DAY:
            return "end of day"
        words = f"{self.amount} {self.unit}{'' if abs(self.amount) == 1 else 's'}"
        if self.amount == 0 and self.unit is Unit.DAY:
            words = "same day"
        return words if self.at is None else f"{words} at {clock(self.at)}"


def clock(minute: int) -> str:
    """Return a minute of the day as 24-hour wall clock time.

    >>> clock(605)
    '10:05'
    """
    return f"{minute // 60:02}:{minute % 60:02}"
