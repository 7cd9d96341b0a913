"""A plan in figures."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from followup.model.comparison import End, Ending, Measures
from followup.model.plan import Plan, Reason, Status, Step
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.zone import Zone

STRENGTHS = ("must", "should", "may")


def measure(policy: Policy, plan: Plan) -> Measures:
    """Return the figures of *plan*, which is one of *policy*."""
    contacts = contacts_of(policy, plan)
    zone = plan.zone
    minutes = [minute for minute, _, _ in contacts]
    people: dict[str, list[int]] = {}
    for minute, person, _ in contacts:
        people.setdefault(person, []).append(minute)
    strengths = Counter(step.strength for step in plan.steps)
    return Measures(
        steps=len(plan.steps),
        missed=sum(step.status is Status.EXPIRED for step in plan.steps),
        withheld=len(plan.withheld),
        contacts=len(contacts),
        first=zone.local(minutes[0]) if minutes else None,
        last=zone.local(minutes[-1]) if minutes else None,
        people=tuple(people),
        media=Counter(step.via for _, _, step in contacts if step.via is not None),
        smallest_gap=_span(min((gap for of_one in people.values() for gap in _gaps(of_one)), default=None)),
        longest_silence=_span(max(_gaps(minutes), default=None)),
        ending=_ending(policy, plan, contacts, zone),
        strengths={strength: strengths[strength] for strength in STRENGTHS},
        inferred=sum(step.reading == "inferred" for step in plan.steps),
    )


Contact = tuple[int, str, Step]
"""A step that contacts the employer: its minute, the person's id, the step."""


def contacts_of(policy: Policy, plan: Plan) -> list[Contact]:
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


def _ending(policy: Policy, plan: Plan, contacts: Sequence[Contact], zone: Zone) -> Ending:
    """Return how the contacts end: from what the plan says alone, so that it holds for what a reader sees."""
    if not contacts:
        return Ending(End.NOTHING)
    ended = {_series(held.id) for held in plan.withheld}
    if plan.cut:
        endless = {rule.id for rule in policy.index.advising if _is_endless(rule.body)}
        going = dict.fromkeys(
            step.rule for _, _, step in contacts if step.rule in endless and _series(step.id) not in ended
        )
        return Ending(End.NEVER, tuple(going)) if going else Ending(End.LATER)
    last = contacts[-1][0]
    stops = [held for held in plan.withheld if held.reason is Reason.STOPPED and held.since_minute >= last]
    if stops:
        final = max(held.since_minute for held in stops)
        stopped = [held for held in stops if held.since_minute == final]
        rules = tuple(dict.fromkeys(held.rule for held in stopped))
        return Ending(End.STOPPED, rules, stopped[0].by, zone.local(final))
    return Ending(
        End.DONE, tuple(dict.fromkeys(step.rule for at, _, step in contacts if at == last)), None, zone.local(last)
    )


def _is_endless(body: object) -> bool:
    return isinstance(body, Do) and body.repeat is not None and body.repeat.times is None


def _series(step_id: str) -> tuple[str, ...]:
    """Return what a step's id shares with those of its series: all but which one it is."""
    rule, person, _, *anchor = step_id.split("/")
    return (rule, person, *anchor)
