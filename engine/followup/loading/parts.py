"""Looking into nodes whose shape a schema has already vouched for."""

from collections.abc import Iterator, Mapping

from followup.loading.findings import shown
from followup.model.node import Node
from followup.model.place import Place


def mapping(node: Node | None) -> dict[str, Node]:
    """Return the parts of a mapping by key; none where *node* is no mapping or is missing."""
    return node.value if node is not None and isinstance(node.value, dict) else {}


def items(node: Node | None) -> list[Node]:
    """Return the parts of a list; none where *node* is no list or is missing."""
    return node.value if node is not None and isinstance(node.value, list) else []


def one_or_many(node: Node | None) -> list[Node]:
    """Return the parts of a list, or *node* itself where it is a single value; none where it is missing."""
    if node is None:
        return []
    return node.value if isinstance(node.value, list) else [node]


def part(node: Node | None, key: str) -> Node | None:
    """Return the value under *key*, or None."""
    return mapping(node).get(key)


def text(node: Node) -> str:
    """Return a scalar as text."""
    return node.value if isinstance(node.value, str) else str(node.value)


def text_or(node: Node | None, default: str) -> str:
    """Return a scalar as text; *default* where it is missing."""
    return default if node is None else text(node)


def texts(node: Node | None) -> tuple[str, ...]:
    """Return a list of scalars, or a single one, as text."""
    return tuple(text(one) for one in one_or_many(node))


def whole(node: Node) -> int:
    """Return a whole number; INVARIANT: the schema has let nothing else through, but `3.0` it has."""
    assert isinstance(node.value, int | float), "a whole number"
    return int(node.value)


def entries(node: Node | None) -> Iterator[tuple[str, Place, Node]]:
    """Yield each key of a mapping, where it is written, and its value, in the order of the file."""
    for key, value in mapping(node).items():
        assert node is not None, "it has a key"
        yield key, node.keys.get(key, value.place), value


def only(node: Node) -> tuple[str, Place, Node]:
    """Return the one key of a one-key mapping, where it is written, and its value."""
    return next(entries(node))


def key_place(node: Node, key: str) -> Place:
    """Return where *key* is written in a mapping; the mapping's own place where it is not."""
    return node.keys.get(key, node.place)


def with_parts(node: Node, more: Mapping[str, tuple[Place, Node]]) -> Node:
    """Return a mapping with keys added or replaced; a replaced one keeps its position."""
    return Node(
        {**mapping(node), **{key: value for key, (_, value) in more.items()}},
        node.place,
        {**node.keys, **{key: place for key, (place, _) in more.items()}},
    )


def without(node: Node, key: str) -> Node:
    """Return a mapping without *key*."""
    kept = {name: value for name, value in mapping(node).items() if name != key}
    return Node(kept, node.place, {name: place for name, place in node.keys.items() if name != key})


def written(place: Place, seen_from: Place) -> str:
    """Return *place* in words for a message that stands at *seen_from*."""
    if not place.line:
        same = f"in {shown(place.path)}" if place.path else "elsewhere in the same data"
        return same if place.file == seen_from.file else f"in `{place.file}`"
    where = f"line {place.line}"
    return f"in {where}" if place.file == seen_from.file else f"in `{place.file}`, {where}"
