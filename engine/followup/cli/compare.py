"""``followup compare``: several policies over one timeline, side by side."""

import os

import click

from followup.cli.arguments import (
    as_of_option,
    comparison_format_option,
    examples,
    horizon_option,
    load_policies,
    output_option,
    timeline_argument,
    view,
)
from followup.cli.layout import columns
from followup.cli.output import aside, deliver, spare, tell_failures
from followup.cli.rendering import channel_called, text_of
from followup.cli.usage import MistakeError


@click.command(
    short_help="Lay policies side by side, day by day and rule by rule.",
    epilog=examples(
        "compare", "compare mine.yaml -p krautzel -p sparks-group", "compare mine.yaml --format html -o page.html"
    ),
)
@timeline_argument
@click.option(
    "-p", "--policy", "policies", metavar="POLICY", multiple=True, help="May be repeated. Default: all installed."
)
@as_of_option
@horizon_option
@comparison_format_option
@output_option
def compare(
    timeline: str | None,
    policies: tuple[str, ...],
    as_of: str | None,
    horizon: str | None,
    form: str,
    output: str | None,
) -> int:
    """Lay policies side by side: a calendar, measures, what they agree on and where they contradict each other."""
    from followup import api
    from followup.extension.host import PluginHost

    host = PluginHost.default()
    if timeline is not None and timeline in host.policies and not os.path.exists(timeline):
        raise MistakeError(f"`{timeline}` is a policy, and no timeline", f"write `-p {timeline}`")
    channel_called(form, host, "comparison")
    spare(output, timeline, *policies)
    chosen = load_policies(policies or host.policies, host)
    seen = view(timeline, as_of, horizon, chosen, host)
    with aside():
        found = api.compare(chosen, seen.timeline, seen.as_of, seen.horizon)
        # A file is for any page; a terminal has its own.
        text = text_of(host.render_comparison(form, found, columns() if output in (None, "-") else None))
    deliver(text, output)
    return tell_failures(host, found.plans, [("judging", problem) for problem in found.problems])
