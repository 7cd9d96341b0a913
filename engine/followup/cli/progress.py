"""How far a long work is, for whoever waits at a terminal."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import Final, TextIO

PATIENCE: Final = 1.0
"""In seconds: for so long nobody wonders whether anything happens."""

_PAUSE: Final = 0.1
"""In seconds, between two lines."""


class Progress:
    """Counts what was done; from the time on that `PATIENCE` gives, and on a terminal only, it says how much that is.

    Args:
        stream: Where to; None: standard error.
        clock: In seconds, from any time on.
    """

    def __init__(self, what: str, stream: TextIO | None = None, clock: Callable[[], float] = monotonic) -> None:
        self._what, self._stream, self._clock = what, sys.stderr if stream is None else stream, clock
        self._next = clock() + PATIENCE
        self._count = self._width = 0

    def step(self) -> None:
        """Count one more."""
        self._count += 1
        if self._clock() >= self._next and self._stream is not None and self._stream.isatty():
            self._next = self._clock() + _PAUSE
            line = f"{self._count} {self._what} …"
            self._width = len(line)
            self._stream.write(f"\r{line}")
            self._stream.flush()

    def end(self) -> None:
        """Leave the line as it was found."""
        if self._width:
            self._stream.write(f"\r{' ' * self._width}\r")
            self._stream.flush()
            self._width = 0
