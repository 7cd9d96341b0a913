"""``followup schema``: the JSON Schemas of all files, with every word that is known here."""

from typing import Final

import click

from followup.cli.arguments import load_policies
from followup.cli.layout import json_text
from followup.cli.output import deliver, tell_failures
from followup.cli.usage import unknown

NAMES: Final = ("policy", "timeline", "suite", "plan", "comparison", "vocabulary")


@click.command(short_help="Print a JSON Schema, for an editor.")
@click.argument("name")
@click.option(
    "-p", "--policy", metavar="POLICY", help="Let it know the words that this policy adds, too: an id or a path."
)
def schema(name: str, policy: str | None) -> int:
    """Print the JSON Schema NAME, for an editor: policy, timeline, suite, plan, comparison or vocabulary.

    It knows all the words of the language, and those that your plugins add.
    """
    if name not in NAMES:
        raise unknown("schema", name, NAMES)
    from followup import api
    from followup.extension.host import PluginHost
    from followup.loading.schema import composed

    host = PluginHost.default()
    policies = [] if policy is None else load_policies([policy], host)
    deliver(json_text(composed(name, api.vocabulary_of(policies, host.additions), host.additions)))
    return tell_failures(host)
