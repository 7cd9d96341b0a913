"""From plain Python data to nodes: what an embedder gives instead of a file."""

import json
import math
from collections.abc import Mapping
from datetime import date

from followup.loading.characters import complaint
from followup.loading.findings import Findings, shown
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.node import MOST_LEVELS, MOST_NODES, Node, Scalar
from followup.model.place import Place

_LARGEST = 10**18
_LONGEST_KEY = 40
_LONGEST_PATH = 200


def from_data(data: object, file: str = "<mapping>") -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return *data* as `read_text` would; of places there are *file* and the path to each part.

    Mappings with text keys, lists, tuples and scalars are read, and dates and datetimes as their ISO 8601 text.
    Exactly one of the two results is empty: the node, when there was a mistake.
    """
    work = _Work(file, Findings())
    node = work.convert(data, "", 0)
    return (None, in_order(work.findings.found)) if work.findings.found else (node, ())


class _Work:
    """One pass over the data."""

    __slots__ = ("ended", "file", "findings", "nodes")

    def __init__(self, file: str, findings: Findings) -> None:
        self.file = file
        self.findings = findings
        self.nodes = 0
        self.ended = False

    def convert(self, data: object, path: str, level: int) -> Node:
        """Return *data*, which was found at *path*, as a node. Recurses no deeper than a file may nest."""
        self._count()
        place = Place(self.file, 0, 0, path)
        if isinstance(data, Mapping | list | tuple):
            if level == MOST_LEVELS:
                # A structure that contains itself ends here, too.
                message = f"{_shown(path)} is nested more than {MOST_LEVELS} levels deep"
                self._add("too-deep", message, path, "does it contain itself?")
                self.ended = True
                return Node(None, place)
            return self._mapping(data, place, level) if isinstance(data, Mapping) else self._list(data, place, level)
        return Node(self._scalar(data, path), place)

    def _mapping(self, data: Mapping[object, object], place: Place, level: int) -> Node:
        value: dict[str, Node] = {}
        for key, part in data.items():
            if self._over():
                break
            self._count()
            if isinstance(key, str):
                text = str.__str__(key)
                path = _key_in(place.path, text)
                self._check(text, path)
                value[text] = self.convert(part, path, level + 1)
            else:
                self._add("key-not-text", f"a key of {_shown(place.path)} is not text", place.path)
        return Node(value, place, {key: node.place for key, node in value.items()})

    def _list(self, data: list[object] | tuple[object, ...], place: Place, level: int) -> Node:
        value: list[Node] = []
        for index, part in enumerate(data):
            if self._over():
                break
            value.append(self.convert(part, _ended(f"{place.path}[{index}]"), level + 1))
        return Node(value, place)

    def _scalar(self, data: object, path: str) -> Scalar:
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
            message = f"{_shown(path)} is a number that is not finite or has more than 18 digits"
            self._add("not-plain-data", message, path)
        else:
            kinds = "a mapping, a list, text, a number, true, false, none or a date"
            self._add("not-plain-data", f"{_shown(path)} is not {kinds}", path)
        return None

    def _check(self, text: str, path: str) -> None:
        if message := complaint(text):
            self._add("control-character", message, path)

    def _count(self) -> None:
        self.nodes += 1
        if self.nodes == MOST_NODES + 1:
            self._add("too-many-nodes", f"more than {MOST_NODES} keys and values", "")
            self.ended = True

    def _over(self) -> bool:
        return self.ended or self.findings.full

    def _add(self, code: str, message: str, path: str, hint: str | None = None) -> None:
        self.findings.add(code, message, Place(self.file, 0, 0, path), hint)


def _key_in(path: str, key: str) -> str:
    """Return the path of *key* in the mapping at *path*; quoted where it would not read as one word.

    >>> _key_in("facts", "company.culture")
    'facts["company.culture"]'
    """
    key = key if len(key) <= _LONGEST_KEY else f"{key[: _LONGEST_KEY - 1]}…"
    if not key.replace("-", "_").isidentifier():
        return _ended(f"{path}[{json.dumps(key, ensure_ascii=False)}]")
    return _ended(f"{path}.{key}" if path else key)


def _ended(path: str) -> str:
    """Return *path*, or the end of one that nobody would read; what is nested deeply must not cost memory for it."""
    return path if len(path) <= _LONGEST_PATH else f"…{path[1 - _LONGEST_PATH :]}"


def _shown(path: str) -> str:
    return shown(path) if path else "the whole"
