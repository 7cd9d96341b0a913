"""What differs between two policies: rule by rule and key by key, in the steps in which `change` would change them.

Policies are compared as they are with all that they extend and with their parameters put in; layout, comments, and in
which file something stands make no difference.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from followup.analysis.renamed import renamed
from followup.loading.check_rules import FORBID
from followup.loading.digest import canonical
from followup.loading.overrides import MERGED
from followup.loading.parts import items, mapping, part, text
from followup.model.node import Node
from followup.model.policy import Policy

_LEVELS: Final = {"source": 1, "params": 2, "advice": 2, "vocabulary": 3}
"""How many keys lead to what is compared as a whole, by section."""


@dataclass(frozen=True, slots=True)
class KeyChange:
    """One value that is another one.

    Attributes:
        path: The keys that lead to it: from the policy, or in a rule from there.
        old: What it was, with its place; None: there was nothing.
        new: What it is; None: there is nothing. INVARIANT: one of the two is there, and they are not equal.
    """

    path: tuple[str, ...]
    old: Node | None
    new: Node | None


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule of both policies that is not the same in them; a renamed one has a change of its ``id``.

    Attributes:
        old: The whole rule as it was.
        new: The whole rule as it is.
    """

    old: Node
    new: Node
    changes: tuple[KeyChange, ...]

    @property
    def ids(self) -> tuple[str, str]:
        """The rule's id in the old policy and in the new one."""
        return _id(self.old), _id(self.new)


@dataclass(frozen=True, slots=True)
class Move:
    """A rule of both policies that comes at another point among those that, like it, advise or forbid.

    Rules that advise and rules that forbid have no order between them: forbids hold whenever they do.

    Attributes:
        rule: As it is in the new policy.
        after: The id of the one after which it comes now; None: it comes first.
    """

    rule: Node
    after: str | None


@dataclass(frozen=True, slots=True)
class PolicyDiff:
    """What differs between *old* and *new*.

    Attributes:
        sections: Changes outside of the rules.
        added: The rules that only the new policy has, in its order.
        removed: The rules that only the old policy has, in its order.
        changed: In the new policy's order.
        moved: As few as can be, in the new policy's order.
    """

    old: Policy
    new: Policy
    sections: tuple[KeyChange, ...]
    added: tuple[Node, ...]
    removed: tuple[Node, ...]
    changed: tuple[RuleChange, ...]
    moved: tuple[Move, ...]

    @property
    def same(self) -> bool:
        """Whether there is no difference that could make one."""
        return not (self.sections or self.added or self.removed or self.changed or self.moved)

    @property
    def renamed(self) -> Mapping[str, str]:
        """The new ids of rules that were called otherwise, by the old ones."""
        return {old: new for old, new in (change.ids for change in self.changed) if old != new}


def diff(old: Policy, new: Policy) -> PolicyDiff:
    """Return what differs between two policies that were loaded; making its changes to *old* gives *new*.

    Raises:
        ValueError: one of them was made by hand, and is written nowhere.
    """
    if old.written is None or new.written is None:
        raise ValueError("only policies that were loaded from something written can be compared")
    before, after = ({_id(rule): rule for rule in items(part(side, "rules"))} for side in (old.written, new.written))
    pairs = {name: name for name in before if name in after}
    pairs |= renamed(*({n: rule for n, rule in side.items() if n not in pairs} for side in (before, after)))
    was = {now: then for then, now in pairs.items()}
    changed = []
    for name, rule in after.items():
        if name in was:
            changed.append(RuleChange(before[was[name]], rule, tuple(_rule((), before[was[name]], rule))))
    return PolicyDiff(
        old,
        new,
        sections=tuple(_sections(old.written, new.written)),
        added=tuple(rule for name, rule in after.items() if name not in was),
        removed=tuple(rule for name, rule in before.items() if name not in pairs),
        changed=tuple(change for change in changed if change.changes),
        moved=tuple(_moved([pairs.get(name) for name in before], after)),
    )


def _sections(old: Node, new: Node) -> Iterator[KeyChange]:
    for key in _keys(old, new):
        if key != "rules":
            yield from _section((key,), part(old, key), part(new, key))


def _section(path: tuple[str, ...], old: Node | None, new: Node | None) -> Iterator[KeyChange]:
    """Yield what differs under *path*; a row that only one of them has is one change, and no change of its keys."""
    sides, levels = [side for side in (old, new) if side is not None], _LEVELS.get(path[0], 0)
    whole = not all(isinstance(side.value, dict) for side in sides) or len(path) > levels
    if whole or (len(sides) == 1 and len(path) == levels):
        yield from _change(path, old, new)
    else:
        for key in _keys(*sides):
            yield from _section((*path, key), part(old, key), part(new, key))


def _rule(path: tuple[str, ...], old: Node, new: Node) -> Iterator[KeyChange]:
    """Yield what differs between two mappings that stand under *path* in a rule, or are the rule."""
    for key in _keys(old, new):
        was, now = part(old, key), part(new, key)
        if key in MERGED and mapping(was) and mapping(now):
            assert was is not None, "it has parts"
            assert now is not None, "it has parts"
            yield from _rule((*path, key), was, now)
        else:
            yield from _change((*path, key), was, now)


def _change(path: tuple[str, ...], old: Node | None, new: Node | None) -> Iterator[KeyChange]:
    if old is None or new is None or canonical(old) != canonical(new):
        yield KeyChange(path, old, new)


def _keys(*sides: Node) -> Iterable[str]:
    """Return the keys of all, in the order of the last; those that it lacks come after them."""
    return dict.fromkeys(key for side in reversed(sides) for key in mapping(side))


def _moved(old: Sequence[str | None], new: Mapping[str, Node]) -> Iterator[Move]:
    """Yield what came at another point; *old* has the new ids of the rules in the old order, None for those gone."""
    came = {name: number for number, name in enumerate(old) if name is not None}
    for forbids in (False, True):
        family = [name for name, rule in new.items() if (part(rule, FORBID) is not None) == forbids]
        both = [name for name in family if name in came]
        stayed = _longest_rise([came[name] for name in both])
        for number, name in enumerate(family):
            if name in came and came[name] not in stayed:
                yield Move(new[name], family[number - 1] if number else None)


def _longest_rise(numbers: Sequence[int]) -> set[int]:
    """Return the members of a longest rising subsequence of *numbers*, of which none comes twice (patience sorting)."""
    tops: list[int] = []
    below: dict[int, int | None] = {}
    for number in numbers:
        pile = bisect_left(tops, number)
        below[number] = tops[pile - 1] if pile else None
        tops[pile : pile + 1] = [number]
    found: set[int] = set()
    last = tops[-1] if tops else None
    while last is not None:
        found.add(last)
        last = below[last]
    return found


def _id(rule: Node) -> str:
    return text(mapping(rule)["id"])
