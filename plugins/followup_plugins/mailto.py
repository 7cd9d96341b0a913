"""Links that open a draft in the mail program of whoever follows them; a link sends nothing by itself."""

from typing import Final, NamedTuple

import followup
from followup_plugins.drafts import NOW, address_of, body, email_draft, header

LONGEST: Final = 1600
"""In characters, as encoded: what every mail program and every browser can be trusted to take."""

_TOO_LONG: Final = "the draft is too long for a link; `--format eml` has it"


class Mailto(NamedTuple):
    """A link, or why there is none: one of both is empty; and whether it is known whom to address."""

    url: str
    note: str
    addressed: bool


def mailto_of(step: followup.Step) -> Mailto | None:
    """Return the link for *step*; None: there is no email to be written now.

    Where no address is known, the link opens a draft to nobody. Source: RFC 6068.
    """
    draft = email_draft(step) if step.status in NOW else None
    if draft is None:
        return None
    from urllib.parse import quote  # late: it takes 4 ms to import, and most plans are only read

    address = address_of(draft) or ""
    subject, text = (quote(text, safe="") for text in (header(draft.subject), "\r\n".join(body(step, draft))))
    url = f"mailto:{quote(address, safe='@')}?subject={subject}&body={text}"
    fits = len(url) <= LONGEST
    return Mailto(url if fits else "", "" if fits else _TOO_LONG, bool(address))
