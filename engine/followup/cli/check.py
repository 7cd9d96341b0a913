"""``followup check``: every mistake in policies, timelines and test suites."""

import os
from typing import TYPE_CHECKING

import click

from followup.cli.arguments import examples
from followup.cli.output import aside, deliver, tell, tell_failures
from followup.cli.usage import MistakeError, unknown

if TYPE_CHECKING:
    from followup.loading.kind import Kind
    from followup.model.diagnostic import Diagnostic
    from followup.model.node import Node

UNREADABLE = "unreadable"
"""The code of a file that cannot be opened at all."""

_OF_A_POLICY = frozenset(f"unknown-{what}" for what in ("event", "act", "medium", "fact", "role"))
"""The codes of words that a policy may bring."""

_MISTYPED = 0.8
"""A word that is so like a known one is that one, mistyped."""


@click.command(
    short_help="Find all mistakes in files.",
    epilog=examples(
        "check my-policy.yaml mine.yaml",
        "check .",
        "check policies/*.yaml --format github",
        "check my-policy.yaml --witness weekly-check-in",
    ),
)
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "-f", "--format", "form", metavar="NAME", default="text", show_default=True, help="text, json, github or sarif."
)
@click.option(
    "--witness",
    metavar="RULE",
    help="Check nothing, but print the smallest timeline found that makes RULE of the one policy fire, as a suite; "
    "exit with 1 if none was found.",
)
def check(files: tuple[str, ...], form: str, witness: str | None) -> int:
    """Check policies, timelines and test suites.

    FILE may be an installed policy's id, - for standard input, or a folder: of it, the *.yaml and *.yml files are
    checked, each as what it is, and not those of folders in it.

    The exit code is 1 if there is an error, 2 if a file cannot be read; warnings and notes leave it at 0.
    """
    if witness is not None:
        from followup.cli.witness import show_witness

        if form != "text":
            raise MistakeError("--witness prints a suite and checks nothing", "leave out `--format`")
        return show_witness(files, witness)
    from followup.cli.files import Files
    from followup.cli.reports import REPORTS
    from followup.extension.host import PluginHost
    from followup.loading.kind import Kind
    from followup.model.diagnostic import has_errors

    if form not in REPORTS:
        raise unknown("format", form, REPORTS)
    host = PluginHost.default()
    found: list[Diagnostic] = []
    nodes: list[tuple[Kind, str, Node]] = []
    named = [host.policies.get(file, file) for file in files]
    paths = list(dict.fromkeys(path for name in named for path in _files(name)))
    unnamed = frozenset(paths).difference(named)
    loader = Files(host, unnamed)
    for file in tuple(paths):
        kind, node, diagnostics = _read(file)
        if file in unnamed and node is not None and kind is None:
            tell(f"note: {file}: {diagnostics[0].message}, so it is passed over")
            paths.remove(file)
            continue
        found += diagnostics
        if kind is not None and node is not None:
            nodes.append((kind, "<stdin>" if file == "-" else file, node))
    # Policies first: the others may use their words.
    for kind, file, node in sorted(nodes, key=lambda entry: entry[0] is not Kind.POLICY):
        with aside():
            found += loader.check(node, file, kind)
    if all(kind is not Kind.POLICY for kind, _, _ in nodes):
        timelines = {file for kind, file, _ in nodes if kind is Kind.TIMELINE}
        found = [_with_its_policy(one) if one.place.file in timelines else one for one in found]
    # By file in the given order, and by place within each; a policy that a suite uses may have mistakes of its own.
    order = {file: index for index, file in enumerate(paths)}
    found = sorted(dict.fromkeys(found), key=lambda d: (order.get(d.place.file, len(order)), d.place, d.code))
    deliver(REPORTS[form](found))
    if not found:
        tell(f"{len(paths)} file{'' if len(paths) == 1 else 's'}, no mistakes")
    code = tell_failures(host)
    if any(finding.code == UNREADABLE for finding in found):
        return 2
    return 1 if has_errors(found) else code


def _with_its_policy(found: "Diagnostic") -> "Diagnostic":
    """Return a finding in a timeline that was checked alone; of a word that a policy may bring, with how to say so."""
    from dataclasses import replace

    from followup.loading.suggest import nearest

    if found.code not in _OF_A_POLICY or found.word is None:
        return found
    if found.meant is not None and nearest(found.word, [found.meant], _MISTYPED):
        return found
    together = f"if a policy of yours brings it, check both: `followup check POLICY {found.place.file}`"
    return replace(found, hint=f"{found.hint}; {together}" if found.hint else together)


def _files(name: str) -> list[str]:
    """Return the files that are checked where *name* is named: itself, or what is in it."""
    from followup.cli.folder import yaml_files_in

    if not os.path.isdir(name):
        return [name]
    files = yaml_files_in(name)
    if not files:
        raise MistakeError(f"no YAML file in {name}", "files in its folders are not looked at")
    return files


def _read(file: str) -> "tuple[Kind | None, Node | None, tuple[Diagnostic, ...]]":
    """Return what *file* is and holds, and what is wrong with it; without a kind only, it may be anything."""
    from followup.cli.arguments import read_standard_input
    from followup.loading.kind import kind_of
    from followup.loading.read import read_file, read_text
    from followup.model.diagnostic import Diagnostic

    node, diagnostics = read_text(read_standard_input(), "<stdin>") if file == "-" else read_file(file)
    if node is None:
        return None, None, diagnostics
    kind = kind_of(node)
    if kind is None:
        hint = "begin with `policy:`, `timeline:` or `suite:`"
        wrong = Diagnostic("unknown-kind", "neither a policy nor a timeline nor a test suite", node.place, hint)
        return None, node, (wrong,)
    return kind, node, diagnostics
