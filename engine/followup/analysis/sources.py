"""Where rules come from, what a policy defines without using it, and rules that say the same as another."""

from collections.abc import Iterator
from typing import Final

from followup.analysis.conditions import conditions_beside, nodes_of, not_compared, not_looked_at
from followup.analysis.kinds import CITES_NOTHING, INCOMPLETE_HERE, SUPERSEDED_RULE, UNCITED_ADVICE, UNUSED_PARAM
from followup.analysis.outcomes import cases
from followup.analysis.subject import Advising, Subject
from followup.analysis.worlds import value
from followup.loading.findings import shown
from followup.loading.parts import entries, items, mapping, part
from followup.model.condition import Custom
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node

MOST_COMPARED: Final = 2_000
"""So many pairs of rules that do the same have their conditions compared: of 60 rules each with each before it."""


def of_sources(subject: Subject) -> Iterator[Diagnostic]:
    """Yield the advice that nobody cites and the rules that cite nothing, each judged in its own file.

    A policy that extends another need not answer for what stands there.
    """
    policy, written = subject.policy, subject.written
    cited = {row for rule in policy.rules for row in (*rule.cites, *rule.dissent)}
    files = set()
    for name, place, row in entries(part(written, "advice")):
        files.add(place.file)
        if name not in cited and part(row, "not_encoded") is None and place.file == written.place.file:
            yield UNCITED_ADVICE.at(place, f"no rule cites {shown(name)}")
    for rule in policy.rules:
        if not rule.cites and rule.place.file in files:
            yield CITES_NOTHING.at(rule.place, f"the rule {shown(rule.id)} cites nothing")


def of_params(subject: Subject) -> Iterator[Diagnostic]:
    """Yield the params that stand in no rule; those of another file are that file's business."""
    params = part(subject.written, "params")
    if params is None:
        return
    used: set[int] = set()
    for rule in subject.nodes:
        _note(rule, used)
    for name, place, body in entries(params):
        # What stands in a rule for `$name` is the very value of the param.
        if id(mapping(body)["default"]) not in used and place.file == subject.written.place.file:
            yield UNUSED_PARAM.at(place, f"no rule uses the param {shown(f'${name}')}")


def _note(node: Node, used: set[int]) -> None:
    used.add(id(node))
    for one in mapping(node).values():
        _note(one, used)
    for one in items(node):
        _note(one, used)


def of_duplicates(subject: Subject, dead: set[str]) -> Iterator[Diagnostic]:
    """Yield each rule whose every step an earlier rule, none of the *dead*, gives at the same time, too."""
    seen: dict[object, list[Advising]] = {}
    left = MOST_COMPARED
    for one in subject.advising:
        if one.rule.id in dead or one.worlds is None:
            continue
        do = one.do
        key = (do.act, do.to, do.anchor, do.window, do.via)
        earlier = seen.setdefault(key, [])
        for other in earlier:
            if not _goes_as_far(other, one):
                continue
            if other.rule.when is not None:
                left -= 1
                if left == -1:
                    yield not_compared(one.asked_at, MOST_COMPARED)
                if left < 0:
                    continue
            whenever = _applies_whenever(other, one)
            if whenever is None:
                yield not_looked_at(one.asked_at)
            elif whenever:
                message = f"{shown(other.rule.id)} gives every step of this rule, too"
                yield SUPERSEDED_RULE.at(one.rule.place, message, related=[other.rule.place])
                break
        earlier.append(one)


def _goes_as_far(other: Advising, one: Advising) -> bool:
    repeats = one.do.repeat in (None, other.do.repeat)
    return repeats and (not other.do.until or other.do.until == one.do.until)


def _applies_whenever(other: Advising, one: Advising) -> bool | None:
    if other.rule.when is None:
        return True
    found = cases([other.rule.when, one.rule.when], one.setting)
    return None if found is None else all(value(other.rule.when, world) is True for world in one.live_in(found))


def of_plugins(subject: Subject) -> Iterator[Diagnostic]:
    """Yield the plugins' conditions that do not say what they read: what hangs on them is not looked into."""
    for rule, node in zip(subject.policy.rules, subject.nodes, strict=True):
        for _, condition, written in conditions_beside(rule, node):
            for one, at in nodes_of(condition, written):
                if isinstance(one, Custom) and not one.condition.reads:
                    message = f"incomplete here: the condition {shown(one.condition.name)} does not say what it reads"
                    yield INCOMPLETE_HERE.at(at.place, message)
