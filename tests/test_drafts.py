"""The drafts of steps: what fills their fields, and what stays a gap."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

import followup
from followup.loading.check_vocabulary import POINT_FIELDS
from followup.testing.samples import policy

Data = Mapping[str, Any]

DANA = {"name": "Dana Reyes", "role": "hiring-manager", "reach": {"email": "dana@acme.example", "post": ""}}
INTERVIEW = {"event": "interview", "at": "2026-03-02T10:00", "with": ["dana"]}
SECOND = {"event": "interview", "at": "2026-03-09T14:30", "with": ["dana"]}
PROMISE = {"event": "timeframe", "at": "2026-03-02T11:00", "answer_by": "2026-03-16"}
KNOWN = {
    "company": "Acme",
    "position": "Backend engineer",
    "candidate": {"name": "Sam Rivera", "phone": "+1 555 0199", "email": "sam@example.org"},
}
WORDS = {
    "points": {
        **{name.replace("_", "-"): {"says": f"${{{name}}}"} for name in POINT_FIELDS},
        "dollar": {"says": "It costs $$5."},
    },
    "acts": {"send-flowers": {"says": "send flowers"}, "wave": {"says": "wave", "subject": "A wave at ${person}"}},
}
WINDOW = {"recommended": "1 day", "expires": "1 month"}


def drafts(do: Data, on: Data, *before: Data, as_of: str | None = None) -> dict[str, followup.Draft | None]:
    """Return the drafts by the steps' ids, for a rule `tried` of *do*, behind the rules *before*."""
    body = {"act": "check-in", "to": {"each": "interviewer"}, "from": "interview", "window": WINDOW, **do}
    body = {key: value for key, value in body.items() if value is not None}
    rules = [*before, {"id": "tried", "do": {"via": [{"medium": "email"}], "say": ["thank"], **body}}]
    asked = policy({"policy": "mine", "vocabulary": WORDS, "rules": rules})
    data = {"timezone": "Europe/Berlin", "people": {"dana": DANA}, "events": [INTERVIEW], **on}
    plan = followup.plan(asked, followup.timeline(data, policies=[asked]), as_of)
    return {step.id: step.draft for step in plan.steps}


@pytest.mark.parametrize(
    ("point", "on", "expected"),
    [
        ("act", {}, "check in"),
        ("company", KNOWN, "Acme"),
        ("company", {}, "[company]"),
        ("company", {"company": "A  $person\u00a0${person}"}, "A $person ${person}"),
        ("interview-date", {}, "Monday 2 March 2026"),
        ("interview-time", {}, "10:00"),
        ("interview-time", {"events": [{**INTERVIEW, "at": "2026-03-02"}]}, "[interview time]"),
        ("medium", {}, "by email"),
        ("my-name", KNOWN, "Sam Rivera"),
        ("my-name", {"candidate": {}}, "[my name]"),
        ("person", {}, "Dana Reyes"),
        ("person", {"people": {"dana": {**DANA, "name": "Dana\n\tReyes"}}}, "Dana Reyes"),
        ("person", {"people": {"dana": {"role": "hr-manager"}}}, "the HR manager"),
        ("person", {"people": {"dana": {}}}, "dana"),
        ("person", {"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}, "the interviewer"),
        ("phone", KNOWN, "+1 555 0199"),
        ("position", KNOWN, "Backend engineer"),
        ("promised-date", {}, "[promised date]"),
        ("promised-date", {"events": [INTERVIEW, PROMISE]}, "Monday 16 March 2026"),
        # named only after the step
        ("promised-date", {"events": [INTERVIEW, {**PROMISE, "at": "2026-03-04"}]}, "[promised date]"),
        ("dollar", {}, "It costs $5."),
    ],
)
def test_a_line_is_filled_with_what_is_known_at_its_step(point: str, on: Data, expected: str) -> None:
    (draft,) = drafts({"say": [point]}, on).values()
    assert draft is not None
    assert (expected,) == draft.lines


def test_every_field_is_tried() -> None:
    # What a policy may write and no draft fills would stand in the draft as `${field}`.
    (draft,) = drafts({"say": [name.replace("_", "-") for name in POINT_FIELDS]}, {}).values()
    assert draft is not None
    assert [] == [line for line in draft.lines if "$" in line]


@pytest.mark.parametrize(
    ("act", "expected"),
    [
        ("thank-you", "Thank you for the interview on Monday 2 March 2026"),
        ("send-flowers", "Send flowers"),
        ("wave", "A wave at Dana Reyes"),
    ],
)
def test_the_act_gives_the_subject_or_its_name(act: str, expected: str) -> None:
    (draft,) = drafts({"act": act}, {}).values()
    assert draft is not None
    assert expected == draft.subject


@pytest.mark.parametrize(
    ("medium", "expected"), [("email", "dana@acme.example"), ("post", None), ("in-person", None), ("phone", None)]
)
def test_the_address_is_that_for_the_medium(medium: str, expected: str | None) -> None:
    found = drafts({"via": [{"medium": medium}]}, {})
    assert [expected] * (medium != "phone") == [draft and draft.address for draft in found.values()]


def test_an_interview_is_that_of_the_anchor_even_through_other_steps() -> None:
    first = {"act": "thank-you", "to": {"each": "interviewer"}, "from": "interview", "window": WINDOW}
    later = {"say": ["interview-date"], "from": "step.first", "window": {**WINDOW, "recommended": "10 days"}}
    found = drafts(later, {"events": [INTERVIEW, SECOND]}, {"id": "first", "do": first})
    told = {key: draft.lines for key, draft in found.items() if draft is not None and key.startswith("tried")}
    assert {
        "tried/dana/1": ("Monday 2 March 2026",),
        "tried/dana/1/2": ("Monday 9 March 2026",),
    } == told


def test_an_interview_is_else_the_latest_that_has_begun() -> None:
    on = {"events": [INTERVIEW, SECOND, PROMISE, {**PROMISE, "at": "2026-03-10"}]}
    found = drafts({"say": ["interview-date"], "from": "timeframe"}, on)
    assert [("Monday 2 March 2026",), ("Monday 9 March 2026",)] == [draft and draft.lines for draft in found.values()]


@pytest.mark.parametrize(
    ("candidate", "sender"), [({"name": "Sam  Rivera"}, "Sam Rivera"), ({"phone": "1"}, None), (None, None)]
)
def test_a_draft_ends_with_the_candidates_name_if_that_is_known(candidate: Data | None, sender: str | None) -> None:
    (draft,) = drafts({}, {} if candidate is None else {"candidate": candidate}).values()
    assert draft is not None
    assert sender == draft.sender


def test_a_plan_from_before_drafts_had_a_sender_is_still_read() -> None:
    plan = followup.plan(followup.load_policy("resumehelp"), followup.example_timeline())
    data = json.loads(plan.to_json())
    for step in data["steps"]:
        if step["draft"] is not None:
            del step["draft"]["sender"]
    old = followup.Plan.from_json(json.dumps(data))
    assert {None} == {step.draft.sender for step in old.steps if step.draft is not None}


def test_what_has_expired_has_an_outline_and_no_address() -> None:
    (draft,) = drafts({"say": ["interview-date", "medium"]}, {}, as_of="2026-05-01").values()
    assert (
        followup.Draft("My application for the [position] position", None, ("Monday 2 March 2026", "[medium]")) == draft
    )


def test_what_goes_to_nobody_has_no_draft() -> None:
    assert {"tried/-/1": None} == drafts({"to": None}, {})


def test_a_plan_read_back_has_the_same_drafts() -> None:
    plan = followup.plan(followup.load_policy("resumehelp"), followup.example_timeline())
    again = followup.Plan.from_json(plan.to_json())
    assert [step.draft for step in plan.steps] == [step.draft for step in again.steps]
    assert {None, followup.Draft} == {step.draft and type(step.draft) for step in again.steps}
    assert "sam@example.org" not in plan.to_json()


def test_a_plan_alone_fills_nothing_in(monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("nobody asked for a draft")

    monkeypatch.setattr("followup.evaluation.draft.Drafts.__call__", never)
    plan = followup.plan(followup.load_policy("resumehelp"), followup.example_timeline())
    with pytest.raises(AssertionError, match="nobody asked"):
        plan.to_json()
