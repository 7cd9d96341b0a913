"""What the policies of a comparison are called where each needs a name of its own."""

from collections import Counter

import followup


def names_of(comparison: followup.Comparison) -> list[str]:
    """Return the policies' names, by column: their ids, with version and position where that tells two apart."""
    ids = [plan.policy.id for plan in comparison.plans]
    exact = [f"{plan.policy.id} v{plan.policy.version}" for plan in comparison.plans]
    named = [one if ids.count(one) == 1 else version for one, version in zip(ids, exact, strict=True)]
    often = Counter(named)
    return [name if often[name] == 1 else f"{name} ({column})" for column, name in enumerate(named, 1)]
