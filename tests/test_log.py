"""Writing into a timeline's file and taking out again: nothing else changes, nothing is lost, nothing is torn."""

import json
import os
import random
import stat
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from command_line import run
from followup.cli import editing
from followup.cli.plan_changes import _few
from followup.cli.usage import MistakeError
from followup.loading.log import NoPlaceError, Written, logged, unlogged
from followup.loading.read import read_text
from followup.loading.write import as_yaml, in_flow
from followup.testing.strategies import timelines

FOLDER = Path(__file__).parent / "log"
DID = {"event": "did", "at": "2026-03-09T11:05", "act": "check-in", "via": "phone"}
WHEN = "2026-03-09T11:06"
MINE = """\
# Acme, the backend job
timeline: mine
timezone: America/New_York
policy: sparks-group
people:
  dana: {name: Dana Reyes}
events:
  - {event: interview, at: 2026-03-02T10:00, with: [dana]} # all is well
"""


def data_of(text: str) -> Mapping[str, object]:
    node, found = read_text(text, "t.yaml")
    assert node is not None, found
    plain = node.plain()
    assert isinstance(plain, dict)
    return plain


def events_of(text: str) -> list[object]:
    events = data_of(text).get("events") or []
    assert isinstance(events, list)
    return events


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE)
    return Path("mine.yaml")


# ------------------------------------------------------------------ the text


LAYOUTS = sorted(path.name.removesuffix(".before.yaml") for path in FOLDER.glob("*.before.yaml"))


@pytest.mark.parametrize("layout", LAYOUTS)
def test_an_event_gets_its_line_in_the_files_own_layout_and_is_taken_out_without_a_trace(layout: str) -> None:
    before, after = (FOLDER.joinpath(f"{layout}.{state}.yaml").read_bytes().decode() for state in ("before", "after"))
    mark = "\ufeff" if before.startswith("\ufeff") else ""
    text = logged(before.removeprefix(mark), DID, WHEN)
    assert after == mark + text
    assert (before.removeprefix(mark), DID) == unlogged(text)
    assert unlogged(before.removeprefix(mark)) is None
    again = logged(text, {"event": "offer", "at": "2026-03-10"}, "2026-03-10T09:00")
    assert (text, {"event": "offer", "at": "2026-03-10"}) == unlogged(again)


def test_there_are_layouts_to_try() -> None:
    assert len(LAYOUTS) > 20
    assert {path.name for path in FOLDER.iterdir()} == {f"{n}.{s}.yaml" for n in LAYOUTS for s in ("before", "after")}


@st.composite
def layouts(draw: st.DrawFn) -> str:
    """Return a timeline with its events in some layout, and comments wherever they may stand."""
    data = draw(timelines())
    events = data.pop("events", [])
    assert isinstance(events, list)
    at_random = random.Random(draw(st.integers(0, 2**32)))
    comment: Callable[[], str] = lambda: at_random.choice(["", "", " # one, two: [3]", " # logged by hand"])  # noqa: E731
    line: Callable[[], str] = lambda: at_random.choice(["", "", "\n", "# - {event: offer}\n", "    # }\n"])  # noqa: E731
    style = draw(st.sampled_from(["none", "dashes", "blocks", "inline", "lines", "mixed"]))
    indent = " " * draw(st.integers(0, 4))
    last_comma = draw(st.sampled_from(["", ","]))
    if style == "none" or not events:
        listed = draw(
            st.sampled_from(["", "events:\n", "events: # none\n", "events: []\n", "events: [ ]\n", "events: [\n]\n"])
        )
    elif style == "dashes":
        gap = " " * at_random.randint(1, 3)
        listed = "events:" + comment() + "\n"
        listed += "".join(f"{line()}{indent}-{gap}{in_flow(one)}{comment()}\n" for one in events)
    elif style == "blocks":
        listed = "events:\n" + "".join(
            f"{indent}- " + as_yaml(one).replace("\n", f"{comment()}\n{indent}  ").rstrip(" ") for one in events
        )
    elif style == "inline":
        listed = f"events: [{indent}{', '.join(map(in_flow, events))}{last_comma}{indent}]{comment()}\n"
    elif style == "lines":
        parts = [f"{line()}  {in_flow(one)}," + comment() + "\n" for one in events]
        parts[-1] = f"  {in_flow(events[-1])}{last_comma}{comment()}\n"
        listed = f"events: [{comment()}\n{''.join(parts)}{line()} {indent}]{comment()}\n"
    else:
        listed = f"events: [\n  {', '.join(map(in_flow, events))}{last_comma} ]{comment()}\n"
    parts = [as_yaml({key: value}) for key, value in data.items()]
    parts.insert(at_random.randint(0, len(parts)), listed)
    text = "".join(part + line() for part in parts)
    ending = draw(st.sampled_from(["\n", "\n", "\r\n", "\r"]))
    text = text.rstrip("\n") if draw(st.booleans()) else text
    return text.replace("\n", ending)


HOSTILE = [
    *(
        "a # b",
        "a: b",
        "'",
        '"',
        "\\",
        "- a",
        "{a}",
        "[",
        "]",
        "}",
        ",",
        "# logged 2026-03-09T11:05",
        "no",
        "~",
        "",
        "1",
    ),
    *("0x1", "é😀", "*a", "&a", "!b", "%", "@", "`", "|", "? a", "\t", "\n", "a\nevents: []", "...", "---", " a "),
]
REFUSED = "\u2028\u2029\ufeff\ufffe\uffff"
VALUES = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=REFUSED)) | st.sampled_from(HOSTILE)


@given(layouts(), st.lists(st.dictionaries(st.sampled_from(["via", "format", "to"]), VALUES), min_size=1, max_size=3))
def test_whatever_is_logged_comes_back_as_the_same_data_and_goes_without_a_trace(
    text: str, fields: list[dict[str, str]]
) -> None:
    assert (unlogged(text)) is None
    texts, events = [text], events_of(text)
    for number, more in enumerate(fields):
        event: Written = {"event": "did", "at": "2026-03-09", **more}
        texts.append(logged(texts[-1], event, f"2026-03-09T11:{number:02}"))
        events = [*events, event]
        assert {**data_of(text), "events": events} == data_of(texts[-1])
        left = iter(texts[-1])
        assert all(character in left for character in text), "what was there is there, in its order"
    while len(texts) > 1:
        texts.pop()
        events.pop()
        found = unlogged(logged(texts[-1], {"event": "did", **fields[0]}, WHEN))
        assert found is not None
        assert texts[-1] == found[0]
    assert unlogged(texts[-1]) is None


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("{timezone: UTC}\n", "there is no list to write into: write `events: []` first"),
        ("timezone: UTC\nevents: ~\n", "`events` is no list"),
        ("timezone: UTC\nevents: {}\n", "`events` is no list"),
        ('{timezone: "U\n  T", events: [], x: "a\n  b"}\n', "its layout lets no event be written or taken out"),
        ("[]", "this is no timeline"),
    ],
)
def test_where_no_line_can_be_written_it_says_so(text: str, why: str) -> None:
    with pytest.raises(NoPlaceError, match=why.replace("[", r"\[").replace("]", r"\]")):
        logged(text, DID, WHEN)


@pytest.mark.parametrize("blanks", [" " * 900_000, " \n" * 450_000, " #" * 450_000, " #\n" * 300_000])
def test_a_million_blanks_behind_an_event_cost_no_time(blanks: str) -> None:
    text = f"timezone: UTC\nevents: [{{event: offer, at: 2026-03-02}}{blanks}\n]\n"
    begun = time.process_time()
    assert (text, DID) == unlogged(logged(text, DID, WHEN))
    assert time.process_time() - begun < 5  # whole seconds are for machines under load; it had taken minutes


def test_only_what_log_wrote_is_taken_out_and_the_last_first() -> None:
    text = logged("timezone: UTC\nevents:\n  - {event: interview, at: 2026-03-02}\n", DID, WHEN)
    by_hand = text + "  - {event: offer, at: 2026-03-20} # logged by hand\n"
    assert "timezone: UTC\nevents:\n  - {event: interview, at: 2026-03-02}\n" in text
    found = unlogged(by_hand)
    assert found is not None
    assert by_hand.replace(text.splitlines()[-1] + "\n", "") == found[0]
    inline = "timezone: UTC\nevents: [{event: did, at: 2026-03-09}, {event:  offer, at: 2026-03-20}]"
    assert unlogged(f"{inline} # logged 2026-03-09T11:06\n") is None, "the last one is not as `log` writes it"


# ------------------------------------------------------------------ the command


def test_log_says_what_it_wrote_and_what_that_changes_and_undo_takes_it_back(mine: Path) -> None:
    said = run("log", "mine.yaml", "did", "thank-you", "--to", "dana", "--via=email", "--as-of", "2026-03-02T13:00")
    assert (0, "") == (said.code, said.err)
    assert said.out.startswith(
        "logged: {event: did, at: 2026-03-02T13:00, act: thank-you, to: dana, via: email}\n"
        "sparks-group for mine, seen from Mon 2 March 2026 13:00 (America/New_York)\n"
        "  done: thank-everyone/dana/1: thank you: Dana Reyes, on-time\n"
    )
    line = "  - {event: did, at: 2026-03-02T13:00, act: thank-you, to: dana, via: email} # logged 2026-03-02T13:00\n"
    assert MINE + line == mine.read_text()
    back = run("undo", "mine.yaml", "--as-of", "2026-03-02T13:00")
    assert (0, "") == (back.code, back.err)
    assert "took back: {event: did, at: 2026-03-02T13:00, act: thank-you, to: dana, via: email}\n" in back.out
    assert "  not done any more: thank-everyone/dana/1: thank you: Dana Reyes, on-time\n" in back.out
    assert MINE == mine.read_text()
    nothing = run("undo", "mine.yaml")
    assert (2, "") == (nothing.code, nothing.out)
    assert "error: mine.yaml: nothing in it was logged (`undo` takes back only what `log` wrote)\n" == nothing.err


def test_what_changes_is_told_by_the_policy_that_is_asked_for_and_without_one_how_to_get_it(mine: Path) -> None:
    assert "\nkrautzel for mine, seen" in run("log", "mine.yaml", "rejection", "-p", "krautzel").out
    mine.write_text(MINE.replace("policy: sparks-group\n", ""))
    said = run("log", "mine.yaml", "rejection", "--at", "2026-03-20T10:00")
    assert "logged: {event: rejection, at: 2026-03-20T10:00}\n" == said.out
    assert "note: to see what this changes, write `policy:` and" in said.err


def test_a_did_that_settles_nothing_is_told(mine: Path) -> None:
    said = run("log", "mine.yaml", "did", "befriend", "--to", "dana", "--as-of", "2026-03-02T13:00")
    assert "note: mine.yaml:9:5: this `did` settles no step of sparks-group\n" == said.err


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (("rejecton",), "error: unknown event `rejecton` (did you mean `rejection`?)"),
        (("did", "chek-in"), "error: unknown act `chek-in` (did you mean `check-in`?)"),
        (("did", "check-in", "--vai", "x"), "error: unknown field `--vai` of `did` (did you mean `--via`?)"),
        (("did", "check-in", "--to", "dan"), "error: --to: unknown person `dan` (did you mean `dana`?)"),
        (("reply", "--via", "fone"), "error: --via: unknown medium `fone` (did you mean `phone`?)"),
        (("interview", "--with", "dana,le", "--at", "2026-04-01T09:00"), "error: --with: unknown person `le`"),
        (("interview", "--with", "dana", "--with", "dana"), "error: --with: `dana` is in `with` twice"),
        (("timeframe", "--answer-by", "soon"), "error: --answer-by: `soon` is no date and no date with a time"),
        (("offer", "--at", "2026-02-30"), "error: --at: there is no day `2026-02-30`"),
        (("did", "a\x00b"), "U+0000"),
        (("did", "--to", "dana"), "error: which act? (such as `ask-permission`, "),
        (("check-in", "--to", "dana"), "(what you did: `followup log mine.yaml did check-in`)"),
        (("did", "check-in", "--asof", "start"), "error: unknown field `--asof` of `did` (did you mean `--as-of`?)"),
        (
            ("did", "check-in", "--to", "dana,lee"),
            "error: --to: `dana,lee` are several (one person is logged at a time)",
        ),
        (("rejection", "today"), "error: `today` is too much (a field is an option; see `followup words rejection`)"),
        (("did", "check-in", "--to"), "error: `--to` wants a value (such as `--to VALUE`)"),
        (("did", "check-in", "--via", "email", "--via", "post"), "error: `via` is given twice"),
        (("offer", "--event", "rejection"), "error: `event` is given twice"),
        (("did", "check-in", "-x"), "error: unknown option `-x` (a field is an option such as `--to dana`)"),
        (("did", "check-in", "--as-of", "start"), "error: --as-of: `start` is no time at which"),
    ],
)
def test_what_is_wrong_is_said_as_of_a_file_and_nothing_is_written(
    arguments: tuple[str, ...], line: str, mine: Path
) -> None:
    said = run("log", "mine.yaml", *arguments)
    assert (2, "") == (said.code, said.out)
    assert line in said.err
    assert MINE == mine.read_text()
    assert ["mine.yaml"] == os.listdir()


def test_of_several_mistakes_each_is_said_under_its_option(mine: Path) -> None:
    said = run("log", "mine.yaml", "did", "chek-in", "--to", "dan", "--via", "fone")
    assert [
        "error: unknown act `chek-in` (did you mean `check-in`?)",
        "error: --to: unknown person `dan` (did you mean `dana`?)",
        "error: --via: unknown medium `fone` (did you mean `phone`?)",
    ] == said.err.splitlines()


def test_a_clock_alone_is_that_time_on_the_day_of_as_of_and_of_other_instants_on_the_events_day(mine: Path) -> None:
    run("log", "mine.yaml", "offer", "--at", "9:30", "--as-of", "2026-03-20T10:00")
    assert {"event": "offer", "at": "2026-03-20T09:30"} == events_of(mine.read_text())[-1]
    run("log", "mine.yaml", "interview", "--at", "2026-03-25T10:00", "--ends", "11:00", "--as-of", "2026-03-20T10:00")
    ends = {"event": "interview", "at": "2026-03-25T10:00", "ends": "2026-03-25T11:00"}
    assert ends == events_of(mine.read_text())[-1]


@pytest.mark.parametrize(
    ("arguments", "note"),
    [
        (("timeframe",), "note: this `timeframe` has no `--answer-by`, so it starts nothing\n"),
        (("timeframe", "--answer-by", "2026-03-13"), ""),
        (("timeframe", "--answer-by", "2026-03-05"), ""),
        (
            ("timeframe", "--answer-by", "2026-03-04"),
            "note: `--answer-by` lies before the event itself, Thu 5 March 2026 12:00: see that both are meant\n",
        ),
        (("rejection",), ""),
        (
            ("rejection", "--at", "2026-03-06T10:00"),
            "note: this `rejection` lies ahead: it is a scenario until Fri 6 March 2026 10:00\n",
        ),
        (("interview", "--at", "2026-03-06T10:00"), ""),
    ],
)
def test_what_may_not_be_meant_is_noted(arguments: tuple[str, ...], note: str, mine: Path) -> None:
    said = run("log", "mine.yaml", *arguments, "--as-of", "2026-03-05T12:00")
    assert (0, note) == (said.code, said.err)


def test_a_deed_that_a_forbid_rules_out_is_told_so_and_only_that_one(mine: Path) -> None:
    run("log", "mine.yaml", "timeframe", "--answer-by", "2026-03-13", "--as-of", "2026-03-03T10:00")
    line = "warning: krautzel: must not: No inquiry before the promised day (krautzel.yaml:"
    check_in = ("log", "mine.yaml", "did", "check-in", "--to", "dana", "-p", "krautzel")
    for idle, hour in enumerate((10, 11, 12)):
        said = run(*check_in, "--as-of", f"2026-03-05T{hour}:00")
        assert (0, 1) == (said.code, said.err.count(line)), said.err
        assert min(idle, 1) == said.err.count("this `did` settles no step"), "only of the one just logged"
    assert line not in run("log", "mine.yaml", "did", "thank-you", "-p", "krautzel", "--as-of", "2026-03-05T12:00").err
    assert line not in run("undo", "mine.yaml", "-p", "krautzel").err


TWO = MINE.replace("events:", "  lee: {name: Lee Park}\nevents:").replace("[dana]", "[dana, lee]")
PROMISED = TWO + "  - {event: timeframe, at: 2026-03-02T11:00, answer_by: 2026-03-13}\n"


def test_a_promise_that_moves_moves_two_peoples_series_in_one_line(mine: Path) -> None:
    mine.write_text(PROMISED)
    said = run("log", "mine.yaml", "timeframe", "--answer-by", "2026-03-20", "--as-of", "2026-03-11T10:00")
    told = " ".join("\n".join(said.out.splitlines()[2:]).split())
    moves = (
        "moves: check in: Dana Reyes, Lee Park: Fri 13 March 2026 10:00 → Fri 20 March 2026 10:00, and all behind it, "
    )
    assert told.startswith(moves + "until "), said.out
    assert told.endswith(" (check-in-from-the-promised-day)"), said.out
    assert len(said.out.splitlines()) < 6


def test_a_series_that_ends_is_one_line_and_what_is_done_stands_first(mine: Path) -> None:
    mine.write_text(PROMISED)
    said = run("log", "mine.yaml", "rejection", "--as-of", "2026-03-11T10:00")
    told = " ".join(said.out.split())
    assert "vanishes: check in: Dana Reyes, Lee Park: Fri 13 March 2026 10:00, by email, and " in told
    assert " more, until " in told
    run("undo", "mine.yaml", "--as-of", "2026-03-11T10:00")
    said = run("log", "mine.yaml", "did", "check-in", "--to", "lee", "--as-of", "2026-03-11T10:00")
    lines = said.out.splitlines()
    assert "  done: check-in-from-the-promised-day/lee/1: check in: Lee Park, early" == lines[2]
    assert lines[3].startswith("  moves: check in: Lee Park: "), said.out


def test_however_much_changes_it_fits_on_a_screen_and_says_how_much_is_left_out(mine: Path) -> None:
    many = "".join(f"  p{number}: {{name: Person Number {number}}}\n" for number in range(9))
    mine.write_text(TWO.replace("  lee:", f"{many}  lee:"))
    everybody = ",".join(f"p{number}" for number in range(9))
    for policy in ("sparks-group", "krautzel", "resumehelp", "not-too-desperate"):
        said = run(
            *("log", "mine.yaml", "interview", "--at", "2026-03-05T10:00", "--with", everybody, "-p", policy),
            *("--as-of", "2026-03-04T10:00"),
        )
        assert 3 <= len(said.out.splitlines()) <= 16, said.out
        assert "6 more" in said.out
        run("undo", "mine.yaml")


def test_what_has_no_room_is_counted() -> None:
    told = [*_few([f"  line {number}" for number in range(20)])]
    assert "  line 12" == told[-2]
    assert "  … and 7 more changes; `followup plan` shows the whole plan" == told[-1]
    assert ["a\n" * 30] == [*_few(["a\n" * 30])], "one at least"


def test_lists_come_by_commas_and_by_repeated_options(mine: Path) -> None:
    mine.write_text(MINE.replace("events:", "  lee: {}\n  omar: {}\nevents:"))
    run("log", "mine.yaml", "interview", "--at", "2026-04-01T09:00", "--with", "dana, lee", "--with=omar")
    assert {"event": "interview", "at": "2026-04-01T09:00", "with": ["dana", "lee", "omar"]} == events_of(
        mine.read_text()
    )[-1]


def test_events_of_the_policys_own_vocabulary_are_options_too(mine: Path) -> None:
    Path("own.yaml").write_text(
        "policy: own\nversion: 1\nextends: sparks-group\nvocabulary:\n  events:\n    coffee:\n"
        "      says: coffee with somebody\n"
        "      fields:\n        paid-by: {type: person, says: who paid}\n"
        "        liked: {type: word, says: how it was, values: [well, badly]}\n"
    )
    mine.write_text(MINE.replace("policy: sparks-group", "policy: ./own.yaml"))
    said = run("log", "mine.yaml", "coffee", "--paid-by", "dana", "--liked", "well", "--at", "2026-03-03")
    assert "logged: {event: coffee, at: 2026-03-03, paid-by: dana, liked: well}\n" in said.out, said.err
    assert (
        "unknown value `nice` of `liked` (one of `well`, `badly`)"
        in run("log", "mine.yaml", "coffee", "--liked", "nice").err
    )


def test_a_first_event_begins_the_list(mine: Path) -> None:
    for listed in ("events:\n", "", "events: []\n"):
        mine.write_text("timezone: UTC\n" + listed)
        assert 0 == run("log", "mine.yaml", "offer", "--at", "2026-03-03").code
        assert [{"event": "offer", "at": "2026-03-03"}] == events_of(mine.read_text())
        assert 0 == run("undo", "mine.yaml").code
        assert "timezone: UTC\n" + listed == mine.read_text()


def test_an_hour_that_comes_twice_is_told_apart(mine: Path) -> None:
    run("log", "mine.yaml", "offer", "--as-of", "2026-11-01T01:30-05:00")
    assert {"event": "offer", "at": "2026-11-01T01:30-05:00"} == events_of(mine.read_text())[-1]
    run("log", "mine.yaml", "offer", "--as-of", "2026-11-01T01:30-04:00")
    assert {"event": "offer", "at": "2026-11-01T01:30"} == events_of(mine.read_text())[-1]


def test_permissions_links_marks_and_line_ends_are_kept(mine: Path) -> None:
    mine.write_bytes(b"\xef\xbb\xbf" + MINE.replace("\n", "\r\n").encode())
    mine.chmod(0o640)
    Path("link.yaml").symlink_to("mine.yaml")
    before = mine.read_bytes()
    assert 0 == run("log", "link.yaml", "offer", "--as-of", "2026-03-20T10:00").code
    line = b"  - {event: offer, at: 2026-03-20T10:00} # logged 2026-03-20T10:00\r\n"
    assert before + line == mine.read_bytes()
    assert 0o640 == stat.S_IMODE(mine.stat().st_mode)
    assert Path("link.yaml").is_symlink()
    assert 0 == run("undo", "link.yaml").code
    assert before == mine.read_bytes()


def test_a_file_that_cannot_be_changed_is_named(mine: Path) -> None:
    assert "error: nope.yaml: cannot be changed: no such file or directory\n" == run("log", "nope.yaml", "offer").err
    assert "error: .: cannot be changed: is a directory\n" == run("log", ".", "offer").err
    assert "standard input cannot be changed" in run("log", "-", "offer").err
    mine.write_text(MINE + "  - {event: oferr, at: 2026-03-02}\n")
    assert "mine.yaml:9:13: error[unknown-event]: unknown event `oferr`" in run("log", "mine.yaml", "offer").err
    os.mkfifo("pipe")
    assert "not a regular file" in run("log", "pipe", "offer").err
    with open("endless.yaml", "wb") as stream:
        stream.truncate(1 << 42)  # no machine has the memory for it
    for command in (("log", "endless.yaml", "offer"), ("undo", "endless.yaml")):
        assert "endless.yaml:1:1: error[too-large]: larger than 1048576 bytes\n" == run(*command).err


def test_another_name_of_the_file_keeps_the_old_content_as_with_editors_that_save_in_one_go(mine: Path) -> None:
    os.link("mine.yaml", "backup")
    assert 0 == run("log", "mine.yaml", "offer", "--as-of", "2026-03-20T10:00").code
    assert (MINE, 1) == (Path("backup").read_text(), mine.stat().st_nlink)


@pytest.mark.parametrize("tail", ["", "\n", "\n\n  # b\n", "\n...", "\n... # over\n", "  \t", " # c", "\nfacts: {}"])
@pytest.mark.parametrize("head", ["", "--- # doc\n", "%YAML 1.2\n---\n", "\ufeff"])
@pytest.mark.parametrize(
    "events",
    [
        "events: [] # none",
        "'events': [\n  # none\n]",
        "events: [\t{event: offer, at: 2026-03-03}\t]",
        "events:\n  -\n    event: offer\n    at: 2026-03-03\n    # in\n# out",
        "events:\n  - {event: offer, at: 2026-03-03} # logged 2026-03-03T10:00",
    ],
)
def test_odd_layouts_are_byte_for_byte_as_before_once_all_is_taken_back(
    mine: Path, head: str, events: str, tail: str
) -> None:
    if tail.startswith(" ") and "#" in events.splitlines()[-1]:
        tail = ""  # it would only lengthen a comment
    for line_end in ("\n", "\r\n"):
        text = f"{head}timezone: UTC\n{events}{tail}".replace("\n", line_end)
        mine.write_bytes(text.encode())
        states = [mine.read_bytes()]
        for event in ("offer", "rejection"):
            assert 0 == run("log", "mine.yaml", event, "--as-of", "2026-03-20T10:00").code
            states.append(mine.read_bytes())
        for before in states[-2::-1]:
            assert 0 == run("undo", "mine.yaml", "--as-of", "2026-03-20T10:00").code
            assert before == mine.read_bytes()


# ------------------------------------------------------------------ several at once


@pytest.mark.parametrize("locks", [True, False])
def test_what_another_program_writes_meanwhile_is_not_lost(
    locks: bool, mine: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not locks:
        monkeypatch.setattr(editing, "fcntl", None)
    asked: list[bytes] = []

    def change(data: bytes) -> tuple[bytes, int]:
        asked.append(data)
        if len(asked) == 1:
            mine.write_text("saved by an editor\n")
        return data + b"and changed\n", len(asked)

    assert 2 == editing.edit_file("mine.yaml", change, 10_000)
    assert [MINE.encode(), b"saved by an editor\n"] == asked
    assert "saved by an editor\nand changed\n" == mine.read_text()
    assert ["mine.yaml"] == os.listdir()


def test_a_file_that_never_rests_is_given_up(mine: Path) -> None:
    def change(data: bytes) -> tuple[bytes, None]:
        mine.write_bytes(data + b"#")
        return data, None

    with pytest.raises(MistakeError, match="others keep changing it"):
        editing.edit_file("mine.yaml", change, 10_000)


def under_fire(what: str, file: Path, first: int, second: int) -> dict[str, float]:
    program = str(Path(__file__).parent / "log_under_fire.py")
    roots = os.pathsep.join(str(Path(entry).resolve()) for entry in sys.path if entry)
    ran = subprocess.run(
        [sys.executable, program, what, str(file.resolve()), str(first), str(second)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": roots},
        timeout=300,
    )
    assert 0 == ran.returncode, ran.stderr[-2000:]
    found: dict[str, float] = json.loads(ran.stdout)
    return found


@pytest.mark.parametrize(("writers", "each"), [(2, 20), (10, 4)])
def test_of_several_writers_nothing_is_lost_and_nothing_is_torn(writers: int, each: int, tmp_path: Path) -> None:
    found = under_fire("together", tmp_path / "t.yaml", writers, each)
    assert 0 == found["left"]
    assert found["turns"] >= writers - 1


def test_a_thousand_kills_leave_a_whole_file_with_all_that_was_reported(tmp_path: Path) -> None:
    found = under_fire("killed", tmp_path / "t.yaml", 1_000, 20_260_309)
    assert found["unfinished"] > 0, "no kill came while a file was being written"
