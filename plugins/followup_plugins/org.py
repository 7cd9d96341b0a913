"""The ``org`` channel: an outline for Emacs' Org mode, with what its agenda needs."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Final

import followup
from followup_plugins.tasks import due, in_order, name_of, planned, remarks_of, uuid_of, word
from followup_plugins.wording import one_line, weekday

_PRIORITY: Final = {"must": "A", "should": "B", "may": "C"}

_APART: Final = "\N{ZERO WIDTH SPACE}"
"""Org's manual: what keeps text that looks like syntax from being any."""

_BEFORE: Final = re.compile(r"(?<!\d):(?=\S|$)|:(?=[^\s\d])|\{|(?<=src)_|(?<=call)_")
"""What ends the name of a link, a tag or code; the colon of ``10:00`` stays as it is."""

_AFTER: Final = re.compile(r"[<\[{\\$#|]|(?<![^\s\-('\"{])[*/_=~+]")
"""What begins a timestamp, a link, a macro, an entity, a priority, a table or emphasis."""


class Org:
    """Writes a heading for each plan, and below it one for each step; what expired is ``CANCELLED``.

    ``SCHEDULED`` is when the policy would do it, ``DEADLINE`` the last minute at which it is not late; both are in the
    timeline's zone, as Org's timestamps have none.
    """

    name = "org"
    says = "an outline for Org mode and its agenda"
    suffix = ".org"
    media_type = "text/org"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as an outline."""
        return self.render_feed((plan,), None)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> str:
        """Return *plans* as one outline."""
        lines = [line for plan in in_order(plans) for line in _plan_lines(plan)]
        return "\n".join(["#+TODO: TODO | DONE CANCELLED", *lines]) + "\n"


def plain(text: str) -> str:
    """Return *text* on one line, with nothing in it that Org takes for more than text where a line has begun.

    >>> plain("[[elisp:(boom)]] <2026-03-02> at 10:00, *now*").replace(_APART, "^")
    '[^[^elisp^:(boom)]] <^2026-03-02> at 10:00, *^now*'
    """
    return _AFTER.sub(rf"\g<0>{_APART}", _BEFORE.sub(rf"{_APART}\g<0>", one_line(text)))


def _plan_lines(plan: followup.Plan) -> Iterator[str]:
    yield f"* {plain(f'{plan.policy.id} for {plan.timeline.id}')}"
    yield from _drawer(timezone=plan.zone.name)
    for step in plan.steps:
        yield from _step_lines(plan, step)


def _step_lines(plan: followup.Plan, step: followup.Step) -> Iterator[str]:
    state = "DONE" if step.status is followup.Status.DONE else "CANCELLED" if step.at is None else "TODO"
    tags = ":".join(word(tag) for tag in (step.act, step.via or "") if tag)
    yield f"** {state} [#{_PRIORITY.get(step.strength, 'C')}] {plain(name_of(step))} :{tags}:"
    if state == "TODO":
        yield f"SCHEDULED: <{_stamp(planned(step))}> DEADLINE: <{_stamp(due(step))}>"
    else:
        yield f"CLOSED: [{_stamp(step.at or step.expires or step.overdue)}]"
    yield from _drawer(
        id=uuid_of(plan, step),
        step=word(f"{plan.policy.id}/{step.id}", "-_/"),
        earliest=_inactive(step.earliest),
        recommended=_inactive(step.recommended),
        overdue=_inactive(step.overdue),
        expires="never" if step.expires is None else _inactive(step.expires),
    )
    yield from (f"- {plain(text)}" for text in remarks_of(step))


def _drawer(**properties: str) -> Iterator[str]:
    yield ":PROPERTIES:"
    yield from (f":{name.upper()}: {value}" for name, value in properties.items())
    yield ":END:"


def _inactive(moment: datetime) -> str:
    return f"[{_stamp(moment)}]"


def _stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%d} {weekday(moment)} {moment:%H:%M}"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``org`` channel."""
    return [Org()]
