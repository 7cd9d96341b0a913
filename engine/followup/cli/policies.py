"""``followup policies``: the installed policies."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import data_format_option
from followup.cli.layout import json_text, see_format, table
from followup.cli.output import deliver, deliver_text, tell, tell_failures

if TYPE_CHECKING:
    from followup.model.policy import Policy


@click.command()
@data_format_option
def policies(form: str) -> int:
    """List the installed policies."""
    from followup import api
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import PolicyError

    see_format(form)
    host = PluginHost.default()
    found, broken = [], False
    for name in host.policies:
        try:
            found.append(api.load_policy(name, host=host))
        except PolicyError as error:  # a pack's policy; the others still count
            broken = True
            for diagnostic in error.diagnostics:
                tell(str(diagnostic))
    if form == "json":
        deliver(json_text({"policies": 1, "installed": [_essentials(policy) for policy in found]}))
    else:
        rows = [(policy.id, author_of(policy), str(len(policy.rules)), policy.title) for policy in found]
        deliver_text("\n".join(table(("POLICY", "BY", "RULES", "TITLE"), rows)) + "\n")
        tell("see one with `followup show POLICY`, use it with `followup plan -p POLICY`")
    return tell_failures(host) or (3 if broken else 0)


def author_of(policy: "Policy") -> str:
    """Return whose advice the policy follows, as far as it says so."""
    return policy.source.get("publisher") or policy.source.get("author") or "-"


def _essentials(policy: "Policy") -> dict[str, object]:
    return {
        "policy": policy.id,
        "version": policy.version,
        "title": policy.title,
        "source": dict(policy.source),
        "rules": len(policy.rules),
        "file": policy.file,
    }
