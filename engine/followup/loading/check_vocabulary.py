"""Whether declared words can be meant: new names, fields that fit each other, lines of points with known fields."""

from collections.abc import Iterator, Mapping
from string import Template
from typing import Final

from followup.loading.findings import shown
from followup.loading.offset import parse_offset
from followup.loading.parts import entries, key_place, mapping, part, text, texts
from followup.loading.suggest import MisreadError, hint_for, unknown
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.offset import Unit
from followup.model.vocabulary import INTERVIEWER, FieldType, Vocabulary

POINT_FIELDS: Final = (
    "act",
    "company",
    "interview_date",
    "interview_time",
    "medium",
    "my_name",
    "person",
    "phone",
    "position",
    "promised_date",
)
"""What the outline line of a point and the subject of an act may hold as ``${field}``: a draft fills these in."""

_AT: Final = "at"

# Every event has these two, so no kind may have a field of that name.
_TAKEN: Final = (_AT, "event")

_DAYS: Final = {Unit.DAY: 1, Unit.WEEK: 7}


def check_vocabulary(node: Node, known: Vocabulary) -> Iterator[Diagnostic]:
    """Check the words that *node* declares on top of the *known* ones; it fits the schema."""
    yield from _check_names(node, known)
    groups = (*known.groups, *mapping(part(node, "groups")))
    for name, _, event in entries(part(node, "events")):
        yield from _check_event(name, event, groups)
    for _, _, medium in entries(part(node, "media")):
        yield from _check_transit(part(medium, "transit"))
    for fact, _, body in entries(part(node, "facts")):
        values = texts(part(body, "values"))
        for value, place, _ in entries(part(body, "reads")):
            if value not in values:
                message = f"unknown value {shown(value)} of {shown(fact)}"
                yield Diagnostic("unknown-value", message, place, hint_for(value, values))
    for role, _, body in entries(part(node, "roles")):
        if (derived := part(body, "derived")) and derived.value is True and role != INTERVIEWER:
            message = f"only the role {shown(INTERVIEWER)} follows from the events"
            yield Diagnostic("derived-role", message, key_place(body, "derived"), "leave it out")
    for point, _, body in entries(part(node, "points")):
        yield from _check_line("point", f"the line of {shown(point)}", mapping(body)["says"])
    for act, _, body in entries(part(node, "acts")):
        if subject := part(body, "subject"):
            yield from _check_line("subject", f"the subject of {shown(act)}", subject)


def days(node: Node) -> int:
    """Return a number of whole days.

    Raises:
        MisreadError: it is none.
    """
    offset = parse_offset(text(node))
    if offset.unit not in _DAYS or offset.at is not None or offset.amount < 0:
        raise MisreadError(f"{shown(text(node))} is no number of days", "write it as `2 days`")
    return offset.amount * _DAYS[offset.unit]


def _check_names(node: Node, known: Vocabulary) -> Iterator[Diagnostic]:
    kinds: dict[str, tuple[str, Mapping[str, object]]] = {
        "events": ("event", known.events),
        "groups": ("group", known.groups),
        "acts": ("act", known.acts),
        "media": ("medium", known.media),
        "facts": ("fact", known.facts),
        "roles": ("role", known.roles),
        "points": ("point", known.points),
    }
    for key, (what, words) in kinds.items():
        for name, place, _ in entries(part(node, key)):
            if name in words:
                message = f"the {what} {shown(name)} is there already"
                yield Diagnostic("duplicate-word", message, place, "choose another name")
    # A pattern names events and groups alike.
    events = {*known.events, *mapping(part(node, "events"))}
    for name, place, _ in entries(part(node, "groups")):
        if name in events:
            message = f"{shown(name)} is an event, so it cannot be a group, too"
            yield Diagnostic("duplicate-word", message, place, "choose another name")
    for name, place, _ in entries(part(node, "events")):
        if name in known.groups:
            message = f"{shown(name)} is a group, so it cannot be an event, too"
            yield Diagnostic("duplicate-word", message, place, "choose another name")


def _check_event(name: str, node: Node, groups: tuple[str, ...]) -> Iterator[Diagnostic]:
    fields = part(node, "fields")
    types = {field: FieldType(text(mapping(body)["type"])) for field, _, body in entries(fields)}
    if (group := part(node, "group")) and text(group) not in groups:
        yield unknown("group", text(group), groups, group.place)
    if meets := part(node, "meets"):
        people = [field for field, of in types.items() if of is FieldType.PEOPLE]
        if text(meets) not in people:
            message = f"{shown(text(meets))} is no field of {shown(name)} that holds people"
            yield Diagnostic("no-such-field", message, meets.place, hint_for(text(meets), people))
    gives = part(node, "gives-reach")
    if gives and gives.value is True and not {FieldType.PERSON, FieldType.MEDIUM} <= {*types.values()}:
        message = f"{shown(name)} gives reach, but has no fields for the person and the medium"
        hint = "add one of type `person` and one of type `medium`"
        yield Diagnostic("no-such-field", message, gives.place, hint)
    for field, place, body in entries(fields):
        if field in _TAKEN:
            message = f"every event has {shown(field)} already"
            yield Diagnostic("reserved-field", message, place, "leave it out")
        for key, wanted in (("values", FieldType.WORD), ("default", FieldType.INSTANT)):
            if part(body, key) and types[field] is not wanted:
                message = f"a field of type {shown(types[field])} has no {shown(key)}"
                yield Diagnostic("misplaced-key", message, key_place(body, key), f"only `{wanted}` has")
    instants = [_AT, *(field for field, of in types.items() if of is FieldType.INSTANT and field not in _TAKEN)]
    yield from _check_defaults(name, fields, instants)


def _check_defaults(name: str, fields: Node | None, instants: list[str]) -> Iterator[Diagnostic]:
    defaults = {
        field: default
        for field, _, body in entries(fields)
        if field in instants[1:] and (default := part(body, "default")) is not None
    }
    for field, default in defaults.items():
        if text(default) not in instants:
            message = f"{shown(text(default))} is no instant of {shown(name)}"
            others = [other for other in instants if other != field]
            yield Diagnostic("no-such-field", message, default.place, hint_for(text(default), others))
            continue
        seen, other = [field], text(default)
        while other in defaults and other not in seen:
            seen.append(other)
            other = text(defaults[other])
        if other == field:
            circle = " → ".join(map(shown, (*seen, field)))
            yield Diagnostic("default-circle", f"each stands in for the next: {circle}", default.place)


def _check_transit(node: Node | None) -> Iterator[Diagnostic]:
    spans = []
    for _, _, value in entries(node):
        try:
            spans.append(days(value))
        except MisreadError as error:
            yield Diagnostic("bad-offset", str(error), value.place, error.hint)
    if len(spans) == 2:
        quickest, slowest = (mapping(node)[key] for key in ("from", "to"))
        if days(slowest) < days(quickest):
            message = f"{shown(text(slowest))} is less than {shown(text(quickest))}"
            yield Diagnostic("transit-order", message, slowest.place)


def _check_line(what: str, label: str, node: Node) -> Iterator[Diagnostic]:
    """Check a line for drafts: that of a ``point``, or a ``subject``."""
    line = text(node)
    template = Template(line)
    if not line.isprintable():
        yield Diagnostic(f"malformed-{what}", f"{label} is not one line", node.place)
    if not template.is_valid():
        message = f"{label} has a `$` without the name of a field"
        yield Diagnostic(f"malformed-{what}", message, node.place, "write `${person}`, or `$$` for a dollar sign")
        return
    for field in template.get_identifiers():
        if field not in POINT_FIELDS:
            message = f"unknown field {shown(field)} in {label}"
            yield Diagnostic(f"unknown-field-in-{what}", message, node.place, hint_for(field, POINT_FIELDS))
