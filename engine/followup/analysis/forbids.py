"""Forbids that can never rule anything out, that another one covers, or that fit no rule of their policy."""

from collections.abc import Container, Iterator
from typing import Final

from followup.analysis.conditions import not_compared, not_looked_at, of_condition, when_of
from followup.analysis.kinds import (
    FORBID_ALREADY_COVERED,
    FORBID_FITS_NO_RULE,
    FORBID_NEVER_HOLDS,
    INCOMPLETE_HERE,
)
from followup.analysis.outcomes import cases
from followup.analysis.patterns import Setting
from followup.analysis.subject import Ruling, Subject, stated, unforeseen
from followup.analysis.worlds import value
from followup.loading.check_rules import SPANS
from followup.loading.findings import shown
from followup.loading.parts import key_place, mapping, part
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.offset import Unit
from followup.model.rule import Before, CloserThan, Do, Forbid, MoreThan, PluginRule, Span

MOST_COMPARED: Final = 10_000
"""So many pairs of forbids have their conditions compared: of 100 forbids each with each."""


def of_forbids(subject: Subject) -> Iterator[Diagnostic]:
    """Yield what is to be said of the forbids of a policy."""
    never: set[int] = set()
    for number, ruling in enumerate(subject.forbidding):
        found = _never_holds(ruling)
        if found is not None:
            never.add(number)
            yield found
            continue
        yield from _of_when(ruling)
        yield from _fits_nothing(ruling, subject)
    yield from _already_covered(subject, never)


def _span_node(ruling: Ruling) -> Node:
    return next(value for key, value in mapping(ruling.body).items() if key in SPANS)


def _never_holds(ruling: Ruling) -> Diagnostic | None:
    """Return why the span of *ruling* never holds, or None."""
    vocabulary, forbid = ruling.setting.vocabulary, ruling.forbid
    match forbid.span:
        case Before(anchor) if unforeseen(anchor, vocabulary):
            message = f"{shown(f'{anchor}')} is known only when it comes, and forbids nothing before"
            return FORBID_NEVER_HOLDS.at(_span_node(ruling).place, message, "forbid it by `when: {not: {happened: …}}`")
        case MoreThan(number) if number > 0 and forbid.acts is not None:
            if not any(vocabulary.acts[act].contacts for act in forbid.acts if act in vocabulary.acts):
                message = "this counts contacts, and none of the acts here is one"
                return FORBID_NEVER_HOLDS.at(
                    _span_node(ruling).place, message, "count what was done by `when: {count: …}`"
                )
        case _:
            pass
    return None


def _of_when(ruling: Ruling) -> Iterator[Diagnostic]:
    when, vocabulary = ruling.rule.when, ruling.setting.vocabulary
    if when is None:
        return
    node = when_of(ruling.node)
    alone = cases([when], Setting(vocabulary))
    spanned = cases([when], ruling.setting)
    if alone is None or spanned is None:
        yield not_looked_at(node.place)
    elif any(value(when, world) is True for world in alone) and not any(
        value(when, world) is True for world in spanned
    ):
        message = f"this never holds while {shown(_span_key(ruling))} does, so that nothing is ruled out"
        yield FORBID_NEVER_HOLDS.at(node.place, message, "drop one of the two")
    else:
        never = "this can never hold, so that the rule never rules anything out"
        yield from of_condition(when, node, ruling.look, vocabulary, never)


def _span_key(ruling: Ruling) -> str:
    return next(key for key in mapping(ruling.body) if key in SPANS)


def _fits_nothing(ruling: Ruling, subject: Subject) -> Iterator[Diagnostic]:
    """Yield whether no rule of the policy ever advises what *ruling* forbids; a policy of forbids only is a judge."""
    forbid = ruling.forbid
    plugins = [rule for rule in subject.policy.rules if isinstance(rule.body, PluginRule)]
    if not subject.advising and not plugins:
        return
    fitting = [one for one in subject.advising if forbid.acts is None or one.do.act in forbid.acts]
    message, key = "no rule here advises what this forbids", "act"
    if fitting and forbid.to is not None:
        # A medium is often named only to rule it out; an act or a person that nothing goes to is often a slip.
        vocabulary = subject.policy.vocabulary
        fitting = [one for one in fitting if _may_go_to(one.do, forbid, stated(one.do, vocabulary), ruling.setting)]
        message, key = "no rule here advises this to them", "to"
    if fitting:
        return
    if plugins:
        for rule in plugins:
            assert isinstance(rule.body, PluginRule), "filtered above"
            place = key_place(subject.nodes[rule.index], rule.body.kind)
            message = f"incomplete here: what {shown(rule.body.kind)} advises is not known before there is a timeline"
            yield INCOMPLETE_HERE.at(place, message, f"see for yourself whether {shown(ruling.rule.id)} fits it")
    elif (node := part(ruling.body, key)) is not None:
        yield FORBID_FITS_NO_RULE.at(node.place, message)


def _may_go_to(do: Do, forbid: Forbid, roles: frozenset[str], setting: Setting) -> bool:
    if do.to is None or forbid.to is None:
        return False
    derived = any(role in setting.vocabulary.roles and setting.vocabulary.roles[role].derived for role in forbid.to)
    return derived or not roles or not roles.isdisjoint(forbid.to)


# ------------------------------------------------------------------ one covers another


def _already_covered(subject: Subject, never: Container[int]) -> Iterator[Diagnostic]:
    """Yield each forbid that another one covers, but for those with a number in *never*, which do not hold anyway."""
    left = MOST_COMPARED
    for number, ruling in enumerate(subject.forbidding):
        for at, other in enumerate(subject.forbidding):
            if at == number or number in never or not _fits(ruling, other):
                continue
            if other.rule.when is not None:  # the others cost little
                left -= 1
                if left == -1:
                    yield not_compared(ruling.asked_at, MOST_COMPARED)
                if left < 0:
                    continue
            # Of two that say the same, the later one is too many.
            covered = _when_covered(ruling, other)
            if covered is None:
                yield not_looked_at(ruling.asked_at)
            elif covered and (at < number or not (_fits(other, ruling) and _when_covered(other, ruling))):
                message = f"{shown(other.rule.id)} rules out all that this does"
                yield FORBID_ALREADY_COVERED.at(ruling.rule.place, message, related=[other.rule.place])
                break


def _fits(one: Ruling, other: Ruling) -> bool:
    """Tell whether *other*, when its ``when`` holds, rules out all that *one* does, and as strictly."""
    weaker = other.rule.strength != "must-not" and one.rule.strength == "must-not"
    return (
        not weaker
        and _wider(other.forbid.acts, one.forbid.acts)
        and _wider(other.forbid.via, one.forbid.via)
        and _wider(other.forbid.to, one.forbid.to)
        and _span_covered(one.forbid.span, other.forbid.span)
    )


def _wider(other: frozenset[str] | None, one: frozenset[str] | None) -> bool:
    return other is None or (one is not None and other >= one)


def _span_covered(one: Span | None, other: Span | None) -> bool:
    match one, other:
        case _, None:
            return True
        case CloserThan(near), CloserThan(far):
            elapsed = near.unit.elapsed and far.unit.elapsed
            if not elapsed and near.unit is not far.unit:
                return False
            size = {Unit.MINUTE: 1, Unit.HOUR: 60}
            return far.amount * size.get(far.unit, 1) >= near.amount * size.get(near.unit, 1)
        case MoreThan(many), MoreThan(few):
            return few <= many
        case _:
            return one == other


def _when_covered(one: Ruling, other: Ruling) -> bool | None:
    """Tell whether the ``when`` of *other* holds whenever all of *one* does; None: too much has a say."""
    if other.rule.when is None:
        return True
    found = cases([one.rule.when, other.rule.when], one.setting)
    if found is None:
        return None
    live = [world for world in found if one.rule.when is None or value(one.rule.when, world) is True]
    return bool(live) and all(value(other.rule.when, world) is True for world in live)
