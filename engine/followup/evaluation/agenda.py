"""What a run has to look at next, in the order of ``language.md`` section 6."""

from collections.abc import Collection, Iterable, Sequence
from heapq import heappop, heappush
from typing import Final

from followup.evaluation.occurrence import Occurrence
from followup.evaluation.state import ALWAYS

EXPIRY: Final = -2
"""The turn of a minute in which steps expire."""

EVENTS: Final = -1
"""The turn of a minute in which events happen; passes over the rules count from 0."""

Turn = tuple[int, int, int, int]
"""Minute, turn, rule index, anchor number."""


class Agenda:
    """A queue of turns, and the steps to look at in each.

    Attributes:
        turns: Those to come, as a heap.
    """

    def __init__(self, horizon: int, events_at: Iterable[int]) -> None:
        """Begin before everything; *events_at*: when events happen, in time order."""
        self._horizon = horizon
        self._steps: dict[Turn, Collection[Occurrence]] = {}
        self._now: Turn = (ALWAYS, EVENTS, 0, 0)
        self.turns: list[Turn] = []
        for minute in events_at:
            if not self.turns or self.turns[-1][0] != minute:
                self.turns.append((minute, EVENTS, 0, 0))

    def push(self, minute: int, steps: Sequence[Occurrence]) -> None:
        """Look at *steps*, of one series and window, in *minute*, but not before the recommended one.

        What lies behind the horizon is not looked at. Where the turn is now, it comes behind what has had its turn.
        """
        first = steps[0]
        recommended = first.dates[1]
        at = recommended if recommended > minute else minute
        if at > self._horizon:
            return
        index, number, turn = first.order[0], first.series.number, 0
        now, rounds, last_index, last_number = self._now
        if at == now and rounds >= 0:
            turn = rounds + ((index, number) <= (last_index, last_number))
        self._look((at, turn, index, number), steps)

    def push_each(self, minute: int, steps: Iterable[Occurrence]) -> None:
        """Look at each of *steps*, whichever they are, as `push` says."""
        for step in steps:
            self.push(minute, (step,))

    def push_expiry(self, steps: Sequence[Occurrence]) -> None:
        """Let *steps*, of one series and window, expire in the first minute after it, if that is in sight."""
        first = steps[0]
        expires = first.dates.expires
        if expires is not None and expires < self._horizon:
            self._look((expires + 1, EXPIRY, first.order[0], first.series.number), steps)

    def take(self) -> tuple[Turn, list[Occurrence]]:
        """Begin the next turn; return it and the pending steps whose turn it is: of one rule and anchor number."""
        turn = self._now = heappop(self.turns)
        pending = []
        for step in self._steps.pop(turn, ()):  # a comprehension takes twice as long for so few
            if step.fate is None:
                pending.append(step)
        return turn, pending

    def _look(self, turn: Turn, steps: Sequence[Occurrence]) -> None:
        """Look at *steps* in *turn*, which is to come: at each once, though several changes may have freed it."""
        there = self._steps.get(turn)
        if there is None:
            self._steps[turn] = steps
            heappush(self.turns, turn)
        else:
            self._steps[turn] = dict.fromkeys((*there, *steps))
