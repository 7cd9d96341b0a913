"""The program: its commands in the order in which a newcomer meets them."""

from collections.abc import Iterable

import click

import followup
from followup.cli.check import check
from followup.cli.compare import compare
from followup.cli.diff import diff
from followup.cli.explain import explain
from followup.cli.feed import feed
from followup.cli.group import Group
from followup.cli.judge import judge
from followup.cli.log import log, undo
from followup.cli.new import new
from followup.cli.notify import notify
from followup.cli.output import deliver
from followup.cli.plan import plan
from followup.cli.plugins import plugins
from followup.cli.policies import policies
from followup.cli.schema import schema
from followup.cli.show import show
from followup.cli.suites import suites
from followup.cli.today import today
from followup.cli.words import words

_HELP = """When to follow up after a job interview, with whom and how: dated plans from rules that anybody can read.

\b
Begin with these three:
  followup plan -p krautzel            one policy, for a built-in example
  followup compare                     all policies side by side, day by day
  followup plan mine.yaml -p krautzel  your own interview, as of now

The words for your own file: `followup words`. Its mistakes: `followup check`.
"""


@click.group(
    cls=Group, help=_HELP, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]}
)
@click.version_option(followup.__version__, prog_name="followup", message="%(prog)s %(version)s")
@click.pass_context
def program(context: click.Context) -> None:
    """Do what a command says; without one, help."""
    if context.invoked_subcommand is None:
        deliver(context.get_help() + "\n")


def _add(commands: Iterable[click.Command]) -> None:
    for command in commands:
        program.add_command(command)


_add((plan, compare, explain, today, log, undo, feed, notify, judge))
_add((policies, show, diff, check, suites, words, new, schema, plugins))
