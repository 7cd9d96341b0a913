"""How long things take, measured and never asserted: ``pytest tests/benchmarks --benchmark-enable``."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from functools import partial
from importlib.resources import files
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

import followup
from followup.analysis.analyse import analyse
from followup.api import check_policy, load_policy, load_timeline

HERE = Path(__file__).parent
POLICY = load_policy(HERE / "policy.yaml")
TIMELINE = load_timeline(HERE / "timeline.yaml")
NINETY_DAYS = "2026-05-31"


def warm(benchmark: BenchmarkFixture, make: Callable[[], followup.Plan]) -> followup.Plan:
    """Return the plan that *make* makes, which is measured warm.

    The fixture plans its rounds by a first run. In a fresh process that one imports and looks the zone up, takes 70 ms,
    and left a dozen rounds in which the interpreter still specialised the code: they took half as long again.

    The garbage collector stays on, and a round is over when its plan is thrown away.
    """
    if benchmark.enabled:
        for _ in range(50):
            make()
    plan: followup.Plan = benchmark(make)
    return plan


def test_a_plan_of_fifteen_rules_and_four_interviewers_over_ninety_days(benchmark: BenchmarkFixture) -> None:
    plan = warm(benchmark, partial(followup.plan, POLICY, TIMELINE, horizon=NINETY_DAYS))
    assert 15 == len(POLICY.rules)
    assert 33 == len(plan.steps)


def test_the_same_plan_seen_from_the_middle(benchmark: BenchmarkFixture) -> None:
    plan = warm(benchmark, partial(followup.plan, POLICY, TIMELINE, "2026-03-10T09:00", NINETY_DAYS))
    assert plan.next_change_at is not None


@pytest.mark.parametrize("years", [1, 10])
def test_days_on_which_nothing_happens_cost_nothing(benchmark: BenchmarkFixture, years: int) -> None:
    without_end = followup.load_policy("not-too-desperate")
    warm(benchmark, partial(followup.plan, without_end, TIMELINE, horizon=f"{2026 + years - 1}-12-31"))


def test_a_plan_as_json(benchmark: BenchmarkFixture) -> None:
    plan = followup.plan(POLICY, TIMELINE, horizon=NINETY_DAYS)
    assert plan.steps[0].id in benchmark(plan.to_json)


@pytest.mark.benchmark(group="five policies: what comparing them costs beyond their plans")
@pytest.mark.parametrize("compared", [False, True], ids=["five plans", "compared"])
def test_five_policies_side_by_side(benchmark: BenchmarkFixture, compared: bool) -> None:
    policies = [load_policy(name) for name in followup.PluginHost.of().policies]
    timeline = followup.example_timeline()

    def plans() -> Sequence[followup.Plan]:
        return [followup.plan(policy, timeline) for policy in policies]

    def compare() -> Sequence[followup.Plan]:
        return followup.compare(policies, timeline).plans

    made = compare if compared else plans
    made()  # the first one imports what it needs, and would pass for a slow round
    assert 5 == len(benchmark(made))


def test_five_policies_as_a_page(benchmark: BenchmarkFixture) -> None:
    policies = [load_policy(name) for name in followup.PluginHost.of().policies]
    found = followup.compare(policies, followup.example_timeline())
    host = followup.PluginHost.of()
    host.render_comparison("html", found)  # the first one reads and compiles the template
    assert "<svg" in str(benchmark(host.render_comparison, "html", found))


def test_a_first_page(benchmark: BenchmarkFixture) -> None:
    policies = [load_policy(name) for name in followup.PluginHost.of().policies]
    found = followup.compare(policies, followup.example_timeline())
    benchmark(lambda: followup.PluginHost.of().render_comparison("html", found))


def test_why_a_rule_gives_no_step_with_all_suggestions(benchmark: BenchmarkFixture) -> None:
    policy, timeline = load_policy("sparks-group"), followup.example_timeline()
    found = benchmark(followup.why_not, policy, timeline, "connect-on-linkedin", "2026-03-10")
    assert found.changes


def test_why_a_step_is_there(benchmark: BenchmarkFixture) -> None:
    plan = followup.plan(load_policy("resumehelp"), followup.example_timeline())
    assert benchmark(plan.explain, "weekly-call/lee/3").links


@pytest.fixture
def large_policy(tmp_path: Path) -> Path:
    head, _, rules = (HERE / "policy.yaml").read_text().partition("rules:\n")
    rules = rules.replace("step.thank", "interview")
    many = "".join(rules.replace("- id: ", f"- id: x{number}-") for number in range(18))
    path = tmp_path / "large.yaml"
    path.write_text(f"{head}rules:\n{many}")
    assert 56_000 < path.stat().st_size < 64_000
    return path


def test_a_policy_of_sixty_kilobytes_is_read_and_checked(benchmark: BenchmarkFixture, large_policy: Path) -> None:
    policy, diagnostics = benchmark(check_policy, large_policy)
    assert policy is not None, diagnostics
    assert 18 * 15 == len(policy.rules)


@pytest.mark.parametrize("files", [4, 16])
def test_policies_that_extend_one_another_cost_what_their_rules_cost(
    benchmark: BenchmarkFixture, large_policy: Path, files: int
) -> None:
    head, _, rules = large_policy.read_text().partition("rules:\n")
    for number in range(files):
        base = f"extends: ./{number - 1}.yaml\n" if number else ""
        own = rules.replace("- id: x", f"- id: y{number}-")
        (large_policy.parent / f"{number}.yaml").write_text(f"{head}{base}rules:\n{own}")
    policy, diagnostics = benchmark(check_policy, large_policy.parent / f"{files - 1}.yaml")
    assert policy is not None, diagnostics
    assert files * 18 * 15 == len(policy.rules)


@pytest.mark.parametrize("name", followup.PluginHost.of().policies)
def test_what_follows_from_a_shipped_policy(benchmark: BenchmarkFixture, name: str) -> None:
    assert () == benchmark(analyse, load_policy(name))


def test_what_follows_from_270_rules(benchmark: BenchmarkFixture, large_policy: Path) -> None:
    policy, _ = check_policy(large_policy)
    assert policy is not None
    assert 270 - 15 == len(benchmark(analyse, policy))  # all but the first fifteen repeat these


@pytest.mark.parametrize("name", followup.PluginHost.of().policies)
def test_a_fresh_process_checks_a_shipped_policy(benchmark: BenchmarkFixture, name: str) -> None:
    file = Path(str(files("followup_policies"))) / f"{name}.yaml"
    done = benchmark(subprocess.run, [sys.executable, "-m", "followup", "check", str(file)], capture_output=True)
    assert (0, b"") == (done.returncode, done.stdout)


@pytest.mark.parametrize("arguments", [["--help"], ["plan", "-p", "krautzel"], ["compare"]], ids=" ".join)
def test_whole_processes(benchmark: BenchmarkFixture, arguments: list[str]) -> None:
    command = [sys.executable, "-m", "followup", *arguments]
    done = benchmark(subprocess.run, command, capture_output=True)
    assert 0 == done.returncode


SUITES = [str(HERE.parent / "cases" / name) for name in followup.PluginHost.of().policies]


@pytest.mark.parametrize(
    "arguments", [SUITES, [*SUITES, "--coverage"], [SUITES[-1], "--mutate"]], ids=["test", "coverage", "mutate"]
)
def test_a_fresh_process_tests_all_five_policies_and_mutates_one(
    benchmark: BenchmarkFixture, arguments: list[str]
) -> None:
    command = [sys.executable, "-m", "followup", "test", *arguments]
    done = benchmark(subprocess.run, command, capture_output=True)
    assert 0 == done.returncode


def test_a_fresh_process_reads_and_checks_sixty_kilobytes(benchmark: BenchmarkFixture, large_policy: Path) -> None:
    command = [sys.executable, "-m", "followup", "check", str(large_policy)]
    done = benchmark(subprocess.run, command, capture_output=True)
    assert 0 == done.returncode
