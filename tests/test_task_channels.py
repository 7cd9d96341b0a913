"""The channels for lists of tasks and tables, read back by programs that are not ours: no text leaves its field."""

import csv
import io
import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import orgparse
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pytodotxt import Task, TodoTxtParser

import followup
from followup.testing.strategies import Data, timelines
from followup_plugins import csv_format, org, taskwarrior, todotxt
from followup_plugins.tasks import due, hidden_until, planned, uuid_of
from followup_plugins.wording import harmless

HOST = followup.PluginHost.of()
CHANNELS = (csv_format.Csv(), taskwarrior.Taskwarrior(), todotxt.TodoTxt(), org.Org())
POLICY = {name: followup.load_policy(name, host=HOST) for name in HOST.policies}
EXAMPLE = followup.example_timeline(host=HOST)
PLANS = [followup.plan(policy, EXAMPLE, as_of) for policy in POLICY.values() for as_of in (None, "2026-03-10")]
AS_OFS = (None, "2026-03-02T11:20", "2026-03-10", "2026-06-01")
ORG_SPACE = "\N{ZERO WIDTH SPACE}"

LATER = followup.timeline(
    {
        "timeline": "acme",
        "timezone": "Europe/Berlin",
        "facts": {"company.culture": "modern", "role.field": "it"},
        "people": {"dana": {"name": "[Dana] &open; \"x\" \\ 'y' {z} é 😀", "role": "recruiter"}, "lee": {}},
        "events": [
            {"event": "interview", "at": "2090-03-02T10:00", "with": ["dana", "lee"]},
            {"event": "timeframe", "at": "2090-03-02T10:30", "answer_by": "2090-03-20"},
            {"event": "did", "at": "2090-03-02T13:00", "act": "thank-you", "to": "dana", "via": "email"},
        ],
    },
    host=HOST,
)
"""So late that no task of it has expired whenever this runs: Taskwarrior looks at the clock."""

Poison = Callable[[followup.Comparison, str], followup.Comparison]


def one(text: str) -> str:
    return " ".join(harmless(text).split())


def local(moment: datetime) -> datetime:
    return moment.replace(tzinfo=None)


def seen(plan: followup.Plan) -> list[followup.Step]:
    """The steps that are to be done, or are done."""
    return [step for step in plan.steps if step.at is not None]


# ---------------------------------------------------------------------- what they have in common


@given(timelines(), st.sampled_from(sorted(POLICY)), st.sampled_from(AS_OFS))
def test_a_task_is_seen_planned_due_and_gone_in_this_order(timeline: Data, policy: str, as_of: str | None) -> None:
    for step in seen(followup.plan(POLICY[policy], followup.timeline(timeline, host=HOST), as_of, "2026-08-01")):
        assert hidden_until(step) <= planned(step)
        if step.status is not followup.Status.DONE:
            assert planned(step) <= due(step)
            assert step.expires is None or due(step) <= step.expires
            assert step.at is not None
            assert planned(step) <= step.at


def test_what_is_held_up_is_planned_for_when_it_is_free_and_what_is_due_for_its_best_minute() -> None:
    late, *others = followup.plan(held_up(), LATER, "2090-03-10").steps
    assert "overdue" == late.status
    assert (late.recommended, late.earliest) == (planned(late), hidden_until(late))
    held = others[-1]
    assert held.at is not None
    assert held.at > held.overdue
    assert (held.at, held.at, held.at) == (planned(held), hidden_until(held), due(held))


def held_up() -> followup.Policy:
    """A policy whose check-in has to wait for the promised day."""
    found, said = followup.parse_policy(
        """
        policy: held
        rules:
          - {id: thank, do: {act: thank-you, from: interview, window: {recommended: 1 day, expires: 6 months}}}
          - {id: ask, do: {act: check-in, to: {each: interviewer}, from: interview,
              window: {recommended: 1 day, expires: 6 months}}}
          - {id: wait, forbid: {act: check-in, before: timeframe.answer_by}}
        """
    )
    assert found is not None, said
    return found


def test_ids_hold_no_date_and_tell_policies_and_timelines_apart() -> None:
    moved = followup.timeline({"timeline": EXAMPLE.id, "events": [{"event": "interview", "at": "2031-01-07T09:00"}]})
    plans = [followup.plan(POLICY["krautzel"], on) for on in (EXAMPLE, moved)]
    ids = [{step.id: uuid_of(plan, step) for step in plan.steps} for plan in plans]
    shared = ids[0].keys() & ids[1].keys()
    assert shared
    assert all(ids[0][name] == ids[1][name] for name in shared)
    every = [uuid_of(plan, step) for plan in PLANS[::2] for step in plan.steps]
    assert len(set(every)) == len(every)


@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_a_feed_does_not_depend_on_the_order_of_its_plans(channel: csv_format.Csv) -> None:
    assert channel.render_feed(PLANS, None) == channel.render_feed(PLANS[::-1], None)
    assert channel.render(PLANS[0]) == channel.render_feed(PLANS[:1], b"something that was there before")


# ---------------------------------------------------------------------- csv


def rows(data: bytes) -> list[dict[str, str]]:
    text = data.decode("utf-8-sig")
    assert data.startswith(b"\xef\xbb\xbf")
    assert text.count("\n") == text.count("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.policy.id} {plan.start}")
def test_a_table_has_a_row_for_each_step(plan: followup.Plan) -> None:
    found = rows(csv_format.Csv().render(plan))
    assert [step.id for step in plan.steps] == [row["step"] for row in found]
    for step, row in zip(plan.steps, found, strict=True):
        assert tuple(row) == csv_format.COLUMNS
        assert [step.status, step.act, step.via or "", step.title] == [
            row[k] for k in ("status", "act", "medium", "title")
        ]
        for column, moment in (("when", step.at), ("earliest", step.earliest), ("expires", step.expires)):
            assert (moment and local(moment)) == (datetime.fromisoformat(row[column]) if row[column] else None)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("=1+1", "'=1+1"),
        ("+1 555", "'+1 555"),
        ("-2", "'-2"),
        ("@SUM(A1)", "'@SUM(A1)"),
        ("\t=1", "'=1"),
        ("\r=1", "'=1"),
        ("\n =1", "'=1"),
        ("\N{NO-BREAK SPACE}=1", "'=1"),
        ("\N{FULLWIDTH EQUALS SIGN}1", "'\N{FULLWIDTH EQUALS SIGN}1"),
        ("\N{SMALL PLUS SIGN}1", "'\N{SMALL PLUS SIGN}1"),
        ("\N{MINUS SIGN}1", "'\N{MINUS SIGN}1"),
        (f"{ORG_SPACE}=1", f"'{ORG_SPACE}=1"),
        ('"=1', "'\"=1"),
        ("a;=1", "a;'=1"),
        ("a; @b", "a;' @b"),
        ("Dana-Lee = 1 + 1, me@acme.example", "Dana-Lee = 1 + 1, me@acme.example"),
        ("", ""),
    ],
)
def test_no_cell_is_a_formula(text: str, expected: str) -> None:
    assert expected == csv_format.cell(text)


@given(st.text(st.sampled_from("=+-@;,'\" \t\r\n\ufeff1aé\uff1d") | st.characters(), max_size=20))
def test_any_text_stays_in_its_cell_and_is_no_formula(text: str) -> None:
    made = csv_format.cell(text)
    assert one(text) == one(re.sub(r"(^|;)'", r"\1", made)) or one(text).startswith("'") or ";'" in text
    for part in made.split(";"):
        assert not part.strip(" \ufeff").startswith(("=", "+", "-", "@", "\uff1d"))
    assert {"\r", "\n", "\t"}.isdisjoint(made)


# ---------------------------------------------------------------------- todo.txt


def tasks(text: str) -> list[Task]:
    assert not text or text.endswith("\n")
    found: list[Task] = TodoTxtParser().parse_str(text)
    assert text.count("\n") == len(found)
    return found


def see_task(plan: followup.Plan, step: followup.Step, task: Task, project: str) -> None:
    done = step.status is followup.Status.DONE
    assert done is task.is_completed
    assert (None if done else {"must": "A", "should": "B", "may": "C"}[step.strength]) == task.priority
    assert (planned(step).date() if done else None) == task.completion_date
    assert None is task.creation_date
    assert [project] == task.projects
    assert (1 if step.via else 0) == len(task.contexts)
    dates = {name: date.fromisoformat(task.attributes[name][0]) for name in ("t", "due") if not done}
    assert ({} if done else {"t": hidden_until(step).date(), "due": due(step).date()}) == dates
    assert ({"step"} if done else {"t", "at", "due", "step"}) == set(task.attributes)
    assert all(len(values) == 1 for values in task.attributes.values())


@given(timelines(), st.sampled_from(sorted(POLICY)), st.sampled_from(AS_OFS))
def test_a_reader_of_todo_txt_finds_what_the_plan_says(timeline: Data, policy: str, as_of: str | None) -> None:
    plan = followup.plan(POLICY[policy], followup.timeline(timeline, host=HOST), as_of, "2026-08-01")
    for step, task in zip(seen(plan), tasks(todotxt.TodoTxt().render(plan)), strict=True):
        see_task(plan, step, task, plan.timeline.id)
        assert [f"{policy}/{step.id}"] == task.attributes["step"]
        assert ([step.via] if step.via else []) == task.contexts


@given(st.text(st.sampled_from("+@:x() \t\n12-aé\u2028") | st.characters(), max_size=30))
def test_no_text_is_a_project_a_context_or_a_key(text: str) -> None:
    task = Task(f"(A) +project {todotxt.plain(text)} due:2026-03-02")
    assert (["project"], [], ["due"]) == (task.projects, task.contexts, list(task.attributes))
    assert len(todotxt.plain(text).splitlines()) <= 1


# ---------------------------------------------------------------------- Org mode


def headings(text: str) -> list[orgparse.OrgNode]:
    return [node for node in orgparse.loads(text)[1:] if isinstance(node, orgparse.OrgNode)]


def see_heading(plan: followup.Plan, step: followup.Step, node: orgparse.OrgNode) -> None:
    done, open_ = step.status is followup.Status.DONE, step.at is not None
    state = "DONE" if done else "TODO" if open_ else "CANCELLED"
    assert (2, state) == (node.level, node.todo)
    assert {"must": "A", "should": "B", "may": "C"}[step.strength] == node.priority
    dates = (node.scheduled.start, node.deadline.start, node.closed.start)
    if state == "TODO":
        assert (local(planned(step)), local(due(step)), None) == dates
    else:
        assert (None, None, local(step.at or step.expires or step.overdue)) == dates
    assert {"ID", "STEP", "EARLIEST", "RECOMMENDED", "OVERDUE", "EXPIRES"} == set(node.properties)
    assert uuid_of(plan, step) == node.properties["ID"]
    assert [] == node.datelist + node.rangelist  # timestamps of the body and the heading
    assert (1 if step.via is None else 2) == len(node.tags)
    body = node.get_body(format="raw")
    assert all(line.startswith("- ") for line in body.splitlines())
    for text in (body, node.get_heading(format="raw")):
        assert text.replace("[[", "") == text
        assert [] == re.findall(r"(?<!\d):(?=[^\s\d])|<(?!​)", text.replace(f"{ORG_SPACE}:", "")), text


@given(timelines(), st.sampled_from(sorted(POLICY)), st.sampled_from(AS_OFS))
def test_a_reader_of_org_finds_what_the_plan_says(timeline: Data, policy: str, as_of: str | None) -> None:
    plan = followup.plan(POLICY[policy], followup.timeline(timeline, host=HOST), as_of, "2026-08-01")
    top, *nodes = headings(org.Org().render(plan))
    assert f"{policy} for {plan.timeline.id}" == top.heading
    for step, node in zip(plan.steps, nodes, strict=True):
        see_heading(plan, step, node)
        assert f"{policy}/{step.id}" == node.properties["STEP"]


@pytest.mark.parametrize(
    "text",
    [
        "* heading", "[[file:x][y]]", "https://acme.example", "elisp:(boom)", "shell:boom", "<2026-03-02 Mon>",
        "[2026-03-02 Mon]", "<%%(boom)>", "#+INCLUDE: x", ":END:", ":PROPERTIES:", "x :tag:other:", "[#A] x",
        "{{{m(x)}}}", "src_sh{boom}", "call_f(x)", "[fn:1]", "<<target>>", "*bold* /it/ =v= ~c~ +s+ _u_", "\\alpha $x$",
        "| a | b |",
    ],
)  # fmt: skip
def test_no_text_is_anything_to_org(text: str) -> None:
    made = org.plain(text)
    assert text == made.replace(ORG_SPACE, "")
    [node] = headings(f"* TODO x {made} :ours:\n- {made}\n")
    assert ({"ours"}, {}, None, []) == (set(node.tags), node.properties, node.priority, node.datelist)
    assert f"x {made}" == node.get_heading(format="raw").removeprefix("TODO ").removesuffix(" :ours:")
    assert None is re.search(r"\[\[|<[<\d%]|\[(?:\d|#|fn)|\{\{|(?:src|call)_|\w\{|[a-z]:\S|\\\w|\$x", made)
    assert None is re.search(r"(?:^| )([*/=~+_])[^\s\u200b]+\1", made)


@given(st.text(st.sampled_from("*[]<>:#+{}|_/=~\\ \t\n12-aé") | st.characters(), max_size=30))
def test_any_text_reads_the_same_in_org_and_adds_nothing(text: str) -> None:
    made = org.plain(text)
    assert one(text).replace(ORG_SPACE, "") == made.replace(ORG_SPACE, "")
    [node] = headings(f"* TODO x {made} :ours:\n- {made}\n")
    assert ({"ours"}, {}, []) == (set(node.tags), node.properties, node.datelist)
    assert not node.scheduled
    assert not node.deadline


# ---------------------------------------------------------------------- Taskwarrior

Tasks = dict[str, dict[str, object]]


@pytest.fixture
def task(tmp_path: Path) -> Callable[..., str]:
    """Return what runs Taskwarrior on a list of its own."""
    if shutil.which("task") is None:
        if os.environ.get("CI"):
            pytest.fail("Taskwarrior is not installed")
        pytest.skip("Taskwarrior is not installed: `apt-get install taskwarrior`")
    (tmp_path / "taskrc").write_text(f"data.location={tmp_path}\nconfirmation=off\nhooks=off\nverbose=nothing\n")
    env = os.environ | {"TASKRC": str(tmp_path / "taskrc"), "HOME": str(tmp_path)}

    def run(*arguments: str, given: str = "") -> str:
        command = ["task", *arguments]
        done = subprocess.run(command, input=given, capture_output=True, encoding="utf-8", check=True, env=env)
        assert "override" in done.stderr or not done.stderr, done.stderr  # a warning of dates out of order, for one
        return done.stdout

    return run


def listed(text: str) -> Tasks:
    return {one["uuid"]: one for one in json.loads(text)}


@pytest.mark.parametrize("policy", POLICY)
def test_taskwarrior_keeps_every_field(policy: str, task: Callable[..., str]) -> None:
    for as_of in (None, "2090-03-02T12:00", "2090-03-12"):
        text = taskwarrior.Taskwarrior().render(followup.plan(POLICY[policy], LATER, as_of))
        task("import", "-", given=text)
        kept = listed(task("export"))
        for uuid, given_ in listed(text).items():
            assert given_ == {**{name: kept[uuid].get(name) for name in given_}, "tags": given_["tags"]}
            tags = kept[uuid]["tags"]
            assert isinstance(tags, list)
            assert isinstance(given_["tags"], list)
            assert sorted(given_["tags"]) == sorted(tags)
        again = task("import", "-", given=text)
        assert {"skip"} == {line.split()[0] for line in again.splitlines() if line.startswith(" ")}


def test_what_is_no_longer_advised_goes_from_the_list(task: Callable[..., str]) -> None:
    channel = taskwarrior.Taskwarrior()
    first = channel.render(followup.plan(POLICY["sparks-group"], LATER, "2090-03-03"))
    task("import", "-", given=first)
    ended = followup.timeline(
        {
            "timeline": "acme",
            "timezone": "Europe/Berlin",
            "people": {"dana": {"role": "recruiter"}, "lee": {}},
            "events": [
                {"event": "interview", "at": "2090-03-02T10:00", "with": ["dana", "lee"]},
                {"event": "rejection", "at": "2090-03-04T10:00"},
            ],
        },
        host=HOST,
    )
    plans = [followup.plan(POLICY["sparks-group"], ended, "2090-03-05")]
    second = channel.render_feed(plans, first.encode())
    task("import", "-", given=second)
    pending = {uuid for uuid, one in listed(task("export")).items() if one["status"] == "pending"}
    assert {uuid_of(plans[0], step) for step in plans[0].steps if step.at and step.status != "done"} == pending
    assert listed(first).keys() <= listed(second).keys()
    assert second == channel.render_feed(plans, second.encode())


@pytest.mark.parametrize(
    "previous", [b"", b"{", b"[1]", b'[{"uuid": 1}]', b'{"a": 1}', b"\xff", b"[" * 10**5, b'[{"uuid": "x"}]']
)
def test_a_previous_file_that_is_none_is_passed_over(previous: bytes) -> None:
    channel = taskwarrior.Taskwarrior()
    assert channel.render(PLANS[0]) == channel.render_feed(PLANS[:1], previous)


def test_tasks_of_others_in_the_previous_file_are_left_alone() -> None:
    others = [{"uuid": "0f7a3b0c-31a5-4a4e-9d1c-3c1f0e6f2b11", "status": "pending", "description": "mine"}]
    channel = taskwarrior.Taskwarrior()
    assert channel.render(PLANS[0]) == channel.render_feed(PLANS[:1], json.dumps(others).encode())


def test_instants_are_in_utc() -> None:
    [done] = [
        one
        for one in json.loads(
            taskwarrior.Taskwarrior().render(followup.plan(POLICY["sparks-group"], LATER, "2090-03-03"))
        )
        if one["status"] == "completed"
    ]
    moment = datetime(2090, 3, 2, 12, 0, tzinfo=UTC)
    assert f"{moment:%Y%m%dT%H%M%SZ}" == done["end"]
