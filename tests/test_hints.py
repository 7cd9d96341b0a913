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
