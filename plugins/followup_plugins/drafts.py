"""The draft of a step as mail programs may have it: on single lines, without what could become anything else."""

import re
from typing import Final

import followup
from followup_plugins.wording import one_line

EMAIL: Final = "email"
"""The medium whose drafts can be opened in a mail program."""

_LONGEST: Final = 200
"""So many letters of a name and of a subject; no timeline holds more in a name."""

# One address and nothing beside it, as timelines have it; a plan may come from elsewhere.
_ADDRESS: Final = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9.-]+")
_LONGEST_ADDRESS: Final = 254


def email_draft(step: followup.Step) -> followup.Draft | None:
    """Return the draft of *step* if it is an email that is still to be written, else None."""
    over = step.status in (followup.Status.DONE, followup.Status.EXPIRED)
    return None if over or step.via != EMAIL else step.draft


def address_of(draft: followup.Draft) -> str | None:
    """Return the one address that *draft* goes to, or None: it has none, or what it has is no such thing."""
    address = draft.address or ""
    return address if len(address) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(address) else None


def header(text: str) -> str:
    """Return *text* as it may stand in a header: one line, and not without end."""
    text = one_line(text)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 1].rstrip()}…"


def listing(draft: followup.Draft) -> list[str]:
    """Return the lines of *draft*, each as an item of a list."""
    return [f"- {one_line(line)}" for line in draft.lines]
