"""Which days are business days, and how days, business days and months are counted on a wall calendar."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Final

from followup.model.failure import PluginError
from followup.model.tell import kind_of, raised
from followup.model.zone import date_of, day_of

SATURDAY: Final = 5
SUNDAY: Final = 6

_LONGEST_HOLIDAY: Final = 3_660
"""Days after which the search for a business day gives up: a calendar that knows none for ten years knows none."""


@dataclass(frozen=True, slots=True)
class Calendar:
    """The business days of a timeline.

    Attributes:
        weekend: Weekdays without business, Monday is 0; never all seven.
        holidays: Day numbers (see `followup.model.zone`) without business.
        use: The name of a plugin's calendar that is asked too, or None.
        also: That calendar's ``is_business_day``, or None.
    """

    weekend: frozenset[int] = frozenset({SATURDAY, SUNDAY})
    holidays: frozenset[int] = frozenset()
    use: str | None = None
    also: Callable[[date], bool] | None = None

    def is_business_day(self, day: int) -> bool:
        """Tell whether business is done on day number *day*; 1970-01-01 was a Thursday.

        Raises:
            PluginError: the plugin's calendar does not work.
        """
        if self._at_weekend(day) or day in self.holidays:
            return False
        if self.also is None:
            return True
        try:
            answer = self.also(date_of(day))
            if isinstance(answer, bool):
                return answer
            text = f"calendar `{self.use}` answered {kind_of(answer)} instead of true or false"
        except KeyboardInterrupt:
            raise
        except BaseException as error:
            text = f"calendar `{self.use}` {raised(error)}"
        raise PluginError(self.use or "", text)

    def _at_weekend(self, day: int) -> bool:
        return (day + 3) % 7 in self.weekend

    def add_business_days(self, day: int, amount: int) -> int:
        """Return the *amount*-th business day strictly after *day*, before it if negative, *day* itself for 0."""
        step, left = (1, amount) if amount > 0 else (-1, -amount)
        if self.also is None:
            # Whole weeks at a stride, as long as some are left; the holidays among them are to be made up for.
            of_a_week = 7 - len(self.weekend)
            while left > of_a_week:
                weeks = (left - 1) // of_a_week
                first, last = sorted((day + step, day + step * 7 * weeks))
                free = sum(first <= holiday <= last and not self._at_weekend(holiday) for holiday in self.holidays)
                day += step * 7 * weeks
                left -= of_a_week * weeks - free
        for _ in range(left):
            day = self.roll(day + step, step)
        return day

    def roll(self, day: int, step: int) -> int:
        """Return the first business day at or after *day* (*step* 1), or at or before it (*step* -1)."""
        for _ in range(_LONGEST_HOLIDAY):
            if self.is_business_day(day):
                break
            day += step
        return day


@lru_cache(maxsize=1024)
def add_months(day: int, months: int) -> int:
    """Return the day number *months* later, at the month's end where that month is too short.

    >>> date_of(add_months(day_of(date(2026, 1, 31)), 1)).isoformat()
    '2026-02-28'
    """
    from dateutil.relativedelta import relativedelta  # late: most plans add no months, and it takes 16 ms to import

    return day_of(date_of(day) + relativedelta(months=months))
