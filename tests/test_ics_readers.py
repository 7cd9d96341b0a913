"""The calendar as others read it: libical, ical.js and vobject find in each event what the plan says, and no more.

libical is Debian's ``libical3``, ical.js is on ``NODE_PATH`` or brought by ``npm install --prefix tests/calendar``.
A test whose reader is missing is skipped; where ``CI`` is set it fails then.
"""

import ctypes
import json
import os
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from random import Random
from shutil import which
from typing import Any

import pytest

import followup
from followup.model.step import Dates, Reasons
from followup.model.zone import Zone
from followup_plugins.ics import Ics
from followup_plugins.ics_event import appointment, tidy

READ = Path(__file__).parent / "calendar" / "read.cjs"
PLANS = 1_000
MOST_STEPS = 4

PIECES = (
    *("\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSUMMARY:forged\r\n", "BEGIN:VALARM", "\r", "\n", "\r\n ", "\x00", "\x1b[31m"),
    *(
        "\t",
        "\u0085",
        "\u2028",
        "\u2029",
        "\u202eforward\u202c",
        "\u2066",
        "\u200b\u200d",
        "\ufeff",
        "\ufffe",
        "\ud800",
    ),
    *("\\", "\\N", "\\n", "\\\\n", "\\,", "\\;", ",", ";", ":", '"', "^n", "^'", "=", "%2C", "&amp;", "<b>", "${x}"),
    *("é", "中文", "\U0001f600", "e\u0301", "\U0001f469\u200d\U0001f4bb", "words that go on, and on, ", "x" * 80),
    *("ü" * 80, "ATTACH:file:///etc/passwd", "X", " ", "Dana O'Reyes-Müller, Jr.; PhD", "mailto:x@example.org"),
)
ZONES = ("UTC", "America/New_York", "Europe/Berlin", "Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns")

Found = dict[str, Any]


def text(dice: Random) -> str:
    return "".join(dice.choices(PIECES, k=dice.randrange(6)))


def bases() -> list[followup.Plan]:
    host = followup.PluginHost.of()
    timeline = followup.example_timeline(host=host)
    policies = [followup.load_policy(name, host=host) for name in host.policies]
    looks = (None, "2026-03-02T12:00", "2026-03-09T10:00", "2026-03-20")
    return [followup.plan(policy, timeline, look) for policy in policies for look in looks]


def plan(number: int, found: list[followup.Plan]) -> followup.Plan:
    """Return a plan with hostile words and other dates: the same for the same number."""
    dice = Random(number)
    base = dice.choice([one for one in found if one.steps])
    zone = Zone(dice.choice(ZONES))
    later = dice.randrange(-20 * 365 * 1440, 20 * 365 * 1440)

    def step(one: followup.Step) -> followup.Step:
        advised = replace(
            one.advised,
            title=text(dice),
            act=text(dice),
            say=(text(dice), text(dice)),
            avoid=(text(dice),),
            cites=(text(dice),),
        )
        to = one.to and replace(one.to, name=text(dice))
        because = (followup.Because(None, text(dice)),)
        dates = Dates(*(None if minute is None else minute + later for minute in one.dates))  # type: ignore[arg-type]  # as it was
        minute = None if one.minute is None else one.minute + later
        return one._replace(
            advised=advised,
            to=to,
            dates=dates,
            minute=minute,
            zone=zone,
            reasons=Reasons(lambda _: because, lambda _: None),
        )

    steps = tuple(map(step, dice.sample(base.steps, min(len(base.steps), 1 + number % MOST_STEPS))))
    start = None if base.start is None else base.start + later
    timeline = replace(base.timeline, id=f"{base.timeline.id}{text(dice)}")
    return replace(base, steps=steps, start=start, zone=zone, timeline=timeline)


def utc(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f"{moment.year:04}{moment:%m%dT%H%M%SZ}"


def meant(plan: followup.Plan) -> Found:
    """Return what a reader is to find of *plan*."""
    stamp = plan.as_of or min(step.earliest for step in plan.steps)
    events = [event(plan, step, step.at, stamp) for step in plan.steps if step.at is not None]
    return {"name": tidy(f"Follow-up: {plan.timeline.id}"), "events": in_order(events)}


def event(plan: followup.Plan, step: followup.Step, at: datetime, stamp: datetime) -> Found:
    words = appointment(plan, step, at, stamp, None)
    done = step.status is followup.Status.DONE
    return {
        "uid": words.uid,
        "summary": words.summary,
        "description": words.description,
        "start": utc(at),
        "end": utc(at + timedelta(minutes=15)),
        "stamp": utc(stamp),
        "sequence": 0,
        "status": "CONFIRMED" if done else "TENTATIVE",
        "transp": "TRANSPARENT",
        "alarms": [] if done or step.strength == "may" else [["DISPLAY", words.summary]],
    }


def in_order(events: list[Found]) -> list[Found]:
    return sorted(events, key=lambda event: str(event["uid"]))


# ---------------------------------------------------------------------- the readers


def by_vobject(texts: list[str]) -> list[Found]:
    vobject = import_module("vobject")

    def one(event: Any) -> Found:
        assert all(len(values) == 1 for name, values in event.contents.items() if name != "valarm")
        return {
            "uid": event.uid.value,
            "summary": event.summary.value,
            "description": event.description.value,
            "start": utc(event.dtstart.value),
            "end": utc(event.dtend.value),
            "stamp": utc(event.dtstamp.value),
            "sequence": int(event.sequence.value),
            "status": event.status.value,
            "transp": event.transp.value,
            "alarms": [[alarm.action.value, alarm.description.value] for alarm in event.contents.get("valarm", [])],
        }

    found = []
    for text in texts:
        (calendar,) = vobject.readComponents(text)
        events = [one(event) for event in calendar.contents.get("vevent", [])]
        found.append({"name": calendar.contents["x-wr-calname"][0].value, "events": events})
    return found


def by_ical_js(texts: list[str]) -> list[Found]:
    done = subprocess.run(["node", READ], input=json.dumps(texts), capture_output=True, encoding="utf-8", check=True)
    found: list[Found] = json.loads(done.stdout)
    return found


def by_libical(texts: list[str]) -> list[Found]:
    library = ctypes.CDLL("libical.so.3")

    def function(name: str, answer: Any, *arguments: Any) -> Callable[..., Any]:
        found = getattr(library, name)
        found.restype, found.argtypes = answer, arguments
        return partial(found)

    a_pointer, a_text, a_number = ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int
    parse = function("icalparser_parse_string", a_pointer, a_text)
    free = function("icalcomponent_free", None, a_pointer)
    mistakes = function("icalcomponent_count_errors", a_number, a_pointer)
    kind_called = function("icalcomponent_string_to_kind", a_number, a_text)
    first_part = function("icalcomponent_get_first_component", a_pointer, a_pointer, a_number)
    next_part = function("icalcomponent_get_next_component", a_pointer, a_pointer, a_number)
    first_property = function("icalcomponent_get_first_property", a_pointer, a_pointer, a_number)
    next_property = function("icalcomponent_get_next_property", a_pointer, a_pointer, a_number)
    name_of = function("icalproperty_get_property_name", a_text, a_pointer)
    value_of = function("icalproperty_get_value", a_pointer, a_pointer)
    kind_of = function("icalvalue_isa", a_number, a_pointer)
    text_of = function("icalvalue_get_text", a_text, a_pointer)
    written = function("icalproperty_get_value_as_string", a_text, a_pointer)
    text_kind = function("icalvalue_string_to_kind", a_number, a_text)(b"TEXT")
    no_kind = 0  # ICAL_ANY_PROPERTY

    def parts(of: int, name: bytes) -> Iterator[int]:
        kind = kind_called(name)
        part = first_part(of, kind)
        while part:
            yield part
            part = next_part(of, kind)

    def fields(of: int) -> dict[str, str]:
        found: dict[str, str] = {}
        one = first_property(of, no_kind)
        while one:
            value, name = value_of(one), name_of(one).decode()
            assert name not in found
            found[name] = (text_of(value) if kind_of(value) == text_kind else written(one)).decode()
            one = next_property(of, no_kind)
        return found

    def one(event: int) -> Found:
        found = fields(event)
        alarms = [fields(alarm) for alarm in parts(event, b"VALARM")]
        return {
            **{name: found[name.upper()] for name in ("uid", "summary", "description", "status", "transp")},
            **{name: found[f"DT{name.upper()}"] for name in ("start", "end", "stamp")},
            "sequence": int(found["SEQUENCE"]),
            "alarms": [[alarm["ACTION"], alarm["DESCRIPTION"]] for alarm in alarms],
        }

    found = []
    for text in texts:
        calendar = parse(text.encode())
        assert 0 == mistakes(calendar)
        found.append({"name": fields(calendar)["NAME"], "events": list(map(one, parts(calendar, b"VEVENT")))})
        free(calendar)
    return found


def libical_is_there() -> bool:
    try:
        ctypes.CDLL("libical.so.3")
    except OSError:
        return False
    return True


def ical_js_is_there() -> bool:
    if which("node") is None:
        return False
    return not subprocess.run(["node", READ], input=b"[]", capture_output=True, check=False).returncode


READERS: dict[str, tuple[Callable[[list[str]], list[Found]], Callable[[], bool], str]] = {
    "libical": (by_libical, libical_is_there, "`apt-get install libical3`"),
    "ical.js": (by_ical_js, ical_js_is_there, "`npm install --prefix tests/calendar`, and node"),
    "vobject": (by_vobject, lambda: find_spec("vobject") is not None, "`pip install vobject`"),
}


@pytest.fixture(scope="module")
def written() -> tuple[list[str], list[Found]]:
    """Return calendars and what they are to say."""
    found = bases()
    plans = [plan(number, found) for number in range(PLANS)]
    return [Ics().render(one).decode() for one in plans], list(map(meant, plans))


@pytest.mark.parametrize("reader", READERS)
def test_a_reader_finds_what_the_plans_say(reader: str, written: tuple[list[str], list[Found]]) -> None:
    read, is_there, brought_by = READERS[reader]
    if not is_there():
        assert not os.environ.get("CI"), f"{reader} is missing"
        pytest.skip(f"{reader} is missing: {brought_by} brings it")
    texts, expected = written
    found = [{**one, "events": in_order(one["events"])} for one in read(texts)]
    wrong = [(mine, theirs) for mine, theirs in zip(expected, found, strict=True) if mine != theirs]
    assert [] == wrong[:1], f"{len(wrong)} of {len(texts)}"


def test_the_plans_are_worth_reading(written: tuple[list[str], list[Found]]) -> None:
    events = [event for one in written[1] for event in one["events"]]
    assert len(events) > PLANS
    assert {"CONFIRMED", "TENTATIVE"} == {event["status"] for event in events}
    assert len({event["description"] for event in events}) == len(events)


def test_lines_are_folded_and_end_as_they_should(written: tuple[list[str], list[Found]]) -> None:
    for text in written[0]:
        lines = text.encode().split(b"\r\n")
        assert b"" == lines.pop()
        assert max(map(len, lines)) <= 75
        words = [
            line for line in text.replace("\r\n ", "").split("\r\n") if line.startswith(("SUMMARY:", "DESCRIPTION:"))
        ]
        assert not any(re.search(r"(?<!\\)(?:\\\\)*[;,]", line) for line in words)
        assert not any(byte < 32 or byte == 127 for line in lines for byte in line)
