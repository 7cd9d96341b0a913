"""Parameters in what plugins bring: their schemas ask for numbers and words where a policy may say ``$name``.

What they ask for is checked once the values are put in. An editor sees the text alone, so its schema allows a
parameter wherever a single value stands.
"""

from typing import Any, Final

from followup.loading.params import REFERENCE

_Schema = dict[str, Any]

HOLDS_PARAMETER: Final = "holds-parameter"
"""How the definition `HOLDING` is called."""

_IT: Final = {"$ref": f"#/$defs/{HOLDS_PARAMETER}"}
_PARAMETER: Final = {"type": "string", "pattern": rf"^{REFERENCE}(?![\s\S])"}

HOLDING: Final[_Schema] = {
    "anyOf": [
        _PARAMETER,
        {"type": "array", "contains": _IT},
        {"type": "object", "not": {"additionalProperties": {"not": _IT}}},
    ]
}
"""Fits what is a parameter, or has one somewhere within."""

_SAYS: Final = ("title", "description", "examples", "default")
_OF_SCALARS: Final = frozenset({"enum", "const", "pattern", "format", "minLength"})
_NAMED: Final = ("properties", "patternProperties", "dependentSchemas", "$defs", "definitions")
_LISTED: Final = ("allOf", "anyOf", "oneOf", "prefixItems")
_SINGLE: Final = frozenset({"items", "additionalProperties", "then", "else"})


def until_put_in(body: _Schema) -> _Schema:
    """Return the schema that lets a *body* with parameters pass, whatever it says otherwise."""
    return {"if": _IT, "else": body}


def with_parameters(schema: _Schema) -> _Schema:
    """Return *schema*, a plugin's, with a parameter allowed wherever a single value is asked for.

    >>> with_parameters({"type": "integer", "minimum": 1})["type"]
    ['integer', 'string']
    """
    made = dict(schema)
    for key in _NAMED:
        if isinstance(parts := schema.get(key), dict):
            made[key] = {name: _part(part) for name, part in parts.items()}
    for key in _LISTED:
        if isinstance(parts := schema.get(key), list):
            made[key] = [_part(part) for part in parts]
    for key in _SINGLE & schema.keys():
        made[key] = _part(schema[key])
    if "oneOf" in made and "anyOf" not in made:
        made["anyOf"] = made.pop("oneOf")  # a parameter fits each of them
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if _OF_SCALARS & schema.keys():
        return _or_parameter(made)
    if {"integer", "number", "boolean"} & {*types} and "string" not in types:
        return {**made, "type": [*types, "string"], "pattern": _PARAMETER["pattern"]}
    return made


def _part(schema: object) -> object:
    return with_parameters(schema) if isinstance(schema, dict) else schema


def _or_parameter(schema: _Schema) -> _Schema:
    # What it says, and the words that it knows, stand outside: an editor does not look for them under a condition.
    outside: _Schema = {key: schema[key] for key in ("$id", "$defs", "definitions", *_SAYS) if key in schema}
    words = [word for word in schema.get("enum", ()) if isinstance(word, str | int | float)]
    offers = {"defaultSnippets": [{"label": f"{word}", "body": word} for word in words]} if words else {}
    inside = {key: value for key, value in schema.items() if key not in outside}
    return {**outside, "if": dict(_PARAMETER), "else": inside, **offers}
