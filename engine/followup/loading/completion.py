"""The schemas as editors want them: with every known word, and with what plugins add."""

import copy
import json
import pkgutil
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final, Protocol

from followup.loading.check_words import STEP
from followup.model.additions import Additions
from followup.model.condition import RECIPIENT
from followup.model.rule import LAST_USED
from followup.model.vocabulary import DID, EventKind, Field, FieldType, Vocabulary

_Schema = dict[str, Any]


class _Said(Protocol):
    """A word of a vocabulary."""

    @property
    def says(self) -> str: ...


_WORD: Final[Mapping[str, Any]] = {"type": "string", "maxLength": 200}

_STEP_SAYS: Final = "each time that the step of this rule is done, for the same person"

UNTESTED: Final = (FieldType.INSTANT, FieldType.STEP)
"""What the fields hold that a pattern cannot look for."""


def composed(name: str, vocabulary: Vocabulary, additions: Additions | None = None) -> dict[str, object]:
    """Return the schema *name* (``policy``, ``timeline``, ``suite``, ``plan``, ``comparison`` or ``vocabulary``).

    It allows the words of *vocabulary* and no others, and knows the bodies of plugins' conditions and rule kinds. What
    a user writes has, besides, what an editor shows and offers, and as much of `check` as a schema can say.
    """
    # Late: whoever only reads files needs none of these.
    from followup.loading.editor import for_editors, pull_up
    from followup.loading.offset_schema import put_offsets
    from followup.loading.parameter_schema import with_parameters
    from followup.loading.ties import tie

    schema = published(name)
    additions = additions or Additions()
    defs = schema["$defs"]
    if name == "policy":
        _compose_policy(defs, vocabulary)
        add_bodies(defs, additions, with_parameters)
        pull_up(defs)
        tie(schema)
    elif name in ("timeline", "suite"):
        _compose_timeline(defs, vocabulary, additions)
    if name == "suite":
        timeline = published("timeline")
        _compose_timeline(timeline["$defs"], vocabulary, additions)
        _put_timeline(defs, timeline)
    elif name == "comparison":
        _put_plan(defs, published("plan"))
    if name in ("plan", "comparison"):
        return schema
    put_offsets(defs)
    return for_editors(schema)


def published(name: str) -> dict[str, Any]:
    """Return a fresh copy of the schema *name* as it ships, without words and plugins."""
    return copy.deepcopy(as_shipped(name))


@cache
def as_shipped(name: str) -> dict[str, Any]:
    """Return the schema *name* as it ships: always the same object, so it is not to be changed."""
    # Not `importlib.resources`: it takes 20 ms to import.
    content = pkgutil.get_data("followup_schemas", f"{name}.schema.json")
    assert content is not None, "it ships as a file"
    schema: dict[str, Any] = json.loads(content)
    return schema


def add_bodies(
    defs: dict[str, Any], additions: Additions, shaped: Callable[[_Schema], _Schema] = lambda body: body
) -> None:
    """Put the bodies of plugins' conditions and rule kinds, as *shaped*, into the definitions of the policy schema."""
    for condition in additions.conditions.values():
        body = shaped(_body("condition", condition.name, condition.schema))
        defs["condition"]["properties"][condition.name] = body
    for kind in additions.rule_kinds.values():
        body = shaped(_body("rule-kind", kind.name, kind.schema))
        defs["rule"]["properties"][kind.name] = body
        defs["rule-change"]["properties"][kind.name] = {"if": {"type": "null"}, "else": copy.deepcopy(body)}


def _body(what: str, name: str, schema: Mapping[str, object]) -> _Schema:
    # An id of its own lets the schema refer to its own definitions.
    return {"$id": f"urn:followup:{what}:{name}", **copy.deepcopy(dict(schema))}


def _compose_policy(defs: dict[str, Any], words: Vocabulary) -> None:
    senders = {
        f"{kind.name}.{name}": field.says
        for kind in words.events.values()
        for name, field in kind.fields.items()
        if field.type is FieldType.SENDER
    }
    media, roles, events = _says(words.media), _says(words.roles), _says(words.events) | _says(words.groups)
    _put_words(
        defs,
        {
            "act": _says(words.acts),
            "medium": media,
            "via-medium": {**media, LAST_USED: ""},
            "event": events,
            "role": roles,
            "first": roles | senders,
            "point": _says(words.points),
            "fact": _says(words.facts),
        },
    )
    _put_anchors(defs, words)
    for fact in words.facts.values():
        value = {**_WORD, "enum": list(fact.values)}
        defs["facts"].setdefault("properties", {})[fact.name] = {
            "title": fact.name,
            "description": fact.says,
            "type": ["string", "array"],
            "if": {"type": "string"},
            "then": _or_parameter(value),
            "items": _or_parameter(value),
            "minItems": 1,
            "maxItems": 100,
        }
    defs["facts"]["additionalProperties"] = False
    patterns = defs["pattern"].setdefault("properties", {})
    for name in (*words.events, *words.groups):
        tests = {field: of for kind in words.kinds_called(name) for field, of in kind.fields.items()}
        fields = copy.deepcopy(defs["pattern-fields"])
        fields.pop("$comment", None)
        says = words.events[name].says if name in words.events else words.groups[name].says
        fields["title"], fields["description"] = name, says
        fields["properties"] = {
            field: _pattern_field(field, of, words) for field, of in tests.items() if of.type not in UNTESTED
        }
        fields["additionalProperties"] = False
        patterns[name] = fields
    defs["pattern"]["additionalProperties"] = False


def _pattern_field(name: str, of: Field, words: Vocabulary) -> _Schema:
    value: _Schema = dict(_WORD)
    if of.type.personal:
        value["enum"] = [RECIPIENT, *words.roles]
    elif of.type is FieldType.MEDIUM:
        value["enum"] = list(words.media)
    elif of.type is FieldType.ACT:
        value["enum"] = list(words.acts)
    elif of.type is FieldType.WORD:
        value["enum"] = list(of.values)
    return {
        "title": name,
        "description": of.says,
        "type": ["string", "array"],
        "if": {"type": "string"},
        "then": _or_parameter(value),
        "items": _or_parameter(value),
        "maxLength": 2000,
        "minItems": 1,
        "maxItems": 100,
    }


def _or_parameter(value: _Schema) -> _Schema:
    return {"if": {"$ref": "#/$defs/parameter"}, "else": value}


def _compose_timeline(defs: dict[str, Any], words: Vocabulary, additions: Additions) -> None:
    did = words.events.get(DID)
    outcomes = [value for of in did.fields.values() for value in of.values] if did else []
    _put_words(
        defs,
        {
            "act": _says(words.acts),
            "medium": _says(words.media),
            "event-kind": _says(words.events),
            "role": _says(words.roles),
            "point": _says(words.points),
            "fact": _says(words.facts),
            "outcome": dict.fromkeys(outcomes, ""),
            "calendar": dict.fromkeys(additions.calendars, ""),
        },
    )
    _put_anchors(defs, words)
    defs["facts"]["properties"] = {
        fact.name: {"title": fact.name, "description": fact.says, **_WORD, "enum": list(fact.values)}
        for fact in words.facts.values()
    }
    defs["facts"]["additionalProperties"] = False
    defs["timeline-event"]["allOf"] = [_event(kind, words) for kind in words.events.values()]


def _event(kind: EventKind, words: Vocabulary) -> _Schema:
    fields = {name: _event_field(name, of, words) for name, of in kind.fields.items()}
    return {
        "if": {"properties": {"event": {"const": kind.name}}, "required": ["event"]},
        "then": {
            "description": kind.says,
            "properties": {"event": True, "at": True, **fields},
            "additionalProperties": False,
        },
    }


def _event_field(name: str, of: Field, words: Vocabulary) -> _Schema:
    shape: _Schema = {"title": name, "description": of.says}
    match of.type:
        case FieldType.PEOPLE:
            return {**shape, "type": "array", "items": dict(_WORD), "maxItems": 200}
        case FieldType.MEDIUM:
            return {**shape, **_WORD, "enum": list(words.media)}
        case FieldType.ACT:
            return {**shape, **_WORD, "enum": list(words.acts)}
        case FieldType.WORD:
            return {**shape, **_WORD, "enum": list(of.values)}
        case _:
            return {**shape, "type": "string", "maxLength": 2000}


def _says(words: Mapping[str, "_Said"]) -> dict[str, str]:
    return {name: word.says for name, word in words.items()}


def _put_words(defs: dict[str, Any], words: Mapping[str, Mapping[str, str]]) -> None:
    """Give definitions their words, each with what it says, which may be nothing."""
    for name, known in words.items():
        if name in defs and known:
            defs[name]["enum"] = list(known)
            if any(known.values()):
                defs[name]["enumDescriptions"] = list(known.values())


def _put_anchors(defs: dict[str, Any], words: Vocabulary) -> None:
    if "anchor" not in defs:
        return
    anchors: dict[str, str] = {}
    for name, says in (_says(words.events) | _says(words.groups)).items():
        if name != DID:
            fields = {field: of for kind in words.kinds_called(name) for field, of in kind.fields.items()}
            instants = {f"{name}.{field}": of.says for field, of in fields.items() if of.type is FieldType.INSTANT}
            anchors |= {name: says, **instants}
    known: _Schema = {}
    _put_words({"anchor": known}, {"anchor": anchors})
    # Which rules there are only `check` knows; and `interview.at` is but a longer `interview`, so it is not offered.
    events = "|".join(name for name in anchors if "." not in name)
    defs["anchor"] |= {
        "if": {"type": "string", "pattern": rf"^(?:{STEP}\..*|(?:{events})\.at)(?![\s\S])"},
        "else": known,
        "defaultSnippets": [{"label": f"{STEP}.RULE", "body": f"{STEP}.${{1:RULE}}", "description": _STEP_SAYS}],
    }


def _put_timeline(defs: dict[str, Any], timeline: Mapping[str, Any]) -> None:
    for name, definition in timeline["$defs"].items():
        defs.setdefault(name, definition)
    body = {key: timeline[key] for key in ("properties", "additionalProperties", "required")}
    defs["timeline"] = {**defs["timeline"], **body}


def _put_plan(defs: dict[str, Any], plan: Mapping[str, Any]) -> None:
    defs.update(plan["$defs"])
    defs["plan"] = {**defs["plan"], **{key: plan[key] for key in ("properties", "additionalProperties", "required")}}
