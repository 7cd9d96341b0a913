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
        self._pending: dict[int, dict[Occurrence, None]] = {}
        self._numbers: dict[int, dict[str | None, int]] = {}
        for rule in policy.index.advising:
            self._pending[rule.index], self._numbers[rule.index] = {}, {}
        self._dates: dict[tuple[int, int, int, int], Dates] = {}

    def pending(self) -> list[Occurrence]:
        """Return the steps that can still be done, in rule order."""
        return [step for steps in self._pending.values() for step in steps]

    def pending_by_rule(self) -> list[list[Occurrence]]:
        """Return them rule by rule, of those rules that have some."""
        return [list(steps) for steps in self._pending.values() if steps]

    def pending_of(self, index: int) -> list[Occurrence]:
        """Return those of the rule with that index."""
        return list(self._pending[index])

    def settle(self, steps: Sequence[Occurrence], fate: Fate, minute: int | None = None) -> None:
        """Take *steps*, which are of one rule, off the pending ones; *minute*: when they were done, or None."""
        pending = self._pending[steps[0].order[0]]
        for step in steps:
            step.fate, step.minute = fate, minute
            del pending[step]

    def begin(
        self, rule: Rule, since: int, anchor: int, event: Event | None, people: Sequence[Person | None], now: int
    ) -> list[Occurrence]:
        """Let the first step to each of *people* come into being; return the pending ones.

        Args:
            people: Whom the steps go to; empty: there is nobody, and one note of that comes into being instead.
        """
        series = Series(rule, since, anchor, event, nobody=not people)
        numbers = self._numbers[rule.index]
        numbered = []
        for person in people or (None,):
            name = None if person is None else person.id
            number = numbers[name] = numbers.get(name, 0) + 1
            numbered.append((person, number))
        return self._bear(series, numbered, 1, 0, now)

    def succeed(self, steps: Iterable[Occurrence], now: int) -> list[Occurrence]:
        """Let the next of its series come into being now that each of *steps* is over; return the pending ones."""
        pending: list[Occurrence] = []
        together: list[tuple[Person | None, int]] = []
        born = None
        for step in steps:
            series = step.series
            repeat = series.do.repeat
            if repeat is None or step.nth == repeat.times:
                continue
            shift, recommended = step.shift, step.dates.recommended
            if step.minute is not None and step.minute != recommended:
                zone = self._timeline.zone
                shift += zone.day(step.minute) - zone.day(recommended)
            next_born = (series, step.nth + 1, shift)
            if born is not None and next_born != born:
                pending += self._bear(born[0], together, born[1], born[2], now)
                together = []
            born = next_born
            together.append((step.person, step.number))
        if born is not None:
            pending += self._bear(born[0], together, born[1], born[2], now)
        return pending

    def _bear(
        self, series: Series, numbered: Sequence[tuple[Person | None, int]], nth: int, shift: int, now: int
    ) -> list[Occurrence]:
        """Let the *nth* step to each come into being, and successors for as long as each has expired by now.

        Args:
            numbered: Each person with the anchor number.
        """
        dates = self._dates_of(series, nth, shift)
        late = dates.expires is not None and dates.expires < now and not series.nobody
        steps, pending = self.steps, self._pending[series.rule.index]
        born = []
        for person, number in numbered:
            step = Occurrence(series, person, number, nth, shift, dates)
            if late or len(steps) == MOST_STEPS:
                survivor = self._outlive(step, now, late)
                if survivor is None:
                    continue
                step = survivor
            else:
                steps.append(step)
            pending[step] = None
            born.append(step)
        return born

    def _outlive(self, step: Occurrence, now: int, late: bool) -> Occurrence | None:
        """Let *step* come into being if there is room and, if it is *late*, successors until one has not expired.

        Return the one that can still be done, or None.
        """
        series, nth = step.series, step.nth
        repeat = series.do.repeat
        while len(self.steps) < MOST_STEPS:
            self.steps.append(step)
            if not late:
                return step
            step.fate, step.listed, step.standing = Fate.EXPIRED, True, Status.EXPIRED
            if repeat is None or nth == repeat.times:
                return None
            nth += 1
            dates = self._dates_of(series, nth, step.shift)
            step = Occurrence(series, step.person, step.number, nth, step.shift, dates)
            late = dates.expires is not None and dates.expires < now
        self.full = True
        return None

    def _dates_of(self, series: Series, nth: int, shift: int) -> Dates:
        key = (series.rule.index, series.anchor, nth, shift)
        dates = self._dates.get(key)
        if dates is None:
            do, timeline = series.do, self._timeline
            every = None if do.repeat is None else do.repeat.every
            dates = dates_of(do.window, series.anchor, timeline.zone, timeline.calendar, every, nth - 1, shift)
            self._dates[key] = dates
        return dates
