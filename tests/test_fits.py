"""The quick test of a schema says what jsonschema says: for every keyword, and for every file that there is."""

from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from referencing import Registry

from followup.loading.completion import as_shipped
from followup.loading.data import from_data
from followup.loading.fits import compile_schema, fits
from followup.loading.node import Node
from followup.loading.read import read_file

NAMES = ["policy", "timeline", "plan", "vocabulary", "suite"]
FOLDERS = [Path(str(files("followup_policies"))), Path(str(files("followup_schemas"))), Path(__file__).parent]
NODES = [node for folder in FOLDERS for path in sorted(folder.rglob("*.yaml")) if (node := read_file(path)[0])]

VALUES: list[object] = [
    *(None, True, False, 0, 1, 2, 3, -1, 2.0, 2.5, "", "a", "ab", "abc", "a\n", "true", "2"),
    *([], ["a"], ["a", "b"], ["a", "a"], ["a", 1], [1, 2], [1, True], [[]], [None], ["a", "b", "c"]),
    *({}, {"a": 1}, {"a": "x"}, {"b": 1}, {"a": 1, "b": 2}, {"a": {"a": 1}}, {"a": {"a": {"b": "x"}}}, {"c": None}),
]

SCHEMAS: list[dict[str, Any]] = [
    *({"type": name} for name in ("object", "array", "string", "integer", "number", "boolean", "null")),
    *({"type": ["string", name]} for name in ("integer", "number", "array")),
    *({keyword: limit} for keyword in ("minLength", "maxLength", "minItems", "maxItems") for limit in (0, 1, 2)),
    *({keyword: limit} for keyword in ("minProperties", "maxProperties") for limit in (0, 1, 2)),
    *({keyword: limit} for keyword in ("minimum", "maximum") for limit in (0, 2, 2.5)),
    *({"pattern": pattern} for pattern in ("b", "^a", r"^a(?![\s\S])")),
    *({"required": keys} for keys in ([], ["a"], ["a", "b"])),
    {"properties": {"a": {"type": "integer"}}},
    {"properties": {"a": {"type": "integer"}}, "additionalProperties": False},
    {"properties": {"a": {"type": "integer"}}, "additionalProperties": {"type": "null"}},
    {"additionalProperties": False},
    {"additionalProperties": {"type": "string"}},
    {"propertyNames": {"maxLength": 1, "pattern": "[ab]"}},
    {"items": {"type": "string"}},
    {"enum": ["a", "2", 1, None]},
    {"const": "a"},
    {"const": 1},
    {"if": {"type": "string"}, "then": {"minLength": 2}, "else": {"type": ["array", "object"]}},
    {"if": {"const": "a"}, "else": {"type": "string"}},
    {"if": {"required": ["a"]}, "then": {"required": ["b"]}},
    {"title": "a", "description": "b", "examples": ["c"], "default": "d", "$comment": "e"},
    {"$ref": "#/$defs/a", "maxProperties": 1, "$defs": {"a": {"properties": {"a": {"$ref": "#/$defs/a"}}}}},
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": "object", "additionalProperties": {"$ref": "#/$defs/b"}}, "b": {}}},
    {"$ref": "#/$defs/a", "$defs": {"a": {"type": ["object", "integer"], "properties": {"a": {"$ref": "#/$defs/a"}}}}},
]


def node_of(value: object) -> Node:
    node, found = from_data(value)
    assert node is not None, found
    return node


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_a_keyword_means_what_it_means_to_jsonschema(schema: dict[str, Any]) -> None:
    test = compile_schema(schema)
    right = [value for value in VALUES if Draft202012Validator(schema).is_valid(value)]
    assert right == [value for value in VALUES if test(node_of(value))]


@pytest.mark.parametrize("value", [value for value in VALUES if isinstance(value, list)], ids=str)
def test_items_that_are_not_surely_unique_are_left_to_jsonschema(value: list[object]) -> None:
    text = all(isinstance(item, str) for item in value)
    assert (text and len(set(map(str, value))) == len(value)) is compile_schema({"uniqueItems": True})(node_of(value))


def test_an_unknown_keyword_is_not_passed_over() -> None:
    with pytest.raises(KeyError, match="minContains"):
        compile_schema({"items": {"minContains": 1}})


@pytest.mark.parametrize("name", NAMES)
def test_a_file_fits_where_jsonschema_finds_nothing(name: str) -> None:
    validator = Draft202012Validator(as_shipped(name), registry=Registry())
    assert len(NODES) > 200
    for node in NODES:
        assert validator.is_valid(node.plain()) is fits(node, name), node.place


def test_files_fit() -> None:
    assert {True, False} == {fits(node, "policy") for node in NODES}
