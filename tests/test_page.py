"""The html channel, without a browser: what stands on the page, and that it stays text; see also test_page_browser."""

import base64
import hashlib
import json
import re
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup
from followup_plugins.page.axis import SHEET, Axis

HOST = followup.PluginHost.of()
POLICIES = [followup.load_policy(name, host=HOST) for name in HOST.policies]
EXAMPLE = followup.example_timeline(host=HOST)
SEEN_FROM = (None, "2026-02-25", "2026-03-10T09:00", "2026-06-01")
HOSTILE = "</script></style><script>ran=1</script><img src=x onerror=ran=1>\"'&\u202e\u200f{{ 7*7 }}\x1b\n"


Poisoned = Callable[[followup.Comparison, str], followup.Comparison]


class Elements(HTMLParser):
    """Every element of a page: its tag, its attributes, and the text directly or deeper inside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.all: list[tuple[str, dict[str, str]]] = []
        self.text: dict[str, str] = {}
        self._open: list[tuple[str, str | None]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.all.append((tag, found))
        if tag not in ("meta", "input", "path", "rect", "use", "circle", "br"):
            self._open.append((tag, found.get("id")))
            self.text.setdefault(found.get("id", ""), "")

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data: str) -> None:
        for _, anchor in self._open:
            if anchor:
                self.text[anchor] += data

    def tags(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.all if name == tag]


def page_of(comparison: followup.Comparison) -> str:
    channel = HOST.channel("html")
    assert isinstance(channel, followup.ComparisonChannel)
    page = channel.render_comparison(comparison)
    assert isinstance(page, str)
    return page


def comparison_with_addresses() -> followup.Comparison:
    found = followup.compare(POLICIES[:3], EXAMPLE, "2026-03-10T09:00")
    source = {"url": "javascript:ran=1"}
    return replace(found, policies=tuple(replace(one, source={**one.source, **source}) for one in found.policies))


@pytest.mark.parametrize("as_of", SEEN_FROM)
def test_every_step_of_the_json_is_marked_told_and_dated(as_of: str | None) -> None:
    found = followup.compare(POLICIES, EXAMPLE, as_of)
    page = Elements(page_of(found))
    marks = {anchor: mark for mark in page.tags("a") for anchor in mark.get("data-s", "").split()}
    seen = 0
    for column, plan in enumerate(json.loads(found.to_json())["plans"]):
        for number, step in enumerate(plan["steps"]):
            anchor = f"s{column}-{number}"
            assert step["id"] == page.text[anchor]
            label = marks[anchor]["aria-label"]
            day = followup.Plan.from_json(json.dumps(plan)).steps[number]
            when = day.at or day.expires
            assert when is not None
            assert f"{when.day} {when:%B %Y %H:%M}" in label
            for word in (plan["policy"]["id"], step["act"].replace("-", " "), step["strength"]):
                assert word in label
            assert (step["to"] is None) or step["to"]["name"] in label
            assert (step["via"] is None) or step["via"].replace("-", " ") in label
            seen += 1
        for number, withheld in enumerate(plan["withheld"]):
            anchor = f"w{column}-{number}"
            assert withheld["id"] == page.text[anchor]
            assert "withheld" in marks[anchor]["aria-label"]
    assert seen > 30


@pytest.mark.parametrize("as_of", SEEN_FROM)
def test_every_link_leads_to_a_place_on_the_page_and_every_id_is_there_once(as_of: str | None) -> None:
    page = Elements(page_of(followup.compare([*POLICIES, POLICIES[0]], EXAMPLE, as_of)))
    ids = [attributes["id"] for _, attributes in page.all if "id" in attributes]
    assert sorted(set(ids)) == sorted(ids)
    targets = [attributes["href"] for _, attributes in page.all if "href" in attributes]
    assert len(targets) > 100
    assert set() == {target for target in targets if target.removeprefix("#") not in ids and "mailto:" not in target}


def test_two_of_one_id_are_told_apart() -> None:
    page = page_of(followup.compare([POLICIES[0], replace(POLICIES[0], version=2), POLICIES[0]], EXAMPLE))
    for name in ("krautzel v1 (1)", "krautzel v2", "krautzel v1 (3)"):
        assert f"<bdi>{name}</bdi>" in page


def test_the_page_refers_to_nothing_outside() -> None:
    page = page_of(followup.compare(POLICIES, EXAMPLE))
    elements = Elements(page)
    assert set() == {tag for tag, _ in elements.all} & {"link", "img", "iframe", "object", "embed", "base"}
    names = {name for _, attributes in elements.all for name in attributes}
    assert set() == {name for name in names if name in ("src", "srcset", "style", "action") or name.startswith("on")}
    assert "@import" not in page
    assert {"url(#fold)"} == set(re.findall(r"url\([^)]*\)", page))
    assert set() == set(re.findall(r"https?://[^\s\"<]*", page))


def test_style_and_script_are_allowed_by_their_hashes_and_nothing_else_is() -> None:
    page = page_of(followup.compare(POLICIES, EXAMPLE))
    policy = next(meta["content"] for meta in Elements(page).tags("meta") if "http-equiv" in meta)
    hashes = []
    for tag in ("style", "script"):
        content = page.partition(f"<{tag}>")[2].partition(f"</{tag}>")[0]
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        hashes.append(f"{tag}-src 'sha256-{digest}'")
        assert "<" not in content
    assert f"default-src 'none'; {'; '.join(hashes)}; base-uri 'none'; form-action 'none'" == policy


def test_hostile_text_stays_text(poisoned: Poisoned) -> None:
    plain = Elements(page_of(comparison_with_addresses()))
    page = page_of(poisoned(comparison_with_addresses(), HOSTILE))
    hostile = Elements(page)
    assert [tag for tag, _ in plain.all] == [tag for tag, _ in hostile.all]
    assert {name for _, of in plain.all for name in of} == {name for _, of in hostile.all for name in of}
    assert 1 == page.count("<script>")
    assert not {"\u202e", "\x1b"} & set(page)
    assert "{{ 7*7 }}" in page
    assert "javascript:" not in {href.partition("ran")[0] for _, of in hostile.all if (href := of.get("href"))}


def test_an_address_of_the_web_becomes_a_link_that_tells_nobody_where_it_was() -> None:
    policy = replace(POLICIES[0], source={"url": 'https://example.org/a?b=1&c="><script>'})
    links = [link for link in Elements(page_of(followup.compare([policy], EXAMPLE))).tags("a") if "rel" in link]
    assert [{"href": 'https://example.org/a?b=1&c="><script>', "rel": "noopener noreferrer"}] == links


def test_the_page_of_the_shipped_policies_is_small() -> None:
    assert len(page_of(followup.compare(POLICIES, EXAMPLE)).encode()) < 200_000


def test_no_other_channel_or_command_pays_for_the_template_engine() -> None:
    command = (
        "import sys, followup; host = followup.PluginHost.of(); assert 'html' in host.channels;"
        "plan = followup.plan(followup.load_policy('krautzel'), followup.example_timeline());"
        "host.channel('text').render(plan); print('jinja2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", command], capture_output=True, text=True, check=True)
    assert "False\n" == done.stdout


def test_equal_contradictions_are_told_once_for_all_whom_they_are_about() -> None:
    found = followup.compare([followup.load_policy("krautzel"), followup.load_policy("resumehelp")], EXAMPLE)
    assert 7 == len(found.contradictions)
    page = page_of(found)
    assert 5 == page.count('<li class="contradiction')


def test_a_series_of_contradictions_between_two_rules_is_told_once_with_its_dates() -> None:
    found = followup.compare([followup.load_policy("resumehelp"), followup.load_policy("sparks-group")], EXAMPLE)
    page = page_of(found)
    kind = '<span class="kind">other medium and other day</span>'
    series = page.partition(kind)[2].partition("</ul>")[0]
    assert "resumehelp advises “check in” for Lee Park by phone on Mon 9 March" in series
    assert 3 == series.count('<li class="note">again <a ')
    for day in ("16 March", "23 March"):
        assert f"for Dana Reyes on Mon {day}: another medium" in series


@given(
    st.dictionaries(st.integers(20_000, 20_400), st.integers(1, 5), max_size=40),
    st.lists(st.integers(19_900 * 1440, 20_500 * 1440)),
)
def test_the_axis_never_goes_back_and_its_sheets_fit_the_paper(crowds: dict[int, int], walls: list[int]) -> None:
    axis = Axis.of(crowds)
    places = [axis.x(wall) for wall in sorted(walls)]
    assert sorted(places) == places
    assert all(0 <= place <= axis.width for place in places)
    sheets = axis.stretches()
    assert all(sheet.width <= SHEET for sheet in sheets)
    assert sum(sheet.width for sheet in sheets) == (axis.width if crowds else 0)
    assert {day for sheet in sheets for band in sheet.bands if not band.folded for day in [band.day]} == set(crowds)


def test_a_plan_alone_is_a_page_with_one_lane() -> None:
    plan = followup.plan(POLICIES[0], EXAMPLE, "2026-03-10T09:00")
    page = HOST.channel("html").render(plan)
    assert isinstance(page, str)
    elements = Elements(page)
    for number, step in enumerate(plan.steps):
        assert step.id == elements.text[f"s0-{number}"]
    assert "Seen as of Tue 10 March 2026 09:00" in page
    for part in ("measures", "agreement", "contradictions"):
        assert part not in elements.text


@pytest.mark.parametrize("policies", [[], POLICIES[:1], POLICIES], ids=["none", "one", "five"])
def test_where_there_is_nothing_to_draw_the_page_says_so(policies: list[followup.Policy]) -> None:
    empty = followup.timeline({"events": []}, host=HOST)
    page = page_of(followup.compare(policies, empty))
    assert ("There is no policy to compare." if not policies else "None of them advises anything.") in page
    assert "<svg" not in page


def test_questions_and_problems_are_told() -> None:
    found = followup.compare(POLICIES, EXAMPLE)
    problem = followup.Problem("thank-by-email", "the condition `moon` failed", "moon")
    plans = (replace(found.plans[0], problems=(problem,)), *found.plans[1:])
    judging = followup.Problem("not-yet", "the condition `tide` failed", "tide")
    broken = replace(found, plans=plans, problems=(judging,))
    assert "Is your handwriting easy to read?" in page_of(broken)
    for channel in ("text", "markdown", "html"):
        said = str(HOST.render_comparison(channel, broken)).replace("\\`", "`")
        assert "the condition `moon` failed (plugin moon)" in said
        assert "the condition `tide` failed (plugin tide)" in said


def test_the_appendix_holds_all_that_the_sources_say() -> None:
    text = Elements(page_of(followup.compare(POLICIES, EXAMPLE))).text
    for column, policy in enumerate(POLICIES):
        for row in policy.advice.values():
            assert row.says in text[f"p{column}"]
            assert row.where in text[f"p{column}"]
            assert (row.not_encoded or "") in text[f"p{column}"]
        for rule in policy.rules:
            of_rule = text[f"r{column}-{rule.index}"]
            for told in (rule.id, rule.title, rule.strength, f"{rule.reading} reading", f":{rule.place.line}"):
                assert told in of_rule
            assert all(one in of_rule for one in (*rule.cites, *rule.dissent))


def test_a_large_comparison_is_written_in_bounded_time(tmp_path: Path) -> None:
    rule = (
        "  - {{id: ask-{n}, cites: [A], do: {{act: check-in, to: {{each: interviewer}}, via: [{{medium: email}}],"
        " from: interview, window: {{recommended: {n} days, expires: {n} weeks}},"
        " repeat: {{every: 2 days, times: 15}}}}}}\n"
    )
    paths = [tmp_path / f"policy-{number}.yaml" for number in range(20)]
    for path in paths:
        rules = "".join(rule.format(n=n) for n in range(1, 11))
        path.write_text(f"policy: {path.stem}\ntitle: Ask\nadvice: {{A: {{where: here, says: Ask.}}}}\nrules:\n{rules}")
    policies = [followup.load_policy(path, host=HOST) for path in paths]
    timeline = followup.timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}, host=HOST)
    found = followup.compare(policies, timeline)
    assert 3_000 == sum(len(plan.steps) for plan in found.plans)
    start = time.process_time()
    page = page_of(found)
    assert time.process_time() - start < 20
    assert len(page) < 12_000_000
