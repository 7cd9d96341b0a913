"""The measures of a comparison, in words: a row a measure, a cell a policy."""

from collections.abc import Callable
from datetime import datetime, timedelta

import followup
from followup_plugins.names import year_of
from followup_plugins.wording import brief_day, listed, person_text, spaced, span_text

NOTE = (
    "Contacts are what reaches the employer. The gap is between two with the same person, the silence between one "
    "and the next with anybody. Inferred steps rest on our reading of the source."
)

Measure = tuple[str, tuple[str, ...]]
"""A measure's name, and by column what it is."""


def measures_of(comparison: followup.Comparison) -> list[Measure]:
    """Return what there is to measure; what is zero for all, only where that says something; nothing for no steps."""
    year, all_of = year_of(comparison.plans), comparison.measures
    if not any(one.steps or one.withheld for one in all_of):
        return []

    def row(label: str, cell: Callable[[followup.Measures], str]) -> Measure:
        return label, tuple(map(cell, all_of))

    rows = [
        row("contacts", lambda one: f"{one.contacts}"),
        row("first contact", lambda one: _day(one.first, year)),
        row("last contact", lambda one: _day(one.last, year) + (", goes on" if _goes_on(one) else "")),
        row("people reached", lambda one: people_text(comparison.timeline, one) or "nobody"),
        row("media", _media),
        row("smallest gap", lambda one: _span(one.smallest_gap)),
        row("longest silence", lambda one: _span(one.longest_silence)),
        row("ends", lambda one: ending_text(one.ending, year)),
        row("steps", lambda one: f"{one.steps}"),
        row("must/should/may", lambda one: "/".join(f"{number}" for number in one.strengths.values())),
        row("inferred", lambda one: f"{one.inferred} of {one.steps}" if one.inferred else "none"),
    ]
    if any(one.missed for one in all_of):
        rows.append(row("missed", lambda one: f"{one.missed}"))
    if any(one.withheld for one in all_of):
        rows.append(row("withheld", lambda one: f"{one.withheld}"))
    return rows


def people_text(timeline: followup.Timeline, one: followup.Measures) -> str:
    """Return whom the contacts go to; empty for nobody."""
    people = (timeline.people.get(person, followup.Person(person, None)) for person in one.people)
    return listed([person_text(person) for person in people])


def ending_text(ending: followup.Ending, year: int | None) -> str:
    """Return how and why the contacts end, or that they do not; *year* needs no naming."""
    rules, day = listed(ending.rules), _day(ending.at, year)
    match ending.how:
        case followup.End.NOTHING:
            return "no contact"
        case followup.End.DONE:
            return f"{day}, with {rules}"
        case followup.End.STOPPED:
            return f"{day}: {spaced(ending.event or 'an event')} stops {rules}"
        case followup.End.LATER:
            return "after the last day shown"
        case followup.End.NEVER:
            return f"never: {rules} {'goes' if len(ending.rules) == 1 else 'go'} on"
        case followup.End.UNKNOWN:
            return f"unknown: {rules} {'hangs' if len(ending.rules) == 1 else 'hang'} on an open question"


def _goes_on(one: followup.Measures) -> bool:
    return one.ending.how in (followup.End.LATER, followup.End.NEVER)


def _media(one: followup.Measures) -> str:
    unnamed = one.contacts - sum(one.media.values())
    media = [f"{number} {spaced(medium)}" for medium, number in one.media.items()]
    return ", ".join([*media, *([f"{unnamed} unnamed"] if unnamed else [])]) or "-"


def _span(span: timedelta | None) -> str:
    return "-" if span is None else span_text(span)


def _day(moment: datetime | None, year: int | None) -> str:
    return "-" if moment is None else brief_day(year, moment.date())
