"""docs/plugins.md says what is so: the hooks' signatures, what ships, and files that can be used."""

import ast
import inspect
import re
from pathlib import Path
from types import ModuleType

import pytest

import followup
from followup.extension import channel, hooks
from followup.model import additions, condition

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "plugins.md").read_text("utf-8")
BLOCKS = re.findall(r"^```(\w+)\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
PYTHON = [text for language, text in BLOCKS if language == "python"]
YAML = [text for language, text in BLOCKS if language == "yaml"]
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
            if isinstance(part, ast.AnnAssign):
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
    assert {"Channel", "Condition", "RuleKind", "Calendar", "Moment"} == set(documented)
    assert documented == {name: coded[name] for name in documented}
    assert documented.keys() <= set(followup.__all__)


def test_every_plugin_that_ships_is_listed() -> None:
    rows = [line.split("|")[1] for line in PAGE.splitlines() if line.startswith("| `")]
    listed = {name for row in rows for name in re.findall("`(.*?)`", row)}
    assert listed == {info.name for info in followup.PluginHost.of().plugins} - {"policies"}


def test_what_the_page_writes_is_right(tmp_path: Path) -> None:
    policy, timeline = YAML
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
