"""The floors: imports go down only, and each third-party package is used on one floor."""

import ast
from collections.abc import Iterator
from pathlib import Path

import followup

ROOT = Path(__file__).parent.parent
ENGINE = ROOT / "engine" / "followup"

MAY_IMPORT = {
    "model": {"model"},
    "loading": {"loading", "model"},
    "evaluation": {"evaluation", "model"},
    "extension": {"extension", "evaluation", "loading", "model"},
    "sentences": {"sentences", "model"},
    "analysis": {"analysis", "sentences", "evaluation", "loading", "model"},
    "testing": {"testing", "api", "analysis", "sentences", "extension", "evaluation", "loading", "model"},
    "api": {"api", "analysis", "extension", "evaluation", "loading", "model"},
    "cli": {"cli", "api", "testing", "analysis", "sentences", "extension", "evaluation", "loading", "model"},
}
"""By floor of ``followup``: the floors that it may import."""

ONLY_IN = {
    "pluggy": {"extension"},
    "yaml": {"loading"},
    "jsonschema": {"loading"},
    "referencing": {"loading"},
    "click": {"cli"},
    "apprise": {"cli"},
    "hypothesis": {"testing"},
    "dateutil": {"model"},
}
"""By third-party package: the floors that may import it."""


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno}: a relative import"
            yield node.lineno, str(node.module)


def floor_of(path: Path) -> str:
    return path.relative_to(ENGINE).parts[0].removesuffix(".py")


def test_imports_go_down_only() -> None:
    seen: set[tuple[str, str]] = set()
    wrong = []
    for path in sorted(ENGINE.rglob("*.py")):
        floor = floor_of(path)
        if floor in ("__init__", "__main__"):
            continue
        for line, name in imports_of(path):
            if name.startswith("followup."):
                target = name.split(".")[1]
                seen.add((floor, target))
                if target not in MAY_IMPORT[floor]:
                    wrong.append(f"{path}:{line}: {floor} imports {target}")
    assert [] == wrong
    assert {("evaluation", "model"), ("loading", "model"), ("api", "evaluation")} <= seen, "nothing left to guard"
    assert {floor for floor, _ in seen} == set(MAY_IMPORT), "a floor that the guard does not know, or that is gone"


def test_each_third_party_package_has_its_floor() -> None:
    seen: set[str] = set()
    wrong = []
    for path in sorted(ENGINE.rglob("*.py")):
        for line, name in imports_of(path):
            package = name.split(".")[0]
            if package in ONLY_IN:
                seen.add(package)
                if floor_of(path) not in ONLY_IN[package]:
                    wrong.append(f"{path}:{line}: {package}")
    assert [] == wrong
    assert set(ONLY_IN) == seen, "nothing left to guard"


def test_shipped_plugins_import_public_names_only() -> None:
    uses = 0
    wrong = []
    for path in sorted((ROOT / "plugins" / "followup_plugins").rglob("*.py")):
        tree = ast.parse(path.read_text())
        wrong += [f"{path}:{line}: {name}" for line, name in imports_of(path) if name.startswith("followup.")]
        for node in ast.walk(tree):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "followup":
                uses += 1
                if node.attr not in followup.__all__:
                    wrong.append(f"{path}:{node.lineno}: followup.{node.attr}")
            elif isinstance(node, ast.ImportFrom) and node.module == "followup":
                wrong += [f"{path}:{node.lineno}: {a.name}" for a in node.names if a.name not in followup.__all__]
    assert [] == wrong
    assert uses > 0, "nothing left to guard"


def test_data_folders_hold_no_code() -> None:
    for folder in ("policies", "schemas"):
        modules = sorted((ROOT / folder).rglob("*.py"))
        assert 1 == len(modules), f"{folder} holds one __init__.py"
        assert 1 == len(ast.parse(modules[0].read_text()).body), "a docstring and nothing else"


def test_every_public_name_is_there() -> None:
    for name in followup.__all__:
        assert getattr(followup, name) is not None
    assert sorted(followup.__all__) == list(followup.__all__)


def test_only_the_command_line_looks_at_the_clock() -> None:
    clocks = {"now", "today", "utcnow", "time", "time_ns", "monotonic", "localtime"}
    seen = []
    for path in sorted(ENGINE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in clocks:
                owner = node.func.value
                if isinstance(owner, ast.Name) and owner.id in ("datetime", "date", "time"):
                    seen.append(path.relative_to(ENGINE).as_posix())
    assert ["cli/arguments.py"] == seen
