"""Timelines and test suites from text: what they become, and what is said where they are wrong."""

# ruff: noqa: E501 the messages stand here as they are printed

from datetime import date

import pytest

from followup.loading.read import Node, from_data, read_text
from followup.loading.suite import load as load_suite
from followup.loading.timeline import load
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.offset import Offset, Unit
from followup.model.place import Place
from followup.model.policy import Advice, Policy
from followup.model.rule import Anchor, Before, Do, Forbid, Rule, Window
from followup.model.suite import ExpectedStep, Suite
from followup.model.timeline import Assumption, Hours, Person, Timeline, Written
from followup.model.vocabulary import EventKind, Field, FieldType, Vocabulary

TIMELINE = """\
timeline: acme-backend
timezone: America/New_York
hours: {open: "08:30"}
calendar: {weekend: [friday, saturday], holidays: [2026-12-25]}
facts: {company.culture: modern, role.field: it}
people:
  dana: {name: Dana Reyes, role: hiring-manager, reach: {email: dana@acme.example, phone: "+1 555 0100"}}
  lee: {role: recruiter}
  omar: {}
events:
  - {event: did, at: 2026-03-09T11:05, act: check-in, to: dana, via: phone, outcome: voicemail, step: a/dana/2/3}
  - {event: interview, at: 2026-03-02T10:00, ends: 2026-03-02T11:00, with: [dana, lee], format: on-site}
  - {event: timeframe, at: 2026-03-02T10:55, by: lee, answer_by: 2026-03-16}
assume:
  - {act: check-in, via: phone, outcome: [voicemail, spoke]}
  - {act: check-in, outcome: [no-answer]}
"""


def read(text: str) -> Node:
    node, diagnostics = read_text(text, "a.yaml")
    assert [] == [str(d) for d in diagnostics]
    assert node is not None
    return node


def loaded(text: str, vocabulary: Vocabulary | None = None, additions: Additions | None = None) -> Timeline:
    timeline, found = load(read(text), vocabulary or built_in(), additions or Additions(), "a.yaml", "a")
    assert [] == [str(d) for d in found]
    assert timeline is not None
    return timeline


def said(text: str) -> list[str]:
    timeline, found = load(read(text), built_in(), Additions(), "a.yaml", "a")
    assert timeline is None
    return [str(d).removeprefix("a.yaml:") for d in found]


def event(text: str) -> list[str]:
    """What is said about one event of a timeline with two people; columns count from the event's bracket."""
    head = "{timezone: UTC, people: {dana: {name: Dana Reyes}, lee: {}}, events: ["
    parts = (line.split(":", 2) for line in said(f"{head}{text}]}}"))
    return [f"{int(column) - len(head)}:{rest}" for _, column, rest in parts]


def instants(text: str) -> dict[str, tuple[str, bool]]:
    timeline = loaded(f"{{timezone: America/New_York, events: [{text}]}}")
    written = timeline.events[0].instants
    assert timeline.events[0].at == written["at"].minute
    return {name: (timeline.zone.text(each.minute), each.bare) for name, each in written.items()}


def test_a_timeline_becomes_what_it_says() -> None:
    timeline = loaded(TIMELINE)
    assert "acme-backend" == timeline.id
    assert "America/New_York" == timeline.zone.name
    assert Hours(510, 1080) == timeline.hours
    assert frozenset({4, 5}) == timeline.calendar.weekend
    assert frozenset({20812}) == timeline.calendar.holidays
    assert {"company.culture": "modern", "role.field": "it"} == timeline.facts
    assert ["dana", "lee", "omar"] == [*timeline.people]
    dana, lee, omar = timeline.people.values()
    assert ("Dana Reyes", "hiring-manager", ["email", "phone"], 0) == (dana.name, dana.role, [*(dana.reach or ())], 0)
    assert (None, "recruiter", None, 1) == (lee.name, lee.role, lee.reach, lee.order)
    assert (None, None, 2) == (omar.name, omar.role, omar.order)
    assert (
        Assumption(("voicemail", "spoke"), "check-in", "phone"),
        Assumption(("no-answer",), "check-in", None),
    ) == timeline.assume
    assert timeline.digest.startswith("sha256:")


def test_events_come_in_time_order_and_remember_their_position() -> None:
    interview, timeframe, did = loaded(TIMELINE).events
    assert ["interview", "timeframe", "did"] == [each.kind.name for each in (interview, timeframe, did)]
    assert [1, 2, 0] == [each.position for each in (interview, timeframe, did)]
    assert Place("a.yaml", 12, 5) == interview.place
    assert {"with": ("dana", "lee"), "format": "on-site"} == interview.fields
    assert {"act": "check-in", "to": "dana", "via": "phone", "outcome": "voicemail", "step": "a/dana/2/3"} == did.fields
    assert ["at", "ends"] == [*interview.instants]


def test_what_happens_in_the_same_minute_is_ordered_by_content_and_never_by_the_file() -> None:
    one, other = "{event: offer, at: 2026-03-02T10:00}", "{at: 2026-03-02T10:00Z, event: rejection}"
    third = "{event: withdrawal, at: 2026-03-02T10:00:30}"
    orders = [[one, other, third], [third, other, one]]
    kinds = [[e.kind.name for e in loaded(f"{{timezone: UTC, events: [{', '.join(each)}]}}").events] for each in orders]
    assert kinds[0] == kinds[1]
    assert '{"at":"2026-03-02T10:00","event":"offer"}' in [
        e.tie for e in loaded(f"{{timezone: UTC, events: [{one}]}}").events
    ]


def test_layout_and_comments_change_no_digest() -> None:
    assert loaded("{timezone: UTC, facts: {}}").digest == loaded("# a\nfacts: {}\ntimezone: 'UTC'\n").digest
    assert loaded("{timezone: UTC, facts: {}}").digest != loaded("{timezone: UTC}").digest


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "{event: interview, at: 2026-03-02}",
            {"at": ("2026-03-02T09:00-05:00", True), "ends": ("2026-03-02T18:00-05:00", True)},
        ),
        (
            "{event: interview, at: 2026-03-02T10:00}",
            {"at": ("2026-03-02T10:00-05:00", False), "ends": ("2026-03-02T10:00-05:00", False)},
        ),
        (
            "{event: interview, at: 2026-03-02T10:00, ends: 2026-03-03}",
            {"at": ("2026-03-02T10:00-05:00", False), "ends": ("2026-03-03T18:00-05:00", True)},
        ),
        ("{event: rejection, at: 2026-03-02}", {"at": ("2026-03-02T18:00-05:00", True)}),
        ("{event: did, at: 2026-03-02, act: connect}", {"at": ("2026-03-02T18:00-05:00", True)}),
        ("{event: timeframe, at: 2026-03-02T10:55}", {"at": ("2026-03-02T10:55-05:00", False)}),
        (
            "{event: timeframe, at: 2026-03-02T10:55, answer_by: 2026-03-16}",
            {"at": ("2026-03-02T10:55-05:00", False), "answer_by": ("2026-03-16T09:00-04:00", True)},
        ),
        ("{event: offer, at: 2026-03-08T02:30}", {"at": ("2026-03-08T03:30-04:00", False)}),
    ],
)
def test_a_bare_date_is_placed_by_what_it_is(text: str, expected: dict[str, tuple[str, bool]]) -> None:
    assert expected == instants(text)


def test_defaults_are_those_that_the_vocabulary_declares() -> None:
    fields = {name: Field(FieldType.INSTANT, default=of) for name, of in (("c", "b"), ("b", "at"), ("d", None))}
    words = Vocabulary(
        events={"visit": EventKind("visit", foreseen=True, fields=fields), "did": built_in().events["did"]}
    )
    bare, exact = loaded(
        "{timezone: UTC, events: [{event: visit, at: 1970-01-01}, {event: visit, at: 1970-01-02T10:00, b: 1970-01-02T11:00}]}",
        words,
    ).events
    assert {"at": Written(540, True), "b": Written(1080, True), "c": Written(1080, True)} == bare.instants
    assert {"at": Written(2040), "b": Written(2100), "c": Written(2100)} == exact.instants


@pytest.mark.parametrize(
    ("text", "there"),
    [
        ("{event: interview, at: 2026-03-02}", True),
        ("{event: interview, at: 2026-03-02, with: []}", True),
        ("{event: interview, at: 2026-03-02, with: [dana]}", False),
        ("{event: interview, at: 2026-03-02, with: [dana, interviewer]}", True),
        ("{event: reply, at: 2026-03-02, from: interviewer}", True),
        ("{event: did, at: 2026-03-02, act: connect, to: interviewer}", True),
        ("{event: reply, at: 2026-03-02}", False),
        ("", False),
    ],
)
def test_the_unnamed_interviewer_is_there_where_an_interview_or_an_event_needs_one(text: str, there: bool) -> None:
    people = loaded(f"{{timezone: UTC, people: {{dana: {{}}}}, events: [{text}]}}").people
    unnamed = {"interviewer": Person("interviewer", None, "interviewer", order=1)} if there else {}
    assert {"dana": Person("dana")} | unnamed == people
    assert [*range(len(people))] == [person.order for person in people.values()]


def test_a_list_of_nobody_is_no_list() -> None:
    (interview,) = loaded("{timezone: UTC, events: [{event: interview, at: 2026-03-02, with: []}]}").events
    assert {} == interview.fields


@pytest.mark.parametrize(
    ("default", "expected"), [("acme", "acme"), ("My Acme (2)", "my-acme-2"), ("2026", "timeline"), ("", "timeline")]
)
def test_a_timeline_without_an_id_is_called_after_its_file(default: str, expected: str) -> None:
    timeline, _ = load(read("{timezone: UTC}"), built_in(), Additions(), "a.yaml", default)
    assert timeline is not None
    assert expected == timeline.id


class Federal:
    name = "us-federal"

    def is_business_day(self, day: date) -> bool:
        return day.month != 7


def test_a_plugins_calendar_is_asked() -> None:
    additions = Additions(calendars={"us-federal": Federal()})
    calendar = loaded("{timezone: UTC, calendar: {use: us-federal, weekend: []}}", additions=additions).calendar
    assert "us-federal" == calendar.use
    assert [True, False] == [calendar.is_business_day(day) for day in (180, 181)]


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{}", ["1:1: error[missing-key]: the key `timezone` is missing"]),
        (
            "{timezone: Mars}",
            ["1:12: error[unknown-zone]: unknown time zone `Mars` (write it as `America/New_York` or `Europe/Berlin`)"],
        ),
        (
            "{timezone: America/NewYork}",
            ["1:12: error[unknown-zone]: unknown time zone `America/NewYork` (did you mean `America/New_York`?)"],
        ),
        (
            "{timezone: berlin}",
            ["1:12: error[unknown-zone]: unknown time zone `berlin` (did you mean `Europe/Berlin`?)"],
        ),
        ("{timezone: ''}", ["1:12: error[too-short]: `timezone` is empty"]),
        (
            "{timezone: UTC, hours: {open: '9:00'}}",
            ["1:31: error[bad-time]: `9:00` is no time of day (did you mean `09:00`?)"],
        ),
        (
            "{timezone: UTC, hours: {open: '18:00'}}",
            ["1:31: error[hours-order]: closes at `18:00`, which is not after it opens at `18:00`"],
        ),
        (
            "{timezone: UTC, hours: {open: '10:00', close: '09:00'}}",
            ["1:47: error[hours-order]: closes at `09:00`, which is not after it opens at `10:00`"],
        ),
        (
            "{timezone: UTC, calendar: {weekend: [monday, tuesday, wednesday, thursday, friday, saturday, sunday]}}",
            ["1:37: error[no-business-day]: all seven days are weekend, so that there is no business day"],
        ),
        (
            "{timezone: UTC, calendar: {weekend: [sun]}}",
            ["1:38: error[not-allowed]: `sun` is not possible here (did you mean `sunday`?)"],
        ),
        (
            "{timezone: UTC, calendar: {holidays: [25.12.2026]}}",
            ["1:39: error[bad-date]: `25.12.2026` is no date (write it as `2026-12-25`)"],
        ),
        (
            "{timezone: UTC, calendar: {use: us-federal}}",
            [
                "1:33: error[unknown-calendar]: unknown calendar `us-federal` (`followup plugins` tells which plugins have calendars, `followup plugins PLUGIN` lists them)"
            ],
        ),
        (
            "{timezone: UTC, facts: {handwritng: good}}",
            ["1:25: error[unknown-fact]: unknown fact `handwritng` (did you mean `handwriting`?)"],
        ),
        (
            "{timezone: UTC, facts: {handwriting: god}}",
            ["1:38: error[unknown-value]: unknown value `god` of `handwriting` (did you mean `good`?)"],
        ),
        (
            "{timezone: UTC, facts: {handwriting: }}",
            ["1:38: error[wrong-type]: `handwriting` has no value; it should be text (leave out what is not known)"],
        ),
        (
            "{timezone: UTC, people: {interviewer: {}}}",
            ["1:26: error[reserved-person]: `interviewer` is taken: it is the unnamed interviewer (choose another id)"],
        ),
        (
            "{timezone: UTC, people: {Dana Reyes: {}}}",
            ["1:26: error[malformed]: `Dana Reyes` has not the shape of a person's id (did you mean `dana-reyes`?)"],
        ),
        (
            "{timezone: UTC, people: {d: {role: recruter}}}",
            ["1:36: error[unknown-role]: unknown role `recruter` (did you mean `recruiter`?)"],
        ),
        (
            "{timezone: UTC, people: {d: {role: interviewer}}}",
            [
                "1:36: error[derived-role]: the role `interviewer` follows from the events and is never stated (name the person in an event instead)"
            ],
        ),
        (
            "{timezone: UTC, people: {d: {reach: {fax: '1'}}}}",
            [
                "1:38: error[unknown-medium]: unknown medium `fax` (one of `email`, `post`, `phone`, `in-person`, `linkedin`, `social`)"
            ],
        ),
        (
            "{timezone: UTC, assume: [{act: chekin, outcome: [spoke]}]}",
            ["1:32: error[unknown-act]: unknown act `chekin` (did you mean `check-in`?)"],
        ),
        (
            "{timezone: UTC, assume: [{act: check-in, via: fone, outcome: [spoke]}]}",
            ["1:47: error[unknown-medium]: unknown medium `fone` (did you mean `phone`?)"],
        ),
        (
            "{timezone: UTC, assume: [{act: check-in, outcome: [spoken]}]}",
            ["1:52: error[unknown-value]: unknown value `spoken` of `outcome` (did you mean `spoke`?)"],
        ),
    ],
)
def test_what_cannot_be_is_told_at_its_place(text: str, lines: list[str]) -> None:
    assert lines == said(text)


@pytest.mark.parametrize(
    "zone", ["../../etc/passwd", "/etc/passwd", "Europe", "..", "localtime", "posix/UTC", "a" * 100]
)
def test_a_zone_that_is_a_path_a_folder_or_means_something_else_elsewhere_is_unknown(zone: str) -> None:
    (line,) = said(f"{{timezone: '{zone}'}}")
    assert line.startswith("1:12: error[unknown-zone]: unknown time zone")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        (
            "{event: intervew, at: 2026-03-02}",
            ["9: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)"],
        ),
        (
            "{event: decision, at: 2026-03-02}",
            ["9: error[unknown-event]: `decision` is a group of events (one of `rejection`, `offer`, `withdrawal`)"],
        ),
        ("{event: offer}", ["1: error[missing-key]: an item of `events` lacks the key `at`"]),
        ("{event: did, act: connect}", ["1: error[missing-key]: an item of `events` lacks the key `at`"]),
        ("{event: offer, att: 2026-03-02}", ["16: error[unknown-key]: unknown key `att` (did you mean `at`?)"]),
        (
            "{event: offer, at: soon}",
            [
                "20: error[bad-instant]: `soon` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)"
            ],
        ),
        ("{event: offer, at: 2026-02-30}", ["20: error[bad-instant]: there is no day `2026-02-30`"]),
        ("{event: offer, at: 9999-01-01}", ["20: error[bad-instant]: `9999-01-01` is not of the years 1970 to 2199"]),
        (
            "{event: offer, at: 2026-03-02, by: dana}",
            ["32: error[unknown-field]: unknown field `by` of `offer` (besides `event` and `at`, `offer` has none)"],
        ),
        (
            "{event: reply, at: 2026-03-02, form: dana}",
            ["32: error[unknown-field]: unknown field `form` of `reply` (did you mean `from`?)"],
        ),
        (
            "{event: reply, at: 2026-03-02, from: dan}",
            ["38: error[unknown-person]: unknown person `dan` (did you mean `dana`?)"],
        ),
        (
            "{event: reply, at: 2026-03-02, from: Dana Reyes}",
            ["38: error[unknown-person]: unknown person `Dana Reyes` (did you mean `dana`?)"],
        ),
        (
            "{event: reply, at: 2026-03-02, from: zoe}",
            ["38: error[unknown-person]: unknown person `zoe` (write down who that is under `people`)"],
        ),
        ("{event: reply, at: 2026-03-02, from: [dana]}", ["38: error[wrong-type]: `from` should be text, not a list"]),
        (
            "{event: reply, at: 2026-03-02, via: mail}",
            ["37: error[unknown-medium]: unknown medium `mail` (did you mean `email`?)"],
        ),
        (
            "{event: interview, at: 2026-03-02, with: dana}",
            ["42: error[wrong-type]: `with` should be a list, not text (write it as `[dana]`)"],
        ),
        ("{event: interview, at: 2026-03-02, with: [dana, dana]}", ["49: error[repeated]: `dana` is in `with` twice"]),
        (
            "{event: interview, at: 2026-03-02T10:00, ends: 2026-03-02T09:59}",
            ["48: error[ends-before-start]: `ends` (`2026-03-02T09:59`) lies before `at`"],
        ),
        (
            "{event: interview, at: 2026-03-02T19:00, ends: 2026-03-02}",
            ["48: error[ends-before-start]: `ends` (`2026-03-02`) lies before `at` (state the times of day)"],
        ),
        (
            "{event: impression, at: 2026-03-02, felt: god}",
            ["43: error[unknown-value]: unknown value `god` of `felt` (did you mean `good`?)"],
        ),
        (
            "{event: permission, at: 2026-03-02, for: conect}",
            ["42: error[unknown-act]: unknown act `conect` (did you mean `connect`?)"],
        ),
        (
            "{event: did, at: 2026-03-02, step: thank-everyone}",
            [
                "36: error[bad-step]: `thank-everyone` is no step's id (copy it from a plan, such as `thank-everyone/dana/1`)"
            ],
        ),
        (
            "{event: timeframe, at: 2026-03-02, answer_by: Friday}",
            [
                "47: error[bad-instant]: `Friday` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)"
            ],
        ),
    ],
)
def test_an_event_that_cannot_be_is_told_at_its_place(text: str, lines: list[str]) -> None:
    assert lines == event(text)


def test_all_mistakes_are_told_at_once_and_in_order() -> None:
    text = TIMELINE.replace("America/New_York", "America/Nowhere").replace("recruiter", "recruter")
    text = text.replace("event: timeframe", "event: timefrme").replace("[no-answer]", "[noanswer]")
    assert ["2:11", "8:15", "13:13", "16:31"] == [line.split(": ")[0] for line in said(text)]


def test_mistakes_without_end_are_not_all_listed() -> None:
    found = said("timezone: UTC\nevents:\n" + "- {event: intervw, at: 2026-03-02}\n" * 1000)
    assert 101 == len(found)
    assert "1:1: error[too-many-mistakes]: more than 100 mistakes; the rest is not listed" == found[-1]


def test_a_mapping_is_loaded_as_a_file_is() -> None:
    node, _ = from_data({"timezone": "UTC", "events": [{"event": "offer", "at": date(2026, 3, 2)}]})
    assert node is not None
    timeline, found = load(node, built_in(), Additions(), "<mapping>", "timeline")
    assert () == found
    assert timeline is not None
    assert "2026-03-02T18:00+00:00" == timeline.zone.text(timeline.events[0].at)


SUITE = """\
suite: thanks
policy: mine
timelines:
  one: {timezone: UTC, people: {dana: {}}, events: [{event: interview, at: 2026-03-02T10:00, with: [dana]}]}
cases:
  - case: the first
    timeline: one
    as_of: 2026-03-02
    horizon: 2026-04-02
    expect:
      steps: [{rule: thank, to: dana, via: null, at: 2026-03-02, expires: 2026-03-09T10:00, say: [thank], because: [{event: 0}]}]
      only: true
      withheld: [{id: thank/dana/2, reason: stopped, by: rejection}]
      questions: [handwriting, {fact: role.field, changes: [thank]}]
      never: [{act: check-in, before: timeframe.answer_by}, {act: connect, after: step.thank}]
      next_change_at: null
  - case: the second
    timeline: one
    add: [{event: rejection, at: 2026-03-10}]
    facts: {handwriting: poor}
    expect: {only: true}
  - case: the third
    timeline: {timezone: UTC}
    expect: {steps: []}
"""

HERE = Place("mine.yaml", 1, 1)
WINDOW = Window(Offset(1, Unit.HOUR), None)
RULES = (
    Rule("thank", 0, Do("thank-you", Anchor("interview"), WINDOW), "must", HERE),
    Rule("not-yet", 1, Forbid(frozenset({"check-in"})), "must-not", HERE),
)
POLICY = Policy("mine", 1, RULES, "sha256:0", built_in(), advice={"S1": Advice("S1", "top", "thank them")})


def find(reference: str, place: Place) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    if reference == "mine":
        return POLICY, ()
    return None, (Diagnostic("unknown-policy", f"unknown policy `{reference}`", place),)


def suite(text: str) -> Suite:
    found, diagnostics = load_suite(read(text), find, built_in(), Additions(), "a.yaml")
    assert [] == [str(d) for d in diagnostics]
    assert found is not None
    return found


def test_a_suite_becomes_cases_each_with_its_timeline() -> None:
    first, second, third = suite(SUITE).cases
    assert ("the first", "one", Place("a.yaml", 6, 11)) == (first.name, first.timeline.id, first.place)
    assert ["interview", "rejection"] == [e.kind.name for e in second.timeline.events]
    assert [0, 1] == [e.position for e in second.timeline.events]
    assert {"handwriting": "poor"} == second.timeline.facts
    assert {} == first.timeline.facts
    assert "the-third" == third.timeline.id
    zone = first.timeline.zone
    assert first.as_of is not None
    assert first.horizon is not None
    assert "2026-03-02T00:00+00:00" == zone.text(first.as_of)
    assert "2026-04-02T23:59+00:00" == zone.text(first.horizon)


def test_an_expectation_keeps_only_what_is_written() -> None:
    first, second, third = (case.expect for case in suite(SUITE).cases)
    assert first.steps is not None
    (step,) = first.steps
    assert isinstance(step, ExpectedStep)
    assert {
        "rule": "thank",
        "to": "dana",
        "via": None,
        "at": Written(29540160, True),
        "expires": Written(29550840),
        "say": ("thank",),
        "because": ({"event": 0},),
    } == step.values
    assert Place("a.yaml", 11, 29) == step.places["to"]
    assert first.only
    assert first.withheld is not None
    assert {"id": "thank/dana/2", "reason": "stopped", "by": "rejection"} == first.withheld[0].values
    assert first.questions is not None
    assert [("handwriting", None), ("role.field", ("thank",))] == [(q.fact, q.changes) for q in first.questions]
    assert ["never-1", "never-2"] == [rule.id for rule in first.never]
    assert Forbid(frozenset({"check-in"}), span=Before(Anchor("timeframe", "answer_by"))) == first.never[0].body
    assert first.next_change is not None
    assert first.next_change.at is None
    assert (None, None, None, (), None) == (
        second.steps,
        second.withheld,
        second.questions,
        second.never,
        second.next_change,
    )
    assert () == third.steps


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("policy: mine", "policy: yours", "2:9: error[unknown-policy]: unknown policy `yours`"),
        (
            "timeline: one",
            "timeline: oen",
            "7:15: error[unknown-timeline]: unknown timeline `oen` (did you mean `one`?)",
        ),
        (
            "the second",
            "the first",
            "17:11: error[duplicate-case]: the case `the first` is there already, in line 6 (choose another name)",
        ),
        (
            "as_of: 2026-03-02",
            "as_of: now",
            "8:12: error[bad-instant]: `now` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)",
        ),
        (
            "horizon: 2026",
            "horizon: 2025",
            "9:14: error[horizon-order]: the horizon `2025-04-02` lies before `2026-03-02`",
        ),
        ("rule: thank", "rule: thnak", "11:22: error[unknown-rule]: unknown rule `thnak` (did you mean `thank`?)"),
        ("rule: thank", "rule: not-yet", "11:22: error[no-steps]: the rule `not-yet` forbids; it has no steps"),
        ("to: dana", "to: dan", "11:33: error[unknown-person]: unknown person `dan` (did you mean `dana`?)"),
        ("via: null", "via: fone", "11:44: error[unknown-medium]: unknown medium `fone` (did you mean `phone`?)"),
        ("at: 2026-03-02, exp", "at: 2026-13-02, exp", "11:54: error[bad-instant]: there is no day `2026-13-02`"),
        ("say: [thank]", "say: [thnak]", "11:99: error[unknown-point]: unknown point `thnak` (did you mean `thank`?)"),
        (
            "because: [{event: 0}]",
            "cites: [S2]",
            "11:115: error[unknown-advice]: unknown advice `S2` (did you mean `S1`?)",
        ),
        ("id: thank/", "id: thnak/", "13:23: error[unknown-rule]: unknown rule `thnak` (did you mean `thank`?)"),
        ("thank/dana/2", "thank/dan/2", "13:23: error[unknown-person]: unknown person `dan` (did you mean `dana`?)"),
        (
            "by: rejection",
            "by: rejecton",
            "13:58: error[unknown-event]: unknown event `rejecton` (did you mean `rejection`?)",
        ),
        (
            "stopped, by: rejection",
            "forbidden, by: not-jet",
            "13:60: error[unknown-rule]: unknown rule `not-jet` (did you mean `not-yet`?)",
        ),
        (
            "[handwriting",
            "[handwritng",
            "14:19: error[unknown-fact]: unknown fact `handwritng` (did you mean `handwriting`?)",
        ),
        (
            "changes: [thank]",
            "changes: [thnak]",
            "14:61: error[unknown-rule]: unknown rule `thnak` (did you mean `thank`?)",
        ),
        (
            "before: timeframe",
            "before: timefrme",
            "15:39: error[unknown-event]: unknown event `timefrme` (did you mean `timeframe`?)",
        ),
        ("step.thank", "step.thnak", "15:83: error[unknown-rule]: unknown rule `thnak` (did you mean `thank`?)"),
        (
            "next_change_at: null",
            "next_change_at: later",
            "16:23: error[bad-instant]: `later` is no date and no date with a time (write it as `2026-03-02` or `2026-03-02T10:00`)",
        ),
        (
            "event: rejection",
            "event: rejecton",
            "19:19: error[unknown-event]: unknown event `rejecton` (did you mean `rejection`?)",
        ),
        (
            "{handwriting: poor}",
            "{handwriting: por}",
            "20:26: error[unknown-value]: unknown value `por` of `handwriting` (did you mean `poor`?)",
        ),
        ("timeline: {timezone: UTC}", "timeline: {}", "23:15: error[missing-key]: the key `timezone` is missing"),
        (
            "one: {timezone: UTC",
            "one: {timezone: UTX",
            "4:19: error[unknown-zone]: unknown time zone `UTX` (did you mean `UTC`?)",
        ),
        (
            "      only: true\n",
            "      onyl: true\n",
            "12:7: error[unknown-key]: unknown key `onyl` in `expect` (did you mean `only`?)",
        ),
    ],
)
def test_what_a_suite_cannot_expect_is_told_at_its_place(old: str, new: str, line: str) -> None:
    assert old in SUITE
    found, diagnostics = load_suite(read(SUITE.replace(old, new, 1)), find, built_in(), Additions(), "a.yaml")
    assert found is None
    assert [line] == [str(d).removeprefix("a.yaml:") for d in diagnostics]
