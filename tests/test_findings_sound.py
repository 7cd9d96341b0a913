"""What the analysis claims is so: on generated policies and timelines no run ever proves a finding wrong."""

import copy
import os
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any, NamedTuple

from hypothesis import event, given, settings
from hypothesis import strategies as st

import followup
from followup.analysis.analyse import analyse
from followup.analysis.witness import NoWitness, Witness, witness
from followup.evaluation.history import judge_history
from followup.evaluation.judge import judge
from followup.evaluation.occurrence import Fate, Occurrence
from followup.evaluation.run import Run
from followup.evaluation.simulate import simulate, sound
from followup.evaluation.simulate import without as less
from followup.loading.policy import load
from followup.loading.read import read_text
from followup.loading.vocabulary import built_in
from followup.loading.write import as_yaml
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place
from followup.model.plan import Reason
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.model.timeline import Timeline
from followup.model.zone import wall_of
from followup.testing.strategies import Data, policies, timelines

DEADLY = {
    "condition-never-holds",
    "no-medium-applies",
    "always-forbidden",
    "expires-before-it-begins",
    "never-the-same-person",
}
"""What says, where it stands at the rule itself and not at a choice of medium: this rule never gives a step."""

WHOLE = 99

IDLE = {
    "condition-always-holds": 0,
    "part-changes-nothing": 0,
    "part-never-holds": 0,
    "medium-never-chosen": 1,
    "choice-changes-nothing": 1,
    "group-never-reached": 0,
    "until-already-covered": 0,
    "repeats-once": 1,
    "forbid-never-holds": WHOLE,
    "forbid-already-covered": WHOLE,
}
"""What can be taken away without changing a date: how far above its place it stands; or the whole rule."""

Path = tuple[str | int, ...]

POOL: tuple[Data, ...] = (
    {"fact": {"company.culture": "modern"}},
    {"fact": {"company.culture": "traditional"}},
    {"fact": {"company.culture": ["traditional", "modern"]}},
    {"known": "company.culture"},
    {"happened": "rejection"},
    {"happened": "decision"},
    {"happened": "interview"},
    {"happened": {"reply": {"from": "recipient"}}},
    {"happened": {"reply": {"from": ["recipient", "recruiter"]}}},
    {"happened": "reply"},
    {"count": {"of": "interview", "at-least": 2}},
    {"happened": {"did": {"act": "thank-you", "to": "recipient"}}},
    {"happened": {"did": {"act": ["thank-you", "check-in"]}}},
    {"happened": "timeframe"},
    {"happened": "did"},
)
"""So few that they often contradict or cover one another."""


@st.composite
def twisted(draw: st.DrawFn) -> Data:
    """Return a policy in which much is idle or contradicts itself."""
    policy = copy.deepcopy(draw(policies()))
    rules = policy["rules"]
    assert isinstance(rules, list)

    def chance(tenths: int) -> bool:
        return draw(st.integers(0, 9)) < tenths

    def condition() -> Data:
        some = st.sampled_from(POOL)
        made = st.one_of(
            some,
            st.builds(lambda one: {"not": one}, some),
            st.builds(
                lambda word, one, two: {word: [one, two]},
                st.sampled_from(("all", "any")),
                some,
                some | st.builds(lambda one: {"not": one}, some),
            ),
        )
        return draw(
            made
            | st.builds(
                lambda word, parts: {word: parts},
                st.sampled_from(("all", "any")),
                st.lists(made, min_size=2, max_size=3),
            )
        )

    for rule in rules:
        if chance(5):
            rule["when"] = condition()
        if "do" in rule:
            do = rule["do"]
            if chance(3):
                media = draw(st.lists(st.sampled_from(("email", "post", "phone", "in-person")), min_size=1, max_size=3))
                do["via"] = [{"medium": medium, **({"when": condition()} if chance(5) else {})} for medium in media]
            if chance(2):
                do["until"] = draw(
                    st.lists(
                        st.sampled_from(("decision", "offer", "reply", "did", "interview")),
                        min_size=1,
                        max_size=3,
                        unique=True,
                    )
                )
            if chance(2):
                do["window"] = draw(
                    st.sampled_from(
                        (
                            {"recommended": "0 days at 17:00", "expires": "end of day"},
                            {"recommended": "-1 day", "expires": "-1 hour"},
                            {"recommended": "-3 days", "expires": "-1 day"},
                            {"recommended": "1 day at 10:00", "expires": "3 days"},
                            {"earliest": "-2 days", "recommended": "-1 day", "overdue": "-1 day", "expires": "1 week"},
                            {"recommended": "2 days", "expires": "never"},
                        )
                    )
                )
                if chance(7):
                    do.pop("repeat", None)
            if chance(1):
                do["to"] = {
                    "first": draw(
                        st.lists(st.sampled_from(("interviewer", "recruiter", "reference")), min_size=1, max_size=3)
                    )
                }
            elif chance(1):
                do["to"] = {"each": draw(st.sampled_from(("reference", "recruiter")))}
            if "repeat" in do and chance(5) and do.get("until"):
                do["repeat"].pop("times")
                do["until"] = [*do["until"], {"did": {"act": do["act"]}}]
        else:
            forbid = rule["forbid"]
            if chance(4):
                for span in ("before", "after", "on-day-of", "closer-than", "more-than"):
                    forbid.pop(span, None)
                word, what = draw(
                    st.sampled_from(
                        (
                            ("act", ["thank-you", "check-in"]),
                            ("more-than", 0),
                            ("more-than", 2),
                            ("act", "prepare"),
                            ("on-day-of", "interview"),
                            ("on-day-of", "interview.ends"),
                            ("after", "rejection"),
                            ("before", "interview"),
                            ("before", "reply"),
                            ("closer-than", "1 week"),
                            ("after", "timeframe.answer_by"),
                        )
                    )
                )
                forbid[word] = what
            if chance(5):
                rule.pop("when", None)
    return policy


class Read(NamedTuple):
    """A policy with what the analysis finds in it."""

    policy: Policy
    found: tuple[Diagnostic, ...]


def loaded(data: Data) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *data* is, by way of YAML, so that all of it has its place."""
    node, found = read_text(as_yaml(data), "generated.yaml")
    assert node is not None, found
    return load(node, lambda _name, _place: (None, ()), built_in(), Additions(), "generated.yaml")


def read(data: Data) -> Read:
    policy, found = loaded(data)
    assert policy is not None, (as_yaml(data), found)
    return Read(policy, analyse(policy))


def path_to(node: Node, place: Place, path: Path = ()) -> Path | None:
    """Return the way to the innermost value or key at *place*."""
    inner: Iterator[tuple[str | int, Node]] = iter(())
    if isinstance(node.value, dict):
        inner = iter(node.value.items())
    elif isinstance(node.value, list):
        inner = iter(enumerate(node.value))
    for key, one in inner:
        if (found := path_to(one, place, (*path, key))) is not None:
            return found
    if node.place == place or place in node.keys.values():
        return path
    return None


def minute_of(instant: str, timeline: Timeline) -> int:
    return timeline.zone.instant(wall_of(datetime.fromisoformat(instant)))


def steps_of(policy: Policy, timeline: Timeline, as_of: int | None) -> list[Occurrence]:
    run = Run(policy, timeline, as_of, minute_of("2026-05-20", timeline))
    run.live_through_history()
    run.simulate()
    return run.roster.steps


def advised(steps: list[Occurrence], rule: str) -> list[Occurrence]:
    """Return the steps of *rule* that the engine did of itself."""
    return [
        step
        for step in steps
        if step.series.rule.id == rule and step.fate is Fate.DONE and (step.did is None or step.did.position is None)
    ]


def rule_at(policy: Policy, path: Path) -> Rule:
    rules, number = path[:2]
    assert rules == "rules", path
    assert isinstance(number, int), path
    return policy.rules[number]


def refuted(finding: Diagnostic, path: Path, policy: Policy, timeline: Timeline, steps: list[Occurrence]) -> object:
    """Return what proves *finding*, which stands at *path*, wrong; nothing that is true if nothing does."""
    rule = rule_at(policy, path)
    mine = advised(steps, rule.id)
    at_choice = "via" in path and len(path) > path.index("via") + 1
    choice = path[path.index("via") + 1] if at_choice else None
    dids = any(event.kind.name == "did" for event in timeline.events)
    match finding.code:
        case code if code in DEADLY and not at_choice:
            return mine
        case "condition-never-holds" | "medium-never-chosen" | "medium-always-forbidden":
            assert isinstance(rule.body, Do)
            assert isinstance(choice, int)
            return [step for step in mine if step.choice is rule.body.via[choice]]
        case "forbidden-by-its-own-anchor":
            assert isinstance(rule.body, Do)
            name = rule.body.anchor.event
            events = [event for event in timeline.events if name in event.kind.names]
            return mine if len(events) < 2 and not (dids and name is None) else ()
        case "stops-itself":
            return [step for step in mine if step.nth > 1 and not dids]
        case "condition-always-holds" if rule.when is not None and path[-1] == "when" and not at_choice:
            reasons = (Reason.CONDITION, Reason.UNKNOWN)
            held = [step.first for step in steps if step.series.rule is rule and step.first is not None]
            return [one for one in held if one.reason in reasons and one.missing == (rule.when,)]
        case "late-from-the-start":
            return [
                s for s in steps if s.series.rule is rule and not s.series.nobody and s.dates.overdue >= s.series.since
            ]
        case "superseded-rule":
            keys = {(s.series.rule.index, s.series.anchor, s.person_id, s.dates) for s in steps if s.nth == 1}
            own = [key for key in keys if key[0] == rule.index]
            return [key for key in own if not any((other, *key[1:]) in keys for other in range(rule.index))]
        case _:
            return ()


@settings(max_examples=200 if os.environ.get("CI") else 60)
@given(twisted(), timelines(), st.sampled_from((None, "2026-03-02T12:00", "2026-03-10T09:30")))
def test_no_run_refutes_a_finding_and_what_is_idle_can_go(data: Data, events: Data, as_of: str | None) -> None:
    made = read(data)
    timeline = followup.timeline(events)
    start = None if as_of is None else minute_of(as_of, timeline)
    assert made.policy.written is not None
    steps = steps_of(made.policy, timeline, start) if made.found else []
    idle = []
    for finding in made.found:
        path = path_to(made.policy.written, finding.place)
        assert path is not None, f"no such place: {finding}"
        told = f"{finding}\n{as_yaml(data)}\n{as_yaml(events)}"
        assert not refuted(finding, path, made.policy, timeline, steps), told
        if finding.code == "forbid-never-holds":
            idle.append(rule_at(made.policy, path))
        if (up := IDLE.get(finding.code)) is not None:
            less = without(data, path[:2] if up == WHOLE else path, 0 if up == WHOLE else up)
            # Where it was the last of its list, or another rule waits for it, it cannot simply go.
            if less is not None:
                assert done(steps) == done(steps_of(less, timeline, start)), told
    if idle:
        plan = followup.plan(made.policy, timeline, as_of)
        assert () == judge(plan, timeline, [idle], made.policy.vocabulary).breaches


@settings(max_examples=150 if os.environ.get("CI") else 30)
@given(twisted())
def test_what_is_said_to_be_dead_has_no_witness(data: Data) -> None:
    made = read(data)
    assert made.policy.written is not None
    for finding in made.found:
        if finding.code not in (*DEADLY, "forbid-never-holds", "forbid-already-covered"):
            continue
        path = path_to(made.policy.written, finding.place)
        assert path is not None
        if "via" in path and len(path) > path.index("via") + 1:
            continue  # of one medium, and not of the rule
        event(finding.code)
        found = witness(made.policy, rule_at(made.policy, path).id)
        # What its own policy never advises, the candidate may do all the same: a forbid has a say in that.
        covered = finding.code == "forbid-already-covered" and isinstance(found, Witness) and found.did is not None
        assert covered or isinstance(found, NoWitness), f"{finding}\n{as_yaml(data)}\n{found}"


@settings(max_examples=100 if os.environ.get("CI") else 20)
@given(policies() | twisted(), timelines(), st.sampled_from((None, "2026-03-10T12:00", "2026-03-25T12:00")))
def test_what_fires_somewhere_has_a_witness(data: Data, events: Data, as_of: str | None) -> None:
    policy, timeline = read(data).policy, followup.timeline(events)
    start = None if as_of is None else minute_of(as_of, timeline)
    plan = simulate(policy, timeline, start, None)
    fired = {step.rule for step in plan.steps if step.minute is not None and step.did is None}
    for held in plan.withheld:
        if held.by is not None and held.reason is Reason.FORBIDDEN:
            free = simulate(less(policy, held.by), timeline, start, None)
            if any(step.id == held.id and step.minute is not None and step.did is None for step in free.steps):
                fired.add(held.by)
    if start is not None:
        deeds = judge_history(*sound(policy, timeline, plan), plan).deeds
        fired |= {forbid.id for deed in deeds for forbid in deed.forbids}
    for rule in sorted(fired):
        assert isinstance(witness(policy, rule), Witness), f"{rule}\n{as_yaml(data)}\n{as_yaml(events)}"


def done(steps: Iterable[Occurrence]) -> list[tuple[object, ...]]:
    """Return what is done of *steps*, how and when."""
    return sorted(
        (step.id, step.dates, step.minute, step.via or "", step.object or "")
        for step in steps
        if step.fate is Fate.DONE
    )


def without(data: Data, path: Path, up: int) -> Policy | None:
    """Return the policy that *data* is without what stands *up* steps above the end of *path*; None: it is none."""
    new: Data = copy.deepcopy(data)
    end = len(path) - up - 1
    at: Any = new
    for key in path[:end]:
        at = at[key]
    del at[path[end]]
    return loaded(new)[0]
