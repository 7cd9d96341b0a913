"""What an editor that speaks to the YAML language server offers, shows and marks, with the schemas that we print.

Without that server (or node, which runs it) these tests are skipped; where ``CI`` is set they fail then. Nothing here
needs the network: the schemas are files.
"""

import itertools
import json
import os
import re
import shutil
import subprocess
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
import yaml

import followup
from followup.cli import main
from followup.loading.policy import load
from followup.loading.read import Result, read_file, read_text
from followup.loading.schema import composed
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.offset import Unit
from followup.model.place import Place

ROOT = Path(__file__).parent.parent
FOLDER = ROOT / "tests" / "editor"
SHIPPED = Path(str(files("followup_policies")))
OWN = [FOLDER / "everything.yaml", FOLDER / "extending.yaml"]
WORDS = built_in()
KINDS = ("policy", "timeline", "suite")

COMPLETIONS = yaml.safe_load((FOLDER / "completions.yaml").read_text("utf-8"))
MISTAKES = yaml.safe_load((FOLDER / "mistakes.yaml").read_text("utf-8"))

POLICIES_EACH = 3
"""In so many policies each mistake is made, another three for the next one."""


class Weekday:
    """A plugin's condition whose schema refers to its own definitions."""

    name, reads = "weekday", ("day",)
    schema: Mapping[str, object] = {
        "description": "True on this day of the week.",
        "type": "object",
        "properties": {"day": {"$ref": "#/$defs/day"}},
        "additionalProperties": False,
        "$defs": {"day": {"enum": ["monday", "friday"]}},
    }

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        return None


@dataclass
class Editor:
    """A client of the server: it opens texts and asks; a text's kind is the last but one part of its name."""

    process: subprocess.Popen[bytes]
    settings: Mapping[str, Any]
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))
    marked: dict[str, list[Mapping[str, Any]]] = field(default_factory=dict)

    def begin(self) -> None:
        documentation = {"completionItem": {"snippetSupport": True, "documentationFormat": ["markdown"]}}
        capabilities = {"workspace": {"configuration": True}, "textDocument": {"completion": documentation}}
        self.ask("initialize", {"processId": os.getpid(), "rootUri": None, "capabilities": capabilities})
        self.tell("initialized", {})
        self.tell("workspace/didChangeConfiguration", {"settings": self.settings})
        # It asks for its settings when it comes to it; until then it knows no schema.
        while not any(item["label"] == "rules" for item in self.completions("policy: mine\n|", "policy")):
            assert next(self.numbers) < 1000, "the server takes no settings"

    def end(self) -> None:
        self.ask("shutdown", None)
        self.tell("exit", None)
        self.process.wait(60)

    def open(self, text: str, kind: str) -> str:
        return self.open_as(f"file:///nowhere/{next(self.numbers)}.{kind}.yaml", text)

    def open_as(self, uri: str, text: str) -> str:
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self.tell("textDocument/didOpen", {"textDocument": document})
        return uri

    def at(self, method: str, uri: str, line: int, character: int) -> Any:
        position = {"line": line, "character": character}
        return self.ask(f"textDocument/{method}", {"textDocument": {"uri": uri}, "position": position})

    def completions(self, text: str, kind: str) -> list[Mapping[str, Any]]:
        """Return what is offered where ``|`` stands in *text*."""
        before, after = text.split("|")
        lines = before.split("\n")
        found = self.at("completion", self.open(before + after, kind), len(lines) - 1, len(lines[-1]))
        return list(found["items"])

    def hover(self, uri: str, place: Place) -> str:
        found = self.at("hover", uri, place.line - 1, place.column)
        return str(found["contents"]["value"]) if found else ""

    def diagnostics(self, texts: Collection[str], kind: str) -> list[list[tuple[int, str]]]:
        """Return the errors in each of *texts*."""
        return self.diagnostics_of([self.open(text, kind) for text in texts])

    def diagnostics_of(self, uris: Collection[str]) -> list[list[tuple[int, str]]]:
        """Return the line, from 1 on, and the message of each error in each of the texts that are open as *uris*."""
        while not self.marked.keys() >= set(uris):
            self._take(self._read())
        return [[(one["range"]["start"]["line"] + 1, one["message"]) for one in self._errors(uri)] for uri in uris]

    def _errors(self, uri: str) -> list[Mapping[str, Any]]:
        return [one for one in self.marked[uri] if one["severity"] == 1]

    def tell(self, method: str, params: object) -> None:
        self._write({"method": method, "params": params})

    def ask(self, method: str, params: object) -> Any:
        number = next(self.numbers)
        self._write({"id": number, "method": method, "params": params})
        while True:
            message = self._read()
            if message.get("id") == number and "method" not in message:
                assert "error" not in message, message
                return message["result"]
            self._take(message)

    def _take(self, message: Mapping[str, Any]) -> None:
        if message.get("method") == "textDocument/publishDiagnostics":
            self.marked[message["params"]["uri"]] = message["params"]["diagnostics"]
        elif "method" in message and "id" in message:
            of = message["params"].get("items", []) if message["method"] == "workspace/configuration" else []
            self._write({"id": message["id"], "result": [self.settings.get(item["section"]) for item in of] or None})

    def _write(self, message: Mapping[str, object]) -> None:
        assert self.process.stdin is not None
        body = json.dumps({"jsonrpc": "2.0", **message}).encode()
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(body), body))
        self.process.stdin.flush()

    def _read(self) -> Mapping[str, Any]:
        assert self.process.stdout is not None
        length = 0
        while line := self.process.stdout.readline().strip():
            name, _, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        assert length, "the server has ended"
        message: Mapping[str, Any] = json.loads(self.process.stdout.read(length))
        return message


def server() -> str:
    """Return where the language server is; skip where there is none, or fail where none may be missing."""
    for name in ("node", "yaml-language-server"):
        if shutil.which(name) is None:
            if os.environ.get("CI"):
                pytest.fail(f"{name} is missing, and CI is set")
            pytest.skip(f"{name} is missing: see docs/editor.md")
    return str(shutil.which("yaml-language-server"))


@pytest.fixture(scope="module")
def editor(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    command = server()
    folder = tmp_path_factory.mktemp("schemas")
    plugged = composed("policy", WORDS, Additions(conditions={"weekday": Weekday()}))
    texts = {kind: composed(kind, WORDS) for kind in KINDS} | {"plugged": plugged}
    for kind, schema in texts.items():
        (folder / f"{kind}.json").write_text(json.dumps(schema), "utf-8")
    settings = {
        "yaml": {
            "schemas": {(folder / f"{kind}.json").as_uri(): f"*.{kind}.yaml" for kind in texts},
            "schemaStore": {"enable": False},
            "kubernetesCRDStore": {"enable": False},
            **dict.fromkeys(("validate", "completion", "hover"), True),
        },
        "redhat": {"telemetry": {"enabled": False}},
    }
    # No proxy answers there: what would go out fails at once.
    env = {**os.environ, "HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    with subprocess.Popen(
        [command, "--stdio"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env
    ) as process:
        started = Editor(process, settings)
        try:
            started.begin()
            yield started
            started.end()
        finally:
            process.kill()


def text_of(file: Path) -> str:
    """Return a policy's text without its schema: the one that the editor is told is the one that counts."""
    return re.sub("^# yaml-language-server:.*", "#", file.read_text("utf-8"))


def test_the_server_is_the_one_that_was_tried() -> None:
    package = Path(server()).resolve().parent.parent / "package.json"
    wanted = json.loads((FOLDER / "package.json").read_text("utf-8"))["dependencies"]["yaml-language-server"]
    if package.exists() and os.environ.get("CI"):
        assert wanted == json.loads(package.read_text("utf-8"))["version"]


# What is offered.


def offered_by(name: str) -> set[str]:
    """Return the labels that *name* in completions.yaml stands for."""
    if name.startswith("keys of "):
        schema = composed("policy", WORDS)
        at: Any = schema if name == "keys of policy" else schema["$defs"][name.removeprefix("keys of ")]  # type: ignore[index] # a schema is plain data
        return set(at["properties"])
    if name == "all anchors":
        return {*WORDS.events, *WORDS.groups} - {"did"}
    return set(getattr(WORDS, name.removeprefix("all "))) if name.startswith("all ") else {name}


@pytest.mark.parametrize("case", COMPLETIONS["cases"], ids=[case["of"] for case in COMPLETIONS["cases"]])
def test_the_editor_offers_every_key_word_and_unit(editor: Editor, case: Mapping[str, Any]) -> None:
    kind = next((kind for kind in KINDS if kind in case), "policy")
    text = case.get("whole") or case.get(kind)
    if text is None:
        text = COMPLETIONS["head"] + "".join(f"    {line}\n" for line in case["rule"].split("\n"))
    labels = {item["label"] for item in editor.completions(text.rstrip("\n"), kind)}
    for name in case["offers"]:
        if name == "units":
            assert set(Unit) <= {re.sub("^-?[0-9]+ |s?( at .*)?$", "", label) for label in labels}
        else:
            assert offered_by(name) <= labels
    assert "[object Object]" not in labels


def test_a_word_is_offered_with_its_meaning(editor: Editor) -> None:
    text = COMPLETIONS["head"] + "    do: {act: |}"
    says = {item["label"]: item.get("documentation") for item in editor.completions(text, "policy")}
    assert {name: act.says for name, act in WORDS.acts.items()} == says


def test_an_offset_is_offered_with_its_amount_to_type_over(editor: Editor) -> None:
    text = COMPLETIONS["head"] + "    do: {window: {recommended: |}}"
    inserted = {item["label"]: item["insertText"].strip() for item in editor.completions(text, "policy")}
    assert "${1:7} days at ${2:10:00}" == inserted["7 days at 10:00"]
    assert "end of day" == inserted["end of day"]


# What is shown.

# Whose keys are names that the file gives.
DEFINING = {"params", "advice", "change", "set", "events", "groups", "acts", "media", "facts", "roles", "points"}


def keys_in(node: Node, parent: str = "") -> Iterator[tuple[str, Place]]:
    """Yield the keys of the language in *node*."""
    if isinstance(node.value, dict):
        for key, part in node.value.items():
            if parent not in {*DEFINING, "fields"}:
                yield key, node.keys[key]
            yield from keys_in(part, key)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from keys_in(item, parent)


def descriptions(schema: Any) -> Iterator[tuple[str, str]]:
    """Yield each key that *schema* knows, anywhere, with its description."""
    if isinstance(schema, dict):
        for key, at in schema.get("properties", {}).items() if isinstance(schema.get("properties"), dict) else ():
            if isinstance(at, dict) and "description" in at:
                yield key, at["description"]
        schema = list(schema.values())
    if isinstance(schema, list):
        for part in schema:
            yield from descriptions(part)


@pytest.mark.parametrize("file", OWN, ids=[file.name for file in OWN])
def test_hovering_over_a_key_shows_its_description(editor: Editor, file: Path) -> None:
    node, _ = read_file(file)
    assert node is not None
    known: dict[str, set[str]] = {}
    for key, says in descriptions(composed("policy", WORDS)):
        known.setdefault(key, set()).add(says)
    uri = editor.open(file.read_text("utf-8"), "policy")
    keys = list(keys_in(node))
    silent = [f"{place} {key}" for key, place in keys if not any(s in editor.hover(uri, place) for s in known[key])]
    assert [] == silent
    assert len(keys) > 20


def test_hovering_over_a_word_shows_what_the_words_mean(editor: Editor) -> None:
    uri = editor.open("policy: mine\nrules:\n  - id: one\n    do:\n      act: check-in\n", "policy")
    shown = editor.hover(uri, Place("", 5, 13))
    assert "What to do." in shown
    assert f"* `check-in`: {WORDS.acts['check-in'].says}" in shown
    assert "parameter" not in shown


# What is marked.


def found_by_check(text: str) -> list[Diagnostic]:
    """Return the errors that `check` finds in *text*; what a policy extends is looked for among those that ship."""

    def find(reference: str, place: Place) -> Result:
        file = SHIPPED / f"{reference}.yaml"
        return read_file(file) if file.exists() else (None, (Diagnostic("no-such-policy", "not here", place),))

    node, found = read_text(text, "mine.yaml")
    if node is not None:
        _, found = load(node, find, WORDS, Additions(), "mine.yaml")
    return [one for one in found if one.severity is Severity.ERROR]


POLICIES = {file.stem: text_of(file) for file in (*sorted(SHIPPED.glob("*.yaml")), *OWN)}


@dataclass(frozen=True, slots=True)
class Mutant:
    """A policy with one mistake in it, or none.

    Attributes:
        classes: The classes of difference that may be seen with this mistake.
    """

    mistake: str
    policy: str
    text: str
    classes: tuple[str, ...]


def mutants() -> Iterator[Mutant]:
    for number, row in enumerate(MISTAKES["mistakes"]):
        names = [*POLICIES][number % len(POLICIES) :] + [*POLICIES][: number % len(POLICIES)]
        found = {name: re.search(row["find"], POLICIES[name], re.MULTILINE) for name in names}
        here = [(name, match) for name, match in found.items() if match]
        assert here, f"`{row['mistake']}` can be made nowhere"
        of = row.get("class", ())
        for name, match in here[:POLICIES_EACH]:
            text = POLICIES[name][: match.start()] + match.expand(row["put"]) + POLICIES[name][match.end() :]
            yield Mutant(row["mistake"], name, text, (of,) if isinstance(of, str) else tuple(of))


@pytest.fixture(scope="module")
def judged(editor: Editor) -> list[tuple[Mutant, str, list[tuple[int, str]], list[tuple[int, str]]]]:
    """Return each mutant with how the two differ (empty: not at all), and what the editor and `check` find."""
    made = list(mutants())
    uris = [editor.open(one.text, "policy") for one in made]
    found = [found_by_check(one.text) for one in made]  # while the server is at work
    judged = []
    for mutant, marked, errors in zip(made, editor.diagnostics_of(uris), found, strict=True):
        told = [(one.place.line, str(one)) for one in errors]
        lines, others = {line for line, _ in marked}, {line for line, _ in told}
        how = "" if lines == others else "check" if not lines else "editor" if not others else "elsewhere"
        judged.append((mutant, how, marked, told))
    return judged


Judged = list[tuple[Mutant, str, list[tuple[int, str]], list[tuple[int, str]]]]


def test_there_are_at_least_300_mutated_policies_and_most_hold_a_mistake(judged: Judged) -> None:
    assert len(judged) >= 300
    assert len({one.text for one, *_ in judged}) >= 300
    assert sum(bool(told) for *_, told in judged) >= 290
    assert all(not told and not marked for one, _, marked, told in judged if one.mistake.startswith("none: "))


def test_the_editor_marks_what_check_finds_but_for_the_classes_that_are_explained(judged: Judged) -> None:
    how_of = {name: entry["seen-by"] for name, entry in MISTAKES["classes"].items()}
    unexplained = [
        f"{one.mistake} in {one.policy}: seen by {how}: editor {marked[:3]}, check {told[:3]}"
        for one, how, marked, told in judged
        # Where there is no base, nothing is the base's.
        if how and how not in [how_of[name] for name in one.classes if name != "base" or "extends:" in one.text]
    ]
    assert [] == unexplained


def test_every_class_of_difference_is_met_and_most_mistakes_are_in_none(judged: Judged) -> None:
    met = Counter(name for one, how, *_ in judged if how for name in one.classes)
    assert set(MISTAKES["classes"]) == set(met)
    both = [one for one, how, _, told in judged if told and not how]
    assert len(both) >= 200


def test_the_page_on_editors_explains_every_class() -> None:
    page = (ROOT / "docs" / "editor.md").read_text("utf-8")
    for name, entry in MISTAKES["classes"].items():
        assert f"| {name.replace('-', ' ')} |" in page
        assert {"check", "editor", "elsewhere"} >= {entry["seen-by"]}


def test_nothing_is_marked_in_what_ships(editor: Editor) -> None:
    assert {name: [] for name in POLICIES} == dict(
        zip(POLICIES, editor.diagnostics(POLICIES.values(), "policy"), strict=True)
    )
    timelines = [text_of(file) for file in (SHIPPED / "timelines").glob("*.yaml")]
    assert [[] for _ in timelines] == editor.diagnostics(timelines, "timeline")
    cases = [text_of(file) for file in (ROOT / "tests" / "cases").rglob("*.yaml")]
    suites = [text for text in cases if re.search("^suite:", text, re.MULTILINE)]
    assert [[] for _ in suites] == editor.diagnostics(suites, "suite")
    assert timelines
    assert suites


def test_a_policy_that_is_new_finds_its_schema_beside_it(
    editor: Editor, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    assert 0 == main(["new", "policy", "gentle"])
    text = Path("gentle.yaml").read_text("utf-8")
    uri = Path("gentle.yaml").absolute().as_uri()
    assert [[]] == editor.diagnostics_of([editor.open_as(uri, text)])
    wrong = text.replace("act: thank-you", "act: thankyou")
    ((line, _),) = editor.diagnostics_of([editor.open_as(uri.replace("gentle", "wrong"), wrong)])[0]
    assert "act: thankyou" in wrong.split("\n")[line - 1]


def test_a_schema_can_know_the_words_of_a_policy(
    editor: Editor, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    text = (FOLDER / "everything.yaml").read_text("utf-8").replace("act: thank-you", "act: send-flowers")
    (tmp_path / "own.yaml").write_text(text, "utf-8")
    assert 0 == main(["schema", "policy", "-p", str(tmp_path / "own.yaml")])
    (tmp_path / "own.json").write_text(capsys.readouterr().out, "utf-8")
    told = f"# yaml-language-server: $schema=own.json\n{text}"
    without, knowing = editor.open(text, "policy"), editor.open_as((tmp_path / "own.yaml").as_uri(), told)
    marked, unmarked = editor.diagnostics_of([without, knowing])
    assert 1 == len(marked)
    assert [] == unmarked


def test_a_plugins_condition_is_offered_and_checked(editor: Editor) -> None:
    head = COMPLETIONS["head"]
    assert "weekday" in {item["label"] for item in editor.completions(f"{head}    when:\n      |", "plugged")}
    bodies = [
        f"{head}    forbid: {{act: connect}}\n    when: {{weekday: {{day: {day}}}}}\n" for day in ("friday", "fry")
    ]
    right, wrong = editor.diagnostics(bodies, "plugged")
    assert [] == right
    assert [7] == [line for line, _ in wrong]
