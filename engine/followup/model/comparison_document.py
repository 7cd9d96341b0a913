"""A comparison as JSON text: whole enough to draw a page from, without the files that it came from."""

import json
from collections.abc import Mapping
from datetime import datetime, timedelta

from followup.model.comparison import Agreement, Comparison, Contradiction, Day, Measures, Side
from followup.model.document import person_document, place_document, plan_document, problem_document
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.timeline import Event, Timeline
from followup.model.zone import Zone, instant_of

Json = Mapping[str, object]


def write_comparison(comparison: Comparison) -> str:
    """Return *comparison* as JSON, keys in the order of the format's description, without trailing newline."""
    document = {
        "comparison": 1,
        "timeline": _timeline(comparison.timeline),
        "policies": [_policy(policy) for policy in comparison.policies],
        "plans": [plan_document(plan) for plan in comparison.plans],
        "days": [_day(day) for day in comparison.days()],
        "measures": [_measures(one, comparison.timeline.zone) for one in comparison.measures],
        "agreement": [_agreement(one) for one in comparison.agreement],
        "contradictions": [_contradiction(comparison, one) for one in comparison.contradictions],
        "problems": [problem_document(problem) for problem in comparison.problems],
    }
    return json.dumps(document, ensure_ascii=False, indent=2)


def _timeline(timeline: Timeline) -> Json:
    return {
        "id": timeline.id,
        "digest": timeline.digest,
        "timezone": timeline.zone.name,
        "events": [_event(event, timeline.zone) for event in timeline.events],
    }


def _event(event: Event, zone: Zone) -> Json:
    instants = {
        name: zone.text(written.minute) if not written.bare else zone.local(written.minute).date().isoformat()
        for name, written in event.instants.items()
    }
    fields = {name: value if isinstance(value, str) else list(value) for name, value in event.fields.items()}
    return {"event": event.kind.name, "position": event.position, "instants": instants, "fields": fields}


def _policy(policy: Policy) -> Json:
    return {
        "id": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        "title": policy.title,
        "source": dict(policy.source),
        "advice": {row.id: {"where": row.where, "says": row.says} for row in policy.advice.values()},
        "rules": [_rule(rule) for rule in policy.rules],
    }


def _rule(rule: Rule) -> Json:
    return {
        "id": rule.id,
        "title": rule.title,
        "strength": rule.strength,
        "reading": rule.reading,
        "cites": list(rule.cites),
        "dissent": list(rule.dissent),
        "place": place_document(rule.place),
    }


def _day(day: Day) -> Json:
    rows = [
        {"act": row.act, "to": person_document(row.to), "steps": [[step.id for step in steps] for steps in row.steps]}
        for row in day.rows
    ]
    return {"date": day.date.isoformat(), "rows": rows}


def _measures(one: Measures, zone: Zone) -> Json:
    ending = one.ending
    return {
        "steps": one.steps,
        "missed": one.missed,
        "withheld": one.withheld,
        "contacts": one.contacts,
        "first": _instant(zone, one.first),
        "last": _instant(zone, one.last),
        "people": list(one.people),
        "media": dict(one.media),
        "smallest_gap": _minutes(one.smallest_gap),
        "longest_silence": _minutes(one.longest_silence),
        "ending": {
            "how": ending.how,
            "rules": list(ending.rules),
            "event": ending.event,
            "at": _instant(zone, ending.at),
        },
        "strengths": dict(one.strengths),
        "inferred": one.inferred,
    }


def _agreement(one: Agreement) -> Json:
    return {
        "act": one.act,
        "to": person_document(one.to),
        "share": one.share,
        "steps": [None if step is None else step.id for step in one.steps],
        "spread": one.spread,
    }


def _contradiction(comparison: Comparison, one: Contradiction) -> Json:
    return {
        "conflict": one.conflict,
        "one": _side(comparison, one.one),
        "other": _side(comparison, one.other),
        "days": one.days,
        "breaks": one.breaks,
    }


def _side(comparison: Comparison, side: Side) -> Json:
    rule = comparison.rule(side)
    return {
        "column": side.column,
        "rule": side.rule,
        "step": None if side.step is None else side.step.id,
        "strength": rule.strength,
        "reading": rule.reading,
        "cites": list(rule.cites),
        "place": place_document(rule.place),
    }


def _instant(zone: Zone, moment: datetime | None) -> str | None:
    return None if moment is None else zone.text(instant_of(moment))


def _minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(minutes=1)
