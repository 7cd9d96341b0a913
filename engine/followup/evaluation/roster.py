"""Every step of a run, and which of them can still be done."""

from collections.abc import Sequence
from typing import Final

from followup.evaluation.dates import dates_of
from followup.evaluation.occurrence import Fate, Occurrence, Series
from followup.model.plan import Dates, Status
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.timeline import Event, Person, Timeline

MOST_STEPS: Final = 3_000
"""So many steps come into being in one run at the most: a policy that wants more repeats itself without measure."""


class Roster:
    """The steps of a run.

    Attributes:
        steps: Every one that came into being, in that order.
        full: Whether `MOST_STEPS` was reached.
    """

    def __init__(self, policy: Policy, timeline: Timeline) -> None:
        self.steps: list[Occurrence] = []
        self.full = False
        self._timeline = timeline
        self._pending: dict[int, dict[Occurrence, None]] = {rule.index: {} for rule in policy.index.advising}
        self._numbers: dict[tuple[int, str | None], int] = {}
        self._dates: dict[tuple[int, int, int, int], Dates] = {}

    def pending(self) -> list[Occurrence]:
        """Return the steps that can still be done, in rule order."""
        return [step for steps in self._pending.values() for step in steps]

    def pending_of(self, index: int) -> list[Occurrence]:
        """Return those of the rule with that index."""
        return list(self._pending[index])

    def settle(self, step: Occurrence, fate: Fate) -> None:
        """Take *step* off the pending ones."""
        step.fate = fate
        del self._pending[step.series.rule.index][step]

    def begin(
        self, rule: Rule, since: int, anchor: int, event: Event | None, people: Sequence[Person | None], now: int
    ) -> list[Occurrence]:
        """Let the first step of each person's series come into being; return the pending ones.

        Args:
            people: Whom the steps go to; empty: there is nobody, and one note of that comes into being instead.
        """
        pending = []
        for person in people or (None,):
            key = (rule.index, None if person is None else person.id)
            number = self._numbers[key] = self._numbers.get(key, 0) + 1
            step = self._add(Series(rule, since, anchor, event, person, number, nobody=not people), 1, 0, now)
            if step is not None:
                pending.append(step)
        return pending

    def succeed(self, step: Occurrence, now: int) -> Occurrence | None:
        """Let the next of the series come into being, now that *step* is done or has expired; return it if pending."""
        repeat = step.series.do.repeat
        if repeat is None or step.nth == repeat.times:
            return None
        shift = step.shift
        if step.minute is not None and step.minute != step.dates.recommended:
            zone = self._timeline.zone
            shift += zone.day(step.minute) - zone.day(step.dates.recommended)
        return self._add(step.series, step.nth + 1, shift, now)

    def _add(self, series: Series, nth: int, shift: int, now: int) -> Occurrence | None:
        """Let the *nth* step come into being, and its successors for as long as each has expired by now."""
        repeat = series.do.repeat
        while len(self.steps) < MOST_STEPS:
            step = Occurrence(series, nth, shift, self._window(series, nth, shift))
            self.steps.append(step)
            expires = step.dates.expires
            if expires is None or now <= expires or series.nobody:
                self._pending[series.rule.index][step] = None
                return step
            step.fate, step.listed, step.standing = Fate.EXPIRED, True, Status.EXPIRED
            if repeat is None or nth == repeat.times:
                return None
            nth += 1
        self.full = True
        return None

    def _window(self, series: Series, nth: int, shift: int) -> Dates:
        key = (series.rule.index, series.anchor, nth, shift)
        dates = self._dates.get(key)
        if dates is None:
            do, timeline = series.do, self._timeline
            every = None if do.repeat is None else do.repeat.every
            dates = dates_of(do.window, series.anchor, timeline.zone, timeline.calendar, every, nth - 1, shift)
            self._dates[key] = dates
        return dates
