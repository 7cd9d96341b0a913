"""What the rules of a policy need to know of each other: which forbids touch a rule, which changes may free it."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from followup.model.condition import Condition, Custom, FieldTest, Pattern, parts_of, patterns_in
from followup.model.mark import MEDIUM, MEETING, REACH, act_done, step_done
from followup.model.rule import LAST_USED, After, Anchor, Before, Do, Forbid, MoreThan, OnDayOf, Rule
from followup.model.vocabulary import DID, INTERVIEWER, Vocabulary


def link(rules: Sequence[Rule], vocabulary: Vocabulary) -> tuple[Rule, ...]:
    """Return *rules* with the forbids, wakes, ``daily`` and ``hourly`` of each ``do`` filled in anew."""
    forbids = [(rule, rule.body) for rule in rules if isinstance(rule.body, Forbid)]

    # Once for all rules that share both: the rules may be thousands, acts and media are a few.
    @cache
    def touching(act: str, media: frozenset[str]) -> _Touching:
        found = [(rule, forbid) for rule, forbid in forbids if _may_touch(forbid, act, media)]
        wakes, reads = _needs([rule.when for rule, _ in found if rule.when is not None], vocabulary)
        wakes |= {mark for _, forbid in found for mark in _forbid_marks(forbid)}
        return _Touching(tuple(rule for rule, _ in found), frozenset(wakes), reads)

    def linked(rule: Rule, do: Do) -> Rule:
        those = touching(do.act, frozenset(choice.medium for choice in do.via))
        wakes, reads = _needs(rule.conditions, vocabulary)
        wakes |= those.wakes | {*_media_marks(do)}
        reads |= those.reads
        daily, hourly = not reads.isdisjoint(("day", "hour")), "hour" in reads
        body = replace(do, forbids=those.forbids, wakes=tuple(sorted(wakes)), daily=daily, hourly=hourly)
        return replace(rule, body=body)

    return tuple(linked(rule, rule.body) if isinstance(rule.body, Do) else rule for rule in rules)


class _Touching(NamedTuple):
    """The forbids that may touch a ``do``, and what it needs because of them."""

    forbids: tuple[Rule, ...]
    wakes: frozenset[str]
    reads: frozenset[str]


def _needs(conditions: Iterable[Condition], vocabulary: Vocabulary) -> tuple[set[str], frozenset[str]]:
    """Return the changes on which *conditions* depend, and all that those of plugins read."""
    wakes = {mark for condition in conditions for mark in _condition_marks(condition, vocabulary)}
    customs = (custom for condition in conditions for custom in _customs(condition))
    return wakes, frozenset(word for custom in customs for word in custom.condition.reads)


def _may_touch(forbid: Forbid, act: str, media: frozenset[str]) -> bool:
    if forbid.acts is not None and act not in forbid.acts:
        return False
    return forbid.via is None or LAST_USED in media or not media.isdisjoint(forbid.via)


def _media_marks(do: Do) -> Iterator[str]:
    if do.via:
        yield REACH
    if any(choice.medium == LAST_USED for choice in do.via):
        yield MEDIUM


def _forbid_marks(forbid: Forbid) -> Iterator[str]:
    if forbid.to is not None and INTERVIEWER in forbid.to:
        yield MEETING
    match forbid.span:
        case Before(anchor) | OnDayOf(anchor) | After(anchor):
            yield _anchor_mark(anchor)
        case MoreThan():
            yield MEETING
        case _:
            pass  # only time ends it


def _anchor_mark(anchor: Anchor) -> str:
    if anchor.step is not None:
        return step_done(anchor.step)
    assert anchor.event is not None, "an anchor is an event's or a step's"
    return anchor.event


def _condition_marks(condition: Condition, vocabulary: Vocabulary) -> Iterator[str]:
    for pattern in patterns_in(condition):
        yield from _pattern_marks(pattern)
    if any("events" in custom.condition.reads for custom in _customs(condition)):
        yield from vocabulary.events


def _pattern_marks(pattern: Pattern) -> Iterator[str]:
    acts = next((test.values for test in pattern.tests if test.name == "act"), None)
    if pattern.name == DID and acts is not None:
        yield from map(act_done, acts)
    else:
        yield pattern.name
    if any(_asks_for_interviewers(test) for test in pattern.tests):
        yield MEETING


def _asks_for_interviewers(test: FieldTest) -> bool:
    return INTERVIEWER in test.roles


def _customs(condition: Condition) -> Iterator[Custom]:
    return (part for part in parts_of(condition) if isinstance(part, Custom))
