"""The rules of the appendix: what each rests on, and what it gave and withheld."""

from dataclasses import dataclass, replace

import followup
from followup_plugins.page.columns import Column, Given, Held
from followup_plugins.wording import place_text, spaced


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
    cites: tuple[str, ...] = ()
    dissent: tuple[str, ...] = ()
    given: tuple[Given, ...] = ()
    held: tuple[Held, ...] = ()


def rules_of(column: Column) -> tuple[RulePart, ...]:
    """Return the rules of *column*; without its policy those that the plan tells of."""
    given: dict[str, list[Given]] = {}
    held: dict[str, list[Held]] = {}
    for one in column.given:
        given.setdefault(one.step.rule, []).append(one)
    for other in column.held:
        held.setdefault(other.step.rule, []).append(other)
    rules = () if column.policy is None else column.policy.rules
    parts = {rule.id: _from_policy(column, rule) for rule in rules}
    for rule_id in [*given, *held]:
        if rule_id not in parts:
            anchor = f"r{column.index}-{len(parts)}"
            parts[rule_id] = (
                _from_step(anchor, given[rule_id][0].step) if rule_id in given else RulePart(anchor, rule_id)
            )
    return tuple(
        replace(part, given=tuple(given.get(part.id, ())), held=tuple(held.get(part.id, ()))) for part in parts.values()
    )


def unused_of(policy: followup.Policy) -> tuple[followup.Advice, ...]:
    """Return what the source of *policy* says and no rule cites."""
    cited = {one for rule in policy.rules for one in (*rule.cites, *rule.dissent)}
    return tuple(row for row in policy.advice.values() if row.id not in cited)


def _from_step(anchor: str, step: followup.Step) -> RulePart:
    does, place = f"advises: {spaced(step.act)}", place_text(step.place)
    return RulePart(anchor, step.rule, step.title, step.strength, step.reading, does, place, step.cites)


def _from_policy(column: Column, rule: followup.Rule) -> RulePart:
    body, does = rule.body, ""
    if isinstance(body, followup.Do):
        does = f"advises: {spaced(body.act)}"
    elif isinstance(body, followup.Forbid):
        acts = " or ".join(map(spaced, sorted(body.acts or ()))) or "any act"
        via = " or ".join(map(spaced, sorted(body.via or ())))
        whom = " or ".join(map(spaced, sorted(body.to or ())))
        does = f"rules out: {acts}{f' by {via}' if via else ''}{f', for {whom}' if whom else ''}"
    return RulePart(
        f"r{column.index}-{rule.index}", rule.id, rule.title, rule.strength, rule.reading, does,
        place_text(rule.place), rule.cites, rule.dissent,
    )  # fmt: skip
