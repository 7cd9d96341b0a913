"""Hypothesis strategies for small policies and timelines, as plain data in the shape of the files.

Needs the ``hypothesis`` package. All words are built-in ones. What comes out loads without an error, and is made so
that much happens: most rules start from an interview and go to whoever was in it.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import TypeVar

from hypothesis import strategies as st

Data = dict[str, object]
T = TypeVar("T")

PEOPLE: Mapping[str, Mapping[str, object]] = {
    "dana": {"name": "Dana Reyes", "role": "hiring-manager"},
    "lee": {"role": "recruiter"},
    "omar": {"role": "reference"},
}
ACTS = ("thank-you", "check-in", "connect", "prepare")
MEDIA = ("email", "post", "phone", "linkedin")
ZONES = ("America/New_York", "UTC", "Australia/Sydney", "Asia/Kathmandu")
FACTS: Mapping[str, Sequence[str]] = {
    "company.culture": ("traditional", "modern"),
    "role.field": ("it", "media"),
    "handwriting": ("poor", "good"),
}
ROLES = ("interviewer", "interviewer", "interviewer", "recruiter", "hiring-manager", "reference", "hr-manager")
ANCHORS = (
    *("interview.ends",) * 4,
    *("interview", "timeframe.answer_by") * 2,
    *("timeframe", "rejection", "reply", "decision", "invitation"),
)
SPANS = ("1 week", "2 days", "1 day", "3 business days", "5 hours", "30 minutes", "2 weeks", "1 month")

_FIRST_DAY = datetime(2026, 2, 25)


def _chance(draw: st.DrawFn, tenths: int) -> bool:
    return draw(st.integers(0, 9)) >= 10 - tenths


def _one(draw: st.DrawFn, *of: T) -> T:
    return draw(st.sampled_from(of))


@st.composite
def instants(draw: st.DrawFn, first: int = 0, last: int = 35) -> str:
    """Return a local instant or a bare date, *first* to *last* days after 25 February 2026: the clocks change then."""
    day = _FIRST_DAY + timedelta(days=draw(st.integers(first, last)))
    if _chance(draw, 2):
        return day.date().isoformat()
    hour = _one(draw, 10, 11, 14, 9, 17, 18, 20, 23, 0, 1, 2, 3)
    return day.replace(hour=hour, minute=_one(draw, 0, 30, 1, 59)).isoformat(timespec="minutes")


@st.composite
def offsets(draw: st.DrawFn, months: bool = True) -> str:
    """Return an offset of any unit, not negative and at most a month."""
    units = ("days", "days", "hours", "minutes", "weeks", "business days", "same day", "end of day")
    unit: str = _one(draw, *units, *(("months",) if months else ()))
    if unit in ("same day", "end of day"):
        return unit
    most = {"days": 12, "hours": 60, "minutes": 300, "weeks": 2, "business days": 8, "months": 1}[unit]
    at = "" if unit in ("hours", "minutes") else _one(draw, "", " at 10:00", " at 08:30", " at 23:15", " at 02:30")
    return f"{draw(st.integers(0, most))} {unit}{at}"


@st.composite
def windows(draw: st.DrawFn, months: bool = True) -> Data:
    """Return a window: short or long, some that begin before their anchor."""
    kind = draw(st.integers(0, 9))
    if kind == 9:
        return {"recommended": _one(draw, "-1 day", "-1 day at 18:00", "-2 hours"), "expires": "1 day"}
    if kind == 8:
        return {"recommended": _one(draw, "1 day at 10:00", "20 hours"), "expires": _one(draw, "2 days", "54 hours")}
    window: Data = {"recommended": draw(offsets(months)), "expires": _one(draw, "6 weeks", "never", "50 days")}
    if _chance(draw, 3):
        window["overdue"] = _one(draw, "5 weeks", "20 business days", "33 days at 12:00")
    if _chance(draw, 3):
        window["roll"] = _one(draw, "forward", "back")
    if _chance(draw, 3):
        window["earliest"] = _one(draw, "-4 hours", "-1 day", "-3 days")
    return window


@st.composite
def patterns(draw: st.DrawFn, to_somebody: bool = True) -> object:
    """Return a pattern of events; *to_somebody*: it may speak of the recipient."""
    recipient = ("recipient",) if to_somebody else ()
    kind = draw(st.integers(0, 5))
    if kind == 0:
        return {"reply": {"from": _one(draw, *recipient, "interviewer", "recruiter")}}
    if kind == 1:
        return {"invitation": {"from": _one(draw, *recipient, "hiring-manager"), "via": ["linkedin", "email"]}}
    if kind == 2:
        return {"impression": {"felt": _one(draw, "poor", "good")}}
    if kind < 5:
        return _one(draw, "rejection", "decision", "timeframe", "reply", "interview", "offer", "impression", "did")
    did: Data = {"act": _one(draw, *ACTS)} if _chance(draw, 8) else {"outcome": _one(draw, "spoke", "voicemail")}
    if to_somebody and _chance(draw, 6):
        did["to"] = "recipient"
    if _chance(draw, 3):
        did["via"] = _one(draw, *MEDIA)
    return {"did": did}


@st.composite
def conditions(draw: st.DrawFn, to_somebody: bool = True, depth: int = 2) -> Data:
    """Return a condition of any kind, nested up to *depth* deep."""
    kind = draw(st.integers(0, 7 if depth else 4))
    if kind < 2:
        fact = _one(draw, *FACTS)
        return {"fact": {fact: _one(draw, *FACTS[fact])}}
    if kind == 2:
        return {"known": _one(draw, *FACTS)}
    if kind == 3:
        return {"happened": draw(patterns(to_somebody))}
    if kind == 4:
        return {"count": {"of": draw(patterns(to_somebody)), "at-least": draw(st.integers(1, 2))}}
    inner = conditions(to_somebody, depth - 1)
    if kind == 5:
        return {"not": draw(inner)}
    return {_one(draw, "all", "any"): draw(st.lists(inner, min_size=1, max_size=2))}


@st.composite
def _advice(draw: st.DrawFn, index: int, months: bool) -> Data:
    anchors = [
        *ANCHORS,
        *(f"step.r{earlier}" for earlier in range(index)),
        *(f"step.r{earlier}" for earlier in range(index)),
    ]
    do: Data = {"act": _one(draw, *ACTS), "from": _one(draw, *anchors), "window": draw(windows(months))}
    kind = draw(st.integers(0, 9))
    if kind < 6:
        do["to"] = {"each": _one(draw, *ROLES)}
    elif kind < 9:
        groups = st.sampled_from(("interviewer", "timeframe.by", "recruiter", "hiring-manager", "hr-manager"))
        do["to"] = {"first": draw(st.lists(groups, min_size=1, max_size=3, unique=True))}
    somebody = "to" in do
    if _chance(draw, 5):
        media = (*MEDIA, "last-used") if somebody else MEDIA
        choice = st.fixed_dictionaries(
            {"medium": st.sampled_from(media)},
            optional={"when": conditions(somebody, 1), "object": st.sampled_from(("card", "letter"))},
        )
        do["via"] = draw(st.lists(choice, min_size=1, max_size=3))
    if _chance(draw, 5):
        do["until"] = draw(st.lists(patterns(somebody), min_size=1, max_size=2))
    if _chance(draw, 4):
        spans = [span for span in SPANS if months or "month" not in span]
        do["repeat"] = {"every": _one(draw, *spans), "times": draw(st.integers(1, 4))}
    rule: Data = {"id": f"r{index}", "strength": _one(draw, "should", "must", "may"), "do": do}
    if _chance(draw, 3):
        rule["when"] = draw(conditions(somebody))
    return rule


@st.composite
def _forbid(draw: st.DrawFn, index: int, advising: Sequence[str], months: bool) -> Data:
    forbid: Data = {}
    span = _one(draw, "none", "closer-than", "more-than", "before", "on-day-of", "after", "closer-than")
    if span == "none" or _chance(draw, 7):
        forbid["act"] = _one(draw, *ACTS[:3], list(ACTS[:2]))
    if _chance(draw, 2):
        forbid["via"] = _one(draw, *MEDIA)
    if _chance(draw, 2):
        forbid["to"] = _one(draw, "interviewer", "recruiter", "hiring-manager")
    if span == "closer-than":
        forbid[span] = _one(draw, *(span for span in SPANS if months or "month" not in span))
    elif span == "more-than":
        forbid[span] = draw(st.integers(0, 3))
    elif span != "none":
        events = ("interview", "interview.ends", "timeframe.answer_by", "timeframe.answer_by", "rejection", "reply")
        forbid[span] = _one(draw, *events, *(f"step.{rule}" for rule in advising))
    rule: Data = {"id": f"f{index}", "strength": _one(draw, "must-not", "should-not"), "forbid": forbid}
    if _chance(draw, 7 if span == "none" else 3):
        rule["when"] = draw(conditions())
    return rule


@st.composite
def policies(draw: st.DrawFn, most_rules: int = 4, most_forbids: int = 2, months: bool = True) -> Data:
    """Return a policy of one to *most_rules* rules that advise and up to *most_forbids* that rule out.

    Args:
        months: Whether its offsets may count months.
    """
    rules = [draw(_advice(index, months)) for index in range(draw(st.integers(1, most_rules)))]
    advising = [str(rule["id"]) for rule in rules]
    forbids = [draw(_forbid(index, advising, months)) for index in range(draw(st.integers(0, most_forbids)))]
    return {"policy": "generated", "rules": draw(st.permutations(rules + forbids))}


@st.composite
def interviews(draw: st.DrawFn, people: Sequence[str]) -> Data:
    """Return an interview with some of *people*, or with nobody named."""
    event: Data = {"event": "interview", "at": draw(instants(2, 12))}
    if people and _chance(draw, 8):
        event["with"] = draw(st.lists(st.sampled_from(people), min_size=1, max_size=2, unique=True))
    return event


@st.composite
def events(draw: st.DrawFn, people: Sequence[str], steps: Sequence[str] = ()) -> Data:
    """Return an event that is not foreseen; a `did` may name one of *steps*."""
    kind, at = draw(st.integers(0, 8)), draw(instants())
    someone = st.sampled_from(people)
    if kind < 3:
        event: Data = {"event": "did", "at": at, "act": _one(draw, *ACTS[:3])}
        if _chance(draw, 7):
            event["to"] = draw(someone)
        if _chance(draw, 6):
            event["via"] = _one(draw, *MEDIA)
        if _chance(draw, 4):
            event["outcome"] = _one(draw, "spoke", "voicemail")
        if steps and _chance(draw, 2):
            event["step"] = _one(draw, *steps)
        return event
    if kind < 5:
        event = {"event": "timeframe", "at": at}
        if _chance(draw, 6):
            event["by"] = draw(someone)
        if _chance(draw, 9):
            event["answer_by"] = draw(instants(8, 30))
        return event
    if kind == 5:
        return {"event": _one(draw, "reply", "invitation"), "at": at, "from": draw(someone), "via": _one(draw, *MEDIA)}
    if kind == 6:
        return {"event": _one(draw, "rejection", "offer"), "at": draw(instants(12, 40))}
    if kind == 7:
        return {"event": "impression", "at": at, "felt": _one(draw, "poor", "good")}
    return {"event": "contact-details", "at": at, "of": draw(someone), "via": _one(draw, *MEDIA)}


@st.composite
def timelines(draw: st.DrawFn, zones: Sequence[str] = ZONES, most_events: int = 6, holidays: bool = True) -> Data:
    """Return a timeline with one interview or two and up to *most_events* other events."""
    ids = [person for person in PEOPLE if _chance(draw, 7)]
    people: dict[str, Data] = {person: dict(PEOPLE[person]) for person in ids}
    for body in people.values():
        if _chance(draw, 2):
            body["reach"] = dict.fromkeys(
                draw(st.lists(st.sampled_from(MEDIA), unique=True, max_size=2)), "somewhere@example.org"
            )
    named = [*ids, "interviewer"]
    steps = [f"r{rule}/{person}/{nth}" for rule in range(3) for person in (*named, "-") for nth in (1, 2)]
    found = draw(st.lists(interviews(ids), min_size=1, max_size=2))
    found += draw(st.lists(events(named, steps), max_size=most_events))
    facts = {fact: _one(draw, *values) for fact, values in FACTS.items() if _chance(draw, 4)}
    timeline: Data = {"timeline": "generated", "timezone": _one(draw, *zones), "facts": facts, "people": people}
    timeline["events"] = found
    if holidays and _chance(draw, 3):
        timeline["calendar"] = {"holidays": ["2026-03-02", "2026-03-09", "2026-03-16"]}
    if _chance(draw, 3):
        timeline["hours"] = {"open": "08:00", "close": "12:00"}
    if _chance(draw, 3):
        outcomes = st.lists(st.sampled_from(("spoke", "voicemail")), min_size=1, max_size=3)
        assumption = st.fixed_dictionaries({"outcome": outcomes}, optional={"act": st.sampled_from(ACTS[:3])})
        timeline["assume"] = draw(st.lists(assumption, min_size=1, max_size=2))
    return timeline
