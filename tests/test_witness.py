"""Witnesses: for each rule that can fire the smallest timeline found that makes it fire, planned with and confirmed."""

import time
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import event, given, settings

import followup
from followup.analysis import ways as ways_module
from followup.analysis.dead import dead_rules
from followup.analysis.shrink import shrunk
from followup.analysis.sketch import START, Figure, Scene, Sketch, Value
from followup.analysis.subject import Subject
from followup.analysis.witness import NoWitness, Witness, witness, witnesses
from followup.evaluation.history import judge_history
from followup.evaluation.simulate import without
from followup.extension.host import PluginHost
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.policy import Policy
from followup.model.rule import Forbid
from followup.model.timeline import Written
from followup.model.zone import DAY
from followup.testing.strategies import Data, policies

SHIPPED = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
FOR_JUDGING = {"stay-off-casual-sites"}
"""The shipped rules that rule out nothing that their own policy advises."""

INTERVIEW = {"event": "interview", "at": "2026-03-02T10:00"}


def policy_of(data: Data) -> Policy:
    node, _ = from_data(data)
    assert node is not None
    policy, found = load(node, lambda _name, _place: (None, ()), built_in(), Additions(), "<mapping>")
    assert policy is not None, [str(diagnostic) for diagnostic in found]
    return policy


def moment(minute: int | None, timeline: followup.Timeline) -> datetime | None:
    return None if minute is None else timeline.zone.local(minute)


def fires(policy: Policy, rule_id: str, data: Mapping[str, object], as_of: int | None, horizon: int | None) -> bool:
    """Tell whether a rule fires, with nothing but the front door: what a witness claims, said once more."""
    timeline = followup.timeline(data, policies=[policy])
    seen = (moment(as_of, timeline), moment(horizon, timeline))
    plan = followup.plan(policy, timeline, *seen)
    rule = policy.rule(rule_id)
    assert rule is not None
    if not isinstance(rule.body, Forbid):
        return any(step.rule == rule_id and step.at is not None and step.did is None for step in plan.steps)
    free = followup.plan(without(policy, rule_id), timeline, *seen)
    now = {step.id: step for step in plan.steps}
    held = {one.id for one in plan.withheld if one.by == rule_id}
    return any(
        step.id in held
        or (step.id in now and now[step.id].dates == step.dates and (now[step.id].minute or 0) > step.minute)
        for step in free.steps
        if step.minute is not None and step.did is None
    )


def breaks(policy: Policy, rule_id: str, data: Mapping[str, object], as_of: int | None) -> bool:
    timeline = followup.timeline(data, policies=[policy])
    if as_of is None:
        return False
    plan = followup.plan(policy, timeline, moment(as_of, timeline))
    return any(rule.id == rule_id for deed in judge_history(policy, timeline, plan).deeds for rule in deed.forbids)


def shows(policy: Policy, found: Witness, data: Mapping[str, object], as_of: int | None, horizon: int | None) -> bool:
    """Tell whether a timeline shows of a rule what its witness does; one with a mistake in it shows nothing."""
    try:
        if found.did is not None:
            return breaks(policy, found.rule, data, as_of)
        return fires(policy, found.rule, data, as_of, horizon)
    except followup.TimelineError:
        return False


def with_one_thing_less(value: object, fixed: Sequence[str] = ()) -> Iterator[Any]:
    """Yield data with one entry of a mapping or list less, on whatever level."""
    if isinstance(value, Mapping):
        for key, part in value.items():
            if key not in fixed:
                yield {other: one for other, one in value.items() if other != key}
            yield from ({**value, key: less} for less in with_one_thing_less(part, fixed))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield [*value[:index], *value[index + 1 :]]
            yield from ([*value[:index], less, *value[index + 1 :]] for less in with_one_thing_less(part, fixed))


def is_minimal(policy: Policy, found: Witness) -> bool:
    if found.as_of is not None and shows(policy, found, found.data, None, found.horizon):
        return False
    if found.horizon is not None and shows(policy, found, found.data, found.as_of, None):
        return False
    fixed = ("timezone", "events", "event", "at")
    return not any(
        shows(policy, found, less, found.as_of, found.horizon) for less in with_one_thing_less(found.data, fixed)
    )


def is_confirmed(policy: Policy, found: Witness) -> bool:
    return shows(policy, found, found.data, found.as_of, found.horizon)


def of(policy: Data, rule: str) -> Witness | NoWitness:
    return witness(policy_of(policy), rule)


def a_rule(**more: object) -> Data:
    window = {"recommended": "1 day", "expires": "7 days"}
    do = {"act": "check-in", "to": {"each": "interviewer"}, "from": "interview", "window": window}
    when = {"when": more.pop("when")} if "when" in more else {}
    return {"id": "call", "strength": "should", **when, "do": {**do, **more}}


# ------------------------------------------------------------------ the shipped policies


@pytest.mark.parametrize("name", SHIPPED)
def test_every_rule_of_a_shipped_policy_has_a_witness_that_planning_confirms(name: str) -> None:
    policy = followup.load_policy(name)
    for rule, found in zip(policy.rules, witnesses(policy), strict=True):
        assert isinstance(found, Witness), str(found)
        assert rule.id == found.rule
        assert (rule.id in FOR_JUDGING) == (found.did is not None)
        assert is_confirmed(policy, found), rule.id


@pytest.mark.parametrize("name", SHIPPED)
def test_nothing_in_a_witness_is_superfluous(name: str) -> None:
    policy = followup.load_policy(name)
    for found in witnesses(policy):
        assert isinstance(found, Witness)
        assert is_minimal(policy, found), found.data


@pytest.mark.parametrize("name", SHIPPED)
def test_the_witnesses_of_a_policy_take_less_than_half_a_second(name: str) -> None:
    policy = followup.load_policy(name)
    took = []
    for _ in range(3):
        before = time.process_time()
        list(witnesses(policy))
        took.append(time.process_time() - before)
    assert min(took) < 0.5


def test_a_witness_is_always_the_same() -> None:
    policy = followup.load_policy("sparks-group")
    assert list(witnesses(policy)) == list(witnesses(policy))


def test_a_witness_shows_what_it_found() -> None:
    policy = followup.load_policy("sparks-group")
    advises, holds, withholds = (
        witness(policy, rule)
        for rule in ("thank-everyone", "not-before-the-promised-day", "no-invitation-without-asking")
    )
    assert isinstance(advises, Witness)
    assert advises.step is not None
    assert ("thank-everyone/interviewer/1", "email", None) == (advises.step.id, advises.step.via, advises.free)
    assert {"timezone": "UTC", "events": [INTERVIEW]} == advises.data
    assert isinstance(holds, Witness)
    assert holds.step is not None
    assert holds.free is not None
    assert holds.free.id == holds.step.id
    assert holds.free.minute is not None
    assert holds.step.minute is not None
    assert holds.free.minute < holds.step.minute
    assert isinstance(withholds, Witness)
    assert withholds.withheld is not None
    assert "no-invitation-without-asking" == withholds.withheld.by
    assert withholds.as_of is not None


def test_shrinking_takes_away_all_that_is_not_needed() -> None:
    policy = policy_of({"policy": "mine", "rules": [a_rule(when={"known": "handwriting"}, to={"each": "recruiter"})]})
    kinds = policy.vocabulary.events
    met: dict[str, Value] = {"with": ("dana", "lee"), "ends": Written(START + 60), "format": "video"}
    fat = Sketch(
        (
            Scene(kinds["interview"], Written(START), met),
            Scene(kinds["reply"], Written(START - DAY), {"from": "lee", "via": "email"}),
            Scene(kinds["did"], Written(START + 5), {"act": "thank-you", "to": "dana"}),
        ),
        {"dana": Figure("recruiter", ("phone", "email")), "lee": Figure("hr-manager")},
        {"handwriting": "poor", "company.culture": "modern"},
        as_of=START - 7 * DAY,
        horizon=START + 30 * DAY,
    )

    def still(sketch: Sketch) -> bool:
        return fires(policy, "call", sketch.data(), sketch.as_of, sketch.horizon)

    assert still(fat)
    small = shrunk(fat, still)
    expected = {"facts": {"handwriting": "poor"}, "people": {"dana": {"role": "recruiter"}}, "events": [INTERVIEW]}
    assert ({"timezone": "UTC", **expected}, None, None) == (small.data(), small.as_of, small.horizon)


# ------------------------------------------------------------------ what a rule needs


@pytest.mark.parametrize(
    ("when", "data"),
    [
        ({"fact": {"company.culture": "modern"}}, {"facts": {"company.culture": "modern"}}),
        ({"not": {"fact": {"company.culture": "modern"}}}, {"facts": {"company.culture": "traditional"}}),
        ({"known": "handwriting"}, {"facts": {"handwriting": "poor"}}),
        ({"not": {"known": "handwriting"}}, {}),
        ({"any": [{"known": "handwriting"}, {"not": {"happened": "offer"}}]}, {}),
    ],
)
def test_a_fact_is_stated_only_where_a_condition_wants_it(when: object, data: Data) -> None:
    found = of({"policy": "mine", "rules": [a_rule(when=when)]}, "call")
    assert isinstance(found, Witness)
    assert {"timezone": "UTC", **data, "events": [INTERVIEW]} == found.data


def test_a_condition_on_events_and_people_brings_them_along() -> None:
    pattern = {"reply": {"from": "recruiter", "via": "phone"}}
    found = of({"policy": "mine", "rules": [a_rule(when={"count": {"of": pattern, "at-least": 2}})]}, "call")
    assert isinstance(found, Witness)
    assert {"dana": {"role": "recruiter"}} == found.data["people"]
    events = found.data["events"]
    assert isinstance(events, list)
    assert ["reply", "reply", "interview"] == [one["event"] for one in events]


def test_a_step_behind_the_usual_horizon_has_a_witness_with_one_of_its_own() -> None:
    found = of({"policy": "mine", "rules": [a_rule(window={"recommended": "12 months", "expires": "never"})]}, "call")
    assert isinstance(found, Witness)
    assert found.horizon is not None
    assert found.step is not None


def test_a_chain_of_rules_begins_with_the_first() -> None:
    first = {**a_rule(act="thank-you", via=[{"medium": "last-used"}]), "id": "thank"}
    last = {**a_rule(to={"each": "recruiter"}, **{"from": "step.thank"})}
    found = of({"policy": "mine", "rules": [last, first]}, "call")
    assert isinstance(found, Witness)
    assert found.step is not None
    assert found.step.to is not None
    assert "recruiter" == found.step.to.role


# ------------------------------------------------------------------ rules that cannot fire


@pytest.mark.parametrize(
    "rule",
    [
        a_rule(when={"all": [{"known": "handwriting"}, {"not": {"known": "handwriting"}}]}),
        a_rule(when={"all": [{"fact": {"company.culture": word}} for word in ("modern", "traditional")]}),
        a_rule(when={"all": [{"happened": "offer"}, {"not": {"happened": "decision"}}]}),
        # A `did` of the same act settles a step of it, whatever its condition: that is not the policy's doing.
        a_rule(
            when={
                "all": [
                    {"happened": {"did": {"act": "check-in"}}},
                    {"known": "handwriting"},
                    {"not": {"known": "handwriting"}},
                ]
            }
        ),
        a_rule(window={"recommended": "1 day", "expires": "1 day"}, until=["interview"], **{"from": "step.never"}),
    ],
)
def test_a_rule_that_cannot_fire_has_no_witness(rule: Data) -> None:
    never = {**a_rule(when={"all": [{"happened": "offer"}, {"not": {"happened": "offer"}}]}), "id": "never"}
    found = of({"policy": "mine", "rules": [rule, never]}, "call")
    assert isinstance(found, NoWitness)
    assert found.tried > 1
    assert f"no timeline was found that makes `call` fire; {found.tried} timelines were tried" == str(found)


def test_a_rule_that_its_own_policy_always_forbids_has_no_witness() -> None:
    forbid = {"id": "never", "strength": "must-not", "forbid": {"act": "check-in"}}
    policy: Data = {"policy": "mine", "rules": [a_rule(), forbid]}
    assert isinstance(of(policy, "call"), NoWitness)
    found = of(policy, "never")
    assert isinstance(found, Witness)
    assert found.withheld is not None


@pytest.mark.parametrize("span", [{"before": "rejection"}, {"before": "step.call"}])
def test_a_forbid_that_never_holds_has_no_witness(span: Data) -> None:
    # What has happened is over, and what has not is not known.
    forbid = {"id": "never", "strength": "must-not", "forbid": {"act": "check-in", **span}}
    assert isinstance(of({"policy": "mine", "rules": [a_rule(), forbid]}, "never"), NoWitness)


def test_a_forbid_of_what_nobody_advises_is_shown_by_a_did_that_breaks_it() -> None:
    forbid = {
        "id": "gap",
        "strength": "must-not",
        "forbid": {"act": "thank-you", "to": "recruiter", "closer-than": "2 days"},
    }
    found = of({"policy": "mine", "rules": [a_rule(), forbid]}, "gap")
    assert isinstance(found, Witness)
    assert (None, None) == (found.step, found.withheld)
    events = found.data["events"]
    assert isinstance(events, list)
    assert found.did is not None
    assert "thank-you" == events[found.did]["act"]


def test_a_rule_that_is_not_there_is_a_mistake() -> None:
    with pytest.raises(ValueError, match=r"^mine has no rule `cal`$"):
        of({"policy": "mine", "rules": [a_rule()]}, "cal")


# ------------------------------------------------------------------ bounds


def test_one_part_that_cannot_be_met_is_seen_before_all_ways_of_the_others_are(monkeypatch: pytest.MonkeyPatch) -> None:
    looks = 0
    scene = ways_module._scene

    def counted(*arguments: Any) -> Any:
        nonlocal looks
        looks += 1
        return scene(*arguments)

    monkeypatch.setattr(ways_module, "_scene", counted)
    # These steps go to nobody, so that no reply can come from their recipient.
    when: object = {"happened": {"reply": {"from": "recipient"}}}
    for kind in ("offer", "timeframe", "impression", "rejection"):
        when = {"all": [{"happened": kind}, {"count": {"of": "reply", "at-least": 2}}, {"any": [when]}]}
    window = {"recommended": "1 day", "expires": "7 days"}
    do = {"act": "prepare", "from": "interview", "window": window}
    rule = {"id": "call", "strength": "should", "when": when, "do": do}
    assert isinstance(of({"policy": "mine", "rules": [rule]}, "call"), NoWitness)
    assert looks < 300


def test_a_sketch_of_many_events_is_planned_with_less_often() -> None:
    found = of({"policy": "mine", "rules": [a_rule(when={"count": {"of": "reply", "at-least": 400}})]}, "call")
    assert isinstance(found, Witness)
    assert found.tried < 60


# ------------------------------------------------------------------ plugins

GOOD = Path(__file__).parent / "plugin_fixtures" / "good"
SHOUTED = """
policy: mine
rules:
  - id: call
    strength: should
    when: {all: [{day-number: 1}, WHEN]}
    do:
      {act: check-in, from: interview, window: {recommended: 0 days, expires: 6 hours}, to: {each: interviewer}}
  - {id: thanks, strength: should, thank: everyone}
"""


@pytest.fixture
def host(monkeypatch: pytest.MonkeyPatch) -> PluginHost:
    monkeypatch.syspath_prepend(str(GOOD))
    return PluginHost.default([str(GOOD)])


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ("{day-number: 2}", "incomplete: a plugin's condition `day-number` decides whether `call` fires; "),
        ("{known: handwriting}", "incomplete: a plugin's condition `day-number` decides whether `call` fires; "),
    ],
)
def test_what_a_plugins_condition_wants_is_not_guessed(
    tmp_path: Path, host: PluginHost, when: str, expected: str
) -> None:
    (tmp_path / "mine.yaml").write_text(SHOUTED.replace("WHEN", when))
    policy = followup.load_policy(tmp_path / "mine.yaml", host=host)
    found = witness(policy, "call")
    assert isinstance(found, NoWitness)
    assert str(found).startswith(expected)


def test_what_a_plugins_condition_is_content_with_is_a_witness(tmp_path: Path, host: PluginHost) -> None:
    # The first sketch's interview is on a Monday.
    (tmp_path / "mine.yaml").write_text(
        SHOUTED.replace("day-number: 1", "day-number: 0").replace("WHEN", "{known: handwriting}")
    )
    policy = followup.load_policy(tmp_path / "mine.yaml", host=host)
    call, thanks = witnesses(policy)
    assert isinstance(call, Witness)
    assert {"handwriting": "poor"} == call.data["facts"]
    assert isinstance(thanks, Witness)
    assert thanks.step is not None
    assert "thank-you" == thanks.step.act


# ------------------------------------------------------------------ generated policies


@settings(max_examples=40)
@given(policies())
def test_what_is_claimed_of_generated_policies_planning_confirms(data: Data) -> None:
    policy = policy_of(data)
    assert policy.written is not None
    _, dead = dead_rules(Subject.of(policy, policy.written))
    for found in witnesses(policy):
        event(type(found).__name__)
        if isinstance(found, Witness):
            assert found.rule not in dead, "the analysis says that it never gives a step"
            assert is_confirmed(policy, found), found.rule
            assert is_minimal(policy, found), (found.rule, found.data)
