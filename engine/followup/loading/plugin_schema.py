"""The schemas that plugins bring: whether they are any, and which of them is to blame where one cannot be used."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from followup.loading.data import from_data
from followup.loading.findings import shown
from followup.loading.schema import violations
from followup.loading.violation import explain
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place
from followup.model.tell import one_line
from followup.model.vocabulary import Vocabulary

_FORMATS: Final = {"regex": "regular expression", "uri": "URI", "uri-reference": "URI"}
"""The formats that the metaschema asks for, in words."""


def examples_of(schema: Mapping[str, object]) -> list[object]:
    """Return the bodies on which something with *schema* can be tried: those that it states.

    >>> examples_of({"type": "integer", "examples": [0, 4]}), examples_of({"enum": ["all"]}), examples_of({})
    ([0, 4], ['all'], [])
    """
    for key in ("examples", "enum"):
        stated = schema.get(key)
        if isinstance(stated, list | tuple) and stated:
            return list(stated)
    return [schema["const"]] if "const" in schema else []


def mistake_in_schema(schema: Mapping[str, object]) -> str | None:
    """Return why *schema* is no JSON Schema, as a clause, or None.

    Source: the metaschema of JSON Schema 2020-12. That a reference leads nowhere shows where an example comes to it.

    >>> print(mistake_in_schema({"type": "integr"}))
    at `type`, `integr` is not possible here (did you mean `integer`?)
    """
    from jsonschema import Draft202012Validator  # late: it takes 65 ms to import, and only authors need it
    from jsonschema.exceptions import best_match

    node, found = from_data(schema)
    if node is None:
        return found[0].message
    known = Draft202012Validator(Draft202012Validator.META_SCHEMA, format_checker=Draft202012Validator.FORMAT_CHECKER)
    error = best_match(known.iter_errors(node.plain()))
    if error is None:
        return _lost_reference(schema)
    while error.context:  # of `type`, which is a word or a list of words: what is wrong with the word
        error = error.context[0]
    path = [str(step) for step in error.absolute_path]
    if error.validator == "format":
        message, hint = f"{shown(str(error.instance))} is no {_FORMATS.get(str(error.validator_value), 'text')}", None
    else:
        (told, *_) = explain([error], node, Vocabulary())
        message, hint = told.message, told.hint
    at = "" if not path or message.startswith(shown(path[0])) else f"at {shown('.'.join(path))}, "
    return f"{at}{message}{f' ({hint})' if hint else ''}"


def _lost_reference(schema: Mapping[str, object]) -> str | None:
    for example in examples_of(schema):
        if why := _failure(schema, example):
            return why
    return None


def blamed(error: Exception, policy: Node, additions: Additions) -> Diagnostic:
    """Return the finding that a plugin's schema cannot be used, which *error* has shown for *policy*.

    It stands where the policy names what has that schema.
    """
    for key, place, body in _keys_in(policy):
        for what, brought in (("condition", additions.conditions), ("rule kind", additions.rule_kinds)):
            why = _failure(brought[key].schema, body.plain()) if key in brought else None
            if why is not None:
                of = additions.origins.get((what, key), "")
                said = f"the schema of the {what} {shown(key)}{f' of {of}' if of else ''} cannot be used"
                why = mistake_in_schema(brought[key].schema) or why
                return Diagnostic("plugin-schema", f"{said}: {why}", place)
    return Diagnostic("plugin-schema", f"a schema that a plugin brings cannot be used: {_told(error)}", policy.place)


def _failure(schema: Mapping[str, object], body: object) -> str | None:
    """Return why it cannot be told whether *body* fits *schema*, or None where it can."""
    try:
        for _ in violations(schema, body):
            pass
    except Exception as error:  # whatever jsonschema raises for what is no schema
        return _told(error)
    return None


def _told(error: Exception) -> str:
    lost = getattr(error, "ref", None)
    if isinstance(lost, str):
        return f"the reference {shown(lost)} leads nowhere"
    return one_line(f"{type(error).__name__}: {error}")


def _keys_in(node: Node) -> Iterator[tuple[str, Place, Any]]:
    """Yield each key in *node*, its place and its value, in the order of the file."""
    if isinstance(node.value, dict):
        for key, value in node.value.items():
            yield key, node.keys[key], value
            yield from _keys_in(value)
    elif isinstance(node.value, list):
        for value in node.value:
            yield from _keys_in(value)
