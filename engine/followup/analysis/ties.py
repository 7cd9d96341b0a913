"""What conditions look at, and what of it cannot be together: what has happened fits every wider pattern, too."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from followup.analysis.patterns import Setting, implies
from followup.model.condition import Happened

Atom = tuple[str, object]
Answer = str | bool | None

MOST_ATOMS: Final = 100
"""Of more than this, no two are compared: each is with each."""


class Ties(NamedTuple):
    """What some atoms have to do with one another, each named by its number.

    Attributes:
        excluded: For each, with what earlier ones it cannot go together: (earlier, its answer, own answer).
        remembered: For each, which ones up to it have a say in what later ones may be.
    """

    excluded: Sequence[Sequence[tuple[int, bool, bool]]]
    remembered: Sequence[Sequence[int]]

    def allow(self, answer: Answer, settled: Sequence[Answer]) -> bool:
        """Tell whether the next atom may be *answer* when those before it are *settled*."""
        return not any(settled[at] is before and answer is own for at, before, own in self.excluded[len(settled)])


def ties_between(atoms: Sequence[Atom], setting: Setting) -> Ties:
    """Return the ties between *atoms*, which *setting* remembers."""
    key = tuple(atoms)
    found = setting.ties.get(key)
    if found is None:
        found = setting.ties[key] = _found(atoms, setting)
    return found


def _found(atoms: Sequence[Atom], setting: Setting) -> Ties:
    excluded: list[list[tuple[int, bool, bool]]] = []
    last: dict[int, int] = {}
    for number, (_, own) in enumerate(atoms):
        those: list[tuple[int, bool, bool]] = []
        for at, (_, earlier) in enumerate(atoms[:number]):
            if isinstance(own, Happened) and isinstance(earlier, Happened):
                those += [(at, True, False)] if _brings(earlier, own, setting) else []
                those += [(at, False, True)] if _brings(own, earlier, setting) else []
        last.update((at, number) for at, _, _ in those)
        excluded.append(those)
    remembered = [[at for at in range(number + 1) if last.get(at, 0) > number] for number in range(len(atoms))]
    return Ties(excluded, remembered)


def _brings(one: Happened, other: Happened, setting: Setting) -> bool:
    """Tell whether *other* surely holds where *one* does."""
    return one.times >= other.times and implies(one.pattern, other.pattern, setting)
