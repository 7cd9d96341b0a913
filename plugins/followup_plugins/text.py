"""The ``text`` channel: a plan to read, and a comparison as a calendar, in 80 columns."""

from collections.abc import Iterator
from itertools import groupby
from typing import Final

import followup
from followup_plugins.entries import Entry, entries_of, shortened
from followup_plugins.grid import grid
from followup_plugins.wording import (
    clock,
    counted,
    day_text,
    how_text,
    listed,
    moment_from,
    moment_text,
    person_text,
    section,
    short_day,
    spaced,
    wrapped,
)

_MOST_NEXT: Final = 6
"""So many next steps are named at the top."""

_INDENT: Final = 9
"""Where the words below a step begin: below its own, right of the time."""


class Text:
    """Lays a plan out for somebody who looks for a job: what is next, the days, what is left out, what is open."""

    name = "text"
    says = "a plan to read, or a comparison as a calendar, in 80 columns"
    suffix = ".txt"
    media_type = "text/plain"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as text; `json` has what is shortened here."""
        entries = entries_of(plan.steps)
        lines = [
            *_head(plan),
            *section("NEXT" if plan.as_of else "FIRST", _next(plan, entries)),
            *section("PLAN", _days(plan, entries)),
            *section("WITHHELD", _withheld(plan)),
            *section("PROBLEMS", _problems(plan)),
            *section("OPEN QUESTIONS", _questions(plan)),
        ]
        return "\n".join(lines) + "\n"

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as a calendar: a row for each day on which any policy acts, a column for each policy."""
        return "\n".join(grid(comparison)) + "\n"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``text`` channel."""
    return [Text()]


def _head(plan: followup.Plan) -> Iterator[str]:
    seen = "from before the first event" if plan.as_of is None else f"as of {moment_text(plan.as_of)}"
    yield wrapped(f"{plan.policy.id} for {plan.timeline.id}, {seen} ({plan.zone.name})")


def _next(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    ahead = [entry for entry in entries if not entry.past]
    pressing = (followup.Status.DUE, followup.Status.OVERDUE)
    first = min((entry.when.date() for entry in ahead), default=None)
    chosen = [entry for entry in ahead if entry.when.date() == first or entry.step.status in pressing]
    for entry in chosen[:_MOST_NEXT]:
        yield wrapped(f"{moment_text(entry.when)}  {_headline(entry)}", 2, 6)
        if entry.step.title:
            yield wrapped(entry.step.title, 6)
        yield wrapped(_window(entry), 6)
    if len(chosen) > _MOST_NEXT:
        yield f"  … and {len(chosen) - _MOST_NEXT} more, listed below"
    if not ahead:
        yield wrapped("There is nothing to do." if plan.horizon else "There is no event to plan from.", 2)
    if plan.next_change_at is not None:
        yield wrapped(f"If you do nothing, this plan changes on {moment_text(plan.next_change_at)}.", 2)


def _days(plan: followup.Plan, entries: list[Entry]) -> Iterator[str]:
    told: set[tuple[str, str]] = set()
    for day, of_day in groupby(shortened(entries), lambda entry: entry.when.date()):
        yield ""
        yield day_text(day)
        for entry in of_day:
            yield from _entry(entry, told)
    if plan.cut and plan.horizon is not None:
        yield from ("", wrapped(f"It goes on after {day_text(plan.horizon)}, where this plan ends."))


def _entry(entry: Entry, told: set[tuple[str, str]]) -> Iterator[str]:
    """Return the lines about *entry*; what all steps of its rule share only where it is not yet *told*."""
    step = entry.step
    if entry.earlier:
        yield wrapped(f"… {counted(entry.earlier, 'earlier one')} left out", _INDENT)
    yield wrapped(f"{clock(entry.when)}  {_headline(entry)} — {_standing(entry)}", 2, _INDENT)
    if step.title and (step.rule, "title") not in told:
        told.add((step.rule, "title"))
        yield wrapped(step.title, _INDENT)
    links = [link.text for link in step.because if (step.rule, link.text) not in told]
    told.update((step.rule, link) for link in links)
    links = [link for link in links if link != _plain_medium(step)]
    yield from _labelled("why", "; ".join(links))
    shared = [("rule", _rule(step))]
    if not entry.past:
        shared[:0] = [(label, ", ".join(map(spaced, of))) for label, of in (("say", step.say), ("avoid", step.avoid))]
    for label, text in shared:
        if (step.rule, label) not in told:
            told.add((step.rule, label))
            yield from _labelled(label, text)
    if entry.last is not None:
        last = entry.last.when
        until = short_day(last) if last.year == entry.when.year else day_text(last)
        yield wrapped(f"… and {entry.later} more like it, the last on {until}", _INDENT)


def _labelled(label: str, text: str) -> Iterator[str]:
    if text:
        yield wrapped(f"{label}: {text}", _INDENT, _INDENT + len(label) + 2)


def _plain_medium(step: followup.Step) -> str:
    """Return the reason that only repeats the headline."""
    return f"by {step.via}" + (f" ({step.object})" if step.object else "")


def _headline(entry: Entry) -> str:
    step = entry.step
    people = listed([person_text(step.to) for step in entry.steps if step.to is not None])
    each = "each " if len(entry.steps) > 1 else ""
    how = how_text(step)
    return spaced(step.act) + (f": {people}" if people else "") + (f", {each}{how}" if how else "")


def _standing(entry: Entry) -> str:
    step, status = entry.step, entry.step.status
    match status:
        case followup.Status.DONE:
            return "✓ done" + (f", {spaced(step.timing)}" if step.timing else "")
        case followup.Status.EXPIRED:
            return f"✗ missed ({step.strength}, best {moment_from(step.recommended, entry.when)})"
        case followup.Status.DUE | followup.Status.OVERDUE:
            return f"{status.upper()}, {step.strength}, {_deadline(entry)}"
        case followup.Status.PROJECTED:
            return f"{step.strength}, {_deadline(entry)}"
        case _:
            return f"{status}, {step.strength}, {_deadline(entry)}"


def _deadline(entry: Entry) -> str:
    overdue = entry.step.overdue
    return f"by {moment_from(overdue, entry.when)}" if overdue >= entry.when else "late"


def _window(entry: Entry) -> str:
    step = entry.step
    parts = [_standing(entry)]
    if step.earliest < entry.when:
        parts.append(f"possible from {moment_from(step.earliest, entry.when)}")
    parts.append("never too late" if step.expires is None else f"closes {moment_from(step.expires, entry.when)}")
    return "; ".join(parts)


def _rule(step: followup.Step) -> str:
    place = step.place
    file = place.file.replace("\\", "/").rpartition("/")[2]
    cited = f", for {', '.join(step.cites)}" if step.cites else ""
    return f"{step.rule} ({file}:{place.line}){cited}"


def _withheld(plan: followup.Plan) -> Iterator[str]:
    found: dict[tuple[str, str], dict[str, None]] = {}
    for held in plan.withheld:
        people = found.setdefault((held.rule, held.text), {})
        if held.to is not None:
            people[person_text(held.to)] = None
    for (rule, text), people in found.items():
        whom = f" ({listed(list(people))})" if people else ""
        yield wrapped(f"{rule}{whom}: {text}", 2, 6)


def _problems(plan: followup.Plan) -> Iterator[str]:
    for problem in plan.problems:
        rule = "" if problem.rule is None else f"{problem.rule}: "
        by = "" if problem.plugin is None else f" (plugin {problem.plugin})"
        yield wrapped(f"{rule}{problem.text}{by}", 2, 6)


def _questions(plan: followup.Plan) -> Iterator[str]:
    for question in plan.questions:
        asks = question.asks or f"{question.fact}?"
        yield wrapped(f"{asks} ({question.fact}: it decides on {listed(question.changes)})", 2, 6)
    if plan.questions:
        yield wrapped("Answer under `facts:` in the timeline.", 2)
