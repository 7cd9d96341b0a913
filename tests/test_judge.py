"""A judge sees what was done before a step, and a `did` that settled a step is that step."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

import followup
from followup import History
from followup.evaluation.judge import judge
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import Custom
from followup.model.place import Place
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.rule import Forbid, Rule

ASK: dict[str, Any] = {
    "id": "ask",
    "do": {
        "act": "check-in",
        "to": {"each": "interviewer"},
        "via": [{"medium": "phone"}],
        "from": "interview",
        "window": {"recommended": "1 day at 10:00", "expires": "2 months"},
        "repeat": {"every": "1 week", "times": 3},
    },
}
INTERVIEW = {"event": "interview", "at": "2026-03-02T10:00"}


def policy(*rules: Mapping[str, object]) -> Policy:
    node, found = from_data({"policy": "mine", "rules": list(rules)})
    assert node is not None, found
    loaded, found = load(node, lambda *_: (None, ()), built_in(), Additions(), "<mapping>")
    assert loaded is not None, [str(one) for one in found]
    return loaded


def breaches(plan: Plan, timeline: followup.Timeline, forbid: Mapping[str, object]) -> list[str]:
    judging = policy({"id": "never", **forbid})
    again = Plan.from_json(plan.to_json())
    found = [breach.step.id for breach in followup.judge(plan, timeline, [judging]).breaches]
    assert found == [breach.step.id for breach in followup.judge(again, timeline, [judging]).breaches]
    return found


def test_a_judge_sees_the_outcome_of_a_did_that_settled_a_step() -> None:
    did = {"event": "did", "at": "2026-03-03T10:00", "act": "check-in", "via": "phone", "outcome": "spoke"}
    timeline = followup.timeline({"events": [INTERVIEW, did]})
    plan = followup.plan(policy(ASK), timeline, "2026-03-04")
    spoke = {"happened": {"did": {"act": "check-in", "to": "recipient", "outcome": "spoke"}}}
    assert [1, None, None] == [step.did for step in plan.steps]
    assert ["ask/interviewer/2", "ask/interviewer/3"] == breaches(
        plan, timeline, {"when": spoke, "forbid": {"act": "check-in"}}
    )


def test_a_did_that_settled_a_step_counts_once_whatever_its_act() -> None:
    did = {"event": "did", "at": "2026-03-03T10:00", "act": "thank-you", "step": "ask/interviewer/1"}
    timeline = followup.timeline({"events": [INTERVIEW, did]})
    plan = followup.plan(policy(ASK), timeline, "2026-03-04")
    forbid = {"forbid": {"act": ["check-in", "thank-you"], "more-than": 2}}
    assert ["ask/interviewer/3"] == breaches(plan, timeline, forbid)


def test_what_was_done_on_a_date_is_over_when_that_day_is() -> None:
    thank = {
        "id": "thank",
        "do": {
            "act": "thank-you",
            "to": {"each": "interviewer"},
            "from": "interview",
            "window": {"recommended": "same day at 19:00", "expires": "2 days"},
        },
    }
    prepare = {
        "id": "prepare",
        "do": {"act": "prepare", "from": "interview", "window": {"recommended": "1 hour", "expires": "1 day"}},
    }
    forbid = {"id": "never", "forbid": {"act": "thank-you", "after": "step.prepare"}}
    did = {"event": "did", "at": "2026-03-02", "act": "prepare"}
    timeline = followup.timeline({"events": [INTERVIEW, did]})
    mine = policy(prepare, thank, forbid)
    plan = followup.plan(mine, timeline, "2026-03-02T18:30")
    assert ["2026-03-02T18:00", "2026-03-02T19:00"] == [f"{step.at:%Y-%m-%dT%H:%M}" for step in plan.steps]
    assert () == followup.judge(plan, timeline, [mine]).breaches


def test_a_rule_after_a_step_has_no_anchor_in_the_steps_of_others() -> None:
    tell = {
        "id": "tell",
        "do": {
            "act": "ask-timeframe",
            "to": {"each": "recruiter"},
            "from": "step.ask",
            "window": {"recommended": "1 hour", "expires": "1 day"},
        },
    }
    people = {"dana": {"role": "hiring-manager"}, "lee": {"role": "recruiter"}}
    timeline = followup.timeline({"people": people, "events": [{**INTERVIEW, "with": ["dana", "lee"]}]})
    plan = followup.plan(policy(ASK, tell), timeline)
    assert {"tell/lee/1", "tell/lee/1/2", "tell/lee/1/3"} == {step.id for step in plan.steps if step.rule == "tell"}
    assert () == plan.withheld


def test_a_judge_knows_how_the_timeline_assumes_that_calls_end() -> None:
    assumed = {"assume": [{"act": "check-in", "via": "phone", "outcome": ["voicemail", "spoke"]}]}
    timeline = followup.timeline({"events": [INTERVIEW], **assumed})
    plan = followup.plan(policy(ASK), timeline)
    spoke = {"happened": {"did": {"act": "check-in", "to": "recipient", "outcome": "spoke"}}}
    assert ["ask/interviewer/3"] == breaches(plan, timeline, {"when": spoke, "forbid": {"act": "check-in"}})


def test_an_answer_to_what_no_judge_looks_at_is_an_answer_given() -> None:
    thank = {
        "id": "thank",
        "do": {
            "act": "thank-you",
            "to": {"each": "interviewer"},
            "from": "interview",
            "window": {"recommended": "1 hour", "expires": "2 days"},
        },
    }
    timeline = followup.timeline({"events": [INTERVIEW], "assume": [{"outcome": ["voicemail", "spoke"]}]})
    plan = followup.plan(policy(thank, ASK), timeline)
    spoke = {"happened": {"did": {"act": "check-in", "to": "recipient", "outcome": "spoke"}}}
    found = breaches(plan, timeline, {"when": spoke, "forbid": {"act": "check-in"}})
    assert ["ask/interviewer/2", "ask/interviewer/3"] == found


@pytest.mark.parametrize(
    ("forbid", "broken"),
    [
        ({"when": {"happened": {"did": {"outcome": "spoke"}}}, "forbid": {"act": "check-in"}}, ("2", "3")),
        ({"when": {"happened": {"did": {"act": "check-in"}}}, "forbid": {"act": "check-in"}}, ("2", "3")),
        ({"when": {"happened": "timeframe"}, "forbid": {"act": "check-in"}}, ("3",)),
        ({"when": {"happened": "decision"}, "forbid": {"act": "check-in"}}, ("3",)),
        ({"forbid": {"act": "check-in", "after": "timeframe.answer_by"}}, ("3",)),
        ({"forbid": {"act": "check-in", "after": "step.ask"}}, ("2", "3")),
        ({"forbid": {"act": "check-in", "to": "interviewer"}}, ("1", "2", "3")),
        ({"forbid": {"act": "check-in", "more-than": 2}}, ("3",)),
        ({"forbid": {"act": "check-in", "closer-than": "8 days"}}, ("2", "3")),
    ],
)
def test_a_judge_is_told_whatever_its_forbids_look_at(forbid: Mapping[str, object], broken: tuple[str, ...]) -> None:
    said = {"event": "timeframe", "at": "2026-03-12T10:00", "answer_by": "2026-03-13"}
    refused = {"event": "rejection", "at": "2026-03-16T10:00"}
    assumed = [{"act": "check-in", "outcome": ["spoke"]}]
    timeline = followup.timeline({"events": [INTERVIEW, said, refused], "assume": assumed})
    plan = followup.plan(policy(ASK), timeline)
    found = followup.judge(plan, timeline, [policy(ASK, {"id": "never", **forbid})]).breaches
    assert [f"ask/interviewer/{nth}" for nth in broken] == [breach.step.id for breach in found]


def test_a_plugins_condition_is_told_everything() -> None:
    class Replied:
        name, schema, reads = "replied", dict[str, object](), ("events",)

        def holds(self, body: object, moment: followup.Moment) -> bool:
            return {"reply", "did"} <= {event["event"] for event in moment.events}

    place = Place("", 0, 0)
    never = Rule("never", 0, Forbid(), "must-not", place, when=Custom(Replied(), None, "never", place))
    reply = {"event": "reply", "at": "2026-03-12T10:00"}
    timeline = followup.timeline({"events": [INTERVIEW, reply]})
    found = judge(followup.plan(policy(ASK), timeline), timeline, [[never]], built_in()).breaches
    assert ["ask/interviewer/3"] == [breach.step.id for breach in found]


def test_the_order_in_which_a_plan_lists_its_steps_changes_no_verdict() -> None:
    timeline = followup.timeline({"events": [INTERVIEW]})
    document = json.loads(followup.plan(policy(ASK), timeline).to_json())
    document["steps"].reverse()
    judging = policy({"id": "never", "forbid": {"act": "check-in", "more-than": 2}})
    found = followup.judge(Plan.from_json(json.dumps(document)), timeline, [judging]).breaches
    assert ["ask/interviewer/3"] == [breach.step.id for breach in found]


def test_two_steps_of_one_id_are_no_plan() -> None:
    document = json.loads(followup.plan(policy(ASK), followup.timeline({"events": [INTERVIEW]})).to_json())
    document["steps"] *= 2
    with pytest.raises(ValueError, match="two of its steps have the same id"):
        Plan.from_json(json.dumps(document))


def test_a_plan_for_another_timeline_is_not_judged() -> None:
    timeline = followup.timeline({"events": [INTERVIEW]})
    other = followup.timeline({"events": [{**INTERVIEW, "at": "2026-03-03T10:00"}]})
    with pytest.raises(ValueError, match="made for another timeline"):
        followup.judge(followup.plan(policy(ASK), timeline), other, [])


def history(*dids: Mapping[str, object], as_of: str, rules: tuple[Mapping[str, object], ...] = (ASK,)) -> History:
    events = [{"event": "did", "act": "check-in", "via": "phone", **did} for did in dids]
    timeline = followup.timeline({"events": [INTERVIEW, *events]})
    return followup.judge_history(timeline, [policy(*rules)], as_of)[0]


def test_what_was_done_is_early_on_time_late_or_not_asked_for() -> None:
    on_time = history(
        {"at": "2026-03-03T10:00"}, {"at": "2026-03-10T09:00"}, {"at": "2026-03-18T10:00"}, as_of="2026-04-01"
    )
    assert ["on-time", "early", "late"] == [deed.verdict for deed in on_time.deeds]
    assert [1, 2, 3] == [deed.did for deed in on_time.deeds]
    unasked = history({"at": "2026-03-03T10:00", "act": "befriend"}, as_of="2026-03-04")
    assert ["unasked"] == [deed.verdict for deed in unasked.deeds]
    assert "befriend" == unasked.deeds[0].step.act


def test_what_expired_undone_is_missed_if_it_could_have_been_done() -> None:
    short = {**ASK, "do": {**ASK["do"], "window": {"recommended": "1 day at 10:00", "expires": "2 days"}}}
    assert ["ask/interviewer/1"] == [step.id for step in history(as_of="2026-03-06", rules=(short,)).missed]
    never = {**short, "when": {"happened": "offer"}}
    assert () == history(as_of="2026-03-06", rules=(never,)).missed


def test_what_was_done_may_have_been_ruled_out() -> None:
    forbid = {"id": "never", "strength": "must-not", "forbid": {"act": "check-in", "more-than": 1}}
    twice = history({"at": "2026-03-03T10:00"}, {"at": "2026-03-04T10:00"}, as_of="2026-03-05", rules=(ASK, forbid))
    assert [[], ["never"]] == [[rule.id for rule in deed.forbids] for deed in twice.deeds]
    assert twice.breaks
    assert not history({"at": "2026-03-03T10:00"}, as_of="2026-03-05", rules=(ASK, forbid)).breaks
