"""Collecting what is wrong with one file, with an end."""

from dataclasses import dataclass, field

from followup.model.diagnostic import Diagnostic
from followup.model.place import Place

MOST_FINDINGS = 100
"""After so many mistakes reading stops: a hostile file must not buy 200,000 messages."""

_LONGEST = 40


@dataclass(slots=True)
class Findings:
    """The diagnostics so far.

    Attributes:
        found: In the order in which they were met; the last one says when there were too many.
    """

    found: list[Diagnostic] = field(default_factory=list)

    @property
    def full(self) -> bool:
        """Tell whether reading should stop."""
        return len(self.found) > MOST_FINDINGS

    def add(self, code: str, message: str, place: Place, hint: str | None = None) -> None:
        """Take one more, or say once that there are too many."""
        if len(self.found) < MOST_FINDINGS:
            self.found.append(Diagnostic(code, message, place, hint))
        elif not self.full:
            text = f"more than {MOST_FINDINGS} mistakes; the rest was not read"
            self.found.append(Diagnostic("too-many-mistakes", text, place))


def shown(text: str) -> str:
    r"""Return *text* fit for a message: in backticks, on one line, at most 40 characters of it.

    >>> print(shown("a\nb"))
    `a\nb`
    """
    start = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    return "`" + "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in start) + "`"
