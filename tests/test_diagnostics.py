"""Broken files, each with the exact lines that it deserves; and every code of a diagnostic has such an example.

``tests/bad_*/NAME.yaml`` stands beside ``NAME.expected``: a line for each mistake, as ``followup check`` prints
it, without the file's own name. The expectations are written by hand: line and column, words, and the way out.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from followup.cli import main

TESTS = Path(__file__).parent
LOADING = TESTS.parent / "engine" / "followup" / "loading"
BROKEN = sorted(
    file for folder in ("bad_policies", "bad_timelines", "bad_suites") for file in TESTS.glob(f"{folder}/*.yaml")
)

_LINE = re.compile(
    r"(?:[\w./]+:)?(?:\d+:\d+: | )(?P<severity>error|warning|note)\[(?P<code>[a-z0-9-]+)\]: (?P<text>.+)"
).fullmatch


def checked(file: str, capfdbinary: pytest.CaptureFixture[bytes]) -> tuple[list[str], int]:
    """Return what ``followup check`` prints of *file*, without its name and the reasons, and the exit code."""
    code = main(["check", file])
    lines = [line for line in capfdbinary.readouterr().out.decode().splitlines() if not line.startswith("    why: ")]
    return [line.removeprefix(f"{file}:") for line in lines], code


@pytest.mark.parametrize("file", BROKEN, ids=[f"{file.parent.name}/{file.stem}" for file in BROKEN])
def test_a_broken_file_gets_exactly_the_lines_it_deserves(
    file: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.chdir(file.parent)
    expected = file.with_suffix(".expected").read_text("utf-8").splitlines()
    lines, code = checked(file.name, capfdbinary)
    assert expected == lines
    severities = {found["severity"] for line in lines if (found := _LINE(line))}
    assert code == (
        1 if "error" in severities and "unreadable" not in str(lines) else 2 if "error" in severities else 0
    )


def test_every_broken_file_says_what_is_expected_and_there_are_many() -> None:
    assert len(BROKEN) >= 80
    expectations = {
        file
        for folder in ("bad_policies", "bad_timelines", "bad_suites")
        for file in TESTS.glob(f"{folder}/*.expected")
    }
    assert {file.with_suffix(".expected") for file in BROKEN} == expectations


@pytest.mark.parametrize("file", BROKEN, ids=[f"{file.parent.name}/{file.stem}" for file in BROKEN])
def test_a_line_is_one_lower_case_clause_in_plain_words(file: Path) -> None:
    lines = file.with_suffix(".expected").read_text("utf-8").splitlines()
    assert lines
    for line in lines:
        found = _LINE(line)
        assert found is not None, line
        text = found["text"]
        assert text.isprintable()
        assert text[0] in "`" or text[0].islower(), line
        assert not text.endswith("."), line
        assert 0 == text.count("`") % 2 or "`:`" in text, line
        assert not re.search(r"\b(str|int|dict|NoneType|object|array|None|null)\b", re.sub("`[^`]*`", "", text)), line


def _too_large(folder: Path) -> None:
    (folder / "x.yaml").write_bytes(b"policy: mine\n" + b"# " + b"x" * 1_048_576)


def _too_many_nodes(folder: Path) -> None:
    (folder / "x.yaml").write_text("policy: mine\nrules: [" + "1," * 200_000 + "]\n")


def _too_many_mistakes(folder: Path) -> None:
    (folder / "x.yaml").write_text("policy: mine\nrules: []\n" + "".join(f"k{number}: 1\n" for number in range(102)))


def _too_many_findings(folder: Path) -> None:
    params = "".join(f"  p{number}: {{default: 1, says: nothing}}\n" for number in range(137))
    (folder / "x.yaml").write_text(f"policy: mine\nrules: []\nparams:\n{params}")


def _too_many_bases(folder: Path) -> None:
    (folder / "x.yaml").write_text("policy: top\nextends: base1.yaml\n")
    for number in range(1, 18):
        (folder / f"base{number}.yaml").write_text(f"policy: base{number}\nextends: base{number + 1}.yaml\n")
    (folder / "base18.yaml").write_text("policy: base18\nrules: []\n")


def _a_folder(folder: Path) -> None:
    (folder / "x.yaml").write_text("policy: mine\nextends: ./base\n")
    (folder / "base").mkdir()


def _nothing(folder: Path) -> None:
    pass


LARGE: dict[str, tuple[Callable[[Path], None], str, int]] = {
    "too-large": (_too_large, "1:1: error[too-large]: larger than 1048576 bytes", 1),
    "too-many-nodes": (
        _too_many_nodes,
        # `policy`, `mine`, `rules`, the mapping and the list are five; the items follow at column 9.
        f"2:{9 + 2 * (200_000 - 5)}: error[too-many-nodes]: more than 200000 keys and values",
        1,
    ),
    "too-many-mistakes": (
        _too_many_mistakes,
        "1:1: error[too-many-mistakes]: more than 100 mistakes; the rest is not listed",
        1,
    ),
    "too-many-findings": (
        _too_many_findings,
        "104:3: note[too-many-findings]: and 37 more, from here on (the first 100 are listed: mend some of them)",
        0,
    ),
    "too-many-bases": (
        _too_many_bases,
        "base16.yaml:2:10: error[too-many-bases]: more than 16 policies extend one another",
        1,
    ),
    "unreadable": (_nothing, " error[unreadable]: no such file", 2),
    "unreadable, a folder": (_a_folder, "./base: error[unreadable]: a folder, not a file", 2),
}
"""What is too large for a folder of examples, or no file at all: how it is made, a line of what is said, the code."""


@pytest.mark.parametrize("name", LARGE)
def test_what_is_too_large_to_be_kept_as_an_example_is_said_as_well(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    make, expected, code = LARGE[name]
    make(tmp_path)
    monkeypatch.chdir(tmp_path)
    lines, exit_code = checked("x.yaml", capfdbinary)
    assert expected in lines
    assert (100 + 1 if name in ("too-many-mistakes", "too-many-findings") else 1) == len(lines)
    assert code == exit_code


WITHOUT_EXAMPLE = {
    "invalid": "only a plugin's own schema asks for what is put into general words",
    "plugin-schema": "only a plugin's own schema can fail to be one",
    "too-much-advice": "only a plugin's rule kind can advise without end",
    "calendar-lacks-package": "only where the extra `holidays` is not installed: tests/test_shipped_additions.py",
    "not-plain-data": "only an embedder's data can hold what no YAML can say",
    **dict.fromkeys(
        ("bad-service", "no-services", "too-many-services", "unknown-service", "unsafe-file"),
        "only the file of services, which `check` does not read: tests/test_notify.py",
    ),
}
"""The codes that no file can bring about, and why."""


def _codes_in(file: Path) -> Iterator[str]:
    """Yield the codes that a module can give: those of its diagnostics, of what makes them, and of `code = …`."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Call(ast.Name("Diagnostic" | "_refuse") | ast.Attribute(_, "add" | "_add"), [made, *_]):
                yield from _texts(made)
            case ast.Call(ast.Name("FindingKind"), [ast.Constant(str(code)), *_]):
                yield code
            case ast.Call(ast.Name("unknown" | "check_word"), [ast.Constant(str(what)), *_]) if file.parent == LOADING:
                yield f"unknown-{what}"
            case ast.Call(ast.Name("_joined"), [ast.Constant(str(what)), *_]):
                yield f"duplicate-{what}"
            case ast.Call(ast.Name("_check_line"), [ast.Constant(str(what)), *_]):
                yield from (f"malformed-{what}", f"unknown-field-in-{what}")
            case ast.Assign([ast.Name("code")], made):
                yield from _texts(made)
            case ast.Assign([ast.Tuple([ast.Name("code"), *_])], ast.Tuple([made, *_])):
                yield from _texts(made)
            case ast.Return(ast.Tuple([ast.Constant(str(code)), *_])) if file.stem == "violation":
                yield code


def _texts(node: ast.expr) -> Iterator[str]:
    for part in ast.walk(node):
        match part:
            case ast.Constant(str(text)) if re.fullmatch("[a-z0-9]+(-[a-z0-9]+)*", text):
                yield text


def _made_elsewhere(file: Path) -> Iterator[str]:
    """Yield the diagnostics of a module whose code is no text that stands right there."""
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        match node:
            case ast.Call(ast.Name("Diagnostic"), [code, *_]) if not isinstance(code, ast.Constant):
                yield f"{file.stem}: {ast.unparse(code)}"


def codes() -> set[str]:
    files = [*LOADING.glob("*.py"), LOADING.parent / "cli" / "check.py"]
    return {code for file in files for code in _codes_in(file)}


def test_every_code_is_found_in_the_source() -> None:
    """The search would miss a code that is put together in a new way, so the ways are listed."""
    assert {
        "findings: code",  # given to `Findings.add`
        "read: code",  # given to `_refuse`
        "violation: code",  # assigned, or returned, just before
        "suggest: code",  # made of `what`, which is given to `unknown` and `check_word`
        "compose: f'duplicate-{what}'",  # `what` is given to `_joined`
        "check_vocabulary: f'malformed-{what}'",  # `what` is given to `_check_line`
        "check_vocabulary: f'unknown-field-in-{what}'",  # the same
        "event: found.code",  # the same, in other words
    } == {made for file in LOADING.glob("*.py") for made in _made_elsewhere(file)}
    assert {"unknown-event", "too-short", "duplicate-advice", "not-allowed", "unreadable", "unknown-kind"} <= codes()


def test_every_code_has_an_example() -> None:
    lines = [line for file in BROKEN for line in file.with_suffix(".expected").read_text("utf-8").splitlines()]
    lines += [line for _, line, _ in LARGE.values()]
    shown = {found["code"] for line in lines if (found := _LINE(line))}
    assert set() == codes() - shown - WITHOUT_EXAMPLE.keys()
    assert set() == shown - codes(), "an example of a code that nothing gives"
    assert set() == WITHOUT_EXAMPLE.keys() & shown
    assert WITHOUT_EXAMPLE.keys() <= codes()
