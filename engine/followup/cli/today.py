"""``followup today``: what all timelines of a folder come to now."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import NOW, START, as_of_option, data_format_option, examples, load_policies, now, seen
from followup.cli.folder import timelines_in, twins_in
from followup.cli.layout import json_text, see_format
from followup.cli.output import aside, deliver, deliver_text, tell, tell_failures
from followup.cli.progress import Progress
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.plan import Plan


@click.command(
    short_help="What is due, overdue, asked and next, for all your timelines.",
    epilog=examples("today", "today applications -p krautzel", "today applications --format json"),
)
@click.argument("folder", default=".")
@click.option(
    "-p", "--policy", metavar="POLICY", help="An id, or a file, for all of them. Default: what each timeline names."
)
@as_of_option
@data_format_option
def today(folder: str, policy: str | None, as_of: str | None, form: str) -> int:
    """List what the timelines in FOLDER, its *.yaml and *.yml files, come to today: this folder, if none is named.

    A timeline names its policy by the key `policy`. One that has a mistake is told and left out; the exit code is
    then 2.
    """
    from followup import api
    from followup.cli.today_text import today_data, today_text
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import in_order

    see_format(form)
    if as_of == START:
        raise MistakeError(f"--as-of: `{START}` is no day", "name an instant")
    host = PluginHost.default()
    progress = Progress("timelines")
    given = None if policy is None else load_policies([policy], host)[0]
    found = timelines_in(folder, host, () if given is None else (given,), alike=True, step=progress.step)
    progress.end()
    for diagnostic in in_order(found.diagnostics):
        tell(f"{diagnostic}")
    for twins in twins_in(found.timelines):
        tell(f"warning: {twins}")
    if not found.timelines and not found.diagnostics:
        raise MistakeError(f"no timeline in {folder}", "`followup new timeline NAME --interview INSTANT` writes one")
    as_of = now() if as_of in (None, NOW) else as_of
    assert as_of is not None, "it is named, or the clock's"
    plans: dict[str, Plan] = {}
    with aside():
        for timeline in found.timelines:
            own = given or found.policies.get(timeline.file)
            if own is None:
                tell(f"note: {timeline.file} names no policy: write `policy:` into it, or add `-p POLICY`")
            else:
                plans[timeline.file] = api.plan(own, timeline, seen(timeline, as_of, None).as_of)
        day = api.today(plans.values())
        lines = None if form == "json" else list(today_text(day, plans)) if plans else []
    if lines is None:
        deliver(json_text(today_data(day, plans)))
    elif lines:
        deliver_text("\n".join(lines))
    code = tell_failures(host, plans.values())
    return 2 if found.diagnostics else code
