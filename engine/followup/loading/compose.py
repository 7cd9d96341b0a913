"""From a policy and those it extends to one that stands alone; every value keeps the place where it was written."""

import os.path
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from itertools import islice
from typing import Final

from followup.loading.findings import MOST_FINDINGS, shown
from followup.loading.limit import limited
from followup.loading.overrides import MERGED, idle, needed
from followup.loading.params import put_in
from followup.loading.parts import entries, items, key_place, mapping, part, text, with_parts, without, written
from followup.loading.suggest import hint_for, unknown
from followup.model.diagnostic import Diagnostic, has_errors
from followup.model.node import Node
from followup.model.place import Place

MOST_BASES: Final = 16
"""How many policies may stand below one another."""

Found = tuple[Node | None, tuple[Diagnostic, ...]]
Find = Callable[[str, Place], Found]
"""Finds what `extends` names: an id, or a path that counts from the folder of the file in which it is written (the
place's). Gives the base as it was read, valid to the schema, or what is wrong."""


def compose(node: Node, find: Find) -> Found:
    """Return *node* with its bases put in and its parameters replaced: a policy without `extends`, or what is wrong.

    *node* and whatever *find* gives are valid to the schema; so is the result, but for rules that were changed or had
    parameters in them.
    """
    found: list[Diagnostic] = []
    warnings: list[Diagnostic] = []
    resolved = _resolve(node, find, (), found, warnings)
    if resolved is not None:
        resolved = put_in(resolved, found)
    # Too many mistakes are one more; warnings, however many, cost nobody his policy.
    return None if has_errors(found) else resolved, (*limited(found, node.place), *warnings)


def _resolve(
    node: Node, find: Find, above: tuple[Node, ...], found: list[Diagnostic], warnings: list[Diagnostic]
) -> Node | None:
    reference = part(node, "extends")
    if reference is None:
        for key in ("set", "change", "remove"):
            if part(node, key) is not None:
                message = f"`{key}` is for a policy that is extended, and this one extends none"
                found.append(Diagnostic("no-base", message, key_place(node, key), "add `extends:`"))
        return node
    base, more = find(text(reference), reference.place)
    found.extend(more)
    chain = (*above, node)
    if base is None or not _can_stand_below(base, chain, reference, found):
        return None
    base = _resolve(base, find, chain, found, warnings)
    if base is None:
        return None
    merged = _merge(base, node, found)
    # What a base does without effect is said where that is checked: who extends it can do nothing about it.
    if not above and not has_errors(found):
        warnings.extend(islice(idle(base, node, merged), MOST_FINDINGS))
    return merged


def _can_stand_below(base: Node, chain: tuple[Node, ...], reference: Node, found: list[Diagnostic]) -> bool:
    identities = [_identity(node) for node in chain]
    if _identity(base) in identities:
        circle = [*chain[identities.index(_identity(base)) :], base]
        names = " → ".join(shown(text(mapping(node)["policy"])) for node in circle)
        found.append(Diagnostic("circular-extends", f"these policies extend each other: {names}", reference.place))
        return False
    if len(chain) > MOST_BASES:
        message = f"more than {MOST_BASES} policies extend one another"
        found.append(Diagnostic("too-many-bases", message, reference.place))
        return False
    return True


def _identity(node: Node) -> tuple[str, str]:
    return os.path.normpath(node.place.file), text(mapping(node)["policy"])


def _merge(base: Node, own: Node, found: list[Diagnostic]) -> Node:
    """Return what *own* makes of *base*, which is resolved."""
    values: dict[str, Node] = {}
    keys: dict[str, Place] = {}
    for key in ("policy", "version", "title", "source"):
        holder = own if key in mapping(own) else base
        if key in mapping(holder):
            values[key], keys[key] = mapping(holder)[key], key_place(holder, key)
    sections = {
        "params": _joined("param", _with_settings(base, own, found), part(own, "params"), found, "use `set:` instead"),
        "vocabulary": _joined_words(part(base, "vocabulary"), part(own, "vocabulary"), found),
        "advice": _joined("advice", part(base, "advice"), part(own, "advice"), found, "give yours another id"),
        "rules": _rules(base, own, found),
    }
    for key, section in sections.items():
        if section is not None:
            values[key] = section
            keys[key] = key_place(own if key in mapping(own) else base, key)
    merged = Node(values, own.place, keys)
    found.extend(needed(merged, {text(entry): entry for entry in items(part(own, "remove"))}))
    return merged


def _joined(what: str, base: Node | None, own: Node | None, found: list[Diagnostic], hint: str) -> Node | None:
    """Return two mappings as one, in which no key may come twice."""
    if base is None or own is None:
        return base or own
    for key, place, _ in entries(own):
        if key in mapping(base):
            where = written(key_place(base, key), place)
            message = f"{what} {shown(key)} is already defined {where}"
            found.append(Diagnostic(f"duplicate-{what}", message, place, hint))
    return with_parts(base, {key: (place, value) for key, place, value in entries(own)})


def _joined_words(base: Node | None, own: Node | None, found: list[Diagnostic]) -> Node | None:
    if base is None or own is None:
        return base or own
    joined: dict[str, tuple[Place, Node]] = {}
    for kind, place, words in entries(own):
        both = _joined("word", part(base, kind), words, found, "use the word of the extended policy, or another one")
        assert both is not None, "one of them is there"
        joined[kind] = (place, both)
    return with_parts(base, joined)


def _with_settings(base: Node, own: Node, found: list[Diagnostic]) -> Node | None:
    params = part(base, "params")
    for name, place, value in entries(part(own, "set")):
        param = part(params, name)
        if params is None or param is None:
            _add_unknown("param", name, mapping(params), place, found)
        else:
            params = with_parts(params, {name: (params.keys[name], with_parts(param, {"default": (place, value)}))})
    return params


def _add_unknown(what: str, name: str, names: Collection[str], place: Place, found: list[Diagnostic]) -> None:
    # No more than are listed: each costs a suggestion, and the names of a chain of policies may be 8,000.
    if len(found) <= MOST_FINDINGS:
        found.append(unknown(what, name, names, place))


def repeated(rules: Sequence[Node]) -> Iterator[Diagnostic]:
    """Yield what is wrong with rules whose id an earlier one of *rules* has."""
    first: dict[str, Place] = {}
    for rule in rules:
        node = mapping(rule)["id"]
        if (place := first.get(text(node))) is None:
            first[text(node)] = node.place
        else:
            message = f"the rule {shown(text(node))} is already defined {written(place, node.place)}"
            hint = None if place.file == node.place.file else "use `change:` to change it"
            yield Diagnostic("duplicate-rule", message, node.place, hint)


def _rules(base: Node, own: Node, found: list[Diagnostic]) -> Node:
    found.extend(repeated(items(part(base, "rules"))))
    rules = {text(mapping(rule)["id"]): rule for rule in items(part(base, "rules"))}
    for name, place, change in entries(part(own, "change")):
        if name in rules:
            rules[name] = _changed(rules[name], change, f"the rule {shown(name)}", found)
        else:
            _add_unknown("rule", name, rules, place, found)
    removed = {}
    for entry in items(part(own, "remove")):
        name = text(entry)
        if name not in rules:
            _add_unknown("rule", name, rules, entry.place, found)
        elif (changes := part(own, "change")) is not None and name in mapping(changes):
            where = written(key_place(changes, name), entry.place)
            message = f"the rule {shown(name)} is removed here and changed {where}"
            found.append(Diagnostic("changed-and-removed", message, entry.place))
        removed[name] = entry
    # A rule of the policy's own that the base has, too, stays here twice: the check says so.
    kept = [rule for name, rule in rules.items() if name not in removed]
    place = own.place if (rules_node := part(own, "rules")) is None else rules_node.place
    return Node(kept + items(part(own, "rules")), place)


def _changed(old: Node, change: Node, what: str, found: list[Diagnostic]) -> Node:
    """Return the mapping *old*, which messages call *what*, with the keys of *change* replaced, merged or removed."""
    new = old
    for key, place, value in entries(change):
        before = part(old, key)
        if value.value is None:
            if before is None:
                message = f"{what} has no {shown(key)} to take away"
                found.append(Diagnostic("nothing-to-remove", message, place, hint_for(key, mapping(old))))
            # What now lacks a key that it needs was spoilt here, and not where it was written.
            new = replace(without(new, key), place=value.place)
        elif key in MERGED and isinstance(value.value, dict):
            empty = Node({}, value.place, {})
            merged = _changed(before or empty, value, f"`{key}` of {what.removeprefix('`do` of ')}", found)
            as_before = before is not None and merged.place == before.place
            new = with_parts(new, {key: (key_place(old, key) if as_before else place, merged)})
        else:
            new = with_parts(new, {key: (place, value)})
    return new
