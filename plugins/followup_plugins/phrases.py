"""What a plan says of its steps, in a reader's words: what to do, how it stands, when it may be done, why."""

from collections.abc import Iterable, Iterator
from typing import Final

import followup
from followup_plugins.entries import Entry
from followup_plugins.wording import (
    counted,
    day_text,
    how_text,
    listed,
    moment_from,
    person_text,
    short_day,
    spaced,
)

MOST_NEXT: Final = 6
"""So many next steps are named at the top."""


def chosen_next(entries: Iterable[Entry]) -> list[Entry]:
    """Return what comes next: what is due or overdue, and all else of the first day."""
    ahead = [entry for entry in entries if not entry.past]
    pressing = (followup.Status.DUE, followup.Status.OVERDUE)
    first = min((entry.when.date() for entry in ahead), default=None)
    return [entry for entry in ahead if entry.when.date() == first or entry.step.status in pressing]


def nothing_next(plan: followup.Plan) -> str:
    """Return why nothing comes next."""
    return "There is nothing to do." if plan.horizon else "There is no event to plan from."


def headline(entry: Entry) -> str:
    """Return what to do, for whom and how."""
    step = entry.step
    people = listed([person_text(step.to) for step in entry.steps if step.to is not None])
    each = "each " if len(entry.steps) > 1 else ""
    how = how_text(step)
    return spaced(step.act) + (f": {people}" if people else "") + (f", {each}{how}" if how else "")


def standing(entry: Entry) -> str:
    """Return how it stands, how strongly it is advised, and until when it is not late."""
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


def window(entry: Entry) -> str:
    """Return how it stands, and between when and when it may be done."""
    step = entry.step
    parts = [standing(entry)]
    if step.earliest < entry.when:
        parts.append(f"possible from {moment_from(step.earliest, entry.when)}")
    parts.append("never too late" if step.expires is None else f"closes {moment_from(step.expires, entry.when)}")
    return "; ".join(parts)


def details(entry: Entry, told: set[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Return what else is to be said, each with its label; why and in what words only if not *told*.

    Args:
        told: What has been said, by rule; gets what is said now.
    """
    step = entry.step
    said = [("", step.title), ("why", "; ".join(_reasons(step, told)))]
    for label, words in (("say", step.say), ("avoid", step.avoid)):
        if not entry.past and (step.rule, label) not in told:
            told.add((step.rule, label))
            said.append((label, ", ".join(map(spaced, words))))
    cited = f", for {', '.join(step.cites)}" if step.cites else ""
    said.append(("step", f"{', '.join(one.id for one in entry.steps)} ({step.place.short}){cited}"))
    yield from ((label, text) for label, text in said if text)


def earlier_text(entry: Entry) -> str:
    """Return how much of its series is left out before it, or the empty text."""
    return f"… {counted(entry.earlier, 'earlier one')} left out" if entry.earlier else ""


def later_text(entry: Entry) -> str:
    """Return how much of its series is left out after it, or the empty text."""
    if entry.last is None:
        return ""
    last = entry.last.when
    until = short_day(last) if last.year == entry.when.year else day_text(last)
    return f"… and {entry.later} more like it, the last on {until}"


def beyond_text(plan: followup.Plan) -> str:
    """Return that the plan goes on behind its horizon, or the empty text."""
    if not plan.cut or plan.horizon is None:
        return ""
    return f"It goes on after {day_text(plan.horizon)}, where this plan ends."


def _reasons(step: followup.Step, told: set[tuple[str, str]]) -> list[str]:
    # The last reason may only repeat the headline.
    plain_medium = f"by {step.via}" + (f" ({step.object})" if step.object else "")
    links = [link.text for link in step.because if (step.rule, f"because {link.text}") not in told]
    told.update((step.rule, f"because {link}") for link in links)
    return [link for link in links if link != plain_medium]


def _deadline(entry: Entry) -> str:
    overdue = entry.step.overdue
    return f"by {moment_from(overdue, entry.when)}" if overdue >= entry.when else "late"
