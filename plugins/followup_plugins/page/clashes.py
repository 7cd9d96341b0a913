"""Contradictions as the page tells them: by pair of policies, those that differ in their person only told once."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

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
class Clash:
    """A contradiction, or the same one for several people; *act* and *people* are what the filters know it by."""

    kind: str
    severe: bool
    whom: str
    verdict: str
    parties: tuple[Party, Party]
    act: int | None
    people: str


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
    alike: dict[object, list[followup.Contradiction]] = {}
    for one in found:
        sides = tuple((side.column, side.rule, *_apart_from_person(side.step)) for side in (one.one, one.other))
        alike.setdefault((one.conflict, one.days, one.breaks, sides), []).append(one)
    for same in alike.values():
        first = same[0]
        steps = [side.step for one in same for side in (one.one, one.other) if side.step is not None]
        people = list({step.to.id: step.to for step in steps if step.to is not None}.values())
        act = next((contents.acts[step.act] for step in steps), None)
        yield Clash(
            _KINDS[first.conflict],
            first.breaks,
            listed([brief(person_text(person)) for person in people]),
            _verdict(contents, first),
            (_party(contents, first.one), _party(contents, first.other)),
            act,
            contents.whom(step.to for step in steps),
        )


def _apart_from_person(step: followup.Step | None) -> tuple[object, ...]:
    return () if step is None else (step.minute, step.dates, step.act, step.via, step.object)


def _party(contents: Contents, side: followup.Side) -> Party:
    does = ""
    if side.step is not None:
        how = brief(how_text(side.step))
        when = "missed" if side.step.at is None else moment_text(side.step.at)
        does = f"{brief(spaced(side.step.act))}{f' {how}' if how else ''}, {when}"
    rule = contents.comparison.rule(side)
    column = contents.columns[side.column]
    rows = [column.policy.advice[cited] for cited in rule.cites if column.policy and cited in column.policy.advice]
    places = list(dict.fromkeys(f"“{brief(row.where)}”" for row in rows))
    step = None if side.step is None else contents.anchor(side.column, side.step)
    return Party(column, rule, does, step, ", ".join([*rule.cites, *([f"under {listed(places)}"] if places else [])]))


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
        counts[clash.kind] = counts.get(clash.kind, 0) + 1
    return ", ".join(f"{number} {kind}" for kind, number in counts.items())
