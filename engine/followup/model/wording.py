"""Conditions, patterns, instants and steps in words: the same wherever they are told."""

import json
from collections.abc import Mapping
from typing import Final

from followup.model.condition import All, Any, Condition, Custom, Fact, Happened, Known, Not, Pattern
from followup.model.step import Step
from followup.model.zone import Zone

# Written out: the names that `strftime` gives depend on the locale of whoever asks.
_WEEKDAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS: Final = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def spaced(word: str) -> str:
    """Return a word of the vocabulary as people write it.

    >>> spaced("thank-you"), spaced("answer_by")
    ('thank you', 'answer by')
    """
    return word.replace("-", " ").replace("_", " ")


def condition_in_words(condition: Condition, facts: Mapping[str, str] | None = None) -> str:
    """Return *condition* as a clause; with the values seen where *facts*, those that a timeline states, are given.

    >>> condition_in_words(Not(Fact("handwriting", frozenset({"poor"}))), {"handwriting": "good"})
    'not (handwriting is poor (it is good))'
    """
    match condition:
        case Fact(name, values):
            seen = "" if facts is None else f" (it is {facts.get(name, 'unknown')})"
            return f"{name} is {' or '.join(sorted(values))}{seen}"
        case Known(name):
            return f"{name} is known"
        case Happened(pattern, times):
            often = "" if times == 1 else f" at least {times} times"
            return f"{pattern_in_words(pattern)} has happened{often}"
        case All(parts):
            return " and ".join(_grouped(part, facts) for part in parts)
        case Any(parts):
            return " or ".join(_grouped(part, facts) for part in parts)
        case Not(part):
            return f"not ({condition_in_words(part, facts)})"
        case Custom(custom, body):
            return f"{custom.name}: {json.dumps(body, ensure_ascii=False, default=str)}"


def pattern_in_words(pattern: Pattern) -> str:
    """Return which events *pattern* looks for."""
    tests = []
    for test in pattern.tests:
        values = [*sorted(test.values), *sorted(test.roles), *(["the recipient"] if test.recipient else [])]
        tests.append(f"{test.name}: {' or '.join(values)}")
    return pattern.name + (f" ({', '.join(tests)})" if tests else "")


def instant_in_words(minute: int, zone: Zone) -> str:
    """Return an instant as people write it.

    >>> instant_in_words(29_541_120, Zone("UTC"))
    'Mon 2 March 2026 16:00'
    """
    return f"{day_in_words(minute, zone)} {zone.local(minute).year} {time_in_words(minute, zone)}"


def day_in_words(minute: int, zone: Zone) -> str:
    """Return the local day of an instant as people write it, without the year."""
    local = zone.local(minute)
    return f"{_WEEKDAYS[local.weekday()][:3]} {local.day} {_MONTHS[local.month - 1]}"


def date_in_words(minute: int, zone: Zone) -> str:
    """Return the local day of an instant as a letter has it.

    >>> date_in_words(29_541_120, Zone("UTC"))
    'Monday 2 March 2026'
    """
    local = zone.local(minute)
    return f"{_WEEKDAYS[local.weekday()]} {local.day} {_MONTHS[local.month - 1]} {local.year}"


def time_in_words(minute: int, zone: Zone) -> str:
    """Return the local time of day of an instant, on a 24-hour clock.

    >>> time_in_words(29_541_120, Zone("UTC"))
    '16:00'
    """
    return f"{zone.local(minute):%H:%M}"


def act_in_words(step: Step) -> str:
    """Return what to do, and for whom: by name, or by id where the timeline gives none."""
    to = "" if step.to is None else f": {step.to.name or step.to.id}"
    return f"{spaced(step.act)}{to}"


def medium_in_words(step: Step) -> str:
    """Return by which medium, and what is sent; the empty text where the policy leaves that open.

    The words of the vocabulary may be a stranger's; those that begin with a preposition need no other.
    """
    if step.via is None:
        return ""
    by = "" if step.via.startswith(("in-", "on-", "at-")) else "by "
    return f"{by}{step.via}" + (f" ({step.object})" if step.object else "")


def step_in_words(step: Step) -> str:
    """Return what to do, for whom and how."""
    return ", ".join(filter(None, (act_in_words(step), medium_in_words(step))))


def _grouped(condition: Condition, facts: Mapping[str, str] | None) -> str:
    text = condition_in_words(condition, facts)
    return f"({text})" if isinstance(condition, All | Any) else text
