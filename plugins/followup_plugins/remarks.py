"""What is said beside the steps, of a plan or several: whose, what is withheld, what went wrong, what is asked."""

from collections.abc import Iterable, Sequence

import followup
from followup_plugins.wording import listed, moment_text, person_text

ANSWER = "Answer under `facts:` in the timeline."
"""What somebody does who can answer a question."""

NO_POLICY = "There is no policy to compare."
NOTHING = "None of them advises anything."


def seen_from(plan: followup.Plan) -> str:
    """Return from when the plan is seen, and where that is."""
    seen = "from before the first event" if plan.as_of is None else f"as of {moment_text(plan.as_of)}"
    return f"{seen} ({plan.zone.name})"


def title_of(comparison: followup.Comparison) -> str:
    """Return what is compared, and from when it is seen; there is something to compare."""
    plan = comparison.plans[0]
    policies = "1 policy" if len(comparison.plans) == 1 else f"{len(comparison.plans)} policies"
    return f"{policies} for {plan.timeline.id}, {seen_from(plan)}"


def withheld_of(plan: followup.Plan) -> list[str]:
    """Return each rule that something is withheld of, for whom and why."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for held in plan.withheld:
        people = found.setdefault((held.rule, held.text), {})
        if held.to is not None:
            people[person_text(held.to)] = None
    return [f"{rule}{f' ({listed(list(people))})' if people else ''}: {text}" for (rule, text), people in found.items()]


def problems_by_policy(comparison: followup.Comparison, names: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Return what went wrong with each plan, below its policy's name, and then as they judged each other."""
    found = [(name, problems_of(plan.problems)) for name, plan in zip(names, comparison.plans, strict=True)]
    return [*found, ("as they judged each other", problems_of(comparison.problems))]


def problems_of(problems: Iterable[followup.Problem]) -> list[str]:
    """Return what went wrong, with the rule and the plugin."""
    return [
        ("" if problem.rule is None else f"{problem.rule}: ")
        + problem.text
        + ("" if problem.plugin is None else f" (plugin {problem.plugin})")
        for problem in problems
    ]


def questions_of(plans: Iterable[tuple[str, followup.Plan]]) -> list[str]:
    """Return each question once, with the rules that hang on it.

    Args:
        plans: Each with what stands before its rules: the policy's name where there are several.
    """
    asked: dict[str, tuple[str, list[str]]] = {}
    for before, plan in plans:
        for question in plan.questions:
            _, rules = asked.setdefault(question.fact, (question.asks or f"{question.fact}?", []))
            rules += [f"{before}{rule}" for rule in question.changes]
    return [f"{asks} ({fact}: it decides on {listed(rules)})" for fact, (asks, rules) in asked.items()]
