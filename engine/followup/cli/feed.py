"""``followup feed``: all timelines of a folder in one file, which is written again and again."""

from typing import TYPE_CHECKING

import click

from followup.cli.arguments import (
    NOW,
    as_of_option,
    examples,
    horizon_option,
    load_policies,
    now,
    output_option,
    private_option,
    seen,
)
from followup.cli.folder import timelines_in
from followup.cli.output import aside, deliver, tell, tell_failures
from followup.cli.rendering import channel_called, held_by, text_of
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.plan import Plan


@click.command(
    short_help="Write one calendar for all timelines of a folder.",
    epilog=examples(
        "feed interviews -p krautzel -o feed.ics",
        "feed interviews -p krautzel --private -o shared.ics",
    ),
)
@click.argument("folder")
@click.option(
    "-p", "--policy", metavar="POLICY", required=True, help="An installed policy's id, or a file, for all timelines."
)
@as_of_option
@horizon_option
@click.option(
    "-f", "--format", "form", metavar="NAME", default="ics", show_default=True, help="A channel that writes feeds."
)
@output_option
@private_option
def feed(
    folder: str, policy: str, as_of: str | None, horizon: str | None, form: str, output: str | None, private: bool
) -> int:
    """Plan all timelines in FOLDER, its *.yaml and *.yml files, and write them into one file.

    What FILE held before is read first, so that events keep their numbers and steps that are gone are cancelled:
    whatever is in FILE and not in FOLDER. A timeline with mistakes is left out, and the exit code is 2; but if FILE is
    there, it stays as it is, since all steps of that timeline would be cancelled in it.
    """
    from followup import api
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import in_order
    from followup.model.private import without_names

    host = PluginHost.default()
    channel_called(form, host)
    chosen = load_policies([policy], host)
    previous = held_by(output)
    found = timelines_in(folder, host, chosen)
    for file in found.others:
        tell(f"note: {file}: neither a timeline nor a policy nor a test suite, so it is passed over")
    for diagnostic in in_order(found.diagnostics):
        tell(f"{diagnostic}")
    if found.diagnostics and previous is not None:
        raise MistakeError(f"{output} stays as it is: what these files stand for would be cancelled in it")
    if not found.timelines:
        raise MistakeError(f"no timeline in {folder}")
    as_of = now() if as_of in (None, NOW) else as_of
    plans: list[Plan] = []
    with aside():
        for timeline in found.timelines:
            view = seen(timeline, as_of, horizon)
            plans.append(api.plan(chosen[0], view.timeline, view.as_of, view.horizon))
        text = text_of(host.render_feed(form, list(map(without_names, plans)) if private else plans, previous))
    deliver(text, output)
    code = tell_failures(host, plans)
    return 2 if found.diagnostics else code
