"""What to change in a sketch so that a forbid rules out a step that would be done."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from followup.analysis.evasions import placed, reaching_by
from followup.analysis.sketch import Figure, Scene, Sketch, Value
from followup.analysis.trial import Trial
from followup.analysis.ways import MOST_WAYS, Moment, scene_of, ways
from followup.evaluation.dates import move
from followup.evaluation.judge import judge
from followup.model.plan import Withheld
from followup.model.rule import LAST_USED, After, Anchor, Before, CloserThan, Do, Forbid, MoreThan, OnDayOf, Rule
from followup.model.step import Step
from followup.model.timeline import Written
from followup.model.vocabulary import DID, INTERVIEWER, FieldType
from followup.model.zone import DAY

NO_SUCH: Final = 999
"""The number of a step that no plan of a sketch has: a `did` that names it is a contact and settles nothing."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What a forbid does to a step.

    Attributes:
        free: The step as it is without the forbid.
        step: The step as it is with it, held back to a later minute; or None.
        withheld: The step as it is withheld; or None. Exactly one of the two is there.
    """

    free: Step
    step: Step | None
    withheld: Withheld | None


def effect(rule: str, with_it: Trial, without_it: Trial) -> Effect | None:
    """Return what the forbid of that id does, or None where it does nothing: the first step that is not done then."""
    steps = {step.id: step for step in with_it.plan.steps}
    held = {one.id: one for one in with_it.plan.withheld if one.by == rule}
    for free in without_it.plan.steps:
        if free.minute is None or free.did is not None:
            continue
        there = steps.get(free.id)
        if free.id in held:
            return Effect(free, None, held[free.id])
        if there is not None and there.minute is not None and there.minute > free.minute and there.dates == free.dates:
            return Effect(free, there, None)
    return None


def lacking(rule: Rule, step: Step, trial: Trial) -> tuple[bool, bool, bool]:
    """Return whether *step*, of the plan of *trial*, lacks the act, medium and role, the span, the condition."""
    forbid = rule.body
    assert isinstance(forbid, Forbid), "only these forbid"
    alone = [
        replace(rule, when=None, body=replace(forbid, span=None)),
        replace(rule, when=None, body=replace(forbid, acts=None, via=None, to=None) if forbid.span else forbid),
        replace(rule, body=Forbid()),
    ]
    plan = replace(trial.plan, steps=tuple(one for one in trial.plan.steps if (one.minute or 0) <= (step.minute or 0)))
    found = judge(plan, trial.timeline, [(one,) for one in alone], trial.policy.vocabulary)
    broken = {breach.judge for breach in found.breaches if breach.step.id == step.id}
    return 0 not in broken, forbid.span is not None and 1 not in broken, rule.when is not None and 2 not in broken


def impositions(trial: Trial, rule: Rule, do: Do, step: Step) -> Iterator[Sketch]:
    """Yield sketches in which *rule*, which does not rule *step* of *do* out, may do so, the likeliest first.

    Args:
        trial: With the policy less the rule.
    """
    forbid, now = rule.body, step.minute
    assert isinstance(forbid, Forbid), "only these forbid"
    assert now is not None, "it would be done"
    person = None if step.to is None else step.to.id
    anchors = [] if do.anchor.event is None else trial.sketch.called(do.anchor.event)
    since = max((scene.at.minute for scene in anchors if scene.at.minute <= now), default=now)
    moment = Moment(person, since, now)
    fit, span, when = lacking(rule, step, trial)
    sketches: Iterator[Sketch] = iter((trial.sketch,))
    if fit:
        yield from _fitting(trial, forbid, do, moment)
        return
    if when and rule.when is not None:
        sketches = islice(ways(rule.when, True, trial.sketch, moment, trial.policy), MOST_WAYS)
    for sketch in sketches:
        if span:
            yield from islice(_within(replace(trial, sketch=sketch), forbid, do, step, moment), 3 * MOST_WAYS)
        else:
            yield sketch
        if when:
            yield replace(sketch, as_of=now)
    if not (span or when):
        # Judged by what is done in the plan, it is ruled out; then what the plan does must be done really.
        yield replace(trial.sketch, as_of=now)


def _fitting(trial: Trial, forbid: Forbid, do: Do, moment: Moment) -> Iterator[Sketch]:
    sketch, person = trial.sketch, moment.person
    for choice in do.via:
        if choice.medium in (forbid.via or ()) or choice.medium == LAST_USED:
            if choice.when is not None:
                yield from islice(ways(choice.when, True, sketch, moment, trial.policy), MOST_WAYS)
            if choice.medium != LAST_USED:
                yield from reaching_by(sketch, person, choice.medium)
    for medium in sorted(forbid.via or ()):
        for kind in trial.policy.vocabulary.events.values():
            sender, means = kind.only(FieldType.SENDER), kind.only(FieldType.MEDIUM)
            if person is not None and sender is not None and means is not None:
                yield sketch.having(Scene(kind, Written(moment.since), {sender: person, means: medium}))
    for role in sorted(forbid.to or ()):
        if person is None:
            continue
        if role == INTERVIEWER:
            for kind in trial.policy.vocabulary.events.values():
                if kind.meets is not None:
                    yield sketch.having(scene_of(kind, person, moment.since))
                    for scene in sketch.called(kind.name):
                        if person != INTERVIEWER:
                            who = (*scene.people(), person)
                            yield sketch.instead(scene, replace(scene, fields={**scene.fields, kind.meets: who}))
        else:
            figure = sketch.people.get(person)
            if figure is not None:
                yield sketch.casting(person, replace(figure, role=role))
            else:
                yield sketch.casting(person, Figure(role))


def _within(trial: Trial, forbid: Forbid, do: Do, step: Step, moment: Moment) -> Iterator[Sketch]:
    now = moment.now
    match forbid.span:
        case Before(anchor):
            for later in (now + DAY, now + 7 * DAY, now + 30 * DAY):
                yield from _anchored(trial, anchor, moment, later)
        case After(anchor):
            for earlier in (now - 1, now - DAY, min(moment.since, now) - DAY, min(moment.since, now) - 7 * DAY):
                yield from _anchored(trial, anchor, moment, earlier)
        case OnDayOf(anchor):
            for same in (now, now + 60, now - 60):
                yield from _anchored(trial, anchor, moment, same)
        case CloserThan(offset):
            for back in (DAY, 60, 1):
                if move(now - back, offset, trial.timeline.zone, trial.timeline.calendar) > now:
                    yield from _contacts(trial, forbid, do, step, [now - back], any_act=True)
        case MoreThan(number):
            began = [scene.at.minute for scene in trial.sketch.scenes if scene.kind.meets and scene.at.minute <= now]
            first = max(began, default=now - 7 * DAY)
            apart = next((one for one in (DAY, 60, 1) if now - one * number >= first), 0)
            times = [now - apart * (number - each) for each in range(number)]
            yield from _contacts(trial, forbid, do, step, times, any_act=False)
        case None:
            pass


def _anchored(trial: Trial, anchor: Anchor, moment: Moment, minute: int) -> Iterator[Sketch]:
    sketch = trial.sketch
    if anchor.event is None:
        return
    for scene in sketch.called(anchor.event):
        yield sketch.instead(scene, placed(scene, anchor.instant, minute))
        yield sketch.having(placed(scene, anchor.instant, minute))
    for kind in trial.policy.vocabulary.kinds_called(anchor.event):
        if anchor.instant != "at" and anchor.instant not in kind.fields:
            continue
        for at in moment.befores():
            yield sketch.having(placed(scene_of(kind, None, at), anchor.instant, minute))
        if moment.person is not None and kind.meets is not None:
            yield sketch.having(placed(scene_of(kind, moment.person, minute), anchor.instant, minute))


def _contacts(trial: Trial, forbid: Forbid, do: Do, step: Step, times: list[int], *, any_act: bool) -> Iterator[Sketch]:
    """Yield the sketch with contacts of the person of *step*: such that settle no step of it first."""
    if step.to is None:
        return
    words = trial.policy.vocabulary
    acts = [act.name for act in words.acts.values() if act.contacts]
    if not any_act and forbid.acts is not None:
        acts = [act for act in acts if act in forbid.acts]
    acts.sort(key=lambda act: act == do.act)
    via: dict[str, Value] = {} if any_act or forbid.via is None else {"via": min(forbid.via)}
    for act in acts[:1] + acts[1:][-1:]:
        for extra in ({}, {"step": f"{step.rule}/{step.to.id}/{NO_SUCH}"}):
            fields: dict[str, Value] = {"act": act, "to": step.to.id, **via, **extra}
            yield trial.sketch.having(*(Scene(words.events[DID], Written(at), fields) for at in times))
