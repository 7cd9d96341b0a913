"""What a plan says beside its steps, a sentence each: what is withheld, what went wrong, what it asks."""

from collections.abc import Iterable

import followup
from followup_plugins.wording import listed, person_text

ANSWER = "Answer under `facts:` in the timeline."
"""What somebody does who can answer a question."""


def seen_from(plan: followup.Plan, moment: str) -> str:
    """Return from when the plan is seen; *moment* is its ``as_of`` in words."""
    seen = "from before the first event" if plan.as_of is None else f"as of {moment}"
    return f"{seen} ({plan.zone.name})"


def withheld_of(plan: followup.Plan) -> list[str]:
    """Return each rule that something is withheld of, for whom and why."""
    found: dict[tuple[str, str], dict[str, None]] = {}
    for held in plan.withheld:
        people = found.setdefault((held.rule, held.text), {})
        if held.to is not None:
            people[person_text(held.to)] = None
    return [f"{rule}{f' ({listed(list(people))})' if people else ''}: {text}" for (rule, text), people in found.items()]


def problems_of(plan: followup.Plan) -> list[str]:
    """Return what went wrong, with the rule and the plugin."""
    return [
        ("" if problem.rule is None else f"{problem.rule}: ")
        + problem.text
        + ("" if problem.plugin is None else f" (plugin {problem.plugin})")
        for problem in plan.problems
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
