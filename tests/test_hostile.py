"""Hostile files through the real command line, each in a process of its own: an error with a place, soon and small.

What is measured is the processor time of the child and its largest resident memory: a busy machine fails nothing.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOTS = [str(Path(__file__).parent.parent / name) for name in ("engine", "plugins", "policies", "schemas")]

MOST_SECONDS = 2.0
MOST_BYTES = 256 * 1024 * 1024

# Of address space, of which a program maps far more than it uses: what is beyond this is a runaway.
_MOST_ADDRESSES = 1024**3
_PATIENCE = 300

# A process of its own for each, so that what its children used is this one's alone: time and memory, then the run.
_MEASURE = """
import json, resource, subprocess, sys
limit, patience, *command = sys.argv[1:]
def bounded():
    resource.setrlimit(resource.RLIMIT_AS, (int(limit), int(limit)))
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
run = subprocess.run(command, stdin=sys.stdin, capture_output=True, preexec_fn=bounded, timeout=int(patience))
used = resource.getrusage(resource.RUSAGE_CHILDREN)
sys.stdout.buffer.write(json.dumps([run.returncode, used.ru_utime + used.ru_stime, used.ru_maxrss]).encode() + b"\\n")
sys.stdout.buffer.write(run.stdout + b"\\0" + run.stderr)
"""

HEAD = "policy: mine\nrules:\n"
EMPTY = "policy: mine\nrules: []\n"
INTERVIEW = "timezone: UTC\nevents:\n  - {event: interview, at: 2026-03-02T10:00}\n"


@dataclass(frozen=True, slots=True)
class Run:
    """What a process did.

    Attributes:
        code: Its exit code; negative: the signal that ended it.
        seconds: Of processor time.
        bytes: Its largest resident memory.
    """

    code: int
    seconds: float
    bytes: int
    out: str
    err: str

    @property
    def said(self) -> list[str]:
        return [*self.out.splitlines(), *self.err.splitlines()]


def followup(*arguments: str | bytes, folder: Path, given: bytes | None = None) -> Run:
    """Run the command line in *folder*, with *given* as its standard input."""
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS), "PYTHONUTF8": "1", "COLUMNS": "100"}
    command: list[str | bytes] = [sys.executable, "-c", _MEASURE, f"{_MOST_ADDRESSES}", f"{_PATIENCE}"]
    command += [sys.executable, "-m", "followup", *arguments]
    with tempfile.TemporaryFile() as stdin:
        stdin.write(given or b"")
        stdin.seek(0)
        run = subprocess.run(command, cwd=folder, env=environment, stdin=stdin, capture_output=True, check=False)
    assert 0 == run.returncode, run.stderr.decode()
    head, _, rest = run.stdout.partition(b"\n")
    code, seconds, kibibytes = json.loads(head)
    out, _, err = rest.partition(b"\0")
    # Outputs hold no NUL: a channel's text is checked for it.
    return Run(code, seconds, kibibytes * 1024, out.decode("utf-8", "strict"), err.decode("utf-8", "strict"))


def settled(run: Run, *codes: int) -> list[str]:
    """See that a run ended as it should: soon, small, with one of *codes*, and without a raw control character."""
    assert run.code in codes, (run.code, run.err[-500:])
    assert "Traceback" not in run.out + run.err
    assert "internal error" not in run.err
    assert run.seconds < MOST_SECONDS, run.seconds
    assert run.bytes < MOST_BYTES, run.bytes
    for line in run.said:
        assert line.isprintable(), ascii(line)
    return run.said


def rule(name: str = "call", **more: str) -> str:
    parts = {"act": "check-in", "from": "interview", "window": "{recommended: 1 day, expires: never}"}
    parts |= {key.rstrip("_"): value for key, value in more.items()}
    return f"  - id: {name}\n    do: {{{', '.join(f'{key}: {value}' for key, value in parts.items())}}}\n"


def when(condition: str) -> str:
    return f"{HEAD}  - id: not-so\n    when: {condition}\n    forbid: {{act: check-in}}\n"


def forbid(body: str) -> str:
    return f"{HEAD}  - {{id: not-so, forbid: {{{body}}}}}\n"


BOMB = "a: &a [x, x]\n" + "".join(f"b{number}: [*a, *a, *a, *a, *a, *a, *a, *a]\n" for number in range(20))
MERGES = "a: &a {x: 1}\n" + "".join(f"b{n}: &b{n} {{<<: [*a, *a]}}\n" for n in range(20))
PARAMS = "".join(f"  number-{number}: {{default: 1, says: one}}\n" for number in range(200))
MISSPELT = "".join(rule(f"r{number}", say=f"[{', '.join(['$numbr-1x'] * 50)}]") for number in range(500))

HOSTILE: dict[str, tuple[str | bytes, str]] = {
    "100,000 brackets": ("policy: mine\nrules: " + "[" * 100_000 + "]" * 100_000, "2:71: error[too-deep]"),
    "100,000 brackets that never close": ("[" * 100_000, "1:65: error[too-deep]"),
    "100,000 mappings": ("{a: " * 100_000 + "}" * 100_000, "1:257: error[too-deep]"),
    "100,000 dashes": ("- " * 100_000, "1:129: error[too-deep]"),
    "an alias bomb": (BOMB, "1:4: error[anchor]"),
    "a merge bomb": (MERGES, "1:4: error[anchor]"),
    "a tag that runs a command": (
        "policy: !!python/object/apply:os.system [touch owned]\nrules: []\n",
        "1:9: error[tag]: the tag `!!python/object/apply:os.system` is not allowed",
    ),
    "50,000 tag directives": ("%TAG !a! x\n" * 50_000, "1:1: error[tag]"),
    "a NUL": ("policy: mi\0ne\nrules: []\n", "1:11: error[control-character]: the character U+0000"),
    "an escaped NUL": ('policy: "mi\\0ne"\nrules: []\n', "1:9: error[control-character]: the character U+0000"),
    "an escaped lone surrogate": ('policy: mine\ntitle: "\\ud800"\nrules: []\n', "2:11: error[syntax]: unknown escape"),
    "a raw lone surrogate": (b"policy: mine\ntitle: \xed\xa0\x80\nrules: []\n", "2:8: error[not-utf8]: byte 20 (0xed)"),
    "an escape beyond Unicode": ('policy: "\\U00110000"\n', "1:12: error[syntax]: unknown escape"),
    "the year 9999": (INTERVIEW.replace("2026", "9999"), "3:28: error[bad-instant]: `9999-03-02` is not of the years"),
    "the year 9999, west of it": (
        INTERVIEW.replace("2026-03-02T10:00", "9999-12-31T23:59-23:59"),
        "3:28: error[bad-instant]: `9999-12-31` is not of the years",
    ),
    "the year 0": (INTERVIEW.replace("2026", "0000"), "3:28: error[bad-instant]: there is no day `0000-03-02`"),
    "10^18 days": (
        HEAD + rule(window="{recommended: 1000000000000000000 days, expires: never}"),
        "4:64: error[bad-offset]: `1000000000000000000 days` is longer than ten years",
    ),
    "-10^18 minutes": (
        HEAD + rule(window="{recommended: -1000000000000000000 minutes, expires: never}"),
        "4:64: error[bad-offset]",
    ),
    "an unknown zone": (
        INTERVIEW.replace("UTC", "Mars/Olympus"),
        "1:11: error[unknown-zone]: unknown time zone `Mars/O",
    ),
    "a zone that is a path": (
        INTERVIEW.replace("UTC", "../../etc/passwd"),
        "1:11: error[unknown-zone]: unknown time zone `../../etc/passwd`",
    ),
    "a zone that is an absolute path": (INTERVIEW.replace("UTC", "/etc/passwd"), "1:11: error[unknown-zone]"),
    "a zone that is a folder": (INTERVIEW.replace("UTC", "America"), "1:11: error[unknown-zone]"),
    "a zone of this machine alone": (INTERVIEW.replace("UTC", "localtime"), "1:11: error[unknown-zone]"),
    "a repeat of nothing": (
        HEAD + rule(repeat="{every: 0 days, times: 3}"),
        "4:104: error[bad-offset]: `0 days` is no length of time",
    ),
    "a repeat backwards": (HEAD + rule(repeat="{every: -1 day, times: 3}"), "4:104: error[bad-offset]"),
    "a repeat without end": (HEAD + rule(repeat="{every: 1 minute}"), "4:88: error[unbounded-repeat]"),
    "rules that trigger each other": (
        HEAD + rule("a", from_="step.b") + rule("b", from_="step.a"),
        "4:31: error[circular-rules]: these rules wait for each other: `a` → `b` → `a`",
    ),
    "a circle of 500 rules": (
        HEAD + "".join(rule(f"r{number}", from_=f"step.r{(number + 1) % 500}") for number in range(500)),
        "4:31: error[circular-rules]",
    ),
    "a policy that extends itself": (
        "policy: mine\nextends: hostile.yaml\n",
        "2:10: error[circular-extends]: these policies extend each other: `mine` → `mine`",
    ),
    "2 MB": (EMPTY + "# " + "x" * 2_000_000, "1:1: error[too-large]: larger than 1048576 bytes"),
    "10,000 rules": (
        HEAD + "".join(f"  - {{id: r{n}, forbid: {{act: check-in}}}}\n" for n in range(10_000)),
        "503:5: error[too-many]: `rules` has more than 500 items",
    ),
    "a scalar of 1 MiB": (EMPTY + "title: " + "x" * (1_048_576 - 40), "3:8: error[too-long]"),
    "a scalar of escapes": (EMPTY + 'title: "' + "\\x41" * 262_000 + '"', "3:8: error[too-long]"),
    "a key of 1 MB": (EMPTY + "k" * 1_000_000 + ": 1\n", "3:1: error[syntax]"),
    "a condition too deep": (when("{not: " * 100 + "{known: handwriting}" + "}" * 100), "4:377: error[too-deep]"),
    "a mistake deep in a condition": (
        when("{not: " * 58 + "{known: handwritting}" + "}" * 58),
        "4:367: error[unknown-fact]: unknown fact `handwritting` (did you mean `handwriting`?)",
    ),
    "a huge limit": (forbid("more-than: 999999999999999999"), "3:38: error[out-of-range]"),
    "a limit of 5,000 digits": (forbid("more-than: " + "9" * 5_000), "3:38: error[quote-it]"),
    "huge times": (HEAD + rule(repeat="{every: 1 day, times: 10000000}"), "4:118: error[out-of-range]"),
    "times beyond all numbers": (HEAD + rule(repeat="{every: 1 day, times: 1.0e+999}"), "4:118: error[quote-it]"),
    "a terminal escape in an id": (
        'policy: "\\e[31mred"\nrules: []\n',
        "1:9: error[control-character]: the character U+001B",
    ),
    "a mark that turns an id around": ("policy: mi\u202ene\nrules: []\n", "1:9: error[malformed]: `mi\\u202ene`"),
    "a mark that turns a key around": (EMPTY + "\u202elive: 1\n", "3:1: error[unknown-key]: unknown key `\\u202elive`"),
    "a line end in a key": (EMPTY + '"a\\nb": 1\n', "3:1: error[unknown-key]: unknown key `a\\nb`"),
    "50,000 unknown keys": (EMPTY + "".join(f"k{n}: 1\n" for n in range(50_000)), "1:1: error[too-many-mistakes]"),
    "90,000 duplicates": ("a: 1\n" * 90_000, "2:1: error[duplicate-key]"),
    "200,000 documents": ("---\n" * 200_000, "2:1: error[second-document]"),
    "1,000,000 control characters": ("\x01" * 1_000_000, "1:1: error[control-character]"),
    "25,000 params that nobody has": (
        f"policy: mine\nparams:\n{PARAMS}rules:\n{MISSPELT}",
        "1:1: error[too-many-mistakes]",
    ),
    "2,000 misspelt events": (
        "timezone: UTC\nevents:\n" + f"  - {{event: {'intervie' * 12}, at: 2026-03-02}}\n" * 2_000,
        "1:1: error[too-many-mistakes]",
    ),
}
"""By what is hostile about it: the file, and how the line that must be said begins, behind the name of the file."""


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_gets_a_line_with_a_place(name: str, tmp_path: Path) -> None:
    content, line = HOSTILE[name]
    data = content if isinstance(content, bytes) else content.encode()
    (tmp_path / "hostile.yaml").write_bytes(data)
    said = settled(followup("check", "hostile.yaml", folder=tmp_path), 1)
    assert any(one.startswith(f"hostile.yaml:{line}") for one in said), said[:3]
    assert all(re.match(r"hostile\.yaml:\d+:\d+: ", one) for one in said)
    assert len(said) <= 101
    assert ["hostile.yaml"] == [file.name for file in tmp_path.iterdir()], "nothing was run"


@pytest.mark.parametrize("name", ["100,000 brackets", "an alias bomb", "a zone that is a path", "10^18 days", "a NUL"])
def test_a_plan_of_a_hostile_file_is_refused_with_the_same_line(name: str, tmp_path: Path) -> None:
    content, line = HOSTILE[name]
    assert isinstance(content, str)
    (tmp_path / "hostile.yaml").write_text(content)
    (tmp_path / "sound.yaml").write_text(INTERVIEW)
    arguments = ("hostile.yaml", "-p", "krautzel") if "timezone" in content else ("sound.yaml", "-p", "hostile.yaml")
    run = followup("plan", *arguments, "--as-of", "start", folder=tmp_path)
    said = settled(run, 2)
    assert "" == run.out
    assert said[0].startswith(f"hostile.yaml:{line}")


def test_two_policies_that_extend_each_other_are_told(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("policy: one\nextends: two.yaml\n")
    (tmp_path / "two.yaml").write_text("policy: two\nextends: one.yaml\n")
    said = settled(followup("check", "one.yaml", folder=tmp_path), 1)
    assert ["two.yaml:2:10: error[circular-extends]: these policies extend each other: `one` → `two` → `one`"] == said


def test_a_repeat_every_minute_ends_with_a_problem_and_a_cut(tmp_path: Path) -> None:
    window = "{recommended: 1 minute, expires: 1 minute}"
    policy = HEAD + rule(to="{each: interviewer}", window=window, repeat="{every: 1 minute}", until="[decision]")
    (tmp_path / "restless.yaml").write_text(policy)
    (tmp_path / "mine.yaml").write_text(INTERVIEW)
    command = ("plan", "mine.yaml", "-p", "restless.yaml", "--as-of", "start")
    said = settled(followup(*command, folder=tmp_path), 3)
    assert "warning: mine: stopped after 3000 steps: the policy repeats itself without measure" in said
    run = followup(*command, "-f", "json", "-o", "plan.json", folder=tmp_path)
    assert 3 == run.code
    assert run.bytes < MOST_BYTES
    plan = json.loads((tmp_path / "plan.json").read_text())
    assert plan["cut"] is True
    assert 1 == len(plan["problems"])


def test_rules_that_follow_each_other_and_repeat_end_as_well(tmp_path: Path) -> None:
    more = {"to": "{each: interviewer}", "window": "{recommended: 0 minutes, expires: never}"}
    rules = [rule(f"r{n}", from_=f"step.r{n + 1}", repeat="{every: 1 day, times: 10000}", **more) for n in range(50)]
    (tmp_path / "restless.yaml").write_text(HEAD + "".join(rules) + rule("r50", **more))
    (tmp_path / "mine.yaml").write_text(INTERVIEW)
    settled(followup("plan", "mine.yaml", "-p", "restless.yaml", "--as-of", "start", folder=tmp_path), 0, 3)


def test_thousands_of_steps_that_count_what_was_done_end_as_well(tmp_path: Path) -> None:
    restless = (
        HEAD
        + """\
  - id: ask
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: email}]
      from: interview
      window: {recommended: 1 hour, expires: never}
      repeat: {every: 1 hour}
      until: [offer]
  - id: at-last
    when: {count: {of: {did: {act: check-in}}, at-least: 9999}}
    do: {act: prepare, from: step.ask, window: {recommended: 1 hour, expires: 2 days}}
"""
    )
    (tmp_path / "restless.yaml").write_text(restless)
    (tmp_path / "mine.yaml").write_text(INTERVIEW)
    command = ("mine.yaml", "-p", "restless.yaml", "--as-of", "start")
    settled(followup("plan", *command, folder=tmp_path), 3)
    run = followup("explain", *command, "at-last", folder=tmp_path)
    assert (3, True) == (run.code, run.bytes < MOST_BYTES)
    assert run.seconds < 5 * MOST_SECONDS, "it plans a few times more, to see what would help"


def test_5000_events_are_planned(tmp_path: Path) -> None:
    events = [f"  - {{event: reply, at: 2026-03-02T{n // 60 % 24:02}:{n % 60:02}}}\n" for n in range(5_000)]
    (tmp_path / "long.yaml").write_text(INTERVIEW + "".join(events))
    assert ["1 file, no mistakes"] == settled(followup("check", "long.yaml", folder=tmp_path), 0)
    settled(followup("plan", "long.yaml", "-p", "krautzel", "--as-of", "start", folder=tmp_path), 0)


def test_conditions_as_deep_as_a_file_may_nest_are_planned(tmp_path: Path) -> None:
    deep = "{not: " * 57 + "{known: handwriting}" + "}" * 57
    (tmp_path / "deep.yaml").write_text(f"{HEAD}  - id: call\n    when: {deep}\n" + rule().partition("\n")[2])
    (tmp_path / "mine.yaml").write_text(INTERVIEW)
    assert ["1 file, no mistakes"] == settled(followup("check", "deep.yaml", folder=tmp_path), 0)
    settled(followup("plan", "mine.yaml", "-p", "deep.yaml", "--as-of", "start", folder=tmp_path), 0)


@pytest.mark.parametrize(
    ("given", "line"),
    [
        (b"\x00\xff\xfe" * 1000, "<stdin>:1:2: error[not-utf8]"),
        (os.urandom(16).hex().encode() * 10_000, "<stdin>:1:1: error[unknown-kind]"),
        (b"x" * 3_000_000, "<stdin>:1:1: error[too-large]"),
        (b"", "<stdin>:1:1: error[empty]"),
        (b"[" * 500_000, "<stdin>:1:65: error[too-deep]"),
        (b"timezone: UTC\nevents: 7\n", "<stdin>:2:9: error[wrong-type]"),
    ],
    ids=["bytes", "letters", "3 MB", "nothing", "brackets", "a mistake"],
)
def test_garbage_in_standard_input_is_told_as_that_of_a_file(given: bytes, line: str, tmp_path: Path) -> None:
    assert settled(followup("check", "-", folder=tmp_path, given=given), 1)[0].startswith(line)
    run = followup("plan", "-", "-p", "krautzel", folder=tmp_path, given=given)
    assert settled(run, 2)[0].startswith("<stdin>:1:1: error[" if "unknown-kind" in line else line)
    assert "" == run.out


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("pipe", "not a regular file"),
        ("/dev/zero", "not a regular file"),
        ("folder", "a folder, not a file"),
        ("nowhere", "no such file"),
        ("file/below", "no such file"),
        ("loop", "cannot be read: too many levels of symbolic links"),
        ("n" * 5000, "cannot be read: file name too long"),
    ],
)
def test_what_is_no_file_is_told_at_once(name: str, reason: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text(EMPTY)
    (tmp_path / "loop").symlink_to("loop")
    if name != "folder":  # of a folder, `check` takes the files
        assert [f"{name}: error[unreadable]: {reason}"] == settled(followup("check", name, folder=tmp_path), 2)
    run = followup("plan", name, "-p", "krautzel", folder=tmp_path)
    assert [f"{name}: error[unreadable]: {reason}"] == settled(run, 2)


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (b"new\nline.yaml", r"new\nline.yaml"),
        (b"red\x1b[31m.yaml", r"red\x1b[31m.yaml"),
        (b"not\xffutf8.yaml", r"not\udcffutf8.yaml"),
        ("turn\u202eed.yaml".encode(), r"turn\u202eed.yaml"),
        (b"a b:1:2: c.yaml", "a b:1:2: c.yaml"),
        (b"%s{0}$HOME.yaml", "%s{0}$HOME.yaml"),
    ],
)
@pytest.mark.parametrize("form", ["text", "json", "github", "sarif"])
def test_a_file_may_be_called_anything(name: bytes, shown: str, form: str, tmp_path: Path) -> None:
    with open(os.path.join(os.fsencode(tmp_path), name), "w") as stream:
        stream.write("policy: mine\nruels: []\n")
    run = followup("check", name, "-f", form, folder=tmp_path)
    assert 1 == run.code
    assert "" == run.err
    if form == "text":
        line = f"{shown}:2:1: error[unknown-key]: unknown key `ruels` (did you mean `rules`?)"
        assert [line] == settled(run, 1)
    elif form in ("json", "sarif"):
        json.loads(run.out)
    else:
        assert 1 == len(run.said)


def test_what_nobody_reads_changes_no_exit_code(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(INTERVIEW)
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(ROOTS)}
    for arguments, code in ((("plan", "mine.yaml", "-p", "krautzl"), 2), (("check", "mine.yaml"), 0)):
        for closed in ("2>&-", "2>/dev/full"):
            script = f'"$@" >/dev/null {closed}'
            command = ["sh", "-c", script, "sh", sys.executable, "-m", "followup", *arguments]
            run = subprocess.run(command, cwd=tmp_path, env=environment, check=False)
            assert code == run.returncode, (arguments, closed)
