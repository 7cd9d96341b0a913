"""The front page, and the guide for authors of policies: every block of them is what it says, and runs.

A block that names its file in a first line such as ``# mine.yaml`` is written to a folder; consoles are run in that
folder, the commands of one block in order. In a console, ``…`` on a line of its own stands for any lines, and at the
end of a line for the rest of it.
Where an output differs, the failure shows all that came out, to be copied.
"""

import doctest
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import ModuleType
from typing import NamedTuple

import pytest
import yaml

import followup
from followup.cli.program import program
from followup.extension import hooks
from followup.loading.offset import parse_offset
from followup.loading.vocabulary import built_in

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
GUIDE = (ROOT / "docs" / "writing-a-policy.md").read_text(encoding="utf-8")
EMBEDDING = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
REFERENCE = (ROOT / "docs" / "suites-and-timelines.md").read_text(encoding="utf-8")
COMMANDS = ("main command", "test command")

# What each fragment of the language is put into; it replaces what has its key.
DO = {
    "act": "keep-in-touch",
    "to": {"each": "interviewer"},
    "via": [{"medium": "phone"}],
    "from": "interview",
    "window": {"recommended": "1 day", "expires": "1 week"},
}
KEYS_OF_DO = {*DO, "repeat", "until", "say", "avoid"}
SENTENCE = {"where": "here", "says": "Something."}


class Block(NamedTuple):
    """A fenced block; *before* is the line above it, *line* that of its fence."""

    kind: str
    text: str
    before: str
    line: int

    @property
    def file(self) -> str | None:
        named = re.match(r"# ([a-z_-]+\.[a-z]+)\n", self.text)
        return named[1] if named else None

    @property
    def is_session(self) -> bool:
        return self.kind == "python" and self.text.startswith(">>> ")


def blocks_of(text: str) -> Iterator[Block]:
    lines = iter(enumerate(text.splitlines(), 1))
    before = ""
    for number, line in lines:
        if line.startswith("```"):
            inside: list[str] = []
            for _, inner in lines:
                if inner == "```":
                    break
                inside.append(inner + "\n")
            else:
                raise AssertionError(f"the block in line {number} has no end")
            yield Block(line[3:], "".join(inside), before, number)
        before = line


def table(head: str) -> list[tuple[str, ...]]:
    """Return the rows of all tables whose first column has that heading."""
    rows: list[tuple[str, ...]] = []
    inside = False
    for line in README.splitlines():
        if not line.startswith("|"):
            inside = False
        elif inside:
            rows.append(tuple(cell.strip() for cell in line.strip("|").split(" | ")))
        elif line.startswith(f"| {head} |"):
            inside = True
    return [row for row in rows if not row[0].startswith("---")]


def code_in(text: str) -> list[str]:
    return re.findall(r"`([^`]+)`", text)


def first_codes(head: str) -> list[str]:
    return [code_in(row[0])[0] for row in table(head)]


def commands_of(block: Block) -> Iterator[tuple[str, str]]:
    """Return each command of a console with the output that is shown."""
    assert block.text.startswith("$ "), f"line {block.line}: a console begins with a command"
    for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
        command, _, output = part.partition("\n")
        yield command, output


def consoles(blocks: Iterable[Block]) -> list[Block]:
    return [block for block in blocks if block.kind == "console"]


def fragments() -> Iterator[str]:
    """Return all code in the tables of the language that is a key with its value."""
    for row in table("write"):
        yield from (code for code in code_in(" ".join(row)) if re.match(r"[a-z]+: ", code))


BLOCKS = list(blocks_of(README))
FILES = {block.file: block.text for block in BLOCKS if block.file}
GUIDE_BLOCKS = list(blocks_of(GUIDE))
EMBEDDING_BLOCKS = list(blocks_of(EMBEDDING))
REFERENCE_BLOCKS = list(blocks_of(REFERENCE))
PLUGIN = "followup_checklist"


def environment() -> dict[str, str]:
    """Return the environment without what would change an output or find another installation."""
    own = ("COLUMNS", "PYTHONPATH", "VIRTUAL_ENV", "FORCE_COLOR")
    return {key: value for key, value in os.environ.items() if key not in own} | {"PYTHONUTF8": "1"}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all the files of this page, the plugin among them as it would be installed."""
    folder = tmp_path_factory.mktemp("readme")
    for file, text in FILES.items():
        (folder / file).write_text(text, encoding="utf-8")
    project = tomllib.loads(FILES["pyproject.toml"])["project"]
    info = folder / "installed" / f"{PLUGIN}-{project['version']}.dist-info"
    info.mkdir(parents=True)
    shutil.move(folder / f"{PLUGIN}.py", folder / "installed")
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {project['name']}\nVersion: {project['version']}\n")
    entries = (f"{name} = {target}\n" for name, target in project["entry-points"]["followup"].items())
    (info / "entry_points.txt").write_text("[followup]\n" + "".join(entries))
    return with_program(folder)


@pytest.fixture(scope="module")
def guide_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with all the files of the guide."""
    return folder_of(GUIDE_BLOCKS, tmp_path_factory.mktemp("guide"))


@pytest.fixture(scope="module")
def reference_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the timeline and the suite that have everything in them."""
    return folder_of(REFERENCE_BLOCKS, tmp_path_factory.mktemp("reference"))


def folder_of(blocks: Iterable[Block], folder: Path) -> Path:
    for block in blocks:
        if block.file:
            (folder / block.file).write_text(block.text, encoding="utf-8")
    return with_program(folder)


@pytest.fixture(scope="module")
def embedding_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the programs of the page on embedding, and what they read."""
    folder = tmp_path_factory.mktemp("embedding") / "embedding"
    shutil.copytree(ROOT / "docs" / "embedding", folder, ignore=shutil.ignore_patterns("__pycache__"))
    return with_program(folder)


def with_program(folder: Path) -> Path:
    """Put a ``followup`` into *folder* that runs this installation, and its ``python``; return the folder."""
    (folder / "bin").mkdir()
    for name, arguments in (("followup", "-m followup "), ("python", "")):
        program = folder / "bin" / name
        program.write_text(f'#!/bin/sh\nexec "{sys.executable}" {arguments}"$@"\n')
        program.chmod(0o755)
    return folder


def run(command: str, folder: Path) -> tuple[int, str]:
    """Run a shell command in *folder* and return its exit code and what a terminal would show."""
    roots = [str(folder / "installed"), *(str(Path(root).resolve()) for root in _entries("PYTHONPATH"))]
    path = [str(folder / "bin"), *_entries("PATH")]
    env = environment() | {"PYTHONPATH": os.pathsep.join(roots), "PATH": os.pathsep.join(path)}
    done = subprocess.run(
        ["bash", "-c", command],
        cwd=folder,
        env=env,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
        check=False,
        timeout=300,
    )
    return done.returncode, done.stdout


def _entries(variable: str) -> list[str]:
    return [entry for entry in os.environ.get(variable, "").split(os.pathsep) if entry]


def agrees(shown: str, actual: str) -> bool:
    """Tell whether *actual* is what *shown* shows, but for what ``…`` leaves out and blanks at line ends."""
    pattern = ""
    for line in shown.splitlines():
        if line.strip() == "…":
            pattern += r"(?:[^\n]*\n)*?"
        elif line.endswith(" …"):
            pattern += re.escape(line.removesuffix("…")) + r"[^\n]*\n"
        else:
            pattern += re.escape(line.rstrip()) + r"\n"
    return re.fullmatch(pattern, "".join(f"{line.rstrip()}\n" for line in actual.splitlines())) is not None


# ------------------------------------------------------------------ every block is accounted for


@pytest.mark.parametrize("block", BLOCKS, ids=lambda block: f"line {block.line}")
def test_every_block_is_of_a_kind_that_a_test_runs(block: Block) -> None:
    ran = {
        "bash": block.before in [f"<!-- {name} -->" for name in COMMANDS],
        "console": block.text.startswith("$ followup "),
        "python": block.is_session or block.file == f"{PLUGIN}.py",
        "text": "engine/followup/" in block.text,
        "toml": block.file == "pyproject.toml",
        "yaml": (block.file or "").endswith(".yaml"),
    }
    assert ran.get(block.kind), f"README.md:{block.line}: no test runs this block of kind `{block.kind}`"


def test_no_two_blocks_are_the_same_file() -> None:
    named = [block.file for block in BLOCKS if block.file]
    assert sorted(set(named)) == sorted(named)


# ------------------------------------------------------------------ the two commands


def command_of(name: str) -> str:
    [command] = [block.text for block in BLOCKS if block.before == f"<!-- {name} -->"]
    return command


def test_the_two_commands_are_there_and_set_up_the_same_environment() -> None:
    first, second = (command_of(name).splitlines() for name in COMMANDS)
    assert "python3 -m venv .venv" == first[0] == second[0]
    assert ".venv/bin/followup plan -p krautzel" == first[-1]
    assert ".venv/bin/pytest -n auto" == second[-1]


def test_ci_runs_the_test_command_of_this_page_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    echo = 'printf "%s" "$CI" "$(pwd)" > ran'
    page = re.sub(r"(?<=<!-- test command -->\n```bash\n).*?(?=```\n)", lambda _: echo + "\n", README, flags=re.DOTALL)
    (tmp_path / "README.md").write_text(page, encoding="utf-8")
    (tmp_path / "bin").mkdir()
    nothing_is_missing = ("chromium", "node", "npm", "yaml-language-server", "task", "apt-get")
    for name in nothing_is_missing:  # so that nothing is installed for this
        (tmp_path / "bin" / name).touch(0o755)
    env = os.environ | {"PATH": os.pathsep.join([str(tmp_path / "bin"), os.environ["PATH"]])}
    done = subprocess.run([tmp_path / ".ci" / "run"], capture_output=True, text=True, check=True, env=env)
    assert f"+ {echo}\n" == done.stdout
    assert f"true{tmp_path.resolve()}" == (tmp_path / "ran").read_text()

    extract = re.search(r"^command=\$\((.*)\)$", (ROOT / ".ci" / "run").read_text(), flags=re.MULTILINE)
    assert extract is not None
    extracted = subprocess.run(["bash", "-c", extract[1]], cwd=ROOT, capture_output=True, encoding="utf-8", check=True)
    assert command_of("test command") == extracted.stdout


def test_a_ci_without_a_test_command_fails(tmp_path: Path) -> None:
    (tmp_path / ".ci").mkdir()
    shutil.copy(ROOT / ".ci" / "run", tmp_path / ".ci")
    (tmp_path / "README.md").write_text("# a page without a command\n")
    done = subprocess.run([tmp_path / ".ci" / "run"], capture_output=True, text=True, check=False)
    assert 0 != done.returncode


def test_the_main_command_sets_up_a_clean_copy_and_plans(tmp_path: Path) -> None:
    copy = tmp_path / "copy"
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(".*", "tests", "__pycache__"))
    env = environment() | {"PATH": os.pathsep.join([str(Path(sys.executable).parent), *_entries("PATH")])}
    command = ["bash", "-euo", "pipefail", "-c", command_of("main command")]
    done = subprocess.run(command, cwd=copy, env=env, capture_output=True, encoding="utf-8", check=False)
    assert 0 == done.returncode, done.stdout + done.stderr
    shown = next(output for command, output in commands_of(consoles(BLOCKS)[0]))
    note, _, plan = shown.partition("\n")
    assert agrees(plan, done.stdout), done.stdout
    assert note.removesuffix("…") in done.stderr


# ------------------------------------------------------------------ files, consoles, sessions


@pytest.mark.parametrize("file", [file for file in FILES if file.endswith(".yaml")])
def test_every_yaml_block_is_a_file_without_a_mistake(file: str, folder: Path) -> None:
    code, output = run(f"followup check --format json {file} 2> messages", folder)
    assert 0 == code, output + (folder / "messages").read_text()
    assert [] == json.loads(output)["diagnostics"]


@pytest.mark.parametrize("block", consoles(BLOCKS), ids=lambda block: f"line {block.line}")
def test_every_console_shows_what_comes_out(block: Block, folder: Path) -> None:
    see_that_it_runs(block, folder, "README.md")


@pytest.mark.parametrize("block", consoles(GUIDE_BLOCKS), ids=lambda block: f"line {block.line}")
def test_every_console_of_the_guide_shows_what_comes_out(block: Block, guide_folder: Path) -> None:
    see_that_it_runs(block, guide_folder, "docs/writing-a-policy.md")


@pytest.mark.parametrize("block", consoles(EMBEDDING_BLOCKS), ids=lambda block: f"line {block.line}")
def test_every_console_of_the_page_on_embedding_shows_what_comes_out(block: Block, embedding_folder: Path) -> None:
    see_that_it_runs(block, embedding_folder, "docs/embedding.md")


@pytest.mark.parametrize("block", consoles(REFERENCE_BLOCKS), ids=lambda block: f"line {block.line}")
def test_every_console_of_the_reference_shows_what_comes_out(block: Block, reference_folder: Path) -> None:
    see_that_it_runs(block, reference_folder, "docs/suites-and-timelines.md")


@pytest.mark.parametrize("file", ["timeline", "suite"])
def test_the_reference_has_every_key_in_use_and_every_field_of_an_event(file: str) -> None:
    from followup.cli.language import language

    assert {"console", "yaml"} == {block.kind for block in REFERENCE_BLOCKS}
    [text] = [block.text for block in REFERENCE_BLOCKS if block.text.split("\n")[2].startswith(f"{file}:")]
    keys = [key for key in language(built_in()) if key.is_in(file)]
    if file == "suite":  # a case adds events as a timeline has them
        keys = [key for key in keys if not key.is_in("timeline")]
    missing = [key.name for key in keys if not re.search(rf"(?<![\w-]){key.name}(?:: |:$)", text, re.MULTILINE)]
    assert [] == missing, "put them into docs/suites-and-timelines.md"
    if file == "timeline":
        events = {one["event"]: set(one) for one in yaml.safe_load(text)["events"]}
        assert {kind.name for kind in built_in().events.values() if kind.group is None} <= set(events)


def see_that_it_runs(block: Block, folder: Path, page: str) -> None:
    for command, shown in commands_of(block):
        _, actual = run(command, folder)
        assert agrees(shown, actual), f"{page}:{block.line}: `{command}` prints\n{actual}\nbut the page shows\n{shown}"


def test_every_file_of_the_guide_is_without_a_mistake_and_every_block_runs(guide_folder: Path) -> None:
    files = [block.file for block in GUIDE_BLOCKS if block.file]
    assert ["calm.yaml", "calm-test.yaml"] == files
    assert {"console", "yaml"} == {block.kind for block in GUIDE_BLOCKS}
    assert all(block.file or block.kind == "console" for block in GUIDE_BLOCKS)
    code, output = run(f"followup check --format json {' '.join(map(str, files))} 2> messages", guide_folder)
    assert (0, []) == (code, json.loads(output)["diagnostics"])


def test_the_guide_has_its_ten_steps_and_what_it_links_to_is_there() -> None:
    assert [str(number) for number in range(1, 11)] == re.findall(r"^## (\d+)\. ", GUIDE, flags=re.MULTILINE)
    links = set(re.findall(r"\]\(([^)#]+)", GUIDE))
    assert links
    assert [] == sorted(link for link in links if not (ROOT / "docs" / link).exists())


@pytest.mark.parametrize(
    "block",
    [block for block in (*BLOCKS, *EMBEDDING_BLOCKS) if block.is_session],
    ids=lambda block: f"line {block.line}",
)
def test_every_python_session_is_what_happens(block: Block) -> None:
    session = doctest.DocTestParser().get_doctest(block.text, {}, "README", "README.md", block.line)
    said: list[str] = []
    found = doctest.DocTestRunner().run(session, out=said.append)
    assert found.attempted > 0
    assert 0 == found.failed, "".join(said)


@pytest.mark.parametrize(
    ("shown", "actual", "same"),
    [
        ("a\nb\n", "a\nb  \n", True),
        ("a\n", "a\nb\n", False),
        ("a\n…\n", "a\n", True),
        ("a\n…\nd\n", "a\nb\nc\nd\n", True),
        ("a\n…\nd\n", "a\nb\nc\n", False),
        ("note: …\n", "note: x y\n", True),
        ("note: …\n", "note:\n", False),
        ("", "a\n", False),
    ],
)
def test_an_ellipsis_leaves_out_lines_or_the_rest_of_one(shown: str, actual: str, same: bool) -> None:
    assert same is agrees(shown, actual)


# ------------------------------------------------------------------ the plugin


def plugin_in(folder: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(PLUGIN, folder / "installed" / f"{PLUGIN}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_plugin_renders_a_plan(folder: Path) -> None:
    host = followup.PluginHost.of(plugin_in(folder))
    assert () == host.warnings
    plan = followup.plan(followup.load_policy("krautzel"), followup.example_timeline())
    checklist = host.channel("checklist").render(plan)
    assert isinstance(checklist, str)
    assert "- [ ] 2026-03-16 Ask about your status on exactly the promised day\n" in checklist
    assert len(plan.steps) == len(checklist.splitlines())


def test_the_plugin_is_found_where_its_distribution_is_installed(folder: Path) -> None:
    host = followup.PluginHost.default([str(folder / "installed")])
    assert [("checklist", "followup-checklist")] == [
        (plugin.name, plugin.distribution) for plugin in host.plugins if plugin.distribution != "followup"
    ]
    code, output = run("followup plugins", folder)
    assert 0 == code
    assert re.search(r"^checklist +followup-checklist 1.0 +loaded +channel checklist$", output, flags=re.MULTILINE)


# ------------------------------------------------------------------ the tables


def test_the_table_of_commands_is_that_of_the_program() -> None:
    assert {f"followup {name}" for name in program.commands} == set(first_codes("command"))


def test_the_table_of_hooks_is_that_of_the_code() -> None:
    specified = [name for name, value in vars(hooks).items() if hasattr(value, "followup_spec")]
    assert specified == first_codes("hook")


def test_the_tables_of_statuses_and_reasons_are_complete_and_in_order() -> None:
    assert list(followup.Status) == first_codes("status")
    assert list(followup.Reason) == first_codes("reason")


def test_the_table_of_policies_names_each_with_its_source() -> None:
    assert sorted(followup.PluginHost.of().policies) == first_codes("policy")
    for code, about in ((code_in(row[0])[0], row[1]) for row in table("policy")):
        source = followup.load_policy(code).source
        assert "title" not in source or f"*{source['title']}*" in about
        assert source.get("author", source.get("publisher", "no author named")) in about
        assert source.get("published", "")[:4] in about
        assert "opinion" == source["evidence"]


def test_the_table_of_conditions_has_all_of_them() -> None:
    conditions = {"fact", "known", "happened", "count", "all", "any", "not"}
    assert conditions <= set(re.findall(r"[{`]([a-z]+)[:`]", " ".join(map(" ".join, table("write")))))


def test_the_tables_have_every_key_of_a_do_and_every_span_of_a_forbid() -> None:
    assert KEYS_OF_DO - {"act"} <= {fragment.partition(":")[0] for fragment in fragments()}
    spans = {"before", "on-day-of", "after", "closer-than", "more-than"}
    assert spans <= {key for fragment in fragments() for key in (yaml.safe_load(fragment).get("forbid") or ())}


def test_every_offset_of_the_table_is_one() -> None:
    codes = [code for row in table("offset") for code in code_in(row[0])]
    assert len(codes) >= 7
    for code in codes:
        parse_offset(code)


@pytest.mark.parametrize("fragment", list(fragments()))
def test_every_fragment_of_the_language_is_taken_without_an_error(fragment: str, tmp_path: Path) -> None:
    [(key, value)] = yaml.safe_load(fragment).items()
    rule: dict[str, object] = {"id": "fragment"}
    if key == "forbid":
        rule |= {"forbid": value}
    elif key in KEYS_OF_DO:
        rule |= {"do": {**DO, **({"until": ["decision"]} if key == "repeat" else {}), key: value}}
    else:
        forbids = value in ("must-not", "should-not")
        rule |= {key: value, **({"forbid": {"act": "check-in"}} if forbids else {"do": DO})}
    first = {"id": "first-call", "do": {**DO, "act": "check-in"}}
    policy = {"policy": "page", "advice": {"G1": SENTENCE, "G2": SENTENCE}, "rules": [first, rule]}
    file = tmp_path / "page.yaml"
    file.write_text(json.dumps(policy))  # which is YAML, too
    found, diagnostics = followup.check_policy(file)
    # That the frame around a fragment is of little use, which the analysis says, is nobody's mistake.
    assert [] == [one.message for one in diagnostics if one.severity is followup.Severity.ERROR]
    assert found is not None


def test_every_path_on_the_page_is_there() -> None:
    paths = set(re.findall(r"\b(?:docs|engine|plugins|policies|schemas|tests)/[\w./-]*\w", README))
    assert len(paths) >= 10
    assert [] == sorted(path for path in paths if not (ROOT / path).exists())


def test_the_picture_has_every_floor() -> None:
    [picture] = [block.text for block in BLOCKS if block.kind == "text"]
    floors = {path.name for path in (ROOT / "engine" / "followup").iterdir() if (path / "__init__.py").exists()}
    assert floors <= set(re.findall(r"engine/followup/(\w+)/", picture))
