"""The conditions and calendars that ship: what they hold, when they are asked again, and what they do not cost."""

import json
import re
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

import followup
from command_line import run
from followup.api.siblings import looks_elsewhere
from followup.evaluation.simulate import simulate
from followup.model.rule import PluginRule
from followup.testing.samples import policy as policy_from
from followup.testing.strategies import policies, timelines

HOST = followup.PluginHost.of()
INTERVIEW = {"event": "interview", "at": "2026-03-02T10:00", "ends": "2026-03-02T11:00"}  # a Monday
SOON = {"recommended": "1 hour", "expires": "3 weeks"}


def steps(*rules: object, **timeline: object) -> list[tuple[str, str]]:
    """Return when each step is done, in Berlin; asking at more instants must change nothing."""
    loaded = policy_from({"policy": "tried", "rules": list(rules)}, HOST.additions)
    data = {"timezone": "Europe/Berlin", "events": [INTERVIEW], **timeline}
    scene = followup.timeline(data, host=HOST)
    plan = followup.plan(loaded, scene)
    assert plan.end is not None
    again = simulate(loaded, scene, None, plan.end, range(scene.events[0].at, plan.end, 611))
    assert plan.to_json() == again.to_json()
    return [(step.rule, f"{step.at:%a %d %H:%M}") for step in plan.steps]


def rule(id_: str = "a", when: object = None, window: object = SOON, **do: object) -> dict[str, object]:
    made: dict[str, object] = {"id": id_, "do": {"act": "check-in", "from": "interview.ends", "window": window, **do}}
    return made if when is None else {**made, "when": when}


def refusal(**timeline: object) -> str:
    with pytest.raises(followup.TimelineError) as caught:
        followup.timeline({"events": [INTERVIEW], **timeline}, host=HOST)
    (found,) = caught.value.diagnostics
    return f"{found.message} ({found.hint})"


def test_a_weekday_is_waited_for() -> None:
    assert [("a", "Thu 05 09:00")] == steps(rule(when={"weekday": ["thursday", "friday"]}))
    assert [("a", "Mon 02 12:00")] == steps(rule(when={"weekday": ["monday"]}))


@pytest.mark.parametrize("days", [[], ["someday"], ["monday", "monday"], "monday"])
def test_a_weekday_that_is_none_is_a_mistake(days: object) -> None:
    with pytest.raises(followup.PolicyError):
        steps(rule(when={"weekday": days}))


@pytest.mark.parametrize(
    ("begins", "ends", "at"),
    [
        (20, 8, "Mon 02 12:00"),
        (12, 14, "Mon 02 14:00"),
        (11, 13, "Mon 02 13:00"),
        (12, 9, "Tue 03 09:00"),
        (9, 24, None),
        (0, 24, None),
        (12, 12, "Mon 02 12:00"),
    ],
)
def test_quiet_hours_end_at_the_full_hour(begins: int, ends: int, at: str | None) -> None:
    quiet = {"id": "q", "forbid": {"act": "check-in"}, "when": {"quiet-hours": {"from": begins, "to": ends}}}
    assert ([] if at is None else [("a", at)]) == steps(rule(), quiet)


def test_quiet_hours_are_those_of_the_timelines_zone_also_when_its_clocks_change() -> None:
    quiet = {"id": "q", "forbid": {"act": "check-in"}, "when": {"quiet-hours": {"from": 1, "to": 3}}}
    window = {"recommended": "1 minute", "expires": "3 days"}
    for zone, day, expected in (
        ("Europe/Berlin", "2026-03-29", "03:00"),  # 02:00 to 03:00 is left out
        ("Europe/Berlin", "2026-10-25", "03:00"),
        ("Australia/Lord_Howe", "2026-04-05", "03:00"),  # by half an hour
        ("Asia/Kathmandu", "2026-04-05", "03:00"),
    ):
        events = [{"event": "interview", "at": f"{day}T01:30"}]
        ((_, at),) = steps(rule(window=window), quiet, timezone=zone, events=events, hours={"open": "00:00"})
        assert expected == at[-5:], zone


def test_the_next_change_of_a_plan_may_be_the_end_of_quiet_hours() -> None:
    quiet = {"id": "q", "forbid": {"act": "check-in"}, "when": {"quiet-hours": {"from": 12, "to": 14}}}
    loaded = policy_from({"policy": "tried", "rules": [rule(), quiet]}, HOST.additions)
    scene = followup.timeline({"events": [INTERVIEW]}, host=HOST)
    plan = followup.plan(loaded, scene, "2026-03-02T12:30")
    assert ["waiting"] == [step.status.value for step in plan.steps]
    assert "2026-03-02 14:00" == f"{plan.next_change_at:%Y-%m-%d %H:%M}"


def test_only_where_the_hour_is_read_each_hour_is_looked_at() -> None:
    for when, daily, hourly in (
        ({"weekday": ["friday"]}, True, False),
        ({"quiet-hours": {"from": 1, "to": 2}}, True, True),
        ({"happened": "offer"}, False, False),
    ):
        body = policy_from({"policy": "p", "rules": [rule(when=when)]}, HOST.additions).rules[0].body
        assert isinstance(body, followup.Do)
        assert (daily, hourly) == (body.daily, body.hourly)


def test_a_company_is_left_alone_for_some_days_after_any_contact() -> None:
    thanks = rule("t", window={"recommended": "1 minute", "expires": "3 days"}, to={"each": "interviewer"})
    gap = rule(when={"company-gap": "3 days"}, to={"each": "interviewer"})
    assert [("t", "Mon 02 11:01"), ("a", "Thu 05 09:00")] == steps(thanks, gap)
    assert [("a", "Mon 02 12:00")] == steps(gap)


def test_a_contact_about_another_application_counts_too() -> None:
    elsewhere = {"event": "elsewhere", "at": "2026-03-02T09:00", "act": "check-in", "to": "Lee", "timeline": "other"}
    week = rule(when={"company-gap": "1 week"}, to={"each": "interviewer"})
    assert [("a", "Mon 09 09:00")] == steps(week, events=[INTERVIEW, elsewhere])


@pytest.mark.parametrize("gap", ["3", "0 days", "3 hours", "3 days\n", 3])
def test_a_gap_that_is_none_is_a_mistake(gap: object) -> None:
    with pytest.raises(followup.PolicyError):
        steps(rule(when={"company-gap": gap}))


def application(name: str, company: str | None, *dids: object) -> followup.Timeline:
    people = {"dana": {"name": "Dana Reyes"}, "lee": {}}
    of = {} if company is None else {"company": company}
    return followup.timeline({"timeline": name, **of, "people": people, "events": [INTERVIEW, *dids]}, host=HOST)


def did(act: str, to: str | None = "dana", at: str = "2026-03-02T09:00") -> dict[str, object]:
    return {"event": "did", "at": at, "act": act, "via": "email", **({} if to is None else {"to": to})}


def test_beside_others_a_timeline_has_their_contacts_with_the_same_company() -> None:
    mine = application("mine", "Acme")
    other = application("other", " ACME ", did("thank-you"), did("prepare", None), did("check-in", "lee"))
    elsewhere = application("far", "Initech", did("thank-you"))
    found = followup.beside(mine, [elsewhere, other, mine], host=HOST)
    added = [event for event in found.events if event.kind.name == "elsewhere"]
    assert [
        {"act": "check-in", "via": "email", "to": "lee", "timeline": "other"},
        {"act": "thank-you", "via": "email", "to": "Dana Reyes", "timeline": "other"},
    ] == [dict(event.fields) for event in added]
    assert [1, 2] == [event.position for event in added]
    assert found.digest != mine.digest
    loaded = policy_from({"policy": "p", "rules": [rule(when={"company-gap": "2 days"})]}, HOST.additions)
    assert "04 09:00" == f"{followup.plan(loaded, found).steps[0].at:%d %H:%M}"
    assert "02 12:00" == f"{followup.plan(loaded, mine).steps[0].at:%d %H:%M}"


def test_beside_nobody_a_timeline_is_itself() -> None:
    mine, nameless = application("mine", "Acme"), application("nameless", None)
    for one, others in (
        (mine, [application("x", "Acme")]),
        (mine, [mine, application("y", None, did("thank-you"))]),
        (nameless, [application("z", None, did("thank-you"))]),
    ):
        assert followup.beside(one, others, host=HOST) is one


@pytest.mark.parametrize(
    ("body", "looks"),
    [
        ({}, False),
        ({"when": {"weekday": ["monday"]}}, False),
        ({"when": {"happened": "rejection"}}, False),
        ({"when": {"company-gap": "2 days"}}, True),
        ({"when": {"not": {"all": [{"known": "handwriting"}, {"happened": "elsewhere"}]}}}, True),
        ({"when": {"count": {"of": {"elsewhere": {"act": "check-in"}}, "at-least": 2}}}, True),
        ({"via": [{"medium": "email", "when": {"happened": "elsewhere"}}]}, True),
        ({"from": "elsewhere"}, True),
        ({"until": ["decision", "elsewhere"]}, True),
    ],
)
def test_it_is_known_of_a_policy_whether_it_looks_elsewhere(body: dict[str, Any], looks: bool) -> None:
    when = {"when": body["when"]} if "when" in body else {}
    do = {key: value for key, value in body.items() if key != "when"}
    advises = {**rule(**do), **when}
    assert looks == looks_elsewhere(policy_from({"policy": "p", "rules": [advises]}, HOST.additions))
    forbids = {"id": "f", "forbid": {"act": "check-in", "after": "elsewhere"}}
    assert looks_elsewhere(policy_from({"policy": "p", "rules": [advises, forbids]}, HOST.additions))
    replaced = policy_from({"policy": "p", "rules": [advises]}, HOST.additions)
    kind = replace(replaced.rules[0], body=PluginRule("any", {}))
    assert looks_elsewhere(replace(replaced, rules=(kind,)))


@given(policies(), timelines(), st.lists(st.integers(1, 28), max_size=4), st.integers(1, 28))
def test_where_a_policy_does_not_look_elsewhere_its_plan_is_the_same_beside_others(
    data: dict[str, object], scene: dict[str, object], days: list[int], day: int
) -> None:
    loaded = policy_from(data, HOST.additions)
    mine = followup.timeline({**scene, "company": "Acme"}, policies=[loaded], host=HOST)
    as_of = datetime(2026, 3, day, 12, tzinfo=UTC)
    dids = [did("check-in", at=f"2026-03-{min(one, day):02}T09:00+00:00") for one in days]
    together = followup.beside(mine, [application("other", "Acme", *dids)], host=HOST)
    alone, beside = (followup.plan(loaded, one, as_of) for one in (mine, together))
    if not looks_elsewhere(loaded):
        assert alone.steps == beside.steps
        assert alone.withheld == beside.withheld
        assert (alone.questions, alone.end, alone.next_change_at) == (
            beside.questions,
            beside.end,
            beside.next_change_at,
        )


def test_the_order_of_the_others_changes_nothing() -> None:
    others = [application(name, "Acme", did("thank-you"), did("check-in", "lee")) for name in "abc"]
    mine = application("mine", "Acme")
    there, back = (followup.beside(mine, order, host=HOST) for order in (others, others[::-1]))
    assert there == back
    assert there.digest == back.digest


def test_public_holidays_are_no_business_days() -> None:
    pytest.importorskip("holidays")
    window = {"recommended": "2 business days", "expires": "3 weeks"}
    events = [{"event": "interview", "at": "2026-01-02T10:00"}]  # a Friday; the 6th is Epiphany in Bavaria
    for name, expected in (("de-by", "Wed 07 10:00"), ("de", "Tue 06 10:00"), ("us", "Tue 06 10:00")):
        assert [("a", expected)] == steps(rule(window=window), events=events, calendar={"use": name})


@pytest.mark.parametrize(("name", "year"), [("in", 2036), ("in", 2000), ("de", 2101), ("hr", 1991)])
def test_a_year_whose_holidays_are_not_known_is_told_and_costs_the_calendar_only(
    name: str, year: int, recwarn: pytest.WarningsRecorder
) -> None:
    pytest.importorskip("holidays")
    policy = followup.load_policy("sparks-group", host=HOST)
    data = {"events": [{"event": "interview", "at": f"{year}-03-02T10:00"}]}
    plain, asked = (
        followup.plan(policy, followup.timeline({**data, **more}, host=HOST))
        for more in ({}, {"calendar": {"use": name}})
    )
    told = f"calendar `{name}` raised LookupError: the holidays of {year} are not known, so this calendar was left out"
    assert ([], [told]) == ([problem.text for problem in plain.problems], [one.text for one in asked.problems])
    assert [step.at for step in plain.steps] == [step.at for step in asked.steps]
    assert [] == list(recwarn)


def test_no_calendar_warns_by_itself_and_each_answers_or_says_why_not(recwarn: pytest.WarningsRecorder) -> None:
    pytest.importorskip("holidays")
    unknown = set()
    for name, calendar in HOST.additions.calendars.items():
        for year in (1950, 2026, 2040):
            try:
                assert isinstance(calendar.is_business_day(date(year, 1, 1)), bool)
            except LookupError:
                unknown.add((name, year))
    assert [] == list(recwarn)
    assert not any(year == 2026 for _, year in unknown)
    assert ("in", 2040) in unknown
    assert ("de", 2040) not in unknown


def test_the_names_of_the_calendars_are_those_of_the_library() -> None:
    holidays = pytest.importorskip("holidays")
    known = holidays.list_supported_countries(include_aliases=False)
    theirs = {country.lower() for country in known} | {
        f"{country}-{part}".lower() for country, parts in known.items() for part in parts
    }
    assert set(HOST.additions.calendars) <= theirs
    called = {calendar.name: getattr(calendar, "says", "") for calendar in HOST.additions.calendars.values()}
    theirs_called = {country.lower(): getattr(holidays, country).__base__.__name__ for country in known}
    told = {name: re.sub("[^a-z]", "", says.lower()) for name, says in called.items() if says}
    assert told == {name: theirs_called[name].lower() for name in told}
    assert {name for name in called if "-" not in name} == set(told)
    assert {"us", "us-ca", "de", "de-by", "gb-sct", "br", "in"} <= set(HOST.additions.calendars)


def test_without_the_library_a_calendar_says_how_to_get_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "holidays", None)
    import followup_plugins.public_holidays as plugin

    plugin._holidays.cache_clear()
    expected = "the calendar `de` needs a package that is not installed (`pip install 'followup[holidays]'`)"
    assert expected == refusal(calendar={"use": "de"})


@pytest.mark.parametrize(
    ("word", "meant"),
    [
        ("germany", "de"),
        ("united-states", "us"),
        ("frence", "fr"),
        ("de-byy", "de-by"),
        ("uk", None),  # a slip away from ten codes, and meant by none of those who write it
        ("mars", None),
    ],
)
def test_an_unknown_calendar_is_guessed_by_country_or_code_and_it_is_said_where_all_are(
    word: str, meant: str | None
) -> None:
    listed = "`followup plugins` tells which plugins have calendars, `followup plugins PLUGIN` lists them"
    guess = "" if meant is None else f"did you mean `{meant}`? "
    assert f"unknown calendar `{word}` ({guess}{listed})" == refusal(calendar={"use": word})


def test_a_plugin_is_listed_in_full() -> None:
    out = run("plugins", "public-holidays").out.splitlines()
    assert len(HOST.additions.calendars) == len(out)
    assert {"calendar de: Germany", "calendar de-by"} <= set(out)
    (one,) = json.loads(run("plugins", "ics", "--format", "json").out)["installed"]
    assert "ics" == one["name"]
    every = run("plugins", "followup").out.splitlines()
    assert {*out, "channel ics", "policy krautzel"} <= {*every}
    assert "error: unknown plugin `icss` (did you mean `ics`?)\n" == run("plugins", "icss").err


def test_schemas_and_the_list_of_plugins_know_them_and_import_no_library() -> None:
    code = """if True:
        import io, json, sys
        from contextlib import redirect_stdout
        from followup.cli import main
        for command in (["schema", "policy"], ["schema", "timeline"], ["plugins"]):
            out = io.TextIOWrapper(io.BytesIO())
            with redirect_stdout(out):
                main(command)
            print(json.dumps(out.buffer.getvalue().decode()))
        print("holidays" in sys.modules)
    """
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    policy, timeline, plugins, imported = (json.loads(line.lower()) for line in done.stdout.splitlines())
    assert all(f'"{name}": {{' in policy for name in ("weekday", "quiet-hours", "company-gap"))
    assert '"de-by"' in timeline
    assert "calendar ad to zw (894)" in plugins
    assert not imported


def test_each_is_short() -> None:
    from followup.extension.host import LANGUAGE

    folder = Path(__file__).parent.parent / "plugins" / "followup_plugins"
    for module in LANGUAGE:
        assert len((folder / f"{module.rpartition('.')[2]}.py").read_text("utf-8").splitlines()) < 80


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        (3, "`company-gap` should be text, not the number `3` (such as `3 days`)"),
        ("3", "`3` is not possible for `company-gap` (such as `3 days`)"),
        ("a week", "`a week` is not possible for `company-gap` (such as `3 days`)"),
    ],
)
def test_a_body_of_the_wrong_shape_is_told_by_an_example(body: object, expected: str) -> None:
    with pytest.raises(followup.PolicyError) as caught:
        policy_from({"policy": "tried", "rules": [rule(when={"company-gap": body})]}, HOST.additions)
    (found,) = caught.value.diagnostics
    assert expected == f"{found.message} ({found.hint})"
