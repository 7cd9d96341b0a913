"""The smallest timeline found that makes a rule fire: built from what the rule needs, planned with, and shrunk.

A rule that advises fires where the policy itself does a step of it: one that only a `did` settles shows nothing. A rule
that forbids fires where a step of its own policy is withheld or held back that would be done without it. One whose own
policy advises nothing that it rules out can still judge: what shows that is a `did` that breaks it.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from followup.analysis.draft import Draft
from followup.analysis.impositions import Effect, effect, impositions, lacking
from followup.analysis.judging import advising_it, breaking, done
from followup.analysis.remedies import chain, missing, remedies
from followup.analysis.search import Sight, search
from followup.analysis.shrink import shrunk, tidied
from followup.analysis.trial import Bench, Trial
from followup.loading.data import from_data
from followup.loading.timeline import load
from followup.model.condition import Condition, Custom, parts_of
from followup.model.plan import Plan, Reason, Withheld
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, PluginRule, Rule
from followup.model.step import Step
from followup.model.timeline import Timeline

MOST_TRIALS: Final = 150
"""So many plans are made at the most to find a witness of one rule."""

_FEWEST_TRIALS: Final = 60
"""A forbid may touch several rules: so many plans may be made for each, even if that is more altogether."""

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
        draft: What it was made from.
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
    draft: Draft = field(default_factory=Draft, repr=False, compare=False)


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
    bench = Bench(policy, MOST_TRIALS)
    if not isinstance(asked.body, Forbid):
        found = _advising(bench, rule, Draft(), None)
        if found is not None:
            found = _small(bench, found, lambda draft: bool(bench.try_out(draft).steps(rule)))
    else:
        found = _forbidding(bench, asked) or _judging(bench, asked)
    confirmed = None if found is None else _confirmed(policy, asked, found)
    if confirmed is not None:
        return replace(confirmed, tried=bench.tried)
    return NoWitness(rule, bench.tried, tuple(dict.fromkeys(_guesses(policy, asked))))


def witnesses(policy: Policy) -> Iterator[Witness | NoWitness]:
    """Yield the `witness` of each rule of *policy*, in rule order."""
    for rule in policy.rules:
        yield witness(policy, rule.id)


def _advising(bench: Bench, rule: str, start: Draft, less: str | None) -> Draft | None:
    """Return a draft in which *rule* gives a step, with the policy less the rule *less*."""

    def look(draft: Draft) -> Sight:
        trial = bench.try_out(draft, less)
        return Sight(bool(trial.steps(rule)), _nearness(trial, rule), remedies(trial, rule))

    return search(start, look, bench)


def _nearness(trial: Trial, rule: str) -> int:
    """Return how far the chain behind *rule* has come, and how near its first missing link is to being done."""
    found = missing(trial, rule)
    links = chain(trial, rule)
    if found is None:
        return 10 * len(links)
    guilty, _ = found
    reasons = [_NEAR[held.reason] for held in trial.plan.withheld if held.rule == guilty.id]
    return 10 * [one.id for one, _ in links].index(guilty.id) + max(reasons, default=0)


_NEAR: Final = {
    Reason.NOBODY: 1,
    Reason.CONDITION: 2,
    Reason.UNKNOWN: 2,
    Reason.UNREACHABLE: 3,
    Reason.STOPPED: 3,
    Reason.FORBIDDEN: 3,
}


def _forbidding(bench: Bench, forbid: Rule) -> Draft | None:
    """Return the smallest draft found in which *forbid* rules out a step."""
    policy = bench.try_out(Draft()).policy if bench.policy.index.expands else bench.policy
    touched = [rule for rule in policy.index.advising if _touches(forbid, rule)]
    for rule in touched:
        bench.allow(max(MOST_TRIALS // len(touched), _FEWEST_TRIALS))
        found = _ruling_out(bench, forbid, rule.id)
        if found is not None:
            return _small(bench, found, lambda draft: _effect(bench, forbid.id, draft) is not None)
    return None


def _small(bench: Bench, draft: Draft, still: Callable[[Draft], bool]) -> Draft:
    """Return *draft* as small and as tidy as it can be while it is *still* what it should be."""
    bench.allow(MOST_SHRINKING)
    small = shrunk(draft, lambda one: not bench.spent() and still(one))
    return tidied(small, still)


def _ruling_out(bench: Bench, forbid: Rule, rule: str) -> Draft | None:
    """Return a draft in which *forbid* rules out a step of *rule*, or of another."""
    start = _advising(bench, rule, Draft(), forbid.id)
    return None if start is None else search(start, lambda draft: _look(bench, forbid, rule, draft), bench)


def _touches(forbid: Rule, rule: Rule) -> bool:
    return isinstance(rule.body, Do) and any(one.id == forbid.id for one in rule.body.forbids)


def _effect(bench: Bench, forbid: str, draft: Draft, far: bool = False) -> Effect | None:
    return effect(forbid, bench.try_out(draft, far=far), bench.try_out(draft, forbid, far=far))


def _look(bench: Bench, forbid: Rule, rule: str, draft: Draft) -> Sight:
    """Look at *draft* for a step of *rule* that *forbid* rules out."""
    free = bench.try_out(draft, forbid.id)
    if _effect(bench, forbid.id, draft) is not None:
        return Sight(True, 0, iter(()))
    steps = free.steps(rule)
    found = free.advising(rule)
    if not steps or found is None:
        blocked = any(held.rule == rule for held in free.plan.withheld)
        return Sight(False, 2 if blocked else -1, remedies(free, rule))
    looked_at = list({step.id: step for step in (*steps[:2], steps[-1])}.values())
    near = max(3 - sum(lacking(forbid, step, free)) for step in looked_at)
    return Sight(False, near, (one for step in looked_at for one in impositions(free, forbid, found[1], step)))


def _judging(bench: Bench, forbid: Rule) -> Draft | None:
    """Return the smallest draft found in which a `did` breaks *forbid*: what is forbidden is advised, and then done."""
    for advising, rule in advising_it(bench.policy, forbid):
        inner = Bench(advising, MOST_TRIALS)
        draft = _ruling_out(inner, forbid, rule.id)
        held = None if draft is None else _effect(inner, forbid.id, draft)
        bench.tried += inner.tried
        if draft is None or held is None:
            continue
        draft = done(draft, held.free, bench.policy)
        if _broken(bench, forbid, draft):
            return _small(bench, draft, lambda one: _broken(bench, forbid, one))
    return None


def _broken(bench: Bench, forbid: Rule, draft: Draft) -> bool:
    """Tell whether a `did` of *draft* breaks *forbid*."""
    return breaking(bench.try_out(draft), forbid.id) is not None


def _confirmed(policy: Policy, rule: Rule, draft: Draft) -> Witness | None:
    """Return *draft* as the witness of *rule*: read from its data once more, as from a file, and planned as usual."""
    data = draft.data()
    node, found = from_data(data, "<witness>")
    assert node is not None, found
    timeline, found = load(node, policy.vocabulary, policy.additions, "<witness>", "witness")
    assert timeline is not None, [str(one) for one in found]
    bench = Bench(policy, 2)
    trial = bench.try_out(draft, far=True)
    made = Witness(rule.id, data, timeline, draft.as_of, draft.horizon, trial.plan, draft=draft)
    if not isinstance(rule.body, Forbid):
        return replace(made, step=steps[0]) if (steps := trial.steps(rule.id)) else None
    held = _effect(bench, rule.id, draft, far=True)
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
        concerned += [one for one in policy.rules if _touches(rule, one)]
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
