"""The five policies against the ledger of what the articles advise."""

from pathlib import Path
from typing import cast

import pytest

import followup
from followup.extension.host import PluginHost
from followup.loading.read import read_file
from followup.model.policy import Policy

NODE = read_file(Path(__file__).parent / "advice_ledger.yaml")[0]
assert NODE is not None
LEDGER = cast("dict[str, dict[str, dict[str, str]]]", NODE.plain())
HOST = PluginHost.of()
POLICIES: dict[str, Policy] = {name: followup.load_policy(name, host=HOST) for name in HOST.policies}
EXAMPLE = followup.example_timeline(host=HOST)


def test_there_is_a_policy_for_each_source() -> None:
    assert set(LEDGER) == set(POLICIES)


@pytest.mark.parametrize("name", POLICIES)
def test_a_policy_holds_every_row_of_its_source_in_its_own_place(name: str) -> None:
    rows = {row: (body["where"], body["says"]) for row, body in LEDGER[name].items()}
    assert rows == {row: (advice.where, advice.says) for row, advice in POLICIES[name].advice.items()}


@pytest.mark.parametrize("name", POLICIES)
def test_every_row_is_cited_or_says_why_not_and_never_both(name: str) -> None:
    policy = POLICIES[name]
    cited = {row for rule in policy.rules for row in (*rule.cites, *rule.dissent)}
    explained = {row for row, advice in policy.advice.items() if advice.not_encoded is not None}
    assert set(policy.advice) == cited | explained
    assert set() == cited & explained


@pytest.mark.parametrize("name", POLICIES)
def test_what_is_inferred_is_said_to_be_so(name: str) -> None:
    policy = POLICIES[name]
    for row, body in LEDGER[name].items():
        if "inferred" not in body["say"]:
            continue
        citing = [rule for rule in policy.rules if row in rule.cites]
        # Where a number alone is inferred, it is a parameter that the rule uses, and says what the source lacks.
        lines = {rule.id: _text_of(policy, rule.id) for rule in citing}
        used = [param for param in policy.params.values() for text in lines.values() if f"${param.name}" in text]
        assert any(rule.reading == "inferred" for rule in citing) or any("source" in p.says for p in used), row


def _text_of(policy: Policy, rule: str) -> str:
    """Return the lines of one rule as its file has them."""
    text = Path(policy.file).read_text()
    return text.partition(f"- id: {rule}\n")[2].partition("\n  - id: ")[0]


@pytest.mark.parametrize("name", POLICIES)
def test_every_rule_says_what_it_is_and_where_it_comes_from(name: str) -> None:
    for rule in POLICIES[name].rules:
        assert rule.title, rule.id
        assert rule.cites, rule.id


def test_every_shipped_file_names_its_schema_for_editors() -> None:
    files = [Path(file) for file in (*HOST.policies.values(), EXAMPLE.file)]
    for file in files:
        first = file.read_text().partition("\n")[0]
        assert first.startswith("# yaml-language-server: $schema="), file
        assert (file.parent / first.partition("=")[2]).resolve().is_file(), file


def test_the_example_shows_the_character_of_each_policy() -> None:
    plans = {name: followup.plan(policy, EXAMPLE) for name, policy in POLICIES.items()}
    acts = {name: {step.act for step in plan.steps} for name, plan in plans.items()}
    assert "keep-in-touch" in acts["krautzel"]
    assert "contact-reference" in acts["not-too-desperate"]
    assert "keep-in-touch" not in acts["resumehelp"]
    calls = [step for step in plans["resumehelp"].steps if step.act == "check-in" and step.to and step.to.id == "dana"]
    assert 3 == len(calls)
    assert any(step.via == "phone" and step.act == "check-in" for step in plans["stay-on-the-radar"].steps)
    weekly = [step for step in plans["sparks-group"].steps if step.act == "check-in"]
    assert len(weekly) > 3
    assert ["handwriting"] == [question.fact for question in plans["resumehelp"].questions]
    assert all(plan.withheld for name, plan in plans.items() if name not in ("krautzel", "stay-on-the-radar"))


def test_every_param_says_what_it_is() -> None:
    for policy in POLICIES.values():
        assert all(param.says for param in policy.params.values())
