"""Embedding: adapters keep to public names and sixty lines, and the server answers the client of its own package."""

import asyncio
import json
import re
import subprocess
import sys
from collections.abc import Callable, Coroutine
from importlib import import_module
from pathlib import Path
from typing import TypeVar

import pytest
from mcp import Client, StdioServerParameters
from mcp.types import CallToolResult, TextContent

import followup
from followup_plugins import mcp_server

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "embedding.md").read_text(encoding="utf-8")
T = TypeVar("T")

EXAMPLES = ROOT / "docs" / "embedding"
ADAPTERS = (*sorted(EXAMPLES.glob("*.py")), ROOT / "plugins" / "followup_plugins" / "mcp_server.py")
TIMELINE = "timezone: America/New_York\nevents: [{event: interview, at: 2026-03-02T10:00}]\n"
AS_OF = "2026-03-02T12:00"


@pytest.mark.parametrize("file", ADAPTERS, ids=lambda file: file.name)
def test_an_adapter_has_sixty_lines_and_uses_public_names_only(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 60
    assert set(re.findall(r"\bfollowup\.(\w+)", text)) <= set(followup.__all__)
    assert [] == re.findall(r"^\s*from followup", text, flags=re.MULTILINE)


def test_there_are_three_adapters_and_the_page_names_each() -> None:
    assert ["applications.py", "tracker.py", "mcp_server.py"] == [file.name for file in ADAPTERS]
    assert all(f"{file.name}`" in PAGE for file in ADAPTERS)


POLICY = followup.load_policy("krautzel")
SCENE = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]})
PLAN = followup.plan(POLICY, SCENE)
HOST = followup.PluginHost.of()

RAISES: dict[str, tuple[type[Exception], Callable[[], object]]] = {
    "load_policy": (followup.PolicyError, lambda: followup.load_policy("nope")),
    "load_timeline": (followup.TimelineError, lambda: followup.load_timeline("nope.yaml")),
    "timeline": (followup.TimelineError, lambda: followup.timeline({"timezone": "Nowhere"})),
    "plan": (ValueError, lambda: followup.plan(POLICY, SCENE, "tomorrow")),
    "compare": (ValueError, lambda: followup.compare([POLICY], SCENE, "2026-03-02", "2026-03-01")),
    "why_not": (ValueError, lambda: followup.why_not(POLICY, SCENE, "dance")),
    "judge": (ValueError, lambda: followup.judge(PLAN, followup.example_timeline(), [POLICY])),
    "judge_history": (ValueError, lambda: followup.judge_history(SCENE, [POLICY], "tomorrow")),
    "next_change": (ValueError, lambda: followup.next_change(POLICY, SCENE, "tomorrow")),
    "Plan.explain": (ValueError, lambda: PLAN.explain("dance")),
    "Plan.from_json": (ValueError, lambda: followup.Plan.from_json("{}")),
    "PluginHost.channel": (LookupError, lambda: HOST.channel("dance")),
    "render": (LookupError, lambda: HOST.render("dance", PLAN)),
    "render_comparison": (LookupError, lambda: HOST.render_comparison("dance", followup.compare([POLICY], SCENE))),
    "render_feed": (LookupError, lambda: HOST.render_feed("dance", [PLAN])),
}


@pytest.mark.parametrize("name", RAISES)
def test_what_the_page_says_is_raised_is_raised(name: str) -> None:
    kind, call = RAISES[name]
    [line] = [line for line in re.split(r"\n(?=- )", PAGE) if f"`{name}`" in line and "raise" in line.split("None")[0]]
    assert kind.__name__ in re.sub(r"followup\.", "", line)
    with pytest.raises(kind):
        call()


def ran(program: str, *arguments: str, given: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(EXAMPLES / program), *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, encoding="utf-8", check=False)


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ("{", "Expecting property name"),
        ("{}", "cannot be used: 'stages'"),
        ((EXAMPLES / "acme.json").read_text().replace("America/New_York", "Nowhere"), "unknown time zone `Nowhere`"),
    ],
)
def test_what_a_tracker_gets_wrong_is_told_in_a_line(given: str, said: str) -> None:
    done = ran("tracker.py", "2026-03-04", given=given)
    assert (2, "") == (done.returncode, done.stdout)
    assert said in done.stderr
    assert "Traceback" not in done.stderr


def test_a_table_without_a_column_costs_its_rows_and_no_traceback(tmp_path: Path) -> None:
    (tmp_path / "table.csv").write_text("company,contact\nAcme,\n")
    done = ran("applications.py", str(tmp_path / "table.csv"), "2026-03-04")
    assert (2, "Acme\n  row 1 cannot be used: 'policy'\n", "") == (done.returncode, done.stdout, done.stderr)


# ---------------------------------------------------------------------- the server, over standard input and output


def asked(talk: Callable[[Client], Coroutine[None, None, T]], folder: Path) -> T:
    """Return what *talk* makes of a server that was started in *folder*."""
    start = "from followup_plugins.mcp_server import main; raise SystemExit(main())"
    paths = {"PYTHONPATH": ":".join(str(Path(path).resolve()) for path in sys.path if path)}

    async def session() -> T:
        server = StdioServerParameters(command=sys.executable, args=["-c", start], env=paths, cwd=folder)
        async with Client(server, read_timeout_seconds=60) as client:
            return await talk(client)

    return asyncio.run(session())


Call = tuple[str, dict[str, object]]

CALLS: dict[str, Call] = {
    "plan": ("plan", {"policy": "krautzel", "timeline": TIMELINE, "as_of": AS_OF}),
    "compare": ("compare", {"policies": ["krautzel", "resumehelp"], "timeline": TIMELINE, "horizon": "2026-04-01"}),
    "step": ("explain", {"policy": "krautzel", "timeline": TIMELINE, "about": "thank-by-email/interviewer/1"}),
    "rule": ("explain", {"policy": "krautzel", "timeline": TIMELINE, "about": "keep-in-touch", "as_of": AS_OF}),
    "check": ("check", {"kind": "timeline", "text": TIMELINE.replace("interview", "intervew")}),
    "own policy": ("plan", {"policy": "policy: mine\nextends: krautzel\n", "timeline": TIMELINE, "as_of": AS_OF}),
}

WRONG: dict[str, tuple[Call, str]] = {
    "unknown policy": (
        ("plan", {"policy": "krautzl", "timeline": TIMELINE}),
        "only name one that is installed (did you mean `krautzel`?)",
    ),
    "a path": (("plan", {"policy": "./secret.yaml", "timeline": TIMELINE}), "unknown policy `./secret.yaml`"),
    "an absolute path": (("plan", {"policy": "/etc/passwd", "timeline": TIMELINE}), "unknown policy `/etc/passwd`"),
    "a base by path": (
        ("plan", {"policy": "policy: mine\nextends: ./secret.yaml\n", "timeline": TIMELINE}),
        "policy:2:10: error[unknown-policy]: unknown policy `./secret.yaml`: a text can only name",
    ),
    "a wrong word": (
        ("plan", {"policy": "krautzel", "timeline": TIMELINE.replace("interview", "intervew")}),
        "timeline:2:18: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)",
    ),
    "a wrong instant": (("plan", {"policy": "krautzel", "timeline": TIMELINE, "as_of": "soon"}), "`soon` is no date"),
    "no such rule": (("explain", {"policy": "krautzel", "timeline": TIMELINE, "about": "dance"}), "no rule `dance`"),
    "too large": (("plan", {"policy": "krautzel", "timeline": "x: " + "y" * 2**20}), "larger than 1048576 bytes"),
    "too deep": (("plan", {"policy": "krautzel", "timeline": "[" * 1000}), "nested more than 64 levels deep"),
    "an argument left out": (("plan", {"policy": "krautzel"}), "timeline\n  Field required"),
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, CallToolResult]:
    """Return what the server answers to every call, in one session, beside a policy that it must not read."""
    folder = tmp_path_factory.mktemp("server")
    (folder / "secret.yaml").write_text("policy: secret\nrules: []\n")

    async def talk(client: Client) -> dict[str, CallToolResult]:
        calls = {**CALLS, **{name: call for name, (call, _) in WRONG.items()}}
        return {name: await client.call_tool(tool, given) for name, (tool, given) in calls.items()}

    return asked(talk, folder)


def test_the_server_lists_its_tools_as_the_page_does(tmp_path: Path) -> None:
    async def talk(client: Client) -> dict[str, list[str]]:
        return {tool.name: list(tool.input_schema["properties"]) for tool in (await client.list_tools()).tools}

    rows = re.findall(r"^\| `(\w+)` \| (.*?) \|", PAGE, flags=re.MULTILINE)
    assert {name: re.findall(r"`(\w+)`", takes) for name, takes in rows} == asked(talk, tmp_path)


def test_a_plan_and_a_comparison_are_those_of_the_library(answers: dict[str, CallToolResult]) -> None:
    on, _ = followup.parse_timeline(TIMELINE)
    assert on is not None
    policies = [followup.load_policy(name) for name in ("krautzel", "resumehelp")]
    plan = json.loads(followup.plan(policies[0], on, AS_OF).to_json())
    assert plan == answers["plan"].structured_content
    assert (
        json.loads(followup.compare(policies, on, None, "2026-04-01").to_json())
        == answers["compare"].structured_content
    )
    own = answers["own policy"].structured_content
    assert own is not None
    assert "mine" == own["policy"]["id"]
    assert [step["id"] for step in plan["steps"]] == [step["id"] for step in own["steps"]]


def test_steps_and_rules_are_explained_and_texts_checked(answers: dict[str, CallToolResult]) -> None:
    step, rule, check = (answers[name].structured_content for name in ("step", "rule", "check"))
    assert step is not None
    assert "source" == step["links"][0]["about"]
    assert rule is not None
    assert "keep-in-touch" == rule["rule"]
    line = "timeline:2:18: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)"
    assert {"usable": False, "diagnostics": [line]} == check
    assert f"\n{line}\n" in PAGE


@pytest.mark.parametrize("name", WRONG)
def test_a_mistake_is_an_answer_that_says_where(name: str, answers: dict[str, CallToolResult]) -> None:
    answer = answers[name]
    [content] = answer.content
    assert isinstance(content, TextContent)
    assert (True, None) == (answer.is_error, answer.structured_content)
    assert WRONG[name][1] in content.text
    assert "Traceback" not in content.text


def test_the_configuration_of_the_page_starts_the_server() -> None:
    [text] = re.findall(r"```json\n(.*?)```", PAGE, flags=re.DOTALL)
    project = (ROOT / "pyproject.toml").read_text()
    assert (
        f'\n{json.loads(text)["mcpServers"]["followup"]["command"]} = "followup_plugins.mcp_server:main"\n' in project
    )


def test_without_the_extra_it_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "mcp.server.mcpserver", None)
    monkeypatch.delitem(sys.modules, mcp_server.__name__)
    with pytest.raises(SystemExit, match=r"^followup-mcp needs .* pip install 'followup\[mcp\]'$"):
        import_module(mcp_server.__name__)


# ---------------------------------------------------------------------- policies from texts


def test_a_policy_from_a_text_is_the_one_of_the_file(tmp_path: Path) -> None:
    text = (ROOT / "policies" / "followup_policies" / "krautzel.yaml").read_text(encoding="utf-8")
    (tmp_path / "krautzel.yaml").write_text(text, encoding="utf-8")
    from_text, said = followup.parse_policy(text, str(tmp_path / "krautzel.yaml"))
    assert (from_text, said) == followup.check_policy(tmp_path / "krautzel.yaml")
    assert from_text is not None


def test_mistakes_in_a_policy_from_a_text_have_places() -> None:
    found, said = followup.parse_policy("policy: x\nrules: [{id: a}]\n", "mine")
    assert found is None
    assert [("mine:2:14", "no-kind")] == [(str(one.place), one.code) for one in said]


def test_a_policy_from_a_text_reads_no_file_that_it_names(tmp_path: Path) -> None:
    (tmp_path / "base.yaml").write_text("policy: base\nrules: []\n")
    for base in (str(tmp_path / "base.yaml"), "../base.yaml", "base"):
        found, [said] = followup.parse_policy(f"policy: x\nextends: {base}\n", str(tmp_path / "x.yaml"))
        assert (None, "unknown-policy") == (found, said.code)


def test_a_timeline_from_a_text_or_from_data_reads_no_file_that_it_names(tmp_path: Path) -> None:
    secret = tmp_path / "secret.yaml"
    secret.write_text("policy: base\nrules: []\nhidden: 1\n")
    for policy in (str(secret), "secret.yaml", "./secret.yaml", "../secret.yaml", "secret"):
        text = f"timezone: UTC\npolicy: {policy}\n"
        found, [said] = followup.parse_timeline(text, str(tmp_path / "mine.yaml"))
        assert (None, "unknown-policy") == (found, said.code)
        with pytest.raises(followup.TimelineError) as caught:
            followup.timeline({"policy": policy})
        assert ["unknown-policy"] == [one.code for one in caught.value.diagnostics]
        assert "hidden" not in str(mcp_server.check("timeline", text))
    found, _ = followup.parse_timeline("timezone: UTC\npolicy: krautzel\n")
    assert found is not None


def test_a_text_that_is_an_installed_policys_id_is_that_policy() -> None:
    assert followup.check_policy("krautzel") == followup.parse_policy("krautzel")
    found, [said] = followup.parse_policy("# mine\nkrautzl\n", "mine")
    assert (None, "mine:2:1", "unknown-policy") == (found, str(said.place), said.code)
