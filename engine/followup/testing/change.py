"""One change to a policy, as a slip of the pen would make it: what it is made of, and carrying it out."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from followup.loading.parts import key_place, mapping, text, without
from followup.loading.write import as_yaml
from followup.model.node import Node
from followup.model.place import Place

_LONGEST = 80


@dataclass(frozen=True, slots=True)
class Change:
    """One change.

    Attributes:
        rule: The id of the rule that it is in.
        place: Where what is changed is written.
        was: That, as a policy writes it.
        now: What stands there instead, or None: nothing.
        old: The node to replace: the very one, wherever it stands. A parameter's value stands wherever it is put in.
        new: What to put there.
    """

    rule: str
    place: Place
    was: str
    now: str | None
    old: Node
    new: Node

    def __str__(self) -> str:
        """Return the change as a clause.

        >>> here = Place("mine.yaml", 9, 12)
        >>> print(Change("thank", here, "7 days", "8 days", Node("7 days", here), Node("8 days", here)))
        `7 days` → `8 days`
        """
        return f"`{self.was}` dropped" if self.now is None else f"`{self.was}` → `{self.now}`"

    def made_in(self, root: Node) -> Node:
        """Return *root* with the change made; what it does not touch stays the same nodes."""
        if root is self.old:
            return self.new
        if isinstance(root.value, dict):
            parts = {key: self.made_in(one) for key, one in root.value.items()}
            same = all(parts[key] is one for key, one in root.value.items())
            return root if same else Node(parts, root.place, root.keys)
        if isinstance(root.value, list):
            ones = [self.made_in(one) for one in root.value]
            return (
                root if all(new is old for new, old in zip(ones, root.value, strict=True)) else Node(ones, root.place)
            )
        return root


def replaced(rule: str, node: Node, value: str | int) -> Change:
    """Return that the scalar *node* becomes *value*."""
    return Change(rule, node.place, shown(node), f"{value}", node, Node(value, node.place))


def without_key(rule: str, node: Node, key: str) -> Change:
    """Return that a mapping loses *key*."""
    was = f"{key}: {shown(mapping(node)[key])}"
    return Change(rule, key_place(node, key), _cut(was), None, node, without(node, key))


def with_key(rule: str, node: Node, key: str, other: str) -> Change:
    """Return that *key* of a mapping is called *other*, in its place."""
    place = key_place(node, key)
    parts = {other if name == key else name: one for name, one in mapping(node).items()}
    keys = {other if name == key else name: at for name, at in node.keys.items()}
    return Change(rule, place, key, other, node, Node(parts, node.place, keys))


def without_item(rule: str, node: Node, ones: Sequence[Node], index: int) -> Change:
    """Return that a list, of *ones*, loses one of them."""
    left = [one for number, one in enumerate(ones) if number != index]
    return Change(rule, ones[index].place, shown(ones[index]), None, node, Node(left, node.place))


def swapped(rule: str, node: Node, ones: Sequence[Node]) -> Iterator[Change]:
    """Return that two neighbours of a list, of *ones*, change places: for each two."""
    for index in range(len(ones) - 1):
        first, second = ones[index : index + 2]
        left = [*ones[:index], second, first, *ones[index + 2 :]]
        was, now = (f"{shown(one)}, {shown(other)}" for one, other in ((first, second), (second, first)))
        yield Change(rule, first.place, was, now, node, Node(left, node.place))


def following(word: str, words: Iterable[str], but: Iterable[str] = ()) -> str | None:
    """Return the word after *word* in alphabetical order, the first after the last; not it, and none of *but*.

    >>> following("phone", ["email", "phone", "post"]), following("post", ["email", "phone", "post"], but=["email"])
    ('post', 'phone')
    """
    out = {word, *but}
    ordered = sorted(set(words) - out)
    return next((one for one in ordered if one > word), next(iter(ordered), None))


def shown(node: Node) -> str:
    """Return *node* as a policy would write it on one line, cut where it is long."""
    if not isinstance(node.value, dict | list):
        return text(node)
    return _cut(" ".join(as_yaml([node.plain()]).removeprefix("- ").split()))


def _cut(line: str) -> str:
    return line if len(line) <= _LONGEST else f"{line[: _LONGEST - 1].rstrip()}…"
