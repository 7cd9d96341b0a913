"""The contradictions of a comparison in words: by pairs of policies, once for all people, and once for a whole series.

They are counted as the comparison holds them, by person, step and kind; what repeats another is told in short.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

import followup
from followup_plugins.names import names_of, year_of
from followup_plugins.wording import advised_day, counted, day_in, how_text, listed, person_text, spaced

NOTE: Final = "Counted by person, step and kind; what repeats another is told in short."
NONE: Final = "None: they can all be followed."

_MOST_AGAIN: Final = 4
"""A series that repeats more often is shortened."""

_KEPT: Final = 3
"""So many repetitions of a shortened series are told."""

_PARTED: Final = (followup.Conflict.OTHER_MEDIUM, followup.Conflict.OTHER_DAY)

_Alike = Sequence[followup.Contradiction]
"""Contradictions that differ in their person only; two steps may part both by their medium and by their day."""


@dataclass(frozen=True, slots=True)
class ToldSide:
    """What one of the two policies has to do with it.

    Attributes:
        step: The step that it is about, or None; *does* is that step in words.
        grounds: Where in its source its rule stands.
    """

    column: int
    name: str
    rule: followup.Rule
    step: followup.Step | None
    does: str
    place: str
    grounds: str

    @property
    def source(self) -> str:
        """The rule, where it is written, and where its source says so."""
        return f"{self.name}: {self.rule.id} ({self.place}){f'; {self.grounds}' if self.grounds else ''}"


@dataclass(frozen=True, slots=True)
class Again:
    """A repetition, with what is new of it: for whom, when, and how they part; *step* is a step of *column*."""

    text: str
    column: int
    step: followup.Step | None


@dataclass(frozen=True, slots=True)
class Told:
    """The contradictions of two rules: the first, what repeats it, and how many more there are.

    Attributes:
        severe: Whether something must not be.
        steps: All steps that it is about.
        more: What is left out of a long series, or the empty text.
    """

    kind: str
    severe: bool
    sentence: str
    sides: tuple[ToldSide, ToldSide]
    steps: tuple[followup.Step, ...]
    again: tuple[Again, ...]
    more: str

    @property
    def lines(self) -> tuple[str, ...]:
        """What stands below the sentence: both sources, and what repeats it, in one line."""
        again = [*(one.text for one in self.again), *([self.more] if self.more else [])]
        return (*(side.source for side in self.sides), *([f"again {'; '.join(again)}"] if again else []))


@dataclass(frozen=True, slots=True)
class Pair:
    """Two policies, and in what they contradict each other; *count* says how often."""

    columns: tuple[int, int]
    names: tuple[str, str]
    count: str
    told: tuple[Told, ...]

    @property
    def heading(self) -> str:
        """Both names, and how often."""
        return f"{listed(self.names)} ({self.count})"


def contradictions_of(comparison: followup.Comparison) -> list[Pair]:
    """Return the pairs of policies that contradict each other."""
    teller = _Teller(comparison, names_of(comparison.plans), year_of(comparison.plans))
    return [teller.pair(columns, list(ones)) for columns, ones in groupby(comparison.contradictions, _columns)]


@dataclass(frozen=True, slots=True)
class _Teller:
    comparison: followup.Comparison
    names: Sequence[str]
    year: int | None

    def pair(self, columns: tuple[int, int], ones: _Alike) -> Pair:
        kinds = Counter(spaced(one.conflict) for one in ones)
        kinds_text = ", ".join(f"{number} {kind}" for kind, number in kinds.items())
        series: dict[object, dict[object, list[followup.Contradiction]]] = {}
        for one in ones:
            series.setdefault(_rules(one), {}).setdefault(_looks(one), []).append(one)
        names = (self.names[columns[0]], self.names[columns[1]])
        told = tuple(self.told(list(of_rules.values())) for of_rules in series.values())
        return Pair(columns, names, f"{counted(len(ones), 'contradiction')}: {kinds_text}", told)

    def told(self, series: Sequence[_Alike]) -> Told:
        first, *others = series
        one = first[0]
        shown = others if len(others) <= _MOST_AGAIN else others[:_KEPT]
        left = [each for alike in others[len(shown) :] for each in alike]
        more = f"and {len(left)} more, to {self.day(left[-1].one)}" if left else ""
        return Told(
            kind=listed(list(dict.fromkeys(spaced(each.conflict) for alike in series for each in alike))),
            severe=one.breaks,
            sentence=f"{self.clause(first)}{self.verdict(first)}.",
            sides=(self.side(one.one), self.side(one.other)),
            steps=tuple(side.step for alike in series for side in _sides(alike) if side.step is not None),
            again=tuple(self.again(first, alike) for alike in shown),
            more=more,
        )

    def clause(self, alike: _Alike) -> str:
        one, ours, theirs = alike[0], alike[0].one.step, alike[0].other.step
        us, them, what = self.names[one.one.column], self.names[one.other.column], _what(alike)
        if one.conflict is followup.Conflict.NO_END:
            return f"{us} goes on without end with {what}; {them} ends"
        media = ours is not None and (theirs is None or ours.via != theirs.via)
        advised = " ".join(filter(None, [us, "advises", what, _how(ours) if media else "", self.on(one.one)]))
        if theirs is None:
            return f"{advised}; {them}"
        parts = [them, _how(theirs) if media else "", self.on(one.other) if _days(alike) else ""]
        return f"{advised}, {' '.join(filter(None, parts))}"

    def verdict(self, alike: _Alike) -> str:
        one = alike[0]
        match one.conflict:
            case followup.Conflict.FORBIDDEN:
                return f" says that it {'must' if one.breaks else 'should'} not be"
            case followup.Conflict.NO_END:
                ending = self.comparison.measures[one.other.column].ending
                at = "" if ending.at is None else f" on {day_in(self.year, ending.at.date())}"
                return at + (f", stopped by {spaced(ending.event)}" if ending.event is not None else "")
            case _:
                medium = any(each.conflict is followup.Conflict.OTHER_MEDIUM for each in alike)
                days = _days(alike)
                apart = f"{counted(abs(days), 'day')} {'later' if days > 0 else 'earlier'}"
                return f": {listed([*(['another medium'] if medium else []), *([apart] if days else [])])}"

    def again(self, first: _Alike, alike: _Alike) -> Again:
        side, whom = alike[0].one, _whom(alike)
        parts = [f"for {whom}" if whom != _whom(first) else "", self.on(side)]
        text = " ".join(filter(None, parts))
        if _days(alike):
            text += f", {self.names[alike[0].other.column]} {self.on(alike[0].other)}"
        if (verdict := self.verdict(alike)) != self.verdict(first):
            text += verdict
        return Again(text, side.column, side.step)

    def side(self, side: followup.Side) -> ToldSide:
        rule, step = self.comparison.rule(side), side.step
        does = "" if step is None else " ".join(filter(None, [spaced(step.act), _how(step), self.on(side)]))
        grounds = "; ".join(_grounds(self.comparison.policies[side.column], rule))
        return ToldSide(side.column, self.names[side.column], rule, step, does, rule.place.short, grounds)

    def day(self, side: followup.Side) -> str:
        return "" if side.step is None else day_in(self.year, advised_day(side.step))

    def on(self, side: followup.Side) -> str:
        return f"on {self.day(side)}" if side.step else ""


def _columns(one: followup.Contradiction) -> tuple[int, int]:
    first, second = sorted((one.one.column, one.other.column))
    return first, second


def _rules(one: followup.Contradiction) -> object:
    kind = followup.Conflict.OTHER_DAY if one.conflict in _PARTED else one.conflict
    return kind, one.breaks, *((side.column, side.rule) for side in (one.one, one.other))


def _looks(one: followup.Contradiction) -> object:
    steps = () if one.conflict is followup.Conflict.NO_END else (one.one.step, one.other.step)
    return tuple(step and (step.act, step.via, step.object, advised_day(step)) for step in steps)


def _sides(alike: _Alike) -> Iterator[followup.Side]:
    return (side for one in alike for side in (one.one, one.other))


def _days(alike: _Alike) -> int:
    return next((one.days for one in alike if one.days), 0)


def _how(step: followup.Step | None) -> str:
    return "" if step is None else how_text(step)


def _what(alike: _Alike) -> str:
    step, whom = alike[0].one.step, _whom(alike)
    return alike[0].one.rule if step is None else f"“{spaced(step.act)}”" + (f" for {whom}" if whom else "")


def _whom(alike: _Alike) -> str:
    people = (one.one.step.to for one in alike if one.one.step is not None)
    return listed(list(dict.fromkeys(person_text(person) for person in people if person is not None)))


def _grounds(policy: followup.Policy, rule: followup.Rule) -> Iterator[str]:
    where = dict.fromkeys(policy.advice[cite].where for cite in rule.cites if cite in policy.advice)
    if where:
        yield f"from {listed([f'“{place}”' for place in where])}"
    if rule.reading == "inferred":
        yield "our reading"
