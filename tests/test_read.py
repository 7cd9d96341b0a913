"""The YAML reader: places, scalars, refusals, limits, and that nothing whatever makes it raise."""

import datetime
import enum
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

import followup
from followup.loading import syntax
from followup.loading.findings import MOST_FINDINGS, Findings
from followup.loading.nodes import compose
from followup.loading.read import MOST_BYTES, Node, from_data, read_file, read_text
from followup.model.diagnostic import Diagnostic
from followup.model.place import Place

POLICY = """\
policy: sparks-group
version: 1
params: {check_in_every: {default: 1 week, says: "how long: between two"}}
rules:
  - id: thank-everyone
    cites: [S1, S2]
    do:
      act: thank-you
      to: {each: interviewer}
      window: {recommended: 7 days at 10:00, expires: never}
      say:
      - thank
      - 'next-steps'
    note: >
      folded
      text
    share: 0.5
    on-time: true
    until: ~
"""


@pytest.fixture(params=["the parser in C", "the parser in Python"])
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "the parser in C":
        if not yaml.__with_libyaml__:
            pytest.skip("PyYAML was built without libyaml")
    else:
        monkeypatch.setattr(syntax, "PARSER", yaml.SafeLoader)
    return str(request.param)


def read(text: str | bytes) -> Node:
    node, diagnostics = read_text(text, "a.yaml")
    assert [] == [str(d) for d in diagnostics]
    assert node is not None
    return node


def wrong(text: str | bytes) -> list[str]:
    node, diagnostics = read_text(text, "a.yaml")
    assert node is None
    return [str(d).removeprefix("a.yaml:") for d in diagnostics]


def codes(text: str | bytes) -> list[str]:
    _, diagnostics = read_text(text, "a.yaml")
    return [f"{d.place.line}:{d.place.column} {d.code}" for d in diagnostics]


def part(node: Node, *path: str | int) -> Node:
    for step in path:
        value = node.value
        if isinstance(value, dict):
            node = value[str(step)]
        else:
            assert isinstance(value, list)
            node = value[int(step)]
    return node


# Places


@pytest.mark.parametrize(
    ("path", "line", "column"),
    [
        ((), 1, 1),
        (("policy",), 1, 9),
        (("params", "check_in_every"), 3, 26),
        (("params", "check_in_every", "says"), 3, 50),
        (("rules",), 5, 3),
        (("rules", 0), 5, 5),
        (("rules", 0, "cites", 1), 6, 17),
        (("rules", 0, "do"), 8, 7),
        (("rules", 0, "do", "window", "expires"), 10, 55),
        (("rules", 0, "do", "say"), 12, 7),
        (("rules", 0, "do", "say", 1), 13, 9),
        (("rules", 0, "note"), 14, 11),
    ],
)
def test_every_value_knows_its_place(parser: str, path: tuple[str | int, ...], line: int, column: int) -> None:
    assert Place("a.yaml", line, column) == part(read(POLICY), *path).place


@pytest.mark.parametrize(
    ("path", "key", "line", "column"),
    [((), "rules", 4, 1), (("params", "check_in_every"), "says", 3, 44), (("rules", 0), "id", 5, 5)],
)
def test_every_key_knows_its_place(parser: str, path: tuple[str, ...], key: str, line: int, column: int) -> None:
    node = part(read(POLICY), *path)
    assert Place("a.yaml", line, column) == node.keys[key]
    assert list(node.keys) == list(node.value if isinstance(node.value, dict) else ())


def test_columns_count_characters_and_not_bytes(parser: str) -> None:
    node = part(read("é: {𝄞: '日本', z: a}"), "é")
    assert (4, 5, 8, 14, 17) == (
        node.place.column,
        node.keys["𝄞"].column,
        part(node, "𝄞").place.column,
        node.keys["z"].column,
        part(node, "z").place.column,
    )


def test_a_byte_order_mark_and_windows_line_ends_move_no_place(parser: str) -> None:
    node = read("\ufeffa: b\r\nc:\r\n  - d\r\n".encode())
    assert {"a": "b", "c": ["d"]} == node.plain()
    assert (Place("a.yaml", 1, 4), Place("a.yaml", 3, 5)) == (part(node, "a").place, part(node, "c", 0).place)


def test_an_empty_value_stands_behind_its_colon(parser: str) -> None:
    assert Node(None, Place("a.yaml", 1, 3)) == part(read("a:\nb: 1\n"), "a")


# Scalars


@pytest.mark.parametrize(
    ("written", "value"),
    [
        *[(word, None) for word in ("", "~", "null", "Null", "NULL")],
        *[(word, True) for word in ("true", "True", "TRUE")],
        *[(word, False) for word in ("false", "False", "FALSE")],
        *[("0", 0), ("7", 7), ("-7", -7), ("+7", 7), ("0x1F", 31), ("999999999999999999", 10**18 - 1)],
        *[("1.5", 1.5), ("-0.5", -0.5), (".5", 0.5), ("1.", 1.0), ("1.5e+3", 1500.0), ("01.5", 1.5)],
    ],
)
def test_what_both_versions_of_yaml_agree_on_is_read(parser: str, written: str, value: object) -> None:
    read_value = read(f"a: {written}").plain()
    assert {"a": value} == read_value
    assert {"a": value} == yaml.safe_load(f"a: {written}")
    assert type(value) is type(read_value["a"] if isinstance(read_value, dict) else None)


@pytest.mark.parametrize(
    "text",
    [
        *["2026-03-02", "2026-03-02T10:00", "2026-03-02T10:00:00-05:00", "2026-03-02 10:00", "2026-3-2"],
        *["7 days at 10:00", "24 hours", "1 week", "-1 day", "$check_in_every", "step.x", "never", "nULL", "oN"],
        *["+1 555 0100", "555-0100", "1.2.3", "10:60", "1:2:x", "0xg", ".", "+", "e3", ".e3", "10:30am", "No."],
    ],
)
def test_what_no_reader_takes_for_a_number_or_a_word_of_its_own_is_text(parser: str, text: str) -> None:
    assert {"a": text} == read(f"a: {text}").plain()


@pytest.mark.parametrize(
    "text",
    [
        *["y", "Y", "n", "N", "yes", "Yes", "YES", "no", "No", "NO", "on", "On", "ON", "off", "Off", "OFF", "=", "<<"],
        *["09:00", "10:30", "24:00", "18:00", "1:30:15", "-1:30", "1:30.5"],
        *["010", "-010", "00", "08", "0o17", "0b1", "0b1_0", "-0x1F", "0x_1", "1_000", "1_000.5"],
        *["1e3", "1.5e3", "1E-3", "-.5", "+.5", ".5e3"],
    ],
)
def test_what_readers_differ_on_is_refused_unless_quoted(parser: str, text: str) -> None:
    _, diagnostics = read_text(f"hours: {{open: {text}}}", "a.yaml")
    assert [("quote-it", Place("a.yaml", 1, 15))] == [(d.code, d.place) for d in diagnostics]
    assert f'quote it: `"{text}"`' in (diagnostics[0].hint or "")
    assert {"a": text, "b": text} == read(f"a: '{text}'\nb: \"{text}\"").plain()


@pytest.mark.parametrize("text", [".inf", "-.INF", "+.Inf", ".nan", ".NaN", "1.0e+999", "1" * 400 + ".0"])
def test_a_number_that_is_not_finite_is_refused(parser: str, text: str) -> None:
    assert ["1:4 quote-it"] == codes(f"a: {text}")
    assert "is not a finite number (quote it if it is text)" in wrong(f"a: {text}")[0]


@pytest.mark.parametrize("text", ["1" * 19, "9" * 5000, "0x" + "f" * 20])
def test_a_number_that_does_not_fit_every_reader_is_refused(parser: str, text: str) -> None:
    assert ["1:4 quote-it"] == codes(f"a: {text}")


def test_keys_are_the_text_that_is_written(parser: str) -> None:
    text = "company.culture: 1\n2026-12-25: 2\n'on': 3\n\"2026\": 4\n'': 5\n'<<': 6\nnever: 7\n"
    assert ["company.culture", "2026-12-25", "on", "2026", "", "<<", "never"] == list(read(text).keys)


# Refusals: one or more of every code, with its exact line


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ["1:1: error[empty]: nothing is written here"]),
        ("# only this\n\n---\n", ["1:1: error[empty]: nothing is written here"]),
        (
            "a: on\n",
            ['1:4: error[quote-it]: `on` is text to some YAML readers and something else to others (quote it: `"on"`)'],
        ),
        (
            "a: 10:30\n",
            ['1:4: error[quote-it]: `10:30` is text to some YAML readers and a number to others (quote it: `"10:30"`)'],
        ),
        (
            "a: 010\n",
            [
                "1:4: error[quote-it]: `010` is not the same number, or no number, to every YAML reader "
                '(quote it: `"010"`, or write it as a plain number)'
            ],
        ),
        (
            "a: 1\nb: 2\na: 3\n",
            ["3:1: error[duplicate-key]: the key `a` is already in line 1, column 1"],
        ),
        (
            "x: {z: 1, 'z': 2}\n",
            [
                "1:11: error[duplicate-key]: the key `z` is already in line 1, column 5",
            ],
        ),
        (
            "yes: 1\n",
            ['1:1: error[key-not-text]: the key `yes` is not text to every YAML reader (quote it: `"yes"`)'],
        ),
        ("? [a, b]\n: 1\n", ["1:3: error[key-not-text]: a list or a mapping cannot be a key"]),
        ("{a: 1}: 1\n", ["1:1: error[key-not-text]: a list or a mapping cannot be a key"]),
        ("?\n: 1\n", ["1:2: error[key-not-text]: a key is missing"]),
        ("a:\n  <<: {b: 1}\n", ["2:3: error[merge-key]: the merge key `<<` is not allowed (write the keys out)"]),
        (
            "a: &x 1\nb: *x\n",
            [
                "1:4: error[anchor]: the anchor `&x` is not allowed (remove it; quote a text that begins with `&`)",
                "2:4: error[anchor]: the alias `*x` is not allowed "
                "(write the value out; quote a text that begins with `*`)",
            ],
        ),
        (
            "a: !!python/object:os.system x\n",
            [
                "1:4: error[tag]: the tag `!!python/object:os.system` is not allowed "
                "(remove it; quote a text that begins with `!`)"
            ],
        ),
        ("%TAG ! !x\n--- a\n", ["1:1: error[tag]: the directive `%TAG` is not allowed"]),
        ("a: 1\n---\nb: 2\n", ["2:1: error[second-document]: a second document begins here; a file holds one"]),
        ("a: 'x\x00'\n", ["1:6: error[control-character]: the character U+0000 is not allowed"]),
        (
            "a: x\u2028y\nb: \ud800\n",
            [
                "1:5: error[control-character]: the character U+2028 is not allowed",
                "2:4: error[control-character]: the character U+D800 is not allowed",
            ],
        ),
        ('a: "x\\0"\n', ["1:4: error[control-character]: the character U+0000 is not allowed"]),
        ('"\\e": 1\n', ["1:1: error[control-character]: the character U+001B is not allowed"]),
        ("[" * 100_000, ["1:65: error[too-deep]: nested more than 64 levels deep"]),
        ("x" * (MOST_BYTES + 1), ["1:1: error[too-large]: larger than 1048576 bytes"]),
        ("é" * (MOST_BYTES // 2 + 1), ["1:1: error[too-large]: larger than 1048576 bytes"]),
        (b"a: b\nc: \xc3\xa9\xff\n", ["2:5: error[not-utf8]: byte 10 (0xff) is not UTF-8 (save the file as UTF-8)"]),
        (b"\xff\xfea\0", ["1:1: error[not-utf8]: the file is UTF-16, not UTF-8 (save it as UTF-8)"]),
    ],
)
def test_what_is_refused_says_so_in_one_line(parser: str, text: str | bytes, lines: list[str]) -> None:
    assert lines == wrong(text)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "a: b: c",
            "1:5: error[syntax]: `:` cannot stand here (quote a text that holds `: `, or check the indentation)",
        ),
        ("a: 'x\nb: c", "1:4: error[syntax]: this quote is never closed"),
        ("a: 'x\n---\n", "1:4: error[syntax]: this quote is never closed"),
        ("a: @b", "1:4: error[syntax]: `@` cannot begin a value (quote the value if it is text)"),
        ("a:\n\tb: 1", "2:1: error[syntax]: a tab cannot indent (indent with spaces)"),
        ("a: [1, 2\nb: 3", "2:2: error[syntax]: expected `,` or `]` here"),
        ("a: {x: 1\nb: 3", "2:2: error[syntax]: expected `,` or `}` here"),
        ("a: 1\nb\nc: 2", "2:1: error[syntax]: this key has no `:`"),
        ("a: [1,,2]", "1:7: error[syntax]: expected a value here"),
        ("a : - b", "1:5: error[syntax]: `-` cannot stand here (begin a list on a line of its own)"),
        ("a: |x\n  b", "1:5: error[syntax]: `|` or `>` must end its line (quote a text that begins with one of them)"),
        ("{a: 1}}", "1:7: error[syntax]: expected the end of the file here (check the indentation)"),
        ("%YAML 3.0\n---\na", "1:1: error[syntax]: unknown directive or version of YAML"),
        (
            "a: 'x' y",
            "1:8: error[syntax]: expected a key here "
            "(check the indentation; a text with quotes in it must be quoted as a whole)",
        ),
        ("a: !x!y z", "1:4: error[tag]: a tag is not allowed (remove it; quote a text that begins with `!`)"),
        (
            "a: **x**",
            "1:5: error[anchor]: anchors and aliases are not allowed (quote a text that begins with `&` or `*`)",
        ),
    ],
)
def test_a_mistake_in_the_syntax_is_told_in_plain_words(parser: str, text: str, line: str) -> None:
    assert [line] == wrong(text)


@pytest.mark.parametrize("text", ['a: "\\q"', 'a: "\\xg"', 'a: "\\U00110000"'])
def test_an_unknown_escape_is_a_mistake_in_the_syntax(parser: str, text: str) -> None:
    assert wrong(text)[0].endswith(
        "error[syntax]: unknown escape in a double-quoted text (write two backslashes for one, or use single quotes)"
    )


def test_a_lone_surrogate_written_as_an_escape_is_refused(parser: str) -> None:
    # The parser in C knows it as a bad escape, the one in Python lets it through.
    (line,) = wrong('a: "\\ud800"')
    assert "error[syntax]" in line or "error[control-character]" in line


def test_all_mistakes_are_told_at_once_and_a_mistake_in_the_syntax_ends_them(parser: str) -> None:
    text = "a: on\n<<: {b: 10:30}\nb: *x\n? [no]\n: 010\n2026: !t {c: yes}\na: [off]\nb: c: d\ne: on\n"
    assert [
        *["1:4 quote-it", "2:1 merge-key", "2:9 quote-it", "3:4 anchor", "4:3 key-not-text", "4:4 quote-it"],
        *["5:3 quote-it", "6:1 key-not-text", "6:7 tag", "6:14 quote-it", "7:1 duplicate-key", "7:5 quote-it"],
        *["8:1 duplicate-key", "8:5 syntax"],
    ] == codes(text)


def test_a_file_full_of_mistakes_is_not_read_to_its_end(parser: str) -> None:
    lines = wrong("- on\n" * 5_000)
    assert MOST_FINDINGS + 1 == len(lines)
    assert "101:3: error[too-many-mistakes]: more than 100 mistakes; the rest was not read" == lines[-1]


def test_sixty_four_levels_are_allowed_and_sixty_five_are_not(parser: str) -> None:
    read("[" * 64 + "]" * 64)
    assert ["1:65 too-deep"] == codes("[" * 65 + "]" * 65)
    assert ["65:65 too-deep"] == codes("".join(" " * level + "a:\n" for level in range(66)))


def test_exactly_the_limits_are_allowed() -> None:
    read("# " + "x" * (MOST_BYTES - 3 - len("a: 1")) + "\na: 1")
    read("[" + "a," * 199_999 + "]")
    many = "[" + "a," * 199_999 + "b]"
    assert ["1:400000: error[too-many-nodes]: more than 200000 keys and values"] == wrong(many)


def test_a_message_stays_on_one_line_and_short_whatever_the_key() -> None:
    (line,) = wrong(f'"\\n{"x" * 500}": 1\n"\\n{"x" * 500}": 1\n')
    assert "2:1: error[duplicate-key]: the key `\\n" + "x" * 38 + "…` is already in line 1, column 1" == line


# Files


def of_file(path: Path | str) -> list[str]:
    node, diagnostics = read_file(path)
    assert node is None
    return [str(d) for d in diagnostics]


def test_a_file_is_read_and_named_as_the_user_named_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text("é: [1]\n", encoding="utf-8")
    node, diagnostics = read_file("./a.yaml")
    assert node is not None
    assert ({"é": [1]}, "./a.yaml:1:4", ()) == (node.plain(), str(part(node, "é").place), diagnostics)


def test_a_file_that_cannot_be_read_gets_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert ["error[unreadable]: a folder, not a file"] == [of_file(tmp_path)[0].removeprefix(f"{tmp_path}: ")]
    assert [f"{tmp_path}/none: error[unreadable]: no such file"] == of_file(tmp_path / "none")
    assert [f"{tmp_path}/file/x: error[unreadable]: no such file"] == of_file(tmp_path / "file/x")
    assert [r"a\x00b: error[unreadable]: no file can have this name"] == of_file("a\0b")
    assert of_file("x" * 5000)[0].endswith(": error[unreadable]: cannot be read: file name too long")
    assert [f"{tmp_path}/file:1:1: error[empty]: nothing is written here"] == of_file(tmp_path / "file")


def test_a_file_without_permission_gets_one_clear_line(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "secret.yaml"
    path.write_text("a: 1")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(os, "open", refuse)  # for root, no file is without permission
    assert [f"{path}: error[unreadable]: no permission to read this file"] == of_file(path)


def test_pipes_devices_and_sockets_are_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [f"{tmp_path}/pipe: error[unreadable]: not a regular file"] == of_file(tmp_path / "pipe")
    assert ["/dev/zero: error[unreadable]: not a regular file"] == of_file("/dev/zero")
    monkeypatch.chdir(tmp_path)  # the path of a socket has to be short
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("socket")
        assert "socket: error[unreadable]: cannot be read: " in of_file("socket")[0]


def test_of_a_large_file_no_more_than_the_limit_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.yaml"
    with path.open("wb") as stream:
        stream.truncate(10**12)
    assert [f"{path}:1:1: error[too-large]: larger than 1048576 bytes"] == of_file(path)


# Plain data


class Culture(str, enum.Enum):  # noqa: UP042 not StrEnum: its str() is not its value
    MODERN = "modern"


def test_plain_data_becomes_nodes_without_lines() -> None:
    zone = datetime.timezone(datetime.timedelta(hours=-5))
    data = {
        "a": [1, 1.5, True, None, "no"],
        "at": datetime.datetime(2026, 3, 2, 10, 0, tzinfo=zone),
        "day": datetime.date(2026, 3, 2),
        "many": ({"x": Culture.MODERN},),
    }
    node, diagnostics = from_data(data)
    assert node is not None
    assert ({"a", "at", "day", "many"}, ()) == (set(node.keys), diagnostics)
    assert {
        "a": [1, 1.5, True, None, "no"],
        "at": "2026-03-02T10:00:00-05:00",
        "day": "2026-03-02",
        "many": [{"x": "modern"}],
    } == node.plain()
    assert type(part(node, "many", 0, "x").value) is str
    assert Place("<mapping>", 0, 0) == part(node, "a", 1).place == node.keys["a"]
    assert ["a[1]", "a", "many[0].x"] == [
        place.path for place in (part(node, "a", 1).place, node.keys["a"], part(node, "many", 0, "x").place)
    ]


def test_data_that_is_not_plain_is_told_with_its_path() -> None:
    data = {
        1: "x",
        "rules": [{"id": {1, 2}, "n": float("nan")}, {None: 1}],
        "big": 10**5000,
        "raw": b"x",
        "nul": "\0",
        "half": "\ud800",
    }
    node, diagnostics = from_data(data, "mine")
    assert node is None
    kinds = "a mapping, a list, text, a number, true, false, none or a date"
    large = "is a number that is not finite or has more than 18 digits"
    assert sorted(
        [
            "mine: error[key-not-text]: a key of the whole is not text",
            f"mine: rules[0].id: error[not-plain-data]: `rules[0].id` is not {kinds}",
            f"mine: rules[0].n: error[not-plain-data]: `rules[0].n` {large}",
            "mine: rules[1]: error[key-not-text]: a key of `rules[1]` is not text",
            f"mine: big: error[not-plain-data]: `big` {large}",
            f"mine: raw: error[not-plain-data]: `raw` is not {kinds}",
            "mine: nul: error[control-character]: the character U+0000 is not allowed",
            "mine: half: error[control-character]: the character U+D800 is not allowed",
        ]
    ) == sorted(str(d) for d in diagnostics)


def test_data_that_contains_itself_ends() -> None:
    loop: list[object] = []
    loop += [loop, loop, loop]
    _, [found] = from_data({"a": {"b": loop}})
    assert "a.b[0][0]" == found.place.path[:9]
    assert "nested more than 64 levels deep (does it contain itself?)" in str(found)


def test_a_path_orders_by_number_quotes_what_is_no_word_and_is_never_long() -> None:
    data = {"events": [{"at": object()}] * 11, "facts": {'a."b"': object()}, "k" * 1000: {"k" * 1000: [object()]}}
    _, diagnostics = from_data(data)
    long, *paths, quoted = [found.place.path for found in diagnostics]
    assert [f"events[{number}].at" for number in range(11)] == paths
    assert r'facts["a.\"b\""]' == quoted
    assert len(long) < 100
    deep: object = object()
    for _ in range(60):
        deep = {"k" * 30: deep}
    _, [found] = from_data(deep)
    assert ("…", 200) == (found.place.path[0], len(found.place.path))


def test_data_that_shares_its_parts_a_thousandfold_ends() -> None:
    shared: object = "x"
    for _ in range(40):
        shared = [shared] * 10
    started = time.process_time()
    _, diagnostics = from_data(shared)
    assert ["too-many-nodes"] == [d.code for d in diagnostics]
    assert time.process_time() - started < 5


# Properties

words = st.sampled_from(
    ["thank-you", "7 days", "a b", "x: y", "# no", "2026-03-02", "on", "-", "", "é", "'", "10:30", "1_0"]
)
scalars = (
    st.none() | st.booleans() | st.integers(-(10**17), 10**17) | st.floats(-1e9, 1e9).map(lambda x: round(x, 3)) | words
)
documents = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=4),
    max_leaves=20,
)
snippets = st.lists(
    st.sampled_from(
        [
            *"[]{}:,-?&*!|>%@`#'\"\\\n\t \0~",
            ": ",
            "- ",
            "? ",
            "\n  ",
            "\r",
            "\u2028",
            "a",
            "é",
            "<<",
            "on",
            "1:2",
            "---",
            "!!int ",
            "&a ",
            "*a",
            "%TAG ! x\n",
            "%YAML 1.1\n",
            "\n---\n",
            "\n...\n",
            '"\\u',
            "d800",
            "|\n ",
            "0x",
            "1e9",
        ]
    ),
    max_size=40,
).map("".join)


def gives_a_node_or_its_mistakes(node: Node | None, diagnostics: tuple[Diagnostic, ...]) -> bool:
    lines = [str(d) for d in diagnostics]
    return (node is None) == bool(lines) and all(line.isprintable() and line.strip() for line in lines)


@given(st.text() | snippets | st.binary() | snippets.map(str.encode))
def test_any_text_gives_a_node_or_its_mistakes_and_never_raises(text: str | bytes) -> None:
    assert gives_a_node_or_its_mistakes(*read_text(text, "a.yaml"))


@given(snippets)
def test_any_text_read_without_the_parser_in_c_never_raises(text: str) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(syntax, "PARSER", yaml.SafeLoader)
        assert gives_a_node_or_its_mistakes(*read_text(text, "a.yaml"))


@given(
    st.recursive(scalars | st.binary() | st.dates(), lambda i: st.lists(i) | st.dictionaries(scalars, i), max_leaves=9)
)
def test_any_data_gives_a_node_or_its_mistakes_and_never_raises(data: object) -> None:
    assert gives_a_node_or_its_mistakes(*from_data(data))


@given(documents)
def test_what_is_written_as_json_is_read_back(data: object) -> None:
    assert data == read(json.dumps(data, ensure_ascii=False, indent=1)).plain()


@given(st.dictionaries(words, documents, min_size=1))
def test_a_text_that_we_read_means_the_same_to_pyyaml(data: Mapping[str, object]) -> None:
    # `safe_dump` writes a date that is text in quotes, and quotes whatever YAML 1.1 would take for something else.
    text = yaml.safe_dump(data, allow_unicode=True)
    node, _ = read_text(text, "a.yaml")
    assert node is None or yaml.safe_load(text) == node.plain()


@given(documents)
def test_plain_data_and_its_text_are_the_same(data: object) -> None:
    node, _ = from_data(data)
    assert node is not None
    assert data == node.plain()


def test_a_policy_means_the_same_to_pyyaml(parser: str) -> None:
    assert yaml.safe_load(POLICY) == read(POLICY).plain()


# Hostile input, each in a process of its own

HOSTILE: dict[str, Callable[[], str | bytes]] = {
    "open brackets": lambda: "[" * 100_000,
    "open braces": lambda: "{a: " * 100_000,
    "question marks": lambda: "? " * 400_000,
    "dashes": lambda: "- " * 400_000,
    "nested blocks": lambda: "\n".join(" " * level + "a:" for level in range(1_400)),
    "an alias bomb": lambda: "a0: &a0 [x]\n" + "".join(f"a{i + 1}: &a{i + 1} [*a{i}, *a{i}]\n" for i in range(9_000)),
    "a merge bomb": lambda: "a0: &a0 {x: 1}\n" + "".join(f"a{i + 1}: &a{i + 1} {{<<: *a{i}}}\n" for i in range(9_000)),
    "tag directives": lambda: "".join(f"%TAG !{i}! x\n" for i in range(60_000)) + "--- a",
    "one long tag": lambda: "!" + "x" * 1_000_000,
    "one long word": lambda: "a: " + "x" * 1_000_000,
    "one long number": lambda: "a: " + "1" * 1_000_000,
    "one long sexagesimal": lambda: "a: " + "1:1" * 300_000,
    "one long text with underscores": lambda: "a: " + "1_" * 500_000,
    "one long key": lambda: "x" * 1_000_000 + ": 1",
    "empty lists": lambda: "[" + "[]," * 190_000 + "]",
    "short keys": lambda: "".join(f"k{i}: \n" for i in range(99_000)),
    "the same key": lambda: "a: 1\n" * 170_000,
    "unquoted words": lambda: "[" + "y," * 500_000,
    "documents": lambda: "---\n" * 250_000,
    "quotes": lambda: "'" * 1_000_000,
    "tabs": lambda: "\t" * 1_000_000,
    "blank lines": lambda: "\n" * 1_000_000,
    "NULs": lambda: b"\0" * 1_000_000,
    "bytes": lambda: bytes(range(256)) * 4_000,
    "2 MB": lambda: "a: b\n" * 400_000,
}

CHILD = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (256 << 20, 256 << 20))
resource.setrlimit(resource.RLIMIT_CPU, (10, 10))
from followup.loading.read import read_file
node, diagnostics = read_file(sys.argv[1])
assert (node is None) == bool(diagnostics)
print(len(diagnostics), resource.getrusage(resource.RUSAGE_SELF).ru_utime)
"""


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_input_costs_less_than_two_seconds_and_256_mebibytes(name: str, tmp_path: Path) -> None:
    content = HOSTILE[name]()
    path = tmp_path / "hostile.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    root = Path(followup.__path__[0]).parent
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(path)],
        env={"PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert ("", 0) == (done.stderr, done.returncode)
    found, seconds = done.stdout.split()
    assert int(found) <= MOST_FINDINGS + 1
    assert float(seconds) < 2


def test_without_libyaml_a_text_means_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    in_c = read(POLICY)
    monkeypatch.setattr(syntax, "PARSER", yaml.SafeLoader)
    assert in_c == read(POLICY)


def test_findings_of_one_text_do_not_reach_another() -> None:
    findings = Findings()
    compose("a: on", "a.yaml", findings)
    assert 1 == len(findings.found)
    assert {"a": 1} == read("a: 1").plain()
