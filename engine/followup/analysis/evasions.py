"""What to change in a sketch so that a forbid no longer holds a step back."""

from collections.abc import Iterator
from dataclasses import replace

from followup.analysis.sketch import Figure, Scene, Sketch
from followup.analysis.trial import Trial
from followup.analysis.ways import Moment, scene_of, ways
from followup.model.condition import Fact, Known, parts_of
from followup.model.rule import LAST_USED, After, Anchor, Before, CloserThan, Do, Forbid, MoreThan, OnDayOf, Rule
from followup.model.timeline import Written
from followup.model.vocabulary import DID, INTERVIEWER
from followup.model.zone import DAY


def evasions(trial: Trial, rule: Rule, do: Do, moment: Moment) -> Iterator[Sketch]:
    """Yield sketches in which *rule* may not forbid the step of *do* at *moment*, the likeliest first."""
    forbid, sketch = rule.body, trial.sketch
    assert isinstance(forbid, Forbid), "only these forbid"
    if rule.when is not None:
        yield from ways(rule.when, False, sketch, moment, trial.policy)
        for part in parts_of(rule.when):
            if isinstance(part, Fact | Known) and part.name in sketch.facts:
                yield sketch.stating(part.name, None)
    yield from _out_of_span(trial, forbid, do, moment)
    if forbid.via is not None:
        yield from _by_another(sketch, forbid, do, moment)
    if forbid.to is not None:
        yield from _in_no_role(sketch, forbid, moment)


def _by_another(sketch: Sketch, forbid: Forbid, do: Do, moment: Moment) -> Iterator[Sketch]:
    for choice in do.via:
        if choice.medium != LAST_USED and forbid.via is not None and choice.medium not in forbid.via:
            yield from reaching_by(sketch, moment.person, choice.medium)


def reaching_by(sketch: Sketch, person: str | None, medium: str) -> Iterator[Sketch]:
    """Yield *sketch* with *person* within reach of *medium* only."""
    if person is not None:
        figure = sketch.people.get(person)
        if figure is not None:
            yield sketch.casting(person, replace(figure, reach=(medium,)))
        elif person == INTERVIEWER:
            yield sketch.casting(INTERVIEWER, Figure(reach=(medium,)))


def _in_no_role(sketch: Sketch, forbid: Forbid, moment: Moment) -> Iterator[Sketch]:
    person = moment.person
    figure = sketch.people.get(person) if person is not None else None
    if person is None or figure is None or forbid.to is None:
        return
    if figure.role in forbid.to:
        yield sketch.casting(person, replace(figure, role=None))
    if INTERVIEWER in forbid.to:
        yield sketch.less(lambda scene: scene.kind.meets is not None and person in scene.people())


def _out_of_span(trial: Trial, forbid: Forbid, do: Do, moment: Moment) -> Iterator[Sketch]:
    sketch, now = trial.sketch, moment.now
    match forbid.span:
        case Before(anchor):
            yield from _anchored(trial, anchor, do, moment, (now - DAY, now))
        case After(anchor):
            yield from _anchored(trial, anchor, do, moment, (now, now + 30 * DAY))
        case OnDayOf(anchor):
            yield from _anchored(trial, anchor, do, moment, (now - 2 * DAY, now + 2 * DAY))
        case CloserThan():
            yield sketch.less(lambda scene: scene.kind.name == DID and scene.at.minute <= now)
        case MoreThan():
            yield sketch.less(lambda scene: scene.kind.name == DID and scene.at.minute <= now)
            for kind in trial.policy.vocabulary.events.values():
                if kind.meets is not None:
                    yield sketch.having(scene_of(kind, moment.person, now))
        case None:
            pass


def _anchored(trial: Trial, anchor: Anchor, do: Do, moment: Moment, instants: tuple[int, ...]) -> Iterator[Sketch]:
    """Yield sketches without the events that *anchor* names, with each of them moved, and with one more."""
    if anchor.event is None:
        return
    sketch, name = trial.sketch, anchor.event
    yield sketch.less(lambda scene: name in scene.kind.names)
    for instant in instants:
        for scene in sketch.called(name):
            yield sketch.instead(scene, placed(scene, anchor.instant, instant))
            if do.anchor.event in scene.kind.names and do.anchor.instant != anchor.instant:
                yield sketch.instead(scene, _stretched(scene, anchor.instant, instant, do.anchor.instant))
        for kind in trial.policy.vocabulary.kinds_called(name):
            for at in moment.befores():
                yield sketch.having(placed(scene_of(kind, None, at), anchor.instant, instant))


def _stretched(scene: Scene, instant: str, minute: int, kept: str) -> Scene:
    """Return *scene* with one of its instants at *minute* and another where it was: an interview of several days."""
    stays = scene.fields.get(kept)
    there = stays if isinstance(stays, Written) else scene.at
    fields = scene.fields if kept == "at" else {**scene.fields, kept: there}
    if instant == "at":
        return replace(scene, at=Written(minute), fields=fields)
    return replace(scene, fields={**fields, instant: Written(minute)})


def placed(scene: Scene, instant: str, minute: int, bare: bool = False) -> Scene:
    """Return *scene* with one of its instants at *minute*, the others as far from it as they can stay."""
    if instant == "at" or instant not in scene.kind.fields:
        return scene.moved(minute - scene.at.minute)
    default = scene.kind.fields[instant].default
    if default is not None and minute < scene.at.minute:
        return scene.moved(minute - scene.at.minute)
    return replace(scene, fields={**scene.fields, instant: Written(minute, bare)})
