"""``followup plugins``: what is installed, what it adds, and what is wrong with it."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import TYPE_CHECKING, Final

import click

from followup.cli.arguments import data_format_option, examples
from followup.cli.layout import json_text, see_format, table
from followup.cli.output import deliver, deliver_text, tell, tell_failures
from followup.cli.usage import unknown
from followup.model.tell import one_line

if TYPE_CHECKING:
    from followup.model.additions import BusinessCalendar

_MOST_NAMES: Final = 8
"""Of what a plugin has more of one kind, the table gives the first, the last and the number; JSON has all."""


@click.command(
    short_help="List the plugins and policy packs that are installed.",
    epilog=examples("plugins", "plugins public-holidays"),
)
@click.argument("plugin", required=False)
@click.option("--strict", is_flag=True, help="Look at schemas and policies, too; exit with 1 where one has a mistake.")
@data_format_option
def plugins(plugin: str | None, form: str, strict: bool) -> int:
    """List the plugins and policy packs that are installed, or all that PLUGIN adds.

    It says where each comes from, what it adds, and what is wrong with it. All are imported for that, but nothing that
    they import only when they are used. The name of a distribution stands for all that it has.
    """
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    infos = [info for info in host.plugins if plugin in (None, info.name, info.distribution)]
    if plugin is not None and not infos:
        raise unknown("plugin", plugin, [info.name for info in host.plugins])
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
            for info in infos
        ]
        deliver(json_text({"plugins": 1, "installed": entries}))
    elif plugin is not None:
        deliver_text("\n".join(line for info in infos for line in _in_full(info.adds, host.additions.calendars)))
    else:
        rows = [
            (
                info.name,
                f"{info.distribution} {info.version}".strip() or "-",
                _state(info.loaded, info.why_not),
                ", ".join(_in_short(info.adds)) or "-",
            )
            for info in infos
        ]
        deliver_text("\n".join(table(("PLUGIN", "FROM", "STATE", "ADDS"), rows)) + "\n")
    code = tell_failures(host)
    if not strict:
        return code
    from followup.cli.strict import mistakes

    wrong = [warning.plugin for warning in host.warnings]
    for name, line in mistakes(host):
        tell(line)
        wrong.append(name)
    if plugin is not None:
        wrong = [name for name in wrong if name in {info.name for info in infos}]
    if wrong:
        named = ", ".join(f"`{name}`" for name in dict.fromkeys(wrong))
        tell(f"error: with --strict, no plugin may have a mistake: {named}")
    return 1 if wrong else code


def _in_full(adds: Iterable[str], calendars: "Mapping[str, BusinessCalendar]") -> Iterator[str]:
    """Yield what a plugin adds, with what its calendars say of themselves."""
    for one in adds:
        kind, _, name = one.rpartition(" ")
        says = getattr(calendars.get(name), "says", "") if kind == "calendar" else ""
        yield f"{one}: {one_line(says)}" if isinstance(says, str) and says else one


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
