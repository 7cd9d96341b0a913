"""From nodes to conditions, patterns and anchors; every word in them has been checked."""

from dataclasses import dataclass

from followup.loading.check_words import STEP
from followup.loading.parts import entries, items, mapping, only, text, texts, whole
from followup.model.additions import Additions
from followup.model.condition import (
    RECIPIENT,
    All,
    Any,
    Condition,
    Custom,
    Fact,
    FieldTest,
    Happened,
    Known,
    Not,
    Pattern,
)
from followup.model.node import Node
from followup.model.rule import Anchor
from followup.model.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class Context:
    """What the nodes of a policy are compiled with."""

    vocabulary: Vocabulary
    additions: Additions


def compile_condition(node: Node, rule: str, context: Context) -> Condition:
    """Return the condition that *node*, in the rule of id *rule*, stands for."""
    kind, place, body = only(node)
    match kind:
        case "fact":
            name, _, values = only(body)
            return Fact(name, frozenset(texts(values)))
        case "known":
            return Known(text(body))
        case "happened":
            return Happened(compile_pattern(body, context))
        case "count":
            return Happened(compile_pattern(mapping(body)["of"], context), whole(mapping(body)["at-least"]))
        case "all":
            return All(tuple(compile_condition(part, rule, context) for part in items(body)))
        case "any":
            return Any(tuple(compile_condition(part, rule, context) for part in items(body)))
        case "not":
            return Not(compile_condition(body, rule, context))
        case _:
            return Custom(context.additions.conditions[kind], body.plain(), rule, place)


def compile_pattern(node: Node, context: Context) -> Pattern:
    """Return the pattern of events that *node* stands for."""
    if not isinstance(node.value, dict):
        return Pattern(text(node))
    event, _, body = only(node)
    personal = {
        name
        for kind in context.vocabulary.kinds_called(event)
        for name, field in kind.fields.items()
        if field.type.personal
    }
    return Pattern(event, tuple(_test(name, texts(values), name in personal) for name, _, values in entries(body)))


def _test(name: str, values: tuple[str, ...], personal: bool) -> FieldTest:
    if not personal:
        return FieldTest(name, frozenset(values))
    return FieldTest(name, roles=frozenset(values) - {RECIPIENT}, recipient=RECIPIENT in values)


def compile_anchor(node: Node) -> Anchor:
    """Return the anchor that *node* stands for."""
    head, dot, tail = text(node).partition(".")
    if head == STEP and dot:
        return Anchor(None, step=tail)
    return Anchor(head, tail) if dot else Anchor(head)
