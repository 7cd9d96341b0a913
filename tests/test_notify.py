"""Notifications: what is sent, to whom, from which file alone, and in which time; nothing leaves this machine."""

import json
import os
import re
import subprocess
import sys
import time
import warnings
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from importlib.util import find_spec
from pathlib import Path
from socket import create_server
from threading import Thread
from typing import Any, NamedTuple

import pytest

import followup
from command_line import run
from followup.cli.notice import Notice, notice
from followup.cli.send import send
from followup.cli.usage import MistakeError
from followup.loading.services import load_services
from followup.model.service import PARAMETERS, SERVICES, Service

if find_spec("apprise") is None and os.environ.get("CI"):
    pytest.fail("apprise is missing, and CI is set", pytrace=False)

needs_apprise = pytest.mark.skipif(find_spec("apprise") is None, reason="sends by apprise")
needs_owners = pytest.mark.skipif(not hasattr(os, "geteuid"), reason="files have no owners here")

NOON = "2026-03-10T12:00"
SECRET = "tOpSeCrEt"
MESSAGE = Notice("followup: 1 due", "acme: call")

TIMELINE = """\
timeline: acme
timezone: UTC
policy: sparks-group
facts: {company.culture: modern, role.field: it, handwriting: good}
people: {dana: {name: "Dana Reyes"}}
events:
  - {event: interview, at: 2026-03-10T10:00, ends: 2026-03-10T11:00, with: [dana]}
"""
BODY = [
    "acme: ask permission: Dana Reyes; until Tue 10 March 2026 23:59",
    "acme: ask timeframe: Dana Reyes; until Tue 10 March 2026 23:59",
    "acme: thank you: Dana Reyes, by email; until Wed 11 March 2026 11:00",
]


@pytest.fixture(autouse=True)
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Work in a folder with one timeline; return the path of the configuration, which is not there yet."""
    folder = tmp_path / "config" / "followup"
    folder.mkdir(parents=True)
    monkeypatch.setattr("click.get_app_dir", lambda name: str(folder.parent / name))
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    jobs = tmp_path / "jobs"
    jobs.mkdir()
    monkeypatch.chdir(jobs)
    Path("acme.yaml").write_text(TIMELINE)
    return folder / "notify.yaml"


def write(config: Path, *urls: str) -> None:
    config.write_text("urls:\n" + "".join(f"  - {json.dumps(url)}\n" for url in urls))
    config.chmod(0o600)


class Server(NamedTuple):
    port: int
    received: list[dict[str, Any]]


@pytest.fixture
def server() -> Iterator[Server]:
    """Take messages on this machine; to the topics `refused` and `moved` say no and elsewhere."""
    received: list[dict[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            message = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            received.append(message | {"headers": dict(self.headers)})
            self.send_response({"refused": 403, "moved": 307}.get(message["topic"], 200))
            self.send_header("Location", "/elsewhere")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = Thread(target=listening.serve_forever)
        thread.start()
        yield Server(listening.server_port, received)
        listening.shutdown()
        thread.join()


# ------------------------------------------------------------------ the message


def day_of(text: str) -> followup.Today:
    host = followup.PluginHost.default()
    timeline, diagnostics = followup.parse_timeline(text, host=host)
    assert timeline is not None, diagnostics
    return followup.today([followup.plan(followup.load_policy("sparks-group", host=host), timeline, as_of=NOON)])


def test_the_title_counts_and_the_body_has_a_line_for_each_step() -> None:
    assert Notice("followup: 3 due", "\n".join(BODY)) == notice(day_of(TIMELINE))
    late = notice(day_of(TIMELINE.replace("03-10T1", "03-08T1")), left_out=1)
    assert late is not None
    assert re.fullmatch(r"followup: (\d due, )?\d overdue", late.title)
    assert "; late since " in late.body.splitlines()[0]
    assert "1 file is left out: see 'followup today'" == late.body.splitlines()[-1]
    asked = notice(day_of(re.sub("facts:.*\n", "", TIMELINE)))
    assert asked is not None
    assert re.fullmatch(r"\d questions? needs? an answer", asked.body.splitlines()[-1])


def test_nothing_due_is_no_message() -> None:
    assert None is notice(day_of(TIMELINE.replace("2026-03-10T1", "2026-04-10T1")))


@pytest.mark.parametrize("name", ["@everyone", "<!channel>", "[x](http://x)"])
def test_a_hostile_name_neither_ends_its_line_nor_calls_anybody_nor_reaches_the_title(name: str) -> None:
    found = notice(day_of(TIMELINE.replace("Dana Reyes", name)))
    assert found is not None
    assert "followup: 3 due" == found.title
    assert 3 == len(found.body.splitlines())
    assert not set("@<>[]`") & set(found.body)


def test_a_name_with_line_ends_that_got_past_the_reader_still_has_one_line() -> None:
    day = day_of(TIMELINE)
    due = []
    for plan, step in day.due:
        assert step.to is not None
        due.append((plan, step._replace(to=replace(step.to, name="Eve\r\nBcc: x\x00\x1b[2J"))))
    found = notice(replace(day, due=tuple(due)))
    assert found is not None
    assert "followup: 3 due" == found.title
    assert ["ask permission: Eve Bcc: x??(2J", "ask timeframe: Eve Bcc: x??(2J"] == [
        line.partition(": ")[2].partition(";")[0] for line in found.body.splitlines()[:2]
    ]
    assert 3 == len(found.body.splitlines())


def test_a_long_day_is_cut_and_says_so() -> None:
    day = day_of(TIMELINE)
    found = notice(replace(day, due=day.due * 100))
    assert found is not None
    lines = found.body.splitlines()
    assert "followup: 300 due" == found.title
    assert f"and {300 - (len(lines) - 1)} more: see 'followup today'" == lines[-1]
    assert 500 < len(found.body) < 1000


# ------------------------------------------------------------------ the file of services


def mistakes_in(config: Path, text: str) -> list[str]:
    config.write_text(text)
    config.chmod(0o600)
    services, mistakes = load_services(str(config))
    assert bool(services) != bool(mistakes)
    assert SECRET not in f"{services}{mistakes}"
    return [str(mistake).removeprefix(f"{config}") for mistake in mistakes]


def test_a_service_never_shows_its_address(config: Path) -> None:
    assert [] == mistakes_in(config, f"urls:\n  - NTFYS://user:{SECRET}@ntfy.sh/topic?priority=high\n")
    assert "(Service(scheme='ntfys'),)" == str(load_services(str(config))[0])


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (
            "urls:\n  - ntfi://{}\n",
            ":2:5: error[unknown-service]: unknown or refused service `ntfi` (did you mean `ntfy`?)",
        ),
        ("urls: [json://h/{}]", ":1:8: error[unknown-service]: unknown or refused service `json` (one of `discord`, "),
        ("urls: [{}]", ":1:8: error[bad-service]: address 1 is none of a service (it begins with its kind, "),
        ("urls: ['ntfy://h/{}, json://h']", ":1:8: error[bad-service]: address 1 is none of a service "),
        ("urls: [ntfy://h/{}, 7]", ":1:28: error[bad-service]: address 2 is none of a service "),
        ("url: [ntfy://{}]", ":1:1: error[no-services]: no list of addresses `urls` (begin with `urls:`, "),
        ("urls: ntfy://{}", ":1:7: error[no-services]: no list of addresses `urls` "),
        ("urls: []", ":1:7: error[no-services]: no list of addresses `urls` "),
        ("- ntfy://{}", ":1:1: error[no-services]: no list of addresses `urls` "),
        ("urls: [" + "ntfy://h/{}," * 21 + "]", ":1:7: error[too-many-services]: more than 20 addresses"),
        ("urls: [ntfy://h/t]\nntfy://{}: 1\n", ":2:1: error[unknown-key]: unknown key `…` (only `urls` is possible)"),
        ("ntfy://{}: 1\nntfy://{}: 2\n", ":2:1: error[duplicate-key]: an address cannot stand here ("),
    ],
)
def test_a_mistake_is_told_with_its_place_and_without_the_address(config: Path, text: str, line: str) -> None:
    assert mistakes_in(config, text.replace("{}", SECRET))[0].startswith(line)


def test_an_unknown_key_is_told_with_the_one_that_is_meant(config: Path) -> None:
    lines = mistakes_in(config, "urls: [ntfy://h/t]\nulrs: []\n")
    assert [":2:1: error[unknown-key]: unknown key `ulrs` (did you mean `urls`?)"] == lines


@pytest.mark.parametrize(
    "tail",
    [
        *(
            "?template=/etc/passwd",
            "?attach=http://h/x",
            "?to=a&Attach=x",
            "?to=a;attach=x",
            "?%61ttach=x",
            "?+X-Evil=1",
        ),
        *("?-x=1", "?:x=1", "?a?attach=x", "?retry=5", "?wait=60", "?redirect=yes", "?format=markdown", "?pgppub=/x"),
        *("?verify=no", "? attach=x".replace(" ", "%20"), "?store=yes", "?rto=900", "?delay=1h", "?plugin=/x"),
    ],
)
def test_a_parameter_that_could_load_or_wait_is_refused(config: Path, tail: str) -> None:
    line = ":2:5: error[bad-service]: address 1 (`ntfy`) has a parameter that is not allowed (only `auth`, "
    assert mistakes_in(config, f"urls:\n  - {json.dumps(f'ntfy://h/{SECRET}{tail}')}\n")[0].startswith(line)


@needs_apprise
def test_every_service_is_one_that_apprise_knows_and_what_runs_or_loads_is_none() -> None:
    import apprise

    warnings.simplefilter("ignore")  # it imports what Python gives up; pytest restores this
    known = {
        scheme
        for one in apprise.Apprise().details()["schemas"]
        for key in ("protocols", "secure_protocols")
        for scheme in one[key] or ()
    }
    assert known >= set(SERVICES)
    refused = {"json", "jsons", "xml", "xmls", "form", "forms", "syslog", "rsyslog", "apprise", "apprises", "matrix"}
    assert known >= refused
    assert not refused & set(SERVICES)
    assert not {"macosx", "windows", "dbus", "gnome"} & set(SERVICES), "known on some machines only"
    assert not {"attach", "template", "pgppub", "pgpprv", "wkd", "store", "avatar_url"} & PARAMETERS


@needs_owners
@pytest.mark.parametrize("mode", [0o620, 0o602, 0o666])
def test_a_file_that_others_may_write_is_refused_unread(config: Path, mode: int) -> None:
    write(config, f"json://{SECRET}")
    config.chmod(mode)
    line = f"{config}: error[unsafe-file]: other users may write to this file (`chmod 600` it)\n"
    assert (2, "", line) == run("notify", "--as-of", NOON)


@needs_owners
def test_a_file_of_another_user_is_refused(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(config, "ntfy://h/t")
    monkeypatch.setattr(os, "geteuid", lambda: config.stat().st_uid + 1)
    line = f"{config}: error[unsafe-file]: this file belongs to another user (write one of your own)\n"
    assert (2, "", line) == run("notify", "--as-of", NOON)


def test_without_a_file_it_says_which_to_write(config: Path) -> None:
    note = (
        f"note: no services yet: write {config}, for you alone (`chmod 600`), such as\n"
        "  urls:\n    - ntfys://ntfy.sh/a-long-secret-topic\n"
    )
    assert (2, "", f"{note}error: nobody to send to (`--dry-run` shows the message)\n") == run(
        "notify", "--as-of", NOON
    )
    said = run("notify", "--as-of", NOON, "--dry-run")
    assert (0, "followup: 3 due\n\n" + "\n".join(BODY) + "\n\nto nobody; not sent\n", note) == said


# ------------------------------------------------------------------ sending


def test_a_dry_run_shows_the_kinds_only_and_starts_nothing(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(config, f"ntfy://127.0.0.1:1/{SECRET}", f"mailto://me:{SECRET}@h.org")
    monkeypatch.setattr(subprocess, "Popen", None)
    out = "followup: 3 due\n\n" + "\n".join(BODY) + "\n\nto ntfy, mailto; not sent\n"
    assert (0, out, "") == run("notify", "--as-of", NOON, "--dry-run")


def test_a_private_message_names_nobody(config: Path) -> None:
    write(config, "ntfy://127.0.0.1:1/t")
    code, out, _ = run("notify", "--as-of", NOON, "--dry-run", "--private")
    assert (0, "followup: 3 due") == (code, out.splitlines()[0])
    assert "thank you: person-" in out
    assert not [name for name in ("Dana", "dana", "Reyes", "acme") if name in out]


def test_on_a_day_without_anything_due_nothing_is_sent(config: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(config, "ntfy://127.0.0.1:1/t")
    monkeypatch.setattr(subprocess, "Popen", None)
    assert (0, "nothing is due or overdue: nothing to send\n", "") == run("notify", "--as-of", "2026-02-10T12:00")


@needs_apprise
def test_a_message_arrives_as_it_is(config: Path, server: Server) -> None:
    write(config, f"ntfy://127.0.0.1:{server.port}/{SECRET}")
    assert (0, "sent to `ntfy`: followup: 3 due\n", "") == run("notify", "--as-of", NOON)
    [message] = server.received
    headers = message.pop("headers")
    assert {"topic": SECRET, "title": "followup: 3 due", "message": "\n".join(BODY)} == message
    assert not [name for name in headers if name.startswith("X-")], "no picture from elsewhere"


@needs_apprise
def test_who_has_it_and_who_has_not_is_told_by_kind_and_number(config: Path, server: Server) -> None:
    here = f"ntfy://127.0.0.1:{server.port}"
    write(config, f"{here}/{SECRET}", f"{here}/refused?token={SECRET}", f"gotify://127.0.0.1:1/{SECRET}")
    warnings = "".join(
        f"warning: service {which} was not reached, or refused it\n" for which in ("2 (`ntfy`)", "3 (`gotify`)")
    )
    assert (3, "sent to 1 of 3 services: followup: 3 due\n", warnings) == run("notify", "--as-of", NOON)
    write(config, f"{here}/refused")
    before = len(server.received)
    error = "warning: service 1 (`ntfy`) was not reached, or refused it\nerror: nothing was delivered\n"
    assert (2, "", error) == run("notify", "--as-of", NOON)
    write(config, f"{here}/moved")
    assert (2, "", error) == run("notify", "--as-of", NOON)
    assert before + 2 == len(server.received), "asked once each, and not elsewhere"


@needs_apprise
def test_a_broken_timeline_is_told_in_the_message_and_by_the_exit_code(config: Path, server: Server) -> None:
    write(config, f"ntfy://127.0.0.1:{server.port}/t")
    Path("broken.yaml").write_text("timezone: Mars\n")
    said = run("notify", "--as-of", NOON)
    assert (2, "sent to `ntfy`: followup: 3 due\n") == (said.code, said.out)
    assert [*BODY, "1 file is left out: see 'followup today'"] == server.received[0]["message"].splitlines()


@needs_apprise
def test_a_service_that_never_answers_costs_so_much_time_and_the_others_still_count(server: Server) -> None:
    with create_server(("127.0.0.1", 0)) as silent:
        services = [
            Service("ntfy", f"ntfy://127.0.0.1:{silent.getsockname()[1]}/t"),
            Service("ntfy", f"ntfy://127.0.0.1:{server.port}/t"),
        ]
        begun = time.monotonic()
        assert {1: True} == send(MESSAGE, services, seconds=10)  # a busy machine needs some of it to begin
        assert time.monotonic() - begun < 30
        connection, _ = silent.accept()
        with connection:
            connection.settimeout(30)
            try:
                while connection.recv(65536):
                    pass  # what was asked, and then the end: who asked is gone
            except ConnectionResetError:
                pass
            except TimeoutError:
                pytest.fail("the process still waits")


def test_addresses_and_text_are_in_no_argument_and_no_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    seen = []
    popen = subprocess.Popen

    def spy(*given: Any, **named: Any) -> Any:
        seen.append((given, named))
        return popen(*given, **named)

    monkeypatch.setattr(subprocess, "Popen", spy)
    with suppress(MistakeError):
        send(MESSAGE, [Service("ntfy", "ntfy://")])
    [(given, named)] = seen
    assert ([sys.executable, "-P", "-m", "followup.cli.sender"],) == given
    assert {"stdin", "stdout", "stderr", "start_new_session"} == named.keys()


def pretend(folder: Path, monkeypatch: pytest.MonkeyPatch, code: str) -> None:
    """Put a package `apprise` with *code* before all others."""
    folder.mkdir()
    (folder / "apprise.py").write_text(code)
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join([str(folder), *map(os.path.abspath, filter(None, sys.path))]))


def test_without_the_extra_it_says_what_to_install(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pretend(tmp_path / "none", monkeypatch, "raise ImportError")
    write(config, "ntfy://127.0.0.1:1/t")
    line = "error: sending needs a package that is not installed (pip install 'followup[notify]')\n"
    assert (2, "", line) == run("notify", "--as-of", NOON)


@needs_owners
def test_at_the_end_of_the_time_the_process_ends_with_all_that_it_started(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    code = (
        "print('0 delivered', flush=True)\n"  # what others print is no answer
        f"import subprocess, time\nsubprocess.Popen(['sleep', '60'], stdout=open({str(pipe)!r}, 'w'))\ntime.sleep(60)\n"
    )
    pretend(tmp_path / "slow", monkeypatch, code)
    reader = Thread(target=pipe.read_bytes, daemon=True)  # ends when nobody holds the pipe any more
    reader.start()
    assert {} == send(MESSAGE, [Service("ntfy", "ntfy://h/t")], seconds=8)
    reader.join(30)  # less than the minute that it would sleep
    assert not reader.is_alive()


def test_a_file_that_is_called_apprise_is_not_run() -> None:
    Path("apprise.py").write_text("open('was-run', 'w').close()\n")
    with suppress(MistakeError):  # where apprise is not installed
        send(MESSAGE, [Service("ntfy", "ntfy://")])
    assert not Path("was-run").exists()


def test_one_module_alone_uses_apprise() -> None:
    engine = Path(followup.__file__).parent
    using = [
        file.name for file in engine.rglob("*.py") if re.search(r"^\s*(import|from) apprise", file.read_text(), re.M)
    ]
    assert ["sender.py"] == using
