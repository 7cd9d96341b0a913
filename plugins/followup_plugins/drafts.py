"""The draft of a step as mail programs may have it: on single lines, without what could become anything else."""

import re
from collections.abc import Iterable
from typing import Final

import followup
from followup_plugins.wording import one_line, person_text, spaced

EMAIL: Final = "email"
"""The medium whose drafts can be opened in a mail program."""

NOW: Final = (followup.Status.OPEN, followup.Status.DUE, followup.Status.OVERDUE)
"""How a step stands that can be done now."""

_LONGEST: Final = 200
"""So many letters of a name and of a subject; no timeline holds more in a name."""

# One address and nothing beside it, as timelines have it; a plan may come from elsewhere.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_LONGEST_ADDRESS: Final = 254


def is_over(step: followup.Step) -> bool:
    """Tell whether nothing is to be done about *step* any more."""
    return step.status in (followup.Status.DONE, followup.Status.EXPIRED)


def email_draft(step: followup.Step) -> followup.Draft | None:
    """Return the draft of *step* if it is an email that is still to be written, else None."""
    return None if is_over(step) or step.via != EMAIL else step.draft


def address_of(draft: followup.Draft) -> str | None:
    """Return the one address that *draft* goes to, or None: it has none, or what it has is no such thing."""
    address = draft.address or ""
    return address if len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) else None


def header(text: str) -> str:
    """Return *text* as it may stand in a header: one line, and not without end."""
    text = one_line(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def body(
    step: followup.Step,
    draft: followup.Draft,
    when: str = "",
    remarks: Iterable[str] = (),
    afterwards: Iterable[str] = (),
) -> list[str]:
    """Return the lines of a message: whom it greets, that it is an outline, its points, and who writes it if known.

    Args:
        when: A clause that follows `An outline`.
        remarks: What else stands in brackets before the points.
        afterwards: What stands in brackets behind them.
    """
    brackets = (*remarks, f"An outline{when}: write each point out, then delete what is in brackets.")
    parts = [
        [f"Dear {_greeted(step)},"],
        [f"[{remark}]" for remark in brackets],
        listing(draft),
        [f"[{remark}]" for remark in afterwards],
        [header(draft.sender)] if draft.sender else [],
    ]
    first, *others = parts
    return [*first, *(line for part in others if part for line in ("", *part))]


def _greeted(step: followup.Step) -> str:
    """Return the name of the recipient, or who that is."""
    assert step.to is not None, "what goes to nobody has no draft"
    return header(step.to.name or (spaced(step.to.role) if step.to.role else person_text(step.to)))


def listing(draft: followup.Draft) -> list[str]:
    """Return the lines of *draft*, each as an item of a list."""
    return [f"- {one_line(line)}" for line in draft.lines]
