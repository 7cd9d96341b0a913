"""The list of one day: from plans, and on the command line from a folder of timelines that name their policies."""

import io
import json
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup
from command_line import run
from followup import api
from followup.cli.folder import timelines_in
from followup.cli.progress import Progress
from followup.testing.strategies import policies, timelines

NOON = "2026-03-10T12:00"


def timeline_text(name: str, day: str = "2026-03-09", policy: str | None = "sparks-group", facts: str = "") -> str:
    named = "" if policy is None else f"policy: {policy}\n"
    people = "people: {dana: {name: Dana Reyes}}\n"
    interview = f"{{event: interview, at: {day}T10:00, ends: {day}T11:00, with: [dana]}}"
    return f"timeline: {name}\ntimezone: UTC\n{named}{facts}{people}events:\n  - {interview}\n"


FACTS = "facts: {company.culture: modern, role.field: it, handwriting: good}\n"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


# ------------------------------------------------------------------ the policy of a timeline


def test_a_timeline_names_its_policy_and_the_one_on_the_command_line_wins() -> None:
    Path("acme.yaml").write_text(timeline_text("acme"))
    assert run("plan", "acme.yaml", "--as-of", NOON).out.startswith("sparks-group for acme, as of ")
    assert run("plan", "acme.yaml", "-p", "krautzel", "--as-of", NOON).out.startswith("krautzel for acme, as of ")
    assert run("explain", "acme.yaml", "--as-of", NOON).out.startswith("sparks-group for acme, as of ")
    assert "thank-everyone/dana/1" in run("explain", "acme.yaml", "thank-everyone/dana/1", "--as-of", NOON).out
    assert "sparks-group" == followup.load_timeline("acme.yaml").policy


def test_a_path_to_a_policy_counts_from_the_timelines_folder_and_its_words_may_be_used() -> None:
    Path("jobs").mkdir()
    Path("jobs/own.yaml").write_text(
        "policy: own\nversion: 1\nextends: sparks-group\n"
        "vocabulary: {acts: {send-flowers: {says: send them flowers, contacts: true}}}\n"
    )
    text = timeline_text("acme", policy="./own.yaml") + "  - {event: did, at: 2026-03-09, act: send-flowers}\n"
    Path("jobs/acme.yaml").write_text(text)
    assert run("plan", "jobs/acme.yaml", "--as-of", NOON).out.startswith("own for acme, as of ")
    assert (0, "", "1 file, no mistakes\n") == run("check", "jobs/acme.yaml")
    assert run("plan", "jobs/acme.yaml", "-p", "krautzel", "--as-of", NOON).out.startswith("krautzel for acme")


def test_an_unknown_policy_is_a_mistake_at_its_place_unless_another_is_asked_for() -> None:
    Path("acme.yaml").write_text(timeline_text("acme", policy="krautzle"))
    line = (
        "acme.yaml:3:9: error[unknown-policy]: unknown policy `krautzle`: neither an installed policy nor a file "
        "(did you mean `krautzel`?)\n"
    )
    for command in ("plan", "explain", "today"):
        said = run(command, "acme.yaml" if command != "today" else ".")
        assert (2, line) == (said.code, said.err)
    assert (1, line) == run("check", "acme.yaml")[:2]
    assert 0 == run("plan", "acme.yaml", "-p", "krautzel").code
    assert line == f"{followup.check_timeline('acme.yaml')[1][0]}\n"


def test_without_any_policy_it_says_how_to_name_one() -> None:
    Path("acme.yaml").write_text(timeline_text("acme", policy=None))
    for command in ("plan", "explain"):
        said = run(command, "acme.yaml")
        assert 2 == said.code
        assert said.err.startswith("error: which policy? (add `-p` and one of `krautzel`, ")
        assert said.err.endswith(", or write `policy:` into your timeline)\n")


def test_a_timeline_with_a_policy_is_still_told_from_a_policy() -> None:
    Path("acme.yaml").write_text(timeline_text("acme"))
    line = "./acme.yaml:1:1: error[wrong-kind]: this is a timeline, and a policy is wanted here\n"
    assert line == run("plan", "-p", "./acme.yaml").err
    Path("suite.yaml").write_text("suite: s\npolicy: krautzel\ncases: []\n")
    assert "this is a suite, and a policy is wanted here" in run("plan", "-p", "./suite.yaml").err
    Path("broken.yaml").write_text("policy: mine\nrules: []\n")
    assert "wrong-kind" not in run("check", "broken.yaml").out
    Path("short.yaml").write_text("timezone: UTC\npolicy: krautzel\nevents: []\n")
    assert 0 == run("check", "short.yaml").code


# ------------------------------------------------------------------ from plans


@given(st.lists(st.tuples(policies(), timelines()), max_size=3), st.integers(0, 60))
def test_every_step_of_the_day_is_in_the_list_once_and_nothing_else_is(
    given_: list[tuple[dict[str, object], dict[str, object]]], day: int
) -> None:
    host = followup.PluginHost.of()
    plans = []
    for number, (policy, timeline) in enumerate(given_):
        path = Path(f"p{number}.yaml")
        path.write_text(json.dumps(policy))
        loaded = followup.load_policy(path, host=host)
        at = f"2026-{3 + day // 30:02}-{1 + day % 28:02}T10:00+00:00"
        plans.append(followup.plan(loaded, followup.timeline(timeline, host=host), as_of=at))
    found = followup.today(plans)
    for status, steps in (("overdue", found.overdue), ("due", found.due)):
        expected = [(id(plan), step.id) for plan in plans for step in plan.steps if step.status == status]
        assert sorted(expected) == sorted((id(plan), step.id) for plan, step in steps)
        assert sorted(step.overdue for _, step in steps) == [step.overdue for _, step in steps]
    assert len(found.questions) == sum(len(plan.questions) for plan in plans)
    ahead = [
        (step.minute, number, step.id)
        for number, plan in enumerate(plans)
        for step in plan.steps
        if step.status in ("waiting", "open", "projected") and step.at is not None
    ]
    first = {number: minute for minute, number, _ in sorted(ahead, key=lambda one: one[:2], reverse=True)}
    expected_next = sorted(one for one in ahead if one[0] == first[one[1]])
    number_of = {id(plan): number for number, plan in enumerate(plans)}
    assert expected_next == sorted((step.minute, number_of[id(plan)], step.id) for plan, step in found.next)
    assert sorted(step.minute or 0 for _, step in found.next) == [step.minute for _, step in found.next]
    listed = {id(plan) for plan, _ in (*found.overdue, *found.due, *found.questions, *found.next)}
    assert [plan for plan in plans if id(plan) not in listed] == list(found.idle)
    dates = [step.at for _, step in found.next if step.at] + [p.next_change_at for p in plans if p.next_change_at]
    assert found.look_again == min(dates, default=None)
    assert found.empty == (not found.overdue and not found.due and not found.questions)


# ------------------------------------------------------------------ from a folder


def test_today_lists_all_timelines_of_a_folder() -> None:
    Path("jobs").mkdir()
    Path("jobs/acme.yaml").write_text(timeline_text("acme", "2026-03-10", facts=FACTS))
    Path("jobs/beta.yml").write_text(timeline_text("beta", "2026-03-08", facts=FACTS))
    Path("jobs/gamma.yaml").write_text(timeline_text("gamma", "2026-04-09"))
    rejected = "  - {event: rejection, at: 2026-03-10T09:00}\n"
    Path("jobs/delta.yaml").write_text(timeline_text("delta", "2026-02-09", facts=FACTS) + rejected)
    Path("jobs/.hidden.yaml").write_text("nonsense: [")
    Path("jobs/own.yaml").write_text("policy: own\nversion: 1\nextends: sparks-group\n")
    said = run("today", "jobs", "--as-of", NOON)
    assert (0, "") == (said.code, said.err)
    assert Path(__file__).with_name("today.txt").read_text() == said.out
    data = json.loads(run("today", "jobs", "--as-of", NOON, "--format", "json").out)
    assert ["today", "timelines", "left_out", "overdue", "due", "questions", "next", "idle", "look_again"] == list(data)
    assert 1 == data["today"]
    assert ["acme", "beta", "delta", "gamma"] == [one["timeline"] for one in data["timelines"]]
    assert ([], [{"timeline": "delta", "file": "jobs/delta.yaml"}]) == (data["left_out"], data["idle"])
    plan = json.loads(run("plan", "jobs/beta.yml", "--as-of", NOON, "--format", "json").out)
    late = [step for step in plan["steps"] if step["status"] == "overdue"]
    assert late
    assert late == [one["step"] for one in data["overdue"] if one["file"] == "jobs/beta.yml"]


def test_an_empty_day_says_when_to_look_again() -> None:
    Path("acme.yaml").write_text(timeline_text("acme", "2026-04-09", facts=FACTS))
    assert run("today", "--as-of", NOON).out.endswith(
        "\n\nNothing is to be done now: look again on Thu 9 April 2026 07:00.\n"
    )
    Path("acme.yaml").write_text("timezone: UTC\npolicy: krautzel\n")
    assert run("today", "--as-of", NOON).out.endswith("\n\nNothing is to be done, and nothing to come.\n")


def test_a_broken_timeline_is_told_with_its_place_and_the_others_still_come() -> None:
    Path("acme.yaml").write_text(timeline_text("acme"))
    Path("broken.yaml").write_text("timezone: Mars\n")
    said = run("today", "--as-of", NOON)
    assert 2 == said.code
    assert said.out.startswith("Tue 10 March 2026 12:00 (UTC), 1 of 2 timelines\n")
    assert "  acme: " in said.out
    assert said.err.startswith("broken.yaml:1:11: error[unknown-zone]: ")
    assert ["broken.yaml"] == json.loads(run("today", "--as-of", NOON, "--format", "json").out)["left_out"]


def test_the_head_counts_timelines_and_not_the_files_in_which_their_mistakes_are() -> None:
    Path("acme.yaml").write_text(timeline_text("acme"))
    Path("nameless.yaml").write_text(timeline_text("nameless", policy=None))
    for name in ("beta", "gamma"):
        Path(f"{name}.yaml").write_text(timeline_text(name, policy="./own.yml"))
    Path("own.yml").write_text("policy: own\nextends: krautzle\n")
    said = run("today", "--as-of", NOON)
    assert (2, "Tue 10 March 2026 12:00 (UTC), 1 of 4 timelines") == (said.code, said.out.splitlines()[0])
    data = json.loads(run("today", "--as-of", NOON, "--format", "json").out)
    assert ["beta.yaml", "gamma.yaml", "nameless.yaml"] == data["left_out"]


def test_two_timelines_with_one_id_are_told_and_both_listed() -> None:
    for name in ("a", "b"):
        Path(f"{name}.yaml").write_text(timeline_text("acme"))
    said = run("today", "--as-of", NOON)
    assert (0, "warning: a.yaml and b.yaml are both the timeline `acme`\n") == (said.code, said.err)
    assert "(a.yaml)" in said.out
    assert "(b.yaml)" in said.out


def test_a_timeline_without_a_policy_is_told_unless_one_is_given_for_all() -> None:
    Path("acme.yaml").write_text(timeline_text("acme", policy=None))
    said = run("today", "--as-of", NOON)
    assert (2, "") == (said.code, said.out)
    assert "acme.yaml names no policy: write `policy:` into it, or add `-p POLICY`\n" == said.err
    assert "  acme: " in run("today", "-p", "krautzel", "--as-of", NOON).out


def test_a_folder_without_timelines_says_how_to_begin() -> None:
    line = "error: no timeline in . (`followup new timeline NAME --interview INSTANT` writes one)\n"
    assert (2, "", line) == run("today")
    assert (2, "", "error: nowhere: no such file or directory\n") == run("today", "nowhere")
    assert "error: --as-of: `start` is no day (name an instant)\n" == run("today", "--as-of", "start").err


def test_progress_is_told_after_a_second_and_on_a_terminal_only() -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    for stream, told in ((Terminal(), "\r2 timelines …\r3 timelines …\r             \r"), (io.StringIO(), "")):
        times = iter([0.0, 0.9, 1.0, 1.0, 1.2, 1.2, 1.25])
        progress = Progress("timelines", stream, lambda times=times: next(times))  # type: ignore[misc] # bound at once
        for _ in range(3):
            progress.step()
        progress.end()
        assert told == stream.getvalue()


def test_many_companies_are_not_looked_through_for_each_timeline(monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        text = timeline_text(f"t{number}", policy="./own.yaml")
        Path(f"t{number}.yaml").write_text(f"company: C{number // 2}\n{text}")
    seen = []

    def beside(timeline: followup.Timeline, others: Sequence[followup.Timeline], **_: object) -> followup.Timeline:
        seen.append(len(others))
        return timeline

    monkeypatch.setattr(api, "beside", beside)
    own = "policy: own\nversion: 1\nextends: sparks-group\n"
    Path("own.yaml").write_text(own)
    assert 0 == run("today", "--as-of", NOON).code
    assert [] == seen, "this policy asks for nothing that happened elsewhere"
    Path("own.yaml").write_text(f"{own}change: {{weekly-check-in: {{when: {{company-gap: 3 days}}}}}}\n")
    assert 0 == run("today", "--as-of", NOON).code
    assert [2] * 20 == seen


def test_fifty_timelines_are_read_and_planned_in_a_moment() -> None:
    for number in range(51):
        Path(f"t{number}.yaml").write_text(timeline_text(f"t{number}"))
    host = followup.PluginHost.default()

    def work() -> float:
        begun = time.process_time()
        found = timelines_in(".", host)
        day = followup.today(followup.plan(found.policies[t.file], t, as_of=NOON) for t in found.timelines)
        assert day.overdue
        return time.process_time() - begun

    # A second, for machines under load: it takes a quarter of that.
    assert min(work() for _ in range(3)) < 1
    assert 1 == len({id(policy) for policy in timelines_in(".", host).policies.values()}), "read once"
