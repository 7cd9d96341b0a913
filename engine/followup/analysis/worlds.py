"""Whether a condition can hold: every way the world may be, as far as some conditions can tell them apart.

A *world* gives a value to every atom: a fact's value (None: not stated), whether so many events of a pattern have
happened, what a plugin's condition answers. INVARIANT: every state that a run can be in is one of the worlds; some
worlds no run can reach. So what holds in all of them is certain, and what holds in one of them only may be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from followup.analysis.patterns import Setting, implies, possible
from followup.analysis.ties import MOST_ATOMS, Answer, Atom, Ties, ties_between
from followup.model.condition import (
    All,
    Any,
    Condition,
    Custom,
    Fact,
    Happened,
    Known,
    Not,
    parts_of,
)

MOST_WORLDS: Final = 2_048
"""So many are looked at; a condition that needs more is left alone, for nothing is certain about it."""

ANOTHER: Final = "\0"
"""A fact's value that no condition names; only where its list of values is open."""

World = Mapping[Atom, Answer]


def worlds(conditions: Iterable[Condition | None], setting: Setting) -> Sequence[World] | None:
    """Return every way the world may be, as far as *conditions* can tell; None: too many to look at."""
    atoms = atoms_of(conditions, setting)
    if len(atoms) > MOST_ATOMS:
        return None
    names = [atom for atom, _ in atoms]
    found: list[World] = []
    for visited, settled in enumerate(_extended((), atoms, ties_between(names, setting))):
        if visited >= MOST_WORLDS:
            return None
        if settled is not None:
            found.append(dict(zip(names, settled, strict=True)))
    return found


def atoms_of(conditions: Iterable[Condition | None], setting: Setting) -> list[tuple[Atom, tuple[Answer, ...]]]:
    """Return what *conditions* look at, each atom with the values that it may have."""
    may_be: dict[Atom, dict[Answer, None]] = {}
    for condition in conditions:
        for part in () if condition is None else parts_of(condition):
            for atom, values in _atoms(part, setting):
                may_be.setdefault(atom, {}).update(dict.fromkeys(values))
    return [(atom, tuple(values)) for atom, values in may_be.items()]


def value(condition: Condition, world: World) -> bool | None:
    """Return what *condition* is in *world*: Kleene's three values, as `followup.evaluation.conditions` has them."""
    match condition:
        case Fact(name, values):
            stated = world["fact", name]
            return None if stated is None else stated in values
        case Known(name):
            return world["fact", name] is not None
        case Not(part):
            inner = value(part, world)
            return None if inner is None else not inner
        case All(parts):
            answers = [value(part, world) for part in parts]
            return False if False in answers else None if None in answers else True
        case Any(parts):
            answers = [value(part, world) for part in parts]
            return True if True in answers else None if None in answers else False
        case Happened() | Custom():
            answer = world[atom_of(condition)]
            assert not isinstance(answer, str), "only facts are words"
            return answer


def _atoms(condition: Condition, setting: Setting) -> Iterator[tuple[Atom, tuple[Answer, ...]]]:
    """Yield the atom that *condition* is, parts aside, with the values that it may have."""
    match condition:
        case Fact(name) | Known(name):
            kind = setting.vocabulary.facts.get(name)
            named = sorted(condition.values) if isinstance(condition, Fact) else ()
            yield atom_of(condition), (None, *(kind.values if kind is not None and kind.values else (*named, ANOTHER)))
        case Happened(pattern, times):
            if not possible(pattern, setting):
                yield atom_of(condition), (False,)
            elif times == 1 and any(implies(given, pattern, setting) for given in setting.given):
                yield atom_of(condition), (True,)
            else:
                yield atom_of(condition), (False, True)
        case Custom():
            yield atom_of(condition), (True, False, None)
        case _:
            pass  # what it is made of is looked at by itself


def atom_of(condition: Fact | Known | Happened | Custom) -> Atom:
    """Return what *condition* looks at."""
    match condition:
        case Fact(name) | Known(name):
            return "fact", name
        case Happened():
            return "happened", condition
        case Custom():
            # Where a plugin does not say what its condition reads, no two of its answers need be the same.
            where = () if condition.condition.reads else (condition.place, id(condition))
            return "custom", (condition.condition.name, repr(condition.body), where)


def _extended(
    settled: tuple[Answer, ...], atoms: Sequence[tuple[Atom, tuple[Answer, ...]]], ties: Ties
) -> Iterator[tuple[Answer, ...] | None]:
    """Yield every consistent way to give the rest of *atoms* a value; None for each way that was looked at in vain."""
    if len(settled) == len(atoms):
        yield settled
        return
    for one in atoms[len(settled)][1]:
        if ties.allow(one, settled):
            yield from _extended((*settled, one), atoms, ties)
        else:
            yield None
