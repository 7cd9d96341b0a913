"""What is wrong with a text: a value with a code and a place, never an exception of its own."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from followup.model.place import Place


class Severity(StrEnum):
    """How much a diagnostic weighs: an error makes its file unusable, a warning does not, a note may be meant."""

    ERROR = "error"
    WARNING = "warning"
    NOTE = "note"


@dataclass(frozen=True, slots=True)
class Diagnostic:
    """One finding about one place.

    Attributes:
        code: Kebab-case and never reused; ``tests/bad_policies`` and ``tests/bad_timelines`` have an example of each,
            ``docs/findings.md`` one of each that is no error.
        message: A lower-case clause on one line, with the user's own words in backticks.
        place: The offending key or value.
        hint: How to mend it, where that is known: ``did you mean `interview`?``.
        related: Other places that have a part in it: the rule that rules this one out.
        why: Why it matters, in one line: of a finding in a file that can be used. None: the message says it.
        word: The word that is unknown, if it is one that a policy or a plugin could bring; else None.
        meant: The known word that is nearest to *word*, if one is near; else None.
    """

    code: str
    message: str
    place: Place
    hint: str | None = None
    severity: Severity = Severity.ERROR
    why: str | None = None
    related: tuple[Place, ...] = ()
    word: str | None = None
    meant: str | None = None

    def __str__(self) -> str:
        """Return the line that the command line prints; `check` prints *why* below it.

        >>> place = Place("a.yaml", 14, 15)
        >>> print(Diagnostic("unknown-event", "unknown event `intervew`", place, "did you mean `interview`?"))
        a.yaml:14:15: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)
        """
        hint = f" ({self.hint})" if self.hint else ""
        where = f"{self.place}: " if self.place.file else ""
        return f"{where}{self.severity}[{self.code}]: {self.message}{hint}"


@dataclass(frozen=True, slots=True)
class FindingKind:
    """What may be found in a policy that can be used; ``docs/findings.md`` shows each with an example.

    Attributes:
        code: Never reused.
        why: Why it matters, in one line.
        mend: How to mend it, in one line: the hint of its findings, where they have no better one.
    """

    code: str
    why: str
    mend: str
    severity: Severity = Severity.WARNING

    def at(self, place: Place, message: str, hint: str | None = None, related: Iterable[Place] = ()) -> Diagnostic:
        """Return a finding of this kind."""
        return Diagnostic(self.code, message, place, hint or self.mend, self.severity, self.why, tuple(related))


class InputError(Exception):
    """A file or mapping cannot be used; *diagnostics* says all that is wrong with it, in order."""

    def __init__(self, diagnostics: Iterable[Diagnostic]) -> None:
        self.diagnostics = in_order(diagnostics)
        super().__init__("\n".join(map(str, self.diagnostics)))

    def __reduce__(self) -> tuple[type["InputError"], tuple[tuple[Diagnostic, ...]]]:
        """Let it cross to another process."""
        return type(self), (self.diagnostics,)


class PolicyError(InputError):
    """A policy cannot be used."""


class TimelineError(InputError):
    """A timeline cannot be used."""


class SuiteError(InputError):
    """A test suite cannot be used."""


def in_order(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return *diagnostics* by place, then code, each said once."""
    # The path is no part of what makes two places equal.
    once = {(diagnostic, diagnostic.place.path): diagnostic for diagnostic in diagnostics}
    return tuple(sorted(once.values(), key=lambda d: (d.place, _steps(d.place.path), d.code, d.message)))


def _steps(path: str) -> list[str | int]:
    """Return *path* as what it is ordered by: `events[2]` comes before `events[10]`."""
    return [int(part) if turn % 2 else part for turn, part in enumerate(re.split(r"\[([0-9]{1,9})\]", path))]


def has_errors(diagnostics: Iterable[Diagnostic]) -> bool:
    """Tell whether any of *diagnostics* makes its file unusable."""
    return any(d.severity is Severity.ERROR for d in diagnostics)
