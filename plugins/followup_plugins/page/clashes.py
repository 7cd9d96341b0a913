"""Contradictions as the page tells them: by pair of policies, once for all people, and once for a whole series."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Final

import followup
from followup_plugins.page.columns import Column, Contents
from followup_plugins.page.words import brief
from followup_plugins.wording import counted, how_text, listed, moment_text, person_text, spaced

_KINDS = {
    followup.Conflict.FORBIDDEN: "forbidden",
    followup.Conflict.OTHER_MEDIUM: "other medium",
    followup.Conflict.OTHER_DAY: "other day",
    followup.Conflict.NO_END: "no end",
}


_MOST_AGAIN: Final = 4
"""So many contradictions that repeat another are told; the JSON has them all."""


@dataclass(frozen=True, slots=True)
class Party:
    """One side of a contradiction, in words.

    Attributes:
        step: The anchor of the step that it is about, the first of several, or None.
        places: Where in its source its rule stands.
    """

    column: Column
    rule: followup.Rule
    does: str
    step: str | None
    places: str


@dataclass(frozen=True, slots=True)
class Again:
    """A further contradiction of the same two rules: what it is about, the verdict if another, and a step."""

    does: str
    verdict: str
    whom: str
    step: str | None


@dataclass(frozen=True, slots=True)
class Clash:
    """A contradiction of two rules, for one person or several; *act* and *people* are what the filters know it by.

    Attributes:
        again: The next ones of the same kind between the same rules.
        more: How many follow that are not told.
    """

    kind: str
    severe: bool
    whom: str
    verdict: str
    parties: tuple[Party, Party]
    act: int | None
    people: str
    again: tuple[Again, ...]
    more: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two policies, and in what they contradict each other; *count* says how often, by kind."""

    columns: tuple[Column, Column]
    count: str
    clashes: tuple[Clash, ...]


def pairs_of(contents: Contents) -> tuple[Pair, ...]:
    """Return the contradictions by the pairs of policies that have any."""
    pairs: dict[tuple[int, int], list[followup.Contradiction]] = {}
    for one in contents.comparison.contradictions:
        low, high = sorted((one.one.column, one.other.column))
        pairs.setdefault((low, high), []).append(one)
    return tuple(
        Pair(
            (contents.columns[low], contents.columns[high]),
            _counted(clashes := tuple(_clashes(contents, found))),
            clashes,
        )
        for (low, high), found in sorted(pairs.items())
    )


def _clashes(contents: Contents, found: Iterable[followup.Contradiction]) -> Iterator[Clash]:
    series: dict[object, dict[object, list[followup.Contradiction]]] = {}
    for one in found:
        rules = (one.conflict, one.breaks, one.one.column, one.one.rule, one.other.rule)
        looks = (one.days, _apart_from_person(one.one.step), _apart_from_person(one.other.step))
        series.setdefault(rules, {}).setdefault(looks, []).append(one)
    for of_rules in series.values():
        first, *others = of_rules.values()
        steps = [side.step for same in of_rules.values() for one in same for side in (one.one, one.other) if side.step]
        verdict = _verdict(contents, first[0])
        yield Clash(
            _KINDS[first[0].conflict],
            first[0].breaks,
            _whom(first),
            verdict,
            (_party(contents, first[0].one), _party(contents, first[0].other)),
            contents.acts[steps[0].act] if steps else None,
            contents.whom(step.to for step in steps),
            tuple(_again(contents, same, verdict) for same in others[:_MOST_AGAIN]),
            len(others[_MOST_AGAIN:]),
        )


def _again(contents: Contents, same: list[followup.Contradiction], before: str) -> Again:
    one = same[0]
    verdict = _verdict(contents, one)
    sides = [side for side in (one.one, one.other) if side.step is not None]
    does = "; ".join(_does(side.step) for side in sides)
    step = next((contents.anchor(side.column, side.step) for side in sides if side.step is not None), None)
    return Again(does, "" if verdict == before else verdict, _whom(same), step)


def _whom(same: Iterable[followup.Contradiction]) -> str:
    people = {
        side.step.to.id: brief(person_text(side.step.to))
        for one in same
        for side in (one.one, one.other)
        if side.step is not None and side.step.to is not None
    }
    return listed(list(people.values()))


def _apart_from_person(step: followup.Step | None) -> tuple[object, ...]:
    return () if step is None else (step.minute, step.dates, step.act, step.via, step.object)


def _does(step: followup.Step | None) -> str:
    if step is None:
        return ""
    how = brief(how_text(step))
    when = "missed" if step.at is None else moment_text(step.at)
    return f"{brief(spaced(step.act))}{f' {how}' if how else ''}, {when}"


def _party(contents: Contents, side: followup.Side) -> Party:
    rule = contents.comparison.rule(side)
    column = contents.columns[side.column]
    rows = [column.policy.advice[cited] for cited in rule.cites if column.policy and cited in column.policy.advice]
    places = list(dict.fromkeys(f"“{brief(row.where)}”" for row in rows))
    step = None if side.step is None else contents.anchor(side.column, side.step)
    return Party(
        column, rule, _does(side.step), step, ", ".join([*rule.cites, *([f"under {listed(places)}"] if places else [])])
    )


def _verdict(contents: Contents, one: followup.Contradiction) -> str:
    names = [brief(contents.columns[side.column].name, 40) for side in (one.one, one.other)]
    match one.conflict:
        case followup.Conflict.FORBIDDEN:
            return f"{names[1]} says that this {'must' if one.breaks else 'should'} not be"
        case followup.Conflict.OTHER_MEDIUM:
            media = [_medium(side.step) for side in (one.one, one.other)]
            return f"{media[0]} or {media[1]}"
        case followup.Conflict.OTHER_DAY:
            days = one.days or 0
            return f"{names[1]} is {counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
        case followup.Conflict.NO_END:
            return f"{names[0]} goes on without end; {names[1]} comes to one"


def _medium(step: followup.Step | None) -> str:
    return brief(how_text(step)) if step is not None and step.via is not None else "by no named medium"


def _counted(clashes: Iterable[Clash]) -> str:
    counts: dict[str, int] = {}
    for clash in clashes:
        counts[clash.kind] = counts.get(clash.kind, 0) + 1 + len(clash.again) + clash.more
    return ", ".join(f"{number} {kind}" for kind, number in counts.items())
