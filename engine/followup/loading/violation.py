"""What jsonschema found, said in the words of whoever wrote the file, at the place where it is written."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from followup.loading.findings import shown
from followup.loading.suggest import as_id, hint_for, nearest, one_of
from followup.loading.wording import SHAPES, TYPES, USUAL, WORDS, as_written, called, is_named, kind_of
from followup.loading.write import in_flow
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place
from followup.model.vocabulary import Vocabulary

_IN_CONDITIONS: Final = "happened"
"""The key that only a condition may have."""

_NAME: Final = re.compile(r"[a-z][a-z-]*(?:\.[a-z][a-z_-]*)?").fullmatch

_IN_ADVICE: Final = "act"
_BESIDE_ADVICE: Final = frozenset({"when", "strength", "cites", "reading", "title", "dissent"})
"""Keys of a rule that stand beside its `do` or `forbid`."""

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError


def explain(errors: "Iterable[ValidationError]", root: Node, words: Vocabulary) -> Iterator[Diagnostic]:
    """Yield what *errors* mean for the file that *root* was read from; *words* help to guess what was meant.

    A key that is missing only because it was mistyped is not reported a second time.
    """
    errors = tuple(errors)
    meant: set[tuple[object, ...]] = set()
    for error in errors:
        if error.validator == "additionalProperties":
            spot = _Spot(error, root, words)
            for diagnostic, key in spot.unknown_keys():
                if key is not None:
                    meant.add((*error.absolute_path, key))
                yield diagnostic
    for error in errors:
        if error.validator != "additionalProperties":
            spot = _Spot(error, root, words)
            yield from spot.missing_keys(meant) if error.validator == "required" else [spot.diagnostic()]


class _Spot:
    """One error, and the node that it is about.

    Attributes:
        node: The value that does not fit; of a key that does not, the mapping that has it.
        place: What to point at: the value, or the key.
        label: What to call it.
    """

    __slots__ = ("error", "label", "node", "place", "schema", "words")

    def __init__(self, error: "ValidationError", root: Node, words: Vocabulary) -> None:
        self.error = error
        self.schema: Mapping[str, Any] = error.schema if isinstance(error.schema, dict) else {}
        self.words = words
        self.node = root
        self.label = "the whole"
        at = root.place
        for step in error.absolute_path:
            value = self.node.value
            if isinstance(value, dict):
                key = str(step)
                at, self.label, self.node = self.node.keys[key], shown(key), value[key]
            elif isinstance(value, list) and isinstance(step, int):
                self.label = self.label if self.label.startswith("an item of") else f"an item of {self.label}"
                self.node = value[step]
                at = self.node.place
        # A mapping begins with its first key, which is seldom what is wrong with it.
        self.place = at if isinstance(self.node.value, dict) else self.node.place
        if isinstance(self.node.value, dict) and isinstance(error.instance, str):
            self.label = f"a key of {self.label}"
            self.place = self.node.keys.get(error.instance, self.place)

    def unknown_keys(self) -> Iterator[tuple[Diagnostic, str | None]]:
        """Yield a diagnostic for each key that may not stand here, and the key that it was meant to be."""
        assert isinstance(self.node.value, dict), "only mappings have keys"
        known = self.schema.get("properties", {})
        free = [key for key in known if key not in self.node.value]
        for key in self.node.value:
            if key not in known:
                meant = nearest(key, free) or nearest(key, known)
                hint = self._elsewhere(key) or (f"did you mean {shown(meant)}?" if meant else one_of(free))
                where = f" in {self.label}" if self.label.startswith("`") else ""
                text = f"unknown key {shown(key)}{where}"
                yield Diagnostic("unknown-key", text, self.node.keys[key], hint), meant

    def _elsewhere(self, key: str) -> str | None:
        """Return the hint where a key that may not stand here would be right, or None."""
        known = self.schema.get("properties", {})
        assert isinstance(self.node.value, dict), "only mappings have keys"
        if _IN_CONDITIONS in known and key in {*self.words.events, *self.words.groups}:
            return f"write it as {shown(in_flow({_IN_CONDITIONS: self._pattern(key, self.node.value[key].plain())}))}"
        if _IN_ADVICE in known and key in _BESIDE_ADVICE:
            return f"it stands beside {self.label}, not in it"
        return None

    def _pattern(self, event: str, value: object) -> object:
        """Return the pattern of *event* that *value* was meant to make; of a scalar, with the field that it fits."""
        if isinstance(value, dict) and value:
            return {event: value}
        fields = [field for kind in self.words.kinds_called(event) for field in kind.fields.items()]
        fitting = [name for name, of in fields if of.type.personal and isinstance(value, str)]
        return {event: {fitting[0]: value}} if fitting else event

    def missing_keys(self, meant: set[tuple[object, ...]]) -> Iterator[Diagnostic]:
        """Yield a diagnostic for each key that must stand here and does not, not even mistyped."""
        assert isinstance(self.node.value, dict), "only mappings have keys"
        required: Any = self.error.validator_value
        for key in required:
            if key not in self.node.value and (*self.error.absolute_path, key) not in meant:
                if mistyped := self._mistyped(key):
                    hint = f"did you mean {shown(key)}?"
                    yield Diagnostic("unknown-key", f"unknown key {shown(mistyped)}", self.node.keys[mistyped], hint)
                    continue
                lacks = f"{self.label} lacks the key {shown(key)}"
                message = lacks if self.error.absolute_path else f"the key {shown(key)} is missing"
                yield Diagnostic("missing-key", message, self.place)

    def _mistyped(self, key: str) -> str | None:
        # Where any key may stand, as in an event, one that no event has may be the one that is missing.
        if not isinstance(self.schema.get("additionalProperties"), dict):
            return None
        fields = {field for kind in self.words.events.values() for field in kind.fields}
        known = fields.union(self.schema["properties"])
        return nearest(key, [other for other in self.node.keys if other not in known]) if fields else None

    def diagnostic(self) -> Diagnostic:
        """Return what any other error means."""
        limit: Any = self.error.validator_value
        value: Any = self.error.instance
        place = self.place
        hint = None
        match self.error.validator:
            case "type":
                return self._wrong_type([limit] if isinstance(limit, str) else list(limit))
            case "enum" | "const":
                code, message, hint = self._not_allowed(limit if self.error.validator == "enum" else [limit])
            case "pattern":
                code, message, hint = self._malformed()
            case "minItems" | "minProperties" | "minLength":
                code = "too-short" if self.error.validator == "minLength" else "too-few"
                message = f"{self.label} is empty" if len(value) == 0 else f"{self.label} has less than {limit} parts"
                hint = one_of(self.schema.get("properties", ())) if self.error.validator == "minProperties" else None
            case "maxItems":
                code, message = "too-many", f"{self.label} has more than {limit} items"
                place = self._part(limit)
            case "maxProperties":
                code, message = "too-many", f"{self.label} has more than {limit} keys"
                place = self._part(limit)
                if limit == 1:
                    first, second = list(value)[:2]
                    message = f"{shown(second)} stands beside {shown(first)}, but {self.label} has one key only"
            case "maxLength":
                code, message = "too-long", f"{self.label} is longer than {limit} characters"
            case "minimum" | "exclusiveMinimum" | "maximum" | "exclusiveMaximum":
                bound = {"minimum": "at least", "maximum": "at most", "exclusiveMinimum": "more than"}
                code = "out-of-range"
                message = f"{self.label} is {shown(str(value))}"
                hint = f"it must be {bound.get(self.error.validator, 'less than')} {limit}"
            case "uniqueItems":
                code, message, place = self._repeated()
            case keyword:
                # Only a plugin's schema gets here.
                code, message = "invalid", f"{self.label} does not fit what its plugin asks for ({shown(str(keyword))})"
                description = self.schema.get("description")
                hint = shown(description)[1:-1] if isinstance(description, str) else None
        return Diagnostic(code, message, place, hint)

    def _wrong_type(self, types: list[str]) -> Diagnostic:
        allowed = [TYPES.get(name, name) for name in types if name != "null" or len(types) == 1]
        wanted = " or ".join(filter(None, (", ".join(allowed[:-1]), allowed[-1])))
        hint = None
        if self.error.instance is None:
            message = f"{self.label} has no value; it should be {wanted}"
            hint = "leave out what is not known" if "facts" in self.error.absolute_path else None
        else:
            message = f"{self.label} should be {wanted}, not {kind_of(self.error.instance)}"
            if types == ["array"] and isinstance(self.error.instance, str) and self._lists_scalars():
                hint = f"write it as {shown(f'[{self.error.instance}]')}"
            elif types == ["string"] and isinstance(self.error.instance, bool | int | float):
                hint = self._such_as() or "quote it"
            elif types == ["object"] and (meant := self._as_map(self.error.instance)) is not None:
                hint = f"write it as {shown(in_flow(meant))}"
        return Diagnostic("wrong-type", message, self.place, hint)

    def _as_map(self, value: object) -> object | None:
        """Return the map with one key that a word, or a list of words, was meant to be; or None."""
        known = self.schema.get("properties", {})
        if {"each", "first"} <= known.keys():
            if isinstance(value, list):
                return {"first": value} if value and all(isinstance(one, str) for one in value) else None
            if not isinstance(value, str) or not _NAME(value):
                return None
            return {"first": [value]} if "." in value else {"each": value}
        if _IN_CONDITIONS in known and isinstance(value, str) and value in {*self.words.events, *self.words.groups}:
            return {_IN_CONDITIONS: value}
        return None

    def _lists_scalars(self) -> bool:
        """Tell whether a list is wanted whose entries are single values, as far as the schema says so at once."""
        entries = self.schema.get("items")
        return not isinstance(entries, dict) or entries.get("type") != "object"

    def _not_allowed(self, allowed: Iterable[object]) -> tuple[str, str, str | None]:
        value = self.error.instance
        words = [as_written(each) for each in allowed]
        text = as_written(value) if not isinstance(value, dict | list) else None
        message = f"{shown(text)} is not possible here" if text is not None else f"{self.label} is {kind_of(value)}"
        return "not-allowed", message, hint_for(text or "", words)

    def _malformed(self) -> tuple[str, str, str | None]:
        value = str(self.error.instance)
        types = self.schema.get("type", [])
        title = self.schema.get("title", "")
        if "integer" in types:
            message = f"{self.label} should be a whole number, not text"
            return "malformed", message, f"write it as `3`, not {shown(value)}"
        known = getattr(self.words, WORDS.get(title, ""), ())
        meant = nearest(value, known)
        if meant is None and title not in SHAPES:
            meant = as_id(value)
        if such := self._such_as():
            return "malformed", f"{shown(value)} is not possible for {self.label}", such
        hint = f"did you mean {shown(meant)}?" if meant else SHAPES.get(title, USUAL)
        return "malformed", f"{shown(value)} has not the shape of {called(title)}", hint

    def _such_as(self) -> str | None:
        """Return the hint that names an example, where the schema has one, and no shape that users know by name."""
        examples = self.schema.get("examples")
        if "pattern" not in self.schema or is_named(self.schema.get("title", "")):
            return None
        if not isinstance(examples, list) or not examples or not isinstance(examples[0], str):
            return None
        return f"such as {shown(examples[0])}"

    def _repeated(self) -> tuple[str, str, Place]:
        assert isinstance(self.node.value, list), "only lists have items"
        seen: list[object] = []
        for item in self.node.value:
            plain = item.plain()
            if plain in seen:
                return "repeated", f"{shown(as_written(plain))} is in {self.label} twice", item.place
            seen.append(plain)
        return "repeated", f"{self.label} holds something twice", self.place

    def _part(self, number: int) -> Place:
        if isinstance(self.node.value, list):
            return self.node.value[number].place
        return list(self.node.keys.values())[number]
