"""Single changes to a timeline that might make a step appear: each is only worth telling if planning confirms it."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import count
from typing import Final

from followup.model.condition import Condition, Fact, Known, Pattern, parts_of, patterns_in
from followup.model.explanation import ChangeKind
from followup.model.policy import Policy
from followup.model.rule import After, Anchor, Before, Do, Forbid, OnDayOf, Rule
from followup.model.timeline import Event, Person, Timeline, Written
from followup.model.vocabulary import DID, INTERVIEWER, EventKind, Field, FieldType
from followup.model.wording import instant_in_words
from followup.model.zone import DAY

_LATER: Final = 7 * DAY
"""How long after an event that might happen its later instants lie: the day by which an answer is promised, say."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A change to try.

    Attributes:
        about: Its kind, and the fact, event or role that it is about.
        data: What it adds to the timeline's file.
        timeline: The timeline with it.
    """

    about: tuple[ChangeKind, str]
    text: str
    data: Mapping[str, object]
    timeline: Timeline


def trials(
    policy: Policy, timeline: Timeline, rule: Rule, people: Sequence[Person], when: Sequence[int]
) -> Iterator[Trial]:
    """Return the changes that could bear on *rule*, the smallest first, none of them twice.

    Args:
        people: Whom the steps that are not there would go to; empty: nobody in particular.
        when: The minutes at which an event might happen.
    """
    rules = list(_behind(policy, rule))
    conditions = [condition for one in rules for condition in _conditions(one)]
    yield from _facts(policy, timeline, conditions)
    patterns = [pattern for condition in conditions for pattern in patterns_in(condition)]
    anchors = [anchor for one in rules for anchor in _anchors(one)]
    someone = people or _employer(timeline)
    yield from _events(policy, timeline, patterns, anchors, someone, when)
    yield from _people(timeline, rules)


def _behind(policy: Policy, rule: Rule) -> Iterator[Rule]:
    """Return *rule*, and the rules whose steps it waits for."""
    seen: set[str] = set()
    found: Rule | None = rule
    while found is not None and found.id not in seen and isinstance(found.body, Do):
        yield found
        seen.add(found.id)
        found = None if found.body.anchor.step is None else policy.rule(found.body.anchor.step)


def _conditions(rule: Rule) -> Iterator[Condition]:
    """Return every condition that has a say in whether *rule* acts."""
    assert isinstance(rule.body, Do), "chosen so"
    yield from rule.conditions
    yield from (forbid.when for forbid in rule.body.forbids if forbid.when is not None)


def _anchors(rule: Rule) -> Iterator[Anchor]:
    assert isinstance(rule.body, Do), "chosen so"
    yield rule.body.anchor
    for group in rule.body.to.groups if rule.body.to is not None else ():
        if "." in group:
            yield Anchor(group.partition(".")[0])
    for forbid in rule.body.forbids:
        if isinstance(forbid.body, Forbid) and isinstance(forbid.body.span, Before | OnDayOf | After):
            yield forbid.body.span.anchor


def _facts(policy: Policy, timeline: Timeline, conditions: Iterable[Condition]) -> Iterator[Trial]:
    """Return each fact stated otherwise: those that are not stated first."""
    values: dict[str, dict[str, None]] = {}
    for part in (part for condition in conditions for part in parts_of(condition)):
        if isinstance(part, Fact | Known):
            known = policy.vocabulary.facts.get(part.name)
            wanted = sorted(part.values) if isinstance(part, Fact) else []
            values.setdefault(part.name, {}).update(dict.fromkeys([*wanted, *(known.values if known else ())]))
    for name in sorted(values, key=lambda name: name in timeline.facts):
        stated = timeline.facts.get(name)
        for value in values[name]:
            if value != stated:
                instead = "" if stated is None else f" instead of {stated}"
                changed = replace(timeline, facts={**timeline.facts, name: value})
                yield Trial(
                    (ChangeKind.FACT, name), f"if {name} is {value}{instead}", {"facts": {name: value}}, changed
                )


def _events(
    policy: Policy,
    timeline: Timeline,
    patterns: Iterable[Pattern],
    anchors: Iterable[Anchor],
    people: Sequence[Person],
    when: Sequence[int],
) -> Iterator[Trial]:
    seen: set[str] = set()
    wanted = [*patterns, *(Pattern(anchor.event) for anchor in anchors if anchor.event is not None)]
    for pattern in wanted:
        for kind in policy.vocabulary.kinds_called(pattern.name):
            for person in people or (None,):
                for minute in when:
                    data = _event_data(kind, pattern, person, minute, timeline)
                    if repr(data) not in seen:
                        seen.add(repr(data))
                        text = f"if {_event_in_words(kind, data)} happens {instant_in_words(minute, timeline.zone)}"
                        yield Trial(
                            (ChangeKind.EVENT, kind.name),
                            text,
                            {"events": [data]},
                            _with_event(timeline, kind, data, minute),
                        )
    yield from _reaching(policy, timeline, people, when)


def _reaching(policy: Policy, timeline: Timeline, people: Sequence[Person], when: Sequence[int]) -> Iterator[Trial]:
    """Return each way to reach *people* learned."""
    for kind in policy.vocabulary.events.values():
        about, medium = kind.only(FieldType.PERSON), kind.only(FieldType.MEDIUM)
        if not kind.gives_reach or about is None or medium is None:
            continue
        for person in people:
            for via in policy.vocabulary.media if person.reach is not None else ():
                if via not in (person.reach or ()):
                    data: dict[str, object] = {
                        "event": kind.name,
                        "at": timeline.zone.text(when[0]),
                        about: person.id,
                        medium: via,
                    }
                    text = f"if {_event_in_words(kind, data)} happens {instant_in_words(when[0], timeline.zone)}"
                    yield Trial(
                        (ChangeKind.EVENT, kind.name),
                        text,
                        {"events": [data]},
                        _with_event(timeline, kind, data, when[0]),
                    )


def _event_data(
    kind: EventKind, pattern: Pattern, person: Person | None, minute: int, timeline: Timeline
) -> dict[str, object]:
    """Return an event of *kind* that *pattern* looks for, as a timeline's file has it."""
    data: dict[str, object] = {"event": kind.name, "at": timeline.zone.text(minute)}
    tests = {test.name: test for test in pattern.tests}
    for name, field in kind.fields.items():
        test = tests.get(name)
        if field.type is FieldType.INSTANT:
            if field.default is None:
                data[name] = timeline.zone.text(minute + _LATER)
        elif field.type.personal:
            who = _who(timeline, person, test.roles if test else frozenset(), test.values if test else frozenset())
            if who is not None and (test is not None or field.type is FieldType.SENDER or kind.meets == name):
                data[name] = [who] if field.type is FieldType.PEOPLE else who
        elif test is not None and test.values:
            data[name] = min(test.values)
    return data


def _who(timeline: Timeline, person: Person | None, roles: frozenset[str], ids: frozenset[str]) -> str | None:
    if ids:
        return min(ids)
    if roles:
        return next((one.id for one in timeline.people.values() if one.role in roles), None)
    return None if person is None or person.id == INTERVIEWER else person.id


def _with_event(timeline: Timeline, kind: EventKind, data: Mapping[str, object], minute: int) -> Timeline:
    """Return *timeline* with the event that *data* gives, the last in the file."""
    instants = {"at": Written(minute)}
    fields: dict[str, str | tuple[str, ...]] = {}
    for name, value in data.items():
        field = kind.fields.get(name)
        if field is None:
            continue
        if field.type is FieldType.INSTANT:
            instants[name] = Written(minute + _LATER)
        elif isinstance(value, list):
            fields[name] = tuple(value)
        elif isinstance(value, str):
            fields[name] = value
    for name, field in kind.fields.items():
        if field.type is FieldType.INSTANT and name not in instants:
            instants[name] = _default(field, kind, instants)
    people = timeline.people
    if kind.meets is not None and kind.meets not in fields and INTERVIEWER not in people:
        people = {**people, INTERVIEWER: Person(INTERVIEWER, role=INTERVIEWER, order=len(people))}
    event = Event(kind, minute, instants, fields, len(timeline.events), repr(data))
    events = sorted((*timeline.events, event), key=lambda event: (event.at, event.tie))
    return replace(timeline, events=tuple(events), people=people)


def _default(field: Field, kind: EventKind, instants: Mapping[str, Written]) -> Written:
    source = field.default
    while source is not None and source not in instants:
        source = kind.fields[source].default
    return instants[source or "at"]


def _people(timeline: Timeline, rules: Iterable[Rule]) -> Iterator[Trial]:
    """Return somebody in each role that a rule goes to and nobody has."""
    for rule in rules:
        assert isinstance(rule.body, Do), "chosen so"
        for role in rule.body.to.groups if rule.body.to is not None else ():
            if role == INTERVIEWER or "." in role or any(one.role == role for one in timeline.people.values()):
                continue
            new = next(name for name in map("somebody-{}".format, count(1)) if name not in timeline.people)
            person = Person(new, role=role, order=len(timeline.people))
            changed = replace(timeline, people={**timeline.people, new: person})
            text = f"if there is somebody in the role {role}"
            yield Trial((ChangeKind.PERSON, role), text, {"people": {new: {"role": role}}}, changed)


def _employer(timeline: Timeline) -> Sequence[Person]:
    """Return whoever was met, the first in the file first, else whoever there is."""
    met = {one for event in timeline.events if event.kind.meets for one in event.fields.get(event.kind.meets, ())}
    return [one for one in timeline.people.values() if one.id in met] or list(timeline.people.values())


def _event_in_words(kind: EventKind, data: Mapping[str, object]) -> str:
    told = []
    for name, value in data.items():
        if name not in ("event", "at"):
            told.append(f"{name}: {', '.join(value) if isinstance(value, list) else value}")
    name = kind.name.replace("-", " ") if kind.name != DID else "something that you do"
    what = f" ({'; '.join(told)})" if told else ""
    return f"{name}{what}"
