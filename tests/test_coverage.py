"""What the cases of a suite show of a policy: exactly that, and no more."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import SimpleNamespace

import pytest

import followup
from followup import api
from followup.cli import main
from followup.evaluation.replay import looks, stops
from followup.extension.host import PluginHost
from followup.model.plan import Reason
from followup.model.step import Status
from followup.testing.coverage import Coverage, coverage
from followup.testing.points import Kind
from followup.testing.suites import Outcome, Reader, run_suite

HERE = Path(__file__).parent
MEASURED = HERE / "measured"
SHIPPED = ["krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar"]


def outcomes(folder: Path, pattern: str = "*.yaml") -> list[Outcome]:
    reader = Reader(PluginHost.of())
    files = sorted(file for file in folder.rglob(pattern) if file.parent.name != "policies")
    return [outcome for file in files for outcome in run_suite(reader.load(file))]


@pytest.fixture(scope="module")
def all_cases() -> list[Outcome]:
    return outcomes(HERE / "cases")


@pytest.fixture(scope="module")
def shipped(all_cases: list[Outcome]) -> dict[str, Coverage]:
    return {one.policy.id: one for one in coverage(all_cases)}


# ------------------------------------------------------------------ the five policies


@pytest.mark.parametrize("name", SHIPPED)
def test_the_suites_of_a_shipped_policy_show_all_of_it(shipped: dict[str, Coverage], name: str) -> None:
    found = shipped[name]
    assert [] == [f"{point.place.short} {point.rule}: {point.missing}" for point in found.missing]
    assert (100.0, len(found.policy.rules)) == (found.percent, len(followup.load_policy(name).rules))
    assert all(found.count(kind)[1] for kind in Kind if (name, kind) != ("stay-on-the-radar", Kind.CONDITIONS))


# ------------------------------------------------------------------ what was decided is decided again


def test_every_look_comes_out_as_its_plan_says(all_cases: list[Outcome]) -> None:
    wrong, seen = [], 0
    for outcome in all_cases:
        plan = outcome.plan
        expanded = api.resolved(outcome.suite.policy, outcome.case.timeline, plan.as_of)
        steps = {step.id: step for step in plan.steps}
        held = {one.id: one for one in plan.withheld}
        for look in looks(expanded, outcome.case.timeline, plan):
            seen += 1
            where = f"{outcome.case.place}: {look.step} {look.reason}"
            if look.step in held:
                told = held[look.step]
                if look.reason is not told.reason or (look.by is not None and look.by.id != told.by):
                    wrong.append(f"{where}, not {told.reason}")
                continue
            step = steps[look.step]
            freed_later = step.status is Status.WAITING and look.minute == plan.start
            if look.minute == step.minute and not freed_later and (look.reason, look.via) != (None, step.via):
                wrong.append(f"{where}, but it is done by {step.via}")
            if look.minute == plan.start and step.dates.earliest <= look.minute < (step.minute or 0):
                held_back = step.did is None and step.status is not Status.PROJECTED and look.reason is not None
                if held_back is not (step.status is Status.WAITING):
                    wrong.append(f"{where}, but it is {step.status}")
    assert [] == wrong
    assert seen > 3_000


def test_every_step_that_was_stopped_was_stopped_by_a_pattern_of_its_rule(all_cases: list[Outcome]) -> None:
    number = 0
    for outcome in all_cases:
        expanded = api.resolved(outcome.suite.policy, outcome.case.timeline, outcome.plan.as_of)
        found = list(stops(expanded, outcome.case.timeline, outcome.plan))
        assert [] == [f"{outcome.case.place}: {stop.step}" for stop in found if not stop.patterns]
        assert len(found) == sum(held.reason is Reason.STOPPED for held in outcome.plan.withheld)
        number += len(found)
    assert number > 100


# ------------------------------------------------------------------ a small policy, and what is not covered, by hand


def test_what_no_case_shows_is_listed_where_it_is_written(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(MEASURED)
    assert 0 == main(["test", "suite.yaml", "--coverage"])
    said = capfdbinary.readouterr().out.decode()
    assert f"1 case: all passed\n\n{(MEASURED / 'coverage.expected').read_text('utf-8')}" == said


def test_several_suites_of_a_policy_are_taken_together() -> None:
    reader = Reader(PluginHost.of())
    first, second = (list(run_suite(reader.load(MEASURED / name))) for name in ("suite.yaml", "full.yaml"))
    assert [100.0] == [one.percent for one in coverage([*first, *second])]
    alone = {point.key for point in coverage(first)[0].missing}
    for without in range(len(second)):
        some = [outcome for number, outcome in enumerate(second) if number != without]
        assert {point.key for point in coverage(some)[0].missing} <= alone


@pytest.mark.parametrize(
    ("case", "shown"),
    [
        ("a card, where that is the custom", ["thank.do.via[0].when is true", "ask.when.all[1].not is false", "ask"]),
        ("before its time", ["thank.do.window opens", "ask.when.all[0] is false"]),
        ("before the time of the question", ["ask.do.window opens"]),
        ("after their time", ["thank.do.window closes", "ask.do.window closes", "ask.when.all[0] is true"]),
        ("turned down at once", ["thank.do.until[0]"]),
        ("an answer at once", ["thank.do.until[1]"]),
        (
            "an offer leaves nothing to ask",
            ["ask.when.all[1].not.any[0] is true", "ask.when.all[1].not.any[1] is false"],
        ),
        (
            "nor do two answers, and the fact does not matter where it is not known",
            ["ask.when.all[1].not.any[1] is true"],
        ),
        ("no question on the day of bad news", ["not-on-the-day"]),
    ],
)
def test_a_case_shows_its_points(case: str, shown: list[str]) -> None:
    (found,) = coverage([one for one in outcomes(MEASURED, "full.yaml") if one.case.name == case])
    assert set(shown) <= set(found.seen)


def test_a_case_shows_no_end_that_something_else_brought_about() -> None:
    (found,) = coverage([one for one in outcomes(MEASURED, "full.yaml") if one.case.name == "turned down at once"])
    assert "thank.do.until[1]" not in found.seen
    assert "thank" not in found.seen
    assert "thank.do.via[0].when is false" not in found.seen, "it was ended before its media were looked at"


def test_an_unknown_fact_is_told_beside_the_two_outcomes(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text((MEASURED / "policy.yaml").read_text())
    suite = (MEASURED / "suite.yaml").read_text().replace("    facts: {company.culture: modern}\n", "")
    (tmp_path / "suite.yaml").write_text(suite)
    reader = Reader(PluginHost.of())
    (found,) = coverage(run_suite(reader.load(tmp_path / "suite.yaml")))
    assert 1 == found.seen["thank.do.via[0].when is unknown"]
    assert {"thank.do.via[0].when is true", "thank.do.via[0].when is false"} <= {one.key for one in found.missing}


def test_what_the_candidate_did_decides_nothing() -> None:
    case = next(one for one in outcomes(HERE / "cases" / "stay-on-the-radar") if "were sent by now" in one.case.name)
    done = [step.id for step in case.plan.steps if step.status is Status.DONE]
    seen = [look.step for look in looks(case.suite.policy, case.case.timeline, case.plan)]
    assert ["say-thanks/dana/1"] == done
    assert set(done).isdisjoint(seen)


# ------------------------------------------------------------------ plugins


class Odd:
    name, reads = "odd", ("day",)
    schema: Mapping[str, object] = {"type": "integer"}

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        return moment.now is not None and moment.now.day % 2 == 1


class Twice:
    name = "twice"
    schema: Mapping[str, object] = {"type": "string"}

    def advise(self, body: object, moment: followup.Moment) -> Iterable[Mapping[str, object]]:
        for offset in ("1 day", "2 days"):
            window = {"recommended": offset, "expires": "7 days"}
            yield {"act": body, "to": {"each": "interviewer"}, "from": "interview", "window": window}


def test_plugins_rules_and_conditions_are_covered_like_any_other(tmp_path: Path) -> None:
    @followup.hookimpl
    def register_conditions() -> list[Odd]:
        return [Odd()]

    @followup.hookimpl
    def register_rule_kinds() -> list[Twice]:
        return [Twice()]

    host = PluginHost.of(
        SimpleNamespace(register_conditions=register_conditions, register_rule_kinds=register_rule_kinds)
    )
    (tmp_path / "policy.yaml").write_text(
        "policy: mine\nrules:\n  - {id: two, when: {odd: 1}, twice: thank-you}\n"
        "  - {id: never-ask, forbid: {act: check-in}}\n"
    )
    (tmp_path / "suite.yaml").write_text(
        "suite: mine\npolicy: ./policy.yaml\ncases:\n  - case: one\n    timeline:\n      timezone: UTC\n"
        "      events: [{event: interview, at: 2026-03-02T10:00}]\n"
        "    expect: {steps: [{id: two-2/interviewer/1, at: 2026-03-05T09:00}]}\n"
    )
    (outcome,) = run_suite(Reader(host).load(tmp_path / "suite.yaml"))
    assert [] == outcome.differences
    (found,) = coverage([outcome])
    # two/1 on 3 March; two-2/1 waits on the 4th; what a plugin will advise, a forbid may meet
    assert ["never-ask"] == [point.key for point in found.missing]
    assert {"two", "two.when is true", "two.when is false"} <= set(found.seen)
    assert "two-2" not in found.seen


def test_a_rule_that_had_to_wait_for_a_later_one_of_the_same_minute_was_true_in_the_end(tmp_path: Path) -> None:
    do = "{act: %s, to: {each: interviewer}, from: interview, window: {recommended: 1 day, expires: 7 days}}"
    (tmp_path / "policy.yaml").write_text(
        "policy: mine\nrules:\n"
        f"  - {{id: ask, when: {{happened: {{did: {{act: thank-you}}}}}}, do: {do % 'check-in'}}}\n"
        f"  - {{id: thank, do: {do % 'thank-you'}}}\n"
    )
    (tmp_path / "suite.yaml").write_text(
        "suite: mine\npolicy: ./policy.yaml\ncases:\n  - case: one\n    timeline:\n      timezone: UTC\n"
        "      events: [{event: interview, at: 2026-03-02T10:00}]\n"
        "    expect: {steps: [{id: ask/interviewer/1, at: 2026-03-03T10:00}]}\n"
    )
    (outcome,) = run_suite(Reader(PluginHost.of()).load(tmp_path / "suite.yaml"))
    assert [] == outcome.differences
    (found,) = coverage([outcome])
    assert "ask.when is true" in found.seen


def test_a_second_time_in_the_minute_of_the_first_is_looked_at_after_it(tmp_path: Path) -> None:
    # Counted on from a Friday and from the Sunday after it, seven business days end on the same day.
    (tmp_path / "mine.yaml").write_text(
        """\
policy: mine
rules:
  - id: ask
    do:
      act: check-in
      to: {each: interviewer}
      from: interview
      window: {recommended: 7 business days at 10:00, expires: 50 days}
      repeat: {every: 2 days, times: 2}
  - {id: once, forbid: {act: check-in, more-than: 1}}
"""
    )
    (tmp_path / "suite.yaml").write_text(
        """\
suite: of-mine
policy: ./mine.yaml
cases:
  - case: the second is one too many
    timeline: {timezone: UTC, events: [{event: interview, at: 2026-03-06T18:30}]}
    expect: {withheld: [{id: ask/interviewer/2, by: once, since: 2026-03-17T10:00}]}
"""
    )
    (found,) = coverage(outcomes(tmp_path, "suite.yaml"))
    assert found.seen["once"]


def test_of_two_ends_in_one_minute_only_the_one_that_the_plan_names_is_shown(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        """\
policy: mine
rules:
  - id: ask
    do:
      act: check-in
      to: {each: interviewer}
      from: interview
      window: {recommended: 7 days, expires: 50 days}
      until: [offer, {reply: {from: recipient}}, decision]
"""
    )
    (tmp_path / "suite.yaml").write_text(
        """\
suite: of-mine
policy: ./mine.yaml
cases:
  - case: both in one minute
    timeline:
      timezone: UTC
      events:
        - {event: interview, at: 2026-03-06T18:30}
        - {event: reply, at: 2026-03-07T10:00, from: interviewer}
        - {event: offer, at: 2026-03-07T10:00}
    expect: {withheld: [{id: ask/interviewer/1, reason: stopped, by: offer}]}
"""
    )
    (outcome,) = outcomes(tmp_path, "suite.yaml")
    assert not outcome.differences
    (found,) = coverage([outcome])
    ends = {point.key for point in found.points if point.kind is Kind.UNTILS}
    # An offer is a decision, too: without either of these two, the other ends it in that minute.
    assert {"ask.do.until[0]", "ask.do.until[2]"} == {key for key in ends if key in found.seen}
