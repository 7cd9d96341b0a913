"""Whether the words of a rule are known where they stand: anchors, patterns, conditions and single words."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from followup.loading.findings import shown
from followup.loading.parts import entries, items, mapping, one_or_many, only, text
from followup.loading.suggest import hint_for, unknown
from followup.model.condition import RECIPIENT
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.rule import LAST_USED
from followup.model.vocabulary import DID, Field, FieldType, Vocabulary

STEP: Final = "step"
"""What an anchor begins with that is no event but the doing of a rule's step."""

_UNTESTABLE: Final = (FieldType.INSTANT, FieldType.STEP)


@dataclass(frozen=True, slots=True)
class Scope:
    """What the words of a policy may refer to.

    Attributes:
        rules: The key that says what a rule is (``do``, ``forbid`` or a plugin's), by rule id.
        advice: The ids of its rows of advice.
    """

    vocabulary: Vocabulary
    rules: Mapping[str, str]
    advice: Collection[str] = ()

    @property
    def events(self) -> tuple[str, ...]:
        """All that a pattern may name."""
        return (*self.vocabulary.events, *self.vocabulary.groups)

    def fields_of(self, event: str) -> dict[str, Field]:
        """Return the fields of an event or, of a group, those that any of its events has."""
        return {name: field for kind in self.vocabulary.kinds_called(event) for name, field in kind.fields.items()}


def check_word(what: str, node: Node, words: Collection[str]) -> Iterator[Diagnostic]:
    """Check one word that must be among *words*."""
    if text(node) not in words:
        yield unknown(what, text(node), words, node.place)


def check_medium(node: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check a medium in a pattern of steps or events, where `last-used` means nothing."""
    if text(node) == LAST_USED:
        message = f"{shown(LAST_USED)} is no medium here; it can only be used, in `via` of a `do`"
        yield Diagnostic("unknown-medium", message, node.place, hint_for("", scope.vocabulary.media))
    else:
        yield from check_word("medium", node, scope.vocabulary.media)


def check_anchor(node: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check what time is counted from: an event, an instant of one, or ``step.RULE``."""
    head, dot, tail = text(node).partition(".")
    anchors = [name for name in scope.events if name != DID]
    if head == STEP and dot:
        if tail not in scope.rules:
            yield unknown("rule", tail, scope.rules, node.place)
        elif scope.rules[tail] == "forbid":
            yield Diagnostic("no-steps", f"the rule {shown(tail)} forbids; it has no steps to be done", node.place)
    elif head == DID:
        yield Diagnostic("did-as-anchor", "`did` is no anchor", node.place, "name a rule: `step.RULE`")
    elif head not in anchors:
        yield unknown("event", head, [*anchors, STEP] if dot else anchors, node.place)
    elif dot:
        fields = scope.fields_of(head)
        instants = ["at", *(name for name, field in fields.items() if field.type is FieldType.INSTANT)]
        if tail not in instants:
            message = f"unknown instant {shown(tail)} of {shown(head)}"
            yield Diagnostic("unknown-instant", message, node.place, hint_for(tail, instants))


def check_group(node: Node, scope: Scope) -> Iterator[Diagnostic]:
    """Check one entry of ``first``: a role, or a field of an event that says from whom it came."""
    head, dot, tail = text(node).partition(".")
    senders = {
        f"{kind.name}.{name}": None
        for kind in scope.vocabulary.events.values()
        for name, field in kind.fields.items()
        if field.type is FieldType.SENDER
    }
    if not dot:
        yield from check_word("role", node, scope.vocabulary.roles)
    elif head not in scope.vocabulary.events:
        yield unknown("event", head, scope.vocabulary.events, node.place)
    elif text(node) not in senders:
        own = [name for name in senders if name.startswith(f"{head}.")]
        message = f"{shown(tail)} of {shown(head)} does not say from whom it came"
        if tail not in scope.fields_of(head):
            message = f"unknown field {shown(tail)} of {shown(head)}"
        yield Diagnostic("unknown-field", message, node.place, hint_for(text(node), own))


def check_condition(node: Node, scope: Scope, nobody: bool = False) -> Iterator[Diagnostic]:
    """Check a condition; *nobody*: it belongs to steps that go to nobody."""
    kind, _, body = only(node)
    match kind:
        case "fact":
            name, place, values = only(body)
            if name not in scope.vocabulary.facts:
                yield unknown("fact", name, scope.vocabulary.facts, place)
            else:
                yield from _check_values(name, one_or_many(values), scope.vocabulary.facts[name].values)
        case "known":
            yield from check_word("fact", body, scope.vocabulary.facts)
        case "happened":
            yield from check_pattern(body, scope, nobody)
        case "count":
            yield from check_pattern(mapping(body)["of"], scope, nobody)
        case "all" | "any":
            for part in items(body):
                yield from check_condition(part, scope, nobody)
        case "not":
            yield from check_condition(body, scope, nobody)
        case _:
            pass  # a plugin's: its own schema has spoken


def check_pattern(node: Node, scope: Scope, nobody: bool = False) -> Iterator[Diagnostic]:
    """Check a pattern of events; *nobody*: it belongs to steps that go to nobody."""
    if not isinstance(node.value, dict):
        yield from check_word("event", node, scope.events)
        return
    event, place, body = only(node)
    if event not in scope.events:
        yield unknown("event", event, scope.events, place)
        return
    fields = scope.fields_of(event)
    testable = [name for name, field in fields.items() if field.type not in _UNTESTABLE]
    for name, place, values in entries(body):
        if name in testable:
            yield from _check_field(name, fields[name], one_or_many(values), scope, nobody)
        elif name in fields or name == "at":
            message = f"{shown(name)} of {shown(event)} cannot be looked for"
            yield Diagnostic("untestable-field", message, place, hint_for("", testable))
        else:
            message = f"unknown field {shown(name)} of {shown(event)}"
            hint = hint_for(name, testable) if testable else f"{shown(event)} has none"
            yield Diagnostic("unknown-field", message, place, hint)


def _check_field(name: str, field: Field, values: list[Node], scope: Scope, nobody: bool) -> Iterator[Diagnostic]:
    for value in values:
        if field.type.personal and text(value) == RECIPIENT:
            if nobody:
                message = "these steps go to nobody, so that nobody is their `recipient`"
                yield Diagnostic("no-recipient", message, value.place, "add `to:`", Severity.WARNING)
        elif field.type.personal:
            yield from check_word("role", value, (*scope.vocabulary.roles, RECIPIENT))
        elif field.type is FieldType.MEDIUM:
            yield from check_medium(value, scope)
        elif field.type is FieldType.ACT:
            yield from check_word("act", value, scope.vocabulary.acts)
    if field.type is FieldType.WORD:
        yield from _check_values(name, values, field.values)


def _check_values(name: str, values: list[Node], known: tuple[str, ...]) -> Iterator[Diagnostic]:
    for value in values:
        if known and text(value) not in known:
            message = f"unknown value {shown(text(value))} of {shown(name)}"
            yield Diagnostic("unknown-value", message, value.place, hint_for(text(value), known))
