"""Moments on which conditions are tried: with every kind of event, all facts and none; they note what is looked at."""

from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from followup.evaluation.conditions import moment_at
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import CustomCondition, Moment
from followup.model.vocabulary import EventKind, Field, FieldType, Vocabulary
from followup.model.zone import day_of
from followup.testing.samples import timeline

_FIRST: Final = date(2026, 2, 23)

_DAYS_LATER: Final = (*range(1, 8), 14, 30, 31, 61, 92, 183, 300, 365, 1000)
_MINUTES_LATER: Final = (1, 15, 30, 45, 59)

MINUTE: Final = "minute"
"""What no condition can read."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A `followup.model.condition.Moment` that says what *of* says, at another *time*, and notes what is looked at.

    Attributes:
        seen: Of ``facts`` and ``events``, what was looked at so far.
    """

    of: Moment
    time: datetime | None
    recipient: str | None = None
    seen: set[str] = field(default_factory=set)

    @property
    def now(self) -> datetime | None:
        """The time."""
        return self.time

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts."""
        self.seen.add("facts")
        return self.of.facts

    @property
    def events(self) -> Iterable[Mapping[str, object]]:
        """The events."""
        self.seen.add("events")
        return self.of.events

    @property
    def last_contact(self) -> datetime | None:
        """The last contact, which is an event."""
        self.seen.add("events")
        return self.of.last_contact


def moments(added: Additions) -> Iterator[tuple[Moment, str | None]]:
    """Yield moments, each with whom the step is to: before everything, and after each event; with facts and without.

    All kinds of event happen that are built in or *added*, with each act and each of the words that their fields hold.
    """
    words = built_in() | added.vocabulary
    events = [
        {"event": kind.name, "at": (_FIRST + timedelta(days=day)).isoformat(), **fields}
        for day, (kind, fields) in enumerate(_happenings(words))
    ]
    people = {"dana": {"role": "hiring-manager"}, "lee": {"role": "recruiter"}}
    some = [{name: kind.values[which] for name, kind in words.facts.items() if kind.values} for which in (0, -1)]
    for facts in ({}, *some):
        scene = timeline({"facts": facts, "people": people, "events": events}, added)
        for person in (None, "dana"):
            yield moment_at(scene, None, words.acts), person
        for day in range(len(events) + 1):
            # Midnight, so that all hours of the day come after it.
            midnight = scene.zone.start_of(day_of(_FIRST + timedelta(days=day)))
            yield moment_at(scene, midnight, words.acts), "dana" if day % 2 else None


def undeclared(condition: CustomCondition, body: object, given: Iterable[tuple[Moment, str | None]]) -> Iterator[str]:
    """Yield on what the answer of *condition* for *body* depends that it does not say that it ``reads``.

    ``facts`` and ``events`` are what it looks at; ``day`` and ``hour`` is what changes its answer, since whoever reads
    one of them looks at the clock for both. May raise whatever the condition raises.
    """
    declared = set(condition.reads)
    asked_anew = declared | ({"day"} if "hour" in declared else set())
    for moment, person in given:
        seen: set[str] = set()
        answers = [
            (what, condition.holds(deepcopy(body), Watched(moment, time, person, seen)))
            for what, time in (("", moment.now), ("", moment.now), *_later(moment.now))
        ]
        (_, first), (_, again), *later = answers
        yield from sorted(seen - declared)
        if first == again:  # that it answers by chance, its plans show
            yield from (what for what, answer in later if answer != first and what not in asked_anew)


def _later(now: datetime | None) -> Iterator[tuple[str, datetime]]:
    """Yield times after *now*, a full hour, at which nothing else has happened, and what has changed till then."""
    if now is None:
        return
    for minutes in _MINUTES_LATER:
        yield MINUTE, now + timedelta(minutes=minutes)
    for hour in range(now.hour + 1, 24):
        yield "hour", now.replace(hour=hour)
    for days in _DAYS_LATER:
        yield "day", now + timedelta(days=days)


def _happenings(words: Vocabulary) -> Iterator[tuple[EventKind, Mapping[str, object]]]:
    for kind in words.events.values():
        choices = [words.acts if of.type is FieldType.ACT else of.values for of in kind.fields.values()]
        for turn in range(max(map(len, choices), default=0) or 1):
            given = {name: _value(of, words, turn) for name, of in kind.fields.items()}
            yield kind, {name: value for name, value in given.items() if value is not None}


def _value(of: Field, words: Vocabulary, turn: int) -> object:
    """Return what an event may have in the field *of*, or None."""
    match of.type:
        case FieldType.INSTANT:
            return f"{_FIRST + timedelta(days=60)}"
        case FieldType.PERSON | FieldType.SENDER:
            return "dana"
        case FieldType.PEOPLE:
            return ["dana", "lee"]
        case FieldType.MEDIUM:
            return next(iter(words.media))
        case FieldType.ACT:
            return list(words.acts)[turn % len(words.acts)]
        case FieldType.WORD:
            return of.values[turn % len(of.values)] if of.values else "word"
        case FieldType.TEXT:
            return "text"
        case FieldType.STEP:
            return None
