"""A resolved policy as the text of a policy file, and as data: every value with the place where it was written."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final, NamedTuple

from followup.loading.parts import entries, items, mapping, text
from followup.loading.write import in_flow, scalar, scalar_on_its_own
from followup.model.node import Node
from followup.model.place import Place, told_apart
from followup.model.tell import printable

_ALIGNED: Final = 72
"""In columns: the comments of a paragraph stand below each other, but for those of longer lines."""


_WIDEST: Final = 104
"""In columns: what is longer in brackets does not stand in them."""


class _Line(NamedTuple):
    """One line of YAML; *place*: where what it says was written, None where it holds keys only."""

    text: str
    place: Place | None = None

    def behind(self, head: str) -> "_Line":
        return self._replace(text=head + self.text)


def resolved_yaml(policy: Node, *, places: bool = True) -> str:
    """Return *policy*, which is resolved, as a policy file laid out as an author would, that reads back as the same.

    What was written on one line stays on one, parameters that were put in aside: so every line has one place.

    Args:
        places: Whether each line that holds a value ends with where that was written, as a comment.
    """
    files = dict.fromkeys(leaf.place.file for leaf in _leaves(policy))
    name = told_apart(files)
    paragraphs = ["\n".join(_commented(lines, name if places else None)) for lines in _paragraphs(policy)]
    head = ["\n".join(_head(policy, files, name))] if places else []
    return "\n\n".join([*head, *paragraphs]) + "\n"


def places_of(node: Node, path: str = "") -> Iterator[tuple[str, Place]]:
    """Yield each value of *node* that has no others within as a JSON pointer (RFC 6901), and where it was written."""
    for key, part in _parts(node):
        yield from places_of(part, f"{path}/{key.replace('~', '~0').replace('/', '~1')}")
    if not _parts(node):
        yield path, node.place


def _leaves(node: Node) -> Iterator[Node]:
    if not node.value or not isinstance(node.value, dict | list):
        yield node
        return
    for one in node.value.values() if isinstance(node.value, dict) else node.value:
        yield from _leaves(one)


def _parts(node: Node) -> list[tuple[str, Node]]:
    return [*mapping(node).items(), *((str(number), one) for number, one in enumerate(items(node)))]


def _head(policy: Node, files: Iterable[str], name: Callable[[Place], str]) -> Iterator[str]:
    yield f"# {printable(text(mapping(policy)['policy']))}, resolved: with all that it extends, and its params put in."
    yield "# Each line ends with where its value is written."
    for file in files:
        place = Place(file, 0, 0)
        if name(place) != str(place):
            yield f"# {name(place)} is {place}"


def _paragraphs(policy: Node) -> Iterator[list[_Line]]:
    """Yield the lines between which none is empty: a section each, the rules one by one."""
    opening: list[_Line] = []
    for key, _, value in entries(policy):
        if not _parts(value):
            opening += _entry(key, value)
            continue
        if opening:
            yield opening
            opening = []
        if key == "rules":
            head = [_Line("rules:")]
            for rule in items(value):
                yield [*head, *(line.behind("  ") for line in _item(rule, _block(rule, with_do=True)))]
                head = []
        else:
            yield [_Line(f"{scalar(key)}:"), *(line.behind("  ") for line in _block(value))]
    if opening:
        yield opening


def _block(node: Node, *, with_do: bool = False) -> Iterator[_Line]:
    """Yield *node*, which is not empty, one line or more for each part; *with_do*: so for its `do`, too."""
    for key, value in mapping(node).items():
        yield from _entry(key, value, spread=with_do and key == "do")
    for value in items(node):
        yield from _item(value)


def _entry(key: str, value: Node, *, spread: bool = False) -> Iterator[_Line]:
    line = None if spread and _parts(value) else _on_one_line(value)
    if line is not None:
        yield line.behind(f"{scalar(key)}: ")
    else:
        yield _Line(f"{scalar(key)}:")
        yield from (line.behind("  ") for line in _block(value))


def _item(value: Node, lines: Iterable[_Line] | None = None) -> Iterator[_Line]:
    if lines is None:
        line = _on_one_line(value)
        lines = _block(value) if line is None else [line]
    for number, line in enumerate(lines):
        yield line.behind("  " if number else "- ")


def _on_one_line(node: Node) -> _Line | None:
    """Return *node* in brackets, if it was written on one line and fits on one; a scalar as it is."""
    if not _parts(node):
        flat = in_flow(node.plain())
        return _Line(flat if isinstance(node.value, dict | list) else scalar_on_its_own(node.value), node.place)
    leaves = _leaves(node)
    first = next(leaves).place
    if any((leaf.place.line, leaf.place.file) != (first.line, first.file) for leaf in leaves):
        return None
    line = in_flow(node.plain())
    return _Line(line, first) if len(line) <= _WIDEST else None


def _commented(lines: list[_Line], name: Callable[[Place], str] | None) -> Iterator[str]:
    column = max((len(line.text) for line in lines if len(line.text) <= _ALIGNED), default=0)
    for line in lines:
        if name is None or line.place is None:
            yield line.text
        else:
            yield f"{line.text:{column}}  # {name(line.place)}"
