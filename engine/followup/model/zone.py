"""Whole minutes, and how a time zone's wall clocks show them.

An *instant* is an ``int``: whole minutes since 1970-01-01T00:00Z. A *wall* time is an ``int`` too: the minutes
since 1970-01-01T00:00 that a local wall clock and calendar show. Its day number is ``wall // 1440``.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Final
from zoneinfo import ZoneInfo

DAY: Final = 1440
"""Minutes of a wall clock's day."""

_EPOCH: Final = datetime(1970, 1, 1)
_EPOCH_ORDINAL: Final = date(1970, 1, 1).toordinal()


@dataclass(frozen=True, slots=True)
class Zone:
    """An IANA time zone, to the minute (offsets with seconds, last used in 1972, lose them).

    Attributes:
        name: The IANA name, as `zoneinfo.ZoneInfo` knows it.

    Raises:
        zoneinfo.ZoneInfoNotFoundError, ValueError, OSError: no such zone.
    """

    name: str
    _info: ZoneInfo = field(init=False, repr=False, compare=False)
    # They remember pure answers only: the offset of a whole UTC day or local day, and days on which the clocks change.
    _utc_days: dict[int, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _local_days: dict[int, int] = field(init=False, repr=False, compare=False, default_factory=dict)
    _changes: set[int] = field(init=False, repr=False, compare=False, default_factory=set)

    def __post_init__(self) -> None:
        """Look the zone up once."""
        object.__setattr__(self, "_info", ZoneInfo(self.name))

    def wall(self, instant: int) -> int:
        """Return what a wall clock shows at *instant*."""
        try:
            return instant + self._utc_days[instant // DAY]
        except KeyError:
            return instant + self._offset_at(instant)

    def instant(self, wall: int) -> int:
        """Return when a wall clock shows *wall*: the first time if twice; moved forward by the gap if never.

        >>> new_york = Zone("America/New_York")
        >>> new_york.text(new_york.instant(wall_of(datetime(2026, 3, 8, 2, 30))))
        '2026-03-08T03:30-04:00'
        >>> new_york.text(new_york.instant(wall_of(datetime(2026, 11, 1, 1, 30))))
        '2026-11-01T01:30-04:00'
        """
        day = wall // DAY
        try:
            return wall - self._local_days[day]
        except KeyError:
            offset = self.offset_on(day)
        if offset is None:
            # A naive time with fold=0 has the offset before the change: what PEP 495 says, and what we promise.
            local = (_EPOCH + timedelta(minutes=wall)).replace(tzinfo=self._info)
            offset = _minutes(local.utcoffset())
        return wall - offset

    def instant_on(self, day: int, time: int) -> int:
        """Return when a wall clock shows the minute *time* of local day number *day*; see `instant`."""
        offset = self._local_days.get(day)
        return self.instant(day * DAY + time) if offset is None else day * DAY + time - offset

    def offset_on(self, day: int) -> int | None:
        """Return the UTC offset in minutes that holds all through local day number *day*, None if it changes."""
        offset = self._local_days.get(day)
        if offset is None and day not in self._changes:
            # Local days begin at most 14 hours before and end at most 12 hours after the UTC day of that number.
            ends = {self._offset(day * DAY + minutes) for minutes in (-14 * 60, 0, DAY, DAY + 12 * 60)}
            if len(ends) == 1:
                offset = self._local_days[day] = ends.pop()
            else:
                self._changes.add(day)
        return offset

    def day(self, instant: int) -> int:
        """Return the number of the local day of *instant*, counted from 1970-01-01."""
        return self.wall(instant) // DAY

    def last_of_day(self, instant: int) -> int:
        """Return the last minute of the local day of *instant*."""
        tomorrow = self.wall(instant) // DAY + 1
        offset = self._local_days.get(tomorrow)
        return (self.start_of(tomorrow) if offset is None else tomorrow * DAY - offset) - 1

    def start_of(self, day: int) -> int:
        """Return the minute at which a local day begins for good.

        Where clocks go back over midnight, the day before comes back for a while, and ends only then.

        >>> st_johns = Zone("America/St_Johns")
        >>> st_johns.text(st_johns.start_of(st_johns.day(st_johns.instant(wall_of(datetime(2006, 10, 29, 12))))))
        '2006-10-29T00:00-03:30'
        """
        offset = self._local_days.get(day)
        if offset is not None:
            return day * DAY - offset
        first = self.instant(day * DAY)
        if self.offset_on(day) is None:
            local = (_EPOCH + timedelta(minutes=day * DAY)).replace(tzinfo=self._info, fold=1)
            second = day * DAY - _minutes(local.utcoffset())
            if second > first and self.day(second - 1) < day:
                return second
        return first

    def end_of(self, day: int) -> int:
        """Return the last minute of a local day."""
        return self.start_of(day + 1) - 1

    def next_hour(self, instant: int) -> int:
        """Return the first minute after *instant* at which the local hour is another one.

        >>> lord_howe = Zone("Australia/Lord_Howe")  # its clocks go back by half an hour
        >>> lord_howe.text(lord_howe.next_hour(lord_howe.instant(wall_of(datetime(2026, 4, 5, 1, 10)))))
        '2026-04-05T02:00+10:30'
        """
        wall = self.wall(instant)
        end = instant + 60 - wall % 60
        if self.wall(end) - wall == end - instant:
            return end
        # The clocks are changed before.
        while self.wall(instant) // 60 == wall // 60:
            instant += 1
        return instant

    def local(self, instant: int) -> datetime:
        """Return *instant* as an aware datetime in this zone."""
        return datetime.fromtimestamp(instant * 60, self._info)

    def text(self, instant: int) -> str:
        """Return *instant* in ISO 8601 with its UTC offset, to the minute."""
        wall = self.wall(instant)
        fixed = timezone(timedelta(minutes=wall - instant))
        return (_EPOCH + timedelta(minutes=wall)).replace(tzinfo=fixed).isoformat(timespec="minutes")

    def _offset_at(self, instant: int) -> int:
        """Return the offset at *instant*; remember it where it holds all through the UTC day."""
        day = instant // DAY
        first, last = self._offset(day * DAY), self._offset(day * DAY + DAY - 1)
        if first == last:
            self._utc_days[day] = first
        return self._offset(instant)

    def _offset(self, instant: int) -> int:
        return _minutes(self.local(instant).utcoffset())


def _minutes(offset: timedelta | None) -> int:
    assert offset is not None, "a ZoneInfo always knows its offset"
    return int(offset.total_seconds() // 60)


def wall_of(local: datetime) -> int:
    """Return the wall time of a naive datetime; seconds are cut off."""
    return (local - _EPOCH) // timedelta(minutes=1)


def instant_of(moment: datetime) -> int:
    """Return the instant of an aware datetime; seconds are cut off."""
    offset = moment.utcoffset()
    assert offset is not None, "an aware datetime"
    return wall_of((moment - offset).replace(tzinfo=None))


def day_of(day: date) -> int:
    """Return the day number of a date, counted from 1970-01-01."""
    return day.toordinal() - _EPOCH_ORDINAL


def date_of(day: int) -> date:
    """Return the date of a day number."""
    return date.fromordinal(day + _EPOCH_ORDINAL)
