"""What stands behind a plugin's key in a policy: parameters in it, and the rules that a rule kind makes of it."""

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

import followup
from followup.cli import main
from followup.loading.schema import composed
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions

WINDOW = "window: {recommended: 1 day, expires: 3 weeks}"
DO = f"do: {{act: check-in, from: interview, {WINDOW}}}"
BASE = f"""\
policy: base
params:
  night: {{default: 20, says: when the night begins}}
  best: {{default: thursday, says: the best day}}
  gap: {{default: 3 days, says: how long the company is left alone}}
rules:
  - {{id: quiet, forbid: {{via: phone}}, when: {{quiet-hours: {{from: $night, to: 8}}}}}}
  - {{id: a, when: {{all: [{{weekday: [$best, friday]}}, {{company-gap: $gap}}]}}, {DO}}}
"""
EXTENDING = "policy: mine\nextends: ./base.yaml\nset: {night: 21, best: tuesday}\n"
TIMELINE = "timezone: UTC\nevents: [{event: interview, at: 2026-03-02T10:00}]\n"


class Court:
    """A rule kind with a body of every kind of value; it advises as often as it is told."""

    name = "court"
    schema: Mapping[str, object] = {
        "type": "object",
        "properties": {
            "times": {"type": "integer", "minimum": 1, "maximum": 3},
            "loud": {"type": "boolean"},
            "how": {"enum": ["soft", 7]},
            "pace": {"oneOf": [{"type": "number", "minimum": 0}, {"const": "any"}]},
            "names": {"type": "array", "items": {"$ref": "#/$defs/name"}, "maxItems": 2},
            "more": {"type": "object", "additionalProperties": {"type": "integer"}},
        },
        "additionalProperties": False,
        "$defs": {"name": {"type": "string", "pattern": "^[a-z]+(?![\\s\\S])"}},
        "examples": [{"times": 1}],
    }

    def advise(self, body: object, moment: followup.Moment) -> Iterator[Mapping[str, object]]:
        assert isinstance(body, dict)
        for number in range(body.get("times", 1)):
            window = {"recommended": f"{number + 1} days", "expires": "3 weeks"}
            yield {"act": "thank-you", "from": "interview", "window": window}


ADDED = Additions(rule_kinds={"court": Court()})


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name, text in (("base", BASE), ("mine", EXTENDING), ("t", TIMELINE)):
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def courting(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the rule kind be installed, and a policy have a rule of it that advises two things."""
    kind = Court()

    @followup.hookimpl
    def register_rule_kinds() -> list[Court]:
        return [kind]

    plugin = type("Plugin", (), {"register_rule_kinds": staticmethod(register_rule_kinds)})()
    monkeypatch.setattr(followup.PluginHost, "default", lambda: followup.PluginHost.of(plugin))
    (folder / "p.yaml").write_text(f"policy: p\nrules:\n  - {{id: thank, court: {{times: 2}}}}\n  - {{id: b, {DO}}}\n")


def checked(text: str) -> list[str]:
    host = followup.PluginHost.of(plugin_with(Court()))
    _, found = followup.parse_policy(text, "mine.yaml", host=host)
    return [str(one).removeprefix("mine.yaml:") for one in found]


def plugin_with(kind: Court) -> object:
    @followup.hookimpl
    def register_rule_kinds() -> list[Court]:
        return [kind]

    return type("Plugin", (), {"register_rule_kinds": staticmethod(register_rule_kinds)})()


# ------------------------------------------------------------------ parameters


def test_parameters_stand_in_what_ships_and_are_set_by_who_extends(capsys: pytest.CaptureFixture[str]) -> None:
    for name, night, day in (("base", 20, "thursday"), ("mine", 21, "tuesday")):
        assert 0 == main(["check", f"{name}.yaml"])
        assert 0 == main(["show", f"{name}.yaml", "--format", "json"])
        quiet, a = json.loads(capsys.readouterr().out)["rules"]
        assert f"the condition “quiet-hours” is met (from: {night}; to: 8)." in quiet["sentence"]
        assert f"“weekday” is met ({day}, friday) and the condition “company-gap” is met (3 days)" in a["sentence"]


def test_they_are_put_in_where_the_policy_is_printed_and_count_where_it_plans(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert 0 == main(["show", "mine.yaml", "--resolved"])
    out = capsys.readouterr().out
    assert "quiet-hours:" in out
    assert re.search("from: 21 +# mine.yaml:3\n", out)
    assert "$" not in out.replace("base.yaml", "")
    for name, day in (("base", "2026-03-05"), ("mine", "2026-03-03")):
        plan = followup.plan(followup.load_policy(f"{name}.yaml"), followup.load_timeline("t.yaml"))
        assert [day] == [str(step.at and step.at.date()) for step in plan.steps]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (("default: 20,", "default: late,"), "3:20: error[wrong-type]: `from` should be a whole number, not text"),
        (("default: 20,", "default: 25,"), "3:20: error[out-of-range]: `from` is `25` (it must be at most 24)"),
        (("default: thursday,", "default: noday,"), "4:19: error[not-allowed]: `noday` is not possible here"),
        (("$night", "$nihgt"), "7:66: error[unknown-param]: unknown param `nihgt` (did you mean `$night`?)"),
        (("$night", "$Night"), "7:66: error[unknown-param]: unknown param `Night` (did you mean `$night`?)"),
        (("to: 8", "too: 8"), "7:74: error[unknown-key]: unknown key `too` in `quiet-hours` (did you mean `to`?)"),
        (("[$best, friday]", "$best"), "4:19: error[wrong-type]: `weekday` should be a list, not text"),
        (("$gap", "3 days"), "5:3: warning[unused-param]: no rule uses the param `$gap`"),
    ],
)
def test_a_parameter_that_does_not_fit_is_told_once_it_is_put_in(change: tuple[str, str], expected: str) -> None:
    (found,) = checked(BASE.replace(*change))
    assert found.startswith(expected)


KINDS = [
    ("times: $it", 2),
    ("loud: $it", True),
    ("how: $it", "soft"),
    ("how: $it", 7),
    ("pace: $it", 0.5),
    ("pace: $it", "any"),
    ("names: [$it, mine]", "yours"),
    ("more: {a: $it}", 4),
]


@pytest.mark.parametrize(("body", "value"), KINDS)
def test_a_parameter_takes_the_place_of_any_single_value(body: str, value: object) -> None:
    head = f"policy: mine\nparams: {{it: {{default: {json.dumps(value)}, says: a value}}}}\nrules:\n"
    assert [] == checked(f"{head}  - {{id: a, court: {{{body}}}}}\n")
    wrong = checked(f"{head.replace(json.dumps(value), 'NOPE')}  - {{id: a, court: {{{body}}}}}\n")
    assert 1 == len(wrong)
    assert wrong[0].startswith("2:24: error[")


@pytest.mark.parametrize(("body", "value"), KINDS)
def test_the_schema_for_editors_allows_a_parameter_there_and_else_what_it_allowed(body: str, value: object) -> None:
    schema: Any = composed("policy", built_in(), ADDED)
    validator = Draft202012Validator(schema)
    key, written = body.split(": ", 1)
    for put, fits in (("$it", True), (value, True), ("NOPE", False), ([], False)):
        text = json.dumps(put)
        given = {
            "names": [put, "mine"] if key == "names" else put,
            "more": {"a": put},
        }.get(key, put)
        data = {"policy": "p", "rules": [{"id": "a", "court": {key: given}}]}
        assert fits == validator.is_valid(data), (written, text)
        change = {"policy": "p", "extends": "q", "change": {"a": {"court": {key: given}}}}
        assert fits == validator.is_valid(change), (written, text)


def test_the_schema_for_editors_still_offers_the_words_of_a_plugin() -> None:
    host = followup.PluginHost.of()
    schema: Any = composed("policy", built_in(), host.additions)
    weekday = schema["$defs"]["plugin.condition.weekday"]
    assert ["monday", "tuesday"] == [one["label"] for one in weekday["items"]["defaultSnippets"]][:2]
    assert "True on these days" in weekday["description"]


# ------------------------------------------------------------------ a rule that stands for several


def test_what_a_plugins_rule_stands_for_is_explained_under_its_name(
    courting: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["explain", "t.yaml", "-p", "p.yaml", "thank", "--as-of", "start", "--format", "json"])
    assert ["thank", "thank-2"] == [rule["rule"] for rule in json.loads(capsys.readouterr().out)["rules"]]
    assert 0 == main(["explain", "t.yaml", "-p", "p.yaml", "thank-2", "thank", "b", "--as-of", "start", "-f", "json"])
    assert ["thank-2", "thank", "b"] == [rule["rule"] for rule in json.loads(capsys.readouterr().out)["rules"]]


def test_a_timeline_may_be_called_like_a_plugins_rule(
    courting: None, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "thank-acme.yaml").write_text(TIMELINE, "utf-8")
    assert 0 == main(["explain", "thank-acme.yaml", "-p", "p.yaml", "thank-2/-/1", "--as-of", "start"])
    assert capsys.readouterr().out.startswith("p for thank-acme,")


@pytest.mark.parametrize("rules", ["thank", "thank-2", "thank thank-2"])
def test_showing_a_plugins_rule_says_what_it_stands_for(
    rules: str, courting: None, capsys: pytest.CaptureFixture[str]
) -> None:
    assert 0 == main(["show", "p.yaml", *rules.split()])
    out = " ".join(capsys.readouterr().out.split())
    assert 1 == out.count("thank (should, explicit), p.yaml:3")
    assert "It is called thank, thank-2, thank-3, …" in out


@pytest.mark.parametrize("name", ["thank-1", "thank-501", "thank-2026", "thank-02", "thanks-2", "b-2"])
def test_what_is_called_otherwise_is_no_rule_of_a_plugins_rule(name: str, courting: None) -> None:
    assert 2 == main(["show", "p.yaml", name])


@pytest.mark.parametrize("other", ["forbid: {act: connect}", DO, "court: {}"])
def test_the_names_of_what_a_plugins_rule_stands_for_are_its_own(other: str) -> None:
    def errors(text: str) -> list[str]:
        return [one for one in checked(text) if "error[" in one]

    text = f"policy: p\nrules:\n  - {{id: thank, court: {{}}}}\n  - {{id: thank-2, {other}}}\n"
    message = "the id `thank-2` belongs to the rule `thank` in line 3, whose plugin may advise more than once"
    assert [f"4:10: error[duplicate-rule]: {message} (choose another id)"] == errors(text)
    assert [] == errors(text.replace("court: {}", DO, 1))
    for free in ("thank-1", "thank-501", "thank-2026", "thank-x"):
        assert [] == errors(text.replace("thank-2", free))
