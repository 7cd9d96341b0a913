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
from followup.testing.suites import load_suite

CASES = Path(__file__).parent / "cases"
HOST = PluginHost.of()


def suites() -> Iterator[tuple[Suite, Mapping[str, Any]]]:
    for file in sorted(CASES.rglob("*.yaml")):
        if file.parent.name != "policies":
            yield load_suite(file, HOST), yaml.load(file.read_text(), yaml.BaseLoader)


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
        lacking = {held.rule for held in plan.withheld} | {rule.id for rule in suite.policy.index.advising}
        lacking -= {step.rule for step in plan.steps} - {held.rule for held in plan.withheld}
        for rule in sorted(lacking):
            found = followup.why_not(suite.policy, case.timeline, rule, as_of, horizon)
            assert found.missing
            for missing in found.missing:
                assert not all(one.met for one in missing.requirements), (case.name, missing)
            for change in found.changes:
                now = followup.timeline(changed(data, change.data), policies=[suite.policy], host=HOST)
                more: Mapping[str, Any] = change.data
                then = followup.plan(suite.policy, now, more.get("as_of", as_of), more.get("horizon", horizon))
                step = next(step for step in then.steps if step.id == change.step)
                assert rule == step.rule
                assert change.at == step.at
                assert step.id not in {one.id for one in plan.steps if one.at is not None}
