"""Links that open a draft in the mail program of whoever follows them; a link sends nothing by itself."""

from typing import Final, NamedTuple

import followup
from followup_plugins.drafts import address_of, email_draft, header, listing

LONGEST: Final = 1600
"""In characters, as encoded: what every mail program and every browser can be trusted to take."""

_TOO_LONG: Final = "the draft is too long for a link; `--format eml` has it"

_NOW: Final = (followup.Status.OPEN, followup.Status.DUE, followup.Status.OVERDUE)


class Mailto(NamedTuple):
    """A link, or why there is none; one of both is empty."""

    url: str
    note: str


def mailto_of(step: followup.Step) -> Mailto | None:
    """Return the link for *step*; None: there is no email to be written now.

    Where no address is known, the link opens a draft to nobody. Source: RFC 6068.
    """
    draft = email_draft(step) if step.status in _NOW else None
    if draft is None:
        return None
    from urllib.parse import quote  # late: it takes 4 ms to import, and most plans are only read

    address = quote(address_of(draft) or "", safe="@")
    subject, body = (quote(text, safe="") for text in (header(draft.subject), "\r\n".join(listing(draft))))
    url = f"mailto:{address}?subject={subject}&body={body}"
    return Mailto(url, "") if len(url) <= LONGEST else Mailto("", _TOO_LONG)
