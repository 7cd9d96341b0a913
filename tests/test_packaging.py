"""The wheel and the editable install, each in an environment of its own."""

import json
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
THIRD_PARTY = ROOT / "tests" / "third_party"
COURTESY = THIRD_PARTY / "followup-courtesy"
EMBEDDER = """
import followup

policy: followup.Policy = followup.load_policy("krautzel")
plan = followup.plan(policy, followup.timeline({"events": []}))
reveal_type(plan.steps[0].to)
plan.no_such_name
"""

Run = Callable[..., str]


def run(*command: str | Path, cwd: Path = ROOT, expect: int = 0) -> str:
    env = {key: value for key, value in os.environ.items() if key not in ("PYTHONPATH", "MYPYPATH")}
    done = subprocess.run([*map(str, command)], cwd=cwd, capture_output=True, text=True, env=env, check=False)
    assert expect == done.returncode, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def environment(folder: Path, *install: str) -> Path:
    """Make a virtual environment that sees this one's third-party packages but not this project; return its Python."""
    run(sys.executable, "-m", "venv", folder)
    python = folder / "bin" / "python"
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *install)
    return python


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "-w", folder, ROOT)
    return next(folder.glob("followup-*.whl"))


@pytest.fixture(scope="module")
def clean(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment that holds the wheel and what it needs."""
    return environment(tmp_path_factory.mktemp("clean") / "venv", str(wheel))


def test_the_wheel_carries_code_policies_schemas_types_and_licence(wheel: Path) -> None:
    names = set(zipfile.ZipFile(wheel).namelist())
    for name in (
        "followup/api/load.py",
        "followup/py.typed",
        "followup_plugins/text.py",
        "followup_plugins/public_holidays.txt",
        "followup_plugins/page/page.html",
        "followup_plugins/page/drawing.html",
        "followup_plugins/page/appendix.html",
        "followup_plugins/page/page.css",
        "followup_plugins/page/page.js",
        "followup_plugins/py.typed",
        "followup_policies/krautzel.yaml",
        "followup_policies/timelines/example.yaml",
        "followup_schemas/policy.schema.json",
        "followup_schemas/vocabulary.yaml",
        "followup_schemas/templates/policy.yaml",
        "followup_schemas/templates/timeline.yaml",
        "followup_schemas/templates/plugin/pyproject.toml.template",
        "followup_schemas/templates/plugin/module.py.template",
        "followup_schemas/templates/plugin/test.py.template",
    ):
        assert name in names
    assert any(name.endswith("licenses/LICENSE") for name in names)
    assert not any(name.startswith("tests") for name in names)


def test_a_clean_install_of_the_wheel_plans(clean: Path, tmp_path: Path) -> None:
    python = clean
    out = run(python.parent / "followup", "plan", "-p", "krautzel", cwd=tmp_path)
    assert "thank" in out.lower()
    assert "sparks-group" in run(python.parent / "followup", "policies", cwd=tmp_path)
    run(python.parent / "followup", "compare", "--format", "html", "-o", "page.html", cwd=tmp_path)
    assert "<style>:root" in (tmp_path / "page.html").read_text()
    run(python.parent / "followup", "new", "plugin", "day-list", cwd=tmp_path)
    run(python, "-m", "pip", "install", "-q", "--disable-pip-version-check", "./followup-day-list", cwd=tmp_path)
    run(python.parent / "followup", "new", "policy", "gentle", cwd=tmp_path)
    out = run(python.parent / "followup", "plan", "-p", "./gentle.yaml", "--format", "day-list", cwd=tmp_path)
    assert out.startswith("2026-03-03 09:00 thank-you\n")


def test_a_strangers_distribution_is_built_installed_used_and_removed_and_leaves_nothing(
    clean: Path, tmp_path: Path
) -> None:
    program = clean.parent / "followup"

    def followup(*arguments: str, expect: int = 0) -> str:
        return run(program, *arguments, cwd=THIRD_PARTY, expect=expect)

    def state() -> list[str]:
        told = [followup(*command.split()) for command in ("plugins --format json", "policies", "words")]
        schemas = [followup("schema", name) for name in ("policy", "timeline", "suite")]
        return [*told, *schemas, run(clean, "-m", "pip", "freeze"), *site_packages(clean)]

    assert sum(len(file.read_text("utf-8").splitlines()) for file in COURTESY.rglob("*.py")) <= 60
    before = state()
    source = shutil.copytree(COURTESY, tmp_path / "source", ignore=shutil.ignore_patterns("__pycache__"))
    pip: list[str | Path] = [clean, "-m", "pip", "-q", "--disable-pip-version-check"]
    run(*pip, "wheel", "--no-deps", "-w", tmp_path, source)
    run(*pip, "install", "--no-deps", next(tmp_path.glob("*.whl")))

    listed = {entry["name"]: entry for entry in json.loads(followup("plugins", "--format", "json"))["installed"]}
    adds = ["channel courtesies", "condition invited", "rule kind thank-twice", "calendar long-weekends"]
    assert adds == [what for name in ("courtesy",) for what in listed[name]["adds"]]
    assert ["policy courteous"] == listed["courtesy-policies"]["adds"]
    assert "" == followup("check", "timeline.yaml")  # the calendar
    plan = json.loads(followup("plan", "timeline.yaml", "-p", "courteous", "--as-of", "start", "--format", "json"))
    steps = {step["id"]: step["at"] for step in plan["steps"]}
    assert {
        "thank/interviewer/1": "2026-03-03T12:00+01:00",  # the rule kind
        "thank-2/interviewer/1": "2026-03-10T10:00+01:00",
        "connect/interviewer/1": "2026-03-10T11:00+01:00",  # the condition; Fridays and Mondays are free
    } == steps
    told = followup("plan", "timeline.yaml", "-p", "courteous", "--as-of", "start", "--format", "courtesies")
    assert "On 10 March, kindly connect.\n" == told.splitlines(keepends=True)[-1]
    assert '"invited"' in followup("schema", "policy")

    run(*pip, "uninstall", "-y", "followup-courtesy")
    assert before == state()
    followup("plan", "timeline.yaml", "-p", "courteous", expect=2)
    followup("check", "timeline.yaml", expect=1)


def site_packages(python: Path) -> list[str]:
    (folder,) = python.parent.parent.glob("lib/python*/site-packages")
    return sorted(path.relative_to(folder).as_posix() for path in folder.glob("*"))


def test_an_editable_install_sees_an_edited_policy_at_once_and_types_an_embedder(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "__pycache__"))
    python = environment(tmp_path / "venv", "-e", str(copy), "mypy")
    policy = copy / "policies" / "followup_policies" / "krautzel.yaml"
    policy.write_text(policy.read_text().replace("default: 10 minutes", "default: 25 minutes"))
    command = "import followup; print(followup.load_policy('krautzel').params['email_after'].default)"
    assert "25 minutes\n" == run(python, "-c", command, cwd=tmp_path)
    assert "<style>:root" in run(python.parent / "followup", "compare", "--format", "html", cwd=tmp_path)

    embedder = tmp_path / "embedder.py"
    embedder.write_text(EMBEDDER)
    out = run(python, "-m", "mypy", "--strict", embedder, cwd=tmp_path, expect=1)
    assert "Person | None" in out
    assert '"Plan" has no attribute "no_such_name"' in out
