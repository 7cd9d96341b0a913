"""What a run has to look at next, in the order of ``language.md`` section 6."""

from collections.abc import Iterable
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


_BEFORE_ALL: Final = (0, -1, 0)
"""What comes before the first rule's turn in a minute."""


class Agenda:
    """A queue of turns, and the steps to look at in each.

    Attributes:
        turns: Those to come, as a heap.
    """

    def __init__(self, horizon: int, events_at: Iterable[int]) -> None:
        """Begin before everything; *events_at*: when events happen, in time order."""
        self._horizon = horizon
        self._steps: dict[Turn, dict[Occurrence, None]] = {}
        self._now: Turn = (ALWAYS, *_BEFORE_ALL)
        self.turns: list[Turn] = []
        for minute in events_at:
            if not self.turns or self.turns[-1][0] != minute:
                self.turns.append((minute, EVENTS, 0, 0))

    def push(self, minute: int, steps: Iterable[Occurrence]) -> None:
        """Look at each of *steps* in *minute*, but not before its recommended one, if that is not behind the horizon.

        Where that is now, a step has its turn behind what has had its turn.
        """
        now, rounds, last_index, last_number = self._now
        dates, number = None, 0
        there: dict[Occurrence, None] = {}
        for step in steps:
            # Those of one rule, anchor number and window have the same turn.
            if step.dates is not dates or step.number != number:
                dates, number = step.dates, step.number
                at = dates.recommended if dates.recommended > minute else minute
                if at <= self._horizon:
                    index = step.order[0]
                    turn = 0
                    if at == now:
                        turn = rounds + ((index, number) <= (last_index, last_number))
                    there = self._looking_at((at, turn, index, number))
                else:
                    there = {}
            there[step] = None

    def push_expiry(self, step: Occurrence) -> None:
        """Let *step* expire in the first minute after its window, once."""
        expires = step.dates.expires
        if expires is not None and expires < self._horizon and not step.watched:
            step.watched = True
            self._looking_at((expires + 1, EXPIRY, step.order[0], step.number))[step] = None

    def take(self) -> tuple[Turn, list[Occurrence]]:
        """Begin the next turn; return it and the pending steps whose turn it is: of one rule and anchor number."""
        turn = heappop(self.turns)
        self._now = turn if turn[1] >= 0 else (turn[0], *_BEFORE_ALL)
        pending = []
        for step in self._steps.pop(turn, ()):  # a comprehension takes twice as long for so few
            if step.fate is None:
                pending.append(step)
        return turn, pending

    def _looking_at(self, turn: Turn) -> dict[Occurrence, None]:
        """Return the steps of *turn*, which is to come: each once, though several changes may have freed it."""
        steps = self._steps.get(turn)
        if steps is None:
            steps = self._steps[turn] = {}
            heappush(self.turns, turn)
        return steps
