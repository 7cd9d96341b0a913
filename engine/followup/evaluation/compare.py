"""From several plans over one timeline to what they share and where they part."""

from collections.abc import Sequence

from followup.evaluation.advice import advice_of
from followup.evaluation.agree import agreement
from followup.evaluation.contradict import contradictions
from followup.evaluation.judge import Bench
from followup.evaluation.measure import measure
from followup.model.comparison import Comparison
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.timeline import Timeline
from followup.model.vocabulary import Vocabulary


def side_by_side(
    policies: Sequence[Policy], timeline: Timeline, plans: Sequence[Plan], vocabulary: Vocabulary
) -> Comparison:
    """Return *plans*, each of the policy at its position for *timeline*, side by side.

    Args:
        vocabulary: The words of all *policies*.
    """
    measures = tuple(measure(policy, timeline, plan) for policy, plan in zip(policies, plans, strict=True))
    bench = Bench([policy.rules for policy in policies], vocabulary)
    # Each plan is judged by the others only.
    judged = [bench.judge(plan, timeline, silent=column) for column, plan in enumerate(plans)]
    advice = [advice_of(plan) for plan in plans]
    problems = dict.fromkeys(problem for result in judged for problem in result.problems)
    return Comparison(
        timeline=timeline,
        policies=tuple(policies),
        plans=tuple(plans),
        measures=measures,
        agreement=agreement(advice),
        contradictions=contradictions(plans, advice, measures, judged),
        problems=tuple(problems),
    )
