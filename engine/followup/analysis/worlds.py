"""Whether a condition can hold: every way the world may be, as far as some conditions can tell them apart.

A *world* gives a value to every atom: a fact's value (None: not stated), whether so many events of a pattern have
happened, what a plugin's condition answers. INVARIANT: every state that a run can be in is one of the worlds; some
worlds no run can reach. So what holds in all of them is certain, and what holds in one of them only may be.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from followup.model.condition import (
    All,
    Any,
    Condition,
    Custom,
    Fact,
    FieldTest,
    Happened,
    Known,
    Not,
    Pattern,
    parts_of,
)
from followup.model.vocabulary import Vocabulary

MOST_WORLDS: Final = 2_048
"""So many are looked at; a condition that needs more is left alone, for nothing is certain about it."""

ANOTHER: Final = "\0"
"""A fact's value that no condition names; only where its list of values is open."""

Atom = tuple[str, object]
World = Mapping[Atom, str | bool | None]


@dataclass(frozen=True, slots=True)
class Setting:
    """What is certain of the steps whose conditions are looked at.

    Attributes:
        given: Patterns of which an event has happened whenever the conditions are asked.
        roles: Stated roles one of which the recipient surely has; empty: nothing is known of them.
        nobody: Whether the steps go to nobody.
    """

    vocabulary: Vocabulary
    given: tuple[Pattern, ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)
    nobody: bool = False


def worlds(conditions: Iterable[Condition | None], setting: Setting) -> Sequence[World] | None:
    """Return every way the world may be, as far as *conditions* can tell; None: too many to look at."""
    may_be: dict[Atom, dict[str | bool | None, None]] = {}
    for condition in conditions:
        for part in () if condition is None else parts_of(condition):
            for atom, values in _atoms(part, setting):
                may_be.setdefault(atom, {}).update(dict.fromkeys(values))
    atoms = [(atom, tuple(values)) for atom, values in may_be.items()]
    found: list[World] = []
    for visited, world in enumerate(_extended({}, atoms, setting)):
        if visited >= MOST_WORLDS:
            return None
        if world is not None:
            found.append(world)
    return found


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
            answer = world[_atom(condition)]
            assert not isinstance(answer, str), "only facts are words"
            return answer


def possible(pattern: Pattern, setting: Setting) -> bool:
    """Tell whether some event may match *pattern*."""
    return bool(_kinds(pattern, setting)) and all(
        test.values or test.roles or (test.recipient and not setting.nobody) for test in pattern.tests
    )


def implies(one: Pattern, other: Pattern, setting: Setting) -> bool:
    """Tell whether every event that matches *one* surely matches *other*, for a step to the same person."""
    if not possible(one, setting):
        return True
    if any(other.name not in setting.vocabulary.events[kind].names for kind in _kinds(one, setting)):
        return False
    tests = {test.name: test for test in one.tests}
    return all(test.name in tests and _narrower(tests[test.name], test, setting) for test in other.tests)


def _narrower(one: FieldTest, other: FieldTest, setting: Setting) -> bool:
    known = bool(setting.roles) and setting.roles <= other.roles
    recipient = not one.recipient or setting.nobody or other.recipient or known
    return recipient and one.values <= other.values and one.roles <= other.roles


def _kinds(pattern: Pattern, setting: Setting) -> list[str]:
    """Return the event kinds that *pattern* names and that have all the fields which it tests."""
    wanted = {test.name for test in pattern.tests}
    return [kind.name for kind in setting.vocabulary.kinds_called(pattern.name) if wanted <= kind.fields.keys()]


def _atoms(condition: Condition, setting: Setting) -> Iterator[tuple[Atom, tuple[str | bool | None, ...]]]:
    """Yield the atom that *condition* is, parts aside, with the values that it may have."""
    match condition:
        case Fact(name) | Known(name):
            kind = setting.vocabulary.facts.get(name)
            named = sorted(condition.values) if isinstance(condition, Fact) else ()
            yield ("fact", name), (None, *(kind.values if kind is not None and kind.values else (*named, ANOTHER)))
        case Happened(pattern, times):
            if not possible(pattern, setting):
                yield _atom(condition), (False,)
            elif times == 1 and any(implies(given, pattern, setting) for given in setting.given):
                yield _atom(condition), (True,)
            else:
                yield _atom(condition), (False, True)
        case Custom():
            yield _atom(condition), (True, False, None)
        case _:
            pass  # what it is made of is looked at by itself


def _atom(condition: Happened | Custom) -> Atom:
    if isinstance(condition, Happened):
        return "happened", condition
    # Where a plugin does not say what its condition reads, no two of its answers need be the same.
    where = () if condition.condition.reads else (condition.place, id(condition))
    return "custom", (condition.condition.name, repr(condition.body), where)


def _extended(
    world: dict[Atom, str | bool | None],
    atoms: Sequence[tuple[Atom, tuple[str | bool | None, ...]]],
    setting: Setting,
) -> Iterator[World | None]:
    """Yield every consistent way to give the rest of *atoms* a value; None for each way that was looked at in vain."""
    if len(world) == len(atoms):
        yield dict(world)
        return
    atom, values = atoms[len(world)]
    for one in values:
        if _fits(atom, one, world, setting):
            world[atom] = one
            yield from _extended(world, atoms, setting)
            del world[atom]
        else:
            yield None


def _fits(atom: Atom, answer: str | bool | None, world: World, setting: Setting) -> bool:
    """Tell whether *atom* may be *answer* beside what *world* says of patterns that are wider or narrower."""
    new = atom[1]
    if not isinstance(new, Happened):
        return True
    for (_, old), before in world.items():
        if isinstance(old, Happened) and before is not answer:
            less, more = (new, old) if answer else (old, new)
            if less.times >= more.times and implies(less.pattern, more.pattern, setting):
                return False
    return True
