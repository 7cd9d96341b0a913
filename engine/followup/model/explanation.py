"""Explanations: why a step is there and then, why another is not, and what would have to happen."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from followup.model.document import person_document, place_document
from followup.model.place import Place
from followup.model.plan import Withheld
from followup.model.step import Step
from followup.model.timeline import Person


class About(StrEnum):
    """What a link of an explanation is about, in the order in which they stand."""

    SOURCE = "source"
    RULE = "rule"
    CONDITION = "condition"
    ANCHOR = "anchor"
    WINDOW = "window"
    MEDIUM = "medium"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Link:
    """One link of the chain from the source to the date.

    Attributes:
        text: A clause.
        event: The position in the timeline's file of the event that it rests on, or None.
        place: Where the rule is written, for ``rule``; else None.
    """

    about: About
    text: str
    event: int | None = None
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a step is there, then and so.

    Attributes:
        links: From the source to the date; of a plan read from JSON only what the JSON says.
    """

    step: Step
    links: tuple[Link, ...]

    def to_json(self) -> str:
        """Return the explanation as JSON text."""
        return json.dumps(explanation_document(self), ensure_ascii=False, indent=2)


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing that a step needs.

    Attributes:
        about: ``anchor``, ``condition``, ``medium``, ``rule`` (somebody to go to, no forbid, no stop) or ``moment``.
        met: None: it hangs on what is not known.
        text: A clause, with the values seen.
    """

    about: About
    met: bool | None
    text: str


@dataclass(frozen=True, slots=True)
class Missing:
    """A step that a rule does not give.

    Attributes:
        step: Its id, or None where nothing has come into being that could be named.
        to: None: to nobody, or nobody in particular.
        withheld: What the plan says of it, or None where it says nothing.
        requirements: What it needs; at least one is not met.
    """

    step: str | None
    to: Person | None
    withheld: Withheld | None
    requirements: tuple[Requirement, ...]


class ChangeKind(StrEnum):
    """What a change changes; the smaller first."""

    FACT = "fact"
    TIME = "time"
    EVENT = "event"
    PERSON = "person"


@dataclass(frozen=True, slots=True)
class Change:
    """One single change that makes a step of the rule appear: planned again with it, and seen.

    Attributes:
        text: It as a clause.
        data: What to add to the timeline's file (``facts``, ``events`` or ``people``), or to plan with (``as_of`` or
            ``horizon``).
        step: The id of the first step of the rule that appears.
        at: When that will be done.
    """

    kind: ChangeKind
    text: str
    data: Mapping[str, object]
    step: str
    at: datetime


@dataclass(frozen=True, slots=True)
class WhyNot:
    """Why a rule gives no step, or not all that it could.

    Attributes:
        steps: The ids of those that it gives.
        missing: Those that it does not give: of a long series the first 20.
        changes: The smallest first; empty: no single change that was tried makes a step appear.
        tried: How many changes were tried.
    """

    rule: str
    steps: tuple[str, ...]
    missing: tuple[Missing, ...]
    changes: tuple[Change, ...]
    tried: int

    def to_json(self) -> str:
        """Return it as JSON text."""
        return json.dumps(why_not_document(self), ensure_ascii=False, indent=2)


WITHHELD: Final = "withheld"
"""How a step stands that a plan withholds; all others stand as their status says."""


@dataclass(frozen=True, slots=True)
class Turn:
    """A step that will stand differently though nothing is done.

    Attributes:
        was: Its status before, or `WITHHELD`; None: it was not there, or lay ahead.
        now: Its status then, or `WITHHELD`.
        why: What brings it about, as a clause.
    """

    step: str
    was: str | None
    now: str
    why: str


@dataclass(frozen=True, slots=True)
class NextChange:
    """Why a plan will look different at its ``next_change_at``."""

    at: datetime
    turns: tuple[Turn, ...]


def explanation_document(explanation: Explanation) -> Mapping[str, object]:
    """Return *explanation* as what its JSON holds."""
    links = [
        {"about": link.about, "text": link.text, "event": link.event, "place": place_document(link.place)}
        for link in explanation.links
    ]
    return {"step": explanation.step.id, "links": links}


def next_change_document(change: NextChange) -> Mapping[str, object]:
    """Return *change* as what its JSON holds."""
    turns = [{"step": turn.step, "was": turn.was, "now": turn.now, "why": turn.why} for turn in change.turns]
    return {"at": change.at.isoformat(timespec="minutes"), "turns": turns}


def why_not_document(why_not: WhyNot) -> Mapping[str, object]:
    """Return *why_not* as what its JSON holds."""
    return {
        "rule": why_not.rule,
        "steps": list(why_not.steps),
        "missing": [
            {
                "step": missing.step,
                "to": person_document(missing.to),
                "reason": None if missing.withheld is None else missing.withheld.reason,
                "requirements": [
                    {"about": one.about, "met": one.met, "text": one.text} for one in missing.requirements
                ],
            }
            for missing in why_not.missing
        ],
        "changes": [
            {
                "kind": change.kind,
                "text": change.text,
                "data": change.data,
                "step": change.step,
                "at": change.at.isoformat(timespec="minutes"),
            }
            for change in why_not.changes
        ],
        "tried": why_not.tried,
    }
