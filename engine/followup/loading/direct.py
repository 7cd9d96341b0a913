"""A schema whose references are put in: looking one up costs more than checking what it refers to."""

from collections.abc import Mapping
from functools import cache
from typing import Any, Final

from followup.loading.completion import as_shipped

_DEFS: Final = "#/$defs/"
_ANNOTATIONS: Final = frozenset({"$ref", "$comment", "title", "description", "examples", "default"})


@cache
def direct_as_shipped(name: str) -> Mapping[str, Any]:
    """Return the schema *name* as it ships, references put in: always the same object, so it is not to be changed."""
    return direct(as_shipped(name))


def direct(schema: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return *schema* with each reference to its ``$defs`` replaced by what it refers to, but for those in a circle.

    What stands beside a reference gives way only where it is a mere annotation; else the reference stays. A violation
    is told by the title of the definition, as it would be through the reference.
    """
    defs: Mapping[str, Any] = schema.get("$defs", {})
    known: dict[str, Any] = {}

    def put_in(part: Any, above: tuple[str, ...]) -> Any:
        if isinstance(part, list):
            return [put_in(one, above) for one in part]
        if not isinstance(part, dict):
            return part
        reference = part.get("$ref")
        if isinstance(reference, str) and part.keys() <= _ANNOTATIONS:
            name = reference.removeprefix(_DEFS)
            if name in above or name not in defs:
                return part
            if name not in known:
                known[name] = put_in(defs[name], (*above, name))
            return {**{key: value for key, value in part.items() if key != "$ref"}, **known[name]}
        return {key: put_in(value, above) for key, value in part.items()}

    whole = {key: value for key, value in schema.items() if key != "$defs"}
    return {**put_in(whole, ()), "$defs": {name: put_in(body, (name,)) for name, body in defs.items()}}
