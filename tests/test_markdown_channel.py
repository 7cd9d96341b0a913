"""The markdown channel, read back by a parser: the same words as in text, and none of them markup."""

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

import followup
from followup.testing.strategies import Data, timelines
from followup_plugins.agreement import agreement_of
from followup_plugins.contradictions import contradictions_of
from followup_plugins.days import days_of
from followup_plugins.markup import escaped
from followup_plugins.measures import measures_of
from followup_plugins.wording import day_text, harmless

POLICIES = ("krautzel", "not-too-desperate", "resumehelp", "sparks-group", "stay-on-the-radar")
HOST = followup.PluginHost.of()
POLICY = [followup.load_policy(name, host=HOST) for name in POLICIES]
EXAMPLE = followup.example_timeline(host=HOST)
COMPARISON = followup.compare(POLICY, EXAMPLE)
PARSER = MarkdownIt("commonmark").enable(["table", "strikethrough"])

OURS = {"html_inline", "code_inline", "strong_open", "strong_close", "text"}
"""What a line may hold: our own line breaks within a cell, keys and dates, and text."""

HOSTILE = (
    "<script>alert(1)</script>",
    "<!-- ",
    "&lt;b&gt;",
    "a | b | c",
    "\\| x",
    "\\",
    "`code`",
    "``` fence",
    "**bold** _em_ ~~gone~~",
    "[link](https://acme.example)",
    "![image](x.png)",
    "https://acme.example www.acme.example <https://acme.example>",
    "# heading",
    "- item",
    "+ item",
    "* item",
    "1. item",
    "1) item",
    "> quote",
    "=== ",
    "--- ",
    "    code",
    "line\n\n# heading",
    "\r\n- item",
    "| a |\n|---|",
    "$x$ [^1] @somebody :smile:",
    "[x]: https://acme.example",
    "\u202eevil\x1b[2J\x00",
)


def rendered(what: followup.Plan | followup.Comparison) -> str:
    channel = HOST.channel("markdown")
    assert isinstance(channel, followup.ComparisonChannel)
    text = channel.render(what) if isinstance(what, followup.Plan) else channel.render_comparison(what)
    assert isinstance(text, str)
    assert text.endswith("\n")
    assert not text.endswith("\n\n")
    return text


def plain(text: str) -> str:
    """What a reader sees of *text*: on one line, its spaces run together."""
    return " ".join(harmless(text).split())


def words(inline: Token) -> str:
    """What a reader sees of *inline*, which must hold nothing but text and what is ours."""
    parts = []
    for child in inline.children or []:
        assert child.type in OURS, child
        assert child.type != "html_inline" or child.content == "<br>"
        assert child.type != "code_inline" or child.content == "facts:"
        parts.append("\n" if child.type == "html_inline" else child.content)
    return "".join(parts)


def tables(text: str) -> Iterator[list[list[str]]]:
    rows: list[list[str]] = []
    tokens = PARSER.parse(text)
    for before, token in pairwise(tokens):
        if token.type == "table_open":
            rows = []
        elif token.type == "tr_open":
            rows.append([])
        elif token.type == "inline" and before.type in ("td_open", "th_open"):
            rows[-1].append(words(token))
        elif token.type == "table_close":
            yield rows


def shape(text: str) -> list[tuple[str, str]]:
    """The blocks of *text*, and what each line holds but for its words."""
    found = []
    for token in PARSER.parse(text):
        found.append((token.type, token.tag))
        if token.type == "inline":
            words(token)
            found += [(child.type, child.tag) for child in token.children or [] if child.type != "text"]
    return found


def with_words(word: str) -> tuple[list[followup.Policy], followup.Timeline]:
    """Our policies and the example with *word* in all that users write freely."""
    policies = [
        replace(
            policy,
            rules=tuple(replace(rule, title=f"{word}{rule.id}") for rule in policy.rules),
            advice={name: replace(row, where=f"{word}{row.where}") for name, row in policy.advice.items()},
        )
        for policy in POLICY
    ]
    people = {name: replace(person, name=f"{word}{name}") for name, person in EXAMPLE.people.items()}
    return policies, replace(EXAMPLE, id=f"{word}acme", people=people)


def test_the_tables_hold_the_calendar_and_the_measures_and_nothing_else() -> None:
    calendar, measures = tables(rendered(COMPARISON))
    assert calendar[0] == measures[0] == ["", *POLICIES]
    assert calendar[1:] == [
        [day_text(day.day) if index == 0 else "", *("\n".join(cell) for cell in band)]
        for day in days_of(COMPARISON)
        for index, band in enumerate(day.bands)
    ]
    assert measures[1:] == [[label, *cells] for label, cells in measures_of(COMPARISON)]


@given(timelines())
def test_the_tables_of_any_comparison_hold_the_same_cells_as_the_text(timeline: Data) -> None:
    comparison = followup.compare(POLICY, followup.timeline(timeline, host=HOST), None, "2026-06-30")
    *calendars, measures = tables(rendered(comparison))
    assert [[day_text(day.day) for day in days_of(comparison)]] == [
        [row[0] for row in rows[1:] if row[0]] for rows in calendars
    ]
    assert [[label, *cells] for label, cells in measures_of(comparison)] == measures[1:]


def test_every_sentence_of_the_agreement_and_the_contradictions_is_there() -> None:
    lines = [words(token) for token in PARSER.parse(rendered(COMPARISON)) if token.type == "inline"]
    for block in agreement_of(COMPARISON):
        assert {block.heading, *(line.sentence for line in block.lines)} <= {*lines}
    for pair in contradictions_of(COMPARISON):
        assert pair.heading in lines
        for one in pair.told:
            assert {one.sentence, *one.lines} <= {*lines}


@pytest.mark.parametrize("as_of", [None, "2026-03-02T11:20", "2026-03-10", "2026-06-01"])
@pytest.mark.parametrize("policy", POLICY, ids=POLICIES)
def test_a_plan_has_a_heading_a_day_and_an_item_a_step(policy: followup.Policy, as_of: str | None) -> None:
    plan = followup.plan(policy, EXAMPLE, as_of)
    text = rendered(plan)
    assert text.startswith(f"# {policy.id} for acme-backend\n\nSeen ")
    for held in plan.withheld:
        assert escaped(held.text) in text
    for step in plan.steps[:1]:
        assert f"### {day_text((step.at or step.expires or step.overdue).date())}" in text


def test_without_anything_it_says_so() -> None:
    empty = followup.timeline({"events": []}, host=HOST)
    assert "There is no policy to compare.\n" == rendered(followup.compare([], empty))
    assert "None of them advises anything." in rendered(followup.compare(POLICY, empty))
    assert "- There is no event to plan from.\n" in rendered(followup.plan(POLICY[0], empty))


def test_one_policy_agrees_and_contradicts_nobody() -> None:
    text = rendered(followup.compare(POLICY[:1], EXAMPLE))
    assert "## Agreement" not in text
    assert "## Contradictions" not in text


@pytest.mark.parametrize("hostile", HOSTILE)
def test_what_users_write_changes_no_shape(hostile: str) -> None:
    policies, timeline = with_words(hostile)
    usual_policies, usual_timeline = with_words("word")
    text, usual = (
        rendered(followup.compare(chosen, over))
        for chosen, over in ((policies, timeline), (usual_policies, usual_timeline))
    )
    assert shape(usual) == shape(text)
    assert None is re.search(r"(?<!\\)://|www\.", text)
    text, usual = (
        rendered(followup.plan(chosen[0], over, "2026-03-10"))
        for chosen, over in ((policies, timeline), (usual_policies, usual_timeline))
    )
    assert shape(usual) == shape(text)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_names_of_policies_stand_in_their_cells_letter_by_letter(hostile: str) -> None:
    comparison = followup.compare([replace(POLICY[0], id=hostile), POLICY[1]], EXAMPLE)
    for rows in tables(rendered(comparison)):
        assert ["", plain(hostile), "not-too-desperate"] == rows[0]


letters = st.text(st.sampled_from("\\|`*_<>[]()!&#$~-+=:/.@ \t\n1aw") | st.characters(), min_size=1, max_size=30)


@given(letters)
def test_any_text_is_read_as_it_stands_wherever_it_stands(text: str) -> None:
    expected = plain(text)
    for before in ("", "# ", "- ", "- x\n  - ", "- **10:00** "):
        inlines = [token for token in PARSER.parse(f"{before}{escaped(text)}\n") if token.type == "inline"]
        shown = words(inlines[-1]).removeprefix("10:00").strip() if inlines else ""
        assert expected == shown or not expected
        assert len(inlines) == before.count("- ") + (not before.startswith("-")) or not expected
    cells = next(tables(f"| a | b |\n| --- | --- |\n| {escaped(text)} | x |\n"))
    assert [["a", "b"], [expected, "x"]] == cells
