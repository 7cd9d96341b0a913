"""From ``2026-03-02T10:00`` to an instant."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Final

from followup.loading.clock import parse_clock
from followup.loading.findings import shown
from followup.loading.suggest import MisreadError
from followup.model.zone import DAY, Zone, day_of, instant_of, wall_of

FIRST_YEAR: Final = 1970
LAST_YEAR: Final = 2199

_TEXT = re.compile(
    r"(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    r"(?:T(?P<clock>[0-9]{2}:[0-9]{2})(?::[0-5][0-9](?:[.,][0-9]+)?)?"
    r"(?P<zone>Z|[-+][0-9]{2}:[0-9]{2})?)?"
).fullmatch
_DATE = re.compile("[0-9]{4}-[0-9]{2}-[0-9]{2}").fullmatch
_NEARLY = re.compile(
    r"([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})"
    r"(?:[Tt _]([0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?)\s?([zZ]|[-+][0-9]{2}:?[0-9]{2})?)?"
)


@dataclass(frozen=True, slots=True)
class Reading:
    """An instant as it was written: exactly one of the two is not None.

    Attributes:
        minute: The instant, in minutes since 1970-01-01T00:00Z.
        day: Of a bare date, its number; it has no time of day before somebody places it.
    """

    minute: int | None
    day: int | None = None

    def at(self, clock: int, zone: Zone) -> int:
        """Return the instant; a bare date is placed at *clock*, in minutes after local midnight."""
        return zone.instant(self.day * DAY + clock) if self.day is not None else self._known()

    def first(self, zone: Zone) -> int:
        """Return the instant; a bare date is its first minute, as ``as_of`` is."""
        return zone.start_of(self.day) if self.day is not None else self._known()

    def last(self, zone: Zone) -> int:
        """Return the instant; a bare date is its last minute, as the horizon is."""
        return zone.end_of(self.day) if self.day is not None else self._known()

    def _known(self) -> int:
        assert self.minute is not None, "exactly one of the two is not None"
        return self.minute


def parse_instant(text: str, zone: Zone) -> Reading:
    """Return what the ISO 8601 *text* says; what states no UTC offset is local time in *zone*. Seconds are cut off.

    >>> parse_instant("1970-01-02T01:00:59+01:00", Zone("UTC"))
    Reading(minute=1440, day=None)
    >>> parse_instant("1970-01-02", Zone("UTC"))
    Reading(minute=None, day=1)

    Raises:
        MisreadError: it is no date and no date with a time, or not of the years 1970 to 2199.
    """
    parts = _TEXT(text)
    if not parts:
        nearly = _NEARLY.fullmatch(text)
        hint = f"did you mean {shown(_tidy(nearly))}?" if nearly else "write it as `2026-03-02` or `2026-03-02T10:00`"
        raise MisreadError(f"{shown(text)} is no date and no date with a time", hint)
    day = parse_date(parts["date"])
    if parts["clock"] is None:
        return Reading(None, day_of(day))
    minutes = parse_clock(parts["clock"])
    local = datetime(day.year, day.month, day.day, minutes // 60, minutes % 60)
    if parts["zone"] is None:
        return Reading(zone.instant(wall_of(local)))
    return Reading(instant_of(local.replace(tzinfo=_fixed(parts["zone"]))))


def parse_date(text: str) -> date:
    """Return the date that *text* says, without a time.

    Raises:
        MisreadError: it is none, or not of the years 1970 to 2199.
    """
    if not _DATE(text):
        raise MisreadError(f"{shown(text)} is no date", "write it as `2026-12-25`")
    try:
        day = date.fromisoformat(text)
    except ValueError:
        raise MisreadError(f"there is no day {shown(text)}") from None
    if not FIRST_YEAR <= day.year <= LAST_YEAR:
        raise MisreadError(f"{shown(text)} is not of the years {FIRST_YEAR} to {LAST_YEAR}")
    return day


def _tidy(parts: re.Match[str]) -> str:
    day = f"{parts[1]}-{parts[2]:0>2}-{parts[3]:0>2}"
    if parts[4] is None:
        return day
    clock, zone = parts[4] if parts[4][2] == ":" else f"0{parts[4]}", (parts[5] or "").upper()
    return f"{day}T{clock}" + (f"{zone[:3]}:{zone[3:]}" if len(zone) == 5 else zone)


def _fixed(text: str) -> timezone:
    if text == "Z":
        return UTC
    hours, minutes = int(text[1:3]), int(text[4:])
    if hours > 23 or minutes > 59:
        raise MisreadError(f"{shown(text)} is no UTC offset", "write it as `-05:00`")
    ahead = timedelta(hours=hours, minutes=minutes)
    return timezone(-ahead if text[0] == "-" else ahead)
