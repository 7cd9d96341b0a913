"""How the future answers what the simulated candidate does. Source: ``language.md`` section 4."""

from collections.abc import Iterable, Mapping

from followup.model.timeline import Assumption


class Answers:
    """The outcomes that a timeline assumes, told off as things are done, real or simulated."""

    __slots__ = ("_assume", "_given")

    def __init__(self, assume: Iterable[Assumption]) -> None:
        self._assume = [(number, one.act, one.via, one.outcomes) for number, one in enumerate(assume)]
        self._given: dict[tuple[int, object], int] = {}

    def to(self, deed: Mapping[str, object]) -> str | None:
        """Return the outcome of *deed*, the fields of a `did`, by the first assumption that speaks of it, or None."""
        for number, act, via, outcomes in self._assume:
            if (act is None or act == deed.get("act")) and (via is None or via == deed.get("via")):
                before = self._given.get((number, deed.get("to")), 0)
                return outcomes[before] if before < len(outcomes) else None
        return None

    def note(self, deed: Mapping[str, object]) -> None:
        """Take note that *deed* was done: each assumption that speaks of it has answered this person once more."""
        self.give(deed.get("act"), deed.get("via"), deed.get("to"))

    def give(self, of: object, by: object, to: object) -> str | None:
        """Return what `to` does for a deed of that act, by that medium (None: it says none), and take note of it."""
        outcome, first = None, True
        for number, act, via, outcomes in self._assume:
            if (act is None or act == of) and (via is None or via == by):
                before = self._given.get((number, to), 0)
                self._given[number, to] = before + 1
                if first and before < len(outcomes):
                    outcome = outcomes[before]
                first = False
        return outcome
