"""What lies below, at and above the edges of a policy: its rules' windows, caps, gaps, spans and rolls.

Each edge is met by changing the rule's witness in one thing: the instant from which it is seen, the time of one event,
one deed more or less, or the day of the week.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from followup.analysis.edge import SIDES, Edge, NoEdge
from followup.analysis.evasions import placed
from followup.analysis.impositions import NO_SUCH, effect
from followup.analysis.sketch import Scene, Sketch, deed
from followup.analysis.stops import stops
from followup.analysis.trial import Bench
from followup.analysis.witness import Witness
from followup.evaluation.dates import move
from followup.evaluation.forbids import FOR_EVER, held_until
from followup.evaluation.past import Past
from followup.evaluation.state import State
from followup.model.policy import Policy
from followup.model.rule import After, Before, CloserThan, Do, Forbid, MoreThan, OnDayOf, Roll, Rule
from followup.model.step import Step
from followup.model.vocabulary import DID
from followup.model.zone import DAY

MOST_DEEDS: Final = 1000
"""A cap that more deeds than these would be needed to reach has no cases: a file can hold few more events."""

_FARTHEST: Final = 3650 * DAY
"""A plan looks no farther than about ten years beyond its last event."""

_SIDES: Final = ((-1, "one minute before"), (0, "at"), (1, "one minute after"))
_DAYS: Final = {1: "Friday", 2: "Saturday", 3: "Sunday", 4: "Monday"}
"""By day number modulo 7, the days around a weekend: 1970-01-01 was a Thursday."""


def edges(policy: Policy, witness: Witness) -> Iterator[Edge | NoEdge]:
    """Yield the situations at the edges of a rule of *policy*, from its witness, and why a cap has none."""
    bench = Bench(policy, 0)
    trial = bench.try_out(witness.sketch, far=True)
    rule = trial.policy.rule(witness.rule)
    if rule is None:
        return
    if isinstance(rule.body, Do) and witness.step is not None:
        yield from _window(rule, witness.sketch, witness.step)
        yield from _times(bench, rule, rule.body, witness)
        yield from _roll(bench, rule, rule.body, witness.sketch, witness.step)
        yield from stops(bench, rule, rule.body, witness.sketch)
    elif isinstance(rule.body, Forbid) and witness.free is not None:
        yield from _span(bench, rule, rule.body, witness.sketch, witness.free)


def _window(rule: Rule, sketch: Sketch, step: Step) -> Iterator[Edge]:
    dates = step.dates
    named: dict[int, list[str]] = {}
    for name, minute in zip(dates._fields, dates, strict=True):
        if minute is not None:
            named.setdefault(minute, []).append(name)
    for minute, names in named.items():
        for by, side in _SIDES:
            name = f"{rule.id}: {side} its {' and '.join(names)} date"
            yield Edge(name, rule.id, replace(sketch, as_of=minute + by), step.id)


def _times(bench: Bench, rule: Rule, do: Do, witness: Witness) -> Iterator[Edge | NoEdge]:
    """Yield one deed less than ``times``, as many, and one more."""
    first = witness.step
    assert first is not None, "it gives a step"
    if do.repeat is None or do.repeat.times is None or first.minute is None:
        return
    times, every = do.repeat.times, do.repeat.every
    if times >= MOST_DEEDS:
        yield NoEdge(f"{rule.id}: no case at its {times} times, which are more events than a file can hold")
        return
    name, person, nth, *anchor = first.id.split("/")
    if nth != "1":
        return
    zone, calendar, kind = witness.timeline.zone, witness.timeline.calendar, bench.policy.vocabulary.events[DID]
    deeds: list[Scene] = []
    at = first.minute
    for number in range(1, times + 2):
        step = "/".join((name, person, f"{number}", *anchor))
        deeds.append(deed(kind, first, at, step if number <= times else None))
        at = move(at, every, zone, calendar)
    if at - first.minute > _FARTHEST:
        yield NoEdge(f"{rule.id}: no case at its {times} times, which take longer than the ten years that a plan looks")
        return
    # Seen so far ahead that one more would be there if it came.
    horizon = max(at, witness.horizon or 0)
    for name, done in (("one less than", deeds[:-2]), ("as many as", deeds[:-1]), ("one more than", deeds)):
        as_of = done[-1].at.minute if done else witness.sketch.as_of
        sketch = replace(witness.sketch.having(*done), as_of=as_of, horizon=horizon)
        yield Edge(f"{rule.id}: {name} times, {len(done)} done", rule.id, sketch, None)


def _roll(bench: Bench, rule: Rule, do: Do, sketch: Sketch, step: Step) -> Iterator[Edge]:
    """Yield the recommended date, before it is rolled, on the days around a weekend."""
    if do.window.roll is Roll.NONE:
        return
    seen: set[str] = set()
    for days in range(14):
        moved = sketch.moved(days * DAY)
        # What a plugin's rules advise may hang on the day: the rule is looked for among what it is then.
        trial = bench.try_out(moved, far=True)
        found = _unrolled(trial.policy, rule.id, moved, step.id)
        day = None if found is None else _DAYS.get((found.dates.recommended // DAY) % 7)
        if day is not None and day not in seen:
            seen.add(day)
            yield Edge(f"{rule.id}: its date falls on a {day}", rule.id, moved, step.id)


def _unrolled(policy: Policy, rule: str, sketch: Sketch, step: str) -> Step | None:
    """Return the step as it is where its rule does not roll, or None where there is none."""

    def flat(one: Rule) -> Rule:
        if one.id != rule or not isinstance(one.body, Do):
            return one
        return replace(one, body=replace(one.body, window=replace(one.body.window, roll=Roll.NONE)))

    plan = Bench(replace(policy, rules=tuple(map(flat, policy.rules))), 0).try_out(sketch, far=True).plan
    return next((one for one in plan.steps if one.id == step), None)


def _span(bench: Bench, rule: Rule, forbid: Forbid, sketch: Sketch, free: Step) -> Iterator[Edge]:
    now = free.minute
    assert now is not None, "it would be done"
    match forbid.span:
        case MoreThan():
            yield from _cap(bench, rule, forbid, sketch, free)
        case CloserThan():
            yield from _gap(bench, rule, forbid, sketch, free)
        case Before(anchor) | After(anchor) | OnDayOf(anchor):
            yield from _around_a_step(bench, rule, forbid, sketch, free)
            for scene in [] if anchor.event is None else sketch.called(anchor.event):
                found = [
                    Edge(f"{rule.id}: {anchor} {where} {free.id}", rule.id, moved, free.id)
                    for minute, where in _around(forbid, now)
                    for moved in (sketch.instead(scene, placed(scene, anchor.instant, minute)),)
                ]
                # Of several events, it is the one at which the rule begins or ceases to hold.
                if len({_ruled_out(rule.id, bench, edge.sketch) is None for edge in found}) > 1:
                    yield from found
                    break
        case None:
            pass
    until = _until(bench, rule, forbid, sketch, free)
    expires = free.dates.expires
    if until is not None and (expires is None or until - 1 <= expires):
        for by, side in _SIDES:
            yield Edge(f"{rule.id}: seen {side} its end", rule.id, replace(sketch, as_of=until + by), free.id)


def _around_a_step(bench: Bench, rule: Rule, forbid: Forbid, sketch: Sketch, free: Step) -> Iterator[Edge]:
    """Yield the step that the span of *forbid* hangs on, if it is one, done around the minute of *free*."""
    assert isinstance(forbid.span, Before | After | OnDayOf), "these have an anchor"
    anchor, now, kind = forbid.span.anchor, free.minute, bench.policy.vocabulary.events[DID]
    assert now is not None, "it would be done"
    steps = bench.try_out(sketch, rule.id, far=True).plan.steps
    for step in (one for one in steps if one.rule == anchor.step and one.to == free.to):
        # Whether somebody did it or the policy would: here it is done when it shows something.
        others = sketch.less(lambda scene: scene.kind.name == DID and scene.fields.get("step") == step.id)  # noqa: B023
        found = [
            Edge(f"{rule.id}: {anchor} {where} {free.id}", rule.id, done, free.id)
            for minute, where in _around(forbid, now)
            # Seen from then, or else the policy itself may have done it before.
            for done in (replace(others.having(deed(kind, step, minute, step.id)), as_of=min(minute, now)),)
            if _is_done(bench, done, step.id, minute)
        ]
        if any(_ruled_out(rule.id, bench, edge.sketch) == free.id for edge in found):
            yield from found
            return


def _is_done(bench: Bench, sketch: Sketch, step: str, minute: int) -> bool:
    return any(one.id == step and one.minute == minute for one in bench.try_out(sketch, far=True).plan.steps)


def _ruled_out(rule: str, bench: Bench, sketch: Sketch) -> str | None:
    """Return the id of the first step that the forbid *rule* rules out in *sketch*, or None."""
    found = effect(rule, bench.try_out(sketch), bench.try_out(sketch, rule))
    return None if found is None else found.free.id


def _around(forbid: Forbid, now: int) -> list[tuple[int, str]]:
    if not isinstance(forbid.span, OnDayOf):
        return [(now + by, side) for by, side in SIDES]
    first = now // DAY * DAY
    return [
        (first - 1, "in the last minute of the day before"),
        (first, "in the first minute of the day of"),
        (first + DAY - 1, "in the last minute of the day of"),
        (first + DAY, "in the first minute of the day after"),
    ]


def _cap(bench: Bench, rule: Rule, forbid: Forbid, sketch: Sketch, free: Step) -> Iterator[Edge]:
    """Yield one contact less than ``more-than``, as many, and one more."""
    now = free.minute
    assert now is not None, "it would be done"
    less, seen = sketch, free.id
    deeds = [scene for scene in sketch.scenes if scene.kind.name == DID and scene.at.minute <= now]
    if deeds:
        less = sketch.less(lambda scene: scene is deeds[-1])
    else:
        # All contacts are what the policy itself did: the last of them had one less before it.
        steps = bench.try_out(sketch, far=True).plan.steps
        before = [
            step.id for step in steps if step.to == free.to and (step.minute or now) < now and _fits(forbid, step)
        ]
        seen = before[-1] if before else free.id
    if less is not sketch or seen != free.id:
        yield Edge(f"{rule.id}: one contact less than it takes", rule.id, less, seen)
    yield Edge(f"{rule.id}: as many contacts as it takes", rule.id, sketch, free.id)
    none = "/".join((*free.id.split("/")[:2], f"{NO_SUCH}"))
    more = deed(bench.policy.vocabulary.events[DID], free, now - 1, none)
    yield Edge(f"{rule.id}: one contact more", rule.id, sketch.having(more), free.id)


def _fits(forbid: Forbid, step: Step) -> bool:
    return (forbid.acts is None or step.act in forbid.acts) and (forbid.via is None or step.via in forbid.via)


def _gap(bench: Bench, rule: Rule, forbid: Forbid, sketch: Sketch, free: Step) -> Iterator[Edge]:
    """Yield the last contact so that the gap ends one minute before the step, with it, and one minute after it."""
    now = free.minute
    assert now is not None, "it would be done"
    until = _until(bench, rule, forbid, sketch, free)
    deeds = [scene for scene in sketch.scenes if scene.kind.name == DID and scene.at.minute <= now]
    if until is None or not deeds:
        return
    last = max(deeds, key=lambda scene: scene.at.minute)
    for by, side in _SIDES:
        moved = sketch.instead(last, last.moved(now + by - until))
        if _end_of_gap(bench, forbid, last.at.minute + now + by - until) == now + by:
            side = "with" if by == 0 else side
            yield Edge(f"{rule.id}: the gap ends {side} {free.id}", rule.id, moved, free.id)


def _end_of_gap(bench: Bench, forbid: Forbid, last: int) -> int | None:
    assert isinstance(forbid.span, CloserThan), "asked for a gap only"
    timeline = Sketch().timeline(bench.policy)
    return move(last, forbid.span.offset, timeline.zone, timeline.calendar)


def _until(bench: Bench, rule: Rule, forbid: Forbid, sketch: Sketch, free: Step) -> int | None:
    """Return when the forbid's span ends that holds at the moment of *free*, or None where no time is known."""
    assert free.minute is not None, "it would be done"
    trial = bench.try_out(sketch, rule.id, far=True)
    state = State(trial.timeline)
    steps = [step for step in trial.plan.steps if step.minute is not None]
    Past(steps, trial.timeline, sketch.as_of, trial.policy.vocabulary).tell(state, free.minute)
    person = None if free.to is None else trial.timeline.people.get(free.to.id)
    until = held_until(forbid, person, state)
    return None if until == FOR_EVER else until
