"""Every step of a run, and which of them can still be done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from followup.evaluation.dates import dates_of
from followup.evaluation.occurrence import Fate, Occurrence, Series
from followup.model.rule import Do, Rule
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

    def __init__(self, timeline: Timeline) -> None:
        self.steps: list[Occurrence] = []
        self.full = False
        self._timeline = timeline
        # By the index of their rule: the steps that could still be done when they were last asked for, or came since.
        self._pending: defaultdict[int, list[Occurrence]] = defaultdict(list)
        # By the index of a rule and a person's id: how many anchors there were.
        self._numbers: defaultdict[int, dict[str | None, int]] = defaultdict(dict)
        self._dates: dict[tuple[Series, int, int], Dates] = {}

    def pending(self) -> list[Occurrence]:
        """Return the steps that can still be done, in rule order."""
        return [step for steps in self.pending_by_rule() for step in steps]

    def pending_by_rule(self) -> list[list[Occurrence]]:
        """Return them rule by rule, of those rules that have some."""
        return [steps for index in sorted(self._pending) if (steps := self.pending_of(index))]

    def pending_of(self, index: int) -> list[Occurrence]:
        """Return those of the rule with that index."""
        pending = self._pending[index] = [step for step in self._pending[index] if step.fate is None]
        return pending.copy()

    def begin(
        self,
        rule: Rule,
        do: Do,
        since: int,
        anchor: int,
        event: Event | None,
        people: Sequence[Person | None],
        now: int,
    ) -> list[Occurrence]:
        """Let the first step to each of *people* come into being; return the pending ones.

        Args:
            do: What *rule* advises.
            people: Whom the steps go to; empty: there is nobody, and one note of that comes into being instead.
        """
        series = Series(rule, do, since, anchor, event, not people)
        dates = dates_of(do.window, anchor, self._timeline.zone, self._timeline.calendar)
        numbers = self._numbers[rule.index]
        born = []
        for person in people or (None,):
            name = None if person is None else person.id
            number = numbers[name] = numbers.get(name, 0) + 1
            born.append(Occurrence(series, person, number, 1, 0, dates))
        return self._bear(born, now)

    def succeed(self, steps: Iterable[Occurrence], now: int) -> list[Occurrence]:
        """Let the next of its series come into being now that each of *steps* is over; return the pending ones."""
        pending: list[Occurrence] = []
        together: list[Occurrence] = []
        for step in steps:
            series, nth = step.series, step.nth + 1
            repeat = series.do.repeat
            if repeat is None or step.nth == repeat.times:
                continue
            shift, recommended = step.shift, step.dates.recommended
            if step.minute is not None and step.minute != recommended:
                zone = self._timeline.zone
                shift += zone.day(step.minute) - zone.day(recommended)
            dates = self._dates_of(series, nth, shift)
            if together and together[0].dates is not dates:
                pending += self._bear(together, now)
                together = []
            together.append(Occurrence(series, step.person, step.number, nth, shift, dates))
        if together:
            pending += self._bear(together, now)
        return pending

    def _bear(self, born: list[Occurrence], now: int) -> list[Occurrence]:
        """Let *born*, of one series and window, come into being; return those of them or their successors pending."""
        first = born[0]
        expires = first.dates.expires
        late = expires is not None and expires < now and not first.series.nobody
        if late or len(self.steps) + len(born) > MOST_STEPS:
            survivors = [self._outlive(step, now, late) for step in born]
            born = [step for step in survivors if step is not None]
        else:
            self.steps += born
        self._pending[first.order[0]] += born
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
        """Return the window of what comes after others of its *series*."""
        dates = self._dates.get((series, nth, shift))
        if dates is None:
            do, timeline = series.do, self._timeline
            every = None if do.repeat is None else do.repeat.every
            dates = dates_of(do.window, series.anchor, timeline.zone, timeline.calendar, every, nth - 1, shift)
            self._dates[series, nth, shift] = dates
        return dates
