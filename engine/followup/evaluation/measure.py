"""A plan in figures."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from itertools import pairwise

from followup.model.comparison import End, Ending, Measures
from followup.model.plan import Plan, Reason
from followup.model.policy import Policy
from followup.model.rule import After, Do, Forbid, MoreThan
from followup.model.step import Status
from followup.model.timeline import Timeline

_STRENGTHS = ("must", "should", "may")


def measure(policy: Policy, timeline: Timeline, plan: Plan) -> Measures:
    """Return the figures of *plan*, which is of *policy* for *timeline*."""
    acts, zone = policy.vocabulary.acts, plan.zone
    contacts: list[_Contact] = []
    people: dict[str, int] = {}
    media: dict[str, int] = {}
    gaps: list[int] = []
    strengths = dict.fromkeys(_STRENGTHS, 0)
    missed = inferred = 0
    for step in plan.steps:
        advised, minute, to = step.advised, step.minute, step.to
        strengths[advised.strength] += 1
        if advised.reading == "inferred":
            inferred += 1
        if step.status is Status.EXPIRED:
            missed += 1
        if minute is None or to is None or advised.act not in acts or not acts[advised.act].contacts:
            continue
        contacts.append((minute, advised.rule))
        if to.id in people:
            gaps.append(minute - people[to.id])
        people[to.id] = minute
        if step.via is not None:
            media[step.via] = media.get(step.via, 0) + 1
    silences = [later - earlier for (earlier, _), (later, _) in pairwise(contacts)]
    return Measures(
        steps=len(plan.steps),
        missed=missed,
        withheld=len(plan.withheld),
        contacts=len(contacts),
        first=zone.local(contacts[0][0]) if contacts else None,
        last=zone.local(contacts[-1][0]) if contacts else None,
        people=tuple(people),
        media=media,
        smallest_gap=timedelta(minutes=min(gaps)) if gaps else None,
        longest_silence=timedelta(minutes=max(silences)) if silences else None,
        ending=_ending(policy, timeline, plan, contacts),
        strengths=strengths,
        inferred=inferred,
    )


_Contact = tuple[int, str]
"""A step that contacts the employer: its minute, and the id of its rule."""


def _ending(policy: Policy, timeline: Timeline, plan: Plan, contacts: Sequence[_Contact]) -> Ending:
    named = {*plan.beyond, *(one.rule for one in plan.withheld)}
    contacting = _contacting(policy, named) if named else {}
    beyond = tuple(rule for rule in plan.beyond if rule in contacting)
    endless = tuple(rule for rule in beyond if _is_endless(contacting[rule], timeline, plan))
    if endless:
        return Ending(End.NEVER, endless)
    if beyond:
        return Ending(End.LATER, beyond)
    held = [one for one in plan.withheld if one.rule in contacting]
    open_rules = dict.fromkeys(one.rule for one in held if one.reason is Reason.UNKNOWN)
    if open_rules:
        return Ending(End.UNKNOWN, tuple(open_rules))
    if not contacts:
        return Ending(End.NOTHING)
    last = contacts[-1][0]
    stops = [one for one in held if one.reason is Reason.STOPPED and one.since_minute >= last]
    if stops:
        final = max(one.since_minute for one in stops)
        stopped = [one for one in stops if one.since_minute == final]
        rules = dict.fromkeys(one.rule for one in stopped)
        return Ending(End.STOPPED, tuple(rules), stopped[0].by, plan.zone.local(final))
    rules = dict.fromkeys(rule for minute, rule in contacts if minute == last)
    return Ending(End.DONE, tuple(rules), None, plan.zone.local(last))


def _contacting(policy: Policy, named: Collection[str]) -> dict[str, Do]:
    """Return those of the rules *named* that contact the employer."""
    acts = policy.vocabulary.acts
    return {
        rule.id: rule.body
        for rule in policy.index.advising
        if rule.id in named and isinstance(rule.body, Do) and rule.body.to is not None and acts[rule.body.act].contacts
    }


def _is_endless(do: Do, timeline: Timeline, plan: Plan) -> bool:
    """Tell whether nothing in policy and timeline ends what goes on behind the plan's end."""
    if do.repeat is None or do.repeat.times is not None:
        return False
    spans = [rule.body.span for rule in do.forbids if isinstance(rule.body, Forbid)]
    if any(span is None or isinstance(span, MoreThan | After) for span in spans):
        return False
    stops = {pattern.name for pattern in do.until}
    ahead = [event for event in timeline.events if plan.end is not None and event.at > plan.end]
    return not any(stops.intersection(event.kind.names) for event in ahead)
