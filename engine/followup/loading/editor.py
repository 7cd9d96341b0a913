"""What an editor shows and offers, as keywords of a schema that a validator passes over.

They are those of VS Code's JSON and of the YAML language server: ``markdownDescription`` for hovering,
``defaultSnippets`` for completion where a word stands under a condition, which that server does not follow, and
``patternErrorMessage`` for a pattern that nobody wants to read.
"""

import copy
from collections.abc import Iterator
from typing import Any, Final

from followup.loading.wording import SHAPES, USUAL
from followup.loading.write import as_yaml

_Schema = dict[str, Any]

PLUGIN: Final = "plugin."
"""How the names of definitions begin that plugins bring."""

_SINGLE: Final = ("additionalProperties", "propertyNames", "if", "then", "else")
_BRANCHES: Final = frozenset({"if", "then", "else"})
_SAYS: Final = frozenset({"title", "description", "examples", "default"})
_DEFS: Final = "#/$defs/"


def for_editors(schema: _Schema) -> _Schema:
    """Return *schema*, changed: it allows what it allowed, and helps whoever writes."""
    defs = schema["$defs"]
    _hush(schema, defs)
    for at in _parts(schema):
        _settle(at, defs, quiet=False)
    for at in _parts(schema):
        for value in _values(at):
            # An enum that stands in the open is offered as it is.
            if not (value.keys() & {"enum", "$ref"}) and (offered := _offers(value, defs)):
                value["defaultSnippets"] = offered
        _show(at)
        _explain(at)
        _count_apart(at)
    return schema


def pull_up(defs: _Schema) -> None:
    """Make definitions of what plugins bring: editors look up every reference in the whole."""
    for of in ("condition", "rule"):
        for name, body in defs[of]["properties"].items():
            if "$id" in body:
                key = f"{PLUGIN}{of}.{name}"
                defs[key] = _referring({part: value for part, value in body.items() if part != "$id"}, key)
                defs[of]["properties"][name] = {"$ref": f"#/$defs/{key}"}
                if of == "rule":
                    defs["rule-change"]["properties"][name]["else"] = {"$ref": f"#/$defs/{key}"}


def _referring(part: Any, key: str) -> Any:
    """Return *part* of a definition called *key*, with what refers to the whole referring to that definition."""
    if isinstance(part, list):
        return [_referring(one, key) for one in part]
    if not isinstance(part, dict):
        return part
    parts = {name: _referring(value, key) for name, value in part.items()}
    if isinstance(reference := part.get("$ref"), str) and reference.startswith("#"):
        parts["$ref"] = f"#/$defs/{key}{reference[1:]}"
    return parts


def _hush(schema: _Schema, defs: _Schema) -> None:
    """Let conditions refer to maps that say nothing of themselves: what the field says is to be shown."""
    work = list(_parts(schema))
    for at in work:
        for key in _BRANCHES & at.keys():
            name = at[key].get("$ref", "").removeprefix(_DEFS)
            if "description" in at and not name.startswith(PLUGIN) and _is_map(defs.get(name, {})):
                quiet = f"{name}.quiet"
                if quiet not in defs:
                    defs[quiet] = copy.deepcopy({part: of for part, of in defs[name].items() if part not in _SAYS})
                    work += _parts(defs[quiet])
                at[key] = {"$ref": f"{_DEFS}{quiet}"}


def _parts(schema: _Schema) -> Iterator[_Schema]:
    """Yield *schema* and those within it, but for what plugins bring: that is theirs."""
    yield schema
    for part in _values(schema):
        yield from _parts(part)
    for key in _SINGLE:
        if isinstance(schema.get(key), dict):
            yield from _parts(schema[key])
    for part in schema.get("allOf", ()):
        yield from _parts(part)


def _values(schema: _Schema) -> Iterator[_Schema]:
    """Yield what may stand somewhere by itself: properties, items and definitions."""
    named = (*schema.get("properties", {}).items(), *schema.get("$defs", {}).items(), ("items", schema.get("items")))
    for name, part in named:
        if isinstance(part, dict) and not name.startswith(PLUGIN):
            yield part


def _settle(schema: _Schema, defs: _Schema, *, quiet: bool) -> None:
    """Put into the conditions of *schema* what they refer to, and let its own description be the only one.

    Hovering shows the first that is found, and what is looked at under a condition is found first.
    """
    for key in _BRANCHES & schema.keys():
        branch = schema[key]
        name = branch.get("$ref", "").removeprefix(_DEFS)
        if name in defs and not (name.startswith(PLUGIN) or _is_map(defs[name])):
            branch = copy.deepcopy(defs[name])
        silent = quiet or key == "if" or "description" in schema
        schema[key] = {name: part for name, part in branch.items() if not (silent and name in _SAYS)}
        _settle(schema[key], defs, quiet=silent)


def _offers(schema: _Schema, defs: _Schema) -> list[_Schema]:
    """Return what may stand at *schema*, whatever the conditions, each with what it says."""
    found: list[_Schema] = [*schema.get("defaultSnippets", ())]
    if "enum" in schema:
        words = [str(word) for word in schema["enum"]]
        says = schema.get("enumDescriptions", [""] * len(words))
        found += [{"label": word, "body": word, "description": of} for word, of in zip(words, says, strict=True)]
    name = schema.get("$ref", "").removeprefix(_DEFS)
    if name in defs and not (name.startswith(PLUGIN) or _is_map(defs[name])):
        found += _offers(defs[name], defs)
    for key in ("then", "else"):
        found += _offers(schema[key], defs) if key in schema else ()
    return found


def _is_map(schema: _Schema) -> bool:
    return "properties" in schema


def _show(schema: _Schema) -> None:
    """Put the examples behind the description: as ``examples`` an editor would offer each of them as a value."""
    schema.pop("$comment", None)
    if "description" not in schema:
        return
    examples = schema.pop("examples", [])
    plain = [f"`{as_yaml(one).strip()}`" for one in examples if not isinstance(one, dict | list)]
    shown = [f"Such as {', '.join(plain)}."] if plain else []
    shown += [f"```yaml\n{as_yaml(one).strip()}\n```" for one in examples if isinstance(one, dict | list)]
    schema["markdownDescription"] = "\n\n".join((schema["description"], *shown))


def _explain(schema: _Schema) -> None:
    if "enum" in schema:
        schema.pop("pattern", None)  # one mistake, one message
    if "pattern" in schema and "patternErrorMessage" not in schema:
        number = "integer" in schema.get("type", ())
        shape = SHAPES.get(schema.get("title", ""), USUAL)
        schema["patternErrorMessage"] = "a whole number, or `$` and the name of a parameter" if number else shape


def _count_apart(schema: _Schema) -> None:
    # Where it stands beside `properties`, the server offers nothing in a map that has as many keys as it may, and on an
    # empty line it counts the key that is to come.
    if "properties" in schema and "maxProperties" in schema:
        schema["allOf"] = [*schema.get("allOf", ()), {"maxProperties": schema.pop("maxProperties")}]
