"""What ends a rule's steps, and how often they come back."""

from collections.abc import Iterator

from followup.analysis.kinds import (
    ENDLESS_REPEAT,
    REPEATS_ONCE,
    STOPPED_BY_WHAT_IT_WAITS_FOR,
    STOPS_ITSELF,
    UNTIL_ALREADY_COVERED,
)
from followup.analysis.patterns import implies, possible
from followup.analysis.subject import Advising, surely_later
from followup.analysis.worlds import value
from followup.loading.findings import shown
from followup.loading.parts import items, key_place, mapping, part
from followup.model.condition import Happened, Pattern, parts_of
from followup.model.diagnostic import Diagnostic
from followup.model.rule import LAST_USED
from followup.model.vocabulary import DID


def of_endings(one: Advising) -> Iterator[Diagnostic]:
    """Yield what is to be said of ``until`` and ``repeat``."""
    until, nodes = one.do.until, items(part(one.body, "until"))
    for number, (pattern, node) in enumerate(zip(until, nodes, strict=True)):
        if (wider := _covering(number, one)) is not None:
            message = f"{shown(until[wider].name)} beside it ends the step at all of these events, too"
            yield UNTIL_ALREADY_COVERED.at(node.place, message)
        elif _waited_for(pattern, one):
            message = (
                f"{shown('when')} waits for this: only what happened before {shown(f'{one.do.anchor}')} lets it be"
            )
            yield STOPPED_BY_WHAT_IT_WAITS_FOR.at(node.place, message)
        elif one.do.repeat is not None and one.do.repeat.times != 1 and _ends_itself(pattern, one):
            message = f"doing {shown(one.do.act)} ends this, so that it never comes back"
            yield STOPS_ITSELF.at(node.place, message)
    yield from _of_repeat(one)


def _of_repeat(one: Advising) -> Iterator[Diagnostic]:
    repeat = one.do.repeat
    if repeat is None:
        return
    if repeat.times == 1:
        times = mapping(part(one.body, "repeat"))["times"]
        yield REPEATS_ONCE.at(times.place, "once in all: this never comes back")
    elif repeat.times is None and not any(possible(pattern, one.setting) for pattern in one.do.until):
        message = "this repeats without end: no event can be what `until` names"
        yield ENDLESS_REPEAT.at(key_place(one.body, "repeat"), message)


def _covering(number: int, one: Advising) -> int | None:
    """Return which other entry of ``until`` covers that *number*; of two that say the same, the first covers."""
    until, own = one.do.until, one.do.until[number]
    if not possible(own, one.setting):
        return None
    for at, other in enumerate(until):
        covers = at != number and implies(own, other, one.setting)
        if covers and (at < number or not implies(other, own, one.setting)):
            return at
    return None


def _waited_for(pattern: Pattern, one: Advising) -> bool:
    """Tell whether ``when`` can hold only after an event that *pattern* fits, and that is not the anchor's own."""
    when = one.rule.when
    if when is None:
        return False
    vocabulary = one.setting.vocabulary
    own = set() if one.do.anchor.event is None else {k.name for k in vocabulary.kinds_called(one.do.anchor.event)}
    for part_of in parts_of(when):
        if isinstance(part_of, Happened) and implies(part_of.pattern, pattern, one.setting):
            kinds = {kind.name for kind in vocabulary.kinds_called(part_of.pattern.name)}
            live = one.look_when_live([part_of]) if own.isdisjoint(kinds) else None
            if live and all(value(part_of, world) is True for world in live):
                return True
    return False


def _ends_itself(pattern: Pattern, one: Advising) -> bool:
    """Tell whether *pattern* surely fits the doing of a step, and only that brings the next one about."""
    do = one.do
    # A step that may expire undone comes back: to repeat it until it is done makes sense then.
    if pattern.name != DID or do.window.expires is not None or not surely_later(do):
        return False
    for test in pattern.tests:
        match test.name:
            case "act":
                fits = do.act in test.values
            case "to":
                known = bool(one.setting.roles) and one.setting.roles <= test.roles
                fits = do.to is not None and (test.recipient or known)
            case "via":
                fits = bool(do.via) and all(c.medium != LAST_USED and c.medium in test.values for c in do.via)
            case _:
                fits = False
        if not fits:
            return False
    return True
