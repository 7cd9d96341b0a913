"""The ``text`` channel: a plan and a comparison to read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Final

import followup
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.mailto import mailto_of
from followup_plugins.phrases import (
    MOST_NEXT,
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
from followup_plugins.wording import WIDTH, clock, day_text, moment_text, section, wrapped

_INDENT: Final = 9
"""Where the words below a step begin: below its own, right of the time."""

_NARROWEST: Final = 40


@dataclass(frozen=True, slots=True)
class Text:
    """Lays a plan out for somebody who looks for a job: what is next, the days, what is left out, what is open.

    Attributes:
        width: The columns of a comparison. A plan keeps to 80: its sentences read no better in longer lines.
    """

    width: int = WIDTH

    name = "text"
    says = "a plan to read, or several side by side, in 80 columns or what the terminal has"
    suffix = ".txt"
    media_type = "text/plain"

    def fitted(self, width: int) -> "Text":
        """Return the channel for a page of *width* columns."""
        return replace(self, width=max(_NARROWEST, width))

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as text; `json` has what is shortened here."""
        entries = entries_of(plan.steps)
        lines = [
            *_head(plan),
            *section("NEXT" if plan.as_of else "FIRST", _next(plan, entries)),
            *section("PLAN", _days(plan, entries)),
            *section("WITHHELD", (wrapped(text, 2, 6) for text in withheld_of(plan))),
            *section("PROBLEMS", (wrapped(text, 2, 6) for text in problems_of(plan.problems))),
            *section("OPEN QUESTIONS", _questions(plan)),
        ]
        return "\n".join(lines) + "\n"

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as text: a calendar, the measures, the agreement and the contradictions."""
        from followup_plugins.side_by_side import side_by_side  # late: most runs compare nothing

        return "\n".join(side_by_side(comparison, self.width)) + "\n"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``text`` channel."""
    return [Text()]


def _head(plan: followup.Plan) -> Iterator[str]:
    yield wrapped(f"{plan.policy.id} for {plan.timeline.id}, {seen_from(plan)}")


def _next(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    chosen = chosen_next(entries)
    for entry in chosen[:MOST_NEXT]:
        yield wrapped(f"{moment_text(entry.when)}  {headline(entry)}", 2, 6)
        if entry.step.title:
            yield wrapped(entry.step.title, 6)
        yield wrapped(window(entry), 6)
        for link in filter(None, map(mailto_of, entry.steps)):
            if link.addressed:  # a link is long, and without an address worth less than its line
                yield f"      {link.url}" if link.url else wrapped(link.note, 6)  # it is never wrapped
    if len(chosen) > MOST_NEXT:
        yield f"  … and {len(chosen) - MOST_NEXT} more, listed below"
    if not chosen:
        yield wrapped(nothing_next(plan), 2)
    if plan.next_change_at is not None:
        yield wrapped(f"If you do nothing, this plan changes on {moment_text(plan.next_change_at)}.", 2)


def _days(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for day, of_day in groupby(shortened(entries), lambda entry: entry.when.date()):
        yield ""
        yield day_text(day)
        for entry in of_day:
            yield from _entry(entry, told)
    if beyond := beyond_text(plan):
        yield from ("", wrapped(beyond))


def _entry(entry: Entry, told: set[tuple[str, str]]) -> Iterator[str]:
    if earlier := earlier_text(entry):
        yield wrapped(earlier, _INDENT)
    yield wrapped(f"{clock(entry.when)}  {headline(entry)} — {standing(entry)}", 2, _INDENT)
    for label, text in details(entry, told):
        start = f"{label}: " if label else ""
        yield wrapped(f"{start}{text}", _INDENT, _INDENT + len(start))
    if later := later_text(entry):
        yield wrapped(later, _INDENT)


def _questions(plan: followup.Plan) -> Iterator[str]:
    if questions := questions_of([("", plan)]):
        yield from (wrapped(text, 2, 6) for text in questions)
        yield wrapped(ANSWER, 2)
