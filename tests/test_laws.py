"""The laws of ``language.md`` section 8, as properties of generated policies and timelines, under one fixed horizon."""

import copy
import json
import time
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from importlib.resources import files
from typing import Any, NoReturn
from unittest.mock import patch

import jsonschema
import referencing
from hypothesis import assume, given
from hypothesis import strategies as st

import followup
from followup.evaluation.conditions import matches
from followup.evaluation.judge import Bench, judge
from followup.evaluation.run import Run
from followup.evaluation.simulate import simulate
from followup.loading.policy import load
from followup.loading.read import from_data
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import Custom
from followup.model.place import Place
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.rule import Forbid, Rule
from followup.model.step import Status, Step
from followup.model.timeline import Timeline
from followup.model.zone import wall_of
from followup.testing.strategies import Data, events, instants, policies, timelines

HORIZON = "2026-05-20"


def policy_of(data: Data) -> Policy:
    node, found = from_data(data)
    assert node is not None, found
    policy, found = load(node, lambda _name, _place: (None, ()), built_in(), Additions(), "<mapping>")
    assert policy is not None, [str(diagnostic) for diagnostic in found]
    return policy


def minute_of(instant: str, timeline: Timeline) -> int:
    return timeline.zone.instant(wall_of(datetime.fromisoformat(instant)))


def ties(timeline: Timeline) -> bool:
    minutes = [event.at for event in timeline.events]
    return len(set(minutes)) < len(minutes)


def shown(step: Step) -> tuple[object, ...]:
    """All of a step but how it stands at ``as_of``."""
    return (step.id, step.to, step.via, step.object, step.dates, step.minute)


as_ofs = st.none() | instants(0, 45)


@given(policies(), timelines(), as_ofs)
def test_1_there_is_no_clock(policy: Data, timeline: Data, as_of: str | None) -> None:
    def no_clock(*_: object) -> NoReturn:
        raise AssertionError("somebody asked what time it is")

    class Clockless(datetime):
        now = today = utcnow = no_clock  # type: ignore[assignment]  # a clock that must not be read has no type

    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    # Made first, with what it imports late: a module that is imported while the clock is away keeps the wrong datetime.
    again = followup.plan(policy_of(copy.deepcopy(policy)), followup.timeline(timeline), as_of, HORIZON).to_json()
    with (
        patch.multiple(time, time=no_clock, time_ns=no_clock, localtime=no_clock),
        patch("datetime.datetime", Clockless),
    ):
        plan = followup.plan(compiled, loaded, as_of, HORIZON)
        text = plan.to_json()
    assert again == text


@given(policies(), timelines(), st.data(), as_ofs)
def test_2_an_event_changes_nothing_before_it(
    policy: Data, timeline: Data, data: st.DataObject, as_of: str | None
) -> None:
    people = [*_people(timeline), "interviewer"]
    added = data.draw(events(people))
    before = followup.timeline(timeline)
    after = followup.timeline(_with(timeline, added))
    at = next(event.at for event in after.events if event.position == len(after.events) - 1)
    assume(as_of is None or not _did_without_time(after, minute_of(as_of, after)))
    compiled = policy_of(policy)
    old, new = (followup.plan(compiled, each, as_of, HORIZON) for each in (before, after))
    assert {shown(step) for step in old.steps if step.minute is not None and step.minute < at} == {
        shown(step) for step in new.steps if step.minute is not None and step.minute < at
    }


@given(policies(months=False), timelines(zones=("UTC",), holidays=False), as_ofs, st.integers(-3, 30))
def test_3_in_utc_a_timeline_moved_by_weeks_moves_its_plan(
    policy: Data, timeline: Data, as_of: str | None, weeks: int
) -> None:
    compiled = policy_of(policy)
    way = timedelta(weeks=weeks)
    moved = _moved(timeline, way)
    here = followup.plan(compiled, followup.timeline(timeline), as_of, HORIZON)
    there = followup.plan(
        compiled, followup.timeline(moved), None if as_of is None else _later(as_of, way), _later(HORIZON, way)
    )
    by = weeks * 7 * 1440

    def later(minute: int | None) -> int | None:
        return None if minute is None else minute + by

    assert [
        (*shown(step)[:4], tuple(map(later, step.dates)), later(step.minute), step.status, step.timing)
        for step in here.steps
    ] == [(*shown(step)[:4], tuple(step.dates), step.minute, step.status, step.timing) for step in there.steps]
    assert [(w.id, w.reason, w.by, later(w.since_minute), later(w.until_minute)) for w in here.withheld] == [
        (w.id, w.reason, w.by, w.since_minute, w.until_minute) for w in there.withheld
    ]
    assert (here.questions, here.cut, later(here.change)) == (there.questions, there.cut, there.change)


@given(policies(), timelines(), as_ofs, st.randoms(use_true_random=False))
def test_4_the_order_in_a_file_changes_no_date_and_no_status(
    policy: Data, timeline: Data, as_of: str | None, random: Any
) -> None:
    compiled = policy_of(policy)
    mixed = copy.deepcopy(timeline)
    random.shuffle(mixed["events"])
    for key in ("people", "facts"):
        mixed[key] = dict(random.sample(list(_map(mixed[key]).items()), len(_map(mixed[key]))))
    here, there = (followup.plan(compiled, followup.timeline(each), as_of, HORIZON) for each in (timeline, mixed))
    assert {(shown(step), step.status, step.timing) for step in here.steps} == {
        (shown(step), step.status, step.timing) for step in there.steps
    }
    assert {(w.id, w.reason, w.since, w.until) for w in here.withheld} == {
        (w.id, w.reason, w.since, w.until) for w in there.withheld
    }
    assert (here.questions, here.cut, here.change) == (there.questions, there.cut, there.change)


@given(policies(), timelines(), as_ofs)
def test_4_renaming_a_person_renames_the_plan(policy: Data, timeline: Data, as_of: str | None) -> None:
    names = {"dana": "zoe", "lee": "ann", "omar": "kim"}

    def renamed(value: object) -> object:
        if isinstance(value, str):
            rule, _, rest = value.partition("/")
            person, slash, tail = rest.partition("/")
            return f"{rule}/{names.get(person, person)}{slash}{tail}" if rest else names.get(value, value)
        if isinstance(value, list):
            return [renamed(each) for each in value]
        if isinstance(value, dict):
            return {names.get(key, key): renamed(each) for key, each in value.items()}
        return value

    other = renamed(timeline)
    assert isinstance(other, dict)
    loaded = followup.timeline(timeline)
    assume(not ties(loaded))
    compiled = policy_of(policy)
    here, there = (followup.plan(compiled, each, as_of, HORIZON) for each in (loaded, followup.timeline(other)))
    assert [(renamed(step.id), *shown(step)[2:], step.status) for step in here.steps] == [
        (step.id, *shown(step)[2:], step.status) for step in there.steps
    ]
    assert [(renamed(w.id), w.reason, w.since) for w in here.withheld] == [
        (w.id, w.reason, w.since) for w in there.withheld
    ]


def run_of(policy: Policy, timeline: Timeline, plan: Plan) -> Run:
    assert plan.end is not None
    run = Run(policy, timeline, plan.start, plan.end)
    run.live_through_history()
    run.simulate()
    return run


@given(policies(most_forbids=3), timelines(), as_ofs)
def test_5_what_is_proposed_keeps_to_window_stop_and_times(policy: Data, timeline: Data, as_of: str | None) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    run = run_of(compiled, loaded, plan)
    for step in run.roster.steps:
        if step.minute is None or (step.did is not None and step.did.position is not None):
            continue
        series, repeat = step.series, step.series.do.repeat
        assert step.dates.earliest <= step.dates.recommended <= step.minute
        assert step.dates.expires is None or step.minute <= step.dates.expires
        assert plan.start is None or step.minute >= plan.start
        assert repeat is None or repeat.times is None or step.nth <= repeat.times
        for pattern in series.do.until:
            if any(test.roles for test in pattern.tests):
                continue  # who is an interviewer may have changed since
            for event in run.state.happened.get(pattern.name, ()):
                too_late = event.at < step.minute or (event.at == step.minute and event.position is not None)
                if series.since < event.at and too_late:
                    assert not matches(pattern, event, run.state, step.person)


@given(policies(most_forbids=3), timelines(), as_ofs)
def test_5_no_proposed_step_breaks_a_forbid_of_its_own_policy(policy: Data, timeline: Data, as_of: str | None) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    breaches = judge(plan, loaded, [compiled.rules], compiled.vocabulary).breaches
    # What was done in the same minute is no past for a judge, and the kernel may have taken it into account.
    minutes = [step.minute for step in plan.steps]
    alone = [breach for breach in breaches if minutes.count(breach.step.minute) == 1 and breach.step.did is None]
    assert [] == [(breach.step.id, breach.rule.id) for breach in alone]


@given(policies(most_forbids=2), timelines(), instants(0, 45))
def test_whatever_changes_next_is_explained(policy: Data, timeline: Data, as_of: str) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    change = followup.next_change(compiled, loaded, as_of, HORIZON)
    assert (change is None) == (followup.plan(compiled, loaded, as_of, HORIZON).change is None)
    if change is not None and not _did_without_time(loaded, minute_of(as_of, loaded)):
        assert change.turns


@given(policies(most_forbids=2), timelines(), as_ofs)
def test_what_would_give_a_step_gives_it(policy: Data, timeline: Data, as_of: str | None) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    for rule in compiled.index.advising:
        for change in followup.why_not(compiled, loaded, rule.id, as_of, HORIZON).changes:
            data: dict[str, Any] = dict(timeline)
            for key in ("events", "facts", "people"):
                more: Any = change.data.get(key)
                if more is not None:
                    data[key] = [*data[key], *more] if key == "events" else {**data.get(key, {}), **more}
            instants_of: Any = change.data
            then = followup.plan(
                compiled, followup.timeline(data), instants_of.get("as_of", as_of), instants_of.get("horizon", HORIZON)
            )
            assert (change.step, change.at) in [(step.id, step.at) for step in then.steps]
    assert all(plan.explain(step.id).links for step in plan.steps)


class Onlooker:
    """A plugin's condition that never holds, and for the sake of which a judge is told all that happens."""

    name, schema, reads = "onlooker", dict[str, object](), ("events",)

    def holds(self, body: object, moment: followup.Moment) -> bool:
        return False


@given(policies(), policies(most_forbids=4), timelines(), as_ofs)
def test_a_judge_misses_nothing_for_being_told_only_what_its_forbids_look_at(
    mine: Data, judging: Data, timeline: Data, as_of: str | None
) -> None:
    rules, loaded = policy_of(judging).rules, followup.timeline(timeline)
    plan = followup.plan(policy_of(mine), loaded, as_of, HORIZON)
    place = Place("", 0, 0)
    onlooker = Rule("onlooker", 0, Forbid(), "must-not", place, when=Custom(Onlooker(), None, "onlooker", place))
    alone = judge(plan, loaded, [rules], built_in())
    assert alone == judge(plan, loaded, [rules, [onlooker]], built_in())
    assert alone == Bench([rules, [onlooker]], built_in()).judge(plan, loaded, silent=1)


@given(policies(), policies(most_forbids=3), timelines(), as_ofs)
def test_judging_is_the_same_on_a_plan_read_back(mine: Data, judging: Data, timeline: Data, as_of: str | None) -> None:
    judge_policy, loaded = policy_of(judging), followup.timeline(timeline)
    plan = followup.plan(policy_of(mine), loaded, as_of, HORIZON)
    there = followup.judge(plan, loaded, [judge_policy])
    back = followup.judge(Plan.from_json(plan.to_json()), loaded, [judge_policy])
    assert [(one.step.id, one.rule.id) for one in there.breaches] == [
        (one.step.id, one.rule.id) for one in back.breaches
    ]


@given(policies(), timelines(), as_ofs)
def test_6_the_four_dates_are_in_order_and_exist(policy: Data, timeline: Data, as_of: str | None) -> None:
    plan = followup.plan(policy_of(policy), followup.timeline(timeline), as_of, HORIZON)
    for step in plan.steps:
        dates = [minute for minute in step.dates if minute is not None]
        assert sorted(dates) == dates
        for minute in dates:
            local = datetime.fromisoformat(plan.zone.text(minute))
            assert plan.zone.local(minute) == local
            assert plan.zone.local(minute).replace(tzinfo=None) == local.replace(tzinfo=None)


@given(policies(), timelines(), instants(0, 45))
def test_7_nothing_changes_before_the_next_change_and_something_does_at_it(
    policy: Data, timeline: Data, as_of: str
) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    start = minute_of(as_of, loaded)
    assume(not _did_without_time(loaded, start))
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    end = plan.change if plan.change is not None else plan.end
    assert end is not None
    assume(end <= start + 400 * 1440)

    def standing(minute: int) -> dict[str, object]:
        run = Run(compiled, loaded, minute, plan.end or minute)
        run.live_through_history()
        steps = [step for step in run.roster.steps if not step.series.nobody]
        return {step.id: step.standing if step.pending else step.fate for step in steps}

    first = standing(start)
    for minute in {start + 1, (start + end) // 2, end - 1}:
        if start < minute < end and not _did_without_time(loaded, minute):
            assert first == standing(minute)
    if plan.change is not None and not _did_without_time(loaded, plan.change):
        assert first != standing(plan.change)


@given(policies(), timelines(), st.none() | instants(0, 20), st.integers(0, 60 * 1440))
def test_8_doing_what_a_plan_proposes_leads_to_the_same_plan(
    policy: Data, timeline: Data, as_of: str | None, further: int
) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    assert plan.end is not None
    start = plan.start if plan.start is not None else min(event.at for event in loaded.events) - 1440
    until = min(start + further, plan.end)
    zone = loaded.zone
    assume(not any(event.kind.name == "did" and event.instants["at"].bare for event in loaded.events))
    real = {(event.at, event.text("act")) for event in loaded.events if event.kind.name == "did"}
    assume(not real & {(step.minute, step.act) for step in plan.steps})
    outcomes = {
        step.id: {} if step.did is None or (outcome := step.did.text("outcome")) is None else {"outcome": outcome}
        for step in run_of(compiled, loaded, plan).roster.steps
    }
    done = [
        {
            "event": "did",
            "at": zone.text(step.minute),
            "act": step.act,
            "step": step.id,
            **({} if step.to is None else {"to": step.to.id}),
            **({} if step.via is None else {"via": step.via}),
            **outcomes[step.id],
        }
        for step in plan.steps
        if step.minute is not None and step.minute <= until and step.status is not Status.DONE
    ]
    followed = followup.timeline(_with(timeline, *done))
    again = simulate(compiled, followed, until, plan.end)

    def moments(steps: Iterable[Step]) -> list[tuple[object, ...]]:
        # What the first plan withheld and what has expired since is the same, told in another place.
        return [(step.id, step.to, step.via, step.dates, step.minute) for step in steps if step.minute is not None]

    assert moments(plan.steps) == moments(again.steps)
    assert all(step.status is Status.DONE for step in again.steps if step.minute is not None and step.minute <= until)


SCHEMA = jsonschema.Draft202012Validator(
    json.loads((files("followup_schemas") / "plan.schema.json").read_text()),
    registry=referencing.Registry(),
)


@given(policies(), timelines(), as_ofs)
def test_9_a_plan_survives_json_and_its_json_is_valid(policy: Data, timeline: Data, as_of: str | None) -> None:
    plan = followup.plan(policy_of(policy), followup.timeline(timeline), as_of, HORIZON)
    text = plan.to_json()
    again = Plan.from_json(text)
    assert plan == again
    assert text == again.to_json()
    SCHEMA.validate(json.loads(text))


@given(policies(), timelines(), as_ofs, st.lists(st.integers(0, 90 * 1440), max_size=40))
def test_10_asking_at_more_instants_changes_nothing(
    policy: Data, timeline: Data, as_of: str | None, minutes: list[int]
) -> None:
    compiled, loaded = policy_of(policy), followup.timeline(timeline)
    plan = followup.plan(compiled, loaded, as_of, HORIZON)
    first = loaded.zone.instant(wall_of(datetime(2026, 2, 24)))
    happens = {event.at for event in loaded.events}
    visits = [first + minute for minute in minutes if first + minute not in happens]
    visits += [held.since_minute + 1 for held in plan.withheld] + [day * 1440 + first for day in range(90)]
    visited = simulate(compiled, loaded, plan.start, plan.end, [minute for minute in visits if minute not in happens])
    assert plan.to_json() == visited.to_json()


def _people(timeline: Data) -> list[str]:
    return list(_map(timeline["people"]))


def _map(value: object) -> Mapping[str, object]:
    assert isinstance(value, dict)
    return value


def _with(timeline: Data, *more: Mapping[str, object]) -> Data:
    found = timeline["events"]
    assert isinstance(found, list)
    return {**timeline, "events": [*found, *more]}


def _did_without_time(timeline: Timeline, minute: int) -> bool:
    """Whether a `did` that is given as a date lies on the day of *minute*: the laws leave that day out."""
    return any(
        event.kind.name == "did"
        and event.instants["at"].bare
        and timeline.zone.day(event.at) == timeline.zone.day(minute)
        for event in timeline.events
    )


def _later(instant: str, way: timedelta) -> str:
    moved = datetime.fromisoformat(instant) + way
    return moved.date().isoformat() if len(instant) == 10 else moved.isoformat(timespec="minutes")


def _moved(timeline: Data, way: timedelta) -> Data:
    moved = copy.deepcopy(timeline)
    found = moved["events"]
    assert isinstance(found, list)
    for event in found:
        for key in ("at", "ends", "answer_by"):
            if key in event:
                event[key] = _later(event[key], way)
    return moved
