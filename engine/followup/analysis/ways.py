"""What to change in a sketch so that a condition comes out as wanted, or a pattern is met: the constructive part.

Every function here yields sketches that are worth trying, the likeliest first. None is known to do what it should:
other rules, the order of events and what the simulated candidate does have their say, and only planning tells.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import Final

from followup.analysis.sketch import START, Figure, Scene, Sketch, Value
from followup.model.condition import All, Any, Condition, Custom, Fact, FieldTest, Happened, Known, Not, Pattern
from followup.model.policy import Policy
from followup.model.timeline import Written
from followup.model.vocabulary import DID, INTERVIEWER, EventKind, Field, FieldType
from followup.model.zone import DAY

MOST_WAYS: Final = 12
"""So many ways to meet a condition that is made of others are tried at the most."""

_WEEK: Final = 7 * DAY


@dataclass(frozen=True, slots=True)
class Moment:
    """For what a condition is to hold.

    Attributes:
        person: The id of the person of the step, or None.
        since: The minute of its anchor: what happens later may stop it.
        now: The minute in which it is decided.
    """

    person: str | None
    since: int = START
    now: int = START

    def befores(self) -> list[int]:
        """Return minutes at which something may happen so that it has happened by now."""
        earlier = min(self.since, self.now)
        found = [earlier - _WEEK, earlier]
        if self.now > self.since:
            found += [(self.since + self.now) // 2, self.now]
        return list(dict.fromkeys(found))


def ways(condition: Condition, wanted: bool, sketch: Sketch, moment: Moment, policy: Policy) -> Iterator[Sketch]:
    """Yield *sketch* with changes after which *condition* may come out as *wanted* at *moment*."""
    match condition:
        case Fact() | Known():
            yield from _fact(condition, wanted, sketch, policy)
        case Happened(pattern, times):
            if wanted:
                yield from happening(pattern, times, sketch, moment, policy)
            else:
                yield from _not_happening(pattern, sketch, moment)
        case All(parts) | Any(parts):
            every = isinstance(condition, All) is wanted
            found = (
                _each(parts, wanted, sketch, moment, policy) if every else _one(parts, wanted, sketch, moment, policy)
            )
            yield from islice(found, MOST_WAYS)
        case Not(part):
            yield from ways(part, not wanted, sketch, moment, policy)
        case Custom():
            yield sketch  # what a plugin wants to see is not guessed; that it is content already is found by trying


def happening(pattern: Pattern, times: int, sketch: Sketch, moment: Moment, policy: Policy) -> Iterator[Sketch]:
    """Yield *sketch* with *times* events of *pattern* before *moment*."""
    for kind in policy.vocabulary.kinds_called(pattern.name):
        made = _scene(kind, pattern, sketch, moment, policy)
        if made is None:
            continue
        cast, fields = made
        for at in moment.befores():
            new = (Scene(kind, Written(at - 60 * number), fields) for number in range(times))
            yield cast.having(*map(_with_instants, new))


def scene_of(kind: EventKind, person: str | None, at: int) -> Scene:
    """Return an event of *kind* that has to do with *person*, with all instants that it can have."""
    fields: dict[str, Value] = {}
    if person is not None:
        for name, of in kind.fields.items():
            if of.type is FieldType.SENDER or (kind.meets == name and person != INTERVIEWER):
                fields[name] = (person,) if of.type is FieldType.PEOPLE else person
    return _with_instants(Scene(kind, Written(at), fields))


def _with_instants(scene: Scene) -> Scene:
    """Return *scene* with a week later in each instant that no other stands in for: the promised day, say."""
    more = {
        name: Written(scene.at.minute + _WEEK)
        for name, of in scene.kind.fields.items()
        if of.type is FieldType.INSTANT and of.default is None
    }
    return replace(scene, fields={**more, **scene.fields})


def _fact(condition: Fact | Known, wanted: bool, sketch: Sketch, policy: Policy) -> Iterator[Sketch]:
    known = policy.vocabulary.facts.get(condition.name)
    possible = known.values if known is not None and known.values else ("yes", "no")
    stated = sketch.facts.get(condition.name)
    match condition:
        case Known(name):
            if wanted == (stated is not None):
                yield sketch
            elif wanted:
                yield from (sketch.stating(name, value) for value in possible)
            else:
                yield sketch.stating(name, None)
        case Fact(name, values):
            if stated is not None and (stated in values) is wanted:
                yield sketch
                return
            fitting = sorted(values) if wanted else [value for value in possible if value not in values]
            yield from (sketch.stating(name, value) for value in fitting)


def _not_happening(pattern: Pattern, sketch: Sketch, moment: Moment) -> Iterator[Sketch]:
    less = sketch.less(lambda scene: pattern.name in scene.kind.names)
    yield less
    later = [scene for scene in sketch.called(pattern.name) if scene.at.minute <= moment.now]
    if later:
        by = moment.now + DAY - min(scene.at.minute for scene in later)
        yield replace(sketch, scenes=tuple(scene.moved(by) if scene in later else scene for scene in sketch.scenes))
    if pattern.name == DID and sketch.as_of != moment.now:
        # What nobody has done by then was not simulated either.
        yield replace(less, as_of=moment.now)


def _each(parts: Sequence[Condition], wanted: bool, sketch: Sketch, moment: Moment, policy: Policy) -> Iterator[Sketch]:
    """Yield a way of all parts after each other: first the first of each, then the last part's second, and so on."""
    if not all(_can(part, wanted, sketch, moment, policy) for part in parts):
        return  # or else all ways of the other parts would be gone through in vain
    tried: list[Iterator[Sketch]] = [iter((sketch,))]
    while tried:
        found = next(tried[-1], None)
        if found is None:
            tried.pop()
        elif len(tried) > len(parts):
            yield found
        else:
            tried.append(ways(parts[len(tried) - 1], wanted, found, moment, policy))


def _can(condition: Condition, wanted: bool, sketch: Sketch, moment: Moment, policy: Policy) -> bool:
    """Tell whether there is a way at all, which no other change of the sketch alters."""
    match condition:
        case All(parts) | Any(parts):
            able = (_can(part, wanted, sketch, moment, policy) for part in parts)
            return all(able) if isinstance(condition, All) is wanted else any(able)
        case Not(part):
            return _can(part, not wanted, sketch, moment, policy)
        case _:
            return next(ways(condition, wanted, sketch, moment, policy), None) is not None


def _one(parts: Sequence[Condition], wanted: bool, sketch: Sketch, moment: Moment, policy: Policy) -> Iterator[Sketch]:
    """Yield the first way of each part, then the second of each, and so on."""
    left = [ways(part, wanted, sketch, moment, policy) for part in parts]
    while left:
        still = []
        for each in left:
            found = next(each, None)
            if found is not None:
                yield found
                still.append(each)
        left = still


def _scene(
    kind: EventKind, pattern: Pattern, sketch: Sketch, moment: Moment, policy: Policy
) -> tuple[Sketch, dict[str, Value]] | None:
    """Return the fields that an event of *kind* needs to fit *pattern*, and *sketch* with the people in them."""
    fields: dict[str, Value] = {}
    for test in pattern.tests:
        of = kind.fields.get(test.name)
        if of is None:
            return None
        if of.type.personal:
            found = _whom(test, sketch, moment)
            if found is None:
                return None
            sketch, who = found
            fields[test.name] = (who,) if of.type is FieldType.PEOPLE else who
        else:
            word = _word(test, of)
            if word is None:
                return None
            fields[test.name] = word
    return sketch, fields


def _word(test: FieldTest, of: Field) -> str | None:
    return (
        min(test.values, default=None)
        if not of.values
        else next((one for one in of.values if one in test.values), None)
    )


def _whom(test: FieldTest, sketch: Sketch, moment: Moment) -> tuple[Sketch, str] | None:
    """Return somebody who passes *test*, and *sketch* with them in it."""
    if test.recipient and moment.person is not None:
        return sketch, moment.person
    if INTERVIEWER in test.roles:
        if moment.person is not None:
            return sketch, moment.person
        met = next((who for scene in sketch.scenes if scene.kind.meets for who in scene.people()), INTERVIEWER)
        return sketch, met
    for role in sorted(test.roles):
        there = next((name for name, figure in sketch.people.items() if figure.role == role), None)
        if there is not None:
            return sketch, there
        figure = sketch.people.get(moment.person) if moment.person is not None else None
        if figure is not None and figure.role is None and moment.person is not None:
            return sketch.casting(moment.person, replace(figure, role=role)), moment.person
        new = sketch.new_id()
        return sketch.casting(new, Figure(role)), new
    return None
