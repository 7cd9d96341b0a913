"""A plan as JSON text, and back."""

import json
from typing import TYPE_CHECKING

from followup.model.draft import Draft
from followup.model.place import Place
from followup.model.plan import Plan, PolicyRef, Problem, Question, Reason, Texts, TimelineRef, Withheld
from followup.model.step import Advised, Because, Dates, Reasons, Status, Step
from followup.model.timeline import Person
from followup.model.untrusted import (
    Json,
    as_flag,
    as_list,
    as_map,
    as_minute,
    as_text,
    as_texts,
    as_whole,
    maybe_minute,
    maybe_text,
)
from followup.model.zone import Zone

if TYPE_CHECKING:
    from followup.model.explanation import Link


def write_plan(plan: Plan) -> str:
    """Return *plan* as JSON, keys in the order of the format's description, without trailing newline."""
    return json.dumps(plan_document(plan), ensure_ascii=False, indent=2)


def plan_document(plan: Plan) -> Json:
    """Return *plan* as what its JSON holds."""
    zone = plan.zone
    return {
        "plan": 1,
        "policy": {"id": plan.policy.id, "version": plan.policy.version, "digest": plan.policy.digest},
        "timeline": {"id": plan.timeline.id, "digest": plan.timeline.digest},
        "as_of": _instant(zone, plan.start),
        "timezone": zone.name,
        "horizon": _instant(zone, plan.end),
        "cut": plan.cut,
        "steps": [_step(zone, step) for step in plan.steps],
        "withheld": [_withheld(zone, held) for held in plan.withheld],
        "questions": [{"fact": q.fact, "asks": q.asks, "changes": list(q.changes)} for q in plan.questions],
        "problems": [problem_document(problem) for problem in plan.problems],
        "next_change_at": _instant(zone, plan.change),
    }


def read_plan(text: str) -> Plan:
    """Return the plan that `write_plan` wrote; raise ValueError for anything else."""
    try:
        document = json.loads(text)
    except RecursionError as error:
        raise ValueError(f"not a plan: {error}") from error
    return plan_from(document)


def plan_from(document: Json) -> Plan:
    """Return the plan that `plan_document` took apart; raise ValueError for anything else."""
    try:
        plan = _plan(document)
    except KeyError as error:
        raise ValueError(f"not a plan: something has no `{error.args[0]}`") from error
    except (TypeError, AttributeError, RecursionError, OverflowError) as error:
        raise ValueError(f"not a plan: {error}") from error
    if len({step.id for step in plan.steps}) < len(plan.steps):
        raise ValueError("not a plan: two of its steps have the same id")
    return plan


def _instant(zone: Zone, minute: int | None) -> str | None:
    return None if minute is None else zone.text(minute)


def person_document(person: Person | None) -> Json | None:
    """Return *person* as documents name them."""
    return None if person is None else {"id": person.id, "name": person.name, "role": person.role}


def place_document(place: Place | None) -> Json | None:
    """Return *place* as documents name it."""
    return None if place is None else place.document()


def step_document(step: Step) -> Json:
    """Return *step* as what a plan's JSON holds of it."""
    return _step(step.zone, step)


def _step(zone: Zone, step: Step) -> Json:
    return {
        "id": step.id,
        "rule": step.rule,
        "title": step.title,
        "act": step.act,
        "strength": step.strength,
        "to": person_document(step.to),
        "via": step.via,
        "object": step.object,
        "earliest": _instant(zone, step.dates.earliest),
        "recommended": _instant(zone, step.dates.recommended),
        "overdue": _instant(zone, step.dates.overdue),
        "expires": _instant(zone, step.dates.expires),
        "at": _instant(zone, step.minute),
        "status": step.status,
        "timing": step.timing,
        "did": step.did,
        "say": list(step.say),
        "avoid": list(step.avoid),
        "draft": _draft(step.draft),
        "cites": list(step.cites),
        "reading": step.reading,
        "because": [{"event": because.event, "text": because.text} for because in step.because],
        "place": place_document(step.place),
    }


def _draft(draft: Draft | None) -> Json | None:
    if draft is None:
        return None
    return {"subject": draft.subject, "address": draft.address, "lines": list(draft.lines), "sender": draft.sender}


def _withheld(zone: Zone, held: Withheld) -> Json:
    return {
        "id": held.id,
        "rule": held.rule,
        "to": person_document(held.to),
        "reason": held.reason,
        "by": held.by,
        "since": _instant(zone, held.since_minute),
        "until": _instant(zone, held.until_minute),
        "text": held.text,
    }


def problem_document(problem: Problem) -> Json:
    """Return *problem* as documents tell it."""
    return {
        "rule": problem.rule,
        "text": problem.text,
        "plugin": problem.plugin,
        "place": place_document(problem.place),
    }


# Reading trusts nothing: a missing key or a wrong type raises what `read_plan` turns into a ValueError.


def _plan(document: Json) -> Plan:
    if as_whole(document["plan"]) != 1:
        raise ValueError(f"a plan of version 1 was expected, not {document['plan']}")
    try:
        zone = Zone(as_text(document["timezone"]))
    except (OSError, ValueError) as error:
        raise ValueError("not a plan: its `timezone` is no IANA name") from error
    policy, timeline = as_map(document["policy"]), as_map(document["timeline"])
    return Plan(
        policy=PolicyRef(as_text(policy["id"]), as_whole(policy["version"]), as_text(policy["digest"])),
        timeline=TimelineRef(as_text(timeline["id"]), as_text(timeline["digest"])),
        zone=zone,
        start=maybe_minute(document["as_of"]),
        end=maybe_minute(document["horizon"]),
        cut=as_flag(document["cut"]),
        steps=tuple(_read_step(zone, step) for step in as_list(document["steps"])),
        withheld=tuple(_read_withheld(zone, held) for held in as_list(document["withheld"])),
        questions=tuple(
            Question(as_text(q["fact"]), as_text(q["asks"]), as_texts(q["changes"]))
            for q in as_list(document["questions"])
        ),
        problems=tuple(_read_problem(problem) for problem in as_list(document["problems"])),
        change=maybe_minute(document["next_change_at"]),
        beyond=(),
        _trace=_trace,
    )


def _trace(plan: Plan, step_id: str) -> "tuple[Link, ...]":
    """Return what a plan's JSON says of why a step is there."""
    from followup.model.explanation import About, Link

    step = next(step for step in plan.steps if step.id == step_id)
    rule = Link(About.RULE, f"`{step.rule}`: {step.strength}", place=step.place)
    return (rule, *(Link(About.MOMENT, because.text, because.event) for because in step.because))


def _read_step(zone: Zone, step: Json) -> Step:
    because = tuple(
        Because(None if link["event"] is None else as_whole(link["event"]), as_text(link["text"]))
        for link in as_list(step["because"])
    )
    draft = _read_draft(step["draft"])
    place = _read_place(step["place"])
    if place is None:
        raise TypeError("a step without place")
    return Step(
        id=as_text(step["id"]),
        advised=Advised(
            rule=as_text(step["rule"]),
            title=as_text(step["title"]),
            act=as_text(step["act"]),
            strength=as_text(step["strength"]),
            say=as_texts(step["say"]),
            avoid=as_texts(step["avoid"]),
            cites=as_texts(step["cites"]),
            reading=as_text(step["reading"]),
            place=place,
        ),
        to=_read_person(step["to"]),
        via=maybe_text(step["via"]),
        object=maybe_text(step["object"]),
        dates=Dates(
            as_minute(step["earliest"]),
            as_minute(step["recommended"]),
            as_minute(step["overdue"]),
            maybe_minute(step["expires"]),
        ),
        minute=maybe_minute(step["at"]),
        status=Status(as_text(step["status"])),
        timing=maybe_text(step["timing"]),
        did=None if step["did"] is None else as_whole(step["did"]),
        zone=zone,
        reasons=Reasons(lambda _: because, lambda _: draft),
    )


def _read_draft(draft: object) -> Draft | None:
    if draft is None:
        return None
    fields = as_map(draft)
    sender = maybe_text(fields.get("sender"))  # which older plans lack
    return Draft(as_text(fields["subject"]), maybe_text(fields["address"]), as_texts(fields["lines"]), sender)


def _read_withheld(zone: Zone, held: Json) -> Withheld:
    text = as_text(held["text"])
    return Withheld(
        id=as_text(held["id"]),
        rule=as_text(held["rule"]),
        to=_read_person(held["to"]),
        reason=Reason(as_text(held["reason"])),
        by=maybe_text(held["by"]),
        since_minute=as_minute(held["since"]),
        until_minute=maybe_minute(held["until"]),
        zone=zone,
        texts=Texts(lambda _: text),
    )


def _read_problem(problem: Json) -> Problem:
    return Problem(
        rule=maybe_text(problem["rule"]),
        text=as_text(problem["text"]),
        plugin=maybe_text(problem["plugin"]),
        place=_read_place(problem["place"]),
    )


def _read_person(person: object) -> Person | None:
    if person is None:
        return None
    fields = as_map(person)
    return Person(id=as_text(fields["id"]), name=maybe_text(fields["name"]), role=maybe_text(fields["role"]))


def _read_place(place: object) -> Place | None:
    if place is None:
        return None
    fields = as_map(place)
    return Place(as_text(fields["file"]), as_whole(fields["line"]), as_whole(fields["column"]))
