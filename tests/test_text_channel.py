"""The text channel: what somebody who looks for a job gets to read, and the calendar of a comparison."""

from dataclasses import replace

import pytest

import followup

POLICIES = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
SEEN_FROM = (None, "2026-02-25", "2026-03-02T11:20", "2026-03-10", "2026-06-01")

HOST = followup.PluginHost.of()
POLICY = {name: followup.load_policy(name, host=HOST) for name in POLICIES}
EXAMPLE = followup.example_timeline(host=HOST)


def text_of(plan: followup.Plan) -> str:
    text = HOST.channel("text").render(plan)
    assert isinstance(text, str)
    return text


def calendar_of(comparison: followup.Comparison) -> str:
    channel = HOST.channel("text")
    assert isinstance(channel, followup.ComparisonChannel)
    text = channel.render_comparison(comparison)
    assert isinstance(text, str)
    return text


def one_interview(**more: object) -> followup.Timeline:
    events = [{"event": "interview", "at": "2026-03-02T10:00", "ends": "2026-03-02T11:00"}]
    return followup.timeline({"events": events, **more}, host=HOST)


@pytest.mark.parametrize("as_of", SEEN_FROM)
@pytest.mark.parametrize("name", POLICIES)
def test_no_line_is_longer_than_80_columns(name: str, as_of: str | None) -> None:
    text = text_of(followup.plan(POLICY[name], EXAMPLE, as_of))
    assert [] == [line for line in text.splitlines() if len(line) > 80 and not line.startswith("      mailto:")]
    assert text.endswith("\n")
    assert not text.endswith("\n\n")


@pytest.mark.parametrize("as_of", SEEN_FROM)
def test_the_calendar_fits_80_columns(as_of: str | None) -> None:
    text = calendar_of(followup.compare(POLICY.values(), EXAMPLE, as_of))
    assert [] == [line for line in text.splitlines() if len(line) > 80]


DRAFT = (  # of Lee's, no address is known
    "      mailto:dana@acme.example?subject=Thank%20you%20for%20the%20interview%20on%20Monday%202%20March%202026"
    "&body=Dear%20Dana%20Reyes%2C%0D%0A%0D%0A"
    "%5BAn%20outline%3A%20write%20each%20point%20out%2C%20then%20delete%20what%20is%20in%20brackets.%5D%0D%0A%0D%0A"
    "-%20Thank%20Dana%20Reyes%20for%20the%20interview%20on%20Monday%202%20March%202026."
    "%0D%0A-%20Pick%20up%20two%20or%20three%20things%20that%20Dana%20Reyes%20and%20you%20talked%20about.%0D%0A%0D%0ASam%20Rivera"
)


def test_what_is_next_stands_on_top() -> None:
    text = text_of(followup.plan(POLICY["krautzel"], EXAMPLE, "2026-03-02T11:20"))
    expected = f"""\
krautzel for acme-backend, as of Mon 2 March 2026 11:20 (America/New_York)

NEXT
  Mon 2 March 2026 11:20  ask permission: Lee Park
      Ask whether you may follow up
      DUE, should, by the end of the day; possible from 07:00; closes the end of
      the day
  Mon 2 March 2026 11:20  thank you: Dana Reyes and Lee Park, each by email
      Email each interviewer minutes after the interview
      DUE, must, by the end of the day; possible from 11:00; closes Mon 9 March
      11:00
{DRAFT}
  Mon 2 March 2026 12:00  thank you: Dana Reyes and Lee Park, each by post
      (card)
      Post each interviewer a thank-you card, to arrive in a day or two
      open, should, by Tue 3 March 18:00; possible from 11:00; closes Mon 9
      March 11:00
"""
    assert expected == text[: len(expected)]


def test_why_and_source_are_told_and_the_source_only_once() -> None:
    steps = followup.plan(POLICY["krautzel"], EXAMPLE).steps
    text = text_of(followup.plan(POLICY["krautzel"], EXAMPLE))
    words = " ".join(text.split())
    assert "why: John Krautzel, under “Maintain Contact”; rejection: Wed 25 March 2026 16:00; 1 month" in words
    assert 1 == words.count("John Krautzel, under “Maintain Contact”")
    assert "step: thank-by-email/dana/1, thank-by-email/lee/1 (krautzel.yaml:" in words
    assert [f"step: keep-in-touch/lee/{number}" in words for number in (1, 2, 3, 4)] == [True, True, True, False]
    assert 3 == words.count(next(step.title for step in steps if step.rule == "keep-in-touch"))


def test_a_long_series_is_shortened_and_a_short_one_is_not() -> None:
    plan = followup.plan(POLICY["krautzel"], EXAMPLE)
    steps = [step for step in plan.steps if step.rule == "keep-in-touch"]
    assert 5 == len(steps)
    text = text_of(plan)
    assert 3 == text.count("keep in touch: Lee Park")
    assert "… and 2 more like it, the last on Tue 25 August" in text
    assert "It goes on after" in text
    four = replace(plan, steps=tuple(steps[:4]), cut=False)
    assert "like it" not in text_of(four)


def test_what_was_missed_for_long_is_shortened_from_its_beginning() -> None:
    plan = followup.plan(POLICY["krautzel"], EXAMPLE, "2027-06-01")
    text = text_of(plan)
    missed = [step for step in plan.steps if step.rule == "keep-in-touch" and step.status is followup.Status.EXPIRED]
    assert len(missed) > 4
    assert f"… {len(missed) - 3} earlier ones left out" in text


def test_what_people_share_is_said_once() -> None:
    text = text_of(followup.plan(POLICY["krautzel"], EXAMPLE))
    assert 1 == text.count("11:10  thank you: Dana Reyes and Lee Park, each by email")


def test_the_parts_come_in_the_order_in_which_they_matter() -> None:
    plan = followup.plan(POLICY["resumehelp"], EXAMPLE, "2026-03-01")
    plan = replace(plan, problems=(followup.Problem("weekly-call", "the condition `moon` failed", "moon"),))
    text = text_of(plan)
    places = [text.index(f"\n{part}\n") for part in ("NEXT", "PLAN", "WITHHELD", "PROBLEMS", "OPEN QUESTIONS")]
    assert sorted(places) == places
    assert "  weekly-call: the condition `moon` failed (plugin moon)\n" in text
    assert "(handwriting: it decides on thank-by-post)" in text


def test_without_events_there_is_nothing_to_plan_from() -> None:
    plan = followup.plan(POLICY["krautzel"], followup.timeline({"events": []}, host=HOST))
    expected = "krautzel for timeline, from before the first event (UTC)\n\nFIRST\n  There is no event to plan from.\n"
    assert expected == text_of(plan)


def test_when_all_is_over_the_text_says_so() -> None:
    plan = followup.plan(POLICY["not-too-desperate"], EXAMPLE, "2026-08-01")
    assert "NEXT\n  There is nothing to do.\n" in text_of(plan)


@pytest.mark.parametrize("hostile", ["\x1b[2J", "\r\n  PLAN\n", "\u202edroll", "a" * 10_000, "\ud800", "\x00", "  "])
def test_hostile_names_stay_on_their_lines(hostile: str) -> None:
    plan = followup.plan(POLICY["krautzel"], EXAMPLE)
    steps = tuple(
        step._replace(to=None if step.to is None else followup.Person(step.to.id, hostile)) for step in plan.steps
    )
    text = text_of(replace(plan, steps=steps))
    assert 1 == text.count("\nPLAN\n")
    assert not {"\x1b", "\r", "\u202e", "\ud800", "\x00"} & set(text)
    assert [] == [line for line in text.splitlines() if len(line) > 80]


def test_the_calendar_has_every_step_in_the_column_of_its_policy() -> None:
    comparison = followup.compare([POLICY["krautzel"], POLICY["resumehelp"]], one_interview())
    lines = calendar_of(comparison).splitlines()
    assert "2 policies for timeline, from before the first event (UTC)" == lines[0]
    head = lines[2].split("│")
    assert ["2026", "krautzel", "resumehelp"] == [cell.strip() for cell in head]
    rows = {line.split("│")[0].strip(): [cell.strip() for cell in line.split("│")[1:]] for line in lines[3:]}
    assert ["? prepare", ""] == rows["Sun  1 Mar"]
    assert "! thank you: interviewer by email" in calendar_of(comparison)


def test_more_policies_than_fit_beside_each_other_get_a_calendar_more() -> None:
    policies = [replace(POLICY["krautzel"], id=f"policy-{number}") for number in range(7)]
    text = calendar_of(followup.compare(policies, EXAMPLE))
    assert 2 == text.count("2026 ")
    assert [] == [line for line in text.splitlines() if len(line) > 80]
    assert all(f"policy-{i}" in text for i in range(7))


def test_a_year_is_named_where_it_begins() -> None:
    late = {"events": [{"event": "interview", "at": "2026-12-30T10:00"}]}
    text = calendar_of(followup.compare([POLICY["resumehelp"]], followup.timeline(late, host=HOST)))
    assert "2026 " in text
    assert "2027 " in text


def test_nothing_to_compare_is_said() -> None:
    assert "There is no policy to compare.\n" == calendar_of(followup.compare([], EXAMPLE))
    empty = followup.timeline({"events": []}, host=HOST)
    assert "None of them advises anything." in calendar_of(followup.compare([POLICY["krautzel"]], empty))


def test_json_keeps_all_and_ends_with_a_newline() -> None:
    plan = followup.plan(POLICY["krautzel"], EXAMPLE, "2026-03-10")
    text = HOST.channel("json").render(plan)
    assert plan.to_json() + "\n" == text
    assert isinstance(text, str)
    assert plan == followup.Plan.from_json(text)
