"""``followup new``: files to begin with. What is there already is never touched."""

import os
from collections.abc import Iterable
from importlib.util import find_spec
from typing import TYPE_CHECKING

import click

from followup.cli.arguments import examples
from followup.cli.fresh import write_new, write_new_folder
from followup.cli.group import Group
from followup.cli.layout import json_text
from followup.cli.output import tell, tell_failures
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.policy import Policy


class _Kinds(Group):
    """What can be written."""

    noun = "kind"


@click.group(
    cls=_Kinds,
    subcommand_metavar="KIND NAME",
    short_help="Write a policy, a timeline, a suite or a plugin to begin with.",
    epilog=examples(
        "new policy gentle",
        "new timeline acme --interview 2026-03-02T14:00 -p sparks-group",
        "new suite gentle-test -p ./gentle.yaml",
        "new plugin checklist",
    ),
)
def new() -> None:
    """Write a file to begin with into this folder; what is there already is never written over."""


@new.command(short_help="A policy: two pieces of advice, and a forbid.")
@click.argument("name")
def policy(name: str) -> int:
    """Write NAME.yaml, a policy to change, and the schema that lets an editor complete and explain it."""
    from followup.cli.starters import policy_starter

    file = _file(name)
    write_new(file, policy_starter(name))
    code = _tell_written(file, "policy")
    tell(f"next: change it, `followup check {file}`, and `followup plan -p ./{file}`")
    return code


@new.command(short_help="A timeline: one interview.")
@click.argument("name")
@click.option("--interview", metavar="INSTANT", required=True, help="When it is or was: 2026-03-02T14:00.")
@click.option("--ends", metavar="INSTANT", help="When it is over: 2026-03-02T15:30, or 15:30. Default: not known.")
@click.option("--zone", metavar="NAME", help="The time zone: Europe/Berlin. Default: that of this machine.")
@click.option("--with", "people", metavar="PEOPLE", help="Who is in it, such as dana,lee. Default: somebody.")
@click.option("-p", "--policy", "reference", metavar="POLICY", help="What it follows: an id or a path. Default: open.")
def timeline(
    name: str, interview: str, ends: str | None, zone: str | None, people: str | None, reference: str | None
) -> int:
    """Write NAME.yaml, a timeline of one interview to go on with, and the schema for your editor."""
    from followup.cli.arguments import load_policies
    from followup.cli.interview import timeline_of
    from followup.extension.host import PluginHost

    file = _file(name)
    policies = {} if reference is None else {reference: load_policies([reference], PluginHost.default())[0]}
    write_new(file, timeline_of(name, file, interview, ends, zone, people, policies))
    code = _tell_written(file, "timeline", policies.values())
    ask = f"`followup plan {file} -p krautzel`" if reference is None else f"`followup plan {file}`, `followup today`"
    tell(f"next: {ask}, and add what happens")
    return code


@new.command(short_help="A suite: a case for each rule.")
@click.argument("name")
@click.option("-p", "--policy", "reference", metavar="POLICY", required=True, help="What to test: an id or a path.")
def suite(name: str, reference: str) -> int:
    """Write NAME.yaml, a suite with a case for each rule of POLICY as it is now, and the schema for your editor."""
    from followup.cli.arguments import load_policies
    from followup.cli.written_suite import written_suite
    from followup.extension.host import PluginHost
    from followup.testing.starter_suite import starter_suite

    file = _file(name)
    host = PluginHost.default()
    text = written_suite(starter_suite, reference, host)
    write_new(file, f"# yaml-language-server: $schema=suite.schema.json\n{text}")
    code = _tell_written(file, "suite", load_policies([reference], host))
    tell(f"next: read it, `followup test {file}`, then `followup test {file} --coverage`")
    return code


@new.command(short_help="A plugin: a channel, a condition, and their test.")
@click.argument("name")
def plugin(name: str) -> int:
    """Write the folder followup-NAME: a package with a channel and a condition, and a test of the plugin contract."""
    from followup.cli.starters import adds_of, plugin_starter
    from followup.extension.shipped import shipped

    _see_that_it_is_a_name(name)
    folder = name if name.startswith("followup-") else f"followup-{name}"
    module = folder.replace("-", "_")
    if find_spec(module) is not None:
        raise MistakeError(f"there is a package `{module}` already", "choose another name")
    for what in adds_of(folder):
        if what in shipped():
            kind, _, called = what.rpartition(" ")
            raise MistakeError(f"there is a {kind} `{called}` already: it ships with followup", "choose another name")
    write_new_folder(folder, plugin_starter(folder))
    tell(f"wrote {folder}{os.sep}")
    tell(f"next: `pip install -e ./{folder}`, `followup plugins`, and, where pytest is installed, `pytest {folder}`")
    return 0


def _file(name: str) -> str:
    _see_that_it_is_a_name(name)
    return f"{name}.yaml"


def _see_that_it_is_a_name(name: str) -> None:
    from followup.extension.naming import is_name
    from followup.loading.findings import shown
    from followup.loading.scalar import resolve
    from followup.loading.suggest import as_id

    if not is_name(name):
        meant = as_id(os.path.splitext(os.path.basename(name))[0]) or ""
        hint = f"did you mean {shown(meant)}?" if is_name(meant) else "such as `my-own`"
        raise MistakeError(f"{shown(name)} is no name: small letters and digits in parts joined by `-`", hint)
    if resolve(name) != name:
        # The file would say `policy: no`.
        raise MistakeError(f"{shown(name)} is no name: to some YAML readers it is no text", "such as `my-own`")


def _tell_written(file: str, kind: str, policies: "Iterable[Policy]" = ()) -> int:
    """Say what was written, the schema for editors included, which is written only where there is none.

    Args:
        policies: The schema knows their own words, too.
    """
    from followup import api
    from followup.extension.host import PluginHost
    from followup.loading.schema import composed

    schema = f"{kind}.schema.json"
    if os.path.lexists(schema):
        tell(f"wrote {file}; its schema for editors, {schema}, is there already")
        return 0
    host = PluginHost.default()
    write_new(schema, json_text(composed(kind, api.vocabulary_of(policies, host.additions), host.additions)))
    tell(f"wrote {file}, and its schema for editors, {schema}")
    return tell_failures(host)
