"""``followup plugins``: what is installed, what it adds, and what is wrong with it."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

import click

from followup.cli.arguments import data_format_option
from followup.cli.layout import json_text, see_format, table
from followup.cli.output import deliver, deliver_text, tell, tell_failures

_MOST_NAMES: Final = 8
"""Of what a plugin has more of one kind, the table gives the first, the last and the number; JSON has all."""


@click.command()
@click.option("--strict", is_flag=True, help="Look at schemas and policies, too; exit with 1 where one has a mistake.")
@data_format_option
def plugins(form: str, strict: bool) -> int:
    """List the plugins and policy packs that are installed.

    It says where each comes from, what it adds, and what is wrong with it. All are imported for that, but nothing that
    they import only when they are used.
    """
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    if form == "json":
        entries = [
            {
                "name": info.name,
                "distribution": info.distribution,
                "version": info.version,
                "adds": list(info.adds),
                "loaded": info.loaded,
                "why_not": info.why_not,
            }
            for info in host.plugins
        ]
        deliver(json_text({"plugins": 1, "installed": entries}))
    else:
        rows = [
            (
                info.name,
                f"{info.distribution} {info.version}".strip() or "-",
                _state(info.loaded, info.why_not),
                ", ".join(_in_short(info.adds)) or "-",
            )
            for info in host.plugins
        ]
        deliver_text("\n".join(table(("PLUGIN", "FROM", "STATE", "ADDS"), rows)) + "\n")
    code = tell_failures(host)
    if not strict:
        return code
    from followup.cli.strict import mistakes

    wrong = [warning.plugin for warning in host.warnings]
    for plugin, line in mistakes(host):
        tell(line)
        wrong.append(plugin)
    if wrong:
        named = ", ".join(f"`{plugin}`" for plugin in dict.fromkeys(wrong))
        tell(f"error: with --strict, no plugin may have a mistake: {named}")
    return 1 if wrong else code


def _in_short(adds: Iterable[str]) -> Iterator[str]:
    """Return what a plugin adds, long rows of one kind in short.

    >>> list(_in_short(["channel a", *(f"calendar {letter}" for letter in "abcdefghi")]))
    ['channel a', 'calendar a to i (9)']
    """
    for kind, row in groupby(adds, lambda one: one.rpartition(" ")[0]):
        same = list(row)
        short = f"{same[0]} to {same[-1].removeprefix(f'{kind} ')} ({len(same)})"
        yield from same if len(same) <= _MOST_NAMES else [short]


def _state(loaded: bool, why_not: str | None) -> str:
    if not loaded:
        return "left out"
    return "loaded" if why_not is None else "in part"
