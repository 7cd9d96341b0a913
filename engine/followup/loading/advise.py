"""Putting what a plugin's rule kind advises in the place of its rules."""

from collections.abc import Iterable, Mapping, Sequence
from copy import deepcopy
from dataclasses import replace
from itertools import islice

from followup.loading.check_circles import check_circles
from followup.loading.check_rules import check_rule, scope_of_compiled
from followup.loading.compile import compile_rule
from followup.loading.compile_condition import Context
from followup.loading.data import from_data
from followup.loading.findings import shown
from followup.loading.link import link
from followup.loading.params import put_in
from followup.loading.parts import items, part
from followup.loading.schema import validate
from followup.model.additions import Additions, RuleKind
from followup.model.condition import Moment
from followup.model.diagnostic import Diagnostic, has_errors, in_order
from followup.model.node import Node
from followup.model.place import Place
from followup.model.plan import Problem
from followup.model.policy import Policy
from followup.model.rule import MOST_ADVISED, Do, PluginRule, Rule, advised_id
from followup.model.tell import kind_of, raised


def expand(policy: Policy, moment: Moment) -> tuple[Policy, tuple[Problem, ...]]:
    """Return *policy* with what its plugins' rule kinds advise at *moment*, and which failed and were left out."""
    advice: dict[str, tuple[Rule, ...]] = {}
    problems: list[Problem] = []
    for rule in policy.rules:
        if not isinstance(rule.body, PluginRule):
            continue
        kind = rule.body.kind
        bodies = _bodies(policy.additions.rule_kinds[kind], rule.body.body, moment)
        if isinstance(bodies, str):
            problems.append(Problem(rule.id, f"rule kind `{kind}` {bodies}", kind, rule.place))
            continue
        advice[rule.id], found = advised(policy, rule, bodies, policy.additions)
        problems += [Problem(rule.id, one.message, kind, one.place) for one in found]
    expanded, found = with_advised(policy, advice)
    return expanded, (*problems, *(Problem(None, one.message, None, one.place) for one in found))


def _bodies(kind: RuleKind, body: object, moment: Moment) -> Sequence[object] | str:
    """Return what *kind* advises, at most one more than it may, or what it did instead, in a clause."""
    try:
        given: object = kind.advise(deepcopy(body), moment)
        if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
            return f"returned {kind_of(given)}, not a list of `do` bodies"
        bodies = tuple(islice(given, MOST_ADVISED + 1))
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return raised(error)
    for one in bodies:
        if not isinstance(one, Mapping):
            return f"returned a list with {kind_of(one)} in it, not with `do` bodies"
    return bodies


def advised(
    policy: Policy, rule: Rule, bodies: Iterable[object], additions: Additions
) -> tuple[tuple[Rule, ...], tuple[Diagnostic, ...]]:
    """Return the rules that *bodies* stand for, or all that is wrong with them.

    Args:
        policy: Where *rule* is from.
        rule: Of a plugin's kind. The first new rule has its id, the others ``<id>-2``, ``<id>-3``, …, which a sound
            policy has nowhere else; all else that is not in its body, its index and its place among them, they share.
        bodies: What the rule kind advises: each the body of a ``do``, as a policy would write it, without parameters.
    """
    assert isinstance(rule.body, PluginRule), "only these are asked"
    bodies = tuple(islice(bodies, MOST_ADVISED + 1))
    if len(bodies) > MOST_ADVISED:
        return (), (Diagnostic("too-much-advice", _said(rule, f"more than {MOST_ADVISED} rules"), rule.place),)
    found: list[Diagnostic] = []
    rules = []
    for number, body in enumerate(bodies, 1):
        name = advised_id(rule.id, number)
        node, more = _read(name, body, rule.place, additions)
        if node is not None:
            more = (*more, *check_rule(node, scope_of_compiled(policy)))
        found.extend(replace(one, message=_said(rule, one.message), place=rule.place) for one in more)
        if node is not None and not has_errors(more):
            compiled = compile_rule(node, rule.index, Context(policy.vocabulary, additions))
            rules.append(replace(rule, id=name, body=compiled.body))
    return (() if has_errors(found) else tuple(rules)), in_order(found)


def with_advised(policy: Policy, advice: Mapping[str, tuple[Rule, ...]]) -> tuple[Policy, tuple[Diagnostic, ...]]:
    """Return *policy* with each rule of a plugin's kind replaced by what *advice* has under its id, or left out.

    The rules are numbered anew. Where they would wait for each other in a circle, which only what a plugin advises can
    bring about here, the plugins' rules in it are left out, too, and the circle is reported.
    """
    plugins = {rule.id: advice.get(rule.id, ()) for rule in policy.rules if isinstance(rule.body, PluginRule)}
    found: list[Diagnostic] = []
    while True:
        rules = [one for rule in policy.rules for one in plugins.get(rule.id, (rule,))]
        waits = {
            rule.id: (rule.body.anchor.step, rule.place)
            for rule in rules
            if isinstance(rule.body, Do) and rule.body.anchor.step is not None
        }
        circles = tuple(check_circles(waits))
        if not circles:
            break
        found.extend(circles)
        guilty = [name for name, new in plugins.items() if any(_in_circle(rule.id, waits) for rule in new)]
        assert guilty, "what is written was checked"
        for name in guilty:
            plugins[name] = ()
    numbered = [replace(rule, index=index) for index, rule in enumerate(rules)]
    return replace(policy, rules=link(numbered, policy.vocabulary)), in_order(found)


def _said(rule: Rule, message: str) -> str:
    assert isinstance(rule.body, PluginRule), "only these are asked"
    return f"what {shown(rule.body.kind)} advises: {message}"


def _read(name: str, body: object, place: Place, additions: Additions) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return *body* as a rule that fits the schema; all of it stands at *place*."""
    node, found = from_data({"policy": "advised", "rules": [{"id": name, "do": body}]}, place.file)
    if node is None:
        return None, found
    node = _placed(node, place)
    found = validate(node, "policy", additions)
    if not found:
        unknown: list[Diagnostic] = []
        put_in(node, unknown)  # a plugin has no parameters
        found = tuple(unknown)
    return (None if has_errors(found) else items(part(node, "rules"))[0]), found


def _placed(node: Node, place: Place) -> Node:
    if isinstance(node.value, dict):
        parts = {key: _placed(one, place) for key, one in node.value.items()}
        return Node(parts, place, dict.fromkeys(parts, place))
    if isinstance(node.value, list):
        return Node([_placed(one, place) for one in node.value], place)
    return Node(node.value, place)


def _in_circle(start: str, waits: Mapping[str, tuple[str, Place]]) -> bool:
    seen = set()
    at = start
    while at in waits and at not in seen:
        seen.add(at)
        at = waits[at][0]
        if at == start:
            return True
    return False
