"""The contradictions of a comparison, in sentences: for each two policies, what cannot both be followed, and why."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import followup
from followup_plugins.columns import names_of
from followup_plugins.wording import counted, how_text, listed, person_text, place_text, short_day, spaced

_PARTED = (followup.Conflict.OTHER_MEDIUM, followup.Conflict.OTHER_DAY)


@dataclass(frozen=True, slots=True)
class Told:
    """A contradiction in words.

    Attributes:
        sources: For each of the two policies its rule, where that is written, and where its source says so.
    """

    sentence: str
    sources: tuple[str, ...]


def contradictions_of(comparison: followup.Comparison) -> list[tuple[str, list[Told]]]:
    """Return them by pairs of policies, which are the heading; those that differ in their person only are one."""
    names = names_of(comparison)
    found = []
    for pair, ones in groupby(comparison.contradictions, _pair):
        alike: dict[object, list[followup.Contradiction]] = {}
        for one in ones:
            alike.setdefault(_likeness(one), []).append(one)
        heading = listed([names[column] for column in pair])
        found.append((heading, [_told(comparison, same, names) for same in alike.values()]))
    return found


def _pair(one: followup.Contradiction) -> tuple[int, int]:
    first, second = sorted((one.one.column, one.other.column))
    return first, second


def _likeness(one: followup.Contradiction) -> object:
    # Two steps that part by their medium and by their day are told of in one sentence.
    kind = followup.Conflict.OTHER_DAY if one.conflict in _PARTED else one.conflict
    sides = tuple(
        (
            side.column,
            side.rule,
            None if side.step is None else (side.step.act, side.step.via, side.step.object, _when(side.step)),
        )
        for side in (one.one, one.other)
    )
    return kind, one.breaks, sides


def _told(comparison: followup.Comparison, alike: Sequence[followup.Contradiction], names: Sequence[str]) -> Told:
    first = alike[0]
    match first.conflict:
        case followup.Conflict.FORBIDDEN:
            sentence = _forbidden(alike, names)
        case followup.Conflict.NO_END:
            sentence = _endless(comparison, alike, names)
        case _:
            sentence = _parted(alike, names)
    return Told(sentence, tuple(_source(comparison, side, names) for side in (first.one, first.other)))


def _forbidden(alike: Sequence[followup.Contradiction], names: Sequence[str]) -> str:
    one, step = alike[0], alike[0].one.step
    assert step is not None, "a forbid rules out a step"
    how = how_text(step)
    strength = "must" if one.breaks else "should"
    advised = f"{names[one.one.column]} advises {_what(alike)}{f' {how}' if how else ''} {_when(step)}"
    return f"{advised}; {names[one.other.column]} says that it {strength} not be."


def _parted(alike: Sequence[followup.Contradiction], names: Sequence[str]) -> str:
    one, step, other = alike[0], alike[0].one.step, alike[0].other.step
    assert step is not None, "both advise it"
    assert other is not None, "both advise it"
    medium = step.via != other.via
    days = next((one.days for one in alike if one.days), 0)
    parts = ["another medium"] if medium else []
    if days:
        parts.append(f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}")
    ours = [how_text(step) if medium else "", _when(step)]
    theirs = [how_text(other) if medium else "", _when(other) if days else ""]
    advised = " ".join([names[one.one.column], "advises", _what(alike), *filter(None, ours)])
    return f"{advised}, {' '.join([names[one.other.column], *filter(None, theirs)])}: {listed(parts)}."


def _endless(comparison: followup.Comparison, alike: Sequence[followup.Contradiction], names: Sequence[str]) -> str:
    one = alike[0]
    ending = comparison.measures[one.other.column].ending
    by = f", stopped by {spaced(ending.event)}" if ending.event is not None else ""
    at = "" if ending.at is None else f" on {short_day(ending.at)}"
    return f"{names[one.one.column]} goes on without end with {_what(alike)}; {names[one.other.column]} ends{at}{by}."


def _what(alike: Sequence[followup.Contradiction]) -> str:
    """Return the act and for whom; several contradictions that are alike are for one person each."""
    steps = [one.one.step for one in alike if one.one.step is not None]
    if not steps:
        return alike[0].one.rule
    people = dict.fromkeys(person_text(step.to) for step in steps if step.to is not None)
    return f"“{spaced(steps[0].act)}”" + (f" for {listed(list(people))}" if people else "")


def _source(comparison: followup.Comparison, side: followup.Side, names: Sequence[str]) -> str:
    rule = comparison.rule(side)
    return f"{names[side.column]}: {'; '.join(_grounds(comparison.policies[side.column], rule))}"


def _grounds(policy: followup.Policy, rule: followup.Rule) -> Iterator[str]:
    yield f"{rule.id} ({place_text(rule.place)})"
    where = dict.fromkeys(policy.advice[cite].where for cite in rule.cites if cite in policy.advice)
    if where:
        yield f"from {listed([f'“{place}”' for place in where])}"
    if rule.reading == "inferred":
        yield "our reading"


def _when(step: followup.Step) -> str:
    return f"on {short_day((step.at or step.recommended).date())}"
