"""``followup show``: one policy in words that need no YAML."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from followup.cli.arguments import data_format_option, load_policies
from followup.cli.layout import json_text, paragraph, see_format
from followup.cli.output import deliver, deliver_text, tell_failures
from followup.cli.resolved import deliver_resolved

if TYPE_CHECKING:
    from followup.model.policy import Advice, Policy
    from followup.model.rule import Rule


@click.command(short_help="Show one policy in words.")
@click.argument("policy")
@click.option("--resolved", is_flag=True, help="As a policy file: bases and params put in, each value with its place.")
@data_format_option
def show(policy: str, resolved: bool, form: str) -> int:
    """Show POLICY: its source, its rules in words, the advice that they rest on, and what is left out."""
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    found = load_policies([policy], host)[0]
    if resolved:
        deliver_resolved(found, form)
    elif form == "json":
        deliver(json_text(_as_data(found)))
    else:
        deliver_text("\n".join(_as_text(found)))
    return tell_failures(host)


def _as_text(policy: "Policy") -> Iterator[str]:
    yield f"{policy.id}, version {policy.version}"
    if policy.title:
        yield paragraph(policy.title)
    yield ""
    for key, value in policy.source.items():
        yield paragraph(f"{key}: {value}", 2, 4)
    if policy.extends is not None:
        yield f"  extends: {policy.extends}"
    yield f"  file: {policy.file}"
    if policy.params:
        yield from ("", "PARAMETERS")
        for param in policy.params.values():
            yield paragraph(f"{param.name} = {_scalar(param.default)}: {param.says}", 2, 6)
    yield from ("", "RULES")
    for rule in policy.rules:
        yield from _rule(rule)
    encoded = [advice for advice in policy.advice.values() if advice.not_encoded is None]
    if encoded:
        yield from ("", "ADVICE")
        for advice in encoded:
            users = [rule.id for rule in policy.rules if advice.id in rule.cites]
            used = f" → {', '.join(users)}" if users else ""
            yield paragraph(f"{_advice(advice)}{used}", 2, 6)
    if len(encoded) < len(policy.advice):
        yield from ("", "NOT ENCODED")
        for advice in policy.advice.values():
            if advice.not_encoded is not None:
                yield paragraph(f"{_advice(advice)} Not encoded: {advice.not_encoded}", 2, 6)


def _advice(advice: "Advice") -> str:
    return f"{advice.id} ({advice.where}): {advice.says}"


def _rule(rule: "Rule") -> Iterator[str]:
    from followup.cli.readable import rule_in_words

    yield ""
    yield f"  {rule.id} ({rule.strength}, {rule.reading}), line {rule.place.line}"
    if rule.title:
        yield paragraph(rule.title, 4)
    lines = {**rule_in_words(rule), "cites": ", ".join(rule.cites), "dissent": ", ".join(rule.dissent)}
    for label, text in lines.items():
        if text:
            yield paragraph(f"{label:8} {text}", 6, 15)


def _as_data(policy: "Policy") -> dict[str, object]:
    from followup.cli.readable import rule_in_words

    return {
        "policy": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        "title": policy.title,
        "source": dict(policy.source),
        "extends": policy.extends,
        "file": policy.file,
        "params": {param.name: {"default": param.default, "says": param.says} for param in policy.params.values()},
        "advice": {
            advice.id: {"where": advice.where, "says": advice.says, "not_encoded": advice.not_encoded}
            for advice in policy.advice.values()
        },
        "rules": [
            {
                "id": rule.id,
                "title": rule.title,
                "strength": rule.strength,
                "reading": rule.reading,
                "cites": list(rule.cites),
                "dissent": list(rule.dissent),
                "place": {"file": rule.place.file, "line": rule.place.line, "column": rule.place.column},
                **rule_in_words(rule),
            }
            for rule in policy.rules
        ],
    }


def _scalar(value: object) -> str:
    return f"{value}".lower() if isinstance(value, bool) or value is None else f"{value}"
