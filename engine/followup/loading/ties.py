"""What ties the keys of a rule together, as far as a schema can say it: for editors, while `check` says it better."""

from collections.abc import Iterable
from typing import Any, Final

from followup.loading.check_rules import ABOUT, ADVISING, DO, FORBID, FORBIDDING, SPANS

_Schema = dict[str, Any]

_ONLY_TO_EXTEND: Final = ("set", "change", "remove")


def tie(schema: _Schema) -> None:
    """Let the schema of a policy, what plugins bring included, say which keys need, or exclude, one another.

    An editor shows each message at the key that is one too many, or at the one above what is missing; of two keys that
    exclude each other, that is the later one in the order of the schema.
    """
    defs = schema["$defs"]
    kinds = tuple(key for key in defs["rule"]["properties"] if key not in ABOUT)
    schema["allOf"] = [_unless(["extends"], _without(_ONLY_TO_EXTEND, "this is for a policy that extends another one"))]
    defs["rule"]["allOf"] = [
        _unless(kinds, {"required": [DO], "errorMessage": "a rule needs `do` or `forbid`"}),
        *_exclusive(kinds, "make two rules of it"),
        _fitting(FORBID, FORBIDDING, ADVISING),
        *(_fitting(kind, ADVISING, FORBIDDING) for kind in kinds if kind != FORBID),
    ]
    defs["forbid"]["allOf"] = _exclusive(SPANS, "make two rules of it")
    for name in ("condition", "recipient"):
        del defs[name]["maxProperties"]
        defs[name]["allOf"] = _exclusive(tuple(defs[name]["properties"]), "only one key can stand here")
    message = "this repeats without end: it needs `times`, or the `do` needs `until`"
    endless = {"required": ["times"], "errorMessage": message, "doNotSuggest": True}
    defs["do"]["allOf"] = [_unless(["until"], {"properties": {"repeat": endless}})]


def _unless(keys: Iterable[str], then: _Schema) -> _Schema:
    return {"if": {"properties": dict.fromkeys(keys, False)}, "then": then}


def _without(keys: Iterable[str], message: str) -> _Schema:
    return {"properties": dict.fromkeys(keys, False), "errorMessage": message}


def _exclusive(keys: tuple[str, ...], hint: str) -> list[_Schema]:
    return [
        {"if": {"required": [key]}, "then": _without(keys[number:], f"`{key}` is there already: {hint}")}
        for number, key in enumerate(keys[:-1], 1)
    ]


def _fitting(kind: str, strengths: tuple[str, ...], others: tuple[str, ...]) -> _Schema:
    words = ", ".join(f"`{word}`" for word in strengths)
    # Of a rule that is both, that it is both says enough.
    given: _Schema = {"strength": {"enum": list(others)}, **({} if kind == FORBID else {FORBID: False})}
    then = _without(["strength"], f"a `{kind}` has one of {words}")
    return {"if": {"required": [kind, "strength"], "properties": given}, "then": then}
