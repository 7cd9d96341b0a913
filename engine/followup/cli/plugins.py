"""``followup plugins``: what is installed, what it adds, and what is wrong with it."""

import click

from followup.cli.arguments import data_format_option
from followup.cli.layout import json_text, see_format, table
from followup.cli.output import deliver, deliver_text, tell_failures


@click.command()
@data_format_option
def plugins(form: str) -> int:
    """List the plugins and policy packs that are installed."""
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
                ", ".join(info.adds) or "-",
            )
            for info in host.plugins
        ]
        deliver_text("\n".join(table(("PLUGIN", "FROM", "STATE", "ADDS"), rows)) + "\n")
    return tell_failures(host)


def _state(loaded: bool, why_not: str | None) -> str:
    if not loaded:
        return "left out"
    return "loaded" if why_not is None else "in part"
