"""The ways to look for a sketch in which a rule fires: each gets from nothing to one, or nowhere."""

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from typing import Final, NamedTuple

from followup.analysis.impositions import Effect, effect, impositions, lacking
from followup.analysis.judging import advising_it, breaking, done
from followup.analysis.narrow import heeds_others, narrowed
from followup.analysis.remedies import chain, missing, remedies
from followup.analysis.search import Sight, search
from followup.analysis.sketch import Sketch
from followup.analysis.trial import Bench, Trial
from followup.model.plan import Reason
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, Rule

MOST_TRIALS: Final = 150
"""So many plans are made at the most to find a witness of one rule."""

_FEWEST_TRIALS: Final = 60
"""A forbid may touch several rules: so many plans may be made for each, even if that is more altogether."""


class Attempt(NamedTuple):
    """A way to look for a sketch in which a rule fires.

    Attributes:
        policy: What to plan with: the whole policy, or less.
        search: Returns a sketch, or None where none was found.
        still: Whether the rule fires in a sketch.
    """

    policy: Policy
    search: Callable[[Bench], Sketch | None]
    still: Callable[[Bench, Sketch], bool]


def attempts(policy: Policy, asked: Rule) -> Iterator[Attempt]:
    """Yield the ways for the rule *asked* of *policy*: with the rules that have a say in it, and then with all.

    Where those that are left out could not change what comes out, there is no second try.
    """
    own = narrowed(policy, asked)
    heeds = heeds_others(policy, own)
    if not isinstance(asked.body, Forbid):
        for part in (own, policy) if heeds else (own,):
            yield Attempt(part, partial(_firing, rule=asked.id), partial(_fires, rule=asked.id))
        return
    if own is not policy:
        touched = [rule for rule in policy.index.advising if touches(asked, rule)]
        for rule in touched:
            both = narrowed(policy, asked, rule)
            heeds = heeds or heeds_others(policy, both)
            search = partial(_forbidding, forbid=asked, touched=(rule,), most=_most(touched))
            yield Attempt(both, search, partial(_forbids, forbid=asked.id))
    if own is policy or heeds:
        yield Attempt(policy, partial(_forbidding, forbid=asked), partial(_forbids, forbid=asked.id))
    for part in (own, policy) if heeds else (own,):
        yield Attempt(part, partial(_judging, forbid=asked), partial(_breaks, forbid=asked.id))


def touches(forbid: Rule, rule: Rule) -> bool:
    """Tell whether *forbid* may hold back steps of *rule*."""
    return isinstance(rule.body, Do) and any(one.id == forbid.id for one in rule.body.forbids)


def effect_of(forbid: str, bench: Bench, sketch: Sketch, far: bool = False) -> Effect | None:
    """Return what the rule *forbid* does in *sketch*, or None where it does nothing."""
    return effect(forbid, bench.try_out(sketch, far=far), bench.try_out(sketch, forbid, far=far))


def _fires(bench: Bench, sketch: Sketch, rule: str) -> bool:
    return bool(bench.try_out(sketch).steps(rule))


def _forbids(bench: Bench, sketch: Sketch, forbid: str) -> bool:
    return effect_of(forbid, bench, sketch) is not None


def _breaks(bench: Bench, sketch: Sketch, forbid: str) -> bool:
    return breaking(bench.try_out(sketch), forbid) is not None


def _most(touched: Sequence[Rule]) -> int:
    """Return how many plans may be made to find a step of each of *touched* that a forbid rules out."""
    return max(MOST_TRIALS // max(1, len(touched)), _FEWEST_TRIALS)


def _firing(bench: Bench, rule: str) -> Sketch | None:
    """Return a sketch in which *rule*, which advises, gives a step."""
    return _advising(bench, rule, Sketch(), None)


def _advising(bench: Bench, rule: str, start: Sketch, less: str | None) -> Sketch | None:
    """Return a sketch in which *rule* gives a step, with the policy less the rule *less*."""

    def look(sketch: Sketch) -> Sight:
        trial = bench.try_out(sketch, less)
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


def _forbidding(
    bench: Bench, forbid: Rule, touched: Sequence[Rule] | None = None, most: int | None = None
) -> Sketch | None:
    """Return a sketch in which *forbid* rules out a step.

    Args:
        touched: Of which rules; None: of any.
        most: So many plans are made at the most for each of them; None: as many as for so many rules.
    """
    if touched is None:
        policy = bench.try_out(Sketch()).policy if bench.policy.index.expands else bench.policy
        touched = [rule for rule in policy.index.advising if touches(forbid, rule)]
    for rule in touched:
        bench.allow(_most(touched) if most is None else most)
        found = _ruling_out(bench, forbid, rule.id)
        if found is not None:
            return found
    return None


def _ruling_out(bench: Bench, forbid: Rule, rule: str) -> Sketch | None:
    """Return a sketch in which *forbid* rules out a step of *rule*, or of another."""
    start = _advising(bench, rule, Sketch(), forbid.id)
    return None if start is None else search(start, lambda sketch: _look(bench, forbid, rule, sketch), bench)


def _look(bench: Bench, forbid: Rule, rule: str, sketch: Sketch) -> Sight:
    """Look at *sketch* for a step of *rule* that *forbid* rules out."""
    free = bench.try_out(sketch, forbid.id)
    if effect_of(forbid.id, bench, sketch) is not None:
        return Sight(True, 0, iter(()))
    steps = free.steps(rule)
    found = free.advising(rule)
    if not steps or found is None:
        blocked = any(held.rule == rule for held in free.plan.withheld)
        return Sight(False, 2 if blocked else -1, remedies(free, rule))
    looked_at = list({step.id: step for step in (*steps[:2], steps[-1])}.values())
    near = max(3 - sum(lacking(forbid, step, free)) for step in looked_at)
    return Sight(False, near, (one for step in looked_at for one in impositions(free, forbid, found[1], step)))


def _judging(bench: Bench, forbid: Rule) -> Sketch | None:
    """Return a sketch in which a `did` breaks *forbid*: what is forbidden is advised, and then done."""
    for advising, rule in advising_it(bench.policy, forbid):
        inner = Bench(advising, MOST_TRIALS)
        sketch = _ruling_out(inner, forbid, rule.id)
        held = None if sketch is None else effect_of(forbid.id, inner, sketch)
        bench.tried += inner.tried
        if sketch is None or held is None:
            continue
        sketch = done(sketch, held.free, bench.policy)
        if _breaks(bench, sketch, forbid.id):
            return sketch
    return None
