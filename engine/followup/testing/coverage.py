"""How much of a policy the cases of its suites show."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from followup import api
from followup.evaluation.replay import looks, stops
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.step import Status, Step
from followup.model.timeline import Timeline
from followup.testing.points import Kind, Point, closing, conditions_of, ending, opening, outcome, points_of
from followup.testing.suites import Outcome


@dataclass(frozen=True, slots=True)
class Coverage:
    """What the cases of all suites of one policy show of it.

    Attributes:
        points: All that there is to show, in the order of the policy.
        seen: By key: how often it was shown; ``… is unknown`` among them, which is no point.
    """

    policy: Policy
    points: tuple[Point, ...]
    seen: Mapping[str, int]

    @property
    def missing(self) -> tuple[Point, ...]:
        """The points that no case shows."""
        return tuple(point for point in self.points if not self.seen.get(point.key))

    def count(self, kind: Kind | None = None) -> tuple[int, int]:
        """Return how many points of *kind* (None: of any) are shown, and how many there are."""
        points = [point for point in self.points if kind in (None, point.kind)]
        return sum(bool(self.seen.get(point.key)) for point in points), len(points)

    @property
    def percent(self) -> float:
        """How much of all points is shown; 100 where there is nothing to show."""
        shown, all_of_them = self.count()
        return 100 * shown / all_of_them if all_of_them else 100.0


def coverage(outcomes: Iterable[Outcome]) -> tuple[Coverage, ...]:
    """Return the coverage of each policy that *outcomes* are of, in the order in which they first come."""
    seen: dict[tuple[str, str], Counter[str]] = {}
    policies: dict[tuple[str, str], Policy] = {}
    for one in outcomes:
        policy = one.suite.policy
        name = (policy.file, policy.digest)
        policies.setdefault(name, policy)
        seen.setdefault(name, Counter()).update(_shown(policy, one.case.timeline, one.plan))
    return tuple(Coverage(policy, points_of(policy), seen[name]) for name, policy in policies.items())


def _shown(policy: Policy, timeline: Timeline, plan: Plan) -> Iterator[str]:
    """Return the key of all that *plan* shows of *policy*, as often as it shows it."""
    # Conditions have no names: they are told apart by identity, which expanding a policy leaves alone.
    paths = {id(tested.condition): tested.path for tested in conditions_of(policy)}
    expanded = api.resolved(policy, timeline, plan.as_of)
    written = {rule.id: _written(rule.id, policy) for rule in expanded.rules}
    for step in plan.steps:
        yield from _shown_by(step, written[step.rule], plan)
    for look in looks(expanded, timeline, plan):
        for condition, value in look.values:
            if id(condition) in paths:
                yield outcome(paths[id(condition)], value)
        if look.by is not None:
            yield look.by.id
    for stop in stops(expanded, timeline, plan):
        for number in stop.patterns:
            yield ending(stop.rule.id, number)


def _shown_by(step: Step, rule: str, plan: Plan) -> Iterator[str]:
    if step.minute is not None:
        yield rule
    recommended = step.dates.recommended
    if step.status is Status.DONE and step.minute is not None:
        before = step.minute < recommended
    else:
        before = step.status in (Status.WAITING, Status.OPEN) and plan.start is not None and plan.start < recommended
    if before:
        yield opening(rule)
    if step.status in (Status.OVERDUE, Status.EXPIRED) or step.timing == "late":
        yield closing(rule)


def _written(rule_id: str, policy: Policy) -> str:
    """Return the id of the rule of *policy* that gave the rule of that id: itself, or one of a plugin's kind.

    From the second on, those that one rule of a plugin's kind stands for have a number behind its id.
    """
    return rule_id if policy.rule(rule_id) is not None else rule_id.rpartition("-")[0]
