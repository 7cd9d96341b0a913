"""How the page puts spans, endings, standings and places into words."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

import followup
from followup_plugins.wording import (
    clock,
    counted,
    day_text,
    how_text,
    listed,
    moment_text,
    person_text,
    short_day,
    spaced,
)

_SHORT: Final = 60
"""A word in a label has so many characters at most; it stands whole elsewhere on the page."""

_STANDING: Final = {
    followup.Status.DONE: "done",
    followup.Status.EXPIRED: "missed",
    followup.Status.PROJECTED: "forecast",
}


def brief(text: str, most: int = _SHORT) -> str:
    """Return *text*, its end left out where it is long.

    >>> brief("a" * 9, 5)
    'aaaa…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def span_words(span: timedelta) -> str:
    """Return a span in its two largest units, written out.

    >>> span_words(timedelta(days=6, hours=22)), span_words(timedelta(minutes=50)), span_words(timedelta())
    ('6 days 22 hours', '50 minutes', 'at the same minute')
    """
    minutes = span // timedelta(minutes=1)
    units = ((minutes // 1440, "day"), (minutes // 60 % 24, "hour"), (minutes % 60, "minute"))
    parts = [counted(number, noun) for number, noun in units if number]
    return " ".join(parts[:2]) or "at the same minute"


def standing(step: followup.Step) -> str:
    """Return how *step* stands: its status, and its timing if it is done."""
    status = _STANDING.get(step.status, str(step.status))
    return f"{status}, {spaced(step.timing)}" if step.timing else status


def people_text(people: tuple[followup.Person | None, ...]) -> str:
    """Return who they are; empty for nobody."""
    return listed([brief(person_text(person)) for person in people if person is not None])


def parts(steps: tuple[followup.Step, ...]) -> tuple[str, ...]:
    """Return what to do, for whom and by what, of steps that differ in their person only; what is empty left out."""
    whom, how = people_text(tuple(step.to for step in steps)), brief(how_text(steps[0]))
    return tuple(part for part in (brief(spaced(steps[0].act)), whom, how) if part)


def headline(steps: tuple[followup.Step, ...]) -> str:
    """Return the same in one text."""
    first, *others = parts(steps)
    return ": ".join([first, *([", ".join(others)] if others else [])])


def window_text(step: followup.Step) -> str:
    """Return the four dates of its window."""
    late = "never" if step.expires is None else moment_text(step.expires)
    return (
        f"from {moment_text(step.earliest)}, best {moment_text(step.recommended)}, "
        f"late after {moment_text(step.overdue)}, closes {late}"
    )


def seen_text(plan: followup.Plan) -> str:
    """Return from when *plan* was seen."""
    return "Seen from before the first event" if plan.as_of is None else f"As of {moment_text(plan.as_of)}"


def day_and_time(moment: datetime | None) -> str:
    """Return date and time, or that there is none."""
    return "none" if moment is None else f"{day_text(moment)}, {clock(moment)}"


def media_text(media: Mapping[str, int]) -> str:
    """Return how many contacts go by which medium.

    >>> media_text({"email": 7, "in-person": 1})
    '7 email, 1 in person'
    """
    return ", ".join(f"{number} {spaced(medium)}" for medium, number in media.items()) or "none"


def ending_text(ending: followup.Ending) -> str:
    """Return how and why a policy's contacts end."""
    rules = listed([brief(rule) for rule in ending.rules])
    day = "" if ending.at is None else f" on {day_text(ending.at)}"
    match ending.how:
        case followup.End.NOTHING:
            return "no contact at all"
        case followup.End.DONE:
            return f"with its last step{day}"
        case followup.End.STOPPED:
            return f"stopped by {brief(spaced(ending.event or 'an event'))}{day}"
        case followup.End.LATER:
            return "after the last day that was planned"
        case followup.End.NEVER:
            return f"never: {rules} {'goes' if len(ending.rules) == 1 else 'go'} on without end"
        case followup.End.UNKNOWN:
            return f"unknown: {rules} {'hangs' if len(ending.rules) == 1 else 'hang'} on an open question"


def summary(measures: followup.Measures, names: Mapping[str, str]) -> tuple[str, ...]:
    """Return a policy's contacts in a sentence or two, in parts: the people's names are a part of their own.

    Args:
        names: What people are called, by id.
    """
    first, last = measures.first, measures.last
    if first is None or last is None:
        return ("No contact with the employer.",)
    days = f"on {day_text(last)}"
    if first.date() != last.date():
        days = f"from {short_day(first) if first.year == last.year else day_text(first)} to {day_text(last)}"
    whom = listed([brief(names.get(person, spaced(person))) for person in measures.people])
    rest = f", {days}. {_ending_sentence(measures.ending)}"
    contacts = counted(measures.contacts, "contact")
    return (f"{contacts} with ", whom, rest) if whom else (contacts, rest)


def _ending_sentence(ending: followup.Ending) -> str:
    match ending.how:
        case followup.End.NEVER:
            return f"It goes on without end: {listed([brief(rule) for rule in ending.rules])}."
        case followup.End.STOPPED:
            return f"It is {ending_text(ending)}."
        case followup.End.UNKNOWN:
            return f"How it ends is {ending_text(ending)}."
        case _:
            return f"It ends {ending_text(ending)}."
