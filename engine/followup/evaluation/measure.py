"""A plan in figures."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from followup.model.comparison import End, Ending, Measures
from followup.model.plan import Plan, Reason
from followup.model.policy import Policy
from followup.model.rule import After, Do, Forbid, MoreThan
from followup.model.step import Status, Step
from followup.model.timeline import Timeline

_STRENGTHS = ("must", "should", "may")


def measure(policy: Policy, timeline: Timeline, plan: Plan) -> Measures:
    """Return the figures of *plan*, which is of *policy* for *timeline*."""
    contacts = _contacts(policy, plan)
    zone = plan.zone
    minutes = [minute for minute, _, _ in contacts]
    people: dict[str, list[int]] = {}
    media: dict[str, int] = {}
    for minute, person, step in contacts:
        people.setdefault(person, []).append(minute)
        if step.via is not None:
            media[step.via] = media.get(step.via, 0) + 1
    strengths = dict.fromkeys(_STRENGTHS, 0)
    missed = inferred = 0
    for step in plan.steps:
        strengths[step.strength] += 1
        missed += step.status is Status.EXPIRED
        inferred += step.reading == "inferred"
    return Measures(
        steps=len(plan.steps),
        missed=missed,
        withheld=len(plan.withheld),
        contacts=len(contacts),
        first=zone.local(minutes[0]) if minutes else None,
        last=zone.local(minutes[-1]) if minutes else None,
        people=tuple(people),
        media=media,
        smallest_gap=_span(min((gap for of_one in people.values() for gap in _gaps(of_one)), default=None)),
        longest_silence=_span(max(_gaps(minutes), default=None)),
        ending=_ending(policy, timeline, plan, contacts),
        strengths=strengths,
        inferred=inferred,
    )


_Contact = tuple[int, str, Step]
"""A step that contacts the employer: its minute, the person's id, the step."""


def _contacts(policy: Policy, plan: Plan) -> list[_Contact]:
    """Return the contacts of *plan*, in its order."""
    acts = policy.vocabulary.acts
    return [
        (step.minute, step.to.id, step)
        for step in plan.steps
        if step.minute is not None and step.to is not None and step.act in acts and acts[step.act].contacts
    ]


def _gaps(minutes: Sequence[int]) -> Iterator[int]:
    return (later - earlier for earlier, later in pairwise(minutes))


def _span(minutes: int | None) -> timedelta | None:
    return None if minutes is None else timedelta(minutes=minutes)


def _ending(policy: Policy, timeline: Timeline, plan: Plan, contacts: Sequence[_Contact]) -> Ending:
    acts, zone = policy.vocabulary.acts, plan.zone
    contacting = {
        rule.id: rule.body
        for rule in policy.index.advising
        if isinstance(rule.body, Do) and rule.body.to is not None and acts[rule.body.act].contacts
    }
    beyond = [rule for rule in plan.beyond if rule in contacting]
    endless = tuple(rule for rule in beyond if _is_endless(contacting[rule], timeline, plan))
    if endless:
        return Ending(End.NEVER, endless)
    if beyond:
        return Ending(End.LATER, tuple(beyond))
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
        return Ending(End.STOPPED, tuple(dict.fromkeys(one.rule for one in stopped)), stopped[0].by, zone.local(final))
    rules = dict.fromkeys(step.rule for minute, _, step in contacts if minute == last)
    return Ending(End.DONE, tuple(rules), None, zone.local(last))


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
