"""How the future answers what the simulated candidate does. Source: ``language.md`` section 4."""

from collections import Counter
from collections.abc import Iterable, Mapping

from followup.model.timeline import Assumption


class Answers:
    """The outcomes that a timeline assumes, told off as things are done, real or simulated."""

    __slots__ = ("_assume", "_given")

    def __init__(self, assume: Iterable[Assumption]) -> None:
        self._assume = tuple(enumerate(assume))
        self._given: Counter[tuple[int, object]] = Counter()

    def to(self, deed: Mapping[str, object]) -> str | None:
        """Return the outcome of *deed*, the fields of a `did`, by the first assumption that speaks of it, or None."""
        for number, assumption in self._assume:
            if _speaks_of(assumption, deed):
                before = self._given[number, deed.get("to")]
                return assumption.outcomes[before] if before < len(assumption.outcomes) else None
        return None

    def note(self, deed: Mapping[str, object]) -> None:
        """Take note that *deed* was done: each assumption that speaks of it has answered this person once more."""
        for number, assumption in self._assume:
            if _speaks_of(assumption, deed):
                self._given[number, deed.get("to")] += 1


def _speaks_of(assumption: Assumption, deed: Mapping[str, object]) -> bool:
    return assumption.act in (None, deed.get("act")) and assumption.via in (None, deed.get("via"))
