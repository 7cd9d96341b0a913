"""A comparison in Markdown: the calendar and the measures as tables, all else as lists."""

from collections.abc import Iterable, Iterator

import followup
from followup_plugins.agreement import NOTE as DATES
from followup_plugins.agreement import agreement_of
from followup_plugins.contradictions import NONE, contradictions_of
from followup_plugins.contradictions import NOTE as COUNTS
from followup_plugins.days import days_of, legend_of
from followup_plugins.markup import below_heading, escaped, items, table
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
from followup_plugins.wording import day_text


def comparison_lines(comparison: followup.Comparison) -> list[str]:
    """Return the lines of *comparison*."""
    if not comparison.plans:
        return [NO_POLICY]
    names = names_of(comparison.plans)
    plans = list(zip(names, comparison.plans, strict=True))
    several = len(plans) > 1
    return [
        f"# {escaped(title_of(comparison))}",
        *below_heading("Calendar", _calendar(comparison, names)),
        *below_heading("Measures", _measures(comparison, names)),
        *below_heading("Agreement", _agreement(comparison) if several else ()),
        *below_heading("Contradictions", _contradictions(comparison) if several else ()),
        *below_heading("Withheld", _by_policy((name, withheld_of(plan)) for name, plan in plans)),
        *below_heading("Problems", _by_policy(problems_by_policy(comparison, names))),
        *below_heading("Open questions", _questions((f"{name}: ", plan) for name, plan in plans)),
    ]


def _calendar(comparison: followup.Comparison, names: list[str]) -> Iterator[str]:
    days = days_of(comparison)
    if not days:
        yield NOTHING
        return
    rows = [
        [day_text(one.day) if index == 0 else "", *("<br>".join(map(escaped, cell)) for cell in band)]
        for one in days
        for index, band in enumerate(one.bands)
    ]
    yield from table(["", *map(escaped, names)], rows)
    yield from ("", legend_of(days))


def _measures(comparison: followup.Comparison, names: list[str]) -> Iterator[str]:
    rows = [[label, *map(escaped, cells)] for label, cells in measures_of(comparison)]
    if rows:
        yield from table(["", *map(escaped, names)], rows)
        yield from ("", NOTE)


def _agreement(comparison: followup.Comparison) -> Iterator[str]:
    for block in agreement_of(comparison):
        yield from items([block.heading])
        yield from items((line.sentence for line in block.lines), 1)
    if comparison.agreement:
        yield from ("", DATES)


def _contradictions(comparison: followup.Comparison) -> Iterator[str]:
    pairs = contradictions_of(comparison)
    for pair in pairs:
        yield from (f"### {escaped(pair.heading)}", "")
        for one in pair.told:
            yield from items([one.sentence])
            yield from items(one.lines, 1)
        yield ""
    yield COUNTS if pairs else NONE


def _by_policy(found: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for name, texts in found:
        if texts:
            yield from items([name])
            yield from items(texts, 1)


def _questions(plans: Iterable[tuple[str, followup.Plan]]) -> Iterator[str]:
    if questions := questions_of(plans):
        yield from (*items(questions), "", ANSWER)
