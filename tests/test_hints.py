"""What newcomers write first, and what they are told: the hint, put in, makes a file without a mistake."""

from pathlib import Path

import pytest

import followup
from followup import cli

BAD = Path(__file__).parent / "bad_policies"


@pytest.mark.parametrize(
    ("file", "written", "instead"),
    [
        ("event_beside_happened", "{reply: recipient}", "{happened: {reply: {from: recipient}}}"),
        ("event_as_a_condition", "when: reply", "when: {happened: reply}"),
        ("role_as_the_recipient", "to: recruiter", "to: {each: recruiter}"),
        ("roles_as_the_recipient", "to: [recruiter, interviewer]", "to: {first: [recruiter, interviewer]}"),
        ("sender_as_the_recipient", "to: timeframe.by", "to: {first: [timeframe.by]}"),
        ("parameter_with_a_time_of_day", "$wait at 11:00", "$wait"),
    ],
)
def test_a_hint_put_in_makes_the_file_right(file: str, written: str, instead: str, tmp_path: Path) -> None:
    text = (BAD / f"{file}.yaml").read_text("utf-8")
    assert instead.partition(": ")[2] in (BAD / f"{file}.expected").read_text("utf-8") or instead == "$wait"
    (tmp_path / "mine.yaml").write_text(
        text.replace(written, instead).replace("default: 3 days", "default: 3 days at 11:00")
    )
    policy, found = followup.check_policy(tmp_path / "mine.yaml")
    assert policy is not None, [str(one) for one in found]


def test_a_condition_belongs_beside_the_advice(tmp_path: Path) -> None:
    text = (BAD / "when_inside_do.yaml").read_text("utf-8")
    moved = text.replace("      when: {happened: reply}\n", "").replace(
        "    do:\n", "    when: {happened: reply}\n    do:\n"
    )
    (tmp_path / "mine.yaml").write_text(moved)
    assert followup.check_policy(tmp_path / "mine.yaml")[0] is not None


OWN = """\
policy: own
vocabulary:
  facts: {company.size: {says: how big it is, asks: How big is it?, values: [small, large]}}
  roles: {director: {says: who leads the place}}
  events: {tour: {says: they show you around}}
rules: []
"""
MINE = """\
timezone: UTC
facts: {company.size: small}
people: {dana: {role: director}}
events: [{event: tour, at: 2026-03-02T10:00}]
"""


def test_a_timeline_with_a_policys_words_is_told_to_be_checked_with_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("own.yaml").write_text(OWN)
    Path("mine.yaml").write_text(MINE)
    assert cli.main(["check", "mine.yaml"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.split(":")[1] for line in lines] == ["2", "3", "4"]
    together = "if a policy of yours brings it, check both: `followup check POLICY mine.yaml`)"
    assert all(line.endswith(together) for line in lines)
    assert cli.main(["check", "own.yaml", "mine.yaml"]) == 0
    assert cli.main(["check", "mine.yaml", "own.yaml"]) == 0
    capsys.readouterr()
    Path("wrong.yaml").write_text(MINE.replace("tour", "tuor"))
    assert cli.main(["check", "own.yaml", "wrong.yaml"]) == 1
    assert "brings it" not in capsys.readouterr().out


@pytest.mark.parametrize(
    ("event", "may_come"),
    [("intervew", False), ("check-in", False), ("tour", True)],
    ids=["mistyped", "an act", "a policy's"],
)
def test_only_what_a_policy_may_bring_is_told_to_be_checked_with_one(
    event: str, may_come: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(MINE.replace("tour", f'"{event}"').replace("size: small", "culture: modern"))
    assert cli.main(["check", "mine.yaml"]) == 1
    lines = [line for line in capsys.readouterr().out.splitlines() if "event" in line]
    assert [may_come] == ["brings it" in line for line in lines]


DIDS = """\
timezone: Europe/Berlin
people: {dana: {role: hiring-manager}, lee: {role: recruiter}}
events:
  - {event: interview, at: 2026-03-02T14:00, with: [dana, lee]}
  - {event: did, at: 2026-03-02T17:05, act: thank-you, to: lee, via: email, step: thank-by-email/dana/1}
  - {event: did, at: 2026-03-02T17:06, act: check-in, to: lee, via: email, step: thank-by-email/lee/1}
  - {event: did, at: 2026-03-02T17:07, act: thank-you, to: dana, via: post, step: mail-a-card/dana/1}
  - {event: did, at: 2026-03-02T17:08, act: check-in, to: dana, via: email, step: of-another-policy/lee/1}
"""


def test_a_did_that_names_another_step_than_it_is_gets_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("mine.yaml").write_text(DIDS)
    assert cli.main(["check", "krautzel", "mine.yaml"]) == 0
    clauses = (
        "`thank-by-email/dana/1` is a step to `dana`, and this went to `lee`",
        "`thank-by-email` advises `thank-you`, and this is `check-in`",
    )
    hint = " (name the step that was done, or leave out `step`)"
    columns = [line.index("thank-by-email") + 1 for line in DIDS.splitlines() if "thank-by-email" in line]
    places = (f"mine.yaml:{line}:{column}" for line, column in zip((5, 6), columns, strict=True))
    said = [f"{place}: warning[other-step]: {clause}{hint}" for place, clause in zip(places, clauses, strict=True)]
    assert said == capsys.readouterr().out.splitlines()
    assert cli.main(["check", "mine.yaml"]) == 0
    assert cli.main(["plan", "mine.yaml", "-p", "krautzel", "--as-of", "2026-03-03"]) == 0
    err = capsys.readouterr().err
    assert all(clause in err for clause in clauses)
    assert "of-another-policy" not in err
    assert "mail-a-card" not in err
