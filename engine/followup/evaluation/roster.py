"""Every step of a run, and which of them can still be done."""

from collections.abc import Iterable, Sequence
from typing import Final

from followup.evaluation.dates import dates_of
from followup.evaluation.occurrence import Fate, Occurrence, Series
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.step import Dates, Status
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
        self._numbers: dict[int, dict[str | None, int]] = {rule.index: {} for rule in policy.index.advising}
        self._dates: dict[tuple[int, int, int, int], Dates] = {}

    def pending(self) -> list[Occurrence]:
        """Return the steps that can still be done, in rule order."""
        return [step for steps in self._pending.values() for step in steps]

    def pending_of(self, index: int) -> list[Occurrence]:
        """Return those of the rule with that index."""
        return list(self._pending[index])

    def settle(self, steps: Iterable[Occurrence], fate: Fate) -> None:
        """Take *steps* off the pending ones."""
        pending = self._pending
        for step in steps:
            step.fate = fate
            del pending[step.order[0]][step]

    def begin(
        self, rule: Rule, since: int, anchor: int, event: Event | None, people: Sequence[Person | None], now: int
    ) -> list[Occurrence]:
        """Let the first step to each of *people* come into being; return the pending ones.

        Args:
            people: Whom the steps go to; empty: there is nobody, and one note of that comes into being instead.
        """
        series = Series(rule, since, anchor, event, nobody=not people)
        numbers = self._numbers[rule.index]
        pending = []
        for person in people or (None,):
            name = None if person is None else person.id
            number = numbers[name] = numbers.get(name, 0) + 1
            step = self._add(series, person, number, 1, 0, now)
            if step is not None:
                pending.append(step)
        return pending

    def succeed(self, steps: Iterable[Occurrence], now: int) -> list[Occurrence]:
        """Let the next of its series come into being now that each of *steps* is over; return the pending ones."""
        pending = []
        for step in steps:
            series = step.series
            repeat = series.do.repeat
            if repeat is None or step.nth == repeat.times:
                continue
            shift, recommended = step.shift, step.dates.recommended
            if step.minute is not None and step.minute != recommended:
                zone = self._timeline.zone
                shift += zone.day(step.minute) - zone.day(recommended)
            successor = self._add(series, step.person, step.number, step.nth + 1, shift, now)
            if successor is not None:
                pending.append(successor)
        return pending

    def _add(
        self, series: Series, person: Person | None, number: int, nth: int, shift: int, now: int
    ) -> Occurrence | None:
        """Let the *nth* step come into being, and its successors for as long as each has expired by now."""
        index, repeat = series.rule.index, series.do.repeat
        while len(self.steps) < MOST_STEPS:
            key = (index, series.anchor, nth, shift)
            dates = self._dates.get(key)
            if dates is None:
                dates = self._dates[key] = self._window(series, nth, shift)
            step = Occurrence(series, person, number, nth, shift, dates)
            self.steps.append(step)
            expires = dates.expires
            if expires is None or now <= expires or series.nobody:
                self._pending[index][step] = None
                return step
            step.fate, step.listed, step.standing = Fate.EXPIRED, True, Status.EXPIRED
            if repeat is None or nth == repeat.times:
                return None
            nth += 1
        self.full = True
        return None

    def _window(self, series: Series, nth: int, shift: int) -> Dates:
        do, timeline = series.do, self._timeline
        every = None if do.repeat is None else do.repeat.every
        return dates_of(do.window, series.anchor, timeline.zone, timeline.calendar, every, nth - 1, shift)
