"""Whether what a timeline says can be so: its zone, hours, calendar, facts, people, events and assumptions."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from followup.loading.clock import parse_clock
from followup.loading.event import Setting, check_event, check_value
from followup.loading.findings import shown
from followup.loading.instant import parse_date
from followup.loading.parts import entries, items, mapping, part, text
from followup.loading.suggest import MisreadError, as_id, nearest, unknown
from followup.loading.timezone import check_zone
from followup.model.additions import Additions, BusinessCalendar
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.offset import clock
from followup.model.tell import one_line
from followup.model.timeline import Hours
from followup.model.vocabulary import DID, INTERVIEWER, Vocabulary
from followup.model.zone import Zone

_SOME_DAY: Final = date(1970, 1, 1)
"""On which a calendar is asked whether it works at all."""

_LIKE_A_NAME: Final = 0.8
"""Names of calendars are short, and many: one that is less like a word was hardly meant by it."""

_LONGEST_CODE: Final = 3
"""In letters: one slip away from such a word is always some code of a country."""

WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""The days of the week as a calendar names them, by their number."""


def check_timeline(node: Node, vocabulary: Vocabulary, additions: Additions) -> Iterator[Diagnostic]:
    """Check the node of a timeline that fits the schema."""
    yield from check_zone(mapping(node)["timezone"])
    yield from _check_hours(part(node, "hours"))
    yield from _check_calendar(part(node, "calendar"), additions)
    yield from check_facts(part(node, "facts"), vocabulary)
    for person, place, body in entries(part(node, "people")):
        if person == INTERVIEWER:
            message = f"{shown(person)} is taken: it is the unnamed interviewer"
            yield Diagnostic("reserved-person", message, place, "choose another id")
        yield from _check_person(body, vocabulary)
    setting = setting_of(node, vocabulary)
    for event in items(part(node, "events")):
        yield from check_event(event, setting)
    for assumption in items(part(node, "assume")):
        yield from _check_assumption(assumption, vocabulary)


def check_facts(node: Node | None, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Check the facts that a timeline states, or a case of a suite."""
    for name, place, value in entries(node):
        if name not in vocabulary.facts:
            yield unknown("fact", name, vocabulary.facts, place)
        else:
            yield from check_value(name, value, vocabulary.facts[name].values)


def _check_hours(node: Node | None) -> Iterator[Diagnostic]:
    for _, _, value in entries(node):
        try:
            parse_clock(text(value))
        except MisreadError as error:
            yield Diagnostic("bad-time", str(error), value.place, error.hint)
    hours = _hours_or_usual(node)
    if node is not None and hours.closes <= hours.opens:
        place = (part(node, "close") or part(node, "open") or node).place
        message = f"closes at `{clock(hours.closes)}`, which is not after it opens at `{clock(hours.opens)}`"
        yield Diagnostic("hours-order", message, place)


def _check_calendar(node: Node | None, additions: Additions) -> Iterator[Diagnostic]:
    if node is None:
        return
    if (weekend := part(node, "weekend")) and len(items(weekend)) == len(WEEK):
        message = "all seven days are weekend, so that there is no business day"
        yield Diagnostic("no-business-day", message, weekend.place)
    for holiday in items(part(node, "holidays")):
        try:
            parse_date(text(holiday))
        except MisreadError as error:
            yield Diagnostic("bad-date", str(error), holiday.place, error.hint)
    if (use := part(node, "use")) and text(use) not in additions.calendars:
        message = f"unknown calendar {shown(text(use))}"
        yield Diagnostic("unknown-calendar", message, use.place, _hint_for_calendar(text(use), additions.calendars))
    elif use:
        try:
            additions.calendars[text(use)].is_business_day(_SOME_DAY)
        except ImportError as error:
            message = f"the calendar {shown(text(use))} needs a package that is not installed"
            yield Diagnostic("calendar-lacks-package", message, use.place, one_line(str(error)))
        except KeyboardInterrupt:
            raise
        except BaseException:
            pass  # the plan tells what goes wrong in a run


def _hint_for_calendar(word: str, calendars: Mapping[str, BusinessCalendar]) -> str:
    """Return which calendar was meant, by what it says or by its name, and where all are listed."""
    says = {as_id(said): name for name, one in calendars.items() if isinstance(said := getattr(one, "says", ""), str)}
    called = nearest(word, filter(None, says), _LIKE_A_NAME)
    found = says[called] if called else None
    if found is None and len(word) > _LONGEST_CODE:
        found = nearest(word, calendars, _LIKE_A_NAME)
    meant = "" if found is None else f"did you mean {shown(found)}? "
    return f"{meant}`followup plugins` tells which plugins have calendars, `followup plugins PLUGIN` lists them"


def _check_person(node: Node, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    if role := part(node, "role"):
        word = vocabulary.roles.get(text(role))
        stated = [name for name, each in vocabulary.roles.items() if not each.derived]
        if word is None:
            yield unknown("role", text(role), stated, role.place)
        elif word.derived:
            message = f"the role {shown(word.name)} follows from the events and is never stated"
            yield Diagnostic("derived-role", message, role.place, "name the person in an event instead")
    for medium, place, _ in entries(part(node, "reach")):
        if medium not in vocabulary.media:
            yield unknown("medium", medium, vocabulary.media, place)


def _check_assumption(node: Node, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    if (act := part(node, "act")) and text(act) not in vocabulary.acts:
        yield unknown("act", text(act), vocabulary.acts, act.place)
    if (via := part(node, "via")) and text(via) not in vocabulary.media:
        yield unknown("medium", text(via), vocabulary.media, via.place)
    outcome = vocabulary.events[DID].fields["outcome"]
    for value in items(part(node, "outcome")):
        yield from check_value("outcome", value, outcome.values)


def setting_of(node: Node, vocabulary: Vocabulary) -> Setting:
    """Return what the events of a timeline refer to; in place of what is wrong, the usual."""
    people = {
        person: text(name) if (name := part(body, "name")) else person
        for person, _, body in entries(part(node, "people"))
        if person != INTERVIEWER
    }
    zone = mapping(node)["timezone"]
    known = next(check_zone(zone), None) is None
    return Setting(vocabulary, people, Zone(text(zone) if known else "UTC"), _hours_or_usual(part(node, "hours")))


def _hours_or_usual(node: Node | None) -> Hours:
    try:
        return hours_of(node)
    except MisreadError:
        return Hours()


def hours_of(node: Node | None) -> Hours:
    """Return the hours that a timeline states.

    Raises:
        MisreadError: one of them is no time of day.
    """
    usual = Hours()
    opens, closes = (part(node, key) for key in ("open", "close"))
    return Hours(
        parse_clock(text(opens)) if opens else usual.opens,
        parse_clock(text(closes)) if closes else usual.closes,
    )
