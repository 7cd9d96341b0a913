"""Why a rule gives no step, and the smallest single changes that would make one appear.

No change is inferred: each that might do is planned with, and told only if the step is there.
"""

from collections.abc import Callable, Sequence, Set
from typing import Final

from followup.evaluation.requirements import beyond, needs_of_withheld, needs_to_begin
from followup.evaluation.whatif import trials
from followup.model.explanation import Change, ChangeKind, Missing, WhyNot
from followup.model.plan import Plan, Reason, Withheld
from followup.model.policy import Policy
from followup.model.rule import Rule
from followup.model.step import Status, Step
from followup.model.timeline import Person, Timeline
from followup.model.wording import instant_in_words
from followup.model.zone import DAY

MOST_TRIALS: Final = 60
"""So many changes are tried at the most, each by one plan."""

MOST_WORK: Final = 5_000
"""So many rules, steps and withheld steps are planned with at the most, all trials together."""

MOST_CHANGES: Final = 3
"""So many changes that work are told."""

Planner = Callable[[Timeline, int | None, int | None], Plan]
"""Plans with the policy for a timeline, as of a minute, up to a horizon."""


def why_not(
    policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, step_id: str | None, planner: Planner
) -> WhyNot:
    """Return why *plan*, of *policy* for *timeline*, lacks steps of *rule*, one that advises.

    Where it lacks none, the one change is the time at which the next of them can be done, if that is not now.

    Args:
        step_id: The one step that is asked for, None: all of the rule.
    """
    there = [step for step in plan.steps if step.rule == rule.id and step_id in (None, step.id)]
    withheld = [held for held in plan.withheld if held.rule == rule.id and step_id in (None, held.id)]
    search = _Search(policy, timeline, plan, rule, {held.to for held in withheld}, planner)
    missing: tuple[Missing, ...] = ()
    if withheld:
        missing = tuple(needs_of_withheld(policy, timeline, plan, rule, withheld))
    elif not there:
        search.beyond = beyond(policy, timeline, plan, rule)
        missing = (needs_to_begin(timeline, plan, rule, search.beyond),)
    changes = search.changes(withheld) if missing else search.next_time(there)
    return WhyNot(rule.id, tuple(step.id for step in there), missing, tuple(changes), search.tried)


class _Search:
    """Tries changes, one plan each.

    Attributes:
        to: Whom the steps would go to that are not there; empty: anybody.
        beyond: When the first step is recommended that lies behind the plan's end, or None.
        tried: How many changes were tried.
    """

    def __init__(
        self, policy: Policy, timeline: Timeline, plan: Plan, rule: Rule, to: Set[Person | None], planner: Planner
    ) -> None:
        self.policy, self.timeline, self.plan, self.rule, self.planner = policy, timeline, plan, rule, planner
        self.to = to
        self.beyond: int | None = None
        self.tried = self._worked = 0
        self._there = {step.id for step in plan.steps if step.minute is not None}

    def changes(self, withheld: Sequence[Withheld]) -> list[Change]:
        """Return the smallest changes that make a step of the rule appear, at most one of a kind for the same thing."""
        ids = dict.fromkeys(held.to.id for held in withheld if held.to is not None)
        people = [self.timeline.people[one] for one in ids if one in self.timeline.people]
        found: dict[tuple[ChangeKind, str], Change] = {}
        for trial in trials(self.policy, self.timeline, self.rule, people, self._moments(withheld)):
            if trial.about in found:
                continue
            if self.tried == MOST_TRIALS or self._worked > MOST_WORK or len(found) == MOST_CHANGES:
                break
            step = self._appears(trial.timeline, self.plan.start, self.plan.end)
            if step is not None and step.at is not None:
                found[trial.about] = Change(trial.about[0], trial.text, trial.data, step.id, step.at)
        if self.beyond is not None:
            end = self.beyond + DAY
            step = self._appears(self.timeline, self.plan.start, end)
            if step is not None and step.at is not None:
                text, data = f"if the plan goes on to {instant_in_words(end, self.plan.zone)}", self.plan.zone.text(end)
                found[ChangeKind.TIME, ""] = Change(ChangeKind.TIME, text, {"horizon": data}, step.id, step.at)
        return sorted(found.values(), key=lambda change: list(ChangeKind).index(change.kind))

    def next_time(self, steps: Sequence[Step]) -> list[Change]:
        """Return when the next of *steps*, which are all there, can be done, if that is not now."""
        if self.plan.start is None:
            return []
        for step in steps:
            if step.status in (Status.WAITING, Status.PROJECTED):
                for minute in dict.fromkeys((step.dates.earliest, step.dates.recommended, step.minute)):
                    if minute is None or minute <= self.plan.start:
                        continue
                    then = self._possible(step, minute)
                    if then is not None and then.at is not None:
                        text = f"once {instant_in_words(minute, self.plan.zone)} has come"
                        data = {"as_of": self.plan.zone.text(minute)}
                        return [Change(ChangeKind.TIME, text, data, step.id, then.at)]
                return []
        return []

    def _possible(self, step: Step, minute: int) -> Step | None:
        """Return *step* as it stands at *minute* if it can be done then."""
        self.tried += 1
        then = self.planner(self.timeline, minute, None if self.plan.end is None else max(minute, self.plan.end))
        open_now = (Status.OPEN, Status.DUE, Status.OVERDUE)
        return next((one for one in then.steps if one.id == step.id and one.status in open_now), None)

    def _appears(self, timeline: Timeline, start: int | None, end: int | None) -> Step | None:
        """Return the first step of the rule that is done with *timeline* and was not before."""
        self.tried += 1
        then = self.planner(timeline, start, end)
        self._worked += len(self.policy.rules) + len(then.steps) + len(then.withheld)
        return next(
            (
                step
                for step in then.steps
                if step.rule == self.rule.id
                and step.minute is not None
                and step.id not in self._there
                # Nobody was there to go to: then anybody will do.
                and (step.to in self.to or self.to <= {None})
            ),
            None,
        )

    def _moments(self, withheld: Sequence[Withheld]) -> list[int]:
        """Return when an event might happen: when a step was withheld, or the morning after something that happens."""
        decided = [held.since_minute for held in withheld if held.reason is not Reason.STOPPED]
        appointments = [self._morning(event.at) for event in self.timeline.events if event.kind.foreseen]
        last = max((event.at for event in self.timeline.events), default=self.plan.start or 0)
        now = [] if self.plan.start is None else [self._morning(self.plan.start)]
        moments = [*decided, *appointments[:1], self._morning(last), *now]
        start = self.plan.start
        ahead = [minute for minute in dict.fromkeys(moments) if start is None or minute >= start]
        return ahead[:4]

    def _morning(self, minute: int) -> int:
        """Return an hour after offices open on the day after *minute*."""
        zone = self.timeline.zone
        return zone.instant((zone.day(minute) + 1) * DAY + self.timeline.hours.opens + 60)
