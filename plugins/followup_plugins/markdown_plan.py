"""A plan in Markdown: a list of what is next, and one of the steps for each day."""

from collections.abc import Iterator
from itertools import groupby

import followup
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.mailto import mailto_of
from followup_plugins.markup import below_heading, escaped, items
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
from followup_plugins.wording import clock, day_text, moment_text, person_text


def plan_lines(plan: followup.Plan) -> list[str]:
    """Return the lines of *plan*."""
    entries = entries_of(plan.steps)
    return [
        f"# {escaped(f'{plan.policy.id} for {plan.timeline.id}')}",
        *("", escaped(f"Seen {seen_from(plan)}")),
        *below_heading("Next" if plan.as_of else "First", _next(plan, entries)),
        *below_heading("Plan", _days(plan, entries)),
        *below_heading("Withheld", items(withheld_of(plan))),
        *below_heading("Problems", items(problems_of(plan.problems))),
        *below_heading("Open questions", _questions(plan)),
    ]


def _next(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    chosen = chosen_next(entries)
    for entry in chosen[:MOST_NEXT]:
        yield f"- **{moment_text(entry.when)}** {escaped(headline(entry))}"
        yield from items(filter(None, [entry.step.title, window(entry)]), 1)
        for step in entry.steps:
            if link := mailto_of(step):
                who = f"write to {escaped(person_text(step.to))}" if step.to is not None else "write"
                yield f"  - [{who}]({link.url})" if link.url else f"  - {who}: {escaped(link.note)}"
    if len(chosen) > MOST_NEXT:
        yield f"- … and {len(chosen) - MOST_NEXT} more, listed below"
    if not chosen:
        yield from items([nothing_next(plan)])
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
            yield from items((f"{label}: {text}" if label else text for label, text in details(entry, told)), 1)
            if later := later_text(entry):
                yield f"- {later}"
    if beyond := beyond_text(plan):
        yield from ("", beyond)


def _questions(plan: followup.Plan) -> Iterator[str]:
    if questions := questions_of([("", plan)]):
        yield from (*items(questions), "", ANSWER)
