"""The smallest timeline found that makes a rule fire: built from what the rule needs, planned with, and shrunk.

A rule that advises fires where the policy itself does a step of it: one that only a `did` settles shows nothing. A rule
that forbids fires where a step of its own policy is withheld or held back that would be done without it. One whose own
policy advises nothing that it rules out can still judge: what shows that is a `did` that breaks it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from followup.analysis.judging import breaking
from followup.analysis.narrow import heeds_others
from followup.analysis.seek import MOST_TRIALS, Attempt, attempts, effect_of, touches
from followup.analysis.shrink import shrunk, tidied
from followup.analysis.sketch import Sketch
from followup.analysis.trial import Bench
from followup.loading.data import from_data
from followup.loading.timeline import load
from followup.model.condition import Condition, Custom, parts_of
from followup.model.plan import Plan, Withheld
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, PluginRule, Rule
from followup.model.step import Step
from followup.model.timeline import Timeline

MOST_SHRINKING: Final = 200
"""So many more are made at the most to shrink what was found."""


@dataclass(frozen=True, slots=True)
class Witness:
    """A timeline that makes a rule fire, planned with and confirmed.

    Attributes:
        data: The timeline in the shape of its file.
        timeline: The same, loaded.
        as_of: The minute from which it is seen, or None for the pure simulation.
        horizon: The last minute that is planned, or None for the usual one.
        plan: Of the policy for it.
        step: Of a rule that advises, its first step that the policy does; of a forbid, the step that it holds back.
        withheld: Of a forbid, the step that it withholds.
        free: Of a forbid, what would be done without it; else None.
        did: Of a forbid that no step of its own policy breaks: the position of the event that does.
        tried: How many plans were made to find it and to shrink it.
        sketch: What it was made from.
    """

    rule: str
    data: Mapping[str, object]
    timeline: Timeline
    as_of: int | None
    horizon: int | None
    plan: Plan
    step: Step | None = None
    withheld: Withheld | None = None
    free: Step | None = None
    did: int | None = None
    tried: int = 0
    sketch: Sketch = field(default_factory=Sketch, repr=False, compare=False)


@dataclass(frozen=True, slots=True)
class NoWitness:
    """That none was found, which proves nothing.

    Attributes:
        tried: How many plans were made.
        incomplete: What of plugins has a say and was not guessed: each a condition or a rule kind, in words.
    """

    rule: str
    tried: int
    incomplete: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say what was tried.

        >>> print(NoWitness("call", 12, ("condition `is-sunny`",)))
        incomplete: a plugin's condition `is-sunny` decides whether `call` fires; 12 timelines were tried
        """
        tried = f"{self.tried} timeline{' was' if self.tried == 1 else 's were'} tried"
        if self.incomplete:
            return f"incomplete: a plugin's {', '.join(self.incomplete)} decides whether `{self.rule}` fires; {tried}"
        return f"no timeline was found that makes `{self.rule}` fire; {tried}"


def witness(policy: Policy, rule: str) -> Witness | NoWitness:
    """Return the smallest timeline found that makes the rule of that id fire, or that none was found.

    Deterministic; the work is bounded, see `MOST_TRIALS` and `MOST_SHRINKING`.

    Raises:
        ValueError: the policy has no such rule.
    """
    asked = policy.rule(rule)
    if asked is None:
        raise ValueError(f"{policy.id} has no rule `{rule}`")
    tried = 0
    whole = Bench(policy, MOST_TRIALS)
    for attempt in attempts(policy, asked):
        bench = whole if attempt.policy is policy else Bench(attempt.policy, MOST_TRIALS)
        bench.allow(MOST_TRIALS)
        found, confirmed = attempt.search(bench), None
        if found is not None and attempt.still(bench, found):
            found = _small(bench, found, attempt)
            # With the other rules, even less may do.
            if heeds_others(policy, attempt.policy) and attempt.still(whole, found):
                found = _small(whole, found, attempt)
            confirmed = _confirmed(policy, asked, found)
        tried += 0 if bench is whole else bench.tried
        if confirmed is not None:
            return replace(confirmed, tried=tried + whole.tried)
    return NoWitness(rule, tried + whole.tried, tuple(dict.fromkeys(_guesses(policy, asked))))


def witnesses(policy: Policy) -> Iterator[Witness | NoWitness]:
    """Yield the `witness` of each rule of *policy*, in rule order."""
    for rule in policy.rules:
        yield witness(policy, rule.id)


def _small(bench: Bench, sketch: Sketch, attempt: Attempt) -> Sketch:
    """Return *sketch* as small and as tidy as it can be while the rule fires."""
    bench.allow(MOST_SHRINKING)
    small = shrunk(sketch, lambda one: not bench.spent() and attempt.still(bench, one))
    return tidied(small, lambda one: attempt.still(bench, one))


def _confirmed(policy: Policy, rule: Rule, sketch: Sketch) -> Witness | None:
    """Return *sketch* as the witness of *rule*: read from its data once more, as from a file, and planned as usual."""
    data = sketch.data()
    node, found = from_data(data, "<witness>")
    assert node is not None, found
    timeline, found = load(node, policy.vocabulary, policy.additions, "<witness>", "witness")
    assert timeline is not None, [str(one) for one in found]
    bench = Bench(policy, 2)
    trial = bench.try_out(sketch, far=True)
    made = Witness(rule.id, data, timeline, sketch.as_of, sketch.horizon, trial.plan, sketch=sketch)
    if not isinstance(rule.body, Forbid):
        return replace(made, step=steps[0]) if (steps := trial.steps(rule.id)) else None
    held = effect_of(rule.id, bench, sketch, far=True)
    if held is not None:
        return replace(made, step=held.step, withheld=held.withheld, free=held.free)
    did = breaking(trial, rule.id)
    return None if did is None else replace(made, did=did)


def _guesses(policy: Policy, rule: Rule) -> Iterator[str]:
    """Return what of plugins has a say in whether *rule* fires, in words."""
    concerned = [rule]
    while isinstance(body := concerned[-1].body, Do) and body.anchor.step is not None:
        before = policy.rule(body.anchor.step)
        if before is None or before in concerned:
            break
        concerned.append(before)
    if isinstance(rule.body, Forbid):
        concerned += [one for one in policy.rules if touches(rule, one)]
    conditions: list[Condition] = []
    for one in concerned:
        conditions += one.conditions
        if isinstance(one.body, PluginRule):
            yield f"rule kind `{one.body.kind}`"
        elif isinstance(one.body, Do):
            conditions += [forbid.when for forbid in one.body.forbids if forbid.when is not None]
    for condition in conditions:
        for part in parts_of(condition):
            if isinstance(part, Custom):
                yield f"condition `{part.condition.name}`"
