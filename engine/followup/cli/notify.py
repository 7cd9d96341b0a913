"""``followup notify``: what is due and overdue, as a message to the services that the user has chosen."""

import os
from typing import TYPE_CHECKING

import click

from followup.cli import INVALID
from followup.cli.arguments import as_of_option, examples, private_option
from followup.cli.output import FAILED_ON_THE_WAY, aside, deliver_text, tell, tell_failures
from followup.cli.planned import plans_in
from followup.cli.usage import MistakeError
from followup.model.service import SERVICES

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.notice import Notice
    from followup.model.service import Service

_EXAMPLE = ("  urls:", "    - ntfys://ntfy.sh/a-long-secret-topic")
_LINES = "\n".join(_EXAMPLE)
_HELP = f"""Send what is due and overdue in FOLDER (this folder, if none is named) to the services of your choice.

Their addresses stand in your own configuration and come from nowhere else:

\b
{_LINES}

Possible are {", ".join(SERVICES)}; each has its form at https://appriseit.com/services/. Sending needs
`pip install 'followup[notify]'`, and takes at most 30 seconds. On a day without anything due nothing is sent.

Exit codes: 3 if some services did not take it, 2 if none did, or if a timeline has a mistake and was left out.
"""


@click.command(
    help=_HELP,
    short_help="Send what is due and overdue to your phone.",
    epilog=examples("notify applications --dry-run", "notify applications -p krautzel"),
)
@click.argument("folder", default=".")
@click.option(
    "-p", "--policy", metavar="POLICY", help="An id, or a file, for all of them. Default: what each timeline names."
)
@as_of_option
@click.option("--dry-run", is_flag=True, help="Show the message and the kinds of services, and send nothing.")
@private_option
def notify(folder: str, policy: str | None, as_of: str | None, dry_run: bool, private: bool) -> int:
    """Send the list of one day, or show it."""
    from followup import api
    from followup.cli.notice import notice
    from followup.extension.host import PluginHost
    from followup.model.private import without_names

    services = _services(must=not dry_run)
    host = PluginHost.default()
    plans, left_out = plans_in(folder, policy, as_of, None, host, alike=True)
    with aside():
        shown = map(without_names, plans.values()) if private else plans.values()
        message = notice(api.today(shown), len(left_out))
    if message is None:
        deliver_text("nothing is due or overdue: nothing to send")
        sent = 0
    elif dry_run:
        to = ", ".join(service.scheme for service in services) or "nobody"
        deliver_text(f"{message.title}\n\n{message.body}\n\nto {to}; not sent")
        sent = 0
    else:
        sent = _sent(message, services)
    failed = tell_failures(host, plans.values())
    return INVALID if left_out else sent or failed


def _services(*, must: bool) -> "Sequence[Service]":
    """Return the user's services; without a file of them none, unless there *must* be some.

    Raises:
        InputError: with all mistakes in that file.
        MistakeError: there is no such file, and must be.
    """
    from followup.loading.services import load_services
    from followup.model.diagnostic import InputError

    file = os.path.join(click.get_app_dir("followup"), "notify.yaml")
    if not os.path.lexists(file):
        for line in (f"note: no services yet: write {file}, for you alone (`chmod 600`), such as", *_EXAMPLE):
            tell(line)
        if must:
            raise MistakeError("nobody to send to", "`--dry-run` shows the message")
        return ()
    services, mistakes = load_services(file)
    if mistakes:
        raise InputError(mistakes)
    return services


def _sent(message: "Notice", services: "Sequence[Service]") -> int:
    """Send *message*; say who has it and who has not; return the exit code that this makes."""
    from followup.cli.send import SECONDS, send

    answers = send(message, services)
    for number, service in enumerate(services):
        if not answers.get(number):
            why = (
                "was not reached, or refused it"
                if number in answers
                else f"did not answer within {SECONDS:.0f} seconds"
            )
            tell(f"warning: service {number + 1} (`{service.scheme}`) {why}")
    delivered = sum(answers.values())
    if not delivered:
        tell("error: nothing was delivered")
        return INVALID
    to = f"{delivered} of {len(services)} services" if len(services) > 1 else f"`{services[0].scheme}`"
    deliver_text(f"sent to {to}: {message.title}")
    return FAILED_ON_THE_WAY if delivered < len(services) else 0
