"""Planning with sketches: so many times and no more, and each sketch only once."""

import json
from dataclasses import dataclass
from typing import Final

from followup.analysis.sketch import Sketch
from followup.evaluation.conditions import moment_at
from followup.evaluation.simulate import horizon_of, simulate, without
from followup.loading.advise import expand
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.rule import Do, Rule
from followup.model.step import Step
from followup.model.timeline import Timeline
from followup.model.zone import DAY

_EVENTS: Final = 100
"""A plan of so many events counts as two, of twice as many as three, and so on: it takes as much longer."""

_LESS: Final = 135 * DAY
"""By so much a trial looks less far than a plan usually does, 180 days: most of what can happen happens soon."""


@dataclass(frozen=True, slots=True)
class Trial:
    """A sketch with what was planned for it.

    Attributes:
        policy: With what plugins' rules advise for the sketch in place of those rules.
        plan: Looks no farther than it had to where nobody asked for a horizon.
    """

    sketch: Sketch
    policy: Policy
    timeline: Timeline
    plan: Plan

    def steps(self, rule: str) -> list[Step]:
        """Return the steps of *rule* that the policy itself does: not those that a `did` of the sketch settled."""
        return [step for step in self.plan.steps if step.rule == rule and step.minute is not None and step.did is None]

    def advising(self, rule: str) -> tuple[Rule, Do] | None:
        """Return the rule of that id with its body, or None where there is none that advises."""
        found = self.policy.rule(rule)
        return (found, found.body) if found is not None and isinstance(found.body, Do) else None


class Bench:
    """Where sketches are planned with.

    Attributes:
        policy: As it was loaded.
        tried: How many plans were made.
    """

    def __init__(self, policy: Policy, most: int) -> None:
        self.policy, self.tried, self._spent, self._most = policy, 0, 0, most
        self._seen: dict[tuple[str | None, str], Trial] = {}
        self._less: dict[str, Policy] = {}

    def spent(self) -> bool:
        """Tell whether no more plans are made."""
        return self._spent >= self._most

    def allow(self, more: int) -> None:
        """Let *more* plans be made from now on, whatever was left."""
        self._most = self._spent + more

    def try_out(self, sketch: Sketch, less: str | None = None, far: bool = False) -> Trial:
        """Return the sketch with its plan.

        Args:
            less: A rule that is left out of the policy.
            far: Whether to look as far as a plan usually does.
        """
        key = (less, f"{far}{sketch.as_of}{sketch.horizon}{json.dumps(sketch.data())}")
        found = self._seen.get(key)
        if found is None:
            found = self._seen[key] = self._try(sketch, less, far)
        return found

    def _try(self, sketch: Sketch, less: str | None, far: bool) -> Trial:
        self.tried += 1
        self._spent += 1 + len(sketch.scenes) // _EVENTS
        timeline = sketch.timeline(self.policy)
        policy = self.policy
        if policy.index.expands:
            policy, _ = expand(policy, moment_at(timeline, sketch.as_of, policy.vocabulary.acts))
            policy = policy if less is None else without(policy, less)
        elif less is not None:
            policy = self._less.get(less) or self._less.setdefault(less, without(policy, less))
        plan = simulate(policy, timeline, sketch.as_of, sketch.horizon if far else self._near(sketch, timeline))
        if not far and set(plan.beyond) - {step.rule for step in plan.steps}:
            plan = simulate(policy, timeline, sketch.as_of, sketch.horizon)
        return Trial(sketch, policy, timeline, plan)

    @staticmethod
    def _near(sketch: Sketch, timeline: Timeline) -> int | None:
        usual = horizon_of(timeline, sketch.as_of, sketch.horizon)
        return usual if usual is None or sketch.horizon is not None else usual - _LESS
