"""What a run has to look at next, in the order of ``language.md`` section 6."""

import heapq
from itertools import count
from typing import Final

from followup.evaluation.occurrence import Fate, Occurrence
from followup.evaluation.state import ALWAYS

EVENTS: Final = -1
"""The turn of a minute in which steps expire and events happen; passes over the rules count from 0."""

Turn = tuple[int, int, int, int]
"""Minute, turn, rule index, anchor number."""


class Agenda:
    """A queue of steps to look at.

    Attributes:
        turn: Whose turn it is.
    """

    def __init__(self, horizon: int) -> None:
        self._horizon = horizon
        # The serial number keeps steps from being compared.
        self._entries: list[tuple[int, int, int, int, int, Occurrence]] = []
        self._serial = count()
        self.turn: Turn = (ALWAYS, EVENTS, 0, 0)

    def next_turn(self) -> Turn | None:
        """Return whose turn is next, or None."""
        return self._entries[0][:4] if self._entries else None

    def push(self, minute: int, step: Occurrence) -> None:
        """Look at *step* in *minute*, if not behind the horizon; if that is now, behind what has had its turn."""
        if minute > self._horizon:
            return
        now, turn, last_index, last_number = self.turn
        index, _, number = step.series.order
        if minute != now or turn == EVENTS:
            turn = 0
        elif (index, number) <= (last_index, last_number):
            turn += 1
        heapq.heappush(self._entries, (minute, turn, index, number, next(self._serial), step))

    def push_expiry(self, step: Occurrence) -> None:
        """Let *step* expire in the first minute after its window, once."""
        expires = step.dates.expires
        if expires is not None and expires < self._horizon and not step.watched:
            step.watched = True
            series = step.series
            entry = (expires + 1, EVENTS, series.rule.index, series.number, next(self._serial), step)
            heapq.heappush(self._entries, entry)

    def take(self) -> list[Occurrence]:
        """Begin the next turn; return the pending steps whose turn it is: of one rule, with the same anchor number."""
        entries = self._entries
        turn = self.turn = entries[0][:4]
        steps: dict[Occurrence, None] = {}
        while entries and entries[0][:4] == turn:
            step = heapq.heappop(entries)[5]
            if step.fate is Fate.PENDING:
                steps[step] = None
        return list(steps)
