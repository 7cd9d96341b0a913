"""A resolved policy in print: it reads back as the same, and every line says where its value was written."""

import json
import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import followup
from followup.cli import main
from followup.loading.compose import compose
from followup.loading.parts import items, mapping
from followup.loading.policy import load
from followup.loading.read import read_text
from followup.loading.resolved import places_of, resolved_yaml
from followup.loading.vocabulary import built_in
from followup.loading.write import as_yaml
from followup.model.additions import Additions
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.testing.families import annotated, families, heirs
from followup.testing.strategies import Data

INSTALLED = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
CALMER = """\
policy: calmer
extends: sparks-group
set: {check_in_every: 10 days}
change:
  weekly-check-in: {strength: should, do: {repeat: {times: 4}}}
remove: [send-material, ask-references-to-write]
"""


@pytest.fixture(autouse=True)
def in_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("calmer.yaml").write_text(CALMER)


def node_of(text: str, file: str) -> Node:
    node, found = read_text(text, file)
    assert node is not None, [str(each) for each in found]
    return node


def written(data: Data) -> Node:
    """Return *data* as if read from a file that an author laid out."""
    return node_of(as_yaml(data), f"{data['policy']}.yaml")


def resolved(heir: Node, base: Node) -> Node:
    node, found = compose(heir, lambda *_: (base, ()))
    assert node is not None, [str(each) for each in found]
    return node


def policy_of(node: Node) -> Policy:
    policy, found = load(node, lambda *_: (None, ()), built_in(), Additions(), node.place.file)
    assert policy is not None, [str(each) for each in found]
    return policy


def without_place(rule: Rule) -> Rule:
    body = rule.body
    if isinstance(body, Do):
        body = replace(body, forbids=tuple(map(without_place, body.forbids)))
    return replace(rule, place=Place("", 0, 0), body=body)


def leaves(node: Node) -> Iterator[Node]:
    parts = [*mapping(node).values(), *items(node)]
    for part in parts:
        yield from leaves(part)
    if not parts:
        yield node


def check_print(node: Node) -> None:
    text = resolved_yaml(node)
    again = node_of(text, "again.yaml")
    assert node.plain() == again.plain()
    lines = text.splitlines()
    for was, now in zip(leaves(node), leaves(again), strict=True):
        assert repr(was.value) == repr(now.value)
        assert lines[now.place.line - 1].endswith(f"  # {was.place.short}"), lines[now.place.line - 1]


# A policy and fifteen that extend it, 125 times: 2,000 policies.
@settings(max_examples=125 if os.environ.get("CI") else 10)
@given(families(15))
def test_what_is_printed_reads_back_and_names_every_place(family: tuple[Data, ...]) -> None:
    base, *others = map(written, family)
    check_print(resolved(base, base))
    for heir in others:
        check_print(resolved(heir, base))


@settings(max_examples=30)
@given(st.data())
def test_what_is_printed_means_the_same_through_every_generation(data: st.DataObject) -> None:
    base = data.draw(annotated())
    middle = resolved(written(data.draw(heirs(base, "middle"))), written(base))
    last = resolved(written(data.draw(heirs(cast("Data", middle.plain()), "last", "middle"))), middle)
    check_print(last)
    was, now = policy_of(last), policy_of(node_of(resolved_yaml(last), "again.yaml"))
    assert was.digest == now.digest
    assert list(map(without_place, was.rules)) == list(map(without_place, now.rules))
    for name in ("id", "version", "title", "source", "params", "advice", "vocabulary"):
        assert getattr(was, name) == getattr(now, name)


@pytest.mark.parametrize("name", [*INSTALLED, "calmer.yaml"])
def test_a_shipped_policy_in_print_is_a_policy_file(name: str, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert 0 == main(["show", name, "--resolved"])
    Path("again.yaml").write_bytes(capfdbinary.readouterr().out)
    assert 0 == main(["check", "again.yaml"])
    was, now = followup.load_policy(name), followup.load_policy("again.yaml")
    assert (was.digest, was.params, was.advice) == (now.digest, now.params, now.advice)
    assert was.written is not None
    check_print(was.written)


def test_the_lines_of_a_rule_name_the_files_that_its_values_come_from(
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert 0 == main(["show", "calmer.yaml", "--resolved"])
    text = capfdbinary.readouterr().out.decode()
    assert text.startswith(
        "# calmer, resolved: with all that it extends, and its params put in.\n"
        "# Each line ends with where its value is written.\n"
        "# sparks-group.yaml is /"
    )
    (rule,) = (part for part in text.split("\n\n") if "id: weekly-check-in" in part)
    # Lines move when the shipped policy is edited; what stands beside them does not.
    assert """\
  - id: weekly-check-in                                    # sparks
    title: Check in once a week until there is a decision  # sparks
    cites: [S6, S2, S3, S8, S10, S11]                      # sparks
    reading: explicit                                      # sparks
    strength: should                                       # calmer.yaml:5
    do:
      act: check-in                                        # sparks
      to: {each: interviewer}                              # sparks
      via:
        - {medium: post, object: handwritten-note, when: {fact: {company.culture: traditional}}}  # sparks
        - {medium: email, when: {fact: {role.field: [it, communications, media]}}}  # sparks
        - {medium: last-used}                              # sparks
        - {medium: email}                                  # sparks
      from: interview.ends                                 # sparks
      window: {recommended: 7 days at 10:00, overdue: 10 days, expires: 6 months, roll: forward}  # sparks
      repeat:
        every: 10 days                                     # calmer.yaml:3
        times: 4                                           # calmer.yaml:5
      until: [decision, interview, timeframe, {reply: {from: recipient}}]  # sparks
""" == re.sub(r"sparks-group\.yaml:\d+", "sparks", rule).partition("      say: ")[0]


def test_it_is_data_too(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert 0 == main(["show", "calmer.yaml", "--resolved", "--format", "json"])
    data = json.loads(capfdbinary.readouterr().out)
    policy = followup.load_policy("calmer.yaml")
    assert policy.written is not None
    assert [policy.id, policy.digest, "sparks-group", "calmer.yaml"] == [
        data[key] for key in ("policy", "digest", "extends", "file")
    ]
    assert policy.written.plain() == data["resolved"]
    assert len(list(leaves(policy.written))) == len(data["places"])
    assert {"file": "calmer.yaml", "line": 3, "column": 23} == data["places"]["/params/check_in_every/default"]


def test_a_pointer_escapes_what_it_is_made_of() -> None:
    node = node_of("{a/b: {c~d: [1, {e: []}]}}", "a.yaml")
    assert ["/a~1b/c~0d/0", "/a~1b/c~0d/1/e"] == [pointer for pointer, _ in places_of(node)]


def test_files_of_one_name_are_told_apart_and_no_name_ends_a_comment() -> None:
    first, second = Place("a/p.yaml", 3, 1), Place("b/p.yaml", 4, 1)
    odd = Place("x\nrules: [].yaml", 5, 1)
    node = Node({"policy": Node("mine", first), "title": Node("x", second), "version": Node(1, odd)}, first)
    assert resolved_yaml(node).endswith(
        "\n\npolicy: mine  # a/p.yaml:3\ntitle: x      # b/p.yaml:4\nversion: 1    # x\\nrules: [].yaml:5\n"
    )


ODD = {
    "a number with an exponent": 1e-07,
    "a large one": 1e22,
    "one that only hexadecimal can say": 2**63,
    "a text of a number": "1e3",
    "more lines": "one\ntwo: three\n",
    "a comment": "one # two",
    "a reference": "$ 5",
    "an emoji of several": "\N{WOMAN}\N{ZERO WIDTH JOINER}\N{PERSONAL COMPUTER}",
    "nothing": None,
    "spaces": " a  b ",
    "a dash": "- a",
    "a colon": "a:",
}


@pytest.mark.parametrize("value", ODD.values(), ids=ODD)
def test_any_value_is_read_back(value: str | float | None) -> None:
    place = Place("a.yaml", 1, 1)
    leaf = Node(value, place)
    rule = Node({"id": Node("x", place), "plugin-rule": Node([leaf, Node({}, place)], place)}, place)
    node = Node({"policy": leaf, "source": Node({"note": leaf}, place), "rules": Node([rule], place)}, place)
    assert repr(node.plain()) == repr(node_of(resolved_yaml(node), "again.yaml").plain())


def test_without_places_there_is_no_comment() -> None:
    node = node_of(
        "policy: mine  # x\nrules:\n- {id: a, forbid: {act: connect}}\n- {id: b, forbid: {act: befriend}}", "a"
    )
    assert (
        "policy: mine\n\nrules:\n  - id: a\n    forbid: {act: connect}\n\n  - id: b\n    forbid: {act: befriend}\n"
    ) == resolved_yaml(node, places=False)


def test_what_cannot_be_loaded_is_told_with_its_places(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    Path("broken.yaml").write_text("policy: broken\nextends: sparks-gruop\n")
    assert 2 == main(["show", "broken.yaml", "--resolved"])
    out, err = capfdbinary.readouterr()
    assert b"" == out
    assert err.decode().startswith("broken.yaml:2:10: error[unknown-policy]: unknown policy `sparks-gruop`")
