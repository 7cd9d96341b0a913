"""A plan as JSON text, and back."""

import json
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import TYPE_CHECKING, cast

from followup.model.place import Place
from followup.model.plan import Plan, PolicyRef, Problem, Question, Reason, Texts, TimelineRef, Withheld
from followup.model.step import Advised, Because, Dates, Reasons, Status, Step
from followup.model.timeline import Person
from followup.model.zone import Zone, instant_of

if TYPE_CHECKING:
    from followup.model.explanation import Link

Json = Mapping[str, object]


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
        plan = _plan(json.loads(text))
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
    return None if place is None else {"file": place.file, "line": place.line, "column": place.column}


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
        "cites": list(step.cites),
        "reading": step.reading,
        "because": [{"event": because.event, "text": because.text} for because in step.because],
        "place": place_document(step.place),
    }


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
    if _whole(document["plan"]) != 1:
        raise ValueError(f"a plan of version 1 was expected, not {document['plan']}")
    try:
        zone = Zone(_text(document["timezone"]))
    except (OSError, ValueError) as error:
        raise ValueError("not a plan: its `timezone` is no IANA name") from error
    policy, timeline = _map(document["policy"]), _map(document["timeline"])
    return Plan(
        policy=PolicyRef(_text(policy["id"]), _whole(policy["version"]), _text(policy["digest"])),
        timeline=TimelineRef(_text(timeline["id"]), _text(timeline["digest"])),
        zone=zone,
        start=_maybe_minute(document["as_of"]),
        end=_maybe_minute(document["horizon"]),
        cut=_flag(document["cut"]),
        steps=tuple(_read_step(zone, step) for step in _list(document["steps"])),
        withheld=tuple(_read_withheld(zone, held) for held in _list(document["withheld"])),
        questions=tuple(
            Question(_text(q["fact"]), _text(q["asks"]), _texts(q["changes"])) for q in _list(document["questions"])
        ),
        problems=tuple(_read_problem(problem) for problem in _list(document["problems"])),
        change=_maybe_minute(document["next_change_at"]),
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
        Because(None if link["event"] is None else _whole(link["event"]), _text(link["text"]))
        for link in _list(step["because"])
    )
    place = _read_place(step["place"])
    if place is None:
        raise TypeError("a step without place")
    return Step(
        id=_text(step["id"]),
        advised=Advised(
            rule=_text(step["rule"]),
            title=_text(step["title"]),
            act=_text(step["act"]),
            strength=_text(step["strength"]),
            say=_texts(step["say"]),
            avoid=_texts(step["avoid"]),
            cites=_texts(step["cites"]),
            reading=_text(step["reading"]),
            place=place,
        ),
        to=_read_person(step["to"]),
        via=_maybe_text(step["via"]),
        object=_maybe_text(step["object"]),
        dates=Dates(
            _minute(step["earliest"]),
            _minute(step["recommended"]),
            _minute(step["overdue"]),
            _maybe_minute(step["expires"]),
        ),
        minute=_maybe_minute(step["at"]),
        status=Status(_text(step["status"])),
        timing=_maybe_text(step["timing"]),
        did=None if step["did"] is None else _whole(step["did"]),
        zone=zone,
        reasons=Reasons(lambda _: because),
    )


def _read_withheld(zone: Zone, held: Json) -> Withheld:
    text = _text(held["text"])
    return Withheld(
        id=_text(held["id"]),
        rule=_text(held["rule"]),
        to=_read_person(held["to"]),
        reason=Reason(_text(held["reason"])),
        by=_maybe_text(held["by"]),
        since_minute=_minute(held["since"]),
        until_minute=_maybe_minute(held["until"]),
        zone=zone,
        texts=Texts(lambda _: text),
    )


def _read_problem(problem: Json) -> Problem:
    return Problem(
        rule=_maybe_text(problem["rule"]),
        text=_text(problem["text"]),
        plugin=_maybe_text(problem["plugin"]),
        place=_read_place(problem["place"]),
    )


def _read_person(person: object) -> Person | None:
    if person is None:
        return None
    fields = _map(person)
    return Person(id=_text(fields["id"]), name=_maybe_text(fields["name"]), role=_maybe_text(fields["role"]))


def _read_place(place: object) -> Place | None:
    if place is None:
        return None
    fields = _map(place)
    return Place(_text(fields["file"]), _whole(fields["line"]), _whole(fields["column"]))


def _brief(value: object) -> str:
    """Return *value* in at most 40 characters; what is long may be as long as the file."""
    if isinstance(value, dict | list):
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = repr(value[:40] if isinstance(value, str) else value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def _map(value: object) -> Json:
    if not isinstance(value, dict):
        raise TypeError(f"a mapping was expected, not {_brief(value)}")
    return cast(Json, value)


def _list(value: object) -> list[Json]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {_brief(value)}")
    return [_map(item) for item in value]


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a text was expected, not {_brief(value)}")
    return value


def _maybe_text(value: object) -> str | None:
    return None if value is None else _text(value)


def _texts(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {_brief(value)}")
    return tuple(_text(item) for item in value)


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number was expected, not {_brief(value)}")
    return value


def _flag(value: object) -> bool:
    if not isinstance(value, bool):
        raise TypeError(f"true or false was expected, not {_brief(value)}")
    return value


def _minute(value: object) -> int:
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs its UTC offset: {_brief(value)}")
    if not MINYEAR < moment.year < MAXYEAR:  # so that any zone can show it
        raise ValueError(f"the year {moment.year} is out of reach")
    return instant_of(moment)


def _maybe_minute(value: object) -> int | None:
    return None if value is None else _minute(value)
