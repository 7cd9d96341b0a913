"""A plan without names: for a calendar that others see.

It is taken apart as what its JSON holds and put together again from what is known to name nobody: what is added to that
later stays out until somebody has thought about it here.
"""

import json
import os
from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Final, cast

from followup.model.document import plan_document, plan_from
from followup.model.plan import Plan

Json = Mapping[str, object]

_PLAN: Final = ("plan", "policy", "as_of", "timezone", "horizon", "cut", "questions", "next_change_at")
_STEP: Final = (
    *("rule", "title", "act", "strength", "via", "object", "earliest", "recommended", "overdue", "expires", "at"),
    *("status", "timing", "did", "say", "avoid", "cites", "reading"),
)
_WITHHELD: Final = ("rule", "reason", "by", "since", "until")
_PROBLEM: Final = ("rule", "plugin")

_DIGITS: Final = 4
"""So many hexadecimal digits stand for a person, or more where two would be the same."""


def without_names(plan: Plan) -> Plan:
    """Return *plan* without anybody's name, address or id, and without the timeline's.

    People become ``person-`` and a hash of the timeline's id and theirs, and keep their role; the timeline becomes
    ``timeline-`` and a hash. The same ids give the same hashes, so that steps can be recognized, but `lee` of two
    timelines is not the same; who guesses both ids can see that they fit.
    Reasons and messages, which may quote the timeline, are gone; places name files without their folders. What the
    policy says stays: its texts name nobody.
    """
    document = plan_document(plan)
    whom = [*(step.to for step in plan.steps), *(held.to for held in plan.withheld)]
    people = _hashes(plan.timeline.id, {to.id for to in whom if to is not None})
    timeline = f"timeline-{_hash(plan.timeline.id)[:8]}"
    return plan_from(
        {
            **_kept(document, _PLAN),
            "timeline": {"id": timeline, "digest": f"sha256:{_hash(timeline)}"},
            "steps": [
                {**_kept(step, _STEP), **_whom(step, people), "draft": None, "because": [], "place": _place(step)}
                for step in _list(document, "steps")
            ],
            "withheld": [
                {**_kept(held, _WITHHELD), **_whom(held, people), "text": _reason(held)}
                for held in _list(document, "withheld")
            ],
            "problems": [
                {**_kept(problem, _PROBLEM), "text": "its message is kept private", "place": _place(problem)}
                for problem in _list(document, "problems")
            ],
        }
    )


def _hash(text: str) -> str:
    return sha256(text.encode(errors="surrogatepass")).hexdigest()


def _hashes(timeline: str, ids: Iterable[str]) -> Mapping[str, str]:
    hashes = {one: _hash(json.dumps([timeline, one])) for one in ids}
    digits = _DIGITS
    while len({one[:digits] for one in hashes.values()}) < len(hashes):
        digits += 1
    return {one: f"person-{digest[:digits]}" for one, digest in hashes.items()}


def _kept(document: Json, keys: Iterable[str]) -> Json:
    return {key: document[key] for key in keys}


def _list(document: Json, key: str) -> list[Json]:
    return cast(list[Json], document[key])


def _whom(step: Json, people: Mapping[str, str]) -> Json:
    """Return the id and the person of a step, or of one that is withheld; the id is ``<rule>/<person>/…``."""
    to = cast(Json | None, step["to"])
    if to is None:
        return {"id": step["id"], "to": None}
    person = people[cast(str, to["id"])]
    rule, _, *rest = cast(str, step["id"]).split("/")
    return {"id": "/".join((rule, person, *rest)), "to": {"id": person, "name": None, "role": to["role"]}}


def _reason(held: Json) -> str:
    by = f": {held['by']}" if held["by"] else ""
    return f"{held['reason']}{by}"


def _place(of: Json) -> Json | None:
    place = cast(Json | None, of["place"])
    return None if place is None else {**place, "file": os.path.basename(cast(str, place["file"]))}
