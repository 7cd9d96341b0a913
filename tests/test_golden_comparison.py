"""The five policies over the example timeline: compared by hand first (``comparison_of_five.yaml``)."""

from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

import followup
from followup import Conflict, Step

GOLDEN: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "comparison_of_five.yaml").read_text())
IDS: list[str] = GOLDEN["policies"]
COMPARISON = followup.compare([followup.load_policy(name) for name in IDS], followup.example_timeline())


def minute(moment: datetime | None) -> str | None:
    return None if moment is None else f"{moment:%Y-%m-%dT%H:%M}"


def minutes(span: timedelta | None) -> int | None:
    return None if span is None else span // timedelta(minutes=1)


@pytest.mark.parametrize("column", range(len(IDS)), ids=IDS)
def test_the_plans_are_as_worked_out_by_hand(column: int) -> None:
    plan = COMPARISON.plans[column]
    assert GOLDEN["plans"][IDS[column]] == [
        {"id": step.id, "at": minute(step.at), "via": step.via} for step in plan.steps
    ]
    held = {(one["id"], one["reason"]) for one in GOLDEN["withheld"][IDS[column]]}
    assert held == {(one.id, one.reason.value) for one in plan.withheld}


@pytest.mark.parametrize("column", range(len(IDS)), ids=IDS)
def test_the_measures_are_as_worked_out_by_hand(column: int) -> None:
    found = COMPARISON.measures[column]
    ending = {
        "how": found.ending.how.value,
        "rules": list(found.ending.rules),
        "event": found.ending.event,
        "when": minute(found.ending.at) if found.ending.event else None,
    }
    assert GOLDEN["measures"][IDS[column]] == {
        "steps": found.steps,
        "contacts": found.contacts,
        "first": minute(found.first),
        "last": minute(found.last),
        "people": list(found.people),
        "media": dict(found.media),
        "smallest_gap": minutes(found.smallest_gap),
        "longest_silence": minutes(found.longest_silence),
        "ending": ending,
        "strengths": dict(found.strengths),
        "inferred": found.inferred,
    }


def test_the_agreement_is_as_worked_out_by_hand() -> None:
    def day(step: Step | None) -> str | None:
        return (
            None
            if step is None
            else f"{(step.recommended if step.did is not None or step.at is None else step.at):%Y-%m-%d}"
        )

    found = [
        {
            "act": row.act,
            "to": None if row.to is None else row.to.id,
            "share": row.share.value,
            "spread": row.spread,
            "dates": dict(zip(IDS, map(day, row.steps), strict=True)),
        }
        for row in COMPARISON.agreement
    ]
    key = lambda row: (row["act"], row["to"] or "")  # noqa: E731 - a name for two sorts
    golden = [
        {**row, "dates": {name: None if on is None else str(on) for name, on in row["dates"].items()}}
        for row in GOLDEN["agreement"]
    ]
    assert sorted(golden, key=key) == sorted(found, key=key)
    order = ["all", "most", "some", "one"]
    assert sorted(found, key=lambda row: order.index(str(row["share"]))) == found


def test_the_contradictions_are_as_worked_out_by_hand() -> None:
    found = []
    for one in COMPARISON.contradictions:
        rule_alone = one.conflict is Conflict.NO_END
        entry: dict[str, object] = {
            "conflict": one.conflict.value,
            "one": [IDS[one.one.column], one.one.rule if rule_alone or one.one.step is None else one.one.step.id],
            "other": [
                IDS[one.other.column],
                one.other.rule if rule_alone or one.other.step is None else one.other.step.id,
            ],
        }
        if one.conflict is Conflict.FORBIDDEN:
            entry["breaks"] = one.breaks
        if one.conflict is Conflict.OTHER_DAY:
            entry["days"] = one.days
        found.append(entry)
    assert sorted(map(str, GOLDEN["contradictions"])) == sorted(map(str, found))


def test_each_side_of_a_contradiction_leads_to_its_source() -> None:
    for one in COMPARISON.contradictions:
        for side in (one.one, one.other):
            policy, rule = COMPARISON.policies[side.column], COMPARISON.rule(side)
            assert rule.place.line > 1
            assert rule.reading in ("explicit", "inferred")
            assert [policy.advice[row].where for row in rule.cites]


def test_the_three_great_contradictions_stand_between_the_sources() -> None:
    def between(one: str, other: str, conflict: Conflict) -> set[tuple[str, str]]:
        columns = (IDS.index(one), IDS.index(other))
        return {
            (found.one.rule, found.other.rule)
            for found in COMPARISON.contradictions
            if found.conflict is conflict and (found.one.column, found.other.column) == columns
        }

    email_first = between("krautzel", "resumehelp", Conflict.OTHER_MEDIUM)
    assert ("thank-by-email", "thank-by-post") in email_first
    day_seven = between("krautzel", "resumehelp", Conflict.OTHER_DAY)
    assert ("inquire-on-the-promised-day", "weekly-call") in day_seven
    weekly = between("sparks-group", "krautzel", Conflict.FORBIDDEN)
    assert ("check-in-from-the-promised-day", "not-after-the-promised-day") in weekly
    for_ever = between("krautzel", "resumehelp", Conflict.NO_END)
    assert {("keep-in-touch", "weekly-call")} == for_ever


def test_a_date_of_the_calendar_has_each_step_once() -> None:
    seen = [step.id for day in COMPARISON.days() for row in day.rows for steps in row.steps for step in steps]
    there = [step.id for plan in COMPARISON.plans for step in plan.steps if step.at is not None]
    assert sorted(there) == sorted(seen)
    assert date(2026, 2, 27) == next(iter(COMPARISON.days())).date
