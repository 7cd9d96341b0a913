"""A comparison in text: the calendar, the measures, what all share, where two contradict each other, what is left."""

from collections.abc import Iterable, Iterator

import followup
from followup_plugins.agreement import NOTE as DATES
from followup_plugins.agreement import agreement_of
from followup_plugins.contradictions import NONE, contradictions_of
from followup_plugins.contradictions import NOTE as COUNTS
from followup_plugins.days import days_of, legend_of
from followup_plugins.grid import Lines, grid
from followup_plugins.measures import NOTE, measures_of
from followup_plugins.names import names_of
from followup_plugins.remarks import (
    ANSWER,
    NO_POLICY,
    NOTHING,
    problems_by_policy,
    questions_of,
    title_of,
    withheld_of,
)
from followup_plugins.wording import section, tiny_day, wrapped


def side_by_side(comparison: followup.Comparison, width: int) -> Iterator[str]:
    """Return the lines of *comparison*, at most *width* columns each."""
    if not comparison.plans:
        yield NO_POLICY
        return
    names = names_of(comparison.plans)
    yield wrapped(title_of(comparison), width=width)
    yield from ("", *_calendar(comparison, names, width))
    yield from section("MEASURES", _measures(comparison, names, width))
    if len(names) > 1:
        yield from section("AGREEMENT", _agreement(comparison, width))
        yield from section("CONTRADICTIONS", _contradictions(comparison, width))
    plans = list(zip(names, comparison.plans, strict=True))
    yield from section("WITHHELD", _each(((name, withheld_of(plan)) for name, plan in plans), width))
    yield from section("PROBLEMS", _each(problems_by_policy(comparison, names), width))
    questions = questions_of((f"{name}: ", plan) for name, plan in plans)
    if questions:
        lines = [wrapped(text, 2, 6, width) for text in questions]
        yield from section("OPEN QUESTIONS", [*lines, wrapped(ANSWER, 2, width=width)])


def _calendar(comparison: followup.Comparison, names: list[str], width: int) -> Iterator[str]:
    days = days_of(comparison)
    if not days:
        yield NOTHING
        return
    lines: list[Lines] = []
    year = None
    for one in days:
        if one.day.year != year:
            year = one.day.year
            lines.append(Lines(f"{year}"))
        lines.append(Lines(tiny_day(one.day), one.bands))
    yield from grid(names, lines, width)
    yield from ("", wrapped(legend_of(days), 0, 2, width))


def _measures(comparison: followup.Comparison, names: list[str], width: int) -> Iterator[str]:
    lines = [Lines(label, [[(text,) for text in cells]]) for label, cells in measures_of(comparison)]
    if lines:
        yield from grid(names, lines, width)
        yield from ("", wrapped(NOTE, 0, 2, width))


def _agreement(comparison: followup.Comparison, width: int) -> Iterator[str]:
    for block in agreement_of(comparison):
        yield wrapped(block.heading, 2, 4, width)
        yield from (wrapped(line.sentence, 4, 6, width) for line in block.lines)
    if comparison.agreement:
        yield wrapped(DATES, 2, width=width)


def _contradictions(comparison: followup.Comparison, width: int) -> Iterator[str]:
    pairs = contradictions_of(comparison)
    for pair in pairs:
        yield wrapped(pair.heading, 2, 4, width)
        for one in pair.told:
            yield wrapped(f"- {one.sentence}", 4, 6, width)
            yield from (wrapped(line, 8, 10, width) for line in one.lines)
        yield ""
    yield wrapped(COUNTS if pairs else NONE, 2, width=width)


def _each(found: Iterable[tuple[str, list[str]]], width: int) -> Iterator[str]:
    for name, texts in found:
        if texts:
            yield wrapped(name, 2, 4, width)
            yield from (wrapped(text, 4, 6, width) for text in texts)
