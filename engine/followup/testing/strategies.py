"""Hypothesis strategies for small policies and timelines, as plain data in the shape of the files.

Needs the ``hypothesis`` package. Everything is made of the built-in words; what comes out loads without a diagnostic.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta

from hypothesis import strategies as st

Data = dict[str, object]

PEOPLE: Mapping[str, Data] = {
    "dana": {"name": "Dana Reyes", "role": "hiring-manager"},
    "lee": {"role": "recruiter"},
    "omar": {"role": "reference"},
}
ACTS = ("thank-you", "check-in", "connect", "prepare", "ask-timeframe")
MEDIA = ("email", "post", "phone", "in-person", "linkedin")
ZONES = ("UTC", "America/New_York", "Australia/Sydney", "Europe/Berlin", "Asia/Kathmandu")
FACTS: Mapping[str, tuple[str, ...]] = {
    "company.culture": ("traditional", "modern"),
    "role.field": ("it", "communications", "media", "other"),
    "handwriting": ("poor", "good"),
}
ROLES = ("interviewer", "recruiter", "hiring-manager", "reference", "hr-manager")
ANCHORS = ("interview", "interview.ends", "timeframe", "timeframe.answer_by", "rejection", "reply", "decision", "invitation")

_FIRST_DAY = datetime(2026, 2, 20)


@st.composite
def instants(draw: st.DrawFn, days: int = 60) -> str:
    """Return a local instant or a bare date within *days* from 20 February 2026, both northern clock changes of spring in."""
    day = _FIRST_DAY + timedelta(days=draw(st.integers(0, days)))
    if draw(st.integers(0, 4)) == 0:
        return day.date().isoformat()
    return (day + timedelta(minutes=draw(st.integers(0, 1439)))).isoformat(timespec="minutes")


@st.composite
def offsets(draw: st.DrawFn, low: int = 0, high: int = 14) -> str:
    """Return an offset of any unit, *low* to *high* days or so."""
    unit = draw(st.sampled_from(("minutes", "hours", "days", "days", "weeks", "months", "business days", "special")))
    if unit == "special":
        return draw(st.sampled_from(("same day", "end of day", "same day at 10:00", "0 minutes")))
    scale = {"minutes": 90, "hours": 24, "weeks": 0.15, "months": 0.1}.get(unit, 1)
    amount = draw(st.integers(int(low * scale), max(int(high * scale), 1)))
    at = draw(st.sampled_from(("", " at 10:00", " at 08:30", " at 23:15"))) if unit not in ("minutes", "hours") else ""
    return f"{amount} {unit}{at}"


spans = st.sampled_from(("30 minutes", "5 hours", "1 day", "2 days", "3 business days", "1 week", "2 weeks", "1 month"))
"""Positive spans for ``every`` and ``closer-than``."""


def patterns() -> st.SearchStrategy[object]:
    """Return patterns of events."""
    return st.one_of(
        st.sampled_from(("rejection", "decision", "reply", "timeframe", "interview", "offer", "impression")),
        st.fixed_dictionaries({"reply": st.fixed_dictionaries({"from": st.sampled_from(("recipient", *ROLES[:3]))})}),
        st.fixed_dictionaries({"invitation": st.just({"from": "recipient", "via": ["linkedin", "email"]})}),
        st.fixed_dictionaries({"impression": st.fixed_dictionaries({"felt": st.sampled_from(("poor", "fair", "good"))})}),
        st.fixed_dictionaries(
            {
                "did": st.fixed_dictionaries(
                    {"act": st.sampled_from(ACTS)},
                    optional={
                        "to": st.just("recipient"),
                        "via": st.sampled_from(MEDIA),
                        "outcome": st.sampled_from(("spoke", "voicemail")),
                    },
                )
            }
        ),
    )


def conditions() -> st.SearchStrategy[Data]:
    """Return conditions of every kind, nested a little."""
    fact = st.sampled_from(sorted(FACTS)).flatmap(
        lambda name: st.fixed_dictionaries({"fact": st.fixed_dictionaries({name: st.sampled_from(FACTS[name])})})
    )
    leaf: st.SearchStrategy[Data] = st.one_of(
        fact,
        st.fixed_dictionaries({"known": st.sampled_from(sorted(FACTS))}),
        st.fixed_dictionaries({"happened": patterns()}),
        st.fixed_dictionaries({"count": st.fixed_dictionaries({"of": patterns(), "at-least": st.integers(1, 2)})}),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(
            st.fixed_dictionaries({"all": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"any": st.lists(inner, min_size=1, max_size=2)}),
            st.fixed_dictionaries({"not": inner}),
        ),
        max_leaves=3,
    )


@st.composite
def windows(draw: st.DrawFn) -> Data:
    """Return windows whose offsets stand in order."""
    window: Data = {"recommended": draw(offsets()), "expires": draw(st.sampled_from(("6 weeks", "2 months", "never")))}
    if draw(st.booleans()):
        window["earliest"] = draw(st.sampled_from(("0 minutes", "same day", "-1 day")))
    if draw(st.booleans()):
        window["overdue"] = draw(st.sampled_from(("20 business days", "5 weeks", "33 days at 12:00", "end of day")))
    if window.get("overdue") == "end of day":
        window["recommended"] = draw(st.sampled_from(("0 minutes", "2 hours", "same day at 10:00")))
    if draw(st.integers(0, 3)) == 0:
        window["roll"] = draw(st.sampled_from(("forward", "back", "none")))
    return window


def _via() -> st.SearchStrategy[list[Data]]:
    choice = st.fixed_dictionaries(
        {"medium": st.sampled_from((*MEDIA, "last-used"))},
        optional={"when": conditions(), "object": st.sampled_from(("card", "letter"))},
    )
    return st.lists(choice, min_size=1, max_size=3)


@st.composite
def _advice(draw: st.DrawFn, index: int) -> Data:
    anchors = [*ANCHORS, *(f"step.r{earlier}" for earlier in range(index))]
    do: Data = {"act": draw(st.sampled_from(ACTS)), "from": draw(st.sampled_from(anchors)), "window": draw(windows())}
    to = draw(st.sampled_from(("each", "each", "first", "nobody")))
    if to == "each":
        do["to"] = {"each": draw(st.sampled_from(("interviewer", *ROLES)))}
    elif to == "first":
        groups = st.sampled_from((*ROLES, "timeframe.by"))
        do["to"] = {"first": draw(st.lists(groups, min_size=1, max_size=3, unique=True))}
    if draw(st.booleans()):
        do["via"] = draw(_via())
    if draw(st.integers(0, 2)) == 0:
        do["repeat"] = {"every": draw(spans), "times": draw(st.integers(1, 4))}
    if draw(st.booleans()):
        do["until"] = draw(st.lists(patterns(), min_size=1, max_size=2))
    rule: Data = {"id": f"r{index}", "strength": draw(st.sampled_from(("must", "should", "may"))), "do": do}
    if draw(st.integers(0, 3)) == 0:
        rule["when"] = draw(conditions())
    return rule


@st.composite
def _forbid(draw: st.DrawFn, index: int, advising: list[str]) -> Data:
    forbid: Data = {}
    if draw(st.booleans()):
        forbid["act"] = draw(st.one_of(st.sampled_from(ACTS), st.lists(st.sampled_from(ACTS), min_size=1, max_size=2)))
    if draw(st.integers(0, 2)) == 0:
        forbid["via"] = draw(st.sampled_from(MEDIA))
    if draw(st.integers(0, 2)) == 0:
        forbid["to"] = draw(st.sampled_from(ROLES))
    span = draw(st.sampled_from(("before", "on-day-of", "after", "closer-than", "more-than", "none")))
    if span in ("before", "on-day-of", "after"):
        forbid[span] = draw(st.sampled_from([*ANCHORS, *(f"step.{rule}" for rule in advising)]))
    elif span == "closer-than":
        forbid[span] = draw(spans)
    elif span == "more-than":
        forbid[span] = draw(st.integers(0, 2))
    elif not forbid:
        forbid["act"] = draw(st.sampled_from(ACTS))
    rule: Data = {"id": f"f{index}", "strength": draw(st.sampled_from(("must-not", "should-not"))), "forbid": forbid}
    if draw(st.integers(0, 2)) == 0:
        rule["when"] = draw(conditions())
    return rule


@st.composite
def policies(draw: st.DrawFn, most_rules: int = 4, most_forbids: int = 2) -> Data:
    """Return a policy of one to *most_rules* rules that advise and up to *most_forbids* that rule out."""
    rules = [draw(_advice(index)) for index in range(draw(st.integers(1, most_rules)))]
    advising = [str(rule["id"]) for rule in rules]
    forbids = [draw(_forbid(index, advising)) for index in range(draw(st.integers(0, most_forbids)))]
    return {"policy": "generated", "rules": draw(st.permutations(rules + forbids))}


@st.composite
def events(draw: st.DrawFn, people: list[str], steps: list[str]) -> Data:
    """Return one event among *people*; *steps* are ids that a `did` may name."""
    kind = draw(st.sampled_from(("interview", "timeframe", "reply", "did", "did", "other")))
    at = draw(instants())
    someone = st.sampled_from(people)
    if kind == "interview":
        event: Data = {"event": "interview", "at": at}
        if draw(st.booleans()):
            event["with"] = draw(st.lists(someone, min_size=1, max_size=2, unique=True))
        return event
    if kind == "timeframe":
        event = {"event": "timeframe", "at": at}
        if draw(st.booleans()):
            event["by"] = draw(someone)
        if draw(st.integers(0, 3)):
            event["answer_by"] = draw(instants())
        return event
    if kind == "reply":
        name = draw(st.sampled_from(("reply", "invitation")))
        return {"event": name, "at": at, "from": draw(someone), "via": draw(st.sampled_from(MEDIA))}
    if kind == "did":
        event = {"event": "did", "at": at, "act": draw(st.sampled_from(ACTS))}
        if draw(st.integers(0, 3)):
            event["to"] = draw(someone)
        if draw(st.booleans()):
            event["via"] = draw(st.sampled_from(MEDIA))
        if draw(st.booleans()):
            event["outcome"] = draw(st.sampled_from(("spoke", "voicemail", "no-answer")))
        if steps and draw(st.integers(0, 4)) == 0:
            event["step"] = draw(st.sampled_from(steps))
        return event
    name = draw(st.sampled_from(("rejection", "offer", "impression", "contact-details")))
    if name == "impression":
        return {"event": name, "at": at, "felt": draw(st.sampled_from(("poor", "good")))}
    if name == "contact-details":
        return {"event": name, "at": at, "of": draw(someone), "via": draw(st.sampled_from(MEDIA))}
    return {"event": name, "at": at}


@st.composite
def timelines(draw: st.DrawFn, zones: tuple[str, ...] = ZONES, most_events: int = 5) -> Data:
    """Return a timeline with an interview and up to *most_events* other events."""
    ids = draw(st.lists(st.sampled_from(sorted(PEOPLE)), unique=True, max_size=3))
    people: dict[str, Data] = {}
    for person in ids:
        people[person] = dict(PEOPLE[person])
        if draw(st.integers(0, 2)) == 0:
            media = draw(st.lists(st.sampled_from(MEDIA), unique=True, max_size=2))
            people[person]["reach"] = {medium: "somewhere" for medium in media}
    named = [*ids, "interviewer"]
    steps = [f"r{rule}/{person}/{nth}" for rule in range(3) for person in (*named, "-") for nth in (1, 2)]
    first: Data = {"event": "interview", "at": draw(instants(20))}
    if ids and draw(st.booleans()):
        first["with"] = draw(st.lists(st.sampled_from(ids), min_size=1, unique=True))
    found = [first, *draw(st.lists(events(named, steps), max_size=most_events))]
    timeline: Data = {"timeline": "generated", "timezone": draw(st.sampled_from(zones)), "people": people, "events": found}
    facts = draw(st.lists(st.sampled_from(sorted(FACTS)), unique=True, max_size=2))
    timeline["facts"] = {name: draw(st.sampled_from(FACTS[name])) for name in facts}
    if draw(st.integers(0, 3)) == 0:
        timeline["calendar"] = {"holidays": ["2026-03-02", "2026-03-09"]}
    if draw(st.integers(0, 3)) == 0:
        timeline["hours"] = {"open": "08:00", "close": "12:00"}
    if draw(st.integers(0, 2)) == 0:
        outcomes = st.lists(st.sampled_from(("spoke", "voicemail")), min_size=1, max_size=2)
        timeline["assume"] = [draw(st.fixed_dictionaries({"outcome": outcomes}, optional={"act": st.sampled_from(ACTS)}))]
    return timeline
