"""The ``markdown`` channel: a plan and a comparison for an issue, a wiki or a note, in GitHub's Markdown."""

from collections.abc import Iterable, Iterator
from itertools import groupby

import followup
from followup_plugins.agreement import NOTE as DATES
from followup_plugins.agreement import agreement_of
from followup_plugins.columns import names_of
from followup_plugins.contradictions import contradictions_of
from followup_plugins.days import days_of, legend_of
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.markup import escaped, table
from followup_plugins.measures import NOTE, measures_of
from followup_plugins.phrases import (
    beyond_text,
    chosen_next,
    details,
    earlier_text,
    headline,
    later_text,
    nothing_next,
    standing,
    window,
)
from followup_plugins.remarks import ANSWER, problems_of, questions_of, seen_from, withheld_of
from followup_plugins.side_by_side import NO_CONTRADICTION, NO_POLICY, NOTHING, title
from followup_plugins.wording import clock, day_text, moment_text

_MOST_NEXT = 6
"""So many next steps are named at the top."""


class Markdown:
    """Writes what `text` writes as Markdown; what users wrote stands in it letter by letter and never as markup."""

    name = "markdown"
    says = "a plan or a comparison as GitHub-flavoured Markdown"
    suffix = ".md"
    media_type = "text/markdown"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as Markdown."""
        entries = entries_of(plan.steps)
        moment = "" if plan.as_of is None else moment_text(plan.as_of)
        lines = [
            f"# {escaped(f'{plan.policy.id} for {plan.timeline.id}')}",
            *("", escaped(f"Seen {seen_from(plan, moment)}")),
            *_section("Next" if plan.as_of else "First", _next(plan, entries)),
            *_section("Plan", _days(plan, entries)),
            *_section("Withheld", _items(withheld_of(plan))),
            *_section("Problems", _items(problems_of(plan))),
            *_section("Open questions", _questions([("", plan)])),
        ]
        return "\n".join(lines) + "\n"

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as Markdown: the calendar and the measures as tables, all else as lists."""
        if not comparison.plans:
            return f"{NO_POLICY}\n"
        names = names_of(comparison)
        plans = list(zip(names, comparison.plans, strict=True))
        several = len(plans) > 1
        lines = [
            f"# {escaped(title(comparison))}",
            *_section("Calendar", _calendar(comparison, names)),
            *_section("Measures", _measures(comparison, names)),
            *_section("Agreement", _agreement(comparison) if several else ()),
            *_section("Contradictions", _contradictions(comparison) if several else ()),
            *_section("Withheld", _by_policy((name, withheld_of(plan)) for name, plan in plans)),
            *_section("Problems", _by_policy((name, problems_of(plan)) for name, plan in plans)),
            *_section("Open questions", _questions((f"{name}: ", plan) for name, plan in plans)),
        ]
        return "\n".join(lines) + "\n"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``markdown`` channel."""
    return [Markdown()]


def _section(heading: str, lines: Iterable[str]) -> list[str]:
    lines = list(lines)
    return ["", f"## {heading}", "", *lines] if lines else []


def _items(texts: Iterable[str], depth: int = 0) -> Iterator[str]:
    return (f"{'  ' * depth}- {escaped(text)}" for text in texts)


def _next(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    chosen = chosen_next(entries)
    for entry in chosen[:_MOST_NEXT]:
        yield f"- **{moment_text(entry.when)}** {escaped(headline(entry))}"
        yield from _items(filter(None, [entry.step.title, window(entry)]), 1)
    if len(chosen) > _MOST_NEXT:
        yield f"- … and {len(chosen) - _MOST_NEXT} more, listed below"
    if not chosen:
        yield from _items([nothing_next(plan)])
    if plan.next_change_at is not None:
        yield f"- If you do nothing, this plan changes on {moment_text(plan.next_change_at)}."


def _days(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for number, (day, of_day) in enumerate(groupby(shortened(entries), lambda entry: entry.when.date())):
        if number:
            yield ""
        yield from (f"### {day_text(day)}", "")
        for entry in of_day:
            if earlier := earlier_text(entry):
                yield f"- {earlier}"
            yield f"- **{clock(entry.when)}** {escaped(headline(entry))} — {escaped(standing(entry))}"
            yield from _items((f"{label}: {text}" if label else text for label, text in details(entry, told)), 1)
            if later := later_text(entry):
                yield f"- {later}"
    if beyond := beyond_text(plan):
        yield from ("", beyond)


def _questions(plans: Iterable[tuple[str, followup.Plan]]) -> Iterator[str]:
    if questions := questions_of(plans):
        yield from _items(questions)
        yield from ("", ANSWER)


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
        yield from _items([heading])
        yield from _items(sentences, 1)
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
            yield from _items([one.sentence])
            yield from _items(one.sources, 1)


def _by_policy(found: Iterable[tuple[str, list[str]]]) -> Iterator[str]:
    for name, texts in found:
        if texts:
            yield from _items([name])
            yield from _items(texts, 1)
