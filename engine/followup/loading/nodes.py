"""From the parser's events to nodes, with a stack of its own: places, limits, and everything that is refused."""

from dataclasses import dataclass, field
from typing import Final

import yaml

from followup.loading.characters import complaint
from followup.loading.findings import Findings, shown
from followup.loading.scalar import Disputed, resolve
from followup.loading.syntax import events, place_of
from followup.model.node import MOST_LEVELS, MOST_NODES, Node, Scalar
from followup.model.place import Place

_BUILT_IN: Final = "tag:yaml.org,2002:"


def compose(text: str, file: str, findings: Findings) -> Node | None:
    """Return the one document in *text*; None when it has none.

    What cannot stand in a file goes to *findings*, and reading goes on for as long as that makes sense.
    """
    work = _Work(file, findings)
    for event in events(text, file, findings):
        if not work.take(event) or findings.full:
            break
    return work.root


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not come.

    Attributes:
        node: Is filled while its parts come.
        keys: Of a mapping: those that came; the same that the node has.
        wants_key: Whether it is a mapping, and a key is next.
        key: The last one; None when it was refused, and its value is read only for its mistakes.
    """

    node: Node
    keys: dict[str, Place]
    wants_key: bool
    key: str | None = None


@dataclass(slots=True)
class _Work:
    """One pass over the events."""

    file: str
    findings: Findings
    root: Node | None = None
    stack: list[_Open] = field(default_factory=list)
    nodes: int = 0
    documents: int = 0

    def take(self, event: yaml.Event) -> bool:
        """Add *event*; return False when what follows is not worth reading."""
        if isinstance(event, yaml.NodeEvent):
            self.nodes += 1
            place = place_of(event.start_mark, self.file)
            if self.nodes > MOST_NODES:
                self.findings.add("too-many-nodes", f"more than {MOST_NODES} keys and values", place)
                return False
            return self._node(event, place)
        if isinstance(event, yaml.CollectionEndEvent):
            self.stack.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self.documents += 1
            if self.documents > 1:
                place = place_of(event.start_mark, self.file)
                self.findings.add("second-document", "a second document begins here; a file holds one", place)
                return False
        return True

    def _node(self, event: yaml.NodeEvent, place: Place) -> bool:
        if isinstance(event, yaml.ScalarEvent):
            if event.anchor is not None or event.tag is not None:
                self._refuse_properties(event.anchor, event.tag, place)
            # A tagged one has been refused; what it would be without its tag is nobody's question.
            self._scalar(event.value, place, plain=not event.style and event.tag is None)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_properties(event.anchor, event.tag, place)
            return self._collection(place, mapping=isinstance(event, yaml.MappingStartEvent))
        else:
            message = f"the alias {shown(f'*{event.anchor}')} is not allowed"
            self.findings.add("anchor", message, place, "write the value out; quote a text that begins with `*`")
            self._put(Node(None, place))
        return True

    def _refuse_properties(self, anchor: str | None, tag: str | None, place: Place) -> None:
        if anchor is not None:
            message = f"the anchor {shown(f'&{anchor}')} is not allowed"
            self.findings.add("anchor", message, place, "remove it; quote a text that begins with `&`")
        if tag is not None:
            # The parser has written out what `!!` stands for.
            message = f"the tag {shown(tag.replace(_BUILT_IN, '!!', 1))} is not allowed"
            self.findings.add("tag", message, place, "remove it; quote a text that begins with `!`")

    def _collection(self, place: Place, *, mapping: bool) -> bool:
        if self.stack and self.stack[-1].wants_key:
            self.findings.add("key-not-text", "a list or a mapping cannot be a key", place)
        if len(self.stack) == MOST_LEVELS:
            self.findings.add("too-deep", f"nested more than {MOST_LEVELS} levels deep", place)
            return False
        keys: dict[str, Place] = {}
        node = Node({}, place, keys) if mapping else Node([], place)
        self._put(node)
        self.stack.append(_Open(node, keys, wants_key=mapping))
        return True

    def _scalar(self, text: str, place: Place, *, plain: bool) -> None:
        if self.stack and self.stack[-1].wants_key:
            top = self.stack[-1]
            top.wants_key, top.key = False, self._key(text, place, top.keys, plain=plain)
            return
        value: Scalar | Disputed = resolve(text) if plain else text
        if isinstance(value, Disputed):
            self.findings.add("quote-it", value.message, place, value.hint)
            value = text
        elif not plain and (wrong := complaint(text)):
            self.findings.add("control-character", wrong, place)
        if self.stack or text or not plain:
            self._put(Node(value, place))

    def _key(self, text: str, place: Place, keys: dict[str, Place], *, plain: bool) -> str | None:
        """Return the key to file the next value under; None for one that was refused."""
        if plain and text == "<<":
            self.findings.add("merge-key", "the merge key `<<` is not allowed", place, "write the keys out")
        elif plain and not text:
            self.findings.add("key-not-text", "a key is missing", place)
        elif plain and not isinstance(resolve(text), str):
            quoted = shown(f'"{text}"')
            message = f"the key {shown(text)} is not text to every YAML reader"
            self.findings.add("key-not-text", message, place, "quote it" if "…" in quoted else f"quote it: {quoted}")
        elif not plain and (wrong := complaint(text)):
            self.findings.add("control-character", wrong, place)
        elif text in keys:
            message = f"the key {shown(text)} is already in line {keys[text].line}, column {keys[text].column}"
            self.findings.add("duplicate-key", message, place)
        else:
            keys[text] = place
            return text
        return None

    def _put(self, node: Node) -> None:
        if not self.stack:
            self.root = node
            return
        top = self.stack[-1]
        if isinstance(top.node.value, list):
            top.node.value.append(node)
        elif top.wants_key:
            top.wants_key, top.key = False, None
        elif isinstance(top.node.value, dict):
            if top.key is not None:
                top.node.value[top.key] = node
            top.wants_key = True
