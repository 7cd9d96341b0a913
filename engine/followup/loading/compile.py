"""From the nodes of a policy that was checked to the form that the kernel evaluates."""

from typing import Final

from followup.loading.check_rules import DO, FORBID, kinds_of
from followup.loading.check_window import NEVER
from followup.loading.compile_condition import Context, compile_anchor, compile_condition, compile_pattern
from followup.loading.digest import digest
from followup.loading.link import link
from followup.loading.offset import parse_offset, parse_span
from followup.loading.parts import entries, items, mapping, one_or_many, part, text, text_or, texts, whole
from followup.model.additions import Additions
from followup.model.condition import Condition
from followup.model.node import Node
from followup.model.offset import Offset
from followup.model.policy import Advice, Param, Policy
from followup.model.rule import (
    After,
    Before,
    CloserThan,
    Do,
    Forbid,
    MoreThan,
    OnDayOf,
    PluginRule,
    Recipients,
    Repeat,
    Roll,
    Rule,
    Span,
    Via,
    Window,
)
from followup.model.vocabulary import Vocabulary

_DEFAULT_STRENGTH: Final = {FORBID: "should-not"}


def compile_policy(
    node: Node, vocabulary: Vocabulary, additions: Additions, file: str = "", own: Node | None = None
) -> Policy:
    """Return what *node* means; it is composed, valid to the schema and free of mistakes.

    Args:
        vocabulary: All words that it may use, its own among them.
        own: What stands in its file, where *node* was composed from that and others.
    """
    context = Context(vocabulary, additions)
    rules = [compile_rule(rule, index, context) for index, rule in enumerate(items(part(node, "rules")))]
    version = part(node, "version")
    extends = part(own, "extends")
    policy_id = text(mapping(node)["policy"])
    return Policy(
        id=policy_id,
        version=1 if version is None else whole(version),
        rules=link(rules, vocabulary),
        digest=digest(node),
        vocabulary=vocabulary,
        title=text_or(part(node, "title"), policy_id),
        source={key: text(value) for key, _, value in entries(part(node, "source"))},
        advice={name: _advice(name, row) for name, _, row in entries(part(node, "advice"))},
        params={name: _param(name, param) for name, _, param in entries(part(node, "params"))},
        extends=None if extends is None else text(extends),
        file=file,
        additions=additions,
        written=node,
        own=own,
    )


def compile_rule(node: Node, index: int, context: Context) -> Rule:
    """Return one rule, the *index*-th of its policy; it knows nothing of the others yet."""
    name, when = mapping(node)["id"], part(node, "when")
    kind = kinds_of(node)[0]
    body = mapping(node)[kind]
    compiled: Do | Forbid | PluginRule
    if kind == DO:
        compiled = _do(body, text(name), context)
    elif kind == FORBID:
        compiled = _forbid(body)
    else:
        compiled = PluginRule(kind, body.plain())
    return Rule(
        id=text(name),
        index=index,
        body=compiled,
        strength=text_or(part(node, "strength"), _DEFAULT_STRENGTH.get(kind, "should")),
        place=name.place,
        title=text_or(part(node, "title"), ""),
        when=None if when is None else compile_condition(when, text(name), context),
        cites=texts(part(node, "cites")),
        reading=text_or(part(node, "reading"), "explicit"),
        dissent=texts(part(node, "dissent")),
    )


def _do(node: Node, rule: str, context: Context) -> Do:
    parts = mapping(node)
    to = part(node, "to")
    return Do(
        act=text(parts["act"]),
        anchor=compile_anchor(parts["from"]),
        window=_window(parts["window"]),
        to=None
        if to is None
        else Recipients(tuple(text(group) for _, _, groups in entries(to) for group in one_or_many(groups))),
        via=tuple(_via(choice, rule, context) for choice in items(part(node, "via"))),
        repeat=_repeat(part(node, "repeat")),
        until=tuple(compile_pattern(pattern, context) for pattern in items(part(node, "until"))),
        say=texts(part(node, "say")),
        avoid=texts(part(node, "avoid")),
    )


def _window(node: Node) -> Window:
    def offset(name: str) -> Offset | None:
        written = part(node, name)
        return None if written is None else parse_offset(text(written))

    expires = mapping(node)["expires"]
    return Window(
        recommended=parse_offset(text(mapping(node)["recommended"])),
        expires=None if text(expires) == NEVER else offset("expires"),
        earliest=offset("earliest"),
        overdue=offset("overdue"),
        roll=Roll(text_or(part(node, "roll"), Roll.NONE)),
    )


def _repeat(node: Node | None) -> Repeat | None:
    if node is None:
        return None
    times = part(node, "times")
    return Repeat(parse_span(text(mapping(node)["every"])), None if times is None else whole(times))


def _via(node: Node, rule: str, context: Context) -> Via:
    what, when = part(node, "object"), part(node, "when")
    condition: Condition | None = None if when is None else compile_condition(when, rule, context)
    return Via(text(mapping(node)["medium"]), None if what is None else text(what), condition)


def _forbid(node: Node) -> Forbid:
    def words(key: str) -> frozenset[str] | None:
        return frozenset(texts(part(node, key))) or None

    return Forbid(acts=words("act"), via=words("via"), to=words("to"), span=_span(node))


def _span(node: Node) -> Span | None:
    for key, _, value in entries(node):
        match key:
            case "before":
                return Before(compile_anchor(value))
            case "on-day-of":
                return OnDayOf(compile_anchor(value))
            case "after":
                return After(compile_anchor(value))
            case "closer-than":
                return CloserThan(parse_span(text(value)))
            case "more-than":
                return MoreThan(whole(value))
    return None


def _advice(name: str, node: Node) -> Advice:
    reason = part(node, "not_encoded")
    return Advice(
        name,
        text_or(part(node, "where"), ""),
        text_or(part(node, "says"), ""),
        None if reason is None else text(reason),
    )


def _param(name: str, node: Node) -> Param:
    value = mapping(node)["default"].value
    assert not isinstance(value, dict | list), "a scalar"
    return Param(name, value, text_or(part(node, "says"), ""))
