"""Whether plain data fits a schema: the quick answer for the many files in which nothing is wrong.

It knows the keywords that our schemas use. What does not fit, and what it cannot tell, is for `jsonschema`, which alone
can say what is wrong; importing that takes longer than all the rest of a plan.
"""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final

_DEFS: Final = "#/$defs/"

_ANNOTATIONS: Final = frozenset(
    {"$schema", "$id", "$comment", "$defs", "title", "description", "examples", "default", "enumDescriptions"}
)
_WITH_OTHERS: Final = frozenset({"then", "else"})

_OF_TYPES: Final[Mapping[str, Callable[[Any], bool]]] = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: not isinstance(value, bool) and (isinstance(value, int) or _is_whole(value)),
    "number": lambda value: not isinstance(value, bool) and isinstance(value, int | float),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}

_KEEPS: Final[Mapping[str, tuple[str, Callable[[Any, Any], bool]]]] = {
    "minLength": ("string", lambda least, text: len(text) >= least),
    "maxLength": ("string", lambda most, text: len(text) <= most),
    "pattern": ("string", lambda pattern, text: re.search(pattern, text) is not None),
    "minimum": ("number", lambda least, number: not number < least),
    "maximum": ("number", lambda most, number: not number > most),
    "minItems": ("array", lambda least, items: len(items) >= least),
    "maxItems": ("array", lambda most, items: len(items) <= most),
    "uniqueItems": ("array", lambda unique, items: not unique or len(set(map(_text, items))) == len(items)),
    "minProperties": ("object", lambda least, keys: len(keys) >= least),
    "maxProperties": ("object", lambda most, keys: len(keys) <= most),
    "required": ("object", lambda names, keys: all(name in keys for name in names)),
}
"""By keyword: the type that it is about, and what tells whether its body allows a value of that type."""


class _UnsureError(Exception):
    """It takes more than this module to tell."""


def fits(schema: Mapping[str, Any], value: object) -> bool:
    """Tell whether it is sure that *value* fits *schema*, a whole one without references to others."""
    try:
        return _fits(schema, value, schema.get("$defs", {}))
    except _UnsureError:
        return False


# INVARIANT: below, yes and no are what JSON Schema says, 2020-12, or `_UnsureError` is raised: `if` needs both.


def _fits(schema: Any, value: Any, defs: Mapping[str, Any]) -> bool:
    if isinstance(schema, bool):
        return schema
    return all(_keeps(keyword, body, value, schema, defs) for keyword, body in schema.items())


def _keeps(keyword: str, body: Any, value: Any, schema: Mapping[str, Any], defs: Mapping[str, Any]) -> bool:
    """Tell whether *value* keeps to one *keyword* of *schema*."""
    if keyword in _ANNOTATIONS or keyword in _WITH_OTHERS:
        return True
    if keyword in _KEEPS:
        of_type, allows = _KEEPS[keyword]
        return not _OF_TYPES[of_type](value) or allows(body, value)
    match keyword:
        case "type":
            return any(_OF_TYPES[name](value) for name in ([body] if isinstance(body, str) else body))
        case "enum":
            return any(_equal(one, value) for one in body)
        case "const":
            return _equal(body, value)
        case "if":
            then = schema.get("then" if _fits(body, value, defs) else "else", True)
            return _fits(then, value, defs)
        case "items":
            return not isinstance(value, list) or all(_fits(body, one, defs) for one in value)
        case "properties":
            return not isinstance(value, dict) or all(
                _fits(body[key], one, defs) for key, one in value.items() if key in body
            )
        case "additionalProperties":
            known = schema.get("properties", {})
            return not isinstance(value, dict) or all(
                _fits(body, one, defs) for key, one in value.items() if key not in known
            )
        case "propertyNames":
            return not isinstance(value, dict) or all(_fits(body, key, defs) for key in value)
        case "$ref" if body.removeprefix(_DEFS) in defs:
            return _fits(defs[body.removeprefix(_DEFS)], value, defs)
    raise _UnsureError


def _equal(one: Any, value: Any) -> bool:
    # To JSON Schema, 1 and 1.0 are equal, and 1 and true are not.
    if type(one) is not type(value) and one == value:
        raise _UnsureError
    if isinstance(one, dict | list) and isinstance(value, dict | list):
        raise _UnsureError
    return bool(one == value)


def _is_whole(value: object) -> bool:
    return isinstance(value, float) and value.is_integer()


def _text(item: object) -> str:
    if not isinstance(item, str):
        raise _UnsureError
    return item
