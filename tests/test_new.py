"""`followup new`: what it writes is right as it is, and nothing that is there is touched."""

import importlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

import followup
from followup.cli import here, main
from followup.loading.schema import composed
from followup.loading.vocabulary import built_in
from followup.loading.write import scalar

ROOT = Path(__file__).parent.parent
NOTHING = followup.PluginHost.of()


@pytest.fixture(autouse=True)
def _in_an_empty_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TZ", "Europe/Berlin")


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """Return the one line with which the command is refused; nothing is written then."""
    before = sorted(Path().rglob("*"))
    assert 2 == main(["new", *arguments])
    out, err = capsys.readouterr()
    assert "" == out
    assert sorted(Path().rglob("*")) == before
    return err.strip().split("\n")[-1]


def test_a_new_policy_is_short_commented_and_without_a_finding(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["new", "policy", "gentle"])
    out, err = capsys.readouterr()
    assert "" == out
    assert "wrote gentle.yaml, and its schema for editors, policy.schema.json\n" in err
    text = Path("gentle.yaml").read_text("utf-8")
    assert text.count("\n") < 40
    assert max(map(len, text.split("\n"))) <= 120
    assert text.count("#") > 10
    assert 0 == main(["check", "gentle.yaml"])
    assert ("", "1 file, no mistakes\n") == capsys.readouterr()
    assert "gentle" == followup.load_policy("gentle.yaml").id


def test_a_new_policy_thanks_asks_until_an_answer_and_forbids() -> None:
    assert 0 == main(["new", "policy", "gentle"])
    policy = followup.load_policy("gentle.yaml", host=NOTHING)
    events = [
        {"event": "interview", "at": "2026-03-02T14:00"},
        {"event": "timeframe", "at": "2026-03-02T14:30", "answer_by": "2026-03-11"},
        {"event": "reply", "at": "2026-03-20T10:00"},
    ]
    plan = followup.plan(policy, followup.timeline({"events": events}))
    assert [
        ("thank-you", "2026-03-03 09:00"),
        ("check-in", "2026-03-11 09:00"),
        ("check-in", "2026-03-18 10:00"),
    ] == [(step.act, f"{step.at:%Y-%m-%d %H:%M}") for step in plan.steps][:3]
    assert ["not-too-soon"] == [rule.id for rule in policy.rules if isinstance(rule.body, followup.Forbid)]
    assert {row for rule in policy.rules for row in rule.cites} == set(policy.advice)


def test_the_schema_beside_it_is_the_one_that_schema_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["new", "policy", "gentle"])
    capsys.readouterr()
    assert 0 == main(["schema", "policy"])
    assert capsys.readouterr().out == Path("policy.schema.json").read_text("utf-8")
    Path("policy.schema.json").write_text("mine", "utf-8")
    assert 0 == main(["new", "policy", "another"])
    assert "wrote another.yaml; its schema for editors, policy.schema.json, is there already" in capsys.readouterr().err
    assert "mine" == Path("policy.schema.json").read_text("utf-8")


def test_a_new_timeline_plans_as_it_is(capsys: pytest.CaptureFixture[str]) -> None:
    options = ["--interview", "2026-03-02T14:00", "--ends", "15:30", "--with", "dana, lee"]
    assert 0 == main(["new", "timeline", "acme", *options])
    assert "note: the time zone is Europe/Berlin, that of this machine" in capsys.readouterr().err
    timeline = followup.load_timeline("acme.yaml", host=NOTHING)
    (event,) = timeline.events
    assert ("acme", "Europe/Berlin", ["dana", "lee"]) == (timeline.id, timeline.zone.name, [*timeline.people])
    assert "2026-03-02T15:30+01:00" == timeline.zone.text(event.instants["ends"].minute)
    assert 0 == main(["check", "acme.yaml"])
    assert 0 == main(["plan", "acme.yaml", "-p", "krautzel", "--as-of", "start"])
    assert "Mon 2 March 2026" in capsys.readouterr().out


def test_a_new_timeline_that_names_its_policy_is_there_today_and_what_drafts_need_stands_in_comments(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("own.yaml").write_text("policy: own\nversion: 1\nextends: sparks-group\n")
    for name, policy in (("acme", "sparks-group"), ("beta", "./own.yaml")):
        assert 0 == main(["new", "timeline", name, "--interview", "2026-03-02T14:00", "-p", policy])
        assert policy == followup.load_timeline(f"{name}.yaml").policy
        text = Path(f"{name}.yaml").read_text("utf-8")
        assert f"\npolicy: {scalar(policy)}\n# company: Acme\n# position: Backend engineer\n" in text
        Path(f"{name}.yaml").write_text(text.replace("# company", "company").replace("# position", "position"))
        assert "Backend engineer" == followup.load_timeline(f"{name}.yaml").position
    assert f"next: `followup plan {name}.yaml`, `followup today`, and add what happens\n" in capsys.readouterr().err
    assert 0 == main(["today", "--as-of", "2026-03-02T15:00"])
    out, err = capsys.readouterr()
    assert ("Mon 2 March 2026 15:00 (Europe/Berlin), 2 timelines", "") == (out.splitlines()[0], err)
    wrong = refused(capsys, "timeline", "gamma", "--interview", "2026-03-02", "-p", "krautzle")
    assert wrong.startswith("error[unknown-policy]: unknown policy `krautzle`")


def test_the_events_that_a_new_timeline_shows_in_comments_are_right(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["new", "timeline", "acme", "--interview", "2026-03-02", "--zone", "Asia/Tokyo"])
    text = Path("acme.yaml").read_text("utf-8").replace("  # - ", "  - ")
    Path("acme.yaml").write_text(text, "utf-8")
    assert 0 == main(["check", "acme.yaml"])
    assert 3 == len(followup.load_timeline("acme.yaml", host=NOTHING).events)
    assert "Asia/Tokyo" in text
    assert "note:" not in capsys.readouterr().err


@pytest.mark.parametrize(
    ("options", "line"),
    [
        (["--interview", "2.3.2026"], "error: --interview: `2.3.2026` is no date and no date with a time"),
        (
            ["--interview", "2026-3-2"],
            "error: --interview: `2026-3-2` is no date and no date with a time (did you mean",
        ),
        (["--interview", "2026-03-02T14:00", "--ends", "25:00"], "error: --ends: `25:00` is no time of day"),
        (["--interview", "2026-03-02T14:00", "--ends", "13:00"], "error: "),
        (["--interview", "2026-03-02T14:00", "--with", "Dana Reyes"], "error: `Dana Reyes` has not the shape of"),
        (["--interview", "2026-03-02T14:00", "--with", "dana,,lee"], "error: "),
        (["--interview", "2026-03-02", "--zone", "Berlin"], "error: --zone: unknown time zone `Berlin` (did you mean"),
        ([], "error: missing option '--interview'"),
    ],
)
def test_what_cannot_become_a_timeline_is_said_and_nothing_is_written(
    options: list[str], line: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert refused(capsys, "timeline", "acme", *options).startswith(line)


@pytest.mark.parametrize(
    ("tz", "link", "zone"),
    [
        (":America/New_York", "", "America/New_York"),
        (None, "/usr/share/zoneinfo/Europe/Paris", "Europe/Paris"),
        (None, "/etc/localtime", None),
    ],
)
def test_the_machines_zone_is_that_of_tz_or_of_localtime(
    tz: str | None, link: str, zone: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("TZ") if tz is None else monkeypatch.setenv("TZ", tz)
    monkeypatch.setattr(os.path, "realpath", lambda path: link)
    if zone is not None:
        assert zone == here.zone_of_this_machine()


@pytest.mark.parametrize(
    ("zone", "line"),
    [
        (None, "error: the time zone of this machine cannot be told (name it: `--zone Europe/Berlin`)"),
        ("CET+1", "error: the time zone of this machine is called `CET+1`, which is no IANA name (name it: `--zone"),
    ],
)
def test_a_machine_without_a_zone_asks_for_one(
    zone: str | None, line: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(here, "zone_of_this_machine", lambda: zone)
    assert refused(capsys, "timeline", "acme", "--interview", "2026-03-02").startswith(line)


@pytest.mark.parametrize("policy", ["sparks-group", "./gentle.yaml"])
def test_a_new_suite_has_a_case_for_each_rule_and_passes(policy: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["new", "policy", "gentle"])
    assert 0 == main(["new", "suite", "first", "-p", policy])
    assert "next: read it, `followup test first.yaml`" in capsys.readouterr().err
    assert Path("first.yaml").read_text("utf-8").startswith("# yaml-language-server: $schema=suite.schema.json\n")
    assert Path("suite.schema.json").exists()
    assert 0 == main(["test", "first.yaml", "--format", "json"])
    rules = followup.load_policy(policy).rules
    assert len(rules) == len(json.loads(capsys.readouterr().out)["cases"])


def test_a_suite_for_a_policy_without_a_case_is_not_written(capsys: pytest.CaptureFixture[str]) -> None:
    Path("judge.yaml").write_text("policy: judge\nrules: [{id: never, forbid: {act: check-in, before: rejection}}]\n")
    assert "no rule for which a case was found" in refused(capsys, "suite", "first", "-p", "judge.yaml")


def test_a_new_plugin_has_a_channel_and_a_condition_that_work(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["new", "plugin", "day-list"])
    assert "wrote followup-day-list" in capsys.readouterr().err
    folder = Path("followup-day-list")
    names = ["followup_day_list.py", "pyproject.toml", "test_followup_day_list.py"]
    assert names == sorted(path.name for path in folder.iterdir())
    monkeypatch.syspath_prepend(folder)
    host = followup.PluginHost.of(importlib.import_module("followup_day_list"))
    policy, found = followup.check_policy(_written_policy("when: {day-list-day: [tuesday]}"), host=host)
    assert () == found
    assert policy is not None
    timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T14:00"}]})
    plan = followup.plan(policy, timeline)
    assert "2026-03-03 09:00 prepare\n" == host.channel("day-list").render(plan)
    policy, found = followup.check_policy(_written_policy("when: {day-list-day: [someday]}"), host=host)
    assert policy is None
    assert 1 == len(found)


def _written_policy(when: str) -> str:
    do = "{act: prepare, from: interview, window: {recommended: 10 minutes, expires: 2 days}}"
    Path("mine.yaml").write_text(f"policy: mine\nrules: [{{id: one, {when}, do: {do}}}]\n", "utf-8")
    return "mine.yaml"


def test_a_new_plugin_is_clean_to_the_type_checker_and_passes_its_own_test(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 0 == main(["new", "plugin", "neatly"])
    folder = Path("followup-neatly")
    module = folder.absolute() / "followup_neatly.py"
    # The project's own settings, so that what it knows of the engine already is not worked out again.
    command = [sys.executable, "-m", "mypy", "--strict", str(module)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stdout
    test = (folder / "test_followup_neatly.py").read_text("utf-8")
    assert "from followup.testing.contract import check_plugin\n" in test
    assert "check_plugin(followup_neatly)\n" in test
    assert 1 == test.count("def test_")
    # Within another project, whose settings are not the plugin's.
    Path("pyproject.toml").write_text("[tool.pytest.ini_options]\naddopts = ['--nobody-knows']\n", "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (0, "1 passed") == (done.returncode, done.stdout.splitlines()[-1][:8]), done.stdout


@pytest.mark.parametrize("name", ["html", "followup-html"])
def test_a_plugin_is_not_called_like_what_ships(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    expected = "error: there is a channel `html` already: it ships with followup (choose another name)"
    assert expected == refused(capsys, "plugin", name)


@pytest.mark.parametrize("kind", ["policy", "plugin"])
def test_what_is_there_is_never_written_over(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    there = Path("followup-mine" if kind == "plugin" else "mine.yaml")
    there.mkdir() if kind == "plugin" else there.write_text("mine", "utf-8")
    options = ["--interview", "2026-03-02"] if kind == "timeline" else []
    line = refused(capsys, kind, "mine", *options)
    assert f"error: {there}: there already, and nothing is written over (choose another name, or move it away)" == line
    assert [there] == list(Path().iterdir())


def test_a_link_to_nowhere_is_there_too(capsys: pytest.CaptureFixture[str]) -> None:
    Path("mine.yaml").symlink_to("nowhere.yaml")
    assert "there already" in refused(capsys, "policy", "mine")
    assert not Path("nowhere.yaml").exists()


def test_a_plugin_that_cannot_be_finished_leaves_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "rename", full)
    assert "error: followup-mine: cannot be written: no space left on device" == refused(capsys, "plugin", "mine")


@pytest.mark.parametrize(
    ("name", "hint"),
    [
        ("Gentle", "(did you mean `gentle`?)"),
        ("my_policy", "(did you mean `my-policy`?)"),
        ("gentle.yaml", "(did you mean `gentle`?)"),
        ("../gentle", "(did you mean `gentle`?)"),
        ("42", "(such as `my-own`)"),
        ("", "(such as `my-own`)"),
    ],
)
@pytest.mark.parametrize("kind", ["policy", "plugin"])
def test_a_name_that_is_none_is_refused_with_one_that_is(
    kind: str, name: str, hint: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, kind, name)
    assert "is no name: small letters and digits in parts joined by `-`" in line
    assert line.endswith(hint)


@pytest.mark.parametrize("name", ["no", "y", "on", "true", "null"])
@pytest.mark.parametrize("kind", ["policy", "plugin"])
def test_a_name_that_yaml_takes_for_something_else_is_refused(
    kind: str, name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    line = refused(capsys, kind, name)
    assert f"error: `{name}` is no name: to some YAML readers it is no text (such as `my-own`)" == line


def test_a_plugin_is_not_called_like_a_package_that_is_there(capsys: pytest.CaptureFixture[str]) -> None:
    line = refused(capsys, "plugin", "policies")
    assert "error: there is a package `followup_policies` already (choose another name)" == line


def test_an_unknown_kind_is_told_with_the_one_that_was_meant(capsys: pytest.CaptureFixture[str]) -> None:
    assert "error: unknown kind `plicy` (did you mean `policy`?)" == refused(capsys, "plicy", "x")


def test_a_schema_for_editors_has_all_that_it_had_for_a_validator() -> None:
    schema = json.loads(json.dumps(composed("policy", built_in())))
    Draft202012Validator.check_schema(schema)
    refs = {line for line in json.dumps(schema).split('"') if line.startswith("#/$defs/")}
    assert {ref.removeprefix("#/$defs/") for ref in refs} <= set(schema["$defs"])
