"""A comparison in Markdown: the calendar and the measures as tables, all else as lists."""

from collections.abc import Iterable, Iterator

import followup
from followup_plugins.agreement import NOTE as DATES
from followup_plugins.agreement import agreement_of
from followup_plugins.columns import names_of
from followup_plugins.contradictions import contradictions_of
from followup_plugins.days import days_of, legend_of
from followup_plugins.markup import escaped, items, section, table
from followup_plugins.measures import NOTE, measures_of
from followup_plugins.remarks import (
    ANSWER,
    NO_CONTRADICTION,
    NO_POLICY,
    NOTHING,
    problems_of,
    questions_of,
    title_of,
    withheld_of,
)
from followup_plugins.wording import day_text


def comparison_lines(comparison: followup.Comparison) -> list[str]:
    """Return the lines of *comparison*."""
    if not comparison.plans:
        return [NO_POLICY]
    names = names_of(comparison)
    plans = list(zip(names, comparison.plans, strict=True))
    several = len(plans) > 1
    return [
        f"# {escaped(title_of(comparison))}",
        *section("Calendar", _calendar(comparison, names)),
        *section("Measures", _measures(comparison, names)),
        *section("Agreement", _agreement(comparison) if several else ()),
        *section("Contradictions", _contradictions(comparison) if several else ()),
        *section("Withheld", _by_policy((name, withheld_of(plan)) for name, plan in plans)),
        *section("Problems", _by_policy((name, problems_of(plan)) for name, plan in plans)),
        *section("Open questions", _questions((f"{name}: ", plan) for name, plan in plans)),
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
    if any(one.steps or one.withheld for one in comparison.measures):
        rows = [[label, *map(escaped, cells)] for label, cells in measures_of(comparison)]
        yield from table(["", *map(escaped, names)], rows)
        yield from ("", NOTE)


def _agreement(comparison: followup.Comparison) -> Iterator[str]:
    for heading, sentences in agreement_of(comparison):
        yield from items([heading])
        yield from items(sentences, 1)
    if comparison.agreement:
        yield from ("", DATES)


def _contradictions(comparison: followup.Comparison) -> Iterator[str]:
    found = contradictions_of(comparison)
    if not found:
        yield NO_CONTRADICTION
    for number, (heading, told) in enumerate(found):
        if number:
            yield ""
        yield from (f"### {escaped(heading)}", "")
        for one in told:
            yield from items([one.sentence])
            yield from items(one.sources, 1)


def _by_policy(found: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for name, texts in found:
        if texts:
            yield from items([name])
            yield from items(texts, 1)


def _questions(plans: Iterable[tuple[str, followup.Plan]]) -> Iterator[str]:
    if questions := questions_of(plans):
        yield from (*items(questions), "", ANSWER)
