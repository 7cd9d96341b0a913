"""``followup today``: what all timelines of a folder come to now."""

import click

from followup.cli import INVALID
from followup.cli.arguments import as_of_option, data_format_option, examples, one_for_all_option
from followup.cli.layout import json_text, see_format
from followup.cli.output import aside, deliver, deliver_text, tell_failures
from followup.cli.planned import plans_in


@click.command(
    short_help="What is due, overdue, asked and next, for all your timelines.",
    epilog=examples("today", "today applications -p krautzel", "today applications --format json"),
)
@click.argument("folder", default=".")
@one_for_all_option
@as_of_option
@data_format_option
def today(folder: str, policy: str | None, as_of: str | None, form: str) -> int:
    """List what the timelines in FOLDER, its *.yaml and *.yml files, come to today: this folder, if none is named.

    A timeline names its policy by the key `policy`. One that has a mistake, or names none, is told and left out; the
    exit code is then 2.
    """
    from followup import api
    from followup.cli.today_text import today_data, today_text
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    plans, left_out = plans_in(folder, policy, as_of, None, host, alike=True)
    with aside():
        day = api.today(plans.values())
        lines = None if form == "json" else list(today_text(day, plans, len(left_out))) if plans else []
    if lines is None:
        deliver(json_text(today_data(day, plans, left_out)))
    elif lines:
        deliver_text("\n".join(lines))
    code = tell_failures(host, plans.values())
    return INVALID if left_out else code
