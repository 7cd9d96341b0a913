"""What a YAML file holds once it is read: plain values that still know where they were written."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from followup.model.place import Place

Scalar = None | bool | int | float | str
"""What is neither a list nor a mapping. Dates and times are text."""

MOST_LEVELS = 64
"""How deep lists and mappings may nest; the outermost is level 1."""

MOST_NODES = 200_000
"""How many values and keys one file may hold."""

# One for all: a file may hold 200,000 scalars.
_NO_KEYS: Mapping[str, Place] = {}


@dataclass(frozen=True, slots=True)
class Node:
    """One value and where it begins.

    Attributes:
        value: A scalar, a list, or a mapping in the order of the file.
        place: The first character of the value; for a value left empty, where it would stand.
        keys: Of a mapping, where each of its keys is written; else empty.
    """

    value: "Scalar | dict[str, Node] | list[Node]"
    place: Place
    keys: Mapping[str, Place] = field(default_factory=lambda: _NO_KEYS)

    def plain(self) -> object:
        """Return the same without places, as jsonschema wants it.

        >>> here = Place("a.yaml", 1, 1)
        >>> Node({"to": Node([Node("dana", here)], here)}, here).plain()
        {'to': ['dana']}
        """
        if isinstance(self.value, dict):
            return {key: node.plain() for key, node in self.value.items()}
        if isinstance(self.value, list):
            return [node.plain() for node in self.value]
        return self.value
