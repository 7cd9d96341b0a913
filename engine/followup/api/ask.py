"""What a policy, or several, make of a timeline. Pure: no clock, no files.

What only some of it needs is imported there, so that a policy is checked without what plans are made of.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from followup.api.find import vocabulary_of
from followup.model.additions import Additions
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.timeline import Timeline

if TYPE_CHECKING:
    from followup.model.comparison import Comparison
    from followup.model.explanation import NextChange, WhyNot
    from followup.model.judgement import History, Judgement
    from followup.model.plan import Plan, Problem
    from followup.model.today import Today

Instant = str | date | datetime
"""An ISO 8601 text, a date or a datetime; what has no UTC offset is read in the timeline's zone."""


def plan(policy: Policy, timeline: Timeline, as_of: Instant | None = None, horizon: Instant | None = None) -> Plan:
    """Return what *policy* advises for *timeline*. Pure: no clock, no files.

    Args:
        as_of: What lies before is history, what lies after forecast; None: all is forecast. A date: its first minute.
        horizon: The last minute to plan, a date: its last; None: 180 days after the later of *as_of* and the last event
            that the candidate did not do.

    Raises:
        ValueError: an instant that is none, or a horizon before *as_of*.
    """
    policy, problems, start, end = _asked(policy, timeline, as_of, horizon)
    return _plan(policy, timeline, start, end, problems)


def compare(
    policies: Iterable[Policy], timeline: Timeline, as_of: Instant | None = None, horizon: Instant | None = None
) -> Comparison:
    """Return the plans of *policies* for *timeline*, side by side; arguments as for `plan`."""
    from followup.evaluation.compare import side_by_side

    policies = _several(policies)
    asked = [_asked(policy, timeline, as_of, horizon) for policy in policies]
    plans = [_plan(policy, timeline, start, end, problems) for policy, problems, start, end in asked]
    expanded = [policy for policy, *_ in asked]
    return side_by_side(expanded, timeline, plans, vocabulary_of(expanded, Additions()))


def why_not(
    policy: Policy, timeline: Timeline, rule: str, as_of: Instant | None = None, horizon: Instant | None = None
) -> WhyNot:
    """Return why *rule* of *policy* gives no step for *timeline*, or not all that it could, and what would change that.

    Args:
        rule: The id of a rule that advises, or of one of its steps; other arguments as for `plan`.

    Raises:
        ValueError: no such rule, or one that forbids.
    """
    from followup.evaluation.simulate import sound
    from followup.evaluation.why_not import why_not as kernel

    expanded, problems, start, end = _asked(policy, timeline, as_of, horizon)
    rule_id, slash, _ = rule.partition("/")
    asked = expanded.rule(rule_id)
    if asked is None or not isinstance(asked.body, Do):
        fault = "no rule" if asked is None else "a rule that forbids, and has no steps:"
        raise ValueError(f"{policy.id} has {fault} `{rule_id}`")

    def planner(changed: Timeline, start: int | None, end: int | None) -> Plan:
        again, problems = _expanded(policy, changed, start)
        return _plan(again, changed, start, end, problems)

    found = _plan(expanded, timeline, start, end, problems)
    return kernel(*sound(expanded, timeline, found), found, asked, rule if slash else None, planner)


def judge(plan: Plan, timeline: Timeline, policies: Iterable[Policy]) -> Judgement:
    """Return what of *plan* breaks the forbids of *policies*.

    Args:
        plan: Any, also one that `Plan.from_json` read.
        timeline: The one that it was made for.

    Raises:
        ValueError: *plan* was made for another timeline.
    """
    from followup.evaluation.judge import judge as kernel

    if (plan.timeline.digest, plan.zone) != (timeline.digest, timeline.zone):
        raise ValueError("the plan was made for another timeline, or for another state of it")
    policies = _several(policies)
    words = vocabulary_of(policies, Additions())
    return kernel(plan, timeline, [policy.rules for policy in policies], words)


def judge_history(timeline: Timeline, policies: Iterable[Policy], as_of: Instant | None = None) -> tuple[History, ...]:
    """Return what each of *policies* says of what really happened: every `did` of *timeline*, and what was missed.

    Args:
        as_of: Up to when; None: up to the last event.
    """
    from followup.evaluation.history import judge_history as kernel
    from followup.evaluation.simulate import sound

    policies = _several(policies)
    if as_of is None:
        as_of = timeline.zone.local(max((event.at for event in timeline.events), default=0))
    found = []
    for policy in policies:
        expanded, problems, start, end = _asked(policy, timeline, as_of, None)
        made = _plan(expanded, timeline, start, end, problems)
        found.append(kernel(*sound(expanded, timeline, made), made))
    return tuple(found)


def next_change(
    policy: Policy, timeline: Timeline, as_of: Instant, horizon: Instant | None = None
) -> NextChange | None:
    """Return when and why the plan will look different though nothing is done; None: not before the horizon."""
    from followup.evaluation.turns import turns
    from followup.model.explanation import NextChange

    now = plan(policy, timeline, as_of, horizon)
    if now.next_change_at is None:
        return None
    then = plan(policy, timeline, now.next_change_at, now.horizon)
    return NextChange(now.next_change_at, tuple(turns(now, then, timeline)))


def today(plans: Iterable[Plan]) -> Today:
    """Return what *plans*, one for each application and all seen from the same instant, come to on that day."""
    from followup.evaluation.today import today as kernel

    return kernel(plans)


def resolved(policy: Policy, timeline: Timeline, as_of: Instant | None = None) -> Policy:
    """Return *policy* with what its plugins' rules advise for *timeline*, in place of those rules."""
    return _asked(policy, timeline, as_of, None)[0]


def _several(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Return *policies*, which a caller may have mistaken for one, or for something else."""
    found = () if isinstance(policies, Policy) else tuple(policies)
    if isinstance(policies, Policy) or not all(isinstance(policy, Policy) for policy in found):
        raise TypeError("this wants several policies that were loaded: `[load_policy(…), …]`")
    return found


def _asked(
    policy: Policy, timeline: Timeline, as_of: Instant | None, horizon: Instant | None
) -> tuple[Policy, tuple[Problem, ...], int | None, int | None]:
    """Return the policy with what its plugins' rules advise, which of its rules failed, from when, and up to when."""
    from followup.loading.asked import minute_of

    if not isinstance(policy, Policy) or not isinstance(timeline, Timeline):
        raise TypeError("a plan needs a policy and a timeline that were loaded: see `load_policy` and `load_timeline`")
    start = None if as_of is None else minute_of(as_of, timeline.zone, first=True)
    end = None if horizon is None else minute_of(horizon, timeline.zone, first=False)
    return *_expanded(policy, timeline, start), start, end


def _expanded(policy: Policy, timeline: Timeline, start: int | None) -> tuple[Policy, tuple[Problem, ...]]:
    """Return *policy* with what its plugins' rules advise, and which of its rules failed."""
    if not policy.index.expands:
        return policy, ()
    from followup.evaluation.conditions import moment_at
    from followup.loading.advise import expand

    return expand(policy, moment_at(timeline, start, policy.vocabulary.acts))


def _plan(
    policy: Policy, timeline: Timeline, start: int | None, end: int | None, problems: tuple[Problem, ...]
) -> Plan:
    from followup.evaluation.simulate import simulate

    found = simulate(policy, timeline, start, end)
    return replace(found, problems=(*problems, *found.problems)) if problems else found
