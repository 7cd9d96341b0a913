"""What a case of a suite expects of a plan: whether it can be so, and the value."""

from collections.abc import Iterable, Iterator
from typing import Final

from followup.loading.check_rules import FORBID, check_forbid, scope_of_compiled
from followup.loading.compile import compile_rule
from followup.loading.compile_condition import Context
from followup.loading.findings import shown
from followup.loading.instant import parse_instant
from followup.loading.parts import entries, items, mapping, part, text, texts
from followup.loading.suggest import MisreadError, nearest, unknown
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.plan import Reason
from followup.model.policy import Policy
from followup.model.rule import Forbid
from followup.model.suite import Expectation, ExpectedChange, ExpectedQuestion, ExpectedStep, Part, Value
from followup.model.timeline import Written
from followup.model.zone import Zone

_INSTANTS: Final = frozenset({"earliest", "recommended", "overdue", "expires", "at", "since", "until"})
_NOBODY: Final = "-"


def check_expectation(node: Node, policy: Policy, people: Iterable[str] | None, zone: Zone) -> Iterator[Diagnostic]:
    """Check what is expected of a plan of *policy* for a timeline with *people*; None: whose people are not known."""
    people = None if people is None else tuple(people)
    for step in items(part(node, "steps")):
        yield from _check_step(step, policy, people, zone)
        yield from _check_advises(step, policy)
    for step in items(part(node, "withheld")):
        yield from _check_step(step, policy, people, zone)
        yield from _check_reason(step, policy)
    for question in items(part(node, "questions")):
        yield from _check_question(question, policy)
    for forbid in items(part(node, "never")):
        yield from check_forbid(forbid, scope_of_compiled(policy))
    if change := part(node, "next_change_at"):
        yield from _check_instant(change, zone)


def read_expectation(node: Node, policy: Policy, additions: Additions, zone: Zone) -> Expectation:
    """Return what is expected; *node* has been checked."""
    steps, withheld, questions = (part(node, key) for key in ("steps", "withheld", "questions"))
    context = Context(policy.vocabulary, additions)
    only, change = part(node, "only"), part(node, "next_change_at")
    return Expectation(
        node.place,
        steps=None if steps is None else tuple(_step(step, zone) for step in items(steps)),
        only=only is not None and only.value is True,
        withheld=None if withheld is None else tuple(_step(step, zone) for step in items(withheld)),
        questions=None if questions is None else tuple(map(_question, items(questions))),
        never=tuple(
            compile_rule(_as_rule(forbid, number), number - 1, context)
            for number, forbid in enumerate(items(part(node, "never")), 1)
        ),
        next_change=None if change is None else ExpectedChange(_written(change, zone), change.place),
    )


def _check_step(node: Node, policy: Policy, people: tuple[str, ...] | None, zone: Zone) -> Iterator[Diagnostic]:
    words = policy.vocabulary
    known: dict[str, tuple[str, Iterable[str]]] = {
        "act": ("act", words.acts),
        "via": ("medium", words.media),
        "say": ("point", words.points),
        "avoid": ("point", words.points),
        "cites": ("advice", policy.advice),
    }
    for key, _, value in entries(node):
        if key in _INSTANTS:
            yield from _check_instant(value, zone)
        elif key in known:
            what, possible = known[key]
            for word in _words(value):
                if text(word) not in possible:
                    yield unknown(what, text(word), possible, word.place)
        elif key == "rule":
            yield from _check_rule(text(value), value, policy)
        elif key == "id":
            rule, person = text(value).split("/")[:2]
            yield from _check_rule(rule, value, policy)
            if person != _NOBODY:
                yield from _check_person(person, value, people)
        elif key == "to" and value.value is not None:
            yield from _check_person(text(value), value, people)


def _check_rule(rule: str, node: Node, policy: Policy) -> Iterator[Diagnostic]:
    if policy.rule(rule) is None and policy.adviser(rule) is None:
        yield unknown("rule", rule, [each.id for each in policy.rules], node.place)


def _check_advises(node: Node, policy: Policy) -> Iterator[Diagnostic]:
    for key in ("rule", "id"):
        if value := part(node, key):
            rule = policy.rule(text(value).partition("/")[0])
            if rule is not None and isinstance(rule.body, Forbid):
                yield Diagnostic("no-steps", f"the rule {shown(rule.id)} forbids; it has no steps", value.place)


def _check_reason(node: Node, policy: Policy) -> Iterator[Diagnostic]:
    by, reason = part(node, "by"), part(node, "reason")
    if by is None or by.value is None:
        return
    match None if reason is None else text(reason):
        case Reason.FORBIDDEN:
            yield from _check_rule(text(by), by, policy)
        case Reason.STOPPED:
            if text(by) not in policy.vocabulary.events:
                yield unknown("event", text(by), policy.vocabulary.events, by.place)
        case _:
            pass  # several facts, or nothing that has a name


def _check_person(person: str, node: Node, people: tuple[str, ...] | None) -> Iterator[Diagnostic]:
    if people is not None and person not in people:
        meant = nearest(person, people)
        hint = f"did you mean {shown(meant)}?" if meant else None
        yield Diagnostic("unknown-person", f"unknown person {shown(person)}", node.place, hint)


def _check_question(node: Node, policy: Policy) -> Iterator[Diagnostic]:
    fact = mapping(node).get("fact", node)
    if text(fact) not in policy.vocabulary.facts:
        yield unknown("fact", text(fact), policy.vocabulary.facts, fact.place)
    for rule in items(part(node, "changes")):
        yield from _check_rule(text(rule), rule, policy)


def _check_instant(node: Node, zone: Zone) -> Iterator[Diagnostic]:
    try:
        _written(node, zone)
    except MisreadError as error:
        yield Diagnostic("bad-instant", str(error), node.place, error.hint)


def _as_rule(forbid: Node, number: int) -> Node:
    parts = {"id": Node(f"never-{number}", forbid.place), "strength": Node("must-not", forbid.place), FORBID: forbid}
    return Node(parts, forbid.place, dict.fromkeys(parts, forbid.place))


def _step(node: Node, zone: Zone) -> ExpectedStep:
    return ExpectedStep({key: _value(key, value, zone) for key, _, value in entries(node)}, node.place, node.keys)


def _value(key: str, node: Node, zone: Zone) -> Value:
    if key in _INSTANTS:
        return _written(node, zone)
    if key == "because":
        return tuple(map(_part, items(node)))
    if isinstance(node.value, dict):
        return _part(node)
    if isinstance(node.value, list):
        return texts(node)
    return None if node.value is None else text(node)


def _part(node: Node) -> Part:
    part: dict[str, str | int | None] = {}
    for key, _, value in entries(node):
        assert not isinstance(value.value, dict | list | float), "it fits the schema"
        part[key] = value.value
    return part


def _question(node: Node) -> ExpectedQuestion:
    changes = part(node, "changes")
    fact = text(mapping(node).get("fact", node))
    return ExpectedQuestion(fact, None if changes is None else texts(changes), node.place)


def _written(node: Node, zone: Zone) -> Written | None:
    if node.value is None:
        return None
    reading = parse_instant(text(node), zone)
    return Written(reading.first(zone), bare=reading.day is not None)


def _words(node: Node) -> list[Node]:
    if node.value is None:
        return []
    return node.value if isinstance(node.value, list) else [node]
