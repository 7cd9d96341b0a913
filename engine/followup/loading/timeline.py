"""From the node of a timeline to the `Timeline`: schema, then every check, then the value."""

from collections.abc import Mapping

from followup.loading.check_timeline import WEEK, check_timeline, setting_of
from followup.loading.digest import digest
from followup.loading.event import read_event
from followup.loading.instant import parse_date
from followup.loading.kind import Kind, check_kind
from followup.loading.limit import limited
from followup.loading.parts import entries, items, part, text
from followup.loading.schema import validate
from followup.loading.suggest import as_id
from followup.model.additions import Additions
from followup.model.calendar import Calendar
from followup.model.diagnostic import Diagnostic, has_errors
from followup.model.node import Node
from followup.model.timeline import Assumption, Event, Person, Timeline
from followup.model.vocabulary import INTERVIEWER, Vocabulary
from followup.model.zone import day_of


def load(
    node: Node, vocabulary: Vocabulary, additions: Additions, file: str, default_id: str
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline that *node* is, or None and what is wrong with it.

    Args:
        vocabulary: The words that it may use; those of *additions* come on top.
        default_id: For a timeline that names none; what is no id is made one.
    """
    vocabulary |= additions.vocabulary
    found = tuple(check_kind(node, Kind.TIMELINE)) or validate(node, "timeline", words=vocabulary)
    if not has_errors(found):
        found = limited(check_timeline(node, vocabulary, additions), node.place)
    return (None if has_errors(found) else read(node, vocabulary, additions, file, default_id)), found


def read(node: Node, vocabulary: Vocabulary, additions: Additions, file: str, default_id: str) -> Timeline:
    """Return the timeline that *node* is. INVARIANT: `load` finds no mistake in it.

    Args:
        vocabulary: All the words there are.
    """
    setting = setting_of(node, vocabulary)
    events = [read_event(event, index, setting) for index, event in enumerate(items(part(node, "events")))]
    return Timeline(
        id=text(named) if (named := part(node, "timeline")) else as_id(default_id) or "timeline",
        zone=setting.zone,
        events=tuple(sorted(events, key=lambda event: (event.at, event.tie))),
        people=_people(node, events),
        facts={name: text(value) for name, _, value in entries(part(node, "facts"))},
        assume=tuple(map(_assumption, items(part(node, "assume")))),
        hours=setting.hours,
        calendar=_calendar(node, additions),
        company=text(company) if (company := part(node, "company")) else None,
        digest=digest(node),
        file=file,
    )


def _calendar(node: Node, additions: Additions) -> Calendar:
    body = part(node, "calendar")
    if body is None:
        return Calendar()
    weekend, use = part(body, "weekend"), part(body, "use")
    return Calendar(
        frozenset(WEEK.index(text(day)) for day in items(weekend)) if weekend else Calendar().weekend,
        frozenset(day_of(parse_date(text(day))) for day in items(part(body, "holidays"))),
        text(use) if use else None,
        additions.calendars[text(use)].is_business_day if use else None,
    )


def _people(node: Node, events: list[Event]) -> Mapping[str, Person]:
    people = {}
    for order, (person, _, body) in enumerate(entries(part(node, "people"))):
        name, role, reach = (part(body, key) for key in ("name", "role", "reach"))
        people[person] = Person(
            person,
            text(name) if name else None,
            text(role) if role else None,
            {medium: text(address) for medium, _, address in entries(reach)} if reach else None,
            order,
        )
    if any(map(_has_unnamed, events)):
        people[INTERVIEWER] = Person(INTERVIEWER, None, INTERVIEWER, order=len(people))
    return people


def _has_unnamed(event: Event) -> bool:
    if event.kind.meets is not None and event.kind.meets not in event.fields:
        return True
    return any(
        INTERVIEWER in ((value,) if isinstance(value, str) else value)
        for name, value in event.fields.items()
        if event.kind.fields[name].type.personal
    )


def _assumption(node: Node) -> Assumption:
    act, via = part(node, "act"), part(node, "via")
    outcomes = tuple(map(text, items(part(node, "outcome"))))
    return Assumption(outcomes, text(act) if act else None, text(via) if via else None)
