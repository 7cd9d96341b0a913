"""What a plugin gets wrong while a command works is told in one line that names it, wherever it shows."""

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

import followup
from followup.cli import main

Install = Callable[[str, str], None]

WINDOW = "window: {recommended: 1 day, expires: 3 weeks}"
MINE = f"""\
policy: mine
rules:
  - {{id: a, when: {{busy: 1}}, do: {{act: check-in, from: interview, {WINDOW}}}}}
  - {{id: b, when: {{busy: 2}}, do: {{act: connect, from: interview, {WINDOW}}}}}
  - {{id: c, do: {{act: check-in, from: interview, {WINDOW}}}}}
"""
TIMELINE = "timezone: UTC\nevents: [{event: interview, at: 2026-03-02T10:00}]\n"

CONDITION = """\
import followup


class Busy:
    name, schema, reads = "busy", {{}}, ("day",)

    def holds(self, body, moment):
        {holds}


@followup.hookimpl
def register_conditions():
    return [Busy()]
"""
RULE_KIND = """\
import followup

ONE = {{"act": "thank-you", "from": "interview", "window": {{"recommended": "1 day", "expires": "3 weeks"}}}}


class Court:
    name, schema = "court", {{}}

    def advise(self, body, moment):
        {advise}


@followup.hookimpl
def register_rule_kinds():
    return [Court()]
"""
CALENDAR = """\
import followup


class Moonish:
    name = "moonish"

    def is_business_day(self, day):
        {answer}


@followup.hookimpl
def register_calendars():
    return [Moonish()]
"""
LEFT_OUT = (
    "warning: plugin `courtesy` of followup-courtesy 1.0 was left out: importing `followup_courtesy` raised "
    "ModuleNotFoundError: No module named 'followup_nowhere'"
)
OF = "(plugin `courtesy` of followup-courtesy 1.0)"


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Yield what installs a plugin, in the distribution ``followup-NAME``, in the folder where the test works."""
    modules = set()

    def one(name: str, source: str) -> None:
        module = f"followup_{name}"
        modules.add(module)
        (tmp_path / f"{module}.py").write_text(source, "utf-8")
        about = tmp_path / f"{module}-1.0.dist-info"
        about.mkdir()
        (about / "METADATA").write_text(f"Metadata-Version: 2.1\nName: followup-{name}\nVersion: 1.0\n", "utf-8")
        (about / "entry_points.txt").write_text(f"[followup]\n{name} = {module}\n", "utf-8")

    (tmp_path / "mine.yaml").write_text(MINE, "utf-8")
    (tmp_path / "t.yaml").write_text(TIMELINE, "utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(tmp_path)
    yield one
    for module in modules:
        sys.modules.pop(module, None)


def warnings(capsys: pytest.CaptureFixture[str]) -> list[str]:
    return [line for line in capsys.readouterr().err.splitlines() if "warning: " in line]


@pytest.mark.parametrize(
    "command",
    [
        "plan t.yaml -p mine.yaml",
        "show mine.yaml",
        "show mine.yaml a",
        "judge t.yaml -p krautzel --by mine.yaml",
        "compare t.yaml -p krautzel -p mine.yaml",
        "explain t.yaml -p mine.yaml",
        "diff krautzel mine.yaml",
        "check --witness a mine.yaml",
        "test --boundaries mine.yaml",
        "schema policy -p mine.yaml",
        "today . -p mine.yaml",
        "feed . -p mine.yaml",
        "log t.yaml rejection -p mine.yaml",
        "words busy",
        "plan far.yaml -p krautzel",
        "plan named.yaml",
        "log far.yaml rejection",
    ],
)
def test_what_a_missing_plugin_would_have_brought_is_not_there_and_the_line_says_why(
    command: str, install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", "import followup_nowhere\n")
    if "far" in command or "named" in command:
        (tmp_path / "far.yaml").write_text(f"calendar: {{use: moonish}}\n{TIMELINE}", "utf-8")
        (tmp_path / "named.yaml").write_text(f"policy: mine.yaml\n{TIMELINE}", "utf-8")
    assert 2 == main(command.split())
    out, err = capsys.readouterr()
    assert "" == out
    lines = err.splitlines()
    assert 1 == lines.count(LEFT_OUT)
    assert 1 == err.count("warning: ")
    assert LEFT_OUT == lines[0] or "feed" in command


def test_check_says_why_a_key_is_unknown_beside_the_mistake(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", "import followup_nowhere\n")
    assert 1 == main(["check", "mine.yaml"])
    out, err = capsys.readouterr()
    assert "mine.yaml:3:20: error[unknown-key]: unknown key `busy` in `when`" == out.splitlines()[0]
    assert f"{LEFT_OUT}\n" == err


@pytest.mark.parametrize(
    ("holds", "cause"),
    [
        ("raise ValueError('boom')", "raised ValueError: boom"),
        ("return 'yes'", "answered `str` instead of true, false or unknown"),
        ("raise BaseException('out')", "raised BaseException: out"),
        ("raise SystemExit(4)", "raised SystemExit: 4"),
    ],
)
def test_a_condition_that_fails_is_told_once_with_its_plugin(
    holds: str, cause: str, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", CONDITION.format(holds=holds))
    assert 3 == main(["plan", "t.yaml", "-p", "mine.yaml", "--as-of", "start"])
    expected = f"mine.yaml:3:20: warning: mine: rule `a` was skipped, and 1 more: condition `busy` {cause} {OF}"
    assert [expected] == warnings(capsys)


def test_a_plugin_that_fails_for_two_reasons_costs_two_lines(
    install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", CONDITION.format(holds="raise ValueError(body)"))
    assert 3 == main(["plan", "t.yaml", "-p", "mine.yaml", "--as-of", "start"])
    assert [
        f"mine.yaml:3:20: warning: mine: rule `a` was skipped: condition `busy` raised ValueError: 1 {OF}",
        f"mine.yaml:4:20: warning: mine: rule `b` was skipped: condition `busy` raised ValueError: 2 {OF}",
    ] == warnings(capsys)


@pytest.mark.parametrize(
    ("answer", "cause"),
    [
        ("raise BaseException('out')", "raised BaseException: out"),
        ("return 1", "answered `int` instead of true or false"),
    ],
)
def test_a_calendar_that_fails_is_told_once_for_all_policies(
    answer: str, cause: str, install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", CALENDAR.format(answer=answer))
    (tmp_path / "t.yaml").write_text(f"calendar: {{use: moonish}}\n{TIMELINE}", "utf-8")
    rolling = MINE.replace("recommended: 1 day", "recommended: 2 business days").replace("when: {busy: 1}, ", "")
    for name in ("mine", "yours"):
        text = rolling.replace("when: {busy: 2}, ", "").replace("policy: mine", f"policy: {name}")
        (tmp_path / f"{name}.yaml").write_text(text, "utf-8")
    assert 3 == main(["compare", "t.yaml", "-p", "mine.yaml", "-p", "yours.yaml", "--as-of", "start"])
    assert [f"warning: mine, and 1 more: calendar `moonish` {cause} {OF}"] == warnings(capsys)


@pytest.mark.parametrize(
    ("advise", "cause"),
    [
        ("return ONE", "returned `dict`, not a list of `do` bodies"),
        ("return 'thank-you'", "returned `str`, not a list of `do` bodies"),
        ("return None", "returned None, not a list of `do` bodies"),
        ("return 3", "returned `int`, not a list of `do` bodies"),
        ("return [ONE, 'thank-you']", "returned a list with `str` in it, not with `do` bodies"),
        ("yield None", "returned a list with None in it, not with `do` bodies"),
        ("yield 1 / 0", "raised ZeroDivisionError: division by zero"),
        ("raise BaseException('out')", "raised BaseException: out"),
    ],
)
def test_a_rule_kind_that_fails_is_told_with_what_it_did(
    advise: str, cause: str, install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", RULE_KIND.format(advise=advise))
    (tmp_path / "mine.yaml").write_text("policy: mine\nrules: [{id: a, court: everyone}]\n", "utf-8")
    assert 3 == main(["plan", "t.yaml", "-p", "mine.yaml", "--as-of", "start"])
    expected = f"mine.yaml:2:14: warning: mine: rule `a` was skipped: rule kind `court` {cause} {OF}"
    assert [expected] == warnings(capsys)


def test_what_a_rule_kind_advises_has_no_parameters(
    install: Install, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", RULE_KIND.format(advise="yield {**ONE, 'repeat': {'every': '1 week', 'times': '$times'}}"))
    (tmp_path / "mine.yaml").write_text("policy: mine\nrules: [{id: a, court: everyone}]\n", "utf-8")
    assert 3 == main(["plan", "t.yaml", "-p", "mine.yaml", "--as-of", "start"])
    cause = "what `court` advises: unknown param `times`"
    assert [f"mine.yaml:2:14: warning: mine: rule `a` was skipped: {cause} {OF}"] == warnings(capsys)


NO_CHANNELS = "import followup\n\n\n@followup.hookimpl\ndef register_channels():\n    {}\n"


@pytest.mark.parametrize(
    ("source", "cause"),
    [
        ("raise BaseException('out')", "was left out: importing `followup_courtesy` raised BaseException: out"),
        (
            NO_CHANNELS.format("raise BaseException('out')"),
            "was left out: register_channels raised BaseException: out",
        ),
        (
            "class Odd(BaseException):\n    def __str__(self):\n        raise self\n\n\nraise Odd\n",
            "was left out: importing `followup_courtesy` raised Odd",
        ),
    ],
)
def test_a_plugin_that_raises_what_is_no_exception_costs_one_line(
    source: str, cause: str, install: Install, capsys: pytest.CaptureFixture[str]
) -> None:
    install("courtesy", source)
    assert 3 == main(["plan", "t.yaml", "-p", "krautzel", "--as-of", "start"])
    assert [f"warning: plugin `courtesy` of followup-courtesy 1.0 {cause}"] == warnings(capsys)


@pytest.mark.parametrize(
    "source",
    [
        "raise KeyboardInterrupt",
        NO_CHANNELS.format("raise KeyboardInterrupt"),
        CONDITION.format(holds="raise KeyboardInterrupt"),
        RULE_KIND.format(advise="raise KeyboardInterrupt"),
        CALENDAR.format(answer="raise KeyboardInterrupt"),
    ],
)
def test_a_keyboard_interrupt_still_ends_the_program(source: str, install: Install, tmp_path: Path) -> None:
    install("courtesy", source)
    kind = {"register_rule_kinds": "court: 1", "register_conditions": "forbid: {act: connect}, when: {busy: 1}"}
    body = next((text for hook, text in kind.items() if hook in source), "forbid: {act: connect}")
    rules = f"rules: [{{id: a, {body}}}, {{id: c, do: {{act: connect, from: interview, {WINDOW}}}}}]\n"
    (tmp_path / "mine.yaml").write_text(f"policy: mine\n{rules}", "utf-8")
    use = "calendar: {use: moonish}\n" if "register_calendars" in source else ""
    (tmp_path / "t.yaml").write_text(use + TIMELINE, "utf-8")
    assert 130 == main(["plan", "t.yaml", "-p", "mine.yaml", "--as-of", "start"])


def test_where_two_plugins_bring_one_name_both_are_named(install: Install) -> None:
    install("courtesy", CONDITION.format(holds="return True"))
    install("polite", CALENDAR.format(answer="return True").replace("moonish", "busy"))
    host = followup.PluginHost.default()
    both = "plugin `courtesy` of followup-courtesy 1.0 or plugin `polite` of followup-polite 1.0"
    assert (both, "plugin `weekday` of followup", "") == (
        host.origin_of("busy"),
        host.origin_of("weekday"),
        host.origin_of("nothing"),
    )


def test_the_list_of_plugins_imports_no_library_that_they_only_use() -> None:
    code = (
        "import sys\nfrom followup.cli import main\nassert main(['plugins']) == 0\n"
        "print(sorted({'icalendar', 'holidays', 'apprise', 'mcp', 'jinja2', 'dateutil', 'jsonschema', 'rich'}"
        " & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "[]" == done.stderr.splitlines()[-1]
    assert "public-holidays" in done.stdout
