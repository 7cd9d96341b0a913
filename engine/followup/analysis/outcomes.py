"""Whether conditions can hold where there are too many worlds to go through: what they can come to, all together.

Thing after thing is settled, a fact or what has happened, and of the conditions only what is left of them is kept: of
all ways that leave the same, one stands for the others. Thirty parts of an `all` are 2³⁰ worlds, but leave no more than
two things after each: it has failed already, or hangs on the rest.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final, NamedTuple

from followup.analysis.patterns import Setting
from followup.analysis.ties import MOST_ATOMS, Answer, Atom, ties_between
from followup.analysis.worlds import World, atom_of, atoms_of, worlds
from followup.model.condition import All, Any, Condition, Custom, Fact, Happened, Known, Not, parts_of

MOST_LEFT: Final = 1_024
"""So many different remainders are kept side by side."""

MOST_WORK: Final = 150_000
"""So many parts of remainders are looked at, a fraction of a second."""


class _Asks(NamedTuple):
    """One atom, by its number: what the condition is, given the atom's value."""

    atom: int
    comes_to: Callable[[Answer], bool | None] | frozenset[str]


class _Not(NamedTuple):
    part: "_Left"


class _Some(NamedTuple):
    """An `all`, or else an `any`; an unknown part stays, since the others may decide without it."""

    every: bool
    parts: tuple["_Left", ...]


_Left = bool | None | _Asks | _Not | _Some
"""What is left of a condition: its value, once that is settled."""


def cases(conditions: Sequence[Condition | None], setting: Setting) -> Sequence[World] | None:
    """Return worlds that show all that *conditions* can be together; None: too much has a say.

    Where every world is there, they show what their parts can be, too: see `worlds`.
    """
    found = worlds(conditions, setting)
    return outcomes(conditions, setting) if found is None else found


def outcomes(conditions: Iterable[Condition | None], setting: Setting) -> Sequence[World] | None:
    """Return a world for each combination of values that *conditions* can have; None: too much has a say."""
    asked = [condition for condition in conditions if condition is not None]
    atoms = atoms_of(asked, setting)
    if len(atoms) > MOST_ATOMS:
        return None
    numbers = {atom: number for number, (atom, _) in enumerate(atoms)}
    size = sum(1 for condition in asked for _ in parts_of(condition))
    ties = ties_between([atom for atom, _ in atoms], setting)
    left: dict[object, tuple[tuple[_Left, ...], tuple[Answer, ...]]] = {
        (): (tuple(_form(condition, numbers) for condition in asked), ())
    }
    work = 0
    for number, (_, values) in enumerate(atoms):
        after: dict[object, tuple[tuple[_Left, ...], tuple[Answer, ...]]] = {}
        for forms, settled in left.values():
            for value in values:
                if ties.allow(value, settled):
                    now = (*settled, value)
                    kept = tuple(_settled(form, number, value) for form in forms)
                    after.setdefault((kept, tuple(now[at] for at in ties.remembered[number])), (kept, now))
            work += len(values) * size
            if len(after) > MOST_LEFT or work > MOST_WORK:
                return None
        left = after
    return [dict(zip(numbers, settled, strict=True)) for _, settled in left.values()]


def _form(condition: Condition, numbers: dict[Atom, int]) -> _Left:
    match condition:
        case Not(part):
            return _Not(_form(part, numbers))
        case All(parts) | Any(parts):
            return _Some(isinstance(condition, All), tuple(_form(part, numbers) for part in parts))
        case Fact(_, values):
            return _Asks(numbers[atom_of(condition)], values)
        case Known():
            return _Asks(numbers[atom_of(condition)], _is_known)
        case Happened() | Custom():
            return _Asks(numbers[atom_of(condition)], _itself)


def _is_known(answer: Answer) -> bool:
    return answer is not None


def _itself(answer: Answer) -> bool | None:
    assert not isinstance(answer, str), "only facts are words"
    return answer


def _settled(left: _Left, atom: int, answer: Answer) -> _Left:
    """Return what is left once *atom* is *answer*."""
    match left:
        case _Asks(number, comes_to) if number == atom:
            if isinstance(comes_to, frozenset):
                return None if answer is None else answer in comes_to
            return comes_to(answer)
        case _Not(part):
            inner = _settled(part, atom, answer)
            return None if inner is None else not inner if isinstance(inner, bool) else _Not(inner)
        case _Some(every, parts):
            now = [_settled(part, atom, answer) for part in parts]
            if (not every) in now:
                return not every
            unknown = (None,) if None in now else ()
            rest = tuple(one for one in now if one is not every and one is not None)
            return _Some(every, (*rest, *unknown)) if rest else None if unknown else every
        case _:
            return left
