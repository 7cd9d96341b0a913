"""Offsets, windows and repetitions as parts of a sentence."""

from typing import Final

from followup.model.offset import END_OF_DAY, Offset, clock
from followup.model.rule import Repeat, Roll, Window
from followup.sentences.english import counted

_ROLLED: Final = {Roll.FORWARD: "forward to the next one", Roll.BACK: "back to the one before"}


def moment(offset: Offset, anchor: str) -> str:
    """Return the instant that *offset* makes of *anchor*, both as nouns.

    >>> from followup.model.offset import Unit
    >>> moment(Offset(7, Unit.DAY, 600), "the offer"), moment(Offset(-1, Unit.HOUR), "the offer")
    ('7 days after the offer, at 10:00', '1 hour before the offer')
    """
    return _moment(offset, anchor, anchor, day_of(anchor), ",")


def _again(offset: Offset) -> str:
    """Return the same where the anchor has just been named."""
    return _moment(offset, "that moment", "it", "that day", "")


def _moment(offset: Offset, itself: str, anchor: str, day: str, comma: str) -> str:
    if offset.at == END_OF_DAY:
        return f"the end of {day}"
    if offset.amount == 0:
        return itself if offset.at is None else f"{clock(offset.at)} on {day}"
    time = "" if offset.at is None else f"{comma} at {clock(offset.at)}"
    return f"{length(offset)} {'before' if offset.amount < 0 else 'after'} {anchor}{time}"


def day_of(anchor: str) -> str:
    """Return the day on which *anchor* lies.

    >>> day_of("the offer"), day_of("the promised day")
    ('the day of the offer', 'the promised day')
    """
    return anchor if anchor.endswith(" day") else f"the day of {anchor}"


def length(offset: Offset) -> str:
    """Return how much time *offset* is, whichever way."""
    return counted(abs(offset.amount), offset.unit)


def best_time(window: Window, anchor: str) -> str:
    """Return when to do a step: where the window gives a plain span for it, within which; and when at best."""
    if window.overdue is not None and _is_span(window.overdue):
        return f"within {length(window.overdue)} of {anchor}, ideally {_when(_again(window.recommended))}"
    return _when(moment(window.recommended, anchor))


def bounds(window: Window, anchor: str) -> str:
    """Return the rest of the window: from when, until when, and from when it is late if `best_time` did not say."""
    said = window.earliest is not None
    start = "the recommended time" if window.earliest is None else moment(window.earliest, anchor)
    if "," in start:
        start += ","

    def later(offset: Offset) -> str:
        # By now "that day" would be the one that was named last, and not the anchor's.
        return _again(offset) if said and offset.amount else moment(offset, anchor)

    can = f"It can be done from {start} {'on and' if window.expires is None else 'until'}"
    can += " never expires" if window.expires is None else f" {later(window.expires)}"
    overdue = window.overdue
    if overdue is None or _is_span(overdue) or overdue == window.expires:
        return can
    said = said or window.expires is not None
    return f"{can}, and is late from {later(overdue)} on"


def rolled(roll: Roll) -> str:
    """Return what becomes of a recommended date that falls on no business day; empty: nothing."""
    return f"If the recommended day is no business day, it moves {_ROLLED[roll]}" if roll in _ROLLED else ""


def repeated(repeat: Repeat) -> str:
    """Return how often a step comes back."""
    every = f"{repeat.every.unit}" if repeat.every.amount == 1 else length(repeat.every)
    times = "" if repeat.times is None else f", {counted(repeat.times, 'time')} in all"
    return f"Repeat it every {every}{times}"


def _is_span(offset: Offset) -> bool:
    """Return whether *offset* is a length of time after the anchor, so that something can lie within it."""
    return offset.amount > 0 and offset.at is None


def _when(noun: str) -> str:
    """Return a moment as an adverb; one that begins with a length needs no preposition.

    >>> _when("2 days after it"), _when("10:00 on that day")
    ('2 days after it', 'at 10:00 on that day')
    """
    return noun if noun.partition(" ")[0].isdigit() else f"at {noun}"
