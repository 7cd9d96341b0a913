"""Explanations hold for every golden case: each date is told, and each suggested change, made in the file, works."""

import re
from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import yaml

import followup
from followup.extension.host import PluginHost
from followup.model.suite import Case, Suite
from followup.model.wording import instant_in_words
from followup.testing.suites import Reader

CASES = Path(__file__).parent / "cases"
HOST = PluginHost.of()


def suites() -> Iterator[tuple[Suite, Mapping[str, Any]]]:
    for file in sorted(CASES.rglob("*.yaml")):
        if file.parent.name != "policies":
            yield Reader(HOST).load(file), yaml.load(file.read_text(), yaml.BaseLoader)


SUITES = [pytest.param(suite, raw, id=suite.id) for suite, raw in suites()]


def instant(case: Case, minute: int | None) -> Any:
    return None if minute is None else case.timeline.zone.local(minute)


def data_of(raw: Mapping[str, Any], number: int) -> dict[str, Any]:
    """Return the timeline of a case as a file would hold it: read again from the suite's own text."""
    case = raw["cases"][number]
    named = case["timeline"]
    data = deepcopy(raw["timelines"][named] if isinstance(named, str) else named)
    data["events"] = [*data.get("events", []), *case.get("add", [])]
    data["facts"] = {**data.get("facts", {}), **case.get("facts", {})}
    return dict(data)


def changed(data: Mapping[str, Any], more: Mapping[str, Any]) -> dict[str, Any]:
    return {
        **data,
        "events": [*data["events"], *more.get("events", [])],
        "facts": {**data["facts"], **more.get("facts", {})},
        "people": {**data.get("people", {}), **more.get("people", {})},
    }


@pytest.mark.parametrize(("suite", "raw"), SUITES)
def test_every_step_is_explained_down_to_its_date(suite: Suite, raw: Mapping[str, Any]) -> None:
    for case in suite.cases:
        plan = followup.plan(suite.policy, case.timeline, instant(case, case.as_of), instant(case, case.horizon))
        for step in plan.steps:
            links = plan.explain(step.id).links
            about = [link.about for link in links]
            assert about == sorted(about, key=list(followup.About).index)
            assert {"rule", "anchor", "window", "moment"} <= set(about)
            told = {link.text.partition(":")[0]: link.text for link in links if link.about == "window"}
            ends = {"recommended": step.dates.recommended, "expires after": step.dates.expires}
            ends |= {"earliest": step.dates.earliest, "late after": step.dates.overdue}
            for name, text in told.items():
                minute = ends[name]
                assert minute is not None
                # A date below another one of its window is told with that one.
                assert instant_in_words(minute, step.zone) in re.sub(r" \(the clock.*\)$", "", text)[-28:]
            below = {"recommended": step.dates.earliest, "late after": step.dates.recommended}
            below["expires after"] = step.dates.overdue
            for name in (name for name, text in told.items() if "not before the date above" in text):
                assert ends[name] == below[name], "only such a date is lifted"
            if step.did is not None:
                assert not [link.text for link in links if "does not reach" in link.text or "it applies" in link.text]
            assert step.place in [link.place for link in links]
            minute = step.dates.expires if step.minute is None else step.minute
            assert minute is not None
            assert instant_in_words(minute, step.zone) in links[-1].text


@pytest.mark.parametrize(("suite", "raw"), SUITES)
def test_every_suggested_change_works_when_it_is_made_in_the_file(suite: Suite, raw: Mapping[str, Any]) -> None:
    for number, case in enumerate(suite.cases):
        as_of, horizon = instant(case, case.as_of), instant(case, case.horizon)
        data = data_of(raw, number)
        plan = followup.plan(suite.policy, case.timeline, as_of, horizon)
        withheld = {held.rule for held in plan.withheld}
        there = {step.rule for step in plan.steps}
        for rule in [rule.id for rule in suite.policy.index.advising]:
            found = followup.why_not(suite.policy, case.timeline, rule, as_of, horizon)
            assert bool(found.missing) == (rule in withheld or rule not in there)
            for missing in found.missing:
                assert not all(one.met for one in missing.requirements), (case.name, missing)
            for change in found.changes:
                now = followup.timeline(changed(data, change.data), policies=[suite.policy], host=HOST)
                more: Mapping[str, Any] = change.data
                then = followup.plan(suite.policy, now, more.get("as_of", as_of), more.get("horizon", horizon))
                step = next(step for step in then.steps if step.id == change.step)
                assert rule == step.rule
                if not found.missing:
                    assert step.status in (followup.Status.OPEN, followup.Status.DUE, followup.Status.OVERDUE)
                    continue
                assert change.at == step.at
                assert step.id not in {one.id for one in plan.steps if one.at is not None}
                whom = {held.to for held in plan.withheld if held.rule == rule}
                assert step.to in whom or whom <= {None}


FORMAL = """
policy: formal
rules:
  - id: write
    when: {fact: {company.culture: traditional}}
    do:
      act: thank-you
      to: {each: interviewer}
      via: [{medium: post}]
      from: interview
      window: {recommended: 1 day, expires: 7 days}
"""
ALONE = {"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}


@pytest.mark.parametrize(
    ("policy", "rule", "as_of", "horizon", "kind", "data"),
    [
        ("formal.yaml", "write", None, None, "fact", {"facts": {"company.culture": "traditional"}}),
        (
            "krautzel",
            "keep-in-touch",
            None,
            None,
            "event",
            {"events": [{"event": "rejection", "at": "2026-03-03T10:00+00:00"}]},
        ),
        (
            "not-too-desperate",
            "ask-references",
            None,
            None,
            "person",
            {"people": {"somebody-1": {"role": "reference"}}},
        ),
        ("resumehelp", "weekly-call", None, "2026-03-05", "time", {"horizon": "2026-03-10T10:00+00:00"}),
        ("resumehelp", "weekly-call", "2026-03-04", None, "time", {"as_of": "2026-03-09T10:00+00:00"}),
    ],
)
def test_the_smallest_change_is_of_each_kind(
    policy: str, rule: str, as_of: str | None, horizon: str | None, kind: str, data: object, tmp_path: Path
) -> None:
    (tmp_path / "formal.yaml").write_text(FORMAL)
    loaded = followup.load_policy(tmp_path / policy if policy.endswith(".yaml") else policy)
    found = followup.why_not(loaded, followup.timeline(ALONE), rule, as_of, horizon)
    assert (kind, data) == (found.changes[0].kind, found.changes[0].data)


def test_a_step_is_asked_for_alone() -> None:
    policy, timeline = followup.load_policy("sparks-group"), followup.example_timeline()
    found = followup.why_not(policy, timeline, "weekly-check-in/lee/1")
    assert ["weekly-check-in/lee/1"] == [missing.step for missing in found.missing]
    assert {"lee"} == {change.step.split("/")[1] for change in found.changes}


def test_what_holds_a_step_back_is_why_it_changes_when_that_ends(tmp_path: Path) -> None:
    file = tmp_path / "held.yaml"
    file.write_text("""
policy: held
rules:
  - id: ask
    do:
      act: check-in
      to: {each: interviewer}
      via: [{medium: email}]
      from: interview
      window: {recommended: 3 days, expires: 5 weeks}
  - {id: not-before, forbid: {act: check-in, before: timeframe.answer_by}}
""")
    named = {"event": "timeframe", "at": "2026-03-02T11:00", "answer_by": "2026-03-16"}
    timeline = followup.timeline({"events": [*ALONE["events"], named]})
    change = followup.next_change(followup.load_policy(file), timeline, "2026-03-10")
    assert change is not None
    assert [("ask/interviewer/1", "waiting", "overdue", "what held it back ends: Mon 16 March 2026 00:00")] == [
        (turn.step, turn.was, turn.now, turn.why) for turn in change.turns
    ]
