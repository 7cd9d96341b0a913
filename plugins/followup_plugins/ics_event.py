"""What an event of a calendar says of a step: when, and in which words."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import followup
from followup_plugins.entries import Entry
from followup_plugins.phrases import headline
from followup_plugins.tasks import uuid_of
from followup_plugins.wording import harmless, listed, moment_text, spaced


@dataclass(frozen=True, slots=True)
class Appointment:
    """An event of a calendar.

    Attributes:
        uid: The same for the same step of the same policy and timeline, whatever its dates.
        start: In UTC.
        summary: One line.
        description: Lines.
        done: Whether nothing is to be done about it any more.
        optional: Whether it may be left undone.
        stamp: When it was planned, in UTC.
    """

    uid: str
    start: datetime
    summary: str
    description: str
    done: bool
    optional: bool
    stamp: datetime


def uid_of(plan: followup.Plan, step: followup.Step) -> str:
    """Return the ``UID`` of *step* of *plan*: by the same UUID lists of tasks know it."""
    return f"{uuid_of(plan, step)}@followup"


def stamp_of(plan: followup.Plan) -> datetime | None:
    """Return when *plan* was made: its ``as_of``, or the first of all its minutes; None: it has neither."""
    seen = plan.as_of or min((step.earliest for step in plan.steps), default=None)
    return seen and seen.astimezone(UTC)


def appointment(
    plan: followup.Plan, step: followup.Step, at: datetime, stamp: datetime, before: datetime | None
) -> Appointment:
    """Return the event for *step* of *plan*, which is done *at*.

    Args:
        before: When the event began in the calendar's former state. What could be done all day, and is not, moves on
            from minute to minute in each new plan; in a calendar it stays where it was for the rest of that day.
    """
    if _waits(step) and before is not None and before <= at and before.astimezone(at.tzinfo).date() == at.date():
        at = before
    done = step.status is followup.Status.DONE
    summary = f"{'✓ ' if done else ''}{headline(Entry((step,)))} · {plan.timeline.id}"
    description = "\n".join(filter(None, map(tidy, _lines(plan, step))))
    return Appointment(
        uid_of(plan, step), at.astimezone(UTC), tidy(summary), description, done, step.strength == "may", stamp
    )


def tidy(text: str) -> str:
    """Return *text* on one harmless line that every reader reads alike.

    libical drops spaces at the ends of a text; ical.js and vobject drop U+FEFF where it stands first.
    """
    return harmless(text).replace("\ufeff", "").strip()


def _lines(plan: followup.Plan, step: followup.Step) -> Iterator[str]:
    if step.title:
        yield step.title
    timing = f", {spaced(step.timing)}" if step.timing else ""
    yield f"Status: {step.status}{timing}; {step.strength}"
    yield f"Possible from: {moment_text(step.earliest)}"
    yield f"Recommended: {moment_text(step.recommended)}"
    yield f"Late after: {moment_text(step.overdue)}"
    yield f"Closes: {'never' if step.expires is None else moment_text(step.expires)}"
    yield f"Time zone: {plan.zone.name}"
    for label, words in (("Say", step.say), ("Avoid", step.avoid)):
        if words:
            yield f"{label}: {', '.join(map(spaced, words))}"
    if reasons := "; ".join(_reasons(step)):
        yield f"Why: {reasons}"
    cited = f", for {listed(step.cites)}" if step.cites else ""
    yield f"Step: {step.id} of {plan.policy.id}{cited}"


def _reasons(step: followup.Step) -> Iterator[str]:
    # Of what could have been done for long, the last reason is the minute of looking, which is new in each plan.
    looked = moment_text(step.at) if _waits(step) and step.at is not None else None
    yield from (link.text for link in step.because if looked is None or looked not in link.text)


def _waits(step: followup.Step) -> bool:
    return step.status in (followup.Status.DUE, followup.Status.OVERDUE)
