"""A policy less the rules that have no say in what one of its rules does: quicker to plan with.

What is found with it is only a guess until the whole policy has said the same.
"""

from dataclasses import replace

from followup.model.policy import Policy
from followup.model.rule import After, Before, CloserThan, Do, Forbid, MoreThan, OnDayOf, Rule


def narrowed(policy: Policy, *rules: Rule) -> Policy:
    """Return *policy* with *rules*, those whose steps they count from, those that may forbid theirs, and so on.

    The same policy where a plugin's rules stand for others, which nobody knows yet.
    """
    if policy.index.expands:
        return policy
    wanted = {rule.id for rule in rules}
    new = list(rules)
    while new:
        more = [one for one in _called_by(policy, new.pop()) if one.id not in wanted]
        wanted |= {one.id for one in more}
        new += more
    return policy if len(wanted) == len(policy.rules) else _with_only(policy, wanted)


def heeds_others(policy: Policy, narrow: Policy) -> bool:
    """Tell whether rules of *policy* that *narrow* lacks may change what those of *narrow* do, by what they do."""
    if narrow is policy:
        return False
    rates = (CloserThan, MoreThan)
    return narrow.index.heeds_dids or any(
        isinstance(rule.body, Forbid) and isinstance(rule.body.span, rates) for rule in narrow.rules
    )


def _with_only(policy: Policy, wanted: set[str]) -> Policy:
    # Its rules keep what forbids them: all of that is wanted, too.
    return replace(policy, rules=tuple(rule for rule in policy.rules if rule.id in wanted))


def _called_by(policy: Policy, rule: Rule) -> list[Rule]:
    match rule.body:
        case Do(anchor=anchor, forbids=forbids):
            steps, found = [anchor.step], [*forbids]
        case Forbid(span=Before(anchor) | After(anchor) | OnDayOf(anchor)):
            steps, found = [anchor.step], []
        case _:
            return []
    return [*found, *(one for one in map(policy.rule, filter(None, steps)) if one is not None)]
