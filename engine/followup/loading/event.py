"""From one entry of a timeline's ``events`` to an `Event`: its kind, its instants and its other fields."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

from followup.loading.digest import canonical
from followup.loading.findings import shown
from followup.loading.instant import Reading, parse_instant
from followup.loading.parts import entries, items, mapping, text
from followup.loading.suggest import MisreadError, hint_for, nearest, one_of, unknown
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.timeline import Event, Hours, Written
from followup.model.vocabulary import INTERVIEWER, EventKind, Field, FieldType, Vocabulary
from followup.model.zone import Zone

_AT: Final = "at"
_STEP = re.compile(r"[a-z][a-z0-9-]*/(?:-|[a-z][a-z0-9-]*)/[1-9][0-9]{0,8}(?:/[1-9][0-9]{0,8})?").fullmatch


@dataclass(frozen=True, slots=True)
class Setting:
    """What the events of one timeline may refer to, and where its bare dates are placed.

    Attributes:
        people: The name of each person in ``people``, by id; the id again where there is none.
    """

    vocabulary: Vocabulary
    people: Mapping[str, str]
    zone: Zone
    hours: Hours

    @property
    def ids(self) -> tuple[str, ...]:
        """All whom an event may name."""
        return (*self.people, INTERVIEWER)


def check_event(node: Node, setting: Setting) -> Iterator[Diagnostic]:
    """Check one event: its kind, its fields, and whether it ends after it begins."""
    body = mapping(node)
    name, kinds = text(body["event"]), setting.vocabulary.events
    if name not in kinds:
        found = unknown("event", name, kinds, body["event"].place)
        if name in setting.vocabulary.groups:
            members = one_of(kind.name for kind in setting.vocabulary.kinds_called(name))
            found = Diagnostic(found.code, f"{shown(name)} is a group of events", found.place, members)
        elif name in setting.vocabulary.acts:
            found = replace(found, hint=f"what you did is written {shown(f'event: did, act: {name}')}", word=None)
        yield found
        return
    kind = kinds[name]
    for key, place, value in entries(node):
        if key == _AT:
            yield from _check_instant(value, setting)
        elif key in kind.fields:
            yield from _check_field(key, kind.fields[key], value, setting)
        elif key != "event":
            free = [field for field in kind.fields if field not in body] or kind.fields
            hint = hint_for(key, free) if kind.fields else f"besides `event` and `at`, {shown(name)} has none"
            yield Diagnostic("unknown-field", f"unknown field {shown(key)} of {shown(name)}", place, hint)
    yield from _check_order(kind, node, setting)


def read_event(node: Node, index: int, setting: Setting) -> Event:
    """Return one event that has been checked; *index* is its position in the file."""
    body = mapping(node)
    kind = setting.vocabulary.events[text(body["event"])]
    instants = _instants(kind, body, setting)
    fields = {
        key: value
        for key, part in body.items()
        if key in kind.fields
        and kind.fields[key].type is not FieldType.INSTANT
        # An empty list says no more than none at all.
        and (value := tuple(map(text, items(part))) if isinstance(part.value, list) else text(part)) != ()
    }
    return Event(kind, instants[_AT].minute, instants, fields, index, canonical(node), node.place)


def _instants(kind: EventKind, body: Mapping[str, Node], setting: Setting) -> dict[str, Written]:
    opens, closes, zone = setting.hours.opens, setting.hours.closes, setting.zone
    at = _reading(body[_AT], zone)
    instants = {_AT: _written(at, opens if kind.foreseen else closes, zone)}
    days = {_AT: at}
    for name, field in kind.fields.items():
        if field.type is FieldType.INSTANT and name in body:
            days[name] = _reading(body[name], zone)
            # What is an end by default is one when written, too; any other day is meant from its opening on.
            instants[name] = _written(days[name], opens if field.default is None else closes, zone)
    for name, field in kind.fields.items():
        source = field.default
        while source is not None and source not in days:
            source = kind.fields[source].default
        if field.type is FieldType.INSTANT and name not in body and source is not None:
            bare = days[source].day is not None
            instants[name] = _written(days[source], closes, zone) if bare else instants[source]
    return instants


def _written(reading: Reading, clock: int, zone: Zone) -> Written:
    return Written(reading.at(clock, zone), bare=reading.day is not None)


def _reading(node: Node, zone: Zone) -> Reading:
    return parse_instant(text(node), zone)


def _check_instant(node: Node, setting: Setting) -> Iterator[Diagnostic]:
    try:
        _reading(node, setting.zone)
    except MisreadError as error:
        yield Diagnostic("bad-instant", str(error), node.place, error.hint)


def _check_order(kind: EventKind, node: Node, setting: Setting) -> Iterator[Diagnostic]:
    body = mapping(node)
    try:
        instants = _instants(kind, body, setting)
    except MisreadError:
        return  # reported where it is written
    for name, field in kind.fields.items():
        start = field.default
        if name in body and start in instants and instants[name].minute < instants[start].minute:
            bare = instants[name].bare or instants[start].bare
            message = f"{shown(name)} ({shown(text(body[name]))}) lies before {shown(start)}"
            yield Diagnostic("ends-before-start", message, body[name].place, "state the times of day" if bare else None)


def _check_field(name: str, field: Field, node: Node, setting: Setting) -> Iterator[Diagnostic]:
    if isinstance(node.value, list) != (field.type is FieldType.PEOPLE):
        if isinstance(node.value, list):
            yield Diagnostic("wrong-type", f"{shown(name)} should be text, not a list", node.place)
        else:
            hint = f"write it as {shown(f'[{text(node)}]')}"
            yield Diagnostic("wrong-type", f"{shown(name)} should be a list, not text", node.place, hint)
        return
    word, words = setting.vocabulary, text(node) if isinstance(node.value, str) else ""
    match field.type:
        case FieldType.INSTANT:
            yield from _check_instant(node, setting)
        case FieldType.PERSON | FieldType.SENDER:
            yield from _check_person(node, setting)
        case FieldType.PEOPLE:
            yield from _check_people(name, node, setting)
        case FieldType.MEDIUM if words not in word.media:
            yield unknown("medium", words, word.media, node.place)
        case FieldType.ACT if words not in word.acts:
            yield unknown("act", words, word.acts, node.place)
        case FieldType.WORD:
            yield from check_value(name, node, field.values)
        case FieldType.STEP if not _STEP(words):
            message = f"{shown(words)} is no step's id"
            yield Diagnostic("bad-step", message, node.place, "copy it from a plan, such as `thank-everyone/dana/1`")
        case _:
            pass


def check_value(name: str, node: Node, values: tuple[str, ...]) -> Iterator[Diagnostic]:
    """Check one word that must be among *values*; with none, any is right."""
    if values and text(node) not in values:
        message = f"unknown value {shown(text(node))} of {shown(name)}"
        yield Diagnostic("unknown-value", message, node.place, hint_for(text(node), values))


def _check_people(name: str, node: Node, setting: Setting) -> Iterator[Diagnostic]:
    seen = set()
    for part in items(node):
        yield from _check_person(part, setting)
        if text(part) in seen:
            yield Diagnostic("repeated", f"{shown(text(part))} is in {shown(name)} twice", part.place)
        seen.add(text(part))


def _check_person(node: Node, setting: Setting) -> Iterator[Diagnostic]:
    person = text(node)
    if person in setting.ids:
        return
    called = {name.casefold(): key for key, name in setting.people.items()}
    meant = called.get(person.casefold()) or nearest(person, setting.ids)
    if meant is None and (by_name := nearest(person.casefold(), called)):
        meant = called[by_name]
    hint = f"did you mean {shown(meant)}?" if meant else "write down who that is under `people`"
    yield Diagnostic("unknown-person", f"unknown person {shown(person)}", node.place, hint)
