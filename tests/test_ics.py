"""The calendar and the feed: what is told when the file is written over, and what keeps names out."""

import os
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.policy import default
from importlib import import_module
from io import BytesIO
from pathlib import Path
from uuid import UUID
from zipfile import ZipFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup
from followup.cli import main
from followup.model.plan import Texts
from followup.model.private import without_names
from followup.model.step import Reasons
from followup_plugins.ics import Ics

HOST = followup.PluginHost.of()
KRAUTZEL = followup.load_policy("krautzel", host=HOST)
EXAMPLE = followup.example_timeline(host=HOST)
MARK = "zzmark"
STRENGTHS = ("must", "should", "may")

Event = Mapping[str, str]
Run = Callable[..., tuple[int, list[str]]]


def plan(as_of: str | None = "2026-03-01") -> followup.Plan:
    return followup.plan(KRAUTZEL, EXAMPLE, as_of)


def over(previous: bytes | None, *plans: followup.Plan) -> bytes:
    return Ics().render_feed(plans, previous)


def events(calendar: bytes) -> dict[str, Event]:
    lines = re.sub(r"\r\n ", "", calendar.decode()).split("\r\n")
    blocks = re.findall(r"BEGIN:VEVENT\n(.*?)\nEND:VEVENT", "\n".join(lines), re.DOTALL)
    found = [dict(line.split(":", 1) for line in block.split("BEGIN:VALARM")[0].splitlines()) for block in blocks]
    return {event["UID"]: event for event in found}


def without(one: followup.Plan, index: int) -> followup.Plan:
    return replace(one, steps=tuple(step for number, step in enumerate(one.steps) if number != index))


def retitled(one: followup.Plan, index: int) -> followup.Plan:
    steps = list(one.steps)
    steps[index] = steps[index]._replace(via="carrier-pigeon")
    return replace(one, steps=tuple(steps), start=(one.start or 0) + 60)


# ---------------------------------------------------------------------- what changes, and what does not


@pytest.mark.parametrize("as_of", [None, "2026-03-01", "2026-03-12T12:00"])
def test_the_same_plan_over_its_own_calendar_gives_the_same_bytes(as_of: str | None) -> None:
    calendar = Ics().render(plan(as_of))
    assert b"BEGIN:VEVENT" in calendar
    assert calendar == over(calendar, plan(as_of)) == over(calendar.replace(b"\r\n", b"\n"), plan(as_of))


def test_only_what_has_changed_gets_the_next_number_and_a_new_stamp() -> None:
    first, changed = plan(), retitled(plan(), 3)
    before = events(over(None, first))
    calendar = over(over(None, first), changed)
    after = events(calendar)
    assert before.keys() == after.keys()
    (uid,) = [uid for uid in after if after[uid] != before[uid]]
    assert ("0", "1") == (before[uid]["SEQUENCE"], after[uid]["SEQUENCE"])
    assert ("20260301T050000Z", "20260301T060000Z") == (before[uid]["DTSTAMP"], after[uid]["DTSTAMP"])
    assert calendar == over(calendar, changed)
    assert "2" == events(over(calendar, first))[uid]["SEQUENCE"]
    assert after[uid]["DTSTAMP"] == events(over(calendar, first))[uid]["DTSTAMP"], "a stamp never goes back"


def test_a_later_look_at_the_same_steps_changes_no_event() -> None:
    calendar = over(None, plan("2026-02-20"))
    assert calendar == over(calendar, plan("2026-02-21"))


def test_what_is_gone_is_cancelled_once_then_left_out_and_outranks_its_cancellation_when_it_comes_back() -> None:
    whole, less = plan(), without(plan(), 2)
    first = over(None, whole)
    second = over(first, less)
    (uid,) = [uid for uid, event in events(second).items() if event["STATUS"] == "CANCELLED"]
    assert events(first).keys() == events(second).keys()
    assert ("1", "withdrawn") == (events(second)[uid]["SEQUENCE"], events(second)[uid]["SUMMARY"])
    third = over(second, less)
    assert events(first).keys() - {uid} == events(third).keys()
    assert third == over(third, less)
    again = events(over(third, whole))
    assert ("2", "TENTATIVE") == (again[uid]["SEQUENCE"], again[uid]["STATUS"])
    assert ("2", "TENTATIVE") == tuple(events(over(second, whole))[uid][key] for key in ("SEQUENCE", "STATUS"))
    assert {"0"} == {event["SEQUENCE"] for one, event in again.items() if one != uid}


def test_another_timeline_in_the_file_is_withdrawn_and_comes_along_where_it_is_given() -> None:
    mine, other = plan(), replace(plan(), timeline=replace(plan().timeline, id="other"))
    both = over(None, mine, other)
    assert 2 * len(events(over(None, mine))) == len(events(both))
    assert len(events(over(None, mine))) == over(both, mine).count(b"CANCELLED")


def test_what_is_due_stays_where_it_is_for_the_rest_of_the_day() -> None:
    calendar = over(None, plan("2026-03-03T11:00"))
    due = {uid: event for uid, event in events(calendar).items() if "Status: overdue" in event["DESCRIPTION"]}
    assert {"20260303T160000Z"} == {event["DTSTART"] for event in due.values()}
    later = events(over(calendar, plan("2026-03-03T15:30")))
    assert due == {uid: later[uid] for uid in due}
    tomorrow = events(over(calendar, plan("2026-03-04T08:00")))
    assert {("20260304T140000Z", "1")} == {(tomorrow[uid]["DTSTART"], tomorrow[uid]["SEQUENCE"]) for uid in due}


def test_an_id_has_no_dates_in_it_and_what_expired_is_not_there() -> None:
    early, moved = (
        followup.plan(KRAUTZEL, followup.timeline({"events": [{"event": "interview", "at": f"2026-03-0{day}T10:00"}]}))
        for day in (2, 5)
    )
    assert events(over(None, early)).keys() == events(over(None, moved)).keys()
    assert {"1"} == {event["SEQUENCE"] for event in events(over(over(None, early), moved)).values()}
    late = plan("2026-03-20")
    assert len(events(over(None, late))) == sum(step.at is not None for step in late.steps) < len(late.steps)


def test_a_done_step_is_ticked_and_rings_no_more() -> None:
    policy = followup.load_policy("sparks-group", host=HOST)
    calendar = over(None, followup.plan(policy, EXAMPLE, "2026-03-12T12:00"))
    confirmed = [event for event in events(calendar).values() if event["STATUS"] == "CONFIRMED"]
    assert confirmed
    assert all(event["SUMMARY"].startswith("✓ ") for event in confirmed)
    one = plan()
    assert b"BEGIN:VALARM" in over(None, one)
    done = replace(one, steps=tuple(step._replace(status=followup.Status.DONE) for step in one.steps))
    assert b"BEGIN:VALARM" not in over(None, done)


def test_what_only_may_be_done_rings_no_bell() -> None:
    blocks = over(None, plan()).replace(b"\r\n ", b"").decode().split("BEGIN:VEVENT")[1:]
    rings = {strength: {"VALARM" in one for one in blocks if f"; {strength}\\n" in one} for strength in STRENGTHS}
    assert {"must": {True}, "should": {True}, "may": {False}} == rings


def test_each_event_has_its_fields_and_the_alarm_comes_last() -> None:
    calendar = over(None, plan()).decode()
    assert calendar.startswith(
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//followup//followup//EN\r\nMETHOD:PUBLISH\r\n"
    )
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\nX-PUBLISHED-TTL:PT1H\r\n" in calendar
    blocks = calendar.split("BEGIN:VEVENT\r\n")[1:]
    assert blocks
    for block in blocks:
        rings = block.count("BEGIN:VALARM")
        assert rings in (0, 1)
        assert not rings or block.partition("END:VALARM\r\n")[2].startswith("END:VEVENT\r\n")
        assert 1 == block.count("TRANSP:TRANSPARENT")
        (start,), (end,) = re.findall(r"DTSTART:(\w+)", block), re.findall(r"DTEND:(\w+)", block)
        assert 15 * 60 == (instant(end) - instant(start)).total_seconds()
    words = next(iter(events(over(None, plan())).values()))["DESCRIPTION"]
    for label in ("Status", "Possible from", "Recommended", "Late after", "Closes", "Time zone", "Say", "Why", "Step"):
        assert f"\\n{label}: " in words


def instant(text: str) -> datetime:
    return datetime.strptime(text, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


def test_plans_and_steps_come_in_any_order() -> None:
    plans = [followup.plan(followup.load_policy(name, host=HOST), EXAMPLE) for name in HOST.policies]
    turned = [replace(one, steps=one.steps[::-1]) for one in plans[::-1]]
    assert over(None, *plans) == over(None, *turned)


# ---------------------------------------------------------------------- a file that anybody may have written


FOREIGN = (
    b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:mine@example.org\r\nSEQUENCE:7\r\nDTSTAMP:20260301T000000Z\r\n"
    b"DTSTART:20260301T000000Z\r\nSUMMARY:dentist\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


@pytest.mark.parametrize(
    "previous",
    [b"", b"hello\n", b"\x00\xff", FOREIGN, b"BEGIN:VEVENT\r\n" * 10_000, b"\n " * 1_000_000, b"END:VEVENT\r\n" * 9],
    ids=["empty", "text", "bytes", "foreign", "begun", "folded", "ended"],
)
def test_what_is_not_ours_counts_for_nothing(previous: bytes) -> None:
    assert over(None, plan()) == over(previous, plan())


OURS = Ics().render(plan())


@given(st.data())
def test_a_spoilt_file_never_fails_and_a_number_never_shrinks(data: st.DataObject) -> None:
    where = data.draw(st.integers(0, len(OURS)))
    length = data.draw(st.integers(0, 200))
    junk = data.draw(
        st.sampled_from([b"\r\n", b"9" * 30, b"20269999T999999Z", b"END:VEVENT\r\n"]) | st.binary(max_size=40)
    )
    calendar = over(OURS[:where] + junk + OURS[where + length :], plan())
    numbers = [event["SEQUENCE"] for event in events(calendar).values()]
    assert all(re.fullmatch(r"\d{1,10}", number) for number in numbers)
    assert events(OURS).keys() <= events(calendar).keys()


@pytest.mark.parametrize("day", [b"00010101T000000Z", b"99991231T235959Z", b"20260301T240000Z"])
@pytest.mark.parametrize("same", [True, False])
def test_an_instant_at_an_end_of_the_calendar_or_of_no_day_is_none_of_ours(day: bytes, same: bool) -> None:
    now = plan("2026-03-03T10:00")  # of which something is late, so that it may stay where it was
    held = re.sub(rb"DTSTART:\w+", b"DTSTART:" + day, Ics().render(now))
    assert over(None, *[now] * same) == over(held, *[now] * same)


def test_a_number_as_high_as_there_is_stays_and_its_event_is_still_known() -> None:
    held = re.sub(rb"SEQUENCE:\d+", b"SEQUENCE:2147483647", OURS)
    cancelled = over(held)
    assert {"CANCELLED"} == {event["STATUS"] for event in events(cancelled).values()}
    for calendar in (cancelled, over(cancelled, plan()), over(over(cancelled), plan())):
        assert {"2147483647"} == {event["SEQUENCE"] for event in events(calendar).values()}
    assert {"1000000000"} == {
        event["SEQUENCE"] for event in events(over(re.sub(rb"SEQUENCE:\d+", b"SEQUENCE:999999999", OURS))).values()
    }


def test_a_cancelled_event_is_written_as_the_library_writes_it() -> None:
    cancelled = over(OURS)
    assert b"CANCELLED" in cancelled
    assert cancelled == import_module("icalendar").Calendar.from_ical(cancelled).to_ical()
    before, after = (
        {uid: (event["DTSTART"], event["DTEND"]) for uid, event in events(one).items()} for one in (OURS, cancelled)
    )
    assert before == after


def test_twenty_thousand_events_that_are_gone_cost_little() -> None:
    block = "BEGIN:VEVENT\r\nUID:{}@followup\r\nDTSTAMP:20260301T000000Z\r\nDTSTART:20260301T000000Z\r\nSEQUENCE:1\r\n"
    held = "".join(block.format(UUID(int=number)) + "END:VEVENT\r\n" for number in range(20_000)).encode()
    begun = time.process_time()
    cancelled = over(held)
    assert time.process_time() - begun < 3  # 0.4 s; 8 s where the library writes them
    assert 20_000 == cancelled.count(b"STATUS:CANCELLED\r\n") == len(events(cancelled))


# ---------------------------------------------------------------------- the command line


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "in").mkdir()

    def call(*arguments: str) -> tuple[int, list[str]]:
        code = main(arguments)
        return code, capfd.readouterr().err.splitlines()

    return call


def interview(name: str, more: str = "") -> None:
    event = "{event: interview, at: 2026-03-02T10:00, with: [kim]}"
    text = f"{more}timezone: UTC\npeople: {{kim: {{name: Kim Ono}}}}\nevents:\n  - {event}\n"
    Path("in", name).write_text(text, "utf-8")


def feed(run: Run, *more: str, as_of: str = "2026-03-01") -> tuple[int, list[str]]:
    return run("feed", "in", "-p", "krautzel", "-o", "feed.ics", "--as-of", as_of, *more)


def test_a_folder_becomes_one_calendar_and_a_timeline_that_is_taken_out_is_cancelled(run: Run) -> None:
    interview("acme.yaml")
    interview("globex.yml")
    assert (0, []) == feed(run)
    first = Path("feed.ics").read_bytes()
    one = first.count(b"globex\r\n")
    assert (0, []) == feed(run)
    assert first == Path("feed.ics").read_bytes()
    Path("in/globex.yml").unlink()
    assert (0, []) == feed(run)
    assert one > 0 < Path("feed.ics").read_bytes().count(b"STATUS:CANCELLED")
    assert (0, []) == feed(run)
    assert b"CANCELLED" not in Path("feed.ics").read_bytes()


def test_plan_follows_on_the_file_that_it_writes_over(run: Run) -> None:
    interview("acme.yaml")
    command = ("plan", "in/acme.yaml", "-p", "krautzel", "-f", "ics", "-o", "plan.ics", "--as-of")
    assert (0, []) == run(*command, "2026-03-01")
    before = events(Path("plan.ics").read_bytes())
    assert (0, []) == run(*command, "2026-03-02T20:00")
    after = events(Path("plan.ics").read_bytes())
    assert before.keys() == after.keys()
    assert {"1"} == {event["SEQUENCE"] for event in after.values()}


def test_other_files_of_the_folder_are_passed_over(run: Run) -> None:
    interview("acme.yaml")
    interview(".hidden.yaml", "timeline: hidden\n")
    Path("in/mine.yaml").write_text("policy: mine\nextends: krautzel\nrules: []\n", "utf-8")
    Path("in/suite.yaml").write_text("suite: s\ncases: []\n", "utf-8")
    Path("in/notes.txt").write_text("not YAML: [", "utf-8")
    Path("in/folder.yaml").mkdir()
    os.mkfifo("in/pipe.yaml")
    Path("in/.#acme.yaml").symlink_to("nobody@nowhere.1")
    Path("in/compose.yaml").write_text("services: {}\n", "utf-8")
    note = "note: in/compose.yaml: neither a timeline nor a policy nor a test suite, so it is passed over"
    assert (0, [note]) == feed(run)


def test_a_broken_timeline_is_told_and_costs_the_others_only_what_is_in_the_file_already(run: Run) -> None:
    interview("acme.yaml")
    interview("broken.yaml", "colour: red\n")
    line = "in/broken.yaml:1:1: error[unknown-key]: unknown key `colour`"
    code, lines = feed(run)
    assert (2, [line]) == (code, [lines[0].partition(" (")[0]])
    first = Path("feed.ics").read_bytes()
    assert b"acme" in first
    code, lines = feed(run, as_of="2026-03-02T20:00")
    told = "error: feed.ics stays as it is: what these files stand for would be cancelled in it"
    assert (2, [line, told]) == (code, [lines[0].partition(" (")[0], *lines[1:]])
    assert first == Path("feed.ics").read_bytes()


@pytest.mark.parametrize("to", ["gone.yaml", "link.yaml"])
def test_a_link_that_leads_nowhere_is_a_timeline_that_is_missing(to: str, run: Run) -> None:
    interview("acme.yaml")
    Path("in/link.yaml").symlink_to(to)
    code, [line] = feed(run)
    assert (2, "in/link.yaml: error[unreadable]") == (code, line[: line.index("]") + 1])
    assert b"acme" in Path("feed.ics").read_bytes()


def test_two_timelines_of_one_name_are_an_error_that_names_both(run: Run) -> None:
    interview("a.yaml", "timeline: same\n")
    interview("b.yaml", "timeline: same\n")
    told = "error: in/a.yaml and in/b.yaml are both the timeline `same` (give one of them another `timeline:`)"
    assert (2, [told]) == feed(run)
    assert not Path("feed.ics").exists()


NO_TIMELINE = "error: no timeline in in (`followup new timeline NAME --interview INSTANT` writes one)"


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("nowhere", "-p", "krautzel"), "error: nowhere: no such file or directory"),
        (
            ("in", "-p", "krautzel"),
            "error: no timeline in in (`followup new timeline NAME --interview INSTANT` writes one)",
        ),
        (
            ("in", "-p", "krautzel", "-f", "json"),
            "error: channel `json` writes single plans only, no feed "
            "(feeds: `ics`, `eml`, `csv`, `taskwarrior`, `todotxt`, `org`)",
        ),
        (("in", "-p", "krautzel", "-f", "isc"), "error: unknown format `isc` (did you mean `ics`?)"),
    ],
)
def test_a_wrong_use_costs_one_line(run: Run, arguments: tuple[str, ...], expected: str) -> None:
    assert (2, [expected]) == run("feed", *arguments)


def test_a_channel_that_writes_no_feeds_says_so(run: Run) -> None:
    interview("acme.yaml")
    able = "`ics`, `eml`, `csv`, `taskwarrior`, `todotxt`, `org`"
    told = f"error: channel `text` writes single plans only, no feed (feeds: {able})"
    assert (2, [told]) == feed(run, "-f", "text")


def test_a_file_that_is_too_large_is_not_followed_on(run: Run) -> None:
    interview("acme.yaml")
    with open("feed.ics", "wb") as stream:
        stream.truncate(16 * 2**20 + 1)
    assert (0, ["note: feed.ics: larger than 16 MiB, so what it held is not followed on"]) == feed(run)
    assert Path("feed.ics").read_bytes().startswith(b"BEGIN:VCALENDAR")


# ---------------------------------------------------------------------- without names


def marked() -> followup.Timeline:
    people = {
        f"{MARK}-dana": {"name": f"Dana {MARK}", "role": "hiring-manager", "reach": {"email": f"dana@{MARK}.example"}},
        f"{MARK}-lee": {"name": f"{MARK} Lee", "role": "recruiter"},
    }
    withs = list(people)
    events = [
        {"event": "interview", "at": "2026-03-02T10:00", "with": withs},
        {
            "event": "did",
            "at": "2026-03-09T11:00",
            "act": "check-in",
            "to": withs[1],
            "via": "phone",
            "outcome": "spoke",
        },
        {"event": "rejection", "at": "2026-03-25T16:00"},
    ]
    return followup.timeline({"timeline": f"{MARK}-backend", "people": people, "events": events})


@pytest.mark.parametrize("channel", HOST.channels)
@pytest.mark.parametrize("policy", HOST.policies)
def test_no_channel_shows_a_name_of_a_private_plan(channel: str, policy: str) -> None:
    draft = followup.Draft(f"to {MARK}", f"{MARK}@example.org", (f"Ask {MARK}.",))
    for as_of in (None, "2026-03-10"):
        named = followup.plan(followup.load_policy(policy, host=HOST), marked(), as_of)
        problem = followup.Problem(
            "asked", f"it choked on {MARK}", None, followup.Place(f"/home/{MARK}/mine.yaml", 1, 1)
        )
        reasons = Reasons(lambda _: (followup.Because(None, f"{MARK} said so"),), lambda _: draft)
        steps = tuple(step._replace(reasons=reasons) for step in named.steps)
        withheld = tuple(held._replace(texts=Texts(lambda _: f"{MARK} did not")) for held in named.withheld)
        named = replace(named, steps=steps, withheld=withheld, problems=(problem,))
        private = without_names(named)
        assert named.steps
        assert (MARK in text(HOST.render(channel, named))) is (channel != "eml" or writes_emails(named))
        assert MARK not in text(HOST.render(channel, private))
        if channel == "ics":
            assert MARK not in text(HOST.render_feed(channel, (private,), Ics().render(named)))


def text(made: object) -> str:
    assert isinstance(made, str | bytes)
    if isinstance(made, bytes) and made.startswith(b"PK"):  # drafts, each in a file of its own
        with ZipFile(BytesIO(made)) as archive:
            return "\n".join(f"{name}\n{read_email(archive.read(name))}" for name in archive.namelist()).lower()
    return (made.decode() if isinstance(made, bytes) else made).replace("\r\n ", "").lower()


def writes_emails(plan: followup.Plan) -> bool:
    return any(step.via == "email" and step.status not in ("done", "expired") for step in plan.steps)


def read_email(file: bytes) -> str:
    message = message_from_bytes(file, policy=default)
    return "\n".join((*(f"{name}: {value}" for name, value in message.items()), message.get_content()))


def test_a_private_plan_keeps_dates_roles_and_words_and_tells_people_apart() -> None:
    named = followup.plan(KRAUTZEL, marked())
    private = without_names(named)
    assert [step.dates for step in named.steps] == [step.dates for step in private.steps]
    assert [step.say for step in named.steps] == [step.say for step in private.steps]
    assert [step.to and step.to.role for step in named.steps] == [step.to and step.to.role for step in private.steps]
    people = {step.to.id for step in private.steps if step.to}
    assert 2 == len(people)
    assert all(re.fullmatch(r"person-[0-9a-f]{4}", one) for one in people)
    assert private == without_names(named)
    assert private.to_json() == followup.Plan.from_json(private.to_json()).to_json()


def test_feeds_and_plans_can_be_private(run: Run) -> None:
    interview("acme.yaml")
    assert (0, []) == feed(run, "--private")
    assert (0, []) == run("plan", "in/acme.yaml", "-p", "krautzel", "--as-of", "start", "--private", "-o", "plan.txt")
    for file in ("feed.ics", "plan.txt"):
        assert not re.search("kim|ono|acme", Path(file).read_text("utf-8"), re.IGNORECASE)
        assert re.search("person.[0-9a-f]{4}", Path(file).read_text("utf-8"))


def test_one_id_in_two_timelines_is_two_people_of_private_plans() -> None:
    one = plan()
    other = replace(one, timeline=replace(one.timeline, id="another"))
    people = [{step.to.id for step in without_names(of).steps if step.to is not None} for of in (one, one, other)]
    assert people[0] == people[1] != set()
    assert set() == people[0] & people[2]
