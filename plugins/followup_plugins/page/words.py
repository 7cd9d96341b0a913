"""How the page puts steps, standings and windows into words."""

from collections.abc import Iterable
from typing import Final

import followup
from followup_plugins.wording import how_text, listed, moment_text, person_text, spaced

_SHORT: Final = 60
"""A word in a label has so many characters at most; it stands whole elsewhere on the page."""

_STANDING: Final = {
    followup.Status.DONE: "done",
    followup.Status.EXPIRED: "missed",
    followup.Status.PROJECTED: "forecast",
}


def brief(text: str, most: int = _SHORT) -> str:
    """Return *text*, its end left out where it is long.

    >>> brief("a" * 9, 5)
    'aaaa…'
    """
    return text if len(text) <= most else text[: most - 1].rstrip() + "…"


def badge_text(step: followup.Step) -> str:
    """Return how *step* stands: its status, and its timing if it is done."""
    status = _STANDING.get(step.status, str(step.status))
    return f"{status}, {spaced(step.timing)}" if step.timing else status


def listed_people(people: Iterable[followup.Person | None]) -> str:
    """Return who they are; empty for nobody."""
    return listed([brief(person_text(person)) for person in people if person is not None])


def parts(steps: tuple[followup.Step, ...]) -> tuple[str, ...]:
    """Return what to do, for whom and by what, of steps that differ in their person only; what is empty left out."""
    whom, how = listed_people(step.to for step in steps), brief(how_text(steps[0]))
    return tuple(part for part in (brief(spaced(steps[0].act)), whom, how) if part)


def mark_text(steps: tuple[followup.Step, ...]) -> str:
    """Return the same in one text."""
    first, *others = parts(steps)
    return ": ".join([first, *([", ".join(others)] if others else [])])


def window_text(step: followup.Step) -> str:
    """Return the four dates of its window."""
    late = "never" if step.expires is None else moment_text(step.expires)
    return (
        f"from {moment_text(step.earliest)}, best {moment_text(step.recommended)}, "
        f"late after {moment_text(step.overdue)}, closes {late}"
    )
