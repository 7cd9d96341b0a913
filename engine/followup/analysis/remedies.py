"""Why a rule that advises gives no step for a sketch, and what to change: the next sketches to try.

A rule's steps are looked at as the plan has them: none has come into being, or it is withheld for a reason, or it
expired at once. For each there are a few changes that may help.
"""

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from followup.analysis.evasions import evasions
from followup.analysis.sketch import START, Figure, Scene, Sketch, deed
from followup.analysis.trial import Trial
from followup.analysis.ways import MOST_WAYS, Moment, scene_of, ways
from followup.model.plan import Reason, Withheld
from followup.model.rule import Do, Rule
from followup.model.step import Step
from followup.model.timeline import Written
from followup.model.vocabulary import DID, INTERVIEWER, FieldType
from followup.model.zone import DAY

_LOOKED_AT: Final = 4
"""So many of a rule's steps are looked at."""

_HORIZONS: Final = (400 * DAY, 1200 * DAY, 3650 * DAY)


def chain(trial: Trial, rule: str) -> list[tuple[Rule, Do]]:
    """Return the rule of that id, behind those whose steps it waits for; empty where it is none that advises."""
    found: list[tuple[Rule, Do]] = []
    name: str | None = rule
    while name is not None and (one := trial.advising(name)) is not None:
        found.insert(0, one)
        name = one[1].anchor.step
    return found


def missing(trial: Trial, rule: str) -> tuple[Rule, Do] | None:
    """Return the first of the `chain` of *rule* that gives no step, or None where all do."""
    links = chain(trial, rule)
    for number, (one, do) in enumerate(links, 1):
        last = number == len(links)
        there = (
            trial.steps(one.id) if last else [s for s in trial.plan.steps if s.rule == one.id and s.minute is not None]
        )
        if not there:
            return one, do
    return None


def remedies(trial: Trial, rule: str) -> Iterator[Sketch]:
    """Yield sketches in which *rule* may give a step, or one that it waits for, the likeliest first."""
    found = missing(trial, rule)
    if found is None:
        return
    guilty, do = found
    steps = [step for step in trial.plan.steps if step.rule == guilty.id]
    held = [one for one in trial.plan.withheld if one.rule == guilty.id]
    if not held:
        yield from _begin(trial, guilty, do)
    for one in held[:_LOOKED_AT]:
        yield from _mend(trial, guilty, do, one)
    if not held:
        yield from _expired(trial, do, steps)
    if trial.sketch.as_of is not None:
        yield replace(trial.sketch, as_of=None)


def since(sketch: Sketch, do: Do, by: int) -> int:
    """Return the latest minute up to *by* at which an anchor of *do* happens in the sketch; *by* where none does."""
    if do.anchor.event is None:
        return by
    return max((scene.at.minute for scene in sketch.called(do.anchor.event) if scene.at.minute <= by), default=by)


def _begin(trial: Trial, rule: Rule, do: Do) -> Iterator[Sketch]:
    """Yield sketches in which a step of *rule* may come into being."""
    sketch, anchor = trial.sketch, do.anchor
    if rule.id in trial.plan.beyond:
        last = max((scene.at.minute for scene in sketch.scenes), default=START)
        yield from (replace(sketch, horizon=last + more) for more in _HORIZONS if last + more > (sketch.horizon or 0))
    if anchor.step is not None:
        before = [step for step in trial.plan.steps if step.rule == anchor.step and step.minute is not None]
        yield from _for_the_same(trial, do, before)
        return
    assert anchor.event is not None, "an anchor is an event's or a step's"
    for kind in trial.policy.vocabulary.kinds_called(anchor.event):
        if anchor.instant != "at" and anchor.instant not in kind.fields:
            continue
        someone = next(iter(sketch.people), None)
        for person in dict.fromkeys((None, someone)):
            yield sketch.having(scene_of(kind, person, START))


def _for_the_same(trial: Trial, do: Do, before: list[Step]) -> Iterator[Sketch]:
    """Yield sketches in which *do* goes to whoever the step went to that it waits for."""
    for step in before[:_LOOKED_AT]:
        if step.to is not None and do.to is not None:
            for group in do.to.groups:
                yield from _with_member(trial, group, step.to.id, step.minute or START)
    if do.to is not None and not before:
        return
    if do.to is not None and any(step.to is None for step in before):
        yield from _with_somebody(trial, do, START)


def _expired(trial: Trial, do: Do, steps: list[Step]) -> Iterator[Sketch]:
    """Yield sketches in which what expired at once, or before the plan begins, has not."""
    sketch = trial.sketch
    for step in steps[:_LOOKED_AT]:
        if step.minute is None and sketch.as_of is not None:
            yield replace(sketch, as_of=step.dates.recommended)
    if any(step.minute is None for step in steps) and do.anchor.event is not None:
        for scene in sketch.called(do.anchor.event):
            value = scene.fields.get(do.anchor.instant)
            if isinstance(value, Written):
                for more in (7 * DAY, 30 * DAY, 400 * DAY):
                    later = value._replace(minute=scene.at.minute + more)
                    yield sketch.instead(scene, replace(scene, fields={**scene.fields, do.anchor.instant: later}))


def _mend(trial: Trial, rule: Rule, do: Do, held: Withheld) -> Iterator[Sketch]:
    sketch, policy, now = trial.sketch, trial.policy, held.since_minute
    person = None if held.to is None else held.to.id
    moment = Moment(person, since(sketch, do, now), now)
    match held.reason:
        case Reason.NOBODY:
            yield from _with_somebody(trial, do, moment.since)
        case Reason.CONDITION | Reason.UNKNOWN:
            applies = (sketch,) if rule.when is None else ways(rule.when, True, sketch, moment, policy)
            for one in islice(applies, MOST_WAYS):
                conditions = [choice.when for choice in do.via if choice.when is not None]
                if len(conditions) < len(do.via) or not do.via:
                    yield one
                for condition in conditions:
                    yield from islice(ways(condition, True, one, moment, policy), MOST_WAYS)
            yield from _unswayed(trial, moment)
        case Reason.UNREACHABLE:
            yield from _reachable(trial, do, moment)
        case Reason.STOPPED:
            yield from _unstopped(trial, do, held, moment)
        case Reason.FORBIDDEN:
            forbid = policy.rule(held.by or "")
            if forbid is not None:
                yield from evasions(trial, forbid, do, moment)
            yield from _unswayed(trial, moment)


def _unswayed(trial: Trial, moment: Moment) -> Iterator[Sketch]:
    """Yield the sketch as seen from *moment*, before which nothing is simulated, once with the chain before it done."""
    if trial.sketch.as_of != moment.now:
        yield replace(trial.sketch, as_of=moment.now)
        done = [
            deed(trial.policy.vocabulary.events[DID], step, step.minute, step.id)
            for step in trial.plan.steps
            if step.minute is not None
            and step.did is None
            and step.minute <= moment.now
            and step.rule in trial.policy.index.watched
        ]
        if done:
            yield replace(trial.sketch.having(*done), as_of=moment.now)


def _unstopped(trial: Trial, do: Do, held: Withheld, moment: Moment) -> Iterator[Sketch]:
    """Yield sketches in which what stopped a step has not happened, or earlier."""
    sketch, stop = trial.sketch, held.since_minute
    for scene in sketch.scenes:
        if scene.at.minute == stop and scene.kind.name == held.by:
            yield sketch.less(lambda one, gone=scene: one is gone)  # type: ignore[misc] # a default binds the variable
            for other in sketch.scenes:
                if other is not scene and other.at.minute < stop:
                    yield sketch.instead(scene, scene.moved(other.at.minute - stop))
            yield sketch.instead(scene, scene.moved(7 * DAY))
    if held.by == DID:
        for step in trial.plan.steps:
            if step.minute == stop and step.did is None:
                for scene in sketch.scenes:
                    if scene.at.minute < stop:
                        yield sketch.having(deed(trial.policy.vocabulary.events[DID], step, scene.at.minute, step.id))
        for days in (0, 1, 3, 7, 14):
            yield replace(sketch, as_of=stop + days * DAY)
        yield from _unswayed(trial, moment)
        # What the event of the anchor brings about in its own minute is not stopped by what is done in that minute.
        for scene in sketch.called(do.anchor.event or ""):
            of = scene.kind.fields.get(do.anchor.instant)
            if of is not None and of.default is None:
                past = Written(scene.at.minute - DAY)
                yield sketch.instead(scene, replace(scene, fields={**scene.fields, do.anchor.instant: past}))


def _reachable(trial: Trial, do: Do, moment: Moment) -> Iterator[Sketch]:
    """Yield sketches in which a medium of *do* reaches the person."""
    sketch, person = trial.sketch, moment.person
    if person is None:
        return
    figure = sketch.people.get(person)
    if figure is not None and figure.reach is not None:
        yield sketch.casting(person, replace(figure, reach=None))
        for choice in do.via:
            if choice.medium in trial.policy.vocabulary.media:
                yield sketch.casting(person, replace(figure, reach=(*figure.reach, choice.medium)))
    for kind in trial.policy.vocabulary.events.values():
        sender, medium = kind.only(FieldType.SENDER), kind.only(FieldType.MEDIUM)
        if sender is not None and medium is not None:
            for via in trial.policy.vocabulary.media:
                for at in moment.befores():
                    yield sketch.having(Scene(kind, Written(at), {sender: person, medium: via}))
                break


def _with_somebody(trial: Trial, do: Do, at: int) -> Iterator[Sketch]:
    """Yield sketches in which there is somebody in a group that *do* goes to."""
    for group in do.to.groups if do.to is not None else ():
        for person in trial.sketch.people:
            yield from _with_member(trial, group, person, at)
        yield from _with_member(trial, group, None, at)


def _with_member(trial: Trial, group: str, person: str | None, at: int) -> Iterator[Sketch]:
    """Yield sketches in which *person*, None: somebody new, is in *group* at the minute *at*."""
    sketch = trial.sketch
    event, _, field = group.partition(".")
    if group == INTERVIEWER:
        for kind in trial.policy.vocabulary.events.values():
            if kind.meets is None:
                continue
            for scene in sketch.called(kind.name):
                if person is not None and person != INTERVIEWER:
                    yield sketch.instead(scene, replace(scene, fields={**scene.fields, kind.meets: (person,)}))
            for when in (at - 7 * DAY, at):
                yield sketch.having(scene_of(kind, person, when))
    elif field:
        who = person or INTERVIEWER
        for kind in trial.policy.vocabulary.kinds_called(event):
            if field in kind.fields:
                for scene in sketch.called(kind.name):
                    yield sketch.instead(scene, replace(scene, fields={**scene.fields, field: who}))
                yield sketch.having(replace(scene_of(kind, None, at - 7 * DAY), fields={field: who}))
    else:
        known = sketch.people.get(person) if person is not None else None
        yield sketch.casting(person or sketch.new_id(), replace(known, role=group) if known else Figure(group))
