"""``followup explain``: why a step is there and then, why another is not, and why the plan changes next."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

import click

from followup.cli.arguments import (
    as_of_option,
    data_format_option,
    examples,
    horizon_option,
    load_policies,
    policy_and_view,
    view,
)
from followup.cli.layout import json_text, paragraph, see_format
from followup.cli.misnamed import no_rule
from followup.cli.output import aside, deliver, deliver_text, tell_failures
from followup.cli.usage import unknown

if TYPE_CHECKING:
    from followup.cli.arguments import View
    from followup.model.explanation import Change, Explanation, Missing, NextChange, WhyNot
    from followup.model.plan import Plan
    from followup.model.policy import Policy
    from followup.model.rule import Rule

_MET: Final = {True: "✓", False: "✗", None: "?"}


@dataclass(frozen=True, slots=True)
class _Answer:
    """What was asked for: about steps and rules, or else about the whole plan.

    Attributes:
        lacking: By rule that gives no step: why, in a clause.
    """

    steps: "tuple[Explanation, ...]"
    rules: "tuple[WhyNot, ...]"
    change: "NextChange | None" = None
    lacking: "Mapping[str, str]" = field(default_factory=dict)


@click.command(
    short_help="Why a step is there, why another is not, what changes next.",
    epilog=examples(
        "explain -p krautzel inquire-on-the-promised-day/lee/1",
        "explain -p sparks-group send-material",
        "explain mine.yaml -p resumehelp",
    ),
)
@click.argument("arguments", nargs=-1, metavar="[TIMELINE] [STEP or RULE]...")
@click.option(
    "-p",
    "--policy",
    "policy",
    metavar="POLICY",
    help="An installed policy's id, or a file. Default: the one that TIMELINE names.",
)
@as_of_option
@horizon_option
@data_format_option
def explain(arguments: tuple[str, ...], policy: str | None, as_of: str | None, horizon: str | None, form: str) -> int:
    """Explain steps and rules of a plan; without any, the whole plan: what changes next, and which rules give nothing.

    STEP is an id as `plan` gives it, RULE a rule's id.
    """
    from followup import api
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    if policy is None:
        # The timeline names it, so the timeline comes first.
        source = arguments[0] if arguments and _is_file(arguments[0]) else None
        chosen, seen = policy_and_view(None, source, as_of, horizon, host)
        asked, reference = arguments[1:], seen.timeline.policy or chosen.id
    else:
        chosen, reference = load_policies([policy], host)[0], policy
        timeline, asked = _split(arguments, chosen, policy)
        seen = view(timeline, as_of, horizon, [chosen], host)
    with aside():
        expanded = api.resolved(chosen, seen.timeline, seen.as_of)
        plan = api.plan(chosen, seen.timeline, seen.as_of, seen.horizon)
        answer = _answer(chosen, expanded, seen, plan, tuple(dict.fromkeys(asked)), reference)
    if form == "json":
        deliver(json_text(_as_data(answer)))
    else:
        deliver_text("\n".join(_as_text(plan, answer, whole=not asked)))
    return tell_failures(host, [plan])


def _split(arguments: tuple[str, ...], policy: "Policy", reference: str) -> tuple[str | None, tuple[str, ...]]:
    """Return the timeline, which comes first if at all, and the steps and rules; *reference* names the policy."""
    first = arguments[0] if arguments else ""
    if not first or _rule_of(first, policy) is not None or policy.adviser(first.partition("/")[0]) is not None:
        return None, arguments
    if not _is_file(first):
        raise no_rule("file, step or rule", first, policy, reference)
    return first, arguments[1:]


def _is_file(argument: str) -> bool:
    return argument == "-" or "." in argument or os.path.exists(argument)


def _rule_of(asked: str, policy: "Policy") -> "Rule | None":
    return policy.rule(asked.partition("/")[0])


def _answer(
    given: "Policy", policy: "Policy", seen: "View", plan: "Plan", asked: tuple[str, ...], reference: str
) -> _Answer:
    """Return what is *asked*; *policy* is the one *given*, with what plugins advise in place of their rules."""
    from followup import api

    def why_not(rule: str) -> "WhyNot":
        return api.why_not(given, seen.timeline, rule, seen.as_of, seen.horizon)

    failed = {one.rule: f"skipped: {one.text}" for one in plan.problems if one.rule is not None}
    if not asked:
        change = None if seen.as_of is None else api.next_change(given, seen.timeline, seen.as_of, seen.horizon)
        there = {step.rule for step in plan.steps}
        lacking = failed | {
            rule.id: failed.get(rule.id) or _lacks(rule, plan) for rule in policy.rules if rule.id not in there
        }
        return _Answer((), (), change, lacking)
    steps, rules, lacking = [], [], {}
    ids = {step.id for step in plan.steps}
    for name in dict.fromkeys(one for each in asked for one in _meant(each, given, policy)):
        rule = _rule_of(name, policy)
        if rule is None and given.rule(name) is not None:
            lacking[name] = failed.get(name, "its plugin gives no advice")
            continue
        if rule is None:
            raise no_rule("rule", name, policy, reference)
        if "/" in name and name not in ids and name not in {held.id for held in plan.withheld}:
            raise unknown("step", name, sorted(_ids_of(plan, rule.id)))
        if name in ids:
            steps.append(plan.explain(name))
        elif rule.id in {one.id for one in policy.index.advising}:
            rules.append(why_not(name))
        else:
            lacking[rule.id] = _lacks(rule, plan)
    return _Answer(tuple(steps), tuple(rules), None, lacking)


def _meant(name: str, given: "Policy", policy: "Policy") -> list[str]:
    """Return *name*, or, where it is that of a plugin's rule in *given*, all that stands for it in *policy*."""
    rule = given.adviser(name)
    if rule is None or rule.id != name:
        return [name]
    return [one.id for one in policy.rules if given.adviser(one.id) is rule] or [name]


def _lacks(rule: "Rule", plan: "Plan") -> str:
    """Return in a clause why *rule* has no step."""
    from followup.model.rule import Do, Forbid

    if isinstance(rule.body, Forbid):
        held = [one.id for one in plan.withheld if one.by == rule.id]
        return f"withholds {', '.join(held)}" if held else "withholds nothing"
    texts = dict.fromkeys(held.text for held in plan.withheld if held.rule == rule.id)
    if texts or not isinstance(rule.body, Do):
        return "; ".join(texts) or "its plugin gives no advice"
    return f"nothing to count from: `{rule.body.anchor}` is not there, or its date lies behind the end of the plan"


def _ids_of(plan: "Plan", rule: str) -> set[str]:
    steps = {step.id for step in plan.steps if step.rule == rule}
    return steps | {held.id for held in plan.withheld if held.rule == rule}


# ------------------------------------------------------------------ in words


def _as_text(plan: "Plan", answer: _Answer, *, whole: bool) -> Iterator[str]:
    from followup.model.wording import instant_in_words

    seen = "from before the first event" if plan.start is None else f"as of {instant_in_words(plan.start, plan.zone)}"
    yield paragraph(f"{plan.policy.id} for {plan.timeline.id}, {seen} ({plan.zone.name})")
    for explanation in answer.steps:
        yield from ("", *_step(explanation))
    if whole:
        yield from ("", *_change(plan, answer))
        yield from _without_steps(answer)
        yield from (
            "",
            paragraph("Name a step to see how its date comes about, or a rule to see what would give it a step."),
        )
    else:
        yield from _without_steps(answer)
    for rule in answer.rules:
        yield from ("", *_rule(rule, plan))


def _without_steps(answer: _Answer) -> Iterator[str]:
    if answer.lacking:
        yield from ("", "RULES WITHOUT A STEP")
    for rule, why in answer.lacking.items():
        yield paragraph(f"{rule}: {why}", 2, 4)


def _step(explanation: "Explanation") -> Iterator[str]:
    yield explanation.step.id
    for link in explanation.links:
        where = "" if link.place is None else f" ({link.place.short})"
        yield paragraph(f"{link.about:10} {link.text}{where}", 2, 13)


def _change(plan: "Plan", answer: _Answer) -> Iterator[str]:
    from followup.model.wording import instant_in_words

    if plan.start is None:
        yield paragraph(
            "Seen from before everything nothing changes; `--as-of INSTANT` says what changes next, and why."
        )
    elif answer.change is None:
        yield paragraph("Nothing changes before the plan ends, if nothing is done.")
    else:
        yield paragraph(f"NEXT CHANGE {instant_in_words(plan.change or 0, plan.zone)}, if nothing is done")
        for turn in answer.change.turns:
            was = "not there" if turn.was is None else turn.was
            yield paragraph(f"{turn.step}: {was} → {turn.now}: {turn.why}", 2, 4)


def _rule(found: "WhyNot", plan: "Plan") -> Iterator[str]:
    yield found.rule
    if found.steps:
        yield paragraph(f"gives {', '.join(found.steps)}", 2, 4)
    for missing in found.missing:
        yield from _missing(missing)
    more = sum(held.rule == found.rule for held in plan.withheld) - len(found.missing)
    if len(found.missing) > 1 and more > 0:
        yield paragraph(f"and {more} more", 2, 4)
    for change in found.changes:
        yield from _would(change)
    if found.missing and not found.changes:
        yield paragraph(f"No single change makes a step appear, of the {found.tried} that were tried.", 2, 4)


def _missing(missing: "Missing") -> Iterator[str]:
    name = "no step" if missing.step is None else f"no {missing.step}"
    reason = "" if missing.withheld is None else f": {missing.withheld.text}"
    yield paragraph(f"{name}{reason}", 2, 4)
    for requirement in missing.requirements:
        yield paragraph(f"{_MET[requirement.met]} {requirement.text}", 4, 6)


def _would(change: "Change") -> Iterator[str]:
    yield paragraph(f"{change.text}: {change.step}, {change.at:%Y-%m-%d %H:%M}", 2, 4)
    for key, value in change.data.items():
        if key in ("as_of", "horizon"):
            yield f"      --{key.replace('_', '-')} {value}"
        else:
            yield f"      under `{key}:`"
            yield f"        {_yaml(value)}"  # in one line, to be copied


def _yaml(value: object) -> str:
    """Return the one entry that a change adds as a line of YAML.

    >>> _yaml([{"event": "interview", "with": ["dana", "no"]}])
    '- {event: interview, with: [dana, "no"]}'
    """
    from followup.loading.write import in_flow

    return f"- {in_flow(value[0])}" if isinstance(value, list) else in_flow(value)[1:-1]


# ------------------------------------------------------------------ as data


def _as_data(answer: _Answer) -> dict[str, object]:
    from followup.model.explanation import explanation_document, next_change_document, why_not_document

    return {
        "explain": 1,
        "steps": [explanation_document(explanation) for explanation in answer.steps],
        "rules": [why_not_document(rule) for rule in answer.rules],
        "next_change": None if answer.change is None else next_change_document(answer.change),
        "lacking": dict(answer.lacking),
    }
