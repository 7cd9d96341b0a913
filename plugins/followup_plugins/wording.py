"""How our channels write dates, people, spans and words, and fit them to a line."""

import textwrap
import unicodedata
from collections.abc import Iterable, Sequence
from datetime import date, datetime, timedelta
from typing import Final

import followup

WIDTH: Final = 80
"""Columns of a line of text where nobody asks for more."""

# Named here, not by the locale: the same plan gives the same text everywhere.
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip

_DIRECTION_OVERRIDES = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def harmless(text: str) -> str:
    r"""Return *text* on one line, without what could steer a terminal or turn the reading direction around.

    >>> harmless("Dana\x1b[31m\nReyes")
    'Dana\ufffd[31m Reyes'
    """
    return "".join(map(_harmless, text))


def one_line(text: str) -> str:
    r"""Return *text* on one line, harmless, its spaces run together: what a format of lines can hold.

    >>> one_line(" Dana\r\n\tReyes\u2028")
    'Dana Reyes'
    """
    return " ".join(harmless(text).split())


def _harmless(character: str) -> str:
    if character.isspace():
        return " "
    steers = character in _DIRECTION_OVERRIDES or unicodedata.category(character) in ("Cc", "Cs")
    return "\ufffd" if steers else character


def spaced(word: str) -> str:
    """Return a word of the vocabulary as people write it.

    >>> spaced("thank-you")
    'thank you'
    """
    return word.replace("-", " ").replace("_", " ")


def day_text(day: date) -> str:
    """Return a date with its weekday.

    >>> day_text(date(2026, 3, 2))
    'Mon 2 March 2026'
    """
    return f"{short_day(day)} {day.year}"


def weekday(day: date) -> str:
    """Return the day of the week in three letters."""
    return _DAYS[day.weekday()]


def short_day(day: date) -> str:
    """Return a date with its weekday, without the year."""
    return f"{weekday(day)} {day.day} {_MONTHS[day.month - 1]}"


def day_in(year: int | None, day: date) -> str:
    """Return a date with its weekday, and with its year unless that is *year*, which the reader has in mind."""
    return short_day(day) if day.year == year else day_text(day)


def advised_day(step: followup.Step) -> date:
    """Return for which day *step* is advised: for what was done or missed, the day that was recommended."""
    return (step.recommended if step.at is None or step.did is not None else step.at).date()


def tiny_day(day: date) -> str:
    """Return a date in ten columns, always.

    >>> tiny_day(date(2026, 3, 2))
    'Mon  2 Mar'
    """
    return f"{weekday(day)} {day.day:>2} {_MONTHS[day.month - 1][:3]}"


def brief_day(year: int | None, day: date) -> str:
    """Return a date as short as can be, with its year unless that is *year*.

    >>> brief_day(2026, date(2026, 3, 2)), brief_day(2026, date(2027, 5, 14))
    ('Mon 2 Mar', 'Fri 14 May 2027')
    """
    text = " ".join(tiny_day(day).split())
    return text if day.year == year else f"{text} {day.year}"


def span_text(span: timedelta) -> str:
    """Return how long it is, to the hour from a day on.

    >>> span_text(timedelta(minutes=330)), span_text(timedelta(days=6, hours=22)), span_text(timedelta(weeks=6))
    ('5 h 30 min', '6 days 22 h', '42 days')
    """
    hours, minutes = divmod(span // timedelta(minutes=1), 60)
    days, hours = divmod(hours, 24)
    if days:
        parts = [counted(days, "day"), f"{hours} h" if hours else ""]
    else:
        parts = [f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else ""]
    return " ".join(filter(None, parts))


def clock(moment: datetime) -> str:
    """Return the time of day.

    >>> clock(datetime(2026, 3, 2, 9, 5))
    '09:05'
    """
    return f"{moment:%H:%M}"


def moment_text(moment: datetime) -> str:
    """Return date and time."""
    return f"{day_text(moment)} {clock(moment)}"


def moment_from(moment: datetime, seen_from: datetime) -> str:
    """Return date and time as short as somebody can put it who speaks of *seen_from*.

    >>> moment_from(datetime(2026, 3, 2, 23, 59), datetime(2026, 3, 2, 10, 0))
    'the end of the day'
    >>> moment_from(datetime(2026, 3, 3, 11, 0), datetime(2026, 3, 2, 10, 0))
    'Tue 3 March 11:00'
    """
    last_minute = (moment.hour, moment.minute) == (23, 59)
    if moment.date() == seen_from.date():
        return "the end of the day" if last_minute else clock(moment)
    day = short_day(moment) if moment.year == seen_from.year else day_text(moment)
    return f"the end of {day}" if last_minute else f"{day} {clock(moment)}"


def person_text(person: followup.Person) -> str:
    """Return who it is: by name, or by id where the timeline gives none."""
    return person.name or spaced(person.id)


def how_text(step: followup.Step) -> str:
    """Return by which medium, and what is sent; nothing where the policy leaves that open.

    The words of the vocabulary are a stranger's; those that begin with a preposition need no other.
    """
    if step.via is None:
        return ""
    by = "" if step.via.startswith(("in-", "on-", "at-")) else "by "
    return f"{by}{spaced(step.via)}" + (f" ({spaced(step.object)})" if step.object else "")


def listed(words: Sequence[str]) -> str:
    """Return *words* as an enumeration.

    >>> listed(["Dana", "Lee", "Omar"])
    'Dana, Lee and Omar'
    """
    return " and ".join([", ".join(words[:-1]), words[-1]] if len(words) > 1 else words)


def counted(number: int, noun: str) -> str:
    """Return how many there are.

    >>> counted(2, "step")
    '2 steps'
    """
    return f"{number} {noun}{'' if number == 1 else 's'}"


def wrapped(text: str, indent: int = 0, hanging: int | None = None, width: int = WIDTH) -> str:
    """Return *text*, made harmless, in lines of at most *width*; all but the first indented by *hanging*, if given."""
    return textwrap.fill(
        harmless(text).strip(),  # or what begins with spaces would look like the rest of what stands above
        width,
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_on_hyphens=False,
    )


def section(title: str, lines: Iterable[str]) -> list[str]:
    """Return *lines* below their heading, after an empty line; nothing where there are none."""
    lines = list(lines)
    return ["", title, *lines] if lines else []
