"""Several plans over one timeline, side by side; none of them is the baseline."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from followup.model.plan import Plan, Step


@dataclass(frozen=True, slots=True)
class Comparison:
    """The plans of several policies over one timeline, in the order in which the policies were given."""

    plans: tuple[Plan, ...]

    def days(self) -> Iterator[tuple[date, tuple[tuple[Step, ...], ...]]]:
        """Return each local day on which any policy acts, with the steps of each plan on it, in time order."""
        by_day: dict[date, list[list[Step]]] = {}
        for column, plan in enumerate(self.plans):
            for step in plan.steps:
                if step.at is not None:
                    by_day.setdefault(step.at.date(), [[] for _ in self.plans])[column].append(step)
        for day in sorted(by_day):
            yield day, tuple(map(tuple, by_day[day]))

    def to_json(self) -> str:
        """Return the comparison as JSON text: each plan as `Plan.to_json` gives it."""
        plans = [json.loads(plan.to_json()) for plan in self.plans]
        return json.dumps({"comparison": 1, "plans": plans}, ensure_ascii=False, indent=2)
