"""What a schema cannot see in a policy: whether its words exist and its rules can be meant."""

from collections.abc import Iterator, Mapping
from typing import Final

from followup.loading.check_circles import check_circles
from followup.loading.check_rules import DO, FORBID, check_rule, kinds_of
from followup.loading.check_words import STEP, Scope
from followup.loading.compose import repeated
from followup.loading.findings import shown
from followup.loading.limit import limited
from followup.loading.parts import entries, items, key_place, mapping, part, text, written
from followup.model.condition import RECIPIENT
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.place import Place
from followup.model.rule import LAST_USED, adviser_id
from followup.model.vocabulary import Vocabulary

_RESERVED: Final = (("events", STEP), ("groups", STEP), ("media", LAST_USED), ("roles", RECIPIENT))


def check(policy: Node, vocabulary: Vocabulary) -> tuple[Diagnostic, ...]:
    """Return all that is wrong with *policy*, which is composed and valid to the schema.

    Args:
        vocabulary: All words that it may use, its own among them.
    """
    return limited(_check(policy, vocabulary), policy.place)


def scope_of(policy: Node, vocabulary: Vocabulary) -> Scope:
    """Return what the words in the rules of *policy* may refer to."""
    kinds = {text(mapping(rule)["id"]): next(iter(kinds_of(rule)), DO) for rule in items(part(policy, "rules"))}
    return Scope(vocabulary, kinds, mapping(part(policy, "advice")))


def _check(policy: Node, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    rules = items(part(policy, "rules"))
    yield from _reserved(policy)
    yield from repeated(rules)
    yield from _advised(rules)
    scope = scope_of(policy, vocabulary)
    reasons = {
        name: (number, place.file)
        for number, (name, place, row) in enumerate(entries(part(policy, "advice")))
        if part(row, "not_encoded") is not None
    }
    for rule in rules:
        yield from check_rule(rule, scope)
        yield from _stale_reasons(rule, reasons)
    yield from check_circles(_waits(rules))


def _advised(rules: list[Node]) -> Iterator[Diagnostic]:
    """Yield what is wrong with rules that are called like what a rule of a plugin's kind may stand for."""
    plugins = {text(mapping(rule)["id"]): rule for rule in rules if {*kinds_of(rule)} - {DO, FORBID}}
    for rule in rules:
        name = mapping(rule)["id"]
        adviser = plugins.get(adviser_id(text(name)) or "")
        if adviser is not None:
            owner = f"{shown(text(mapping(adviser)['id']))} {written(adviser.place, name.place)}"
            message = f"the id {shown(text(name))} belongs to the rule {owner}, whose plugin may advise more than once"
            yield Diagnostic("duplicate-rule", message, name.place, "choose another id")


def _waits(rules: list[Node]) -> dict[str, tuple[str, Place]]:
    waits: dict[str, tuple[str, Place]] = {}
    for rule in rules:
        anchor = part(part(rule, DO), "from")
        if anchor is not None and text(anchor).startswith(f"{STEP}."):
            waits.setdefault(text(mapping(rule)["id"]), (text(anchor).removeprefix(f"{STEP}."), anchor.place))
    return waits


def _stale_reasons(rule: Node, reasons: Mapping[str, tuple[int, str]]) -> Iterator[Diagnostic]:
    """Warn of rows that a rule cites though they say why none does; a rule of another file may know better.

    Args:
        reasons: The position and the file of each such row, by its id.
    """
    cites = [cited for cited in items(part(rule, "cites")) if text(cited) in reasons]
    for cited in sorted(cites, key=lambda cited: reasons[text(cited)]):
        if cited.place.file == reasons[text(cited)][1]:
            message = f"{shown(text(cited))} is cited here, but says in `not_encoded` why no rule cites it"
            yield Diagnostic("cited-though-not-encoded", message, cited.place, severity=Severity.WARNING)


def _reserved(policy: Node) -> Iterator[Diagnostic]:
    vocabulary = part(policy, "vocabulary")
    for kind, word in _RESERVED:
        words = part(vocabulary, kind)
        if words is not None and word in mapping(words):
            message = f"{shown(word)} means something else in policies"
            yield Diagnostic("reserved-word", message, key_place(words, word), "choose another name")
