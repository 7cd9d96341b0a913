"""Which changes to a policy its cases notice; and the five policies' cases, which notice nearly all."""

from collections import Counter
from pathlib import Path

import pytest

import followup
from followup.cli import main
from followup.extension.host import PluginHost
from followup.loading.parts import items, mapping, part
from followup.model.policy import Policy
from followup.testing import mutate
from followup.testing.changes import changes_of
from followup.testing.mutate import Mutation, mutation
from followup.testing.suites import Outcome, Reader, run_case, run_suite

HERE = Path(__file__).parent
MEASURED = HERE / "measured"
SHIPPED = ["krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar"]

EVERY = 7
"""One change in so many is tried here; all of them: ``followup test tests/cases/[knrs]* --mutate --fail-under 90``."""

EQUIVALENT = {
    "`overdue: end of day` dropped": "the recommended minute is on that day, whose end is the default",
    "`end of day` → `same day`": "it is raised to `overdue`, which is the end of that day",
    "`keep-in-touch` → `prepare`": "what is prepared goes to nobody, and the condition counts calls to somebody",
    "`via: linkedin` dropped": "no rule of the policy connects by another medium",
}
"""Changes to the shipped policies that no timeline could show."""


def outcomes(*files: Path) -> list[Outcome]:
    reader = Reader(PluginHost.of())
    return [outcome for file in files for outcome in run_suite(reader.load(file))]


def policy(path: Path, rules: str, head: str = "") -> Policy:
    (path / "policy.yaml").write_text(f"policy: mine\n{head}rules:\n{rules}")
    return followup.load_policy(path / "policy.yaml", host=PluginHost.of())


def said(policy: Policy) -> list[str]:
    return [f"{change.place.line}:{change.place.column} {change}" for change in changes_of(policy)]


# ------------------------------------------------------------------ the five policies


@pytest.mark.parametrize("name", SHIPPED)
def test_the_suites_of_a_shipped_policy_notice_every_change_that_a_plan_can_show(name: str) -> None:
    (found,) = mutation(outcomes(*sorted((HERE / "cases" / name).glob("*.yaml"))), every=EVERY)
    unseen = [f"{change.place.short} {change}" for change in found.survivors if f"{change}" not in EQUIVALENT]
    assert [] == unseen
    assert found.percent >= 90
    assert found.changes >= 100 // EVERY


# ------------------------------------------------------------------ a small policy with known survivors

SURVIVORS = """\
mutation of mutated: 8 of 14 changes noticed (57.1 %)
  ./mutated.yaml:5:12: thank: `thank-you` → `ask-permission`: no case notices
  ./mutated.yaml:8:46: thank: `7 days` → `6 days`: no case notices
  ./mutated.yaml:8:46: thank: `7 days` → `8 days`: no case notices
  ./mutated.yaml:8:46: thank: `7 days` → `14 days`: no case notices
  ./mutated.yaml:8:46: thank: `7 days` → `7 hours`: no case notices
  ./mutated.yaml:8:46: thank: `7 days` → `7 weeks`: no case notices
"""


def test_a_suite_that_looks_at_one_date_notices_no_change_to_another(
    monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(MEASURED)
    assert 0 == main(["test", "mutated-suite.yaml", "--mutate"])
    assert f"1 case: all passed\n\n{SURVIVORS}" == capfdbinary.readouterr().out.decode()
    assert 0 == main(["test", "mutated-suite.yaml", "--mutate", "--fail-under", "57"])
    assert 1 == main(["test", "mutated-suite.yaml", "--mutate", "--fail-under", "58"])
    assert b"mutated: 57.1 % of changes are noticed, less than 58 %\n" == capfdbinary.readouterr().err


def test_several_processes_find_the_same() -> None:
    found = outcomes(MEASURED / "suite.yaml", MEASURED / "full.yaml", MEASURED / "mutated-suite.yaml")
    alone, shared = (mutation(found, processes=number) for number in (1, 3))
    assert [_told(one) for one in alone] == [_told(one) for one in shared]
    assert [14, 68] == sorted(one.changes for one in shared)


def _told(found: Mutation) -> tuple[str, int, list[str]]:
    return found.policy.id, found.changes, [f"{change.place} {change}" for change in found.survivors]


def test_without_a_case_that_passes_nothing_is_noticed(tmp_path: Path) -> None:
    suite = (MEASURED / "mutated-suite.yaml").read_text().replace("12:00}", "12:01}")
    (tmp_path / "suite.yaml").write_text(suite)
    (tmp_path / "mutated.yaml").write_text((MEASURED / "mutated.yaml").read_text())
    (found,) = mutation(outcomes(tmp_path / "suite.yaml"))
    assert (0, 14, 0.0) == (found.noticed, found.changes, found.percent)


def test_a_change_that_makes_a_plan_fail_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    found = outcomes(MEASURED / "mutated-suite.yaml")

    def fails(*_: object) -> Outcome:
        raise ZeroDivisionError

    monkeypatch.setattr(mutate, "run_case", fails)
    assert [()] == [one.survivors for one in mutation(found)]


def test_a_series_without_measure_is_noticed_by_the_problem_that_it_is(tmp_path: Path) -> None:
    (tmp_path / "policy.yaml").write_text(
        "policy: mine\nrules:\n  - id: ring\n    do:\n      act: check-in\n      to: {each: interviewer}\n"
        "      from: interview\n      window: {recommended: 1 day, expires: never}\n"
        "      repeat: {every: 1 week}\n      until: [decision]\n"
    )
    (tmp_path / "suite.yaml").write_text(
        "suite: mine\npolicy: ./policy.yaml\ncases:\n  - case: one\n    timeline:\n      timezone: UTC\n"
        "      events: [{event: interview, at: 2026-03-02T10:00}]\n    horizon: 2035-12-31\n"
        "    expect: {steps: [{id: ring/interviewer/1}]}\n"
    )
    (outcome,) = outcomes(tmp_path / "suite.yaml")
    (change,) = [one for one in changes_of(outcome.suite.policy) if f"{one}" == "`1 week` → `1 day`"]
    assert change not in mutation([outcome])[0].survivors
    hasty = next(one for one in mutate._mutants(outcome.suite.policy, 0, 1) if one.change == change)
    changed = run_case(outcome.suite, outcome.case, hasty.policy)
    assert ([], 1) == (changed.differences, len(changed.plan.problems))


# ------------------------------------------------------------------ the changes

ALL_OF_IT = """\
  - id: ask
    strength: may
    when: {all: [{not: {happened: {reply: {from: recipient}}}}, {count: {of: interview, at-least: 2}}]}
    do:
      act: check-in
      to: {first: [recruiter, interviewer]}
      via:
        - {medium: email, when: {fact: {role.field: [it, media]}}}
        - {medium: last-used}
      from: timeframe.answer_by
      window: {recommended: 0 days at 10:00, overdue: end of day, expires: 2 weeks, roll: forward}
      repeat: {every: 1 week, times: $often}
      until: [decision, {reply: {from: recipient}}]
      say: [ask-status]
  - id: rarely
    forbid: {act: [check-in, thank-you], more-than: $often}
"""


def test_each_number_unit_word_and_condition_is_changed(tmp_path: Path) -> None:
    found = said(policy(tmp_path, ALL_OF_IT, "params: {often: {default: 3, says: how often}}\n"))
    assert (HERE / "measured" / "changes.expected").read_text("utf-8").splitlines() == found


def test_a_parameter_is_changed_once_wherever_it_is_put_in(tmp_path: Path) -> None:
    mine = policy(tmp_path, ALL_OF_IT, "params: {often: {default: 3, says: how often}}\n")
    (more,) = [change for change in changes_of(mine) if f"{change}" == "`3` → `4`"]
    assert "2:27" == f"{more.place.line}:{more.place.column}"
    assert mine.written is not None
    ask, rarely = items(part(more.made_in(mine.written), "rules"))
    assert 4 == mapping(mapping(mapping(ask)["do"])["repeat"])["times"].value
    assert 4 == mapping(mapping(rarely)["forbid"])["more-than"].value


def test_what_makes_the_same_plans_is_not_counted(tmp_path: Path) -> None:
    mine = policy(
        tmp_path,
        "  - id: ask\n    do:\n      act: check-in\n      to: {each: interviewer}\n      from: interview\n"
        "      window: {recommended: 1 day, expires: 2 weeks}\n"
        "  - {id: later, forbid: {act: [check-in, befriend], closer-than: 2 days}}\n"
        "  - {id: never, forbid: {act: send-material}}\n",
    )
    counted = [f"{one.change}" for one in mutate._mutants(mine, 0, 1) if one.change.rule != "ask"]
    # Nobody is befriended, and no material sent: what is said of those judges other plans. Nor does it matter here
    # whether the forbid speaks of any act, since only one is advised.
    assert [
        "`id: later` dropped",
        "`check-in` → `collect-contact`",
        "`check-in` dropped",
        "`closer-than: 2 days` dropped",
        "`2 days` → `1 day`",
        "`2 days` → `3 days`",
        "`2 days` → `4 days`",
        "`2 days` → `2 hours`",
        "`2 days` → `2 weeks`",
    ] == counted


@pytest.mark.parametrize("name", SHIPPED)
def test_no_change_is_made_twice_and_each_knows_its_place(name: str) -> None:
    suite = next(iter(sorted((HERE / "cases" / name).glob("*.yaml"))))
    found = Reader(PluginHost.of()).load(suite).policy
    changes = changes_of(found)
    assert found.written is not None
    made = Counter(repr(change.made_in(found.written).plain()) for change in changes)
    assert [] == [text for text, number in made.items() if number > 1]
    lines = Path(found.file).read_text("utf-8").splitlines()
    for change in changes:
        written = lines[change.place.line - 1][change.place.column - 1 :]
        first = change.was.removeprefix("id: ").lstrip('"{[').split(":")[0].split(",")[0].split("}")[0]
        assert written.lstrip('"{[-').lstrip().startswith(first.lstrip("-")), f"{change.place} {change}"
    assert changes == changes_of(found)
