"""Whether a node fits a schema as it ships: a quick yes, or a no that jsonschema then looks into.

To import jsonschema and to walk a sound policy with it takes longer than all else that is done with the policy.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from followup.loading.completion import as_shipped
from followup.loading.node import Node

Test = Callable[[Node], bool]
"""Tells whether a node is as a schema wants it."""

_Compile = Callable[[Mapping[str, Any]], Test]

_DEFS: Final = "#/$defs/"
_SILENT: Final = frozenset(
    {"$schema", "$id", "$defs", "$comment", "title", "description", "examples", "default", "then", "else"}
)
"""The keywords that ask for nothing, or not by themselves."""

_CLASSES: Final[Mapping[str, tuple[type, ...]]] = {
    "object": (dict,),
    "array": (list,),
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "null": (type(None),),
}


def fits(node: Node, name: str) -> bool:
    """Tell whether *node* surely fits the schema *name*, without what plugins add to it, which only widens it."""
    return _as_shipped(name)(node)


@cache
def _as_shipped(name: str) -> Test:
    return compile_schema(as_shipped(name))


def compile_schema(schema: Mapping[str, Any]) -> Test:
    """Return a test for *schema*, which has no other keywords than those that ship.

    Raises:
        KeyError: it has another one.
    """
    definitions: dict[str, Test] = {}

    def refer(reference: str) -> Test:
        name = reference.removeprefix(_DEFS)
        if name not in definitions:
            definitions[name] = lambda node: definitions[name](node)  # until it is known: it may refer to itself
            definitions[name] = compile_part(schema["$defs"][name])
        return definitions[name]

    def compile_part(part: Mapping[str, Any]) -> Test:
        tests = [
            refer(limit) if keyword == "$ref" else _KEYWORDS[keyword](limit, part, compile_part)
            for keyword, limit in part.items()
            if keyword not in _SILENT
        ]
        return tests[0] if len(tests) == 1 else _all(tests)

    return compile_part(schema)


def _all(tests: list[Test]) -> Test:
    def test(node: Node) -> bool:
        for one in tests:  # noqa: SIM110 a generator takes twice as long
            if not one(node):
                return False
        return True

    return test


def _type(limit: str | list[str], _part: Mapping[str, Any], _compile: _Compile) -> Test:
    names = [limit] if isinstance(limit, str) else limit
    classes = frozenset(one for name in names for one in _CLASSES[name])
    if "integer" in names:
        return lambda node: type(node.value) in classes or (isinstance(node.value, float) and node.value.is_integer())
    # By the very class: to Python, `true` is a number.
    return lambda node: type(node.value) in classes


def _properties(limit: Mapping[str, Any], _part: Mapping[str, Any], compile_part: _Compile) -> Test:
    tests = {key: compile_part(schema) for key, schema in limit.items()}

    def test(node: Node) -> bool:
        if isinstance(node.value, dict):
            for key, value in node.value.items():
                if key in tests and not tests[key](value):
                    return False
        return True

    return test


def _additional(limit: Mapping[str, Any] | bool, part: Mapping[str, Any], compile_part: _Compile) -> Test:
    known = part.get("properties", {}).keys()
    if isinstance(limit, bool):
        assert not limit, "nobody writes what holds anyway"
        return lambda node: not isinstance(node.value, dict) or node.value.keys() <= known
    other = compile_part(limit)
    return lambda node: (
        not isinstance(node.value, dict) or all(key in known or other(value) for key, value in node.value.items())
    )


def _names(limit: Mapping[str, Any], _part: Mapping[str, Any], compile_part: _Compile) -> Test:
    name = compile_part(limit)
    return lambda node: not isinstance(node.value, dict) or all(name(Node(key, node.place)) for key in node.value)


def _items(limit: Mapping[str, Any], _part: Mapping[str, Any], compile_part: _Compile) -> Test:
    item = compile_part(limit)
    return lambda node: not isinstance(node.value, list) or all(map(item, node.value))


def _unique(limit: bool, _part: Mapping[str, Any], _compile: _Compile) -> Test:
    # INVARIANT: it stands in no `if`, where a no that is not sure would be wrong. Other items than text are not sure.
    assert limit, "nobody writes what asks for nothing"
    return lambda node: (
        not isinstance(node.value, list)
        or len({item.value for item in node.value if isinstance(item.value, str)}) == len(node.value)
    )


def _if(limit: Mapping[str, Any], part: Mapping[str, Any], compile_part: _Compile) -> Test:
    condition, then, other = compile_part(limit), *(compile_part(part.get(key, {})) for key in ("then", "else"))
    return lambda node: then(node) if condition(node) else other(node)


def _required(limit: list[str], _part: Mapping[str, Any], _compile: _Compile) -> Test:
    return lambda node: not isinstance(node.value, dict) or all(key in node.value for key in limit)


def _pattern(limit: str, _part: Mapping[str, Any], _compile: _Compile) -> Test:
    search = re.compile(limit).search
    return lambda node: not isinstance(node.value, str) or search(node.value) is not None


def _one_of(limit: list[str | int | None], _part: Mapping[str, Any], _compile: _Compile) -> Test:
    assert not any(isinstance(value, bool | list | dict) for value in limit), "none that is equal to others"
    return lambda node: not isinstance(node.value, bool) and node.value in limit  # to Python, `true` is 1


def _const(limit: str | int, part: Mapping[str, Any], compile_part: _Compile) -> Test:
    return _one_of([limit], part, compile_part)


def _length(kind: type[str] | type[list[Node]] | type[dict[str, Node]], *, least: bool) -> Callable[..., Test]:
    def compile_length(limit: int, _part: Mapping[str, Any], _compile: _Compile) -> Test:
        def test(node: Node) -> bool:
            value = node.value
            return not isinstance(value, kind) or (len(value) >= limit if least else len(value) <= limit)

        return test

    return compile_length


def _bound(*, least: bool) -> Callable[..., Test]:
    def compile_bound(limit: float, _part: Mapping[str, Any], _compile: _Compile) -> Test:
        def test(node: Node) -> bool:
            value = node.value
            if isinstance(value, bool) or not isinstance(value, int | float):
                return True
            return value >= limit if least else value <= limit

        return test

    return compile_bound


# All that the schemas use; INVARIANT: each refuses whatever jsonschema refuses.
_KEYWORDS: Final[Mapping[str, Callable[..., Test]]] = {
    "type": _type,
    "properties": _properties,
    "additionalProperties": _additional,
    "propertyNames": _names,
    "items": _items,
    "uniqueItems": _unique,
    "if": _if,
    "required": _required,
    "pattern": _pattern,
    "enum": _one_of,
    "const": _const,
    "minLength": _length(str, least=True),
    "maxLength": _length(str, least=False),
    "minItems": _length(list, least=True),
    "maxItems": _length(list, least=False),
    "minProperties": _length(dict, least=True),
    "maxProperties": _length(dict, least=False),
    "minimum": _bound(least=True),
    "maximum": _bound(least=False),
}
