"""The ``csv`` channel: a row for each step, for a spreadsheet."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from io import StringIO
from typing import Final
from unicodedata import normalize

import followup
from followup_plugins.tasks import steps_of
from followup_plugins.wording import one_line

COLUMNS: Final = (
    "status", "when", "earliest", "recommended", "overdue", "expires", "timezone",
    "act", "person", "role", "medium", "object", "title",
    "strength", "cites", "timeline", "policy", "step",
)  # fmt: skip

_STARTS: Final = re.compile(r"(^|;)([^\w;]*)")
"""The signs with which a cell begins, also for a spreadsheet that takes ``;`` for the end of one."""


class Csv:
    """Writes RFC 4180 with a byte order mark, without which Excel takes UTF-8 for something else.

    A cell that a spreadsheet might take for a formula begins with ``'``, as OWASP advises against CSV injection.
    """

    name = "csv"
    says = "a row for each step, for a spreadsheet"
    suffix = ".csv"
    media_type = "text/csv"

    def render(self, plan: followup.Plan) -> bytes:
        """Return *plan* as a table."""
        return self.render_feed((plan,), None)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> bytes:
        """Return *plans* as one table."""
        import csv  # late, as most runs write no table

        text = StringIO()
        rows = csv.writer(text)
        rows.writerow(COLUMNS)
        rows.writerows([cell(value) for value in _row(plan, step)] for plan, step in steps_of(plans))
        return text.getvalue().encode("utf-8-sig")


def cell(text: str) -> str:
    r"""Return *text* as a cell that no spreadsheet takes for a formula, nor for several cells.

    >>> cell("=1+1"), cell(" @x"), cell("a;-b"), cell("a-b = c")
    ("'=1+1", "'@x", "a;'-b", 'a-b = c')
    """
    return _STARTS.sub(_defused, one_line(text))


def _defused(found: re.Match[str]) -> str:
    before, signs = found.groups()
    # Wide and small forms of these signs count like them: a spreadsheet of Eastern Asia reads both.
    formula = any(sign in "=+-@\N{MINUS SIGN}" for sign in normalize("NFKC", signs))
    return f"{before}'{signs}" if formula else found[0]


def _row(plan: followup.Plan, step: followup.Step) -> Iterator[str]:
    yield step.status
    yield from map(_moment, (step.at, step.earliest, step.recommended, step.overdue, step.expires))
    yield plan.zone.name
    yield step.act
    yield "" if step.to is None else step.to.name or step.to.id
    yield "" if step.to is None else step.to.role or ""
    yield from (step.via or "", step.object or "", step.title, step.strength, " ".join(step.cites))
    yield from (plan.timeline.id, plan.policy.id, step.id)


def _moment(moment: datetime | None) -> str:
    # Local and without an offset: what spreadsheets take for a date.
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M}"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``csv`` channel."""
    return [Csv()]
