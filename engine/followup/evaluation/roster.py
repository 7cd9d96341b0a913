"""Every step of a run, and which of them can still be done."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Final

from followup.evaluation.dates import dates_of
from followup.evaluation.occurrence import EXPIRED, Occurrence, Series
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.model.step import Dates, Status
from followup.model.timeline import Event, Person, Timeline

MOST_STEPS: Final = 3_000
"""So many steps come into being in one run at the most: a policy that wants more repeats itself without measure."""

Cohort = list[Occurrence]
"""Steps of one series and window, each to another person: at least one."""


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
        # By the index of their rule: the steps that could still be done when they were last asked for, or came since.
        self._pending: defaultdict[int, list[Occurrence]] = defaultdict(list)
        # By the index of a rule and a person's id: how many anchors there were.
        self._numbers: defaultdict[int, dict[str | None, int]] = defaultdict(dict)
        self._windows = policy.index.windows(timeline.zone, timeline.calendar)

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
    ) -> list[Cohort]:
        """Let the first step to each of *people* come into being; return the pending ones.

        Args:
            do: What *rule* advises.
            people: Whom the steps go to; empty: there is nobody, and one note of that comes into being instead.
        """
        nobody = not people
        numbered = self._numbered(rule.index, people or (None,))
        pending: list[Cohort] = []
        for number, some in numbered:
            series = Series(rule, do, since, anchor, event, nobody, number)
            dates = self._dates_of(series, 1, 0)
            born = []
            for person in some:
                born.append(Occurrence(series, person, 1, 0, dates))
            pending += self._bear(born, now)
        return pending

    def succeed(self, steps: Iterable[Occurrence], now: int) -> list[Cohort]:
        """Let the next of its series come into being now that each of *steps*, which ended alike, is over.

        Return the pending ones.
        """
        heirs: list[Cohort] = []
        dates = series = after = None
        for step in steps:
            # Those of one series and window are the same of it, and have the same successor.
            if step.dates is not dates or step.series is not series:
                dates, series, nth, shift = step.dates, step.series, step.nth + 1, step.shift
                repeat, after = series.do.repeat, None
                if repeat is not None and step.nth != repeat.times:
                    if step.minute is not None and step.minute != dates.recommended:
                        zone = self._timeline.zone
                        shift += zone.day(step.minute) - zone.day(dates.recommended)
                    after = self._dates_of(series, nth, shift)
                    heirs.append([])
            if after is not None:
                heirs[-1].append(Occurrence(series, step.person, nth, shift, after))
        pending: list[Cohort] = []
        for cohort in heirs:
            pending += self._bear(cohort, now)
        return pending

    def _numbered(self, index: int, people: Sequence[Person | None]) -> Iterable[tuple[int, Sequence[Person | None]]]:
        """Return *people* by their anchor number: how often the rule with that index is anchored for them now."""
        numbers = self._numbers[index]
        if not numbers:
            for person in people:
                numbers[None if person is None else person.id] = 1
            if len(numbers) == len(people):
                return ((1, people),)
            numbers.clear()  # somebody is among them twice
        numbered: dict[int, list[Person | None]] = {}
        for person in people:
            name = None if person is None else person.id
            number = numbers[name] = numbers.get(name, 0) + 1
            numbered.setdefault(number, []).append(person)
        return numbered.items()

    def _bear(self, born: Cohort, now: int) -> list[Cohort]:
        """Let *born* come into being; return those of them or their successors that are pending."""
        first = born[0]
        expires, pending = first.dates.expires, self._pending[first.order[0]]
        late = expires is not None and expires < now and not first.series.nobody
        if not late and len(self.steps) + len(born) <= MOST_STEPS:
            self.steps += born
            pending += born
            return [born]
        survivors = [self._outlive(step, now, late) for step in born]
        cohorts = [[step] for step in survivors if step is not None]
        for cohort in cohorts:
            pending += cohort
        return cohorts

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
            step.fate, step.listed, step.standing = EXPIRED, True, Status.EXPIRED
            if repeat is None or nth == repeat.times:
                return None
            nth += 1
            dates = self._dates_of(series, nth, step.shift)
            step = Occurrence(series, step.person, nth, step.shift, dates)
            late = dates.expires is not None and dates.expires < now
        self.full = True
        return None

    def _dates_of(self, series: Series, nth: int, shift: int) -> Dates:
        """Return the window of a step of *series*."""
        key = series.rule.index, series.anchor, nth, shift
        dates = self._windows.get(key)
        if dates is None:
            do, timeline = series.do, self._timeline
            every = None if do.repeat is None else do.repeat.every
            dates = dates_of(do.window, series.anchor, timeline.zone, timeline.calendar, every, nth - 1, shift)
            self._windows[key] = dates
        return dates
