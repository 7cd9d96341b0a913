"""What the policies of a page are called where each needs a name of its own, and which year needs no naming there."""

from collections import Counter
from collections.abc import Sequence

import followup
from followup_plugins.wording import advised_day


def names_of(plans: Sequence[followup.Plan]) -> list[str]:
    """Return the policies' names, by column: their ids, with version and position where that tells two apart."""
    ids = [plan.policy.id for plan in plans]
    exact = [f"{plan.policy.id} v{plan.policy.version}" for plan in plans]
    named = [one if ids.count(one) == 1 else version for one, version in zip(ids, exact, strict=True)]
    often = Counter(named)
    return [name if often[name] == 1 else f"{name} ({column})" for column, name in enumerate(named, 1)]


def year_of(plans: Sequence[followup.Plan]) -> int | None:
    """Return the year in which *plans* begin, which dates need not name; None: there is no step."""
    return min((advised_day(step).year for plan in plans for step in plan.steps), default=None)
