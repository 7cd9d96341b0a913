"""A comparison as text: acts that are alike stand beside each other, and what contradicts says with its sources why."""

import json
from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from hypothesis import given

import followup
from followup.cli.program import program
from followup.testing.strategies import Data, timelines
from followup_plugins.agreement import agreement_of
from followup_plugins.contradictions import contradictions_of
from followup_plugins.measures import measures_of
from followup_plugins.names import names_of

POLICIES = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
HOST = followup.PluginHost.of()
POLICY = [followup.load_policy(name, host=HOST) for name in POLICIES]
EXAMPLE = followup.example_timeline(host=HOST)
ALL = followup.compare(POLICY, EXAMPLE)
KRAUTZEL, DESPERATE, RESUMEHELP, SPARKS, RADAR = POLICY


def text_of(comparison: followup.Comparison, width: int | None = None) -> str:
    text = HOST.render_comparison("text", comparison, width)
    assert isinstance(text, str)
    return text


def part_of(text: str, title: str) -> list[str]:
    lines = text.splitlines()
    start = lines.index(title) + 1
    ends = [
        index for index, line in enumerate(lines[start:], start) if line and line == line.upper() and " " != line[0]
    ]
    ends = [index for index in ends if lines[index].replace(" ", "").isalpha()]
    return lines[start : min(ends, default=len(lines))]


def cells_of(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("│")]


def test_steps_of_the_same_act_stand_in_the_same_lines() -> None:
    lines = text_of(ALL, 120).splitlines()
    thanks = next(line for line in lines if "! thank you" in line)
    assert all("thank you" in cell for cell in cells_of(thanks)[1:])
    monday = next(index for index, line in enumerate(lines) if line.startswith("Mon  9 Mar"))
    assert ["Mon  9 Mar", "", "connect: lee by", "", "", ""] == cells_of(lines[monday])
    assert ["", "", "", "check in: dana, lee", "? check in: dana by", ""] == cells_of(lines[monday + 2])


def test_a_day_is_named_on_its_first_line_only_and_every_day_is() -> None:
    lines = text_of(ALL).split("\nMEASURES\n")[0].splitlines()
    named = [cells_of(line)[0] for line in lines if "│" in line and not line.startswith(" ")]
    assert ["2026", *[day for day in named[1:] if day]] == named
    assert len(set(named)) == len(named)


@pytest.mark.parametrize("width", [40, 80, 100, 120, 200])
@pytest.mark.parametrize("as_of", [None, "2026-03-10"])
def test_no_line_is_longer_than_the_page(width: int, as_of: str | None) -> None:
    text = text_of(followup.compare(POLICY, EXAMPLE, as_of), width)
    assert [] == [line for line in text.splitlines() if len(line) > width]
    assert [] == [line for line in text.splitlines() if line != line.rstrip()]


@given(timelines())
def test_any_comparison_fits_its_page(timeline: Data) -> None:
    comparison = followup.compare(POLICY, followup.timeline(timeline, host=HOST), None, "2026-06-30")
    for width in (80, 120):
        assert [] == [line for line in text_of(comparison, width).splitlines() if len(line) > width]
    told = [one for pair in contradictions_of(comparison) for one in pair.told]
    rules = {side.rule.id for one in told for side in one.sides}
    assert {side.rule for one in comparison.contradictions for side in (one.one, one.other)} == rules


def test_a_page_narrower_than_a_table_is_taken_as_wide_as_one() -> None:
    assert text_of(ALL, 40) == text_of(ALL, 1)


def test_a_wider_page_takes_fewer_lines() -> None:
    assert len(text_of(ALL, 120).splitlines()) < len(text_of(ALL).splitlines())


def test_a_measure_stands_in_a_row_with_a_cell_a_policy() -> None:
    rows = dict(measures_of(ALL))
    assert ("10", "5", "8", "9", "4") == rows["contacts"]
    assert ("Tue 25 Aug, goes on", "Mon 9 Mar", "Mon 23 Mar", "Mon 23 Mar", "Wed 18 Mar") == rows["last contact"]
    assert ("50 min", "5 h 30 min", "6 days 22 h", "22 h", "2 days 22 h") == rows["smallest gap"]
    assert "never: keep-in-touch goes on" == rows["ends"][0]
    assert "Mon 9 Mar, with connect-on-linkedin" == rows["ends"][1]
    assert "Wed 25 Mar: rejection stops check-in-from-the-promised-day" == rows["ends"][3]
    assert ("2/10/1", "0/7/0", "2/9/1", "2/3/7", "0/3/1") == rows["must/should/may"]
    assert ("none", "2 of 7", "1 of 12", "7 of 12", "3 of 4") == rows["inferred"]
    assert ("0", "1", "1", "7", "0") == rows["withheld"]
    assert "missed" not in rows
    assert [["contacts", "10", "5", "8", "9", "4"]] == [
        cells_of(line) for line in part_of(text_of(ALL), "MEASURES") if line.startswith("contacts")
    ]


def test_what_was_missed_is_measured_where_anything_was() -> None:
    rows = dict(measures_of(followup.compare(POLICY, EXAMPLE, "2026-06-01")))
    assert any(cell != "0" for cell in rows["missed"])


def test_no_contact_and_one_contact_have_no_gap() -> None:
    nothing = replace(
        ALL.measures[0], contacts=0, people=(), media={}, first=None, last=None, smallest_gap=None,
        longest_silence=None, ending=followup.Ending(followup.End.NOTHING),
    )  # fmt: skip
    behind = replace(nothing, longest_silence=timedelta(0), ending=followup.Ending(followup.End.LATER))
    rows = dict(measures_of(replace(ALL, measures=(nothing, behind))))
    assert ("-", "-") == rows["first contact"]
    assert ("nobody", "nobody") == rows["people reached"]
    assert ("-", "0 min") == rows["longest silence"]
    assert ("no contact", "after the last day shown") == rows["ends"]


def test_agreement_is_told_by_share_with_the_spread_of_the_dates() -> None:
    told = {block.heading: [line.sentence for line in block.lines] for block in agreement_of(ALL)}
    assert ["All 5 advise", "Most of the 5 advise", "Some advise", "One alone advises"] == list(told)
    assert ["thank you: Dana Reyes and Lee Park — on Mon 2 March"] == told["All 5 advise"]
    assert told["Most of the 5 advise"][2] == (
        "check in: Lee Park — all but not-too-desperate,"
        " Mon 9 March (resumehelp) to Wed 18 March (stay-on-the-radar), 9 days apart"
    )
    assert "ask permission: Lee Park — krautzel and sparks-group, on Mon 2 March" in told["Some advise"]
    assert "keep in touch: Lee Park — krautzel, on Mon 27 April" in told["One alone advises"]
    both = agreement_of(followup.compare([KRAUTZEL, RADAR], EXAMPLE))
    assert ["Both advise", "One alone advises"] == [block.heading for block in both]


def test_what_was_done_or_missed_counts_with_the_day_that_was_recommended_and_is_marked() -> None:
    late = followup.compare([KRAUTZEL, RESUMEHELP], EXAMPLE, "2026-06-01")
    lines = {line.sentence: line for block in agreement_of(late) for line in block.lines}
    assert "check in: Dana Reyes — resumehelp, on Mon 9 March; done" in lines
    found = {(cell.standing, step.did is not None, step.at is None) for line in lines.values() for cell in line.cells
             if cell is not None for step in cell.steps}  # fmt: skip
    assert {("done", True, False), ("missed", False, True)} <= found
    page = HOST.render_comparison("html", late)
    assert "by phone, done</bdi>" in str(page)
    assert "missed</bdi>" in str(page)


def contradiction(one: followup.Policy, other: followup.Policy, holds: str) -> list[str]:
    (pair,) = contradictions_of(followup.compare([one, other], EXAMPLE))
    assert (one.id, other.id) == pair.names
    (found,) = [each for each in pair.told if holds in each.sentence]
    return [found.sentence, *found.lines]


def test_what_is_ruled_out_says_how_strictly_by_which_rule_and_from_where() -> None:
    assert [
        "resumehelp advises “check in” for Lee Park by phone on Mon 9 March; krautzel says that it must not be.",
        f"resumehelp: weekly-call (resumehelp.yaml:{line_of(RESUMEHELP, 'weekly-call')}); from “One Week After the"
        " Interview”, “Two Weeks After the Interview”, “After the Follow-Up Calls” and “last paragraph”",
        f"krautzel: not-before-the-promised-day (krautzel.yaml:{line_of(KRAUTZEL, 'not-before-the-promised-day')});"
        " from “Respect the Timeliness”",
    ] == contradiction(KRAUTZEL, RESUMEHELP, "Mon 9 March; krautzel")
    sentence, _, source = contradiction(RESUMEHELP, SPARKS, "Mon 9 March; sparks-group")
    assert sentence.endswith("; sparks-group says that it should not be.")
    assert source.endswith("; our reading")


def line_of(policy: followup.Policy, rule: str) -> int:
    found = policy.rule(rule)
    assert found is not None
    return found.place.line


def test_another_medium_and_another_day_of_the_same_steps_are_told_in_one_sentence() -> None:
    assert (
        "krautzel advises “thank you” for Dana Reyes and Lee Park by email on Mon 2 March,"
        " resumehelp by post (card): another medium."
    ) == contradiction(KRAUTZEL, RESUMEHELP, "thank you")[0]
    assert (
        "krautzel advises “check in” for Lee Park on Mon 16 March, stay-on-the-radar on Wed 18 March: 2 days later."
    ) == contradiction(KRAUTZEL, RADAR, "later")[0]
    assert (
        "resumehelp advises “check in” for Lee Park by phone on Mon 9 March, sparks-group by email on Mon 16 March:"
        " another medium and 7 days later."
    ) == contradiction(RESUMEHELP, SPARKS, "sparks-group by email on Mon 16")[0]


def test_what_was_done_is_not_called_advised() -> None:
    told = [one for pair in contradictions_of(ALL) for one in pair.told]
    text = "\n".join(line for one in told for line in (one.sentence, *one.lines))
    assert "Dana Reyes" in text
    assert "Dana Reyes by phone on Mon 9 March" not in text


def test_no_end_says_how_the_other_ends() -> None:
    assert (
        "krautzel goes on without end with “keep in touch” for Lee Park;"
        " sparks-group ends on Wed 25 March, stopped by rejection."
    ) == contradiction(KRAUTZEL, SPARKS, "without end")[0]


def test_every_contradiction_is_counted_and_those_of_two_rules_are_told_together() -> None:
    pairs = contradictions_of(ALL)
    columns = Counter(tuple(sorted((one.one.column, one.other.column))) for one in ALL.contradictions)
    names = names_of(ALL.plans)
    assert [((names[one], names[other]), f"{number} contradiction{'s'[: number > 1]}")
            for (one, other), number in columns.items()] == [
        (pair.names, pair.count.partition(":")[0]) for pair in pairs]  # fmt: skip
    told = [one for pair in pairs for one in pair.told]
    assert len(told) < len(ALL.contradictions)
    lines = part_of(text_of(ALL), "CONTRADICTIONS")
    assert len(told) == sum(line.startswith("    - ") for line in lines)


def test_all_channels_count_alike() -> None:
    two = followup.compare([KRAUTZEL, RESUMEHELP], EXAMPLE)
    assert 7 == len(two.contradictions)
    count = "7 contradictions: 2 other medium, 3 forbidden, 1 other day, 1 no end"
    for channel in ("text", "markdown", "html"):
        assert count in " ".join(str(HOST.render_comparison(channel, two)).split())


def test_a_series_between_two_rules_is_told_once_with_its_next_days_and_how_many_follow(tmp_path: Path) -> None:
    text = (
        "policy: by-{by}\ntitle: Ask\nadvice: {{A: {{where: here, says: Ask.}}}}\nrules:\n"
        "  - {{id: ask, cites: [A], do: {{act: check-in, to: {{each: interviewer}}, via: [{{medium: {by}}}],"
        " from: interview, window: {{recommended: 1 day, expires: 1 week}}, repeat: {{every: 1 week, times: 50}}}}}}\n"
    )
    policies = []
    for by in ("email", "phone"):
        (tmp_path / f"{by}.yaml").write_text(text.format(by=by))
        policies.append(followup.load_policy(tmp_path / f"{by}.yaml", host=HOST))
    timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}, host=HOST)
    found = followup.compare(policies, timeline, None, "2027-03-31")
    ((told,),) = [pair.told for pair in contradictions_of(found)]
    number = len(found.contradictions)
    assert number > 30
    last = found.contradictions[-1].one.step
    assert last is not None
    assert last.at is not None
    days = "again on Tue 10 March; on Tue 17 March; on Tue 24 March"
    assert f"{days}; and {number - 4} more, to Tue {last.at.day} {last.at:%B %Y}" == told.lines[-1]
    assert len(part_of(text_of(found), "CONTRADICTIONS")) < 12


def test_a_date_in_another_year_than_the_first_one_shows_its_year() -> None:
    late = followup.timeline({"events": [{"event": "interview", "at": "2026-12-28T14:00"}]}, host=HOST)
    found = followup.compare([RESUMEHELP, SPARKS], late)
    rows = dict(measures_of(found))
    assert "Mon 28 Dec" == rows["first contact"][0]
    assert "Mon 18 Jan 2027" == rows["last contact"][0]
    sentences = [line.sentence for block in agreement_of(found) for line in block.lines]
    assert any("on Mon 28 December" in one and "2026" not in one for one in sentences)
    assert any("on Mon 4 January 2027" in one for one in sentences)
    told = [one for pair in contradictions_of(found) for one in pair.told]
    assert any("ends on Mon 18 January 2027" in one.sentence for one in told)


def test_who_contradicts_nobody_is_told_so() -> None:
    text = text_of(followup.compare([RADAR, replace(RADAR, id="another")], EXAMPLE))
    assert ["  None: they can all be followed."] == part_of(text, "CONTRADICTIONS")[:1]


def test_one_policy_has_measures_and_nobody_to_agree_with() -> None:
    text = text_of(followup.compare([KRAUTZEL], EXAMPLE))
    assert "\nMEASURES\n" in text
    assert "AGREEMENT" not in text
    assert "CONTRADICTIONS" not in text


def test_policies_of_one_name_are_told_apart() -> None:
    second = replace(KRAUTZEL, version=2)
    assert ["krautzel v1", "krautzel v2"] == names_of(followup.compare([KRAUTZEL, second], EXAMPLE).plans)
    assert ["krautzel v1 (1)", "krautzel v1 (2)", "sparks-group"] == names_of(
        followup.compare([KRAUTZEL, KRAUTZEL, SPARKS], EXAMPLE).plans
    )


def test_a_question_is_asked_once_with_all_that_hangs_on_it() -> None:
    text = text_of(followup.compare([RESUMEHELP, replace(RESUMEHELP, id="another")], EXAMPLE))
    words = " ".join(" ".join(part_of(text, "OPEN QUESTIONS")).split())
    assert 1 == words.count("Is your handwriting easy to read?")
    assert "it decides on resumehelp: thank-by-post and another: thank-by-post" in words


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\r\nMEASURES\n", "\u202edroll", "a" * 10_000, "\ud800", "\x00", " "])
def test_hostile_words_stay_on_their_lines(hostile: str) -> None:
    policies = [
        replace(policy, advice={name: replace(row, where=hostile) for name, row in policy.advice.items()})
        for policy in POLICY
    ]
    people = {name: replace(person, name=hostile) for name, person in EXAMPLE.people.items()}
    timeline = replace(EXAMPLE, id=hostile, people=people)
    named = replace(policies[0], id=f"{hostile}-{'policy-' * 9}")
    text = text_of(followup.compare([named, *policies[1:]], timeline))
    assert 1 == text.count("\nMEASURES\n")
    assert not {"\x1b", "\r", "\u202e", "\ud800", "\x00"} & set(text)
    assert [] == [line for line in text.splitlines() if len(line) > 80]


def printed(*arguments: str, columns: str | None = None) -> str:
    result = CliRunner().invoke(program, ["compare", *arguments], env={"COLUMNS": columns})
    assert 0 == result.exit_code, result.output
    return result.stdout


def test_the_command_line_fits_the_page_of_whoever_reads_and_a_file_none(tmp_path: Path) -> None:
    assert text_of(ALL) == printed()
    assert text_of(ALL, 120) == printed(columns="120")
    assert text_of(ALL, 120) == printed(columns="300")
    assert text_of(ALL) == printed(columns="20")
    assert "" == printed("-o", str(tmp_path / "all.txt"), columns="120")
    assert text_of(ALL) == (tmp_path / "all.txt").read_text("utf-8")


def test_a_channel_that_cannot_fit_is_asked_for_no_page() -> None:
    assert json.loads(ALL.to_json()) == json.loads(str(HOST.render_comparison("json", ALL, 120)))


def test_a_channel_whose_fitting_fails_is_named() -> None:
    class Misfit:
        name, says, suffix, media_type = "misfit", "nothing", ".txt", "text/plain"

        def render(self, plan: followup.Plan) -> str:
            return ""

        def render_comparison(self, comparison: followup.Comparison) -> str:
            return "whole"

        def fitted(self, width: int) -> "Misfit":
            raise ValueError("too narrow")

    class Plugin:
        @followup.hookimpl
        def register_channels(self) -> list[followup.Channel]:
            return [Misfit()]

    host = followup.PluginHost.of(Plugin())
    assert "whole" == host.render_comparison("misfit", ALL)
    failure = str(host.render_comparison("misfit", ALL, 100))
    assert "channel `misfit` failed: render_comparison raised ValueError: too narrow" == failure
