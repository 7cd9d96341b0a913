"""The words of the language itself, as the schemas and the vocabulary explain them: keys, terms, and values."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from followup.loading.completion import UNTESTED, as_shipped
from followup.model.condition import RECIPIENT
from followup.model.vocabulary import DID, EventKind, FactKind, Field, FieldType, Vocabulary

POLICY: Final = "policy"
TIMELINE: Final = "timeline"
SUITE: Final = "suite"
FILES: Final = {POLICY: "a policy", TIMELINE: "a timeline", SUITE: "a test suite"}
"""The files that people write, each by the name of its schema."""

_TERMS: Final = ("condition", "pattern", "pattern-fields", "anchor", "recipient", "parameter")
"""The definitions that the explanations of several keys speak of."""

_AGAIN: Final = "rule-change"
"""The definition that has the keys of a rule once more."""

_BRANCHES: Final = ("then", "else")
_ENTRIES: Final = ("items", "additionalProperties")

_QUOTED: Final = re.compile(r"`([a-z][a-z -]*)`")


@dataclass(frozen=True, slots=True)
class Where:
    """Where a key stands.

    Attributes:
        file: One of `FILES`.
        under: The keys above it, the outermost first; none: it stands at the top.
        entry: Whether it is a key of each entry of the last of these, which is a list or a map of names.
    """

    file: str
    under: tuple[str, ...] = ()
    entry: bool = False


@dataclass(frozen=True, slots=True)
class Key:
    """A key, where one meaning of it is explained.

    Attributes:
        values: The values that it takes by name, each with what it says, which may be nothing.
        quoted: Other values of which its explanation speaks.
        examples: It in use, as in a file.
        places: Where it stands; none: it is no key, but a term.
        event: The kind of event that has it, or None.
        number: Its place in the order of the schemas.
    """

    name: str
    title: str
    says: str
    values: Mapping[str, str]
    quoted: tuple[str, ...]
    examples: tuple[object, ...]
    places: tuple[Where, ...]
    event: str | None = None
    number: int = 0

    @property
    def short(self) -> str:
        """The first sentence of its explanation."""
        return re.split(r"(?<=\.) ", self.says)[0]

    def is_in(self, file: str) -> bool:
        """Tell whether it stands in such a file, one of `FILES`."""
        return any(where.file == file for where in self.places)

    def taking(self, value: str) -> "Key":
        """Return it with examples in which it has that value."""
        return replace(self, examples=tuple(_taking(one, self.name, value) for one in self.examples))


def language(words: Vocabulary) -> tuple[Key, ...]:
    """Return every key of a policy, a timeline and a suite, in the order of the schemas, some more than once.

    Then those of events in *words*, and the terms.
    """
    found: dict[tuple[str, str], tuple[Mapping[str, Any], Mapping[str, Any], list[Where]]] = {}
    for file in FILES:
        schema = as_shipped(file)
        for name, where, body in _keys(schema, schema, Where(file), frozenset()):
            found.setdefault((name, body["description"]), (body, schema, []))[2].append(where)
    outcomes = words.events[DID].fields if DID in words.events else {}
    known = {"outcome": [value for of in outcomes.values() for value in of.values]}
    names = {name for (name, _), (_, _, places) in found.items() if places[0].file == POLICY}
    # Of several meanings, that in a vocabulary is the least likely to be looked for.
    usual = sorted(found.items(), key=lambda item: "vocabulary" in item[1][2][0].under)
    keys = [
        Key(
            name,
            body["title"],
            says,
            _values(body, schema, known),
            _quoted(says, names) if _is_of_rules(places[0]) else (),
            tuple({name: example} for example in body["examples"][:1]),
            tuple(dict.fromkeys(places)),
            number=number,
        )
        for number, ((name, says), (body, schema, places)) in enumerate(usual)
    ]
    events = [_field(name, of, kind) for kind in words.events.values() for name, of in kind.fields.items()]
    terms = [
        Key(term, body["title"], body["description"], {}, _quoted(body["description"], names), (), ())
        for term, body in as_shipped(POLICY)["$defs"].items()
        if term in _TERMS
    ]
    return (*keys, *events, *terms)


def key_of_fact(fact: FactKind) -> Key:
    """Return a fact as the key that it is where a timeline states it and a condition asks for it."""
    places = (
        Where(TIMELINE, ("facts",)),
        Where(SUITE, ("cases", "facts")),
        Where(POLICY, ("rules", "when", "fact")),
    )
    reads = {value: fact.reads.get(value, "") for value in fact.values}
    examples = ({"facts": {fact.name: ""}}, {"when": {"fact": {fact.name: ""}}})
    return Key(fact.name, fact.name, _sentence(fact.says), reads, (), examples, places)


def _keys(
    body: Mapping[str, Any], schema: Mapping[str, Any], where: Where, within: frozenset[str]
) -> Iterator[tuple[str, Where, Mapping[str, Any]]]:
    """Yield each key below *body*, with where it stands; of what holds itself, once."""
    name = body.get("$ref", "").removeprefix("#/$defs/")
    if name and name != _AGAIN and name not in within:
        yield from _keys(schema["$defs"][name], schema, where, within | {name})
    for key, part in body.get("properties", {}).items():
        yield key, where, part
        yield from _keys(part, schema, Where(where.file, (*where.under, key)), within)
    for entry in _ENTRIES:
        if isinstance(part := body.get(entry), Mapping):
            yield from _keys(part, schema, replace(where, entry=True), within)


def _values(body: Mapping[str, Any], schema: Mapping[str, Any], known: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Return the values that *body*, or a list in it, allows by name; *known*: those of some definitions."""
    name = body.get("$ref", "").removeprefix("#/$defs/")
    if name in known:
        return dict.fromkeys(known[name], "")
    if name:
        return _values(schema["$defs"][name], schema, known)
    if "enum" in body:
        says = body.get("enumDescriptions", [""] * len(body["enum"]))
        return {value: text for value, text in zip(body["enum"], says, strict=True) if value is not None}
    inner = [body[key] for key in (*_BRANCHES, "items") if key in body]
    return {value: text for part in inner for value, text in _values(part, schema, known).items()}


def _is_of_rules(where: Where) -> bool:
    # What declares words speaks of English, and what other files hold stands in them by name.
    return where.file == POLICY and "vocabulary" not in where.under


def _quoted(says: str, keys: set[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for name in _QUOTED.findall(says) if name not in keys))


def _field(name: str, of: Field, kind: EventKind) -> Key:
    """Return a field as the key that it is in an event, and in a pattern that looks for such an event."""
    places = [Where(TIMELINE, ("events",)), Where(SUITE, ("cases", "add"))]
    shown = as_shipped(TIMELINE)["properties"]["events"]["examples"]
    event = next((one for some in shown for one in some if one["event"] == kind.name and name in one), None)
    examples: list[object] = [] if event is None else [[event]]
    if of.type is FieldType.INSTANT:
        examples.append({"from": f"{kind.name}.{name}"})
    elif of.type not in UNTESTED:
        value = RECIPIENT if of.type.personal else (event or {}).get(name, "")
        examples += [{"when": {"happened": {kind.name: {name: value}}}}] if value else []
        places.append(Where(POLICY, ("rules", "when", "happened", kind.name)))
    values = dict.fromkeys(of.values, "")
    return Key(name, of.type.value, _sentence(of.says), values, (), tuple(examples), tuple(places), kind.name)


def _sentence(clause: str) -> str:
    return f"{clause[:1].upper()}{clause[1:]}." if clause else ""


def _taking(example: Any, name: str, value: str) -> Any:
    """Return *example* with *value* in place of what *name* has in it."""
    match example:
        case dict():
            return {
                key: (([value] if isinstance(part, list) else value) if key == name else _taking(part, name, value))
                for key, part in example.items()
            }
        case list():
            return [_taking(part, name, value) for part in example]
        case _:
            return example
