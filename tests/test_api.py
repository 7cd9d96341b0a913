"""The front door: what it takes, and what it says to what it does not."""

import copy
import pickle
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path
from typing import cast

import pytest

import followup

POLICY = followup.load_policy("krautzel")
INTERVIEW: Mapping[str, object] = {"event": "interview", "at": "2026-03-02T10:00"}
TIMELINE = followup.timeline({"timezone": "America/New_York", "events": [INTERVIEW]})


def test_an_instant_may_be_text_a_date_or_a_datetime() -> None:
    local = followup.plan(POLICY, TIMELINE, "2026-03-02T12:00")
    assert local == followup.plan(POLICY, TIMELINE, datetime(2026, 3, 2, 12))
    assert local == followup.plan(POLICY, TIMELINE, datetime(2026, 3, 2, 17, tzinfo=UTC))
    day = followup.plan(POLICY, TIMELINE, "2026-03-02")
    assert day == followup.plan(POLICY, TIMELINE, date(2026, 3, 2))
    assert "2026-03-02T00:00-05:00" == TIMELINE.zone.text(day.start or 0)


@pytest.mark.parametrize(
    "instant",
    [
        date(1969, 12, 31),
        date(2200, 1, 1),
        datetime(9998, 1, 1),
        datetime.max.replace(tzinfo=timezone(timedelta(hours=-5))),
    ],
)
def test_years_are_bounded_whatever_they_are_given_as(instant: date) -> None:
    with pytest.raises(ValueError, match="lies outside 1970 to 2199"):
        followup.plan(POLICY, TIMELINE, instant)


def test_what_is_no_policy_and_no_instant_is_refused_in_plain_words() -> None:
    with pytest.raises(TypeError, match="see `load_policy`"):
        followup.plan(cast("followup.Policy", "krautzel"), TIMELINE)
    with pytest.raises(TypeError, match="an instant is a text, a date or a datetime"):
        followup.plan(POLICY, TIMELINE, cast("str", 5))


def test_a_horizon_before_as_of_is_refused() -> None:
    with pytest.raises(ValueError, match="the horizon lies before"):
        followup.plan(POLICY, TIMELINE, "2026-03-02", "2026-03-01")


def test_without_events_there_is_nothing_to_plan() -> None:
    plan = followup.plan(POLICY, followup.timeline({"events": []}))
    assert ((), None, False) == (plan.steps, plan.horizon, plan.cut)


def test_errors_cross_to_other_processes_and_copies() -> None:
    with pytest.raises(followup.PolicyError) as raised:
        followup.load_policy("nope")
    for again in (pickle.loads(pickle.dumps(raised.value)), copy.copy(raised.value)):
        assert raised.value.diagnostics == again.diagnostics
    assert str(raised.value).startswith("error[unknown-policy]: unknown policy `nope`: neither an installed policy nor")


def test_plans_and_policies_can_be_copied_and_pickled() -> None:
    plan = followup.plan(POLICY, TIMELINE)
    assert plan.to_json() == pickle.loads(pickle.dumps(plan)).to_json()
    assert plan == followup.plan(copy.deepcopy(POLICY), copy.deepcopy(TIMELINE))


@pytest.mark.parametrize("text", ["{}", "[]", "nonsense", '{"plan": 2}', "null"])
def test_what_is_no_plan_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        followup.Plan.from_json(text)


def test_a_comparison_keeps_the_order_of_the_policies() -> None:
    other = followup.load_policy("resumehelp")
    comparison = followup.compare([other, POLICY], TIMELINE)
    assert ["resumehelp", "krautzel"] == [plan.policy.id for plan in comparison.plans]
    assert comparison.plans[1] == followup.plan(POLICY, TIMELINE)


class Counting:
    """A plugin's condition that writes into what it gets."""

    name, reads, schema = "counting", ("events",), {"type": "object"}

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        assert isinstance(body, dict)
        body["n"] = body.get("n", 0) + 1
        return int(body["n"]) > 1


class Broken:
    """A plugin's condition whose failure cannot even be told."""

    name, reads, schema = "broken", (), {"type": "object"}

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        class SilentError(Exception):
            def __str__(self) -> str:
                raise RuntimeError("no words")

        raise SilentError


def host_of(condition: followup.Condition) -> followup.PluginHost:
    class Plugin:
        @followup.hookimpl
        def register_conditions(self) -> list[followup.Condition]:
            return [condition]

    return followup.PluginHost.of(Plugin())


def policy_when(key: str) -> str:
    return f"""policy: mine
rules:
  - id: a
    when: {{{key}: {{}}}}
    do: {{act: thank-you, to: {{each: interviewer}}, from: interview, window: {{recommended: 1 hour, expires: 1 day}}}}
"""


def test_a_condition_cannot_change_the_policy(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("mine") / "mine.yaml"
    file.write_text(policy_when("counting"))
    policy = followup.load_policy(file, host=host_of(Counting()))
    assert followup.plan(policy, TIMELINE) == followup.plan(policy, TIMELINE)
    assert ["condition"] == [held.reason for held in followup.plan(policy, TIMELINE).withheld]


def test_a_condition_that_fails_costs_its_rule_and_is_named(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("mine") / "mine.yaml"
    file.write_text(policy_when("broken"))
    plan = followup.plan(followup.load_policy(file, host=host_of(Broken())), TIMELINE)
    (problem,) = plan.problems
    assert ("a", "broken", "condition `broken` raised SilentError") == (problem.rule, problem.plugin, problem.text)
    assert () == plan.steps


def test_a_condition_that_fails_raises_nowhere_and_is_told_everywhere(tmp_path: Path) -> None:
    file = tmp_path / "mine.yaml"
    more = """
  - {id: b, strength: must-not, when: {any: [{known: handwriting}, {broken: {}}]}, forbid: {act: check-in}}
  - id: c
    do: {act: check-in, to: {each: interviewer}, from: interview, window: {recommended: 1 day, expires: 2 days}}
"""
    file.write_text(policy_when("broken").rstrip() + more)
    policy = followup.load_policy(file, host=host_of(Broken()))
    did = {"event": "did", "at": "2026-03-03T10:00", "act": "check-in"}
    timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}, did]})
    calls_too = followup.load_policy("resumehelp")

    assert followup.why_not(policy, timeline, "c").steps
    with pytest.raises(ValueError, match="has no rule `nothing`"):
        followup.why_not(policy, timeline, "nothing")
    followup.why_not(policy, timeline, "a")
    followup.next_change(policy, timeline, "2026-03-02T09:00")
    (history,) = followup.judge_history(timeline, [policy], "2026-03-10")
    assert {"a", "b"} == {problem.rule for problem in history.problems}
    compared = followup.compare([policy, calls_too], timeline)
    assert ["b"] == [problem.rule for problem in compared.problems]
    judged = followup.judge(followup.plan(calls_too, timeline), timeline, [policy])
    assert ["b"] == [problem.rule for problem in judged.problems]
    assert [] == [breach for breach in judged.breaches if breach.rule.id == "b"]


def test_one_policy_is_not_several() -> None:
    policy = followup.load_policy("krautzel")
    for mistaken in (policy, ["krautzel"]):
        with pytest.raises(TypeError, match="this wants several policies"):
            followup.compare(mistaken, TIMELINE)  # type: ignore[arg-type]  # what a caller may mistake
        with pytest.raises(TypeError, match="this wants several policies"):
            followup.judge_history(TIMELINE, mistaken)  # type: ignore[arg-type]  # what a caller may mistake


def test_what_cannot_be_a_timeline_is_told_as_any_mistake_in_one() -> None:
    for data, what in (([], "not a list"), (None, "a mapping"), ("x", "not text"), (7, "not the number `7`")):
        with pytest.raises(followup.TimelineError, match=r"^<mapping>: error\[wrong-type\]: the whole") as caught:
            followup.timeline(data)  # type: ignore[arg-type]  # what JSON may hold
        assert what in str(caught.value)


def test_a_mistake_in_data_names_the_path_to_it() -> None:
    events = [{"event": "interview", "at": "2026-03-02"}, {"event": "intervew", "at": "2026-03-02"}]
    with pytest.raises(followup.TimelineError) as caught:
        followup.timeline({"events": events, "facts": {"company.culture": "modrn"}})
    assert ["events[1].event", 'facts["company.culture"]'] == [one.place.path for one in caught.value.diagnostics]
    assert str(caught.value).startswith("<mapping>: events[1].event: error[unknown-event]: unknown event `intervew`")


@pytest.mark.parametrize("reader", [followup.parse_policy, followup.parse_timeline])
def test_what_is_no_text_is_no_text_of_a_file(reader: Callable[[str], object]) -> None:
    with pytest.raises(TypeError, match=r"^the text of a YAML file is wanted, not `dict`$"):
        reader({"policy": "x"})  # type: ignore[arg-type]  # as a caller without types may


def test_an_instant_that_is_none_is_a_value_error_with_the_way_out() -> None:
    policy, timeline = followup.load_policy("krautzel"), followup.example_timeline()
    for asked in ({"as_of": "tomorrow"}, {"horizon": "tomorrow"}):
        with pytest.raises(ValueError, match=r"^`tomorrow` is no date .*\(write it as `2026-03-02`") as caught:
            followup.plan(policy, timeline, **asked)
        assert ValueError is type(caught.value)


def test_a_plan_is_shown_on_a_line_wherever_it_stands() -> None:
    timeline = followup.timeline({"timeline": "acme", "events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
    policy = followup.load_policy("sparks-group")
    plan = followup.plan(policy, timeline, "2026-03-02T12:00")
    shown = f"<Plan: sparks-group for acme, as of 2026-03-02T12:00+00:00, {len(plan.steps)} steps>"
    assert shown == repr(plan)
    assert "for acme, ahead of all, " in repr(followup.plan(policy, timeline))
    found = followup.today([plan])
    assert shown in repr(found.questions)
    assert "withheld=" not in repr(found)
