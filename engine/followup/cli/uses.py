"""Which rules of which policies use a word."""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from followup.loading.parts import items, mapping, part
from followup.model.condition import Fact, FieldTest, Happened, Known, Pattern, parts_of
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, After, Anchor, Before, Do, Forbid, OnDayOf, Rule
from followup.model.vocabulary import FieldType, Vocabulary

_TEXTS = ("id", "title", "cites", "dissent")
"""The keys of a rule under which no word of the language stands."""

Word = tuple[str, str]
"""A part of the vocabulary, such as ``acts``, and a name in it; or ``fields``, and an event's kind, a dot and a key."""


class Use(NamedTuple):
    """A rule that uses a word."""

    policy: str
    rule: str
    place: Place


def uses_of(word: Word, policies: Iterable[Policy]) -> list[Use]:
    """Return the rules that use *word* of the vocabulary."""
    return _uses(policies, lambda rule, policy: word in words_of(rule, policy.vocabulary))


def uses_in_writing(name: str, policies: Iterable[Policy]) -> list[Use]:
    """Return the rules in which the key, value or unit *name* of the language is written."""
    found = re.compile(rf"(?:-?\d+ )?{re.escape(name.removesuffix('s'))}s?(?: at .*)?|{re.escape(name)}").fullmatch

    def written(rule: Rule, policy: Policy) -> bool:
        nodes = items(part(policy.written, "rules"))
        return bool(nodes) and any(map(found, _words_in(nodes[rule.index], _TEXTS)))

    return _uses(policies, written)


def _uses(policies: Iterable[Policy], fits: Callable[[Rule, Policy], bool]) -> list[Use]:
    return [Use(policy.id, rule.id, rule.place) for policy in policies for rule in policy.rules if fits(rule, policy)]


def _words_in(node: Node, without: tuple[str, ...] = ()) -> Iterator[str]:
    for key, value in mapping(node).items():
        if key not in without:
            yield key
            yield from _words_in(value)
    for item in items(node):
        yield from _words_in(item)
    if isinstance(node.value, str):
        yield node.value


def words_of(rule: Rule, words: Vocabulary) -> frozenset[Word]:
    """Return every word of the vocabulary that *rule* uses, and every field of an event."""
    found: list[Word] = []
    match rule.body:
        case Do() as do:
            found += [("acts", do.act), *(("points", point) for point in (*do.say, *do.avoid)), *_anchor(do.anchor)]
            found += [word for group in (do.to.groups if do.to else ()) for word in _group(group)]
            found += [("media", choice.medium) for choice in do.via if choice.medium != LAST_USED]
            found += [word for pattern in do.until for word in _pattern(pattern, words)]
        case Forbid() as forbid:
            for kind, names in (("acts", forbid.acts), ("media", forbid.via), ("roles", forbid.to)):
                found += [(kind, name) for name in names or ()]
            if isinstance(forbid.span, Before | OnDayOf | After):
                found += _anchor(forbid.span.anchor)
        case _:
            pass  # what a plugin's rule is given, only the plugin can read
    for one in (one for condition in rule.conditions for one in parts_of(condition)):
        match one:
            case Fact(name) | Known(name):
                found.append(("facts", name))
            case Happened(pattern):
                found += _pattern(pattern, words)
            case _:
                pass
    return frozenset((_kind(name, words) if kind == "events" else kind, name) for kind, name in found)


def _kind(event: str, words: Vocabulary) -> str:
    return "groups" if event in words.groups else "events"


def _anchor(anchor: Anchor) -> Iterator[Word]:
    if anchor.event is not None:
        yield "events", anchor.event
        if anchor.instant is not None:
            yield "fields", f"{anchor.event}.{anchor.instant}"


def _group(group: str) -> Iterator[Word]:
    head, dot, _ = group.partition(".")
    yield ("events" if dot else "roles"), head
    if dot:
        yield "fields", group


def _pattern(pattern: Pattern, words: Vocabulary) -> Iterator[Word]:
    yield "events", pattern.name
    for test in pattern.tests:
        yield "fields", f"{pattern.name}.{test.name}"
        yield from (("roles", role) for role in test.roles)
        yield from ((kind, value) for kind in _held(pattern.name, test, words) for value in test.values)


def _held(event: str, test: FieldTest, words: Vocabulary) -> set[str]:
    types = {kind.fields[test.name].type for kind in words.kinds_called(event) if test.name in kind.fields}
    return {kind for kind, of in (("acts", FieldType.ACT), ("media", FieldType.MEDIUM)) if of in types}
