"""The command line: what goes where, which exit code, and that nothing ends in a traceback."""

import io
import json
import os
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import redirect_stderr, redirect_stdout
from pathlib import Path

import pytest

import followup
from command_line import Result, run
from followup import cli
from followup.extension.host import PluginHost
from followup.extension.source import PluginWarning, Source
from followup.sentences.rule import rule_sentences

OWN = "timeline: mine\ntimezone: America/New_York\nevents:\n  - {event: interview, at: 2026-03-02T10:00}\n"
BROKEN = "timezone: Amrica/New_York\nevents:\n  - {event: intervew, at: 2026-03-02}\n"
BROKEN_LINES = """\
{}:1:11: error[unknown-zone]: unknown time zone `Amrica/New_York` (did you mean `America/New_York`?)
{}:3:13: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)
"""


def process(
    *arguments: str, env: Mapping[str, str] | None = None, **options: object
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "followup", *arguments]
    given = {**os.environ, **(env or {})}
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", check=False, env=given, timeout=300
    )


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    source_roots = [str(Path(entry).resolve()) for entry in sys.path if entry]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(source_roots))
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(OWN)
    Path("broken.yaml").write_text(BROKEN)


# ------------------------------------------------------------------ plan


def test_without_a_timeline_the_example_is_planned_and_a_note_says_so() -> None:
    result = run("plan", "-p", "krautzel")
    assert 0 == result.code
    assert result.out.startswith("krautzel for acme-backend, from before the first event (America/New_York)\n")
    assert result.err.startswith("note: no timeline given, so this is the built-in example: ")
    assert 1 == result.err.count("\n")


def test_an_own_timeline_is_seen_from_now() -> None:
    plan = followup.Plan.from_json(run("plan", "mine.yaml", "-p", "krautzel", "--format", "json").out)
    assert plan.as_of is not None
    assert abs(plan.as_of.timestamp() - time.time()) < 120
    now = followup.Plan.from_json(run("plan", "-p", "krautzel", "--as-of", "now", "-f", "json").out)
    assert now.as_of is not None


def test_start_asks_for_the_pure_simulation() -> None:
    result = run("plan", "mine.yaml", "-p", "krautzel", "--as-of", "start", "-f", "json")
    expected = followup.plan(followup.load_policy("krautzel"), followup.load_timeline("mine.yaml"))
    assert Result(0, expected.to_json() + "\n", "") == result


def test_instants_are_read_in_the_timelines_zone() -> None:
    result = run(
        "plan", "mine.yaml", "-p", "krautzel", "--as-of", "2026-03-03", "--horizon", "2026-04-01", "-f", "json"
    )
    plan = json.loads(result.out)
    assert ("2026-03-03T00:00-05:00", "2026-04-01T23:59-04:00") == (plan["as_of"], plan["horizon"])


def test_a_timeline_may_come_from_standard_input() -> None:
    arguments = ("-p", "sparks-group", "--as-of", "2026-03-02")
    result = run("plan", "-", *arguments, stdin=OWN.encode())
    assert run("plan", "mine.yaml", *arguments) == result
    assert Result(2, "", BROKEN_LINES.format("<stdin>", "<stdin>")) == run(
        "plan", "-", *arguments, stdin=BROKEN.encode()
    )


def test_mistakes_in_a_timeline_come_all_at_once_in_order() -> None:
    expected = BROKEN_LINES.format("broken.yaml", "broken.yaml")
    assert Result(2, "", expected) == run("plan", "broken.yaml", "-p", "krautzel")


def test_a_file_is_written_whole_with_the_permissions_of_a_new_file() -> None:
    before = os.umask(0o027)
    try:
        result = run("plan", "mine.yaml", "-p", "krautzel", "--as-of", "start", "-o", "plan.txt")
    finally:
        os.umask(before)
    assert Result(0, "", "") == result
    assert Path("plan.txt").read_text().startswith("krautzel for mine")
    assert 0o640 == stat.S_IMODE(Path("plan.txt").stat().st_mode)
    assert ["broken.yaml", "mine.yaml", "plan.txt"] == sorted(os.listdir())


def test_a_file_that_is_there_keeps_its_permissions_and_a_link_stays_a_link() -> None:
    Path("real.txt").write_text("old")
    Path("real.txt").chmod(0o600)
    Path("link.txt").symlink_to("real.txt")
    assert 0 == run("plan", "-p", "krautzel", "-o", "link.txt").code
    assert Path("link.txt").is_symlink()
    assert Path("real.txt").read_text().startswith("krautzel for acme-backend")
    assert 0o600 == stat.S_IMODE(Path("real.txt").stat().st_mode)


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "mine.yaml", "-p", "krautzel", "--format", "ics", "-o", "mine.yaml"),
        ("plan", "-o", "mine.yaml", "mine.yaml", "-p", "krautzel"),
        ("plan", "-p", "krautzel", "-o", "other.yml"),  # YAML, if not of this command
        ("plan", "-p", "krautzel", "-o", "link.txt"),  # which leads to other.yml
        ("plan", "mine", "-p", "krautzel", "-o", "./mine"),
        ("plan", "mine", "-p", "krautzel", "-o", "hard"),
        ("plan", "mine.yaml", "-p", "policy", "-o", "policy"),
        ("feed", ".", "-p", "krautzel", "-o", "mine.yaml"),
        ("compare", "mine", "-p", "krautzel", "-o", "mine"),
        ("judge", "mine", "--history", "--by", "krautzel", "-o", "mine"),
        ("judge", "mine.yaml", "--plan", "mine", "--by", "krautzel", "-o", "mine"),
    ],
    ids=" ".join,
)
def test_what_a_user_wrote_is_never_written_over(arguments: tuple[str, ...]) -> None:
    Path("mine.yaml").write_text(OWN)
    Path("mine").write_text(OWN)
    Path("hard").hardlink_to("mine")
    Path("other.yml").write_text("a: 1\n")
    Path("link.txt").symlink_to("other.yml")
    Path("policy").write_text("policy: policy\nrules: []\n")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    named = arguments[arguments.index("-o") + 1]
    assert (2, "", f"error: `{named}` is what you wrote; name another file\n") == run(*arguments)
    assert before == {path: path.read_bytes() for path in Path().iterdir()}


class Terminal(io.BytesIO):
    def isatty(self) -> bool:
        return True


@pytest.mark.parametrize(
    ("command", "protocol"),
    [("plan", None), ("compare", followup.ComparisonChannel), ("feed", followup.FeedChannel)],
)
def test_formats_are_named_by_help_and_by_the_error_for_none(command: str, protocol: type | None) -> None:
    channels = PluginHost.of().channels
    able = [name for name, channel in channels.items() if protocol is None or isinstance(channel, protocol)]
    assert f" {', '.join(able)}, or a plugin's channel" in " ".join(run(command, "--help").out.split())
    arguments = (command, *([] if command != "feed" else ["."]), "-f", "zzz")
    assert f"error: unknown format `zzz` (one of {', '.join(f'`{name}`' for name in able)})\n" == run(*arguments).err


def test_what_is_no_text_is_not_written_to_a_terminal() -> None:
    screen, messages = Terminal(), io.BytesIO()
    out, err = (io.TextIOWrapper(stream, "utf-8", write_through=True) for stream in (screen, messages))
    with redirect_stdout(out), redirect_stderr(err):
        assert 2 == cli.main(["plan", "-p", "krautzel", "--format", "eml"])
        assert b"" == screen.getvalue()
        assert 0 == cli.main(["plan", "-p", "krautzel", "--format", "html"])
        assert b"" != screen.getvalue()
    assert b"\nerror: this is no text, and nothing for a terminal (use -o FILE)\n" in messages.getvalue()


def test_a_yaml_file_that_is_not_there_may_be_written() -> None:
    assert 0 == run("plan", "-p", "krautzel", "-o", "plan.yaml").code


def test_an_output_file_stays_as_it_is_when_something_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    Path("plan.txt").write_text("old")
    assert 2 == run("plan", "broken.yaml", "-p", "krautzel", "-o", "plan.txt").code

    def full(source: str, target: str) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    result = run("plan", "mine.yaml", "-p", "krautzel", "-o", "plan.txt")
    assert Result(2, "", "error: plan.txt: cannot be written: no space left on device\n") == result
    assert "old" == Path("plan.txt").read_text()
    assert ["broken.yaml", "mine.yaml", "plan.txt"] == sorted(os.listdir())


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("plna",), "error: unknown command `plna` (did you mean `plan`?)"),
        (("plan", "--formt", "x"), "error: unknown option `--formt` (did you mean `--format`?)"),
        (("plan", "-p", "krautzle"), "unknown policy `krautzle`: neither an installed policy nor a file "),
        (("plan", "-p", "krautzle"), "error[unknown-policy]: "),
        (("plan", "mine.yaml", "-p", "krautzel", "-f", "jsno"), "error: unknown format `jsno` (did you mean `json`?)"),
        (("plan", "mine.yaml"), "error: which policy? (add `-p` and one of `krautzel`, "),
        (("plan", "mine.yaml", "-p", "krautzel", "--as-of", "nwo"), "no date with a time (did you mean `now`?)"),
        (
            ("plan", "mine.yaml", "-p", "krautzel", "--as-of", "2026-02-30"),
            "error: --as-of: there is no day `2026-02-30`",
        ),
        (
            ("plan", "mine.yaml", "-p", "krautzel", "--as-of", "9999-01-01"),
            "error: --as-of: `9999-01-01` is not of the y",
        ),
        (
            ("plan", "mine.yaml", "-p", "krautzel", "--horizon", "1970-01-01"),
            "error: --horizon `1970-01-01` lies before ",
        ),
        (
            ("plan", "mine.yaml", "-p", "krautzel", "-o", "no/such/file"),
            "error: no/such/file: cannot be written: no such",
        ),
        (("plan", "mine.yaml", "-p", "krautzel", "-o", "."), "error: .: cannot be written: is a directory"),
        (("plan", "mine.yaml", "-p", "krautzel", "-o", "a\0b"), "cannot be written: "),
        (
            ("plan", "mine.yaml", "other.yaml", "-p", "krautzel"),
            "error: got unexpected extra argument (other.yaml) (policies are given by `-p` each; see `followup plan ",
        ),
        (
            ("compare", "krautzel", "resumehelp"),
            "error: got unexpected extra argument (resumehelp) (policies are given by `-p` each; see `followup compa",
        ),
        (("compare", "krautzel"), "error: `krautzel` is a policy, and no timeline (write `-p krautzel`)"),
        (
            ("judge", "krautzel", "resumehelp"),
            "error: got unexpected extra argument (resumehelp) (policies are given by `-p` and `--by`; see ",
        ),
        (
            ("words", "reply", "offer"),
            "error: got unexpected extra argument (offer) (policies are given by `-p` each;",
        ),
        (("plan", "none.yaml", "-p", "krautzel"), "none.yaml: error[unreadable]: no such file"),
        (("plan", ".", "-p", "krautzel"), ".: error[unreadable]: a folder, not a file"),
        (("plan", "mine.yaml", "-p"), "error: option '-p' requires an argument"),
        (("compare", "mine.yaml", "-p", "krautzle"), "did you mean `krautzel`?"),
        (("show",), "error: missing argument 'POLICY'"),
        (("show", "krautzel", "keep-in-tuch"), "error: unknown rule `keep-in-tuch` (did you mean `keep-in-touch`?)"),
        (("words", "intervew"), "error: unknown word `intervew` (did you mean `interview`?)"),
        (("schema", "polcy"), "error: unknown schema `polcy` (did you mean `policy`?)"),
        (("check",), "error: missing argument 'FILE...'"),
        (("check", "mine.yaml", "-f", "sarf"), "error: unknown format `sarf` (did you mean `sarif`?)"),
        (("policies", "-f", "yaml"), "error: unknown format `yaml` (one of `text`, `json`)"),
        (("test",), "error: there is no test suite here (name a file or a folder; a suite begins with `suite:`)"),
    ],
)
def test_a_wrong_use_gets_one_line_and_code_2(arguments: tuple[str, ...], line: str) -> None:
    result = run(*arguments)
    assert (2, "") == (result.code, result.out)
    assert 1 == result.err.count("\n")
    assert line in result.err


def test_a_failure_inside_is_one_line_without_traceback(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise KeyError("nowhere")

    monkeypatch.setattr("followup.api.plan", fail)
    result = run("plan", "mine.yaml", "-p", "krautzel")
    assert Result(2, "", "internal error: the program raised KeyError: 'nowhere'; please report it\n") == result


# ------------------------------------------------------------------ plugins


class Shout:
    name, says, suffix, media_type = "shout", "in capitals", ".txt", "text/plain"

    def render(self, plan: followup.Plan) -> str:
        return plan.policy.id.upper()

    @followup.hookimpl
    def register_channels(self) -> list[followup.Channel]:
        return [self]


class Broken:
    name, says, suffix, media_type = "broken", "fails", ".txt", "text/plain"

    def render(self, plan: followup.Plan) -> str:
        raise ValueError("boom\nboom")

    @followup.hookimpl
    def register_channels(self) -> list[object]:
        return [self, 7]


def install(monkeypatch: pytest.MonkeyPatch, *plugins: object) -> None:
    sources = [Source(type(plugin).__name__.lower(), "", "stranger", "1.0", plugin) for plugin in plugins]
    monkeypatch.setattr(PluginHost, "default", lambda: PluginHost(sources))


def test_a_plugins_channel_is_a_format(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Shout())
    assert Result(0, "KRAUTZEL", "") == run("plan", "mine.yaml", "-p", "krautzel", "-f", "shout")
    result = run("compare", "mine.yaml", "-f", "shout")
    able = "`text`, `markdown`, `json`, `html`"
    expected = f"error: channel `shout` writes single plans only, no comparison (comparisons: {able})\n"
    assert Result(2, "", expected) == result


def test_what_a_plugin_prints_is_no_result(monkeypatch: pytest.MonkeyPatch) -> None:
    class Chatty(Shout):
        def render(self, plan: followup.Plan) -> str:
            print("noise")
            return super().render(plan)

    install(monkeypatch, Chatty())
    assert Result(0, "KRAUTZEL", "noise\n") == run("plan", "mine.yaml", "-p", "krautzel", "-f", "shout")


def test_a_broken_plugin_costs_one_line_and_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Broken())
    result = run("plan", "mine.yaml", "-p", "krautzel", "--as-of", "start")
    assert 3 == result.code
    assert result.out.startswith("krautzel for mine")
    assert result.err.startswith("warning: plugin `broken` of stranger 1.0 was left out in part: ")
    assert 1 == result.err.count("\n")
    rows = [line.split() for line in run("plugins").out.splitlines()]
    assert ["broken", "stranger", "1.0", "in", "part", "channel", "broken"] in rows


def test_a_channel_that_fails_delivers_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    install(monkeypatch, Broken())
    result = run("plan", "mine.yaml", "-p", "krautzel", "-f", "broken", "-o", "plan.txt")
    assert 2 == result.code
    assert "error: channel `broken` of stranger 1.0 failed: render raised ValueError: boom boom\n" == result.err
    assert not Path("plan.txt").exists()


def test_a_rule_that_failed_is_named_and_makes_code_3(monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    plan = followup.plan
    problem = followup.Problem("thank-by-email", "the condition failed", "moon", followup.Place("a.yaml", 4, 1))
    monkeypatch.setattr("followup.api.plan", lambda *given: replace(plan(*given), problems=(problem,)))
    result = run("plan", "mine.yaml", "-p", "krautzel", "--as-of", "2026-03-01")
    expected = (
        "a.yaml:4:1: warning: krautzel: rule `thank-by-email` was skipped: the condition failed (plugin `moon`)\n"
    )
    assert (3, expected) == (result.code, result.err)
    assert "PROBLEMS" in result.out


def test_the_shipped_plugins_and_policies_are_listed() -> None:
    result = run("plugins", "--format", "json")
    plugins = {entry["name"]: entry for entry in json.loads(result.out)["installed"]}
    assert (["channel text"], ["channel json"]) == (plugins["text"]["adds"], plugins["json"]["adds"])
    assert (0, "") == (result.code, result.err)


def test_warnings_read_as_lines() -> None:
    assert "plugin `a` of b 1 was left out: c" == str(PluginWarning("a", "b 1", "was left out: c"))


# ------------------------------------------------------------------ compare


def test_all_installed_policies_are_compared_by_default() -> None:
    comparison = json.loads(run("compare", "mine.yaml", "-f", "json").out)
    expected = ["krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar"]
    assert expected == [plan["policy"]["id"] for plan in comparison["plans"]]


def test_policies_are_compared_in_the_given_order() -> None:
    result = run("compare", "mine.yaml", "-p", "resumehelp", "-p", "krautzel", "--as-of", "start")
    assert result.out.startswith("2 policies for mine, from before the first event (America/New_York)\n")
    assert ["2026", "resumehelp", "krautzel"] == [cell.strip() for cell in result.out.splitlines()[2].split("│")]


# ------------------------------------------------------------------ check


def test_files_without_mistakes_are_counted() -> None:
    assert Result(0, "", "1 file, no mistakes\n") == run("check", "mine.yaml")
    Path("mine2.yaml").write_text(OWN)
    assert Result(0, "", "2 files, no mistakes\n") == run("check", "mine.yaml", "mine2.yaml", "mine.yaml")


def test_a_folder_is_checked_file_by_file_in_order_of_name_each_as_what_it_is() -> None:
    Path("jobs/deeper").mkdir(parents=True)
    Path("jobs/c.yml").write_text("policy: gentle\nrules: 3\n")
    Path("jobs/b.yaml").write_text(OWN)
    Path("jobs/a.yaml").write_text(BROKEN)
    Path("jobs/d.yaml").write_text("suite: s\npolicy: nowhere\ntimelines: {}\ncases: []\n")
    for passed_over in ("deeper/e.yaml", ".f.yaml", "g.txt"):
        Path("jobs", passed_over).write_text(BROKEN)
    Path("jobs/z.yaml").write_text("services: {}\n")
    found = run("check", "jobs")
    assert 1 == found.code
    assert "note: jobs/z.yaml: neither a policy nor a timeline nor a test suite, so it is passed over\n" == found.err
    assert ["jobs/a.yaml", "jobs/a.yaml", "jobs/c.yml", "jobs/d.yaml"] == sorted(
        line.partition(":")[0] for line in set(found.out.splitlines())
    )
    assert sorted(found.out.splitlines()) == found.out.splitlines()
    assert run("check", "jobs/z.yaml").out.startswith("jobs/z.yaml:1:1: error[unknown-kind]: ")
    assert "unknown-kind" in run("check", "jobs", "jobs/z.yaml").out
    assert run("check", "jobs/deeper").code == run("check", "jobs/deeper/e.yaml").code
    Path("jobs/deeper/e.yaml").unlink()
    line = "error: no YAML file in jobs/deeper (files in its folders are not looked at)\n"
    assert Result(2, "", line) == run("check", "jobs/deeper")
    for name in ("broken.yaml", "mine.yaml"):  # the folder that one is in
        Path(name).unlink()
    Path("mine.yaml").write_text(BROKEN)
    assert Result(1, BROKEN_LINES.format("mine.yaml", "mine.yaml"), "") == run("check", ".")


def test_a_policy_that_lies_beside_lends_no_words_to_a_timeline_that_names_another() -> None:
    Path("jobs").mkdir()
    flowers = "vocabulary: {acts: {send-flowers: {says: send them flowers}}}\n"
    Path("jobs/own.yaml").write_text(f"policy: own\nversion: 1\nextends: sparks-group\n{flowers}")
    text = OWN + "  - {event: did, at: 2026-03-02, act: send-flowers}\n"
    Path("jobs/acme.yaml").write_text(text)
    assert Result(0, "", "2 files, no mistakes\n") == run("check", "jobs")
    Path("jobs/acme.yaml").write_text(f"{text}policy: krautzel\n")
    line = "jobs/acme.yaml:5:39: error[unknown-act]: unknown act `send-flowers`"
    assert run("check", "jobs").out.startswith(line)
    assert run("today", "jobs").err.startswith(line)
    assert Result(0, "", "2 files, no mistakes\n") == run("check", "jobs", "jobs/own.yaml")


def test_findings_are_the_result_of_check() -> None:
    result = run("check", "broken.yaml", "mine.yaml")
    assert Result(1, BROKEN_LINES.format("broken.yaml", "broken.yaml"), "") == result


def test_a_file_that_cannot_be_read_makes_code_2() -> None:
    result = run("check", "none.yaml", "broken.yaml")
    assert 2 == result.code
    assert result.out.startswith("none.yaml: error[unreadable]: no such file\nbroken.yaml:1:11: ")


def test_each_kind_of_file_is_recognised_even_with_a_mistyped_key() -> None:
    Path("policy.yaml").write_text("polcy: mine\nrules: []\n")
    Path("suite.yaml").write_text("siute: mine\npolicy: krautzel\ntimelines: {}\ncases: []\n")
    Path("timeline.yaml").write_text("timezone: UTC\nevnts: []\n")
    Path("other.yaml").write_text("hello: world\n")
    Path("list.yaml").write_text("- hello\n")
    found = [line.partition(" ")[2] for line in run("check", *sorted(map(str, Path().glob("*.yaml")))).out.splitlines()]
    text = "\n".join(found)
    assert "error[unknown-key]: unknown key `polcy` (did you mean `policy`?)" in text
    assert "error[unknown-key]: unknown key `siute` (did you mean `suite`?)" in text
    assert "error[unknown-key]: unknown key `evnts` (did you mean `events`?)" in text
    assert 2 == text.count(
        "error[unknown-kind]: neither a policy nor a timeline nor a test suite (begin with `policy:`"
    )


def test_github_gets_workflow_commands() -> None:
    result = run("check", "broken.yaml", "--format", "github")
    expected = (
        "::error file=broken.yaml,line=3,col=13,title=unknown-event::"
        "unknown event `intervew` (did you mean `interview`?)"
    )
    assert expected == result.out.splitlines()[1]


def test_sarif_has_every_finding_with_its_region() -> None:
    log = json.loads(run("check", "broken.yaml", "none.yaml", "--format", "sarif").out)
    results = log["runs"][0]["results"]
    regions = [result["locations"][0]["physicalLocation"].get("region") for result in results]
    assert [{"startLine": 1, "startColumn": 11}, {"startLine": 3, "startColumn": 13}, None] == regions
    rules = [rule["id"] for rule in log["runs"][0]["tool"]["driver"]["rules"]]
    assert [result["ruleId"] for result in results] == [rules[result["ruleIndex"]] for result in results]


def test_json_has_every_finding_as_an_object() -> None:
    found = json.loads(run("check", "broken.yaml", "--format", "json").out)["diagnostics"]
    expected = {
        "file": "broken.yaml",
        "line": 3,
        "column": 13,
        "severity": "error",
        "code": "unknown-event",
        "message": "unknown event `intervew`",
        "hint": "did you mean `interview`?",
        "why": None,
    }
    assert expected == found[1]


# ------------------------------------------------------------------ test

SUITE = """\
suite: mine
policy: krautzel
timelines:
  one:
    timezone: UTC
    events: [{event: interview, at: 2026-03-02T10:00}]
cases:
  - case: the email goes out ten minutes later
    timeline: one
    expect:
      steps:
        - {rule: thank-by-email, at: 2026-03-02T10:10, to: interviewer}
        - {act: prepare, at: 2026-03-01}
"""


def test_a_suite_that_passes_says_so() -> None:
    Path("suite.yaml").write_text(SUITE)
    assert Result(0, "1 case: all passed\n", "") == run("test", "suite.yaml")
    assert run("test", "suite.yaml") == run("test") == run("test", ".")


def test_a_case_that_fails_shows_expected_and_actual_side_by_side() -> None:
    Path("suite.yaml").write_text(SUITE.replace("10:10", "10:11"))
    expected = """\
FAILED suite.yaml:8:11: the email goes out ten minutes later
  suite.yaml:12:34: step thank-by-email/interviewer/1
        EXPECTED                ACTUAL
    at  2026-03-02T10:11+00:00  2026-03-02T10:10+00:00

1 case: 1 failed, 0 passed
"""
    assert Result(1, expected, "") == run("test", "suite.yaml")


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ("only: true", "step ask-permission/interviewer/1"),
        ("withheld: [{rule: thank-by-email}]", "no such withheld step"),
        ("questions: [handwriting]", "handwriting  asked     not asked"),
        ("never: [{act: thank-you}]", "never  no such step  2026-03-02T10:10+00:00"),
        ("next_change_at: 2026-03-02", "next_change_at  2026-03-02  null"),
    ],
)
def test_every_kind_of_expectation_can_fail(more: str, line: str) -> None:
    Path("suite.yaml").write_text(f"{SUITE}      {more}\n")
    result = run("test", "suite.yaml")
    assert 1 == result.code
    assert line in result.out


def test_a_misspelt_rule_in_a_suite_is_an_error() -> None:
    Path("suite.yaml").write_text(SUITE.replace("thank-by-email", "thank-by-emial"))
    result = run("test", "suite.yaml")
    assert 2 == result.code
    assert (
        "suite.yaml:12:18: error[unknown-rule]: unknown rule `thank-by-emial` (did you mean `thank-by-email`?)\n"
        in (result.err)
    )


def test_the_outcome_of_a_suite_is_data_too() -> None:
    Path("suite.yaml").write_text(SUITE)
    case = json.loads(run("test", "suite.yaml", "-f", "json").out)["cases"][0]
    assert ("mine", "krautzel", True, []) == (case["suite"], case["policy"], case["passed"], case["differences"])


def test_an_installed_policy_is_checked_by_its_id_as_it_is_planned_and_shown() -> None:
    assert (0, "", "2 files, no mistakes\n") == run("check", "krautzel", "sparks-group", "krautzel")


@pytest.mark.parametrize(
    "arguments",
    [
        ("plan", "-p", "krautzel"),
        ("explain", "-p", "krautzel"),
        ("judge", "-p", "krautzel", "--by", "resumehelp"),
        ("show", "krautzel"),
        ("show", "krautzel", "--resolved"),
        ("diff", "krautzel", "resumehelp"),
        ("check", "suite.yaml"),
        ("test", "suite.yaml"),
        ("words", "offer"),
    ],
    ids=" ".join,
)
def test_data_say_what_they_are_and_in_which_version(arguments: tuple[str, ...]) -> None:
    Path("suite.yaml").write_text(SUITE)
    assert (arguments[0], 1) == next(iter(json.loads(run(*arguments, "--format", "json").out).items()))


# ------------------------------------------------------------------ what there is to know


@pytest.mark.parametrize("name", ["krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar"])
def test_show_names_every_rule_and_all_advice(name: str) -> None:
    policy = followup.load_policy(name)
    result = run("show", name)
    assert 0 == result.code
    flat = " ".join(result.out.split())
    for rule in policy.rules:
        assert f"{rule.id} ({rule.strength}, {rule.reading}), {rule.place.short} {rule.title}" in flat
        assert " ".join(rule_sentences(rule, policy.vocabulary)) in flat
        assert [] == [row for row in rule.cites if f"source: {row} (" not in flat]
        assert [] == [row for row in rule.dissent if f"dissent: {row} (" not in flat]
    for advice in policy.advice.values():
        assert " ".join(f"{advice.id} ({advice.where}): {advice.says}".split()) in flat
        assert advice.not_encoded is None or f"Not encoded: {' '.join(advice.not_encoded.split())}" in flat
    data = json.loads(run("show", name, "--format", "json").out)
    assert [rule.id for rule in policy.rules] == [rule["id"] for rule in data["rules"]]
    assert [" ".join(rule_sentences(rule, policy.vocabulary)) for rule in policy.rules] == [
        rule["sentence"] for rule in data["rules"]
    ]
    assert [] == [line for line in result.out.splitlines() if len(line) > 80 and " file: " not in line]


def test_show_tells_all_about_the_rules_that_it_is_asked_for() -> None:
    result = run("show", "krautzel", "inquire-on-the-promised-day", "not-before-the-promised-day")
    assert 0 == result.code
    flat = " ".join(result.out.split())
    assert "thank-by-email" not in flat
    for text in (
        "KEY BY KEY do check-in to timeframe.by or else hr-manager or else recruiter or else interviewer via last-used",
        "POINTS TO AVOID nag: Repeat a question that ${person} has not answered yet.",
        "SOURCE source: K3 (Respect the Timeliness): If a date was named, inquire about your status respectfully",
        "MAY BE HELD BACK BY not-before-the-promised-day (krautzel.yaml:148): You must not check in with anybody",
        "MAY HOLD BACK inquire-on-the-promised-day (krautzel.yaml:130): You should check in with whoever",
    ):
        assert text in flat
    data = json.loads(run("show", "krautzel", "keep-in-touch", "-f", "json").out)
    assert ["keep-in-touch"] == [rule["id"] for rule in data["rules"]]


def test_show_tells_what_counts_from_a_rule() -> None:
    window = "window: {recommended: 1 day, expires: 2 days}"
    Path("chain.yaml").write_text(
        "policy: chain\nrules:\n"
        f"  - {{id: first, do: {{act: prepare, from: interview, {window}}}}}\n"
        f"  - {{id: then, do: {{act: prepare, from: step.first, {window}}}}}\n"
        "  - {id: not-yet, forbid: {act: connect, before: step.first}}\n"
    )
    flat = " ".join(run("show", "chain.yaml", "first").out.split())
    assert (
        "WHEN IT IS DONE, COUNTS FOR then (chain.yaml:4): You should get things ready 1 day after the step “first”."
        " not-yet (chain.yaml:5): You should not connect with anybody before the step “first”."
    ) in flat


def test_policies_are_listed_as_a_table_and_as_data() -> None:
    assert "krautzel           John Krautzel  9      Thank them twice, ask on the" in run("policies").out
    data = json.loads(run("policies", "-f", "json").out)["installed"]
    assert ("krautzel", 9) == (data[0]["policy"], data[0]["rules"])


def test_every_word_is_listed_and_can_be_looked_up() -> None:
    listed = run("words")
    data = json.loads(run("words", "-f", "json").out)
    assert 1 == data.pop("words")
    for entries in data.values():
        for word in entries:
            assert f"  {word} " in listed.out
    assert "answer_by  instant  the day that was named" in run("words", "timeframe").out
    assert "Its values: poor, good." in run("words", "handwriting").out
    assert [] == [line for line in listed.out.splitlines() if len(line) > 80]


@pytest.mark.parametrize(
    ("word", "text"),
    [
        ("check-in", "`check-in` is an act. It means: ask where your application stands. It is a contact with"),
        ("check-in", "stay-on-the-radar: stay-in-view (stay-on-the-radar.yaml:63),"),
        ("post", "It takes 1 to 5 days to arrive."),
        ("in-person", "It reaches everybody, whatever their `reach` says."),
        ("decision", "It holds `rejection`, `offer`, `withdrawal`."),
        ("offer", "It belongs to the group `decision`."),
        ("interview", "It is an appointment: its date is known ahead."),
        ("interviewer", "It follows from the events; no timeline states it."),
        ("befriend", "USED IN resumehelp: no-contact-after-the-third-call ("),
        ("withdrawal", "USED IN krautzel: keep-in-touch ("),
        ("closer-than", "`closer-than` is a key of `forbid`. Rules it out for this long after the last contact"),
        ("closer-than", "For example: closer-than: 3 days USED IN stay-on-the-radar: do-not-hound ("),
        ("day", "`days` is a value of `recommended`. The best moment: an amount and a unit"),
        ("roll", "`roll` is a key of `window`."),
        ("last-used", "`last-used` is a value of `medium`."),
        ("recall-permission", "No installed policy uses it."),
        ("anchor", "`anchor` is a term. What a date hangs on:"),
        ("via", "`via` is a key of `forbid`. The medium, or a list of media, that is ruled out."),
    ],
)
def test_a_word_is_explained_from_the_data(word: str, text: str) -> None:
    assert text in " ".join(run("words", word).out.split())


def test_the_uses_of_a_word_are_data_too() -> None:
    used = json.loads(run("words", "befriend", "-f", "json").out)["acts"]["befriend"]["used"]
    expected = ["no-contact-after-the-third-call", "stay-off-casual-sites"]
    assert expected == [use["rule"] for use in used]


def test_a_policy_brings_its_own_words() -> None:
    Path("own.yaml").write_text(
        "policy: own\n"
        "vocabulary: {acts: {send-portfolio: {contacts: true, says: send samples of your work}}}\n"
        "rules:\n"
        "  - id: show-work\n"
        "    do: {act: send-portfolio, from: interview, window: {recommended: 1 day, expires: never}}\n"
    )
    assert "unknown word `send-portfolio`" in run("words", "send-portfolio").err
    assert "  send-portfolio " in run("words", "-p", "own.yaml").out
    assert "USED IN\n    own: show-work (own.yaml:4)\n" in run("words", "send-portfolio", "--policy", "own.yaml").out


@pytest.mark.parametrize("name", ["policy", "timeline", "suite", "plan", "vocabulary"])
def test_schemas_are_printed_as_json(name: str) -> None:
    assert "https://json-schema.org/draft/2020-12/schema" == json.loads(run("schema", name).out)["$schema"]


def test_help_says_what_to_do_first() -> None:
    result = run("--help")
    assert Result(0, result.out, "") == run()
    begin = result.out.index("Begin with these three:")
    assert begin < result.out.index("followup plan -p krautzel") < result.out.index("Commands:")
    assert [] == [line for line in result.out.splitlines() if len(line) > 80]
    for line in result.out[result.out.index("Commands:") :].splitlines()[1:]:
        assert not line.endswith("..."), "a command's help does not fit its line"


# ------------------------------------------------------------------ whole processes


def test_a_process_keeps_result_and_messages_apart() -> None:
    result = process("plan", "-p", "krautzel", env={"PYTHONIOENCODING": "ascii", "LC_ALL": "C"})
    assert 0 == result.returncode
    assert result.stdout == run("plan", "-p", "krautzel").out
    assert result.stderr.startswith("note: ")
    assert "\x1b" not in result.stdout + result.stderr


def test_a_reader_who_has_enough_is_no_failure() -> None:
    for arguments in (["compare", "-f", "json"], ["--help"], ["schema", "policy"]):
        command = [sys.executable, "-m", "followup", *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as started:
            assert started.stdout is not None
            assert started.stderr is not None
            started.stdout.close()
            messages = started.stderr.read()
        assert 0 == started.returncode
        assert [] == [line for line in messages.splitlines() if not line.startswith("note: ")]


def test_an_interruption_is_quiet_and_makes_code_130() -> None:
    command = [sys.executable, "-m", "followup", "plan", "-", "-p", "krautzel"]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen(command, **pipes) as started:  # type: ignore[call-overload]  # the same for all three
        assert started.stdin is not None
        started.stdin.write(b"#" * 500_000)  # far more than a pipe holds: when it is through, the command reads
        started.send_signal(signal.SIGINT)
        out, err = started.communicate(timeout=30)
    assert (130, b"", b"") == (started.returncode, out, err.strip())


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="there is no device that is always full here")
def test_a_full_device_is_one_line() -> None:
    command = [sys.executable, "-m", "followup", "plan", "mine.yaml", "-p", "krautzel"]
    with open("/dev/full", "w") as full:
        result = subprocess.run(command, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert (2, "error: standard output: cannot be written: no space left on device\n") == (
        result.returncode,
        result.stderr,
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"\x00",
        b"[" * 100_000,
        b"&a [*a]",
        b"events: 7",
        b"events: [{event: interview, at: 9999-01-01}]",
    ],
    ids=["empty", "UTF-16", "NUL", "brackets", "alias", "number", "year 9999"],
)
def test_odd_input_is_answered_in_lines(content: bytes) -> None:
    Path("odd.yaml").write_bytes(content)
    for arguments, code in ((("plan", "odd.yaml", "-p", "krautzel"), 2), (("check", "odd.yaml"), 1)):
        result = process(*arguments)
        assert code == result.returncode
        lines = (result.stdout + result.stderr).splitlines()
        assert lines
        assert all(line.startswith("odd.yaml:") for line in lines)
        assert "Traceback" not in result.stderr


def test_a_did_that_settles_no_step_is_told() -> None:
    Path("early.yaml").write_text(
        "timezone: UTC\n"
        "events:\n"
        "  - {event: interview, at: 2026-03-02T10:00}\n"
        "  - {event: did, at: 2026-03-02T10:30, act: thank-you, via: email}\n"
        "  - {event: did, at: 2026-03-01T10:30, act: thank-you, via: email}\n"
        "  - {event: did, at: 2026-03-09T10:30, act: thank-you, via: email}\n"
    )
    result = run("plan", "early.yaml", "-p", "krautzel", "--as-of", "2026-03-03")
    assert "note: early.yaml:5:5: this `did` settles no step of krautzel\n" == result.err
    assert 0 == result.code


def test_a_step_is_explained_from_its_source_to_its_date() -> None:
    code, out, _ = run("explain", "-p", "resumehelp", "weekly-call/lee/1")
    assert 0 == code
    text = " ".join(out.split())
    for clause in (
        "under “One Week After the Interview” (H6)",
        "resumehelp.yaml:",
        "interview, ends: Mon 2 March 2026 11:00",
        "+ 7 days at 10:00 = Mon 9 March 2026 10:00, but not before the date above: Mon 9 March 2026 11:00 (the clock",
        "change on Sun 8 March makes that 167 hours)",
        "by phone",
        "at the recommended time: Mon 9 March 2026 11:00",
    ):
        assert clause in text


def test_a_rule_without_a_step_says_what_it_needs_and_what_would_do() -> None:
    code, out, _ = run("explain", "-p", "sparks-group", "send-material")
    assert 0 == code
    assert "    ✗ impression (felt: poor) has happened (seen 0 times)\n" in out
    assert "      under `events:`\n        - {event: impression, at: 2026-03-03T10:00-05:00, felt: poor}\n" in out
    data = json.loads(run("explain", "-p", "sparks-group", "send-material", "--format", "json").out)
    change = data["rules"][0]["changes"][0]
    assert ("event", "send-material/dana/1") == (change["kind"], change["step"])


def test_without_a_step_the_next_change_is_explained() -> None:
    _, out, _ = run("explain", "-p", "krautzel", "--as-of", "2026-03-10")
    assert "NEXT CHANGE Mon 16 March 2026 09:00" in out
    assert "inquire-on-the-promised-day/lee/1: waiting → open" in out
    assert "Seen from before everything" in run("explain", "-p", "krautzel").out


def test_a_rule_that_forbids_says_what_it_withholds() -> None:
    code, out, _ = run("explain", "-p", "sparks-group", "no-invitation-without-asking", "--as-of", "2026-03-10")
    assert 0 == code
    assert "no-invitation-without-asking: withholds connect-on-linkedin/lee/1" in " ".join(out.split())
    assert "withholds nothing" in run("explain", "-p", "krautzel", "not-after-the-promised-day").out


def test_a_judged_plan_that_breaks_a_rule_makes_code_1(tmp_path: Path) -> None:
    code, out, _ = run("judge", "-p", "resumehelp", "--by", "krautzel")
    assert 1 == code
    assert "resumehelp for acme-backend, judged by krautzel: 4 steps must not be, 0 should" in out
    file = tmp_path / "plan.json"
    assert 0 == run("plan", "-p", "resumehelp", "--format", "json", "-o", str(file)).code
    assert (1, out) == run("judge", "--plan", str(file), "--by", "krautzel")[:2]
    warned = run("judge", "-p", "resumehelp", "--by", "sparks-group", "--format", "json")
    assert 0 == warned.code, "what should not be is a warning"
    assert {"should-not"} == {breach["strength"] for breach in json.loads(warned.out)["breaches"]}


def test_a_history_is_judged() -> None:
    code, out, _ = run("judge", "--history", "--by", "krautzel", "--by", "sparks-group")
    assert 1 == code
    assert "nothing that it asks for" in " ".join(out.split())
    assert "early for" in out
    judged = json.loads(run("judge", "--history", "--by", "resumehelp", "--format", "json").out)
    assert ["on-time"] == [deed["verdict"] for deed in judged["judges"][0]["deeds"]]


def test_a_timeline_that_names_its_policy_is_judged_by_it_and_its_plan_is() -> None:
    did = "  - {event: did, at: 2026-03-02T12:00, act: check-in, via: email}\n"
    Path("acme.yaml").write_text(f"{OWN}{did}policy: krautzel\n")
    when = ("--as-of", "2026-03-05")
    assert "mine, judged by krautzel: 1 deed" == run("judge", "acme.yaml", "--history", *when).out.splitlines()[0]
    named = run("judge", "acme.yaml", "--history", "--by", "krautzel", *when)
    assert named == run("judge", "acme.yaml", "--history", *when)
    assert run("judge", "acme.yaml", "--history", "--by", "resumehelp", *when) != named
    judged = run("judge", "acme.yaml", "--by", "resumehelp", *when)
    assert judged == run("judge", "acme.yaml", "-p", "krautzel", "--by", "resumehelp", *when)
    assert judged.out.startswith("krautzel for mine, judged by resumehelp: ")


@pytest.mark.parametrize(
    ("command", "name"),
    [
        (("policies",), "policies"),
        (("plugins",), "plugins"),
        (("words",), "words"),
        (("judge", "--history", "--by", "krautzel"), "history"),
    ],
)
def test_data_begins_with_its_name_and_the_number_of_its_format(command: tuple[str, ...], name: str) -> None:
    data = json.loads(run(*command, "--format", "json").out)
    assert (name, 1) == next(iter(data.items()))


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("judge", "-p", "krautzel"), "error: by which policy?"),
        (("judge", "--by", "krautzel"), "error: which policy? (add `-p` and one of "),
        (("judge", "--history"), "error: which policy? (add `--by` and one of "),
        (("judge", "mine.yaml", "--history"), "error: which policy? (add `--by` and one of "),
        (("judge", "--plan", "no.json", "-p", "krautzel", "--by", "krautzel"), "error: judge one thing"),
        (("judge", "--history", "-p", "krautzel", "--by", "krautzel"), "error: judge one thing"),
        (
            ("judge", "--plan", "no.json", "--by", "krautzel"),
            "error: no.json: cannot be read: no such file or directory",
        ),
        (("judge", "--plan", "mine.yaml", "--by", "krautzel"), "error: mine.yaml:1:1: this is no JSON"),
        (("judge", "--plan", "mine.yaml", "--by", "krautzel", "--as-of", "now"), "error: a plan's file says from when"),
        (("plan", "krautzel"), "error: `krautzel` is a policy, and a plan wants a timeline first"),
        (("explain", "-p", "krautzel", "mail-a-card/dan/1"), "error: unknown step `mail-a-card/dan/1` (did you mean"),
        (("explain", "-p", "krautzel", "mail-a-cart"), "error: unknown file, step or rule `mail-a-cart` (did you mean"),
        (
            ("explain", "-p", "krautzel", "check-in"),
            "error: `check-in` is an act, not a file, step or rule (advised by `inquire-on-the-promised-day`",
        ),
        (
            ("explain", "-p", "krautzel", "mine.yaml", "check-in/lee/1"),
            "error: `check-in` is an act, not a rule (advised by `inquire-on-the-promised-day`",
        ),
        (
            ("explain", "-p", "not-too-desperate", "befriend"),
            "error: `befriend` is an act, not a file, step or rule (no rule of not-too-desperate advises it)",
        ),
        (
            ("explain", "-p", "krautzel", "chek-in"),
            "error: unknown file, step or rule `chek-in` (the act `check-in` is advised by `inquire-on-the-promised-",
        ),
        (
            ("explain", "-p", "krautzel", "mail-a-card", "moon"),
            "error: unknown rule `moon` (`followup show krautzel` lists the rules)",
        ),
        (
            ("explain", "-p", "stay-on-the-radar", "moon"),
            "error: unknown file, step or rule `moon` (one of `",
        ),
        (("explain",), "error: which policy?"),
    ],
)
def test_a_wrong_question_gets_one_line(arguments: tuple[str, ...], line: str) -> None:
    Path("mine.yaml").write_text(OWN)
    code, out, err = run(*arguments)
    assert (2, "") == (code, out)
    assert err.splitlines()[-1].startswith(line)
