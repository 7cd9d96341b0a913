"""``followup judge``: what of a plan, or of what really happened, breaks the forbids of policies."""

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final

import click

from followup.cli.arguments import (
    as_of_option,
    data_format_option,
    examples,
    horizon_option,
    load_policies,
    output_option,
    policy_and_view,
    timeline_argument,
    view,
)
from followup.cli.layout import json_text, paragraph, see_format
from followup.cli.output import aside, deliver, deliver_text, spare, tell_failures
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.judgement import History, Judgement
    from followup.model.plan import Plan
    from followup.model.policy import Policy
    from followup.model.rule import Rule
    from followup.model.step import Step
    from followup.model.timeline import Timeline


@click.command(
    short_help="Judge a plan, or what really happened, by policies.",
    epilog=examples(
        "judge -p resumehelp --by krautzel",
        "judge mine.yaml --plan plan.json --by krautzel --by sparks-group",
        "judge mine.yaml --history",
    ),
)
@timeline_argument
@click.option(
    "-p", "--policy", metavar="POLICY", help="Judge the plan of this policy. Default: the one that TIMELINE names."
)
@click.option("--plan", "plan_file", metavar="FILE", help="Judge the plan in this file, which `--format json` wrote.")
@click.option("--history", is_flag=True, help="Judge what the timeline says that you did.")
@click.option(
    "--by",
    "judges",
    metavar="POLICY",
    multiple=True,
    help="A judging policy; may be repeated. Default for `--history`: the policy that TIMELINE names.",
)
@as_of_option
@horizon_option
@data_format_option
@output_option
def judge(
    timeline: str | None,
    policy: str | None,
    plan_file: str | None,
    history: bool,
    judges: tuple[str, ...],
    as_of: str | None,
    horizon: str | None,
    form: str,
    output: str | None,
) -> int:
    """Tell what breaks the forbids of the policies given with --by: in a plan, or in what really happened.

    The exit code is 1 if something is done that must not be; what only should not be is a warning.
    """
    from followup import api
    from followup.extension.host import PluginHost

    see_format(form)
    if not (judges or history):
        raise MistakeError("by which policy?", "add `--by` and a policy; `followup policies` lists them")
    if (policy is not None) + (plan_file is not None) + history > 1:
        raise MistakeError(
            "judge one thing", "a policy's plan (`-p POLICY`), a plan's file (`--plan FILE`) or `--history`"
        )
    if plan_file is not None and (as_of, horizon) != (None, None):
        raise MistakeError("a plan's file says from when and up to when it is", "leave out `--as-of` and `--horizon`")
    if history and horizon is not None:
        raise MistakeError("a history ends at --as-of", "leave out `--horizon`")
    spare(output, timeline, policy, plan_file, *judges)
    host = PluginHost.default()
    by = load_policies(dict.fromkeys(judges), host)
    if history:
        return _judge_history(timeline, by, as_of, host, form, output)
    if plan_file is None:
        own, seen = policy_and_view(policy, timeline, as_of, horizon, host, others=by)
        with aside():
            plan = api.plan(own, seen.timeline, seen.as_of, seen.horizon)
    else:
        seen = view(timeline, None, None, by, host)
        plan = _read_plan(plan_file)
    with aside():
        try:
            found = api.judge(plan, seen.timeline, by)
        except ValueError as error:
            raise MistakeError(str(error), "name the timeline that it was made for") from error
    text = json_text(_data(plan, found, by)) if form == "json" else None
    _deliver(text, _text(plan, found, by), output)
    failures = tell_failures(host, [plan], [("judge", problem) for problem in found.problems])
    return 1 if found.breaks else failures


def _judge_history(
    timeline: str | None,
    by: "Sequence[Policy]",
    as_of: str | None,
    host: "PluginHost",
    form: str,
    output: str | None,
) -> int:
    """Tell what broke forbids in what really happened; without *by*, those of the policy that *timeline* names."""
    from followup import api

    if by:
        seen = view(timeline, as_of, None, by, host)
    else:
        own, seen = policy_and_view(None, timeline, as_of, None, host, option="--by")
        by = [own]
    with aside():
        histories = api.judge_history(seen.timeline, by, seen.as_of)
    text = json_text({"history": 1, "judges": [_history_data(one) for one in histories]}) if form == "json" else None
    _deliver(text, (line for one in histories for line in _history_text(one, seen.timeline)), output)
    failures = tell_failures(host, [], [(one.policy.id, problem) for one in histories for problem in one.problems])
    return 1 if any(one.breaks for one in histories) else failures


_HOW: Final = "`followup plan … --format json -o FILE` writes a plan"

_MOST_BYTES: Final = 32 * 1024 * 1024
"""No plan is larger: a plan of 3,000 steps with long reasons takes a tenth."""


def _read_plan(file: str) -> "Plan":
    from followup.model.plan import Plan

    try:
        with open(file, "rb") as stream:
            data = stream.read(_MOST_BYTES + 1)
        if len(data) > _MOST_BYTES:
            raise MistakeError(f"{file}: too large for a plan")
        return Plan.from_json(data.decode())
    except OSError as error:
        raise MistakeError(f"{file}: cannot be read: {(error.strerror or 'unknown reason').lower()}") from error
    except json.JSONDecodeError as error:
        raise MistakeError(f"{file}:{error.lineno}:{error.colno}: this is no JSON", _HOW) from error
    except ValueError as error:
        reason = " ".join(str(error).split())
        raise MistakeError(f"{file}: {reason}", _HOW) from error


def _deliver(data: str | None, lines: Iterable[str], output: str | None) -> None:
    if data is not None:
        deliver(data, output)
    elif output in (None, "-"):
        deliver_text("\n".join(lines))
    else:
        deliver("\n".join(lines) + "\n", output)


# ------------------------------------------------------------------ a plan


def _text(plan: "Plan", found: "Judgement", by: "Sequence[Policy]") -> Iterator[str]:
    must = {breach.step.id for breach in found.breaches if breach.breaks}
    should = {breach.step.id for breach in found.breaches} - must
    judges = ", ".join(policy.id for policy in by)
    verdict = f"{_counted(len(must), 'step', 'steps')} must not be, {len(should)} should not be"
    yield paragraph(f"{plan.policy.id} for {plan.timeline.id}, judged by {judges}: {verdict}")
    for breach in found.breaches:
        strength = "must not" if breach.breaks else "should not"
        yield ""
        yield paragraph(f"{_told(breach.step)}", 2, 4)
        yield paragraph(f"{strength}: {_rule(breach.rule, by[breach.judge])}", 4, 6)


def _data(plan: "Plan", found: "Judgement", by: "Sequence[Policy]") -> dict[str, object]:
    return {
        "judge": 1,
        "plan": {"policy": plan.policy.id, "digest": plan.policy.digest, "timeline": plan.timeline.id},
        "judges": [policy.id for policy in by],
        "breaks": found.breaks,
        "breaches": [
            {"step": _step_data(breach.step), "judge": by[breach.judge].id, **_rule_data(breach.rule)}
            for breach in found.breaches
        ],
    }


# ------------------------------------------------------------------ what really happened


def _history_text(history: "History", timeline: "Timeline") -> Iterator[str]:
    yield paragraph(f"{timeline.id}, judged by {history.policy.id}: {_counted(len(history.deeds), 'deed', 'deeds')}")
    for deed in history.deeds:
        asked = "nothing that it asks for" if deed.verdict == "unasked" else f"{deed.verdict} for {deed.step.id}"
        yield paragraph(f"{_told(deed.step)}: {asked}", 2, 4)
        for rule in deed.forbids:
            strength = "must not" if rule.strength == "must-not" else "should not"
            yield paragraph(f"{strength}: {rule.title or rule.id} ({rule.place.short})", 4, 6)
    if history.missed:
        yield f"  missed: {_counted(len(history.missed), 'step', 'steps')}"
        for step in history.missed:
            yield paragraph(f"{_told(step)} ({step.id})", 4, 6)
    yield ""


def _history_data(history: "History") -> dict[str, object]:
    return {
        "judge": history.policy.id,
        "breaks": history.breaks,
        "deeds": [
            {
                "did": deed.did,
                "step": _step_data(deed.step) if deed.verdict != "unasked" else None,
                "act": deed.step.act,
                "at": None if deed.step.at is None else deed.step.at.isoformat(timespec="minutes"),
                "verdict": deed.verdict,
                "forbids": [_rule_data(rule) for rule in deed.forbids],
            }
            for deed in history.deeds
        ],
        "missed": [_step_data(step) for step in history.missed],
    }


# ------------------------------------------------------------------ in words and as data


def _counted(number: int, one: str, more: str) -> str:
    return f"{number} {one if number == 1 else more}"


def _told(step: "Step") -> str:
    """Return when *step* is, or would best have been, and what it is."""
    from followup.model.wording import instant_in_words, step_in_words

    minute = step.dates.recommended if step.minute is None else step.minute
    return f"{instant_in_words(minute, step.zone)}  {step_in_words(step)}"


def _rule(rule: "Rule", policy: "Policy") -> str:
    cited = [policy.advice[row] for row in rule.cites if row in policy.advice]
    where = f", under {', '.join(f'“{place}”' for place in dict.fromkeys(row.where for row in cited))}" if cited else ""
    reading = "" if rule.reading == "explicit" else ", our reading"
    return f"{rule.title or rule.id} — `{rule.id}` of {policy.id} ({rule.place.short}){where}{reading}"


def _step_data(step: "Step") -> dict[str, object]:
    at = step.at or step.recommended
    return {
        "id": step.id,
        "act": step.act,
        "to": None if step.to is None else step.to.id,
        "via": step.via,
        "at": at.isoformat(timespec="minutes"),
    }


def _rule_data(rule: "Rule") -> dict[str, object]:
    place = {"file": rule.place.file, "line": rule.place.line, "column": rule.place.column}
    return {"rule": rule.id, "title": rule.title, "strength": rule.strength, "reading": rule.reading, "place": place}
