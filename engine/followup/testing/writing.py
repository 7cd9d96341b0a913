"""Writing test suites: cases made of sketches, with today's plan as what is expected.

Each suite is read back and run before anybody sees it: what does not pass is never written.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from followup.analysis.impositions import NO_SUCH
from followup.analysis.sketch import Sketch, text_of
from followup.analysis.trial import Bench
from followup.analysis.witness import Witness
from followup.loading.read import read_text
from followup.loading.suite import load
from followup.loading.vocabulary import built_in
from followup.loading.write import as_yaml
from followup.model.plan import Plan, Withheld
from followup.model.policy import Policy
from followup.model.rule import Forbid
from followup.model.step import Step
from followup.model.timeline import Written
from followup.testing.suites import run_suite

Data = dict[str, object]

_MEDIUM: Final = ("via", "object")

_LONGEST: Final = 200
"""So many characters the id of a suite and the name of a case may have."""


class WrittenCase(NamedTuple):
    """A case in the shape of its file, and the lines that stand above it as a comment."""

    data: Data
    comment: tuple[str, ...] = ()


def suite_text(
    name: str,
    policy: Policy,
    reference: str,
    cases: Sequence[WrittenCase],
    comment: Iterable[str] = (),
    timelines: Mapping[str, Data] | None = None,
) -> str:
    """Return a suite as YAML that ``followup test`` accepts and passes: it has been read back and run.

    Args:
        name: Its id.
        reference: What the suite says under ``policy``: an installed policy's id, or a path from the suite's folder.
        comment: Lines above the whole.
        timelines: What cases may name, by name.
    """
    head = as_yaml({"suite": f"{name[:_LONGEST].rstrip('-')}", "policy": reference})
    lines = [*(f"# {_one_line(line)}\n" for line in comment), head]
    if timelines:
        lines += ["\ntimelines:\n", as_yaml(timelines, 2)]
    lines.append("\ncases:\n")
    for number, case in enumerate(cases, 1):
        said = f"{case.data['case']}"
        data = case.data if len(said) <= _LONGEST else {**case.data, "case": f"{number}: {said[: _LONGEST - 10]}"}
        lines += ["\n" if number > 1 else "", *(f"  # {_one_line(line)}\n" for line in case.comment), _case(data)]
    text = "".join(lines)
    failing = _failing(text, policy)
    assert not failing, failing
    return text


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _case(data: Data) -> str:
    """Return a case in block style: each of its keys on a line of its own."""
    inner = "".join(as_yaml({key: value}, 4) for key, value in data.items())
    return f"  - {inner[4:]}"


def _failing(text: str, policy: Policy) -> list[str]:
    """Return the names of the cases that do not pass of the suite *text*, read back. INVARIANT: it has no mistake."""
    node, found = read_text(text, "<suite>")
    assert node is not None, [str(one) for one in found]
    suite, found = load(node, lambda _name, _place: (policy, ()), built_in(), policy.additions, "<suite>")
    assert suite is not None, [str(one) for one in found]
    return [outcome.case.name for outcome in run_suite(suite) if outcome.differences]


def case_of(name: str, sketch: Sketch, expect: Data, timeline: str | None = None) -> Data:
    """Return a case in the shape of its file; *timeline* names one of the suite's, None: its own is written."""
    case: Data = {"case": name, "timeline": sketch.data() if timeline is None else timeline}
    if sketch.as_of is not None:
        case["as_of"] = _text(sketch.as_of)
    if sketch.horizon is not None:
        case["horizon"] = _text(sketch.horizon)
    return {**case, "expect": expect}


def plan_of(policy: Policy, sketch: Sketch) -> Plan:
    """Return what *policy* advises for *sketch*."""
    return Bench(policy, 0).try_out(sketch, far=True).plan


def expected(plan: Plan, step_id: str | None) -> Data:
    """Return what a case expects that is about one step; where the plan lacks it, or for None, all that there is."""
    step = next((step for step in plan.steps if step.id == step_id), None)
    if step is not None:
        return {"steps": [expected_step(step)]}
    held = next((held for held in plan.withheld if held.id == step_id), None)
    if held is not None:
        return {"withheld": [expected_withheld(held)]}
    steps = [{"id": one.id, "status": f"{one.status}", "at": _at(one)} for one in plan.steps]
    return {"only": True, "steps": steps, "withheld": [expected_withheld(one) for one in plan.withheld]}


def expected_step(step: Step, *, window: bool = False) -> Data:
    """Return what a case expects of *step*: with its *window*, all four dates."""
    found: Data = {"id": step.id, "at": _at(step), "status": f"{step.status}"}
    found |= {key: value for key in _MEDIUM if (value := getattr(step, key)) is not None}
    if window:
        found |= {name: _maybe(minute) for name, minute in zip(step.dates._fields, step.dates, strict=True)}
    return found


def expected_withheld(held: Withheld) -> Data:
    """Return what a case expects of a withheld step."""
    found: Data = {"id": held.id, "reason": f"{held.reason}"}
    if held.by is not None:
        found["by"] = held.by
    return {**found, "since": _text(held.since_minute), "until": _maybe(held.until_minute)}


def witness_case(policy: Policy, witness: Witness) -> WrittenCase:
    """Return the case that shows *witness*."""
    rule = policy.rule(witness.rule)
    title = () if rule is None or not rule.title else (rule.title,)
    if any(f"{scene.fields.get('step')}".endswith(f"/{NO_SUCH}") for scene in witness.sketch.scenes):
        title = (
            *title,
            f"a `did` that names a step number {NO_SUCH}, which is not there, is a contact and settles none",
        )
    if witness.withheld is not None and witness.free is not None:
        name = f"{witness.rule} rules out {witness.free.id}"
        note = f"without it, that would be done at {_at(witness.free)}"
        return WrittenCase(case_of(name, witness.sketch, expected(witness.plan, witness.withheld.id)), (*title, note))
    if witness.free is not None and witness.step is not None:
        name = f"{witness.rule} holds {witness.step.id} back"
        note = f"without it, that would be done at {_at(witness.free)}"
        return WrittenCase(case_of(name, witness.sketch, {"steps": [expected_step(witness.step)]}), (*title, note))
    if witness.step is not None:
        expect: Data = {"steps": [expected_step(witness.step, window=True)]}
        return WrittenCase(case_of(f"{witness.rule} gives a step", witness.sketch, expect), title)
    note = "nothing that the policy advises breaks this: it is for judging, and the `did` here breaks it"
    assert rule is not None, "it was asked for"
    assert isinstance(rule.body, Forbid), "only a forbid is shown by what breaks it"
    name = f"{witness.rule}: no step of the plan breaks it, though the did does"
    pattern = _pattern(rule.body)
    if pattern:
        case = WrittenCase(case_of(name, witness.sketch, {"never": [pattern]}), (*title, note))
        if not _failing(as_yaml({"suite": "never", "policy": policy.id, "cases": [case.data]}), policy):
            return case
    # What it rules out at one time is done at another: what the plan has instead is all that can be expected.
    return WrittenCase(case_of(name, witness.sketch, expected(witness.plan, None)), (*title, note))


def _pattern(forbid: Forbid) -> Data:
    """Return what *forbid* rules out whatever the time."""
    words = {"act": forbid.acts, "via": forbid.via, "to": forbid.to}
    found: Data = {key: sorted(values) if len(values) > 1 else min(values) for key, values in words.items() if values}
    return found


def _at(step: Step) -> str | None:
    return _maybe(step.minute)


def _maybe(minute: int | None) -> str | None:
    return None if minute is None else _text(minute)


def _text(minute: int) -> str:
    return text_of(Written(minute))
