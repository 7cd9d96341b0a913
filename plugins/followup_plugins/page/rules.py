"""The rules of the appendix: what each rests on, and what it gave and withheld."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import followup
from followup_plugins.page.contents import Column, Given, WithheldEntry
from followup_plugins.wording import spaced

_Cited = tuple[str, followup.Advice | None]
"""The id of an advice, and that itself, or None where the plan alone is known."""


@dataclass(frozen=True, slots=True)
class RulePart:
    """A rule in the appendix, with what it gave and withheld; *place* is None where the plan does not tell."""

    anchor: str
    id: str
    title: str = ""
    strength: str = ""
    reading: str = ""
    does: str = ""
    place: str | None = None
    cites: tuple[_Cited, ...] = ()
    dissent: tuple[_Cited, ...] = ()
    given: tuple[Given, ...] = ()
    withheld: tuple[WithheldEntry, ...] = ()


def rules_of(column: Column) -> tuple[RulePart, ...]:
    """Return the rules of *column*; without its policy those that the plan tells of."""
    given: dict[str, list[Given]] = {}
    withheld: dict[str, list[WithheldEntry]] = {}
    for one in column.given:
        given.setdefault(one.step.rule, []).append(one)
    for other in column.withheld:
        withheld.setdefault(other.step.rule, []).append(other)
    parts = (
        {rule.id: _from_policy(column.index, rule, column.policy.advice) for rule in column.policy.rules}
        if column.policy
        else {}
    )
    for rule_id in [*given, *withheld]:
        if rule_id not in parts:
            anchor = f"r{column.index}-{len(parts)}"
            parts[rule_id] = (
                _from_step(anchor, given[rule_id][0].step) if rule_id in given else RulePart(anchor, rule_id)
            )
    return tuple(
        replace(part, given=tuple(given.get(part.id, ())), withheld=tuple(withheld.get(part.id, ())))
        for part in parts.values()
    )


def unused_of(column: Column) -> tuple[followup.Advice, ...]:
    """Return what the source of its policy says and no rule cites."""
    policy = column.policy
    if policy is None:
        return ()
    cited = {one for rule in policy.rules for one in (*rule.cites, *rule.dissent)}
    return tuple(row for row in policy.advice.values() if row.id not in cited)


def _from_step(anchor: str, step: followup.Step) -> RulePart:
    does, place = f"advises: {spaced(step.act)}", step.place.short
    return RulePart(anchor, step.rule, step.title, step.strength, step.reading, does, place, _cited(step.cites, {}))


def _from_policy(column: int, rule: followup.Rule, advice: Mapping[str, followup.Advice]) -> RulePart:
    body, does = rule.body, ""
    if isinstance(body, followup.Do):
        does = f"advises: {spaced(body.act)}"
    elif isinstance(body, followup.Forbid):
        acts = " or ".join(map(spaced, sorted(body.acts or ()))) or "any act"
        via = " or ".join(map(spaced, sorted(body.via or ())))
        whom = " or ".join(map(spaced, sorted(body.to or ())))
        does = f"rules out: {acts}{f' by {via}' if via else ''}{f', for {whom}' if whom else ''}"
    return RulePart(
        f"r{column}-{rule.index}", rule.id, rule.title, rule.strength, rule.reading, does,
        rule.place.short, _cited(rule.cites, advice), _cited(rule.dissent, advice),
    )  # fmt: skip


def _cited(ids: Iterable[str], advice: Mapping[str, followup.Advice]) -> tuple[_Cited, ...]:
    return tuple((one, advice.get(one)) for one in ids)
