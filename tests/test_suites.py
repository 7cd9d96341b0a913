"""`followup test` as an author's tool: exit codes, forms for programs, and watching."""

import json
import os
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest

import command_line
from command_line import Result
from followup.cli import suites as command
from followup.cli import watch as watching
from followup.cli.watch import Ran, stamps, watch
from followup.extension.host import PluginHost
from followup.testing import mutate
from followup.testing.suites import Reader, run_suite

MEASURED = Path(__file__).parent / "measured"
POLICY = (MEASURED / "mutated.yaml").read_text("utf-8")
SUITE = (MEASURED / "mutated-suite.yaml").read_text("utf-8")
FAILING = SUITE.replace("12:00}", "12:01}")


def run(*arguments: str) -> Result:
    return command_line.run("test", *arguments)


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mutated.yaml").write_text(POLICY)
    Path("suite.yaml").write_text(SUITE)


# ------------------------------------------------------------------ exit codes


def test_a_case_that_fails_is_1_and_a_file_that_is_invalid_2_whatever_else_was_asked() -> None:
    for more in ([], ["--coverage"], ["-f", "json"], ["-f", "junit"], ["-f", "github"]):
        assert 0 == run("suite.yaml", *more).code
        Path("fails.yaml").write_text(FAILING)
        assert 1 == run("suite.yaml", "fails.yaml", *more).code
        Path("invalid.yaml").write_text(SUITE.replace("thank/", "thanks/"))
        assert 2 == run("suite.yaml", "fails.yaml", "invalid.yaml", *more).code
        assert 2 == run("nowhere.yaml", *more).code


def test_too_little_is_1_and_the_figure_is_said() -> None:
    # 1 of 3 points: the rule, and neither edge of its window
    assert 0 == run("--coverage", "--fail-under", "33.3").code
    result = run("--coverage", "--fail-under", "33.4")
    assert (1, "mutated: 33.3 % is covered, less than 33.4 %\n") == (result.code, result.err)
    assert "coverage of mutated: 33.3 % (1 of 3)\n" in result.out


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["--fail-under", "9"], "error: --fail-under asks for a figure (add --coverage, --mutate or both)\n"),
        (["-f", "jnuit"], "error: unknown format `jnuit` (did you mean `junit`?)\n"),
        (["-k", "nothing like it"], "error: no case has `nothing like it` in its name (see the names in the suites)\n"),
    ],
)
def test_a_wrong_use_is_2_and_one_line(arguments: list[str], line: str) -> None:
    assert Result(2, "", line) == run(*arguments)


def test_only_the_cases_that_are_named_run() -> None:
    Path("suite.yaml").write_text(SUITE + FAILING.partition("cases:\n")[2].replace("thanks after", "thanks before"))
    assert "2 cases: 1 failed" in run().out
    assert "1 case: all passed\n" == run("--case", "thanks after").out


# ------------------------------------------------------------------ forms for programs


def test_junit_is_read_back_as_it_was_meant() -> None:
    Path("fails.yaml").write_text(FAILING.replace("suite: mutated", "suite: fails"))
    Path("invalid.yaml").write_text(SUITE.replace("thank/", "thanks/"))
    result = run("suite.yaml", "fails.yaml", "invalid.yaml", "-f", "junit")
    root = ElementTree.fromstring(result.out)
    assert ("testsuites", "3", "1", "1") == (root.tag, *(root.get(key) for key in ("tests", "failures", "errors")))
    suites = {suite.get("name"): suite for suite in root}
    assert ["mutated", "fails", "invalid.yaml"] == list(suites)
    assert [("1", "0"), ("1", "1"), ("1", "0")] == [(s.get("tests"), s.get("failures")) for s in suites.values()]
    passed, failed, broken = (suite[0] for suite in suites.values())
    name = "thanks after an hour; the suite looks at nothing but the minute"
    assert (name, "mutated", "suite.yaml", "5", 0) == (
        *(passed.get(key) for key in ("name", "classname", "file", "line")),
        len(passed),
    )
    (failure,) = failed
    message = "step thank/interviewer/1: at: expected 2026-03-02T12:01+00:00, actual 2026-03-02T12:00+00:00"
    assert ("failure", message) == (failure.tag, failure.get("message"))
    assert f"fails.yaml:10:41: {message}" == failure.text
    (error,) = broken
    assert ("error", "unknown-rule", "unknown rule `thanks`") == (error.tag, error.get("type"), error.get("message"))


def test_what_xml_cannot_hold_is_written_as_an_escape() -> None:
    name = """'<b> & ]]> 😀 "it"'"""
    file = "\x01\udce9\ufffe.yaml"
    Path(file).write_text(SUITE.replace("thanks after an hour; the suite looks at nothing but the minute", name))
    case = ElementTree.fromstring(run(file, "-f", "junit").out)[0][0]
    assert '<b> & ]]> 😀 "it"' == case.get("name")
    assert r"\x01\udce9\ufffe.yaml" == case.get("file")


def test_github_shows_each_failure_gap_and_survivor_beside_its_line() -> None:
    Path("fails.yaml").write_text(FAILING)
    lines = run("fails.yaml", "-f", "github").out.splitlines()
    title = "thanks after an hour; the suite looks at nothing but the minute"
    place = "file=fails.yaml,line=10,col=41"
    said = "step thank/interviewer/1: at: expected 2026-03-02T12:01+00:00, actual 2026-03-02T12:00+00:00"
    assert [f"::error {place},title={title}::{said}"] == lines
    lines = run("suite.yaml", "-f", "github", "--coverage", "--mutate").out.splitlines()
    assert (2, 6) == (sum("not covered" in line for line in lines), sum("not noticed" in line for line in lines))
    place = "file=./mutated.yaml,line=8,col=7"
    said = "no case sees a step of it before its recommended minute"
    assert f"::warning {place},title=thank not covered::{said}" == lines[0]
    Path("invalid.yaml").write_text(SUITE.replace("thank/", "thanks/"))
    assert run("invalid.yaml", "suite.yaml", "-f", "github").out.startswith("::error file=invalid.yaml,line=10,")


def test_programs_are_told_what_is_wrong_with_a_suite_also_where_none_can_be_run() -> None:
    Path("invalid.yaml").write_text(SUITE.replace("thank/", "thanks/"))
    assert run("invalid.yaml", "-f", "github").out.startswith("::error file=invalid.yaml,line=10,")
    for files, cases in ((("invalid.yaml",), 0), (("invalid.yaml", "suite.yaml"), 1)):
        data = json.loads(run(*files, "-f", "json").out)
        assert (1, cases) == (data["test"], len(data["cases"]))
        (wrong,) = data["diagnostics"]
        assert ("invalid.yaml", 10, "error") == (wrong["file"], wrong["line"], wrong["severity"])
    assert [] == json.loads(run("suite.yaml", "-f", "json").out)["diagnostics"]
    assert "" == run("invalid.yaml").out


def test_coverage_and_mutation_are_data_too() -> None:
    data = json.loads(run("-f", "json", "--coverage", "--mutate").out)
    (coverage,), (mutation,) = data["coverage"], data["mutation"]
    assert {"covered": 1, "of": 1} == coverage["kinds"]["rules"]
    assert ["thank.do.window opens", "thank.do.window closes"] == [one["path"] for one in coverage["missing"]]
    assert {"kind": "windows", "rule": "thank", "line": 8, "column": 7}.items() <= coverage["missing"][0].items()
    assert (14, 8) == (mutation["changes"], mutation["noticed"])
    assert {"was": "7 days", "now": "6 days", "line": 8, "column": 46}.items() <= mutation["survivors"][1].items()
    assert {"coverage", "mutation"}.isdisjoint(json.loads(run("-f", "json").out))


def test_conditions_are_told_with_how_often_they_came_out() -> None:
    data = json.loads(run(str(MEASURED / "full.yaml"), "-f", "json", "--coverage").out)
    conditions = {one["path"]: one for one in data["coverage"][0]["conditions"]}
    assert {"true": 1, "false": 6, "unknown": 0}.items() <= conditions["thank.do.via[0].when"].items()
    assert ["thank.do.via[0].when", "ask.when", "ask.when.all[0]"] == list(conditions)[:3]


def test_a_report_is_written_into_a_file() -> None:
    assert Result(0, "", "") == run("-f", "junit", "-o", "junit.xml")
    assert "testsuites" == ElementTree.parse("junit.xml").getroot().tag


# ------------------------------------------------------------------ watching


def ticks(*happenings: str) -> Iterator[None]:
    """Write each of *happenings* into the suite, one after the other; an empty one: nothing happens."""
    for text in happenings:
        if text:
            Path("suite.yaml").write_text(text)
            os.utime("suite.yaml", ns=(0, len(text) + Path("suite.yaml").stat().st_mtime_ns))
        yield


def test_a_change_makes_it_run_again_and_the_last_run_has_the_say() -> None:
    codes = iter([0, 1, 2])
    runs = []

    def ran() -> Ran:
        runs.append(Path("suite.yaml").read_text())
        return Ran(next(codes), ("suite.yaml", "nowhere.yaml"))

    assert 2 == watch(ran, ticks("", "one", "", "", "three"), stamps)
    assert [SUITE, "one", "three"] == runs


def test_ctrl_c_ends_it_between_runs_and_within_one() -> None:
    def broken_off() -> Iterator[None]:
        yield
        raise KeyboardInterrupt

    def breaks_off() -> Ran:
        runs.append(1)
        if len(runs) == 2:
            raise KeyboardInterrupt
        return Ran(1, ("suite.yaml",))

    runs: list[int] = []
    assert 1 == watch(lambda: Ran(1, ()), broken_off(), stamps)
    assert 1 == watch(breaks_off, ticks("new"), stamps)
    assert 2 == len(runs)


def test_what_changes_while_it_runs_is_run_once_more() -> None:
    seen = []

    def ran() -> Ran:
        text = Path("suite.yaml").read_text()
        seen.append(text)
        if text == "one":
            next(ticks("two"))
        return Ran(0, ("suite.yaml",))

    watch(ran, ticks("one", "", ""), stamps)
    assert [SUITE, "one", "two"] == seen


def test_the_suite_its_policy_and_the_bases_of_that_are_watched() -> None:
    Path("base.yaml").write_text(POLICY.replace("policy: mutated", "policy: base"))
    Path("mutated.yaml").write_text("policy: mutated\nextends: ./base.yaml\n")
    reader = Reader(PluginHost.of())
    reader.load("suite.yaml")
    assert {"suite.yaml", "mutated.yaml", "base.yaml"} == {os.path.normpath(file) for file in reader.files}


def test_watching_goes_on_where_a_file_is_broken_and_sees_a_new_suite(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("later").mkdir()

    def happen() -> Iterator[None]:
        Path("suite.yaml").unlink()
        yield
        Path("later/suite.yaml").write_text(SUITE.replace("./mutated", "../mutated"))
        yield
        Path("mutated.yaml").write_text("policy: mutated\n")
        yield
        Path("mutated.yaml").write_text(POLICY.replace("1 hour", "2 hours"))
        yield

    monkeypatch.setattr(watching, "ticking", happen)
    result = run("--watch")
    assert 1 == result.code
    assert 2 == result.out.count("1 case: all passed")
    assert 1 == result.out.count("1 case: 1 failed")
    errors = [line for line in result.err.splitlines() if "error" in line]
    assert ["there is no test suite here" in line for line in errors] == [True, False]
    assert 5 == result.err.count("watching ")


def test_a_small_policy_is_not_worth_a_process(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []

    def asks(_: object, processes: int) -> tuple[()]:
        asked.append(processes)
        return ()

    monkeypatch.setattr(mutate, "mutation", asks)
    run("--mutate")
    monkeypatch.setattr(command, "_WORTH_A_PROCESS", 1)
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    run("--mutate")
    assert [1, 2] == asked


def test_a_number_in_what_was_expected_is_no_instant() -> None:
    Path("suite.yaml").write_text(SUITE.replace("at: 2026-03-02T12:00", "because: [{event: 7}]"))
    assert "because  [{event: 7}]  [{event: 0, text:" in run().out


def test_a_step_behind_the_end_of_the_plan_is_told_as_such(tmp_path: Path) -> None:
    far = "{act: check-in, from: interview, window: {recommended: 8 months, expires: 9 months}}"
    (tmp_path / "mine.yaml").write_text(f"policy: mine\nrules: [{{id: far, do: {far}}}]\n")
    case = "case: far\n    timeline: {timezone: UTC, events: [{event: interview, at: 2026-03-02T10:00}]}\n"
    (tmp_path / "suite.yaml").write_text(
        f"suite: s\npolicy: mine.yaml\ncases:\n  - {case}    expect: {{steps: [{{id: far/-/1}}]}}\n"
    )
    [outcome] = run_suite(Reader(PluginHost.of()).load(tmp_path / "suite.yaml"))
    [difference] = outcome.differences
    assert ("no such step", ("plan ends", "later", "2026-08-29T10:00+00:00")) == (
        difference.what,
        difference.values[-1],
    )
