"""What a policy changes in the one that it extends, looked at as such: overrides that conflict, or change nothing."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from followup.loading.digest import canonical
from followup.loading.findings import shown
from followup.loading.parts import entries, items, key_place, mapping, part, text, written
from followup.model.diagnostic import Diagnostic, FindingKind
from followup.model.node import Node
from followup.model.place import Place

CHANGES_NOTHING: Final = FindingKind(
    "changes-nothing",
    "An override without effect reads as if the two policies differed there.",
    "take it out",
)
SET_AND_REPLACED: Final = FindingKind(
    "set-and-replaced",
    "A value is given to a param whose only use the same policy writes over or removes.",
    "take one of the two out",
)

MERGED: Final = frozenset({"do", "forbid", "window", "repeat"})
"""The keys of a rule that `change` merges key by key; anything else is replaced whole."""

_SAYS_NOTHING: Final = frozenset({"policy", "version", "extends"})
"""What a policy that extends another has even where it changes nothing."""

_COUNTED_FROM: Final = ("from", "before", "on-day-of", "after")
_STEP_OF: Final = re.compile(r"step\.(.+)").fullmatch
_PARAM: Final = re.compile(r"\$(.+)").fullmatch


def needed(merged: Node, removed: Mapping[str, Node]) -> Iterator[Diagnostic]:
    """Yield an error for each rule of *merged* that counts time from one that is not there any more.

    Args:
        removed: The entries of `remove`, by rule; what *merged* defines anew is not missed.
    """
    gone = removed.keys() - {text(mapping(rule)["id"]) for rule in items(part(merged, "rules"))}
    for rule in items(part(merged, "rules")) if gone else ():
        for body in (part(rule, "do"), part(rule, "forbid")):
            for key in _COUNTED_FROM:
                anchor = part(body, key)
                if anchor is not None and (step := _STEP_OF(text(anchor))) and step[1] in gone:
                    entry, name = removed[step[1]], shown(text(mapping(rule)["id"]))
                    where = written(anchor.place, entry.place)
                    message = f"the rule {shown(step[1])} is removed here, and {name} counts time from it {where}"
                    yield Diagnostic("removed-and-needed", message, entry.place, f"change or remove {name}, too")


def idle(base: Node, own: Node, merged: Node) -> Iterator[Diagnostic]:
    """Yield a warning for each override of *own* that has no effect on *base*, which is resolved.

    *merged* is what both make together; what `change` and `remove` name is there. Parameters are not put in yet: a
    value that is written out where the base has a parameter is no longer moved by it, and so it is a change.
    """
    found = [*_settings(base, own, merged), *_changes(base, own)]
    yield from found
    if not found and not any(_differs(base, key, value) for key, _, value in entries(own)):
        extends = mapping(own)["extends"]
        message = f"nothing of {shown(text(extends))} is changed, and nothing added"
        hint = "use that policy itself, or say what differs"
        yield CHANGES_NOTHING.at(extends.place, message, hint)


def _settings(base: Node, own: Node, merged: Node) -> Iterator[Diagnostic]:
    settings = part(own, "set")
    if settings is None:
        return
    uses, left = (dict(_uses(part(policy, "rules"))) for policy in (base, merged))
    for name, place, value in entries(settings):
        param = part(part(base, "params"), name)
        if param is None:
            continue  # said already
        before = mapping(param)["default"]
        if canonical(before) == canonical(value):
            message = f"`set` gives {shown(name)} the value that it has {written(before.place, place)}"
            yield CHANGES_NOTHING.at(value.place, message)
        elif name in left:
            continue
        elif name in uses:
            use = written(uses[name], place)
            message = f"{shown(name)} is set, but its use {use}, is gone: replaced or removed here"
            yield SET_AND_REPLACED.at(place, message)
        else:
            yield CHANGES_NOTHING.at(place, f"no rule uses the param {shown(name)} that is set")


def _changes(base: Node, own: Node) -> Iterator[Diagnostic]:
    rules = {text(mapping(rule)["id"]): rule for rule in items(part(base, "rules"))}
    for name, _, change in entries(part(own, "change")):
        if name in rules:
            yield from _same(rules[name], change, f"the rule {shown(name)}")


def _same(old: Node, change: Node, what: str) -> Iterator[Diagnostic]:
    """Yield a warning for each key of *change* that *old*, which messages call *what*, has just so."""
    for key, key_at, value in entries(change):
        before = part(old, key)
        if before is None or value.value is None:
            continue
        if key in MERGED and isinstance(before.value, dict) and isinstance(value.value, dict):
            yield from _same(before, value, f"`{key}` of {what.removeprefix('`do` of ')}")
        elif canonical(before) == canonical(value):
            message = f"{shown(key)} of {what} is the same {written(key_place(old, key), key_at)}"
            yield CHANGES_NOTHING.at(key_at, message)


def _uses(node: Node | None) -> Iterator[tuple[str, Place]]:
    """Yield each param that stands in *node*, and where."""
    if node is None:
        return
    if isinstance(node.value, str) and (found := _PARAM(node.value)):
        yield found[1], node.place
    for one in (*mapping(node).values(), *items(node)):
        yield from _uses(one)


def _differs(base: Node, key: str, value: Node) -> bool:
    """Tell whether what a policy says under *key* makes another one of *base*; overrides without effect are none."""
    if key in _SAYS_NOTHING or value.value in ({}, []):
        return False
    before = part(base, key)
    return before is None or canonical(before) != canonical(value)
