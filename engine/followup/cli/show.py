"""``followup show``: one policy, or some of its rules, in sentences that need no YAML."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import data_format_option, examples, load_policies
from followup.cli.layout import json_text, see_format
from followup.cli.misnamed import no_rule
from followup.cli.output import deliver, deliver_text, tell_failures
from followup.cli.resolved import deliver_resolved
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.policy import Policy
    from followup.model.rule import Rule


@click.command(
    short_help="Show one policy in plain sentences.",
    epilog=examples("show krautzel", "show sparks-group thank-everyone", "show mine.yaml --resolved"),
)
@click.argument("policy")
@click.argument("rules", nargs=-1, metavar="[RULE]...")
@click.option("--resolved", is_flag=True, help="As a policy file: bases and params put in, each value with its place.")
@data_format_option
def show(policy: str, rules: tuple[str, ...], resolved: bool, form: str) -> int:
    """Show POLICY: its source, its rules in plain sentences with what they rest on, its numbers, what is left out.

    With one RULE or more, only these, each with all that there is to know about it.
    """
    from followup.cli.policy_text import policy_data, policy_text
    from followup.cli.rule_text import rule_text
    from followup.extension.host import PluginHost

    see_format(form)
    if resolved and rules:
        raise MistakeError("`--resolved` shows the whole policy, and no single rule", "leave one of them out")
    host = PluginHost.default()
    found = load_policies([policy], host)[0]
    chosen = list({rule.id: rule for rule in (_rule(found, rule_id, policy) for rule_id in rules)}.values())
    if resolved:
        deliver_resolved(found, form)
    elif form == "json":
        deliver(json_text(policy_data(found, chosen or found.rules)))
    elif chosen:
        deliver_text("\n\n".join("\n".join(rule_text(rule, found)) for rule in chosen))
    else:
        deliver_text("\n".join(policy_text(found)))
    return tell_failures(host)


def _rule(policy: "Policy", rule_id: str, reference: str) -> "Rule":
    rule = policy.rule(rule_id) or policy.adviser(rule_id)
    if rule is None:
        raise no_rule("rule", rule_id, policy, reference)
    return rule
