"""docs/plugins.md says what is so: hooks' signatures and examples, what plans hold, what ships, how it is packaged."""

import ast
import inspect
import re
import subprocess
import sys
import textwrap
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import followup
from followup.extension import channel, hooks
from followup.model import additions, comparison, condition, draft, plan, step, timeline
from followup.testing.contract import check_plugin

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PYTHON = [text for language, text in BLOCKS if language == "python"]
YAML = [text for language, text in BLOCKS if language == "yaml"]
COURTESY = ROOT / "tests" / "third_party" / "followup-courtesy"
EXAMPLES = [text for text in PYTHON if "hookimpl" in text]
PACKS = [
    textwrap.dedent(text) for text in re.findall(r"^   ```toml\n(   # with .*?)^   ```", PAGE, re.DOTALL | re.MULTILINE)
]
OWN = {"advised", "dates", "reasons", "texts"}
"""What plans and steps hold and the page leaves to the engine."""

PUBLIC = {"CustomCondition": "Condition", "BusinessCalendar": "Calendar"}
"""Of what the engine calls otherwise than the public does."""

Members = dict[str, str]


def public(text: str) -> str:
    return re.sub(r"\w+", lambda found: PUBLIC.get(found[0], found[0]), text)


def signature(node: ast.FunctionDef) -> str:
    assert node.returns is not None
    return public(f"({ast.unparse(node.args)}) -> {ast.unparse(node.returns)}")


def functions(tree: ast.Module) -> Members:
    return {node.name: signature(node) for node in tree.body if isinstance(node, ast.FunctionDef)}


def classes(tree: ast.Module) -> dict[str, Members]:
    found = {}
    for node in (one for one in tree.body if isinstance(one, ast.ClassDef)):
        members: Members = {}
        for part in node.body:
            if isinstance(part, ast.AnnAssign) and not ast.unparse(part.target).startswith("_"):
                members[ast.unparse(part.target)] = ast.unparse(part.annotation)
            elif isinstance(part, ast.FunctionDef) and part.decorator_list and part.returns is not None:
                members[part.name] = ast.unparse(part.returns)  # a property
            elif isinstance(part, ast.FunctionDef):
                members[part.name] = signature(part)
        found[public(node.name)] = members
    return found


def tree_of(module: ModuleType) -> ast.Module:
    return ast.parse(inspect.getsource(module))


def test_each_documented_hook_has_the_signature_of_the_code() -> None:
    assert functions(tree_of(hooks)) == functions(ast.parse(PYTHON[0]))


def test_each_documented_thing_has_the_members_of_its_protocol() -> None:
    documented = classes(ast.parse(PYTHON[1]))
    coded = classes(tree_of(channel)) | classes(tree_of(additions)) | classes(tree_of(condition))
    channels = {name for name in coded if name.endswith("Channel")}
    assert {*channels, "Condition", "RuleKind", "Calendar", "Moment"} == set(documented)
    assert documented == {name: coded[name] for name in documented}
    assert documented.keys() <= set(followup.__all__)


def test_each_hook_has_an_example_that_keeps_the_contract(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.syspath_prepend(tmp_path)
    shown: set[str] = set()
    for number, text in enumerate(EXAMPLES):
        (tmp_path / f"example_of_the_page_{number}.py").write_text(text, "utf-8")
        plugin = __import__(f"example_of_the_page_{number}")
        shown |= functions(ast.parse(text)).keys()
        check_plugin(plugin)
    assert functions(tree_of(hooks)).keys() == shown
    assert {"render_comparison", "fitted", "render_feed"} <= set(dir(plugin.Tally))


def test_a_feed_of_the_page_tells_what_is_gone_and_stays_as_it_is() -> None:
    made: dict[str, Any] = {"__name__": "example"}
    exec(EXAMPLES[-1], made)
    host = followup.PluginHost.of(_Plugin(channels=made["register_channels"]()))
    policy = followup.load_policy("krautzel")
    both = [
        followup.plan(
            policy, followup.timeline({"timeline": name, "events": [{"event": "interview", "at": "2026-03-02"}]})
        )
        for name in ("acme", "globex")
    ]
    first = str(host.render_feed("tally", both))
    assert first == host.render_feed("tally", both, first.encode())
    assert '"gone": []' in first
    less = str(host.render_feed("tally", both[:1], first.encode()))
    assert '"gone": ["globex/' in less
    assert host.render_feed("tally", both[:1]) == host.render_feed("tally", both[:1], b"[1, \xff")
    compared = followup.compare([policy, policy], followup.example_timeline())
    assert (1, 4) == tuple(str(host.render_comparison("tally", compared, width)).count("\n") + 1 for width in (80, 5))


def test_the_example_package_is_shown_as_it_is() -> None:
    files = [
        path for path in COURTESY.rglob("*") if path.suffix in (".py", ".yaml", ".toml") and path.name != "__init__.py"
    ]
    assert len(files) == 3
    blocks = [text for _, text in BLOCKS]
    for file in files:
        assert file.read_text("utf-8") in blocks, file
        assert f"`{file.relative_to(COURTESY).as_posix()}`" in PAGE or file.suffix == ".py"


HOLDS = classes(ast.parse(PYTHON[-1]))


def test_all_that_a_plan_or_a_comparison_holds_is_listed_with_its_type() -> None:
    coded: dict[str, Members] = {}
    for module in (plan, step, draft, timeline, comparison):
        for name, members in classes(tree_of(module)).items():
            data = {member for member, of in members.items() if not of.startswith("(")} - {"from_json", *OWN}
            coded[name] = {member: members[member] for member in data}
    assert {"Plan", "Step", "Draft", "Comparison"} <= HOLDS.keys()
    assert HOLDS == {name: coded[name] for name in HOLDS}
    for name in OWN:
        assert f"`{name}`" in PAGE


def test_what_a_plan_holds_is_public_and_listed_where_it_holds_more() -> None:
    known = {"str", "int", "bool", "None", "tuple", "datetime", "timedelta", "Mapping"}
    types = {word for members in HOLDS.values() for of in members.values() for word in re.findall(r"\w+", of)} - known
    assert types <= set(followup.__all__)
    elsewhere = {"Zone", "Status", "Reason", "Place", "Policy", "Timeline", "End", "Share", "Conflict"}
    assert types - elsewhere <= HOLDS.keys()
    assert {str(one) for one in followup.Status} == set(re.findall("`([a-z]+)`", comment("Step", "status")))
    assert {str(one) for one in followup.Reason} == set(re.findall("`([a-z]+)`", comment("Withheld", "reason")))
    assert {str(one) for one in followup.End} == set(re.findall("`([a-z]+)`", comment("Ending", "how")))
    assert {str(one) for one in followup.Share} == set(re.findall("`([a-z]+)`", comment("Agreement", "share")))
    assert {str(one) for one in followup.Conflict} == set(
        re.findall("`([a-z-]+)`", comment("Contradiction", "conflict"))
    )


def comment(owner: str, member: str) -> str:
    found = re.search(rf"^class {owner}:\n(?:    .*\n)*?    {member}: .*?  # (.*)$", PYTHON[-1], re.MULTILINE)
    assert found is not None, f"{owner}.{member} has no comment"
    return found[1]


def test_when_something_is_none_is_said_and_every_date_is_of_the_zone() -> None:
    for owner, members in HOLDS.items():
        for member, of in members.items():
            assert "None" not in of or "None" in comment(owner, member)
    scene = followup.timeline({"timezone": "Asia/Tokyo", "events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
    made = followup.plan(followup.load_policy("krautzel"), scene, "2026-03-03")
    for holder in (made, *made.steps, *made.withheld):
        for member, of in HOLDS[type(holder).__name__].items():
            value = getattr(holder, member)
            if isinstance(value, datetime):
                assert "datetime" in of
                assert "JST" == value.tzname()
            assert value is not None or "None" in of


def test_what_a_moment_tells_is_described() -> None:
    assert set(HOLDS).isdisjoint({"Moment"})
    described = re.findall(r"^- `(\w+)`: ", PAGE, re.MULTILINE)
    assert list(classes(tree_of(condition))["Moment"]) == described


class _Plugin:
    """A plugin that adds these."""

    def __init__(
        self, channels: Sequence[object] = (), conditions: Sequence[object] = (), rule_kinds: Sequence[object] = ()
    ) -> None:
        self.channels, self.conditions, self.rule_kinds = channels, conditions, rule_kinds

    @followup.hookimpl
    def register_channels(self) -> Sequence[object]:
        return self.channels

    @followup.hookimpl
    def register_conditions(self) -> Sequence[object]:
        return self.conditions

    @followup.hookimpl
    def register_rule_kinds(self) -> Sequence[object]:
        return self.rule_kinds


class Told:
    """A plugin that writes down what it is told."""

    name, schema, reads = "told", {"type": "boolean", "examples": [True]}, ("facts", "events")

    def __init__(self) -> None:
        self.moments: list[tuple[datetime | None, str | None]] = []

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        self.moments.append((moment.now, moment.recipient))
        return None

    def advise(self, body: object, moment: followup.Moment) -> list[dict[str, object]]:
        self.moments.append((moment.now, moment.recipient))
        window = {"recommended": "1 day", "expires": "1 week"}
        return [{"act": "check-in", "to": {"each": "interviewer"}, "from": "interview", "window": window}] * 2


def test_a_kind_of_rule_is_told_what_the_page_says_and_its_rules_share_what_stands_beside() -> None:
    told = Told()
    host = followup.PluginHost.of(_Plugin(rule_kinds=[told]))
    text = "policy: x\nrules: [{id: a, strength: must, title: T, when: {fact: {company.culture: modern}}, told: true}]"
    policy, _ = followup.parse_policy(text, host=host)
    assert policy is not None
    scene = followup.timeline({"timezone": "Asia/Tokyo", "events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
    held = followup.plan(policy, scene).withheld
    assert ["a/interviewer/1", "a-2/interviewer/1"] == [one.id for one in held]
    assert {"unknown"} == {str(one.reason) for one in held}
    known = followup.timeline(
        {"facts": {"company.culture": "modern"}, "events": [{"event": "interview", "at": "2026-03-02T10:00"}]}
    )
    assert [("must", "T"), ("must", "T")] == [
        (one.strength, one.title) for one in followup.plan(policy, known, "2026-03-03").steps
    ]
    assert (None, None) == told.moments[0]
    assert [datetime(2026, 3, 3, tzinfo=UTC)] == [now for now, _ in told.moments if now is not None]


def test_a_condition_is_told_what_the_page_says_and_unknown_withholds() -> None:
    told = Told()
    host = followup.PluginHost.of(_Plugin(conditions=[told]))
    do = "{act: check-in, to: {each: interviewer}, from: interview, window: {recommended: 1 day, expires: 1 week}}"
    policy, _ = followup.parse_policy(f"policy: x\nrules: [{{id: a, when: {{told: true}}, do: {do}}}]", host=host)
    assert policy is not None
    scene = followup.timeline({"timezone": "Asia/Tokyo", "events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
    made = followup.plan(policy, scene, "2026-03-02T12:00")
    assert [("unknown", "it hangs on what is not known: told")] == [(one.reason, one.text) for one in made.withheld]
    assert () == made.questions
    assert {"interviewer"} == {recipient for _, recipient in told.moments}
    assert {"JST"} == {now.tzname() for now, _ in told.moments if now is not None}


@pytest.mark.parametrize("project", PACKS, ids=["hatchling", "setuptools"])
def test_a_package_of_policies_is_built_and_installed_as_the_page_says(
    project: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, there = tmp_path / "source", tmp_path / "there"
    package = source / "followup_gentle"
    package.mkdir(parents=True)
    (source / "pyproject.toml").write_text(project, "utf-8")
    (package / "__init__.py").touch()
    (package / "gentle.yaml").write_text("policy: gentle\nextends: krautzel\n", "utf-8")
    pip = [sys.executable, "-m", "pip", "install", "-q", "--disable-pip-version-check", "--no-deps"]
    done = subprocess.run([*pip, "-t", str(there), str(source)], capture_output=True, text=True, check=False)
    assert 0 == done.returncode, done.stderr
    monkeypatch.syspath_prepend(there)
    monkeypatch.delitem(sys.modules, "followup_gentle", raising=False)
    host = followup.PluginHost.default([str(there)])
    assert () == tuple(host.warnings)
    assert str(there) in host.policies["gentle"]
    assert "gentle" == followup.load_policy("gentle", host=host).id


def test_every_plugin_that_ships_is_listed() -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall("`(.*?)`", row)}
    assert listed == {info.name for info in followup.PluginHost.of().plugins} - {"policies"}


def test_what_the_page_writes_is_right(tmp_path: Path) -> None:
    policy, timeline = YAML[:2]
    (tmp_path / "policy.yaml").write_text(policy)
    host = followup.PluginHost.of()
    loaded, found = followup.check_policy(tmp_path / "policy.yaml", host=host)
    assert () == found
    assert loaded is not None
    pytest.importorskip("holidays")
    scene, found = followup.parse_timeline(timeline, host=host)
    assert () == found
    assert scene is not None
    assert ["Tue 10 09:00"] == [f"{step.at:%a %d %H:%M}" for step in followup.plan(loaded, scene).steps]


def test_the_test_of_a_plugin_is_the_one_that_new_writes() -> None:
    template = ROOT / "schemas" / "followup_schemas" / "templates" / "plugin" / "test.py.template"
    test = template.read_text("utf-8").replace("@MODULE@", "followup_checklist")
    assert test.split() == PAGE.partition("   ```python\n")[2].partition("   ```")[0].split()


def test_the_readable_things_are_named() -> None:
    from followup.extension.shape import READABLE

    assert f"any of {', '.join(f'`{word}`' for word in READABLE[:-1])} and `{READABLE[-1]}`" in PAGE
