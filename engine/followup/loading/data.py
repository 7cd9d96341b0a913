"""From plain Python data to nodes: what an embedder gives instead of a file."""

import math
from collections.abc import Mapping
from datetime import date

from followup.loading.characters import complaint
from followup.loading.findings import Findings, shown
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.node import MOST_LEVELS, MOST_NODES, Node, Scalar
from followup.model.place import Place

_LARGEST = 10**18
_Path = tuple[str | int, ...]


def from_data(data: object, file: str = "<mapping>") -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return *data* as `read_text` would, with *file* as the only place there is.

    Mappings with text keys, lists, tuples and scalars are read, and dates and datetimes as their ISO 8601 text.
    Exactly one of the two results is empty: the node, when there was a mistake.
    """
    work = _Work(Place(file, 0, 0), Findings())
    node = work.convert(data, ())
    return (None, in_order(work.findings.found)) if work.findings.found else (node, ())


class _Work:
    """One pass over the data."""

    __slots__ = ("ended", "findings", "nodes", "place")

    def __init__(self, place: Place, findings: Findings) -> None:
        self.place = place
        self.findings = findings
        self.nodes = 0
        self.ended = False

    def convert(self, data: object, path: _Path) -> Node:
        """Return *data*, which was found at *path*, as a node. Recurses no deeper than a file may nest."""
        self._count()
        if isinstance(data, Mapping | list | tuple):
            if len(path) == MOST_LEVELS:
                # A structure that contains itself ends here, too.
                message = f"{_shown(path[:3])} is nested more than {MOST_LEVELS} levels deep"
                self._add("too-deep", message, "does it contain itself?")
                self.ended = True
                return Node(None, self.place)
            return self._mapping(data, path) if isinstance(data, Mapping) else self._list(data, path)
        return Node(self._scalar(data, path), self.place)

    def _mapping(self, data: Mapping[object, object], path: _Path) -> Node:
        value: dict[str, Node] = {}
        for key, part in data.items():
            if self._over():
                break
            self._count()
            if isinstance(key, str):
                text = str.__str__(key)
                self._check(text, (*path, text))
                value[text] = self.convert(part, (*path, text))
            else:
                self._add("key-not-text", f"a key of {_shown(path)} is not text")
        return Node(value, self.place, dict.fromkeys(value, self.place))

    def _list(self, data: list[object] | tuple[object, ...], path: _Path) -> Node:
        value: list[Node] = []
        for index, part in enumerate(data):
            if self._over():
                break
            value.append(self.convert(part, (*path, index)))
        return Node(value, self.place)

    def _scalar(self, data: object, path: _Path) -> Scalar:
        # A subclass (an enumeration's member, say) counts as the plain value that it is.
        if isinstance(data, str):
            text = str.__str__(data)
            self._check(text, path)
            return text
        if data is None or isinstance(data, bool):
            return data
        if isinstance(data, int) and abs(int(data)) < _LARGEST:
            return int(data)
        if isinstance(data, float) and math.isfinite(data):
            return float(data)
        if isinstance(data, date):
            return data.isoformat()
        if isinstance(data, int | float):
            self._add("not-plain-data", f"{_shown(path)} is a number that is not finite or has more than 18 digits")
        else:
            kinds = "a mapping, a list, text, a number, true, false, none or a date"
            self._add("not-plain-data", f"{_shown(path)} is not {kinds}")
        return None

    def _check(self, text: str, path: _Path) -> None:
        if message := complaint(text):
            self._add("control-character", f"{message} (in {_shown(path)})")

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes == MOST_NODES + 1:
            self._add("too-many-nodes", f"more than {MOST_NODES} keys and values")
            self.ended = True

    def _over(self) -> bool:
        return self.ended or self.findings.full

    def _add(self, code: str, message: str, hint: str | None = None) -> None:
        self.findings.add(code, message, self.place, hint)


def _shown(path: _Path) -> str:
    steps = (f"[{step}]" if isinstance(step, int) else f".{step[:20]}" for step in path)
    return shown("".join(steps).removeprefix(".")) if path else "the whole"
