"""Every channel, on every golden case and on plans at random, with hostile words: read back, nothing leaves its field.

The readers are others' programs wherever there is one. A plan is made hostile in what its JSON holds, so that no field
is forgotten; beside it stands its twin with harmless words, whose rendering must have the same shape.
"""

import csv
import io
import json
import os
import re
import unicodedata
import zipfile
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from email import message_from_bytes
from email.header import decode_header, make_header
from email.policy import default
from functools import cache
from html.parser import HTMLParser
from importlib import import_module
from pathlib import Path
from typing import Any

import orgparse
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator
from markdown_it import MarkdownIt
from pytodotxt import TodoTxtParser

import followup
from followup.loading.schema import composed
from followup.loading.vocabulary import built_in
from followup.testing.samples import HOSTILE
from followup.testing.suites import Reader, run_case
from followup_plugins.drafts import address_of, email_draft, header
from followup_plugins.ics_event import tidy, uid_of
from followup_plugins.mailto import mailto_of
from followup_plugins.tasks import due, hidden_until, planned, uuid_of
from followup_plugins.wording import harmless, one_line

HOST = followup.PluginHost.of()
CASES = Path(__file__).parent / "cases"
ROUNDS = 20 if os.environ.get("CI") else 1
"""So often each channel is tried on 20 plans at random: more than a minute for all of them where there is time for it.

Counted, not timed: what is tried does not hang on how fast the machine is.
"""

WORDS = frozenset(("title", "name", "text", "asks", "subject", "address", "lines", "file"))
"""The keys of a plan's JSON whose texts may be any; of the other texts, the schema says more."""

KEPT = frozenset((
    *("as_of", "timezone", "horizon", "next_change_at", "digest", "via", "status", "timing", "strength", "reading"),
    *("earliest", "recommended", "overdue", "expires", "at", "reason", "since", "until"),
))  # fmt: skip
"""The keys of texts that are no words, and of the medium, since without an email there is no draft."""

PAYLOADS = (
    HOSTILE,
    *("<script>alert(1)</script>", "\"' onload=alert(1) x='", "</bdi></p><!--", "&lt;b&gt; &#x3c;", "]]>--> {{7*7}}"),
    *("| a | b |\n|---|---|", "`code` ``` ~~~", "**b** _e_ ~~s~~", "[x](https://acme.example)", "![x](x.png)", "\\"),
    *("\n# heading\n", "- item", "* item", "1. item", "> quote", "===", "---\n", "https://x.example www.x.example", "://"),
    *("=1+1", "+1 555", "-2+3", "@SUM(A1)", "\t=1", ";=1", '"\r\n=1', "\uff1d1", ",,,"),
    *("\r\nBcc: x@example.org", "\r\n\r\nbody", "a, b <x@y>, c", "=?utf-8?q?x?=", "&bcc=x@y#?%0A", "Müller, Jr. (é)"),
    *("\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:x", "\nATTACH:file:///etc/passwd", "\\n\\,\\;\\N", "^n^'"),
    *("+project @context key:value", "x 2026-03-02 (A) ", "due:2026-03-02 rec:1d", "due:", "&open;x&close; &dquot;"),
    *("\n* TODO x :tag:", "[[elisp:(boom)][x]]", "<2026-03-02 Mon>", ":END:\n:PROPERTIES:", "#+INCLUDE: x", "[#A]"),
    *("\x00\x07\x1b[31m\x1b]0;x\x07", "\u009b31m", "\x7f\x85\u2028\u2029\x0b\x0c", "\u202ex\u202c\u2066", "\ufeff"),
    *("\u200b\u200d\u0301", "\U0001f469\u200d\U0001f4bb", "中文\u3000全", "\ufffe\uffff", "é" * 90, "x" * 100, " \t "),
)  # fmt: skip

MOST_STEPS = 5
TOO_LONG = "the draft is too long for a link"

Document = dict[str, Any]
Made = str | bytes
Check = Callable[[followup.Plan, Made, Made], None]
"""Sees that what is made of a plan says what the plan says; last: what is made of its twin."""


def rewritten(value: object, write: Callable[[str, str], str], key: str = "") -> object:
    """Return *value* with each text that is told by nobody's clock or list written anew, given its key."""
    if isinstance(value, dict):
        return {name: rewritten(part, write, name) for name, part in value.items()}
    if isinstance(value, list):
        return [rewritten(part, write, key) for part in value]
    return write(key, value) if value and isinstance(value, str) and key not in KEPT else value


def plan_of(document: object) -> followup.Plan:
    return followup.Plan.from_json(json.dumps(document))


def before(payload: str, key: str, text: str) -> str:
    """Return *text* after *payload*; the parts of an id stay as many as they are."""
    return f"{payload.replace('/', '|') if key == 'id' else payload}{text}"


# ---------------------------------------------------------------------- the readers


def text_of(made: Made, ends: str = "\n") -> str:
    """Return what was made as text that steers no terminal and turns no reading around."""
    text = made.decode() if isinstance(made, bytes) else made
    assert set() == {
        letter
        for letter in set(text.replace(ends, ""))
        if unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\u202a\u202b\u202c\u202d\u202e\u2066"
    }
    return text


def seen(plan: followup.Plan) -> list[followup.Step]:
    """Return the steps that are to be done, or are done."""
    return [step for step in plan.steps if step.at is not None]


def links_of(plan: followup.Plan) -> list[str]:
    return [link.url for step in plan.steps if (link := mailto_of(step)) and link.url]


def see_links(plan: followup.Plan, links: list[str], text: str, twin: str) -> None:
    """See that there is no link but those of the drafts, and each of them, or that it is too long."""
    assert Counter(links) <= Counter(links_of(plan))
    told, expected = (len(re.findall(rf"mailto:\S*\?subject=|{TOO_LONG}", one)) for one in (text, twin))
    assert expected == told == len(links) + text.count(TOO_LONG)


def local(moment: datetime | None) -> datetime | None:
    return moment and moment.replace(tzinfo=None)


def utc(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"


def paragraphs(text: str) -> list[tuple[str, int]]:
    """Return what each paragraph begins with, where that is nobody's words, and how many items it has."""
    _, *parts = (part.splitlines() for part in text.removesuffix("\n").split("\n\n"))
    return [(part[0], sum(line[:2] == "  " != line[1:3] for line in part)) for part in parts]


def see_text(plan: followup.Plan, made: Made, twin: Made) -> None:
    text = text_of(made)
    assert paragraphs(text_of(twin)) == paragraphs(text)
    links = [line.strip() for line in text.splitlines() if line.startswith("      mailto:")]
    see_links(plan, links, text, text)  # a twin may have fewer: there is none without an address


def tokens(text: str) -> tuple[list[str], list[str]]:
    """Return what *text* holds as Markdown, but for its words; and its links."""
    assert None is re.search(r"(?<!\\)://|(?i:www)\.", re.sub(r"\(mailto:[^)\s]*\)", "", text))
    shape, links = [], []
    for token in MarkdownIt("commonmark").enable(["table", "strikethrough"]).parse(text):
        shape.append(token.type)
        for child in token.children or []:
            if child.type == "link_open":
                assert {"href"} == set(child.attrs)
                links.append(f"{child.attrs['href']}")
            elif child.type not in ("text", "link_close"):
                shape.append(f"{child.type} {child.content}")
    return shape, links


def see_markdown(plan: followup.Plan, made: Made, twin: Made) -> None:
    (shape, links), (expected, _) = tokens(text_of(made)), tokens(text_of(twin))
    markup = {one for one in expected if one.startswith(("html", "image", "fence", "code"))}
    assert set() == markup - {"code_inline facts:"}
    assert expected == shape
    see_links(plan, links, text_of(made), text_of(twin))


class Page(HTMLParser):
    """The elements of a page by tag and names of attributes, but for the links to mail; and its words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.shape: list[tuple[str, ...]] = []
        self.links: list[str] = []
        self.words: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        assert len(attrs) == len(values)
        href = values.get("href") or "#"
        if href.startswith("#"):
            self.shape.append((tag, *values))
        else:
            assert ("a", {"href"}) == (tag, set(values))
            self.links.append(href)

    def handle_comment(self, data: str) -> None:
        raise AssertionError(data)

    def handle_data(self, data: str) -> None:
        self.words.append(data)


def see_html(plan: followup.Plan, made: Made, twin: Made) -> None:
    page, expected = Page(text_of(made)), Page(text_of(twin))
    assert expected.shape == page.shape
    assert Counter(links_of(plan)) == Counter(page.links)
    words = set(page.words)
    assert [] == [step.id for step in plan.steps if harmless(step.id) not in words]


def see_json(plan: followup.Plan, made: Made, twin: Made) -> None:
    text = made if isinstance(made, str) else made.decode()
    assert text == followup.Plan.from_json(text).to_json() + "\n"
    found = json.loads(text)
    assert [(s.id, s.title, s.say, s.to and s.to.name) for s in plan.steps] == [
        (s["id"], s["title"], tuple(s["say"]), s["to"] and s["to"]["name"]) for s in found["steps"]
    ]


def see_ics(plan: followup.Plan, made: Made, twin: Made) -> None:
    (calendar,) = import_module("vobject").readComponents(text_of(made, "\r\n"))
    head = {"version", "prodid", "method", "name", "x-wr-calname", "refresh-interval", "x-published-ttl", "vevent"}
    assert head - (set() if seen(plan) else {"vevent"}) == set(calendar.contents)
    assert tidy(f"Follow-up: {plan.timeline.id}") == calendar.contents["name"][0].value
    events = {event.uid.value: event for event in calendar.contents.get("vevent", [])}
    assert len(seen(plan)) == len(events) == len(calendar.contents.get("vevent", []))
    fields = {"uid", "dtstamp", "sequence", "dtstart", "dtend", "status", "transp", "summary", "description"}
    for step in seen(plan):
        assert step.at is not None
        event = events[uid_of(plan, step)]
        quiet = step.status is followup.Status.DONE or step.strength == "may"
        assert fields | (set() if quiet else {"valarm"}) == set(event.contents)
        assert all(1 == len(values) for values in event.contents.values())
        assert (utc(step.at), "0") == (utc(event.dtstart.value), event.sequence.value)
        assert event.summary.value.endswith(tidy(f"· {plan.timeline.id}"))
        assert (tidy(step.title) or "Status:") == event.description.value.split("\n")[0][: len(tidy(step.title)) or 7]


def next_of(plan: followup.Plan) -> list[followup.Step]:
    left = [step for step in plan.steps if step.status not in ("done", "expired")]
    firsts = {(step.rule, step.to and step.to.id): step for step in reversed(left)}
    return [step for step in left if step.status in ("open", "due", "overdue") or step in firsts.values()]


def see_eml(plan: followup.Plan, made: Made, twin: Made) -> None:
    assert isinstance(made, bytes)
    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
        assert len(archive.namelist()) == len(files)
    drafts = [(step, draft) for step in next_of(plan) if (draft := email_draft(step)) is not None]
    if not drafts:
        assert ["nothing-to-write.txt"] == list(files)
        return
    for (step, draft), (name, content) in zip(drafts, files.items(), strict=True):
        assert re.fullmatch(r"\d{4}-\d\d-\d\d-[a-z0-9-]+\.eml", name)
        message = message_from_bytes(content, policy=default)
        assert [] == message.defects
        address = address_of(draft)
        names = ["X-Unsent", *(["To"] if address else []), "Subject", "Content-Type", "Content-Transfer-Encoding"]
        assert [*names, "MIME-Version"] == message.keys()
        assert [address] == ([one.addr_spec for one in message["To"].addresses] if address else [None])
        assert header(draft.subject) == str(make_header(decode_header(message_from_bytes(content)["Subject"])))
        body = text_of(message.get_content().replace("\r\n", "\n")).splitlines()
        assert [f"- {one_line(line)}".strip() for line in draft.lines] == [
            line.strip() for line in body if line.startswith("- ")
        ]
        assert step.at is not None


def bare(cell: str) -> str:
    """Return *cell* without what defuses formulas."""
    return one_line(cell).replace("'", "")


def see_csv(plan: followup.Plan, made: Made, twin: Made) -> None:
    assert isinstance(made, bytes)
    text = text_of(made.removeprefix("\ufeff".encode()), "\r\n")
    head, *rows = csv.reader(io.StringIO(text, newline=""), strict=True)
    assert len(plan.steps) == len(rows)
    for step, row in zip(plan.steps, rows, strict=True):
        found = dict(zip(head, row, strict=True))
        for name, value in (("step", step.id), ("act", step.act), ("title", step.title), ("policy", plan.policy.id)):
            assert bare(value) == bare(found[name])
        assert (step.status, plan.zone.name) == (found["status"], found["timezone"])
        for name, moment in (("when", step.at), ("overdue", step.overdue), ("expires", step.expires)):
            assert local(moment) == (datetime.fromisoformat(found[name]) if found[name] else None)
        parts = [unicodedata.normalize("NFKC", part).lstrip(" \ufeff") for cell in row for part in cell.split(";")]
        assert [] == [part for part in parts if part.startswith(("=", "+", "-", "@"))]


def see_taskwarrior(plan: followup.Plan, made: Made, twin: Made) -> None:
    tasks = json.loads(made)
    assert [uuid_of(plan, step) for step in plan.steps] == [task["uuid"] for task in tasks]
    for step, task in zip(plan.steps, tasks, strict=True):
        texts = [task["description"], task["project"], *(note["description"] for note in task["annotations"])]
        assert [] == [text for text in texts if text != one_line(text) or re.search(r"&\w+;", text)]
        assert one_line(plan.timeline.id) == task["project"].replace("&\u200b", "&") or "&" in plan.timeline.id
        assert all(letter.isalnum() or letter == "_" for tag in task["tags"] for letter in tag)
        assert ("followup", utc(due(step))) == (task["tags"][0], task["due"])
        state = "deleted" if step.at is None else "completed" if step.status is followup.Status.DONE else "pending"
        assert state == task["status"]
        if state == "pending":
            assert (utc(hidden_until(step)), utc(planned(step))) == (task["wait"], task["scheduled"])


def see_todotxt(plan: followup.Plan, made: Made, twin: Made) -> None:
    text = text_of(made)
    tasks = TodoTxtParser().parse_str(text)
    assert len(seen(plan)) == len(tasks) == text.count("\n")
    for step, task in zip(seen(plan), tasks, strict=True):
        done = step.status is followup.Status.DONE
        assert (done, None) == (task.is_completed, task.creation_date)
        assert (None if done else {"must": "A", "should": "B", "may": "C"}[step.strength]) == task.priority
        assert (planned(step).date() if done else None) == task.completion_date
        assert [1, 0 if step.via is None else 1] == [len(task.projects), len(task.contexts)]
        assert ({"step"} if done else {"t", "at", "due", "step"}) == set(task.attributes)
        assert all(1 == len(values) for values in task.attributes.values())
        if not done:
            dates = [date.fromisoformat(task.attributes[name][0]) for name in ("t", "due")]
            assert [hidden_until(step).date(), due(step).date()] == dates


def see_org(plan: followup.Plan, made: Made, twin: Made) -> None:
    top, *nodes = orgparse.loads(text_of(made))[1:]
    assert isinstance(top, orgparse.OrgNode)
    assert 1 == top.level
    for step, node in zip(plan.steps, nodes, strict=True):
        assert isinstance(node, orgparse.OrgNode)
        state = "CANCELLED" if step.at is None else "DONE" if step.status is followup.Status.DONE else "TODO"
        priority = {"must": "A", "should": "B", "may": "C"}[step.strength]
        assert (2, state, priority) == (node.level, node.todo, node.priority)
        open_ = state == "TODO"
        expected = (planned(step), due(step), None) if open_ else (None, None, step.at or step.expires or step.overdue)
        dates = tuple(map(local, expected))
        assert dates == (node.scheduled.start, node.deadline.start, node.closed.start)
        assert ["ID", "STEP", "EARLIEST", "RECOMMENDED", "OVERDUE", "EXPIRES"] == list(node.properties)
        assert uuid_of(plan, step) == node.properties["ID"]
        assert [] == node.datelist + node.rangelist  # timestamps of the body and the heading
        assert (1 if step.via is None else 2) == len(node.tags)
        body = node.get_body(format="raw")
        assert all(line.startswith("- ") for line in body.splitlines())
        for text in (body, node.get_heading(format="raw")):
            assert None is re.search(r"\[\[|(?<![\d\u200b]):(?=[^\s\d])|<(?!\u200b)", text), text


READERS: dict[str, Check] = {
    "text": see_text,
    "markdown": see_markdown,
    "html": see_html,
    "json": see_json,
    "ics": see_ics,
    "eml": see_eml,
    "csv": see_csv,
    "taskwarrior": see_taskwarrior,
    "todotxt": see_todotxt,
    "org": see_org,
}


def see(name: str, plan: followup.Plan, twin: followup.Plan) -> Made:
    """Render *plan* and see that it reads back; return what was made."""
    channel = HOST.channel(name)
    made = channel.render(plan)
    READERS[name](plan, made, channel.render(twin) if name in ("text", "markdown", "html") else "")
    return made


def test_every_channel_has_a_reader() -> None:
    assert set(HOST.channels) == set(READERS)


# ---------------------------------------------------------------------- the golden cases


@cache
def golden() -> list[tuple[str, Document]]:
    """Return the plan of every golden case as its JSON; of long ones the beginning."""
    files = [file for file in sorted(CASES.rglob("*.yaml")) if file.parent.name != "policies"]
    suites = [Reader(HOST).load(file) for file in files]
    ran = [(f"{suite.id}: {case.name}", run_case(suite, case).plan) for suite in suites for case in suite.cases]
    return [(name, json.loads(replace(plan, steps=plan.steps[:MOST_STEPS]).to_json())) for name, plan in ran]


def around(payload: str, words_only: bool) -> Callable[[str, str], str]:
    def write(key: str, text: str) -> str:
        return text if words_only and key not in WORDS else f"{before(payload, key, text)}{before(payload, key, '')}"

    return write


@cache
def hostile() -> list[tuple[str, followup.Plan, followup.Plan]]:
    """Return each golden case with hostile words, and its twin; each payload in all words, and in free ones."""
    found = []
    for number, (case, document) in enumerate(golden()):
        payload, words_only = PAYLOADS[number % len(PAYLOADS)], number // len(PAYLOADS) % 2 == 1
        name = f"{case}, with {payload!a} in {'free' if words_only else 'all'} words"
        plan, twin = (plan_of(rewritten(document, around(word, words_only))) for word in (payload, "word"))
        found.append((name, plan, twin))
    return found


@pytest.mark.parametrize("name", READERS)
def test_hostile_words_in_a_golden_case_stay_in_their_fields(name: str) -> None:
    for case, plan, twin in hostile():
        try:
            see(name, plan, twin)
        except BaseException as error:
            error.add_note(case)
            raise


def test_every_payload_is_tried_in_all_words_and_in_free_ones() -> None:
    assert len(hostile()) >= 2 * len(PAYLOADS)


def test_the_json_of_free_words_is_as_its_schema_says() -> None:
    schema = composed("plan", built_in(), HOST.additions)
    for (case, document), payload in zip(golden()[::3], PAYLOADS * 9, strict=False):
        plan = plan_of(rewritten(document, around(payload[:20], words_only=True)))
        found = json.loads(HOST.channel("json").render(plan))
        assert [] == [error.message for error in Draft202012Validator(schema).iter_errors(found)], case


def test_half_a_character_is_no_text_of_a_plan() -> None:
    document = rewritten(golden()[0][1], lambda key, text: f"{text}\ud800" if key == "title" else text)
    with pytest.raises(ValueError, match="not a plan: a text was expected, not '"):
        plan_of(document)


# ---------------------------------------------------------------------- plans at random

ANY = st.one_of(
    st.sampled_from(PAYLOADS),
    st.text(min_size=1, max_size=40),
    st.text(
        st.sampled_from("\"'\\<>&;:,=+-@#*[](){}|`_~!$%^/?. \t\r\n\x00\x1b\x85\u2028\u202e\u200b\ufeffaé1"), min_size=1
    ),
    st.builds(lambda text, times: text * times, st.text(min_size=1, max_size=8), st.integers(100, 500)),
)


@st.composite
def plans(draw: st.DrawFn) -> tuple[followup.Plan, followup.Plan]:
    """Return some steps of a golden case with any words, on any day; and its twin."""
    document = dict(draw(st.sampled_from(golden()))[1])
    for part in ("steps", "withheld"):
        document[part] = document[part][: draw(st.integers(0, 5))]
    texts = draw(st.lists(ANY, min_size=1, max_size=5))
    turn, days = draw(st.integers(0, 20)), draw(st.sampled_from([0, 1]) | st.integers(-20_000, 60_000))
    # One text for a key, so that what was equal remains so.
    keys = [*sorted(WORDS), "id", "rule", "act", "object", "say", "avoid", "cites", "role", "by", "fact", "changes"]
    chosen = {key: texts[(turn + at) % len(texts)] for at, key in enumerate(keys)}
    moved = on_another_day(document, timedelta(days=days))
    plan, twin = (
        plan_of(rewritten(moved, lambda key, text, words=words: before(words.get(key, "x"), key, text)))  # type: ignore[misc]  # a default
        for words in (chosen, dict.fromkeys(keys, "word"))
    )
    return plan, twin


def on_another_day(value: object, by: timedelta) -> object:
    if isinstance(value, dict):
        return {key: on_another_day(part, by) for key, part in value.items()}
    if isinstance(value, list):
        return [on_another_day(part, by) for part in value]
    instant = isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d", value)
    return (datetime.fromisoformat(instant[0]) + by).isoformat(timespec="minutes") if instant else value


@st.composite
def spoilt(draw: st.DrawFn, made: bytes) -> bytes | None:
    """Return what a file may hold that a feed is written over: nothing, anything, or *made* with changes."""
    if draw(st.booleans()):
        return draw(st.none() | st.binary(max_size=200))
    where, length = draw(st.integers(0, len(made))), draw(st.integers(0, 100))
    junk = draw(st.sampled_from([b"", b"\r\n", b"9" * 30, b"END:VEVENT\r\n", b'{"uuid": []}']) | st.binary(max_size=20))
    return made[:where] + junk + made[where + length :]


@pytest.mark.parametrize("name", READERS)
def test_any_words_on_any_day_read_back(name: str) -> None:
    channel = HOST.channel(name)

    @given(plans(), st.data())
    @settings(max_examples=20, database=None)
    def reads_back(found: tuple[followup.Plan, followup.Plan], data: st.DataObject) -> None:
        plan, twin = found
        made = see(name, plan, twin)
        assert made == channel.render(followup.Plan.from_json(plan.to_json()))
        if isinstance(channel, followup.FeedChannel):
            own = made.encode() if isinstance(made, str) else made
            feed = channel.render_feed((plan,), None)
            assert feed == channel.render_feed((plan,), own)
            previous = data.draw(spoilt(own))
            assert channel.render_feed((plan,), previous) == channel.render_feed((plan,), previous)

    for round_ in range(ROUNDS):
        seed(round_)(reads_back)()
