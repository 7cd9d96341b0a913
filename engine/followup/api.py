"""The front door: load, plan, compare, explain, judge. Reads files; nothing below it does anything but compute.

What only some of it needs is imported there, so that a policy is checked without what plans are made of.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import TYPE_CHECKING

from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, PolicyError, TimelineError, has_errors, in_order
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.loading.node import Node
    from followup.model.comparison import Comparison
    from followup.model.explanation import NextChange, WhyNot
    from followup.model.judgement import History, Judgement
    from followup.model.plan import Plan, Problem
    from followup.model.timeline import Timeline

Source = str | os.PathLike[str]
Instant = str | date | datetime
"""An ISO 8601 text, a date or a datetime; what has no UTC offset is read in the timeline's zone."""

_ASKED_FOR = Place("", 0, 0)
"""Where a policy was asked for that no file names: paths count from the working directory."""


def load_policy(source: Source, *, host: PluginHost | None = None) -> Policy:
    """Return the policy with that id, or in that file.

    Args:
        source: An installed policy's id, or a path.
        host: The plugins that may add words, conditions, rule kinds and policies; None: all that are installed.

    Raises:
        PolicyError: with every mistake in its ``diagnostics``.

    >>> load_policy("krautzel").title
    'Thank them twice, ask on the promised day, stay in touch afterwards'
    """
    policy, diagnostics = find_policy(os.fspath(source), _host(host))
    if policy is None:
        raise PolicyError(diagnostics)
    return policy


def check_policy(source: Source, *, host: PluginHost | None = None) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy and all that is to be said about it, plugins' advice included; None if it cannot be used."""
    host = _host(host)
    policy, diagnostics = find_policy(os.fspath(source), host)
    if policy is not None:
        diagnostics = in_order((*diagnostics, *host.check(policy)))
        if has_errors(diagnostics):
            policy = None
    return policy, diagnostics


def load_timeline(source: Source, *, policies: Iterable[Policy] = (), host: PluginHost | None = None) -> Timeline:
    """Return the timeline in that file.

    Args:
        source: A path.
        policies: Their own words may be used in it, too.
        host: The plugins that may add words and calendars; None: all that are installed.

    Raises:
        TimelineError: with every mistake in its ``diagnostics``.
    """
    found, diagnostics = check_timeline(source, policies=policies, host=host)
    if found is None:
        raise TimelineError(diagnostics)
    return found


def check_timeline(
    source: Source, *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline in that file and all that is to be said about it; None if it cannot be used."""
    from followup.loading.read import read_file

    file = os.fspath(source)
    node, diagnostics = read_file(file)
    if node is None:
        return None, diagnostics
    return _timeline(node, file, os.path.splitext(os.path.basename(file))[0], policies, host)


def timeline(
    data: Mapping[str, object], *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> Timeline:
    """Return the timeline that *data* gives, in the shape of a timeline file; the time zone is UTC if it names none.

    Raises:
        TimelineError: with every mistake in its ``diagnostics``.

    >>> timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}).zone.name
    'UTC'
    """
    from followup.loading.read import from_data

    node, diagnostics = from_data({"timezone": "UTC", **data})
    found = None
    if node is not None:
        found, diagnostics = _timeline(node, "<mapping>", "timeline", policies, host)
    if found is None:
        raise TimelineError(diagnostics)
    return found


def parse_timeline(
    text: str | bytes, file: str = "<text>", *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline that the YAML *text* gives and all that is to be said about it; None if it cannot be used."""
    from followup.loading.read import read_text

    node, diagnostics = read_text(text, file)
    return (None, diagnostics) if node is None else _timeline(node, file, "timeline", policies, host)


def example_timeline(*, host: PluginHost | None = None) -> Timeline:
    """Return the timeline that ships as an example."""
    import followup_policies

    folder = os.path.dirname(followup_policies.__file__)
    return load_timeline(os.path.join(folder, "timelines", "example.yaml"), host=host)


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


def vocabulary_of(policies: Iterable[Policy], additions: Additions) -> Vocabulary:
    """Return the built-in words with those that plugins and *policies* add."""
    from followup.loading.vocabulary import built_in

    words = built_in() | additions.vocabulary
    for policy in policies:
        words |= policy.vocabulary
    return words


def find_policy(
    reference: str, host: PluginHost, place: Place = _ASKED_FOR
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *reference*, an id or a path from *place*'s folder on, names, and its mistakes."""
    from followup.loading.find import find

    node, diagnostics, file = find(reference, host.additions.policies, place)
    return (None, diagnostics) if node is None else read_policy(node, file, host)


def read_policy(node: Node, file: str, host: PluginHost) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *node*, read from *file*, is, and its mistakes."""
    from followup.loading.find import find
    from followup.loading.policy import load
    from followup.loading.vocabulary import built_in

    additions = host.additions
    return load(node, lambda base, place: find(base, additions.policies, place)[:2], built_in(), additions, file)


def _host(host: PluginHost | None) -> PluginHost:
    from followup.extension.host import PluginHost

    return PluginHost.default() if host is None else host


def _timeline(
    node: Node, file: str, default_id: str, policies: Iterable[Policy], host: PluginHost | None
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    from followup.loading.timeline import load

    additions = _host(host).additions
    return load(node, vocabulary_of(policies, additions), additions, file, default_id)


def _several(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Return *policies*, which a caller may have mistaken for one, or for something else."""
    found = () if isinstance(policies, Policy) else tuple(policies)
    if isinstance(policies, Policy) or not all(isinstance(policy, Policy) for policy in found):
        raise TypeError("this wants several policies that were loaded: `[load_policy(…), …]`")
    return found


def resolved(policy: Policy, timeline: Timeline, as_of: Instant | None = None) -> Policy:
    """Return *policy* with what its plugins' rules advise for *timeline*, in place of those rules."""
    return _asked(policy, timeline, as_of, None)[0]


def _asked(
    policy: Policy, timeline: Timeline, as_of: Instant | None, horizon: Instant | None
) -> tuple[Policy, tuple[Problem, ...], int | None, int | None]:
    """Return the policy with what its plugins' rules advise, which of its rules failed, from when, and up to when."""
    from followup.loading.asked import minute_of
    from followup.model.timeline import Timeline

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

    return expand(policy, moment_at(timeline, start))


def _plan(
    policy: Policy, timeline: Timeline, start: int | None, end: int | None, problems: tuple[Problem, ...]
) -> Plan:
    from followup.evaluation.simulate import simulate

    found = simulate(policy, timeline, start, end)
    return replace(found, problems=(*problems, *found.problems)) if problems else found
