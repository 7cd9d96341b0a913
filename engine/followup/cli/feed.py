"""``followup feed``: all timelines of a folder in one file, which is written again and again."""

import click

from followup.cli import INVALID
from followup.cli.arguments import (
    as_of_option,
    examples,
    horizon_option,
    one_for_all_option,
    output_option,
    private_option,
)
from followup.cli.output import aside, deliver, spare, tell_failures
from followup.cli.planned import plans_in
from followup.cli.rendering import channel_called, held_by, text_of
from followup.cli.usage import MistakeError


@click.command(
    short_help="Write one calendar for all timelines of a folder.",
    epilog=examples(
        "feed interviews -o feed.ics",
        "feed interviews -p krautzel --private -o shared.ics",
    ),
)
@click.argument("folder")
@one_for_all_option
@as_of_option
@horizon_option
@click.option(
    "-f",
    "--format",
    "form",
    metavar="NAME",
    default="ics",
    show_default=True,
    help="ics, eml, csv, taskwarrior, todotxt, org, or a plugin's channel that writes feeds.",
)
@output_option
@private_option
def feed(
    folder: str,
    policy: str | None,
    as_of: str | None,
    horizon: str | None,
    form: str,
    output: str | None,
    private: bool,
) -> int:
    """Plan all timelines in FOLDER, its *.yaml and *.yml files, and write them into one file.

    What FILE held before is read first, so that events keep their numbers and steps that are gone are cancelled:
    whatever is in FILE and not in FOLDER. A timeline with mistakes, or without a policy, is left out, and the exit code
    is 2; but if FILE is there, it stays as it is, since all steps of that timeline would be cancelled in it.
    """
    from followup.extension.host import PluginHost
    from followup.model.private import without_names

    host = PluginHost.default()
    channel_called(form, host, "feed")
    spare(output, policy)
    previous = held_by(output)
    plans, left_out = plans_in(folder, policy, as_of, horizon, host)
    if left_out and previous is not None:
        raise MistakeError(f"{output} stays as it is: what these files stand for would be cancelled in it")
    shown = list(map(without_names, plans.values())) if private else list(plans.values())
    with aside():
        text = text_of(host.render_feed(form, shown, previous))
    deliver(text, output)
    code = tell_failures(host, plans.values())
    return INVALID if left_out else code
