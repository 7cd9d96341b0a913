"""Whether one rule says what a rule must say, in words that exist."""

from collections.abc import Iterator
from typing import Final

from followup.loading.check_window import check_offset, check_window
from followup.loading.check_words import (
    Scope,
    check_anchor,
    check_condition,
    check_group,
    check_medium,
    check_pattern,
    check_word,
)
from followup.loading.findings import shown
from followup.loading.offset import parse_span
from followup.loading.parts import entries, items, key_place, mapping, one_or_many, part, text
from followup.loading.suggest import hint_for
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Forbid

DO: Final = "do"
FORBID: Final = "forbid"

SPANS: Final = ("before", "on-day-of", "after", "closer-than", "more-than")
"""The keys of a forbid that say when it holds; at most one of them."""

ABOUT: Final = frozenset({"id", "title", "cites", "reading", "strength", "when", "dissent"})
"""The keys of a rule that do not say what it is."""

ADVISING: Final = ("must", "should", "may")
"""The strengths that advice may have."""

FORBIDDING: Final = ("must-not", "should-not")
"""The strengths that a forbid may have."""


def scope_of_compiled(policy: Policy) -> Scope:
    """Return what the words of something that is written for *policy* may refer to."""
    kinds = {rule.id: FORBID if isinstance(rule.body, Forbid) else DO for rule in policy.rules}
    return Scope(policy.vocabulary, kinds, policy.advice)


def kinds_of(rule: Node) -> list[str]:
    """Return the keys that say what a rule is; a sound rule has one: ``do``, ``forbid`` or a plugin's."""
    return [key for key in mapping(rule) if key not in ABOUT]


def check_rule(rule: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check one rule of a policy."""
    kinds = kinds_of(rule)
    name = mapping(rule)["id"]
    if not kinds:
        message = f"the rule {shown(text(name))} neither advises nor forbids anything"
        yield Diagnostic("no-kind", message, name.place, "add `do:` or `forbid:`")
    for extra in kinds[1:]:
        message = f"the rule {shown(text(name))} has {shown(kinds[0])} already; it cannot be {shown(extra)}, too"
        yield Diagnostic("two-kinds", message, key_place(rule, extra), "make two rules of it")
    strength = part(rule, "strength")
    if strength is not None and kinds:
        fitting = FORBIDDING if kinds[0] == FORBID else ADVISING
        if text(strength) not in fitting:
            message = f"a {shown(kinds[0])} rule cannot have the strength {shown(text(strength))}"
            yield Diagnostic("wrong-strength", message, strength.place, hint_for("", fitting))
    for key in ("cites", "dissent"):
        for row in items(part(rule, key)):
            yield from check_word("advice", row, scope.advice)
    do = part(rule, DO)
    when = part(rule, "when")
    if when is not None:
        yield from check_condition(when, scope, nobody=do is not None and part(do, "to") is None)
    if do is not None:
        yield from check_do(do, scope)
    forbid = part(rule, FORBID)
    if forbid is not None:
        yield from check_forbid(forbid, scope)


def check_do(do: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check what a rule advises."""
    parts, words = mapping(do), scope.vocabulary
    nobody = "to" not in parts
    yield from check_word("act", parts["act"], words.acts)
    for how, _, groups in entries(part(do, "to")):
        for group in one_or_many(groups):
            yield from check_group(group, scope) if how == "first" else check_word("role", group, words.roles)
    for choice in items(part(do, "via")):
        yield from _check_choice(choice, scope, nobody)
    yield from check_anchor(parts["from"], scope)
    yield from check_window(parts["window"])
    repeat = part(do, "repeat")
    if repeat is not None:
        yield from check_offset(mapping(repeat)["every"], parse_span)
        if part(repeat, "times") is None and part(do, "until") is None:
            hint = "add `times:` to it, or `until:` to the `do`"
            yield Diagnostic("unbounded-repeat", "this repeats without end", key_place(do, "repeat"), hint)
    for pattern in items(part(do, "until")):
        yield from check_pattern(pattern, scope, nobody)
    said = {text(point) for point in items(part(do, "say"))}
    for point in items(part(do, "say")):
        yield from check_word("point", point, words.points)
    for point in items(part(do, "avoid")):
        yield from check_word("point", point, words.points)
        if text(point) in said:
            message = f"the point {shown(text(point))} is to be said as well as avoided"
            yield Diagnostic("said-and-avoided", message, point.place, severity=Severity.WARNING)


def _check_choice(choice: Node, scope: Scope, nobody: bool) -> Iterator[Diagnostic]:
    medium, when = mapping(choice)["medium"], part(choice, "when")
    if text(medium) != LAST_USED:
        yield from check_word("medium", medium, (*scope.vocabulary.media, LAST_USED))
    elif nobody:
        message = f"these steps go to nobody, who has no {shown(LAST_USED)} medium"
        yield Diagnostic("no-recipient", message, medium.place, "add `to:`", Severity.WARNING)
    if when is not None:
        yield from check_condition(when, scope, nobody)


def check_forbid(forbid: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check what a rule rules out."""
    for act in one_or_many(part(forbid, "act")):
        yield from check_word("act", act, scope.vocabulary.acts)
    for medium in one_or_many(part(forbid, "via")):
        yield from check_medium(medium, scope)
    for role in one_or_many(part(forbid, "to")):
        yield from check_word("role", role, scope.vocabulary.roles)
    spans = [key for key in mapping(forbid) if key in SPANS]
    for key in spans[1:]:
        message = f"the forbid has {shown(spans[0])} already; it cannot have {shown(key)}, too"
        yield Diagnostic("two-spans", message, key_place(forbid, key), "make two rules of it")
    for key in spans:
        value = mapping(forbid)[key]
        if key == "closer-than":
            yield from check_offset(value, parse_span)
        elif key != "more-than":
            yield from check_anchor(value, scope)
