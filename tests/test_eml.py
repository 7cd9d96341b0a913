"""Drafts as emails and as links: read back by the standard library, whatever names and addresses hold."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from email import message_from_bytes
from email.header import decode_header, make_header
from email.headerregistry import AddressHeader
from email.message import EmailMessage
from email.policy import default
from typing import cast
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import followup
from followup.model.private import without_names
from followup.model.step import Reasons
from followup.testing.samples import HOSTILE, Sample, samples
from followup_plugins.drafts import header
from followup_plugins.eml import Eml, message_of
from followup_plugins.mailto import LONGEST, mailto_of
from followup_plugins.wording import one_line

EXAMPLE = followup.example_timeline()
PLANS = [
    followup.plan(followup.load_policy(name), EXAMPLE, as_of)
    for name in ("krautzel", "resumehelp", "sparks-group")
    for as_of in (None, "2026-03-02T11:20", "2026-03-23T12:00")
]
ADDRESS = "dana.reyes+jobs@acme.example"
STEP = next(step for step in PLANS[1].steps if step.via == "email" and step.status == "due")

NASTY = [
    "Reyes,",
    '"Dana"',
    "=?utf-8?q?x?=",
    "a@b",
    "Müller",
    "\r\nBcc: x@y",
    "&bcc=x@y",
    "?#%41+=",
    "a" * 80,
    "é" * 60,
    "(c)",
    "<x@y>",
    ";",
    "\\",
]
TEXTS = st.one_of(
    st.text(max_size=260),
    st.text(st.sampled_from("\",;:<>@()[]\\\r\n =?_.'é\u202e\x00\x85\u2028\ud800\U0001f600"), max_size=260),
    st.lists(st.sampled_from(NASTY), max_size=12).map(" ".join),
)


def drafted(name: str | None, subject: str, address: str | None, lines: tuple[str, ...]) -> followup.Step:
    """Return a step that is due, by email, with that draft."""
    draft = followup.Draft(subject, address, lines)
    return STEP._replace(to=followup.Person("dana", name), reasons=Reasons(lambda _: (), lambda _: draft))


def test_the_candidates_name_stands_below_the_points_and_nothing_where_it_is_unknown() -> None:
    step = drafted("Dana Reyes", "Hello", "dana@acme.example", ("Say thanks.",))
    step = step._replace(advised=replace(step.advised, avoid=("hurry",)))
    draft = step.draft
    assert draft is not None
    signed = step._replace(reasons=Reasons(lambda _: (), lambda _: draft._replace(sender="Sam\r\nBcc: x")))
    for one, end in ((step, ["[Avoid: hurry.]"]), (signed, ["[Avoid: hurry.]", "", "Sam Bcc: x"])):
        assert one.draft is not None
        lines = read_back(message_of(one, one.draft)).get_content().splitlines()
        assert lines[lines.index("- Say thanks.") :] == ["- Say thanks.", "", *end]
    link = mailto_of(signed)
    assert link is not None
    assert link.url.endswith("-%20Say%20thanks.%0D%0A%0D%0ASam%20Bcc%3A%20x")


def read_back(content: bytes) -> EmailMessage:
    message = message_from_bytes(content, policy=default)
    assert [] == message.defects
    return message


def recipient(content: bytes) -> tuple[str, str]:
    """Return name and address of the one recipient.

    The name as the library's older reader has it: the newer one puts spaces between the words of an encoded name.
    """
    addresses = cast(AddressHeader, read_back(content)["To"]).addresses
    assert 1 == len(addresses)
    raw = message_from_bytes(content)["To"]
    name = str(make_header(decode_header(raw))).rpartition(" <")[0]
    if name.startswith('"') and "=?" not in raw:
        name = re.sub(r"\\(.)", r"\1", name[1:-1])
    return name, addresses[0].addr_spec


def files_in(archive: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(archive)) as zipped:
        assert zipped.testzip() is None
        for info in zipped.infolist():
            assert (1980, 1, 1, 0, 0, 0) == info.date_time
            yield info.filename, zipped.read(info)


def emails_of(plan: followup.Plan) -> list[followup.Step]:
    ahead = [step for step in plan.steps if step.status not in (followup.Status.DONE, followup.Status.EXPIRED)]
    first = {(step.rule, step.to): step for step in reversed(ahead)}
    now = ("open", "due", "overdue")
    to_write = [step for step in ahead if step.status in now or step is first[step.rule, step.to]]
    return [step for step in to_write if step.via == "email" and step.to is not None]


def greeted(person: followup.Person) -> str:
    return header(person.name or (person.role or person.id).replace("-", " "))


@pytest.mark.parametrize("sample", samples(), ids=lambda sample: sample.name)
def test_an_archive_holds_a_message_for_each_email_to_write(sample: Sample) -> None:
    for plan in sample.plans:
        archive = Eml().render(plan)
        assert archive == Eml().render(followup.Plan.from_json(plan.to_json()))
        files = list(files_in(archive))
        steps = emails_of(plan)
        if not steps:
            assert [("nothing-to-write.txt", b"No email is to be written.\r\n")] == files
            continue
        assert len(steps) == len(files) == len({name for name, _ in files})
        for step, (name, content) in zip(steps, files, strict=True):
            assert re.fullmatch(rf"{step.at:%Y-%m-%d}-[a-z0-9-]+\.eml", name)
            message, draft = read_back(content), step.draft
            assert draft is not None
            assert draft.address == (recipient(content)[1] if "To" in message else None)
            assert header(draft.subject) == message["Subject"]
            assert step.to is not None
            lines = message.get_content().splitlines()
            assert [f"Dear {greeted(step.to)},", ""] == lines[:2]
            assert "An outline, to be sent " in lines[3 if draft.address is None else 2]
            for line in draft.lines:
                assert f"- {one_line(line)}\n" in message.get_content().replace("\r\n", "\n")


def test_of_a_series_only_the_next_email_is_drafted() -> None:
    plan = followup.plan(followup.load_policy("krautzel"), EXAMPLE, "2026-03-23T12:00")
    emails = [step for step in plan.steps if step.via == "email" and step.status not in ("done", "expired")]
    assert 5 == len(emails)
    assert [f"{emails[0].at:%Y-%m-%d}-keep-in-touch-lee.eml"] == [name for name, _ in files_in(Eml().render(plan))]


def test_what_can_be_written_now_is_drafted_although_the_one_before_is_not_written() -> None:
    plan = followup.Plan.from_json(PLANS[1].to_json())
    due, later = (drafted("Dana", "x", None, ())._replace(id=f"thank-you/dana/{number}") for number in (1, 2))
    projected = due._replace(id="thank-you/dana/3", status=followup.Status.PROJECTED)
    object.__setattr__(plan, "steps", (due, later, projected))
    assert 2 == len(list(files_in(Eml().render(plan))))


@pytest.mark.parametrize("form", ["plan", "feed"])
def test_a_private_plan_says_that_drafts_are_left_out(form: str) -> None:
    private = without_names(PLANS[1])
    archive = Eml().render(private) if form == "plan" else Eml().render_feed([private], None)
    expected = b"Emails are to be written, but a private plan has no drafts of them.\r\n"
    assert [("drafts-left-out.txt", expected)] == list(files_in(archive))
    object.__setattr__(private, "steps", tuple(step for step in private.steps if step.via != "email"))
    assert ["nothing-to-write.txt"] == [name for name, _ in files_in(Eml().render(private))]


@pytest.mark.parametrize(
    ("person", "expected"),
    [
        (followup.Person("dana", "Dana Reyes", "recruiter"), "Dear Dana Reyes,"),
        (followup.Person("hr", None, "hiring-manager"), "Dear hiring manager,"),
        (followup.Person("the-boss"), "Dear the boss,"),
        (followup.Person("dana", "Dana\r\nReyes"), "Dear Dana Reyes,"),
    ],
)
def test_a_message_greets_by_name_or_by_role_and_says_that_it_is_an_outline(
    person: followup.Person, expected: str
) -> None:
    step = drafted("Dana", "x", ADDRESS, ("Thank them.",))._replace(to=person)
    assert step.draft is not None
    link = mailto_of(step)
    assert link is not None
    remark = "[An outline{}: write each point out, then delete what is in brackets.]"
    for text, when in (
        (parse_qs(urlsplit(link.url).query)["body"][0], ""),
        (read_back(message_of(step, step.draft)).get_content(), ", to be sent Mon 2 March 2026 11:20"),
    ):
        assert [expected, "", remark.format(when), "", "- Thank them."] == text.splitlines()[:5]


def test_the_samples_have_messages_to_somebody_and_to_nobody_known() -> None:
    tos = [
        "To" in read_back(content)
        for plan in PLANS
        for name, content in files_in(Eml().render(plan))
        if name.endswith("eml")
    ]
    assert {True, False} == set(tos)


@given(TEXTS, TEXTS, st.lists(TEXTS, max_size=4).map(tuple))
@example('"Dana" (c) ' + "Reyes, " * 20 + "é", '"Dana" <x> ' * 10 + "é", ())  # the library loses these quotes
def test_nothing_that_anybody_wrote_leaves_its_header(name: str, subject: str, lines: tuple[str, ...]) -> None:
    step = drafted(name, subject, ADDRESS, lines)
    assert step.draft is not None
    content = message_of(step, step.draft)
    headers, _, _ = content.partition(b"\r\n\r\n")
    assert max(map(len, headers.split(b"\r\n"))) < 998
    assert headers.isascii()
    assert b"\n" not in content.replace(b"\r\n", b"")
    message = read_back(content)
    expected = ["X-Unsent", "To", "Subject", "Content-Type", "Content-Transfer-Encoding", "MIME-Version"]
    assert expected == message.keys()
    assert (header(name or "dana"), ADDRESS) == recipient(content)
    assert header(subject) == str(make_header(decode_header(message_from_bytes(content)["Subject"])))
    body = message.get_content().replace("\r\n", "\n").splitlines()
    assert len(lines) == len([line for line in body if line.startswith("- ")])


@pytest.mark.parametrize(
    "address",
    [
        *(
            None,
            "",
            "somewhere",
            "a b@c",
            "a@b@c",
            "a@b,c@d",
            "a@b\r\nBcc: c@d",
            "<a@b>",
            "é@b",
            "a@b\n",
            "a" * 251 + "@b.c",
        ),
    ],
)
def test_what_is_no_address_is_none(address: str | None) -> None:
    step = drafted("Dana Reyes", "Hello", address, ())
    assert step.draft is not None
    message = read_back(message_of(step, step.draft))
    assert "To" not in message
    remark = "[There is no address yet: find out the one of Dana Reyes.]"
    assert ["Dear Dana Reyes,", "", remark] == message.get_content().splitlines()[:3]
    link = mailto_of(step)
    assert link is not None
    assert link.url.startswith("mailto:?subject=Hello&body=Dear%20Dana%20Reyes%2C%0D%0A%0D%0A%5BAn%20outline%3A")
    assert not link.addressed


def test_what_to_avoid_is_said_and_not_drafted() -> None:
    step = next(step for sample in samples() for step in emails_of(sample.plans[0]) if step.avoid)
    assert step.draft is not None
    assert ("hurry",) == step.avoid
    text = read_back(message_of(step, step.draft)).get_content()
    assert "[Avoid: hurry.]" in text
    assert len(step.say) == len(step.draft.lines)


def test_several_timelines_share_an_archive_and_equal_names_are_numbered() -> None:
    plan = PLANS[1]
    names = [name for name, _ in files_in(Eml().render_feed([plan, plan], None))]
    assert ["2026-03-02-acme-backend-thank-you-dana.eml", "2026-03-02-acme-backend-thank-you-lee.eml"] == names[:2]
    assert 2 * len(emails_of(plan)) == len(set(names))
    assert "2026-03-02-acme-backend-thank-you-dana-2.eml" in names


def test_a_number_at_the_end_of_an_id_is_not_taken_for_one_of_ours() -> None:
    window = "window: {recommended: 1 hour, expires: 2 days}"
    rule = f"do: {{act: thank-you, to: {{each: interviewer}}, from: interview, {window}, via: [{{medium: email}}]}}"
    rules = "".join(f"  - id: {name}\n    {rule}\n" for name in ("one", "two"))
    policy, said = followup.parse_policy(f"policy: mine\nrules:\n{rules}")
    assert policy is not None, said
    event = {"event": "interview", "at": "2026-03-02T10:00", "with": ["dana", "dana-2"]}
    scene = followup.timeline({"people": {"dana": {}, "dana-2": {}}, "events": [event]})
    names = [name for name, _ in files_in(Eml().render(followup.plan(policy, scene)))]
    assert 4 == len(names) == len(set(names)), names


def test_a_name_in_an_archive_leads_nowhere() -> None:
    step = STEP._replace(to=followup.Person("../../étc\\passwd\0", "Dana"))
    plan = followup.Plan.from_json(PLANS[1].to_json())
    object.__setattr__(plan, "steps", (step, step))
    names = [name for name, _ in files_in(Eml().render(plan))]
    assert ["2026-03-02-thank-you-tc-passwd.eml", "2026-03-02-thank-you-tc-passwd-2.eml"] == names


@given(TEXTS, st.lists(TEXTS, max_size=4).map(tuple))
def test_a_link_reads_back_or_says_that_it_is_too_long(subject: str, lines: tuple[str, ...]) -> None:
    link = mailto_of(drafted("Dana", subject, ADDRESS, lines))
    assert link is not None
    assert bool(link.url) != bool(link.note)
    if link.url:
        assert len(link.url) <= LONGEST
        assert re.fullmatch(r"mailto:[A-Za-z0-9@.%?&=_~-]+", link.url)
        parts = urlsplit(link.url)
        assert ADDRESS == unquote(parts.path)
        found = parse_qs(parts.query.replace("+", "%2B"), keep_blank_values=True, strict_parsing=True)
        assert {"subject", "body"} == found.keys()
        assert [header(subject)] == found["subject"]
        assert [f"- {one_line(line)}" for line in lines] == found["body"][0].split("\r\n")[4:]
    else:
        assert "the draft is too long for a link; `--format eml` has it" == link.note


@pytest.mark.parametrize("longer", [False, True])
def test_a_link_has_1600_characters_at_most(longer: bool) -> None:
    shortest = mailto_of(drafted("Dana", "x", ADDRESS, ("",)))
    assert shortest is not None
    rest = LONGEST - len(shortest.url)
    link = mailto_of(drafted("Dana", "x", ADDRESS, ("y" * (rest + longer),)))
    assert link is not None
    assert longer != (len(link.url) == LONGEST)
    assert longer == bool(link.note)


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_link_is_there_where_an_email_can_be_written_now(form: str) -> None:
    seen = 0
    for plan in PLANS:
        rendered = followup.PluginHost.of().render(form, plan)
        assert isinstance(rendered, str)
        found = [link for step in plan.steps if (link := mailto_of(step))]
        links = [link.url for link in found if link.addressed or form != "text"]
        assert len(links) == rendered.count("mailto:")
        assert [] == [
            link for link in links if (link.replace("&", "&amp;") if form == "html" else link) not in rendered
        ]
        assert plan.as_of is not None or not links
        seen += len(links)
    assert seen > 2


@pytest.mark.parametrize("form", ["text", "markdown", "html"])
def test_a_draft_that_is_too_long_is_said_to_be(form: str) -> None:
    plan = followup.Plan.from_json(PLANS[1].to_json())
    object.__setattr__(plan, "steps", (drafted(HOSTILE, "x", ADDRESS, ("y" * LONGEST,)),))
    rendered = followup.PluginHost.of().render(form, plan)
    assert isinstance(rendered, str)
    assert "mailto:" not in rendered
    assert "the draft is too long for a link" in rendered


def test_the_order_of_the_plans_changes_no_byte() -> None:
    feed = Eml().render_feed(PLANS, None)
    assert feed == Eml().render_feed(PLANS[::-1], None)
    assert feed == Eml().render_feed(PLANS[3:] + PLANS[:3], None)
