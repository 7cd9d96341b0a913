"""The measures of a comparison, in words: a row a measure, a cell a policy."""

from collections.abc import Callable
from datetime import datetime

import followup
from followup_plugins.wording import listed, spaced, span_text, tiny_day

NOTE = (
    "Contacts are what reaches the employer. The gap is between two with the same person, the silence between one "
    "and the next with anybody. Inferred steps rest on our reading of the source."
)

Row = tuple[str, tuple[str, ...]]
"""A measure's name, and by column what it is."""


def measures_of(comparison: followup.Comparison) -> list[Row]:
    """Return what there is to measure; what is zero for all, only where that says something."""
    return [
        _row(comparison, "contacts", lambda one: f"{one.contacts}"),
        _row(comparison, "first contact", lambda one: _day(one.first)),
        _row(comparison, "last contact", _last),
        _row(comparison, "people reached", lambda one: ", ".join(one.people) or "nobody"),
        _row(comparison, "media", _media),
        _row(comparison, "smallest gap", lambda one: "-" if one.smallest_gap is None else span_text(one.smallest_gap)),
        _row(
            comparison,
            "longest silence",
            lambda one: "-" if one.longest_silence is None else span_text(one.longest_silence),
        ),
        _row(comparison, "ends", lambda one: ending_text(one.ending)),
        _row(comparison, "steps", lambda one: f"{one.steps}"),
        _row(comparison, "must/should/may", lambda one: "/".join(f"{number}" for number in one.strengths.values())),
        _row(comparison, "inferred", lambda one: f"{one.inferred} of {one.steps}" if one.inferred else "none"),
        *(
            _row(comparison, label, number)
            for label, number, any_at_all in (
                ("missed", lambda one: f"{one.missed}", any(one.missed for one in comparison.measures)),
                ("withheld", lambda one: f"{one.withheld}", any(one.withheld for one in comparison.measures)),
            )
            if any_at_all
        ),
    ]


def ending_text(ending: followup.Ending) -> str:
    """Return how and why the contacts end, or that they do not."""
    rules, day = listed(ending.rules), _day(ending.at)
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


def _row(comparison: followup.Comparison, label: str, cell: Callable[[followup.Measures], str]) -> Row:
    return label, tuple(map(cell, comparison.measures))


def _last(one: followup.Measures) -> str:
    goes_on = one.ending.how in (followup.End.LATER, followup.End.NEVER)
    return _day(one.last) + (", goes on" if goes_on else "")


def _media(one: followup.Measures) -> str:
    unnamed = one.contacts - sum(one.media.values())
    media = [f"{number} {spaced(medium)}" for medium, number in one.media.items()]
    return ", ".join([*media, *([f"{unnamed} unnamed"] if unnamed else [])]) or "-"


def _day(moment: datetime | None) -> str:
    return "-" if moment is None else tiny_day(moment.date()).replace("  ", " ")
