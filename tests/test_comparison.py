"""What holds for every comparison: who stands first does not matter, nothing is lost, and all can be counted again."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from referencing import Registry

import followup
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.schema import composed
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.vocabulary import Vocabulary
from followup.testing.strategies import Data, instants, policies, timelines

HORIZON = "2026-05-20"
FIVE = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
POLICY = [followup.load_policy(name) for name in FIVE]
EXAMPLE = followup.example_timeline()
PARTED = (followup.Conflict.OTHER_DAY, followup.Conflict.OTHER_MEDIUM)

SCHEMA = Draft202012Validator(composed("comparison", Vocabulary()), registry=Registry())

as_ofs = st.none() | instants(0, 45)

few = settings(max_examples=min(150, settings().max_examples))
"""Each example compares several plans, and the whole is to be tested within minutes."""


def policy_of(data: Data) -> followup.Policy:
    node, found = from_data(data)
    assert node is not None, found
    policy, found = load(node, lambda _name, _place: (None, ()), built_in(), Additions(), "<mapping>")
    assert policy is not None, [str(diagnostic) for diagnostic in found]
    return policy


@st.composite
def several(draw: st.DrawFn, least: int = 1, most: int = 3) -> list[followup.Policy]:
    """Return policies, generated ones and ours; of some generated ones, what comes back comes back for ever."""
    found = []
    for _ in range(draw(st.integers(least, most))):
        if draw(st.integers(0, 4)) == 0:
            found.append(draw(st.sampled_from(POLICY)))
            continue
        data = draw(policies(most_rules=3))
        if draw(st.booleans()):
            data = _endless(data)
        found.append(policy_of(data))
    return found


def _endless(data: Data) -> Data:
    rules = data["rules"]
    assert isinstance(rules, list)
    for rule in rules:
        do = rule.get("do", {})
        if "week" in do.get("repeat", {}).get("every", ""):
            del do["repeat"]["times"]
            do.setdefault("until", ["offer"])
    return data


def compared(chosen: Sequence[followup.Policy], timeline: Data, as_of: str | None) -> followup.Comparison:
    return followup.compare(chosen, followup.timeline(timeline), as_of, HORIZON)


def key_of(side: followup.Side, column: int) -> tuple[object, ...]:
    return (column, side.rule, side.step)


def as_seen_from(one: followup.Contradiction, columns: Sequence[int]) -> tuple[object, ...]:
    """All of *one*, with column ``i`` being ``columns[i]``; of two that part, the lower column comes first."""
    sides = [key_of(side, columns[side.column]) for side in (one.one, one.other)]
    days = one.days
    if one.conflict in PARTED and columns[one.one.column] > columns[one.other.column]:
        sides.reverse()
        days = None if days is None else -days
    return (one.conflict, *sides, days, one.breaks)


def assert_the_same_in_another_order(
    here: followup.Comparison, there: followup.Comparison, order: Sequence[int]
) -> None:
    """*there* has at column ``i`` what *here* has at ``order[i]``."""
    assert tuple(here.measures[column] for column in order) == there.measures
    assert tuple(here.plans[column] for column in order) == there.plans
    assert [
        (row.act, row.to, row.share, tuple(row.steps[column] for column in order), row.spread) for row in here.agreement
    ] == [(row.act, row.to, row.share, row.steps, row.spread) for row in there.agreement]
    straight = range(len(order))
    expected = [as_seen_from(one, straight) for one in here.contradictions]
    actual = [as_seen_from(one, order) for one in there.contradictions]
    assert [] == [one for one in expected if one not in actual]
    assert [] == [one for one in actual if one not in expected]
    assert len(expected) == len(actual)
    assert [
        (day.date, {(row.act, row.to): tuple(row.steps[column] for column in order) for row in day.rows})
        for day in here.days()
    ] == [(day.date, {(row.act, row.to): row.steps for row in day.rows}) for day in there.days()]


@few
@given(several(2), timelines(), as_ofs, st.data())
def test_the_order_of_the_policies_changes_the_columns_and_nothing_else(
    chosen: list[followup.Policy], timeline: Data, as_of: str | None, data: st.DataObject
) -> None:
    order = data.draw(st.permutations(range(len(chosen))))
    here = compared(chosen, timeline, as_of)
    there = compared([chosen[column] for column in order], timeline, as_of)
    assert_the_same_in_another_order(here, there, order)


@pytest.mark.parametrize("as_of", [None, "2026-03-10"])
def test_the_order_of_our_policies_changes_the_columns_and_nothing_else(as_of: str | None) -> None:
    here = followup.compare(POLICY, EXAMPLE, as_of)
    for order in list(permutations(range(5)))[::17]:
        there = followup.compare([POLICY[column] for column in order], EXAMPLE, as_of)
        assert_the_same_in_another_order(here, there, order)


@few
@given(several(), timelines(), as_ofs)
def test_contradictions_come_by_their_policies_and_then_by_time(
    chosen: list[followup.Policy], timeline: Data, as_of: str | None
) -> None:
    def order(one: followup.Contradiction) -> tuple[object, ...]:
        moments = [side.step.at for side in (one.one, one.other) if side.step is not None]
        earliest = min(moment.timestamp() for moment in moments if moment is not None)
        return (sorted((one.one.column, one.other.column)), earliest)

    found = compared(chosen, timeline, as_of)
    assert [order(one) for one in found.contradictions] == sorted(order(one) for one in found.contradictions)
    for one in found.contradictions:
        assert one.one.column != one.other.column
        assert one.conflict not in PARTED or one.one.column < one.other.column
        assert (one.conflict is followup.Conflict.OTHER_DAY) == (one.days is not None)
        assert one.conflict is followup.Conflict.FORBIDDEN or not one.breaks
        assert found.rule(one.one).id == one.one.rule
        assert found.rule(one.other).id == one.other.rule


@few
@given(several(), timelines(), as_ofs)
def test_every_step_that_is_done_stands_in_one_row_of_the_calendar(
    chosen: list[followup.Policy], timeline: Data, as_of: str | None
) -> None:
    found = compared(chosen, timeline, as_of)
    days = list(found.days())
    assert [day.date for day in days] == sorted({day.date for day in days})
    for day in days:
        assert len({(row.act, row.to) for row in day.rows}) == len(day.rows)
        for row in day.rows:
            assert any(row.steps)
            assert len(found.plans) == len(row.steps)
            for step in (step for steps in row.steps for step in steps):
                assert (row.act, row.to) == (step.act, step.to)
                assert step.at is not None
                assert day.date == step.at.date()
    expected = Counter(
        (column, step.id) for column, plan in enumerate(found.plans) for step in plan.steps if step.at is not None
    )
    shown = [(column, steps) for day in days for row in day.rows for column, steps in enumerate(row.steps)]
    assert expected == Counter((column, step.id) for column, steps in shown for step in steps)
    assert all(step in found.plans[column].steps for column, steps in shown for step in steps)


@few
@given(several(), timelines(), as_ofs)
def test_agreement_is_what_a_recount_of_the_json_finds(
    chosen: list[followup.Policy], timeline: Data, as_of: str | None
) -> None:
    document = json.loads(compared(chosen, timeline, as_of).to_json())
    plans = document["plans"]

    def first(plan: Any, act: str, to: Any) -> Any:
        return next((step for step in plan["steps"] if (step["act"], step["to"]) == (act, to)), None)

    def day(step: Any) -> int:
        moment = step["recommended"] if step["at"] is None or step["did"] is not None else step["at"]
        return datetime.fromisoformat(moment).date().toordinal()

    asked = {(step["act"], json.dumps(step["to"])) for plan in plans for step in plan["steps"]}
    expected = {}
    for act, to in asked:
        steps = [first(plan, act, json.loads(to)) for plan in plans]
        found = [day(step) for step in steps if step is not None]
        share = "one" if len(found) == 1 else "most" if len(found) > len(plans) - len(found) else "some"
        share = "all" if None not in steps else share
        expected[act, to] = (share, [step and step["id"] for step in steps], max(found) - min(found))
    rows = document["agreement"]
    assert expected == {
        (row["act"], json.dumps(row["to"])): (row["share"], row["steps"], row["spread"]) for row in rows
    }
    assert len(expected) == len(rows)
    ranks = ["all", "most", "some", "one"]
    assert [row["share"] for row in rows] == sorted((row["share"] for row in rows), key=ranks.index)


@few
@given(several(2), timelines(), as_ofs)
def test_what_two_advise_otherwise_is_what_a_recount_of_the_json_finds(
    chosen: list[followup.Policy], timeline: Data, as_of: str | None
) -> None:
    document = json.loads(compared(chosen, timeline, as_of).to_json())
    expected: Counter[tuple[object, ...]] = Counter()
    for lower, ours in enumerate(document["plans"]):
        for upper, theirs in enumerate(document["plans"][lower + 1 :], lower + 1):
            for one, nth in _numbered(ours):
                for other in (step for step, at in _numbered(theirs) if at == nth):
                    days = _day(other) - _day(one)
                    where = (lower, one["id"], upper, other["id"])
                    if one["did"] is not None or other["did"] is not None:
                        continue
                    if None not in (one["via"], other["via"]) and one["via"] != other["via"]:
                        expected["other-medium", *where, None] += 1
                    if days:
                        expected["other-day", *where, days] += 1
    assert expected == Counter(
        (one["conflict"], *(one[side][key] for side in ("one", "other") for key in ("column", "step")), one["days"])
        for one in document["contradictions"]
        if one["conflict"].startswith("other")
    )


def _numbered(plan: Any) -> list[tuple[Any, tuple[object, ...]]]:
    """The steps of *plan* that are done for somebody, each with its act, its person, and which of those it is."""
    seen: Counter[tuple[object, ...]] = Counter()
    found: list[tuple[Any, tuple[object, ...]]] = []
    for step in plan["steps"]:
        if step["at"] is not None and step["to"] is not None:
            key = (step["act"], step["to"]["id"])
            seen[key] += 1
            found.append((step, (*key, seen[key])))
    return found


def _day(step: Any) -> int:
    return datetime.fromisoformat(step["at"]).date().toordinal()


@few
@given(several(0), timelines(), as_ofs)
def test_the_json_of_a_comparison_is_valid(chosen: list[followup.Policy], timeline: Data, as_of: str | None) -> None:
    text = compared(chosen, timeline, as_of).to_json()
    SCHEMA.validate(json.loads(text))
    assert text == compared(chosen, timeline, as_of).to_json()


def itself(found: followup.Comparison) -> tuple[followup.Contradiction, ...]:
    """What contradicts in *found*, but for what law 5 leaves out: a plan may hold what its own policy rules out, where
    somebody did it all the same, or did something else in the same minute.
    """
    minutes = Counter((column, step.at) for column, plan in enumerate(found.plans) for step in plan.steps)
    return tuple(
        one
        for one in found.contradictions
        if one.conflict is not followup.Conflict.FORBIDDEN
        or (one.one.step is not None and one.one.step.did is None and minutes[one.one.column, one.one.step.at] == 1)
    )


@few
@given(several(most=1), timelines(), as_ofs)
def test_a_policy_contradicts_itself_nowhere(chosen: list[followup.Policy], timeline: Data, as_of: str | None) -> None:
    found = compared([chosen[0], chosen[0]], timeline, as_of)
    assert () == itself(found)
    assert {followup.Share.ALL} >= {row.share for row in found.agreement}
    assert {0} >= {row.spread for row in found.agreement}


@pytest.mark.parametrize("as_of", [None, "2026-03-03", "2026-03-10", "2026-06-01"])
@pytest.mark.parametrize("policy", POLICY, ids=FIVE)
def test_our_policies_contradict_themselves_nowhere(policy: followup.Policy, as_of: str | None) -> None:
    assert () == itself(followup.compare([policy, replace(policy, id="the-same")], EXAMPLE, as_of))
