"""Suites that are written by themselves: a case for each rule, the cases at the edges, and a witness as a case."""

from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace

import pytest
from hypothesis import given, settings

import followup
from followup import cli
from followup.analysis.edge import Edge
from followup.analysis.edges import edges
from followup.analysis.witness import Witness, witness, witnesses
from followup.extension.host import PluginHost
from followup.loading.policy import load
from followup.loading.read import from_data, read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.testing.boundaries import boundaries
from followup.testing.starter_suite import starter_suite, witness_suite
from followup.testing.strategies import Data, policies
from followup.testing.suites import Outcome, Reader, run_suite

SHIPPED = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")

MINE = """
policy: mine
rules:
  - id: call
    title: Call once a week
    strength: should
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: phone}]
      from: interview.ends
      window: {earliest: 1 day, recommended: 7 days at 10:00, overdue: 9 days, expires: 3 weeks, roll: forward}
      repeat: {every: 1 week, times: 2}
  - {id: gap, strength: should-not, forbid: {act: check-in, closer-than: 5 hours}}
  - {id: cap, strength: must-not, forbid: {act: check-in, via: phone, more-than: 1}}
  - {id: day, strength: must-not, forbid: {act: check-in, on-day-of: interview}}
  - {id: promise, strength: must-not, forbid: {act: check-in, before: timeframe.answer_by}}
  - {id: late, strength: must-not, forbid: {act: check-in, after: rejection}}
"""


@pytest.fixture
def mine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> followup.Policy:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE)
    return followup.load_policy("mine.yaml")


def policy_of(data: Data) -> followup.Policy:
    node, _ = from_data(data)
    assert node is not None
    policy, found = load(node, lambda *_: (None, ()), built_in(), Additions(), "<mapping>")
    assert policy is not None, found
    return policy


def ran(text: str) -> list[Outcome]:
    """Run a suite as ``followup test`` does: from a file."""
    Path("suite.yaml").write_text(text)
    return list(run_suite(Reader(PluginHost.default()).load("suite.yaml")))


def failed(outcomes: Sequence[Outcome]) -> list[str]:
    return [outcome.case.name for outcome in outcomes if outcome.differences]


@pytest.mark.parametrize("name", SHIPPED)
def test_the_boundaries_of_a_shipped_policy_pass_as_they_are_written(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    outcomes = ran(boundaries(followup.load_policy(name), name))
    assert [] == failed(outcomes)
    names = [outcome.case.name for outcome in outcomes]
    assert len(names) == len(set(names))
    assert len(names) > 40


@pytest.mark.parametrize("name", SHIPPED)
def test_a_first_suite_has_a_case_for_each_rule_and_passes(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    policy = followup.load_policy(name)
    outcomes = ran(starter_suite(policy, name))
    assert [] == failed(outcomes)
    assert [rule.id for rule in policy.rules] == [outcome.case.name.split()[0].rstrip(":") for outcome in outcomes]


def test_every_edge_has_a_case_below_at_and_above_it(mine: followup.Policy) -> None:
    names = [outcome.case.name for outcome in ran(boundaries(mine, "mine.yaml"))]
    sides = ("one minute before", "at", "one minute after")
    around = [
        f"call: {side} its {date} date" for date in ("earliest", "recommended", "overdue", "expires") for side in sides
    ]
    step = "call/interviewer/1"
    assert [
        *around,
        *("call: one less than times, 1 done", "call: as many as times, 2 done", "call: one more than times, 3 done"),
        *(f"call: its date falls on a {day}" for day in ("Monday", "Friday", "Saturday", "Sunday")),
        *(f"gap: the gap ends {side} {step}" for side in ("one minute before", "with", "one minute after")),
        *(f"gap: seen {side} its end" for side in sides),
        *(f"cap: {number}" for number in CONTACTS),
        *(f"day: interview {where} {step}" for where in AROUND_A_DAY),
        *(f"day: seen {side} its end" for side in sides),
        *(f"promise: timeframe.answer_by {where} {step}" for where in AROUND_A_MINUTE),
        *(f"promise: seen {side} its end" for side in sides),
        *(f"late: rejection {where} {step}" for where in AROUND_A_MINUTE),
    ] == names


def test_a_hold_that_outlasts_its_step_has_no_end_to_look_at() -> None:
    policy = followup.load_policy("krautzel")
    found = witness(policy, "not-before-the-promised-day")
    assert isinstance(found, Witness)
    step = "inquire-on-the-promised-day/interviewer/1"
    expected = [f"not-before-the-promised-day: timeframe.answer_by {where} {step}" for where in AROUND_A_MINUTE]
    assert expected == [edge.name for edge in edges(policy, found) if isinstance(edge, Edge)]


CONTACTS = ("one contact less than it takes", "as many contacts as it takes", "one contact more")
AROUND_A_MINUTE = ("one minute before", "in the minute of", "one minute after")
AROUND_A_DAY = (
    "in the last minute of the day before",
    "in the first minute of the day of",
    "in the last minute of the day of",
    "in the first minute of the day after",
)


def test_a_case_says_what_is_so_on_its_side_of_the_edge(mine: followup.Policy) -> None:
    outcomes = {outcome.case.name: outcome for outcome in ran(boundaries(mine, "mine.yaml"))}

    def status(name: str) -> str:
        return str(next(step for step in outcomes[name].plan.steps if step.id == "call/interviewer/1").status)

    def said(date: str) -> list[str]:
        return [status(f"call: {side} its {date} date") for side in ("one minute before", "at", "one minute after")]

    dates = outcomes["call: at its overdue date"].plan.steps[0].dates
    for date, minute in zip(dates._fields, dates, strict=True):
        sides = ("one minute before", "at", "one minute after")
        starts = [outcomes[f"call: {side} its {date} date"].plan.start for side in sides]
        assert minute is not None
        assert [minute - 1, minute, minute + 1] == starts
    assert ["waiting", "open", "open"] == said("earliest")
    assert ["open", "due", "due"] == said("recommended")
    assert ["due", "due", "overdue"] == said("overdue")
    assert ["overdue", "overdue", "expired"] == said("expires")


@pytest.mark.parametrize(
    ("written", "instead", "names"),
    [
        ("overdue: 9 days", "overdue: 10 days", ["call: one minute after its overdue date"]),
        ("times: 2", "times: 3", ["call: as many as times, 2 done"]),
        ("roll: forward", "roll: back", ["call: its date falls on a Saturday"]),
        ("closer-than: 5 hours", "closer-than: 299 minutes", ["gap: the gap ends one minute after call/interviewer/1"]),
        ("more-than: 1", "more-than: 2", ["cap: as many contacts as it takes"]),
        ("before: timeframe.answer_by", "before: interview", ["promise: seen one minute before its end"]),
    ],
)
def test_a_policy_that_moves_an_edge_fails_its_old_boundaries(
    mine: followup.Policy, written: str, instead: str, names: list[str]
) -> None:
    suite = boundaries(mine, "mine.yaml")
    assert written in MINE
    Path("mine.yaml").write_text(MINE.replace(written, instead))
    assert set(names) <= set(failed(ran(suite)))


def test_a_rule_that_rolls_beside_a_plugins_has_its_days(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    body = {"act": "thank-you", "from": "interview", "window": {"recommended": "1 day", "expires": "3 days"}}
    kind = SimpleNamespace(name="thank", schema={"type": "object"}, advise=lambda *_: [{"id": "each", "do": body}])
    host = PluginHost.of(SimpleNamespace(register_rule_kinds=followup.hookimpl(lambda: [kind])))
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE + "  - {id: other, thank: {}}\n")
    policy = followup.load_policy("mine.yaml", host=host)
    assert policy.index.expands
    for days in (policy, followup.load_policy("krautzel")):
        found = witness(days, "call" if days is policy else "keep-in-touch")
        assert isinstance(found, Witness)
        names = {edge.name.partition(": ")[2] for edge in edges(days, found) if isinstance(edge, Edge)}
        assert {f"its date falls on a {day}" for day in ("Friday", "Saturday", "Sunday", "Monday")} <= names


@settings(max_examples=8)
@given(policies())
def test_what_is_written_for_generated_policies_passes(data: Data) -> None:
    # Both run what they have written before they return it.
    for written in (starter_suite, boundaries):
        try:
            assert "\ncases:\n" in written(policy_of(data), "generated.yaml")
        except ValueError as error:
            assert "was found" in str(error)  # noqa: PT017 the least likely of two good ends


@pytest.mark.parametrize("file", ["mine.yaml", "./mine.yaml", "kept.yaml"])
def test_no_suite_is_written_over_what_a_user_wrote(
    file: str, mine: followup.Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("kept.yaml").write_text("# mine\n")
    told = f"error: `{file}` is what you wrote; name another file\n"
    assert (2, "", told) == run(capsys, "test", "--boundaries", "mine.yaml", "-o", file)
    assert (MINE, "# mine\n") == tuple(Path(name).read_text() for name in ("mine.yaml", "kept.yaml"))
    assert (2, "", told) == run(capsys, "test", "kept.yaml", "-f", "junit", "-o", file)


def test_long_names_and_titles_of_several_lines_are_written_so_that_they_can_be_read() -> None:
    text = MINE.replace("call", "call-" + "x" * 170).replace("Call once a week", '"Call\\nonce: #a\\tweek"')
    node, _ = read_text(text, "mine.yaml")
    assert node is not None
    policy, found = load(node, lambda *_: (None, ()), built_in(), Additions(), "mine.yaml")
    assert policy is not None, found
    assert "  # Call once: #a week\n" in starter_suite(policy, "a: b.yaml")
    assert "cases:" in boundaries(policy, "no")


def test_a_policy_without_a_case_says_so(tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text(
        "policy: mine\nrules:\n  - {id: never, strength: must-not, forbid: {act: check-in, before: rejection}}\n"
    )
    policy = followup.load_policy(tmp_path / "mine.yaml")
    with pytest.raises(ValueError, match=r"^mine has no rule for which a case was found$"):
        starter_suite(policy, "mine.yaml")
    with pytest.raises(ValueError, match=r"^mine has no edge for which a case was found$"):
        boundaries(policy, "mine.yaml")


# ------------------------------------------------------------------ followup check --witness


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    code = cli.main(arguments)
    return (code, *capsys.readouterr())


def test_each_witness_of_a_shipped_rule_is_a_suite_that_passes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    number = 0
    for name in SHIPPED:
        policy = followup.load_policy(name)
        for found in witnesses(policy):
            assert isinstance(found, Witness)
            Path(f"{name}-{found.rule}.yaml").write_text(witness_suite(policy, found, name))
            number += 1
    assert (0, f"{number} cases: all passed\n", "") == run(capsys, "test", ".")


def test_a_printed_witness_reads_like_this(mine: followup.Policy, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(capsys, "check", "mine.yaml", "--witness", "gap") == (
        0,
        """\
# The smallest timeline found in which gap has a say.
suite: witness-of-gap
policy: mine.yaml

cases:
  # without it, that would be done at 2026-03-09T10:00
  - case: gap holds call/interviewer/1 back
    timeline:
      timezone: UTC
      events:
        - {event: interview, at: 2026-03-02T10:00}
        - {event: did, at: 2026-03-09T09:00, act: thank-you, to: interviewer}
    expect: {steps: [{id: call/interviewer/1, at: 2026-03-09T14:00, status: projected, via: phone}]}
""",
        "",
    )


def test_what_has_no_witness_is_said_with_what_was_tried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE + "  - {id: never, strength: must-not, forbid: {act: check-in, before: offer}}\n")
    code, out, err = run(capsys, "check", "mine.yaml", "--witness", "never")
    assert (1, "") == (code, out)
    assert err.startswith("mine: no timeline was found that makes `never` fire; ")
    assert err.endswith(" timelines were tried\n")


def test_a_mistyped_rule_and_a_second_policy_are_mistakes(
    mine: followup.Policy, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (2, "", "error: unknown rule `cal` (did you mean `call`?)\n") == run(
        capsys, "check", "mine.yaml", "--witness", "cal"
    )
    code, out, err = run(capsys, "check", "mine.yaml", "krautzel", "--witness", "call")
    assert (2, "") == (code, out)
    assert "error: --witness wants exactly one policy (name its file, or an installed policy)\n" == err
    code, out, err = run(capsys, "check", "mine.yaml", "--witness", "call", "-f", "json")
    assert (2, "") == (code, out)
    assert err.startswith("error: --witness prints a suite and checks nothing")


# ------------------------------------------------------------------ followup test --boundaries


def test_the_cases_at_the_edges_are_written_where_they_pass(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "suites").mkdir()
    assert 0 == run(capsys, "new", "policy", "mine")[0]
    assert (0, "", "") == run(capsys, "test", "--boundaries", "mine.yaml", "-o", "suites/edges.yaml")
    assert "policy: ../mine.yaml\n" in (tmp_path / "suites" / "edges.yaml").read_text("utf-8").replace('"', "")
    code, out, err = run(capsys, "test", "suites")
    assert (0, "") == (code, err)
    assert out.endswith("cases: all passed\n")


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (("--boundaries", "krautzl"), "unknown policy `krautzl`"),
        (("--boundaries", "krautzel", "--coverage"), "--boundaries writes a suite and runs none"),
        (("--boundaries", "krautzel", "suites"), "--boundaries writes a suite and runs none"),
        (("--boundaries", "krautzel", "--format", "json"), "--boundaries writes a suite and runs none"),
    ],
)
def test_a_wrong_wish_for_edges_gets_one_line(
    arguments: tuple[str, ...], error: str, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "test", *arguments)
    assert (2, "", 1) == (code, out, err.count("\n"))
    assert error in err


# ------------------------------------------------------------------ edges of steps, ends and long series

OTHERS = """
policy: others
rules:
  - id: first
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: phone}]
      from: interview.ends
      window: {recommended: 2 days at 10:00, expires: 3 weeks}
  - id: daily
    do:
      act: keep-in-touch
      to: {each: interviewer}
      via: [{medium: email}]
      from: interview.ends
      window: {recommended: 1 day at 11:00, expires: 3 months, roll: forward}
      repeat: {every: 1 day, times: 14}
      until: [decision, {reply: {from: recipient}}]
  - id: yearly
    do:
      act: thank-you
      to: {each: interviewer}
      via: [{medium: email}]
      from: interview.ends
      window: {recommended: 2 days at 12:00, expires: never}
      repeat: {every: 12 months, times: 11}
  - {id: not-after, strength: must-not, forbid: {act: keep-in-touch, after: step.first}}
  - {id: not-that-day, strength: must-not, forbid: {act: thank-you, on-day-of: step.first}}
"""


@pytest.fixture
def others(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> followup.Policy:
    monkeypatch.chdir(tmp_path)
    Path("others.yaml").write_text(OTHERS)
    return followup.load_policy("others.yaml")


def test_long_series_ends_and_steps_that_others_hang_on_have_their_cases(others: followup.Policy) -> None:
    written = boundaries(others, "others.yaml")
    names = [outcome.case.name for outcome in ran(written)]
    for what in ("decision", "reply (from: the recipient)"):
        assert {f"daily: {what} {where} {DAILY}" for where in AROUND_A_MINUTE} <= set(names)
    assert {f"daily: {number} done" for number in LONG_SERIES} <= set(names)
    # Later than that, the policy itself would have done the step by then.
    assert {f"not-after: step.first {where} daily/interviewer/2" for where in AROUND_A_MINUTE[:2]} <= set(names)
    assert {f"not-that-day: step.first {where} yearly/interviewer/1" for where in AROUND_A_DAY[:2]} <= set(names)
    assert not [name for name in names if name.startswith("yearly:") and "times" in name], "no plan looks so far"
    assert "\n# yearly: no case at its 11 times, which take longer than the ten years that a plan looks\n" in written


def test_a_cap_that_no_file_reaches_is_named(mine: followup.Policy) -> None:
    Path("mine.yaml").write_text(MINE.replace("times: 2", "times: 1000"))
    written = boundaries(followup.load_policy("mine.yaml"), "mine.yaml")
    assert "\n# call: no case at its 1000 times, which are more events than a file can hold\n" in written


DAILY = "daily/interviewer/1"
LONG_SERIES = ("one less than times, 13", "as many as times, 14", "one more than times, 15")


@pytest.mark.parametrize(
    ("written", "instead", "names"),
    [
        ("times: 14", "times: 15", ["daily: as many as times, 14 done"]),
        ("until: [decision, ", "until: [offer, ", ["daily: decision one minute before daily/interviewer/1"]),
        (", {reply: {from: recipient}}]", "]", [f"daily: reply (from: the recipient) {AROUND_A_MINUTE[1]} {DAILY}"]),
        (
            "after: step.first",
            "before: step.first",
            [f"not-after: step.first {AROUND_A_MINUTE[0]} daily/interviewer/2"],
        ),
        ("on-day-of: step.first", "after: step.first", [f"not-that-day: step.first {AROUND_A_DAY[1]} yearly/inte"]),
    ],
)
def test_a_policy_that_moves_such_an_edge_fails_its_old_boundaries(
    others: followup.Policy, written: str, instead: str, names: list[str]
) -> None:
    suite = boundaries(others, "others.yaml")
    assert OTHERS.count(written) == 1
    Path("others.yaml").write_text(OTHERS.replace(written, instead))
    notices = failed(ran(suite))
    assert [name for name in names if not any(one.startswith(name) for one in notices)] == []
