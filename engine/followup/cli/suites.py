"""``followup test``: the cases of policy test suites."""

import os
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

import click

from followup.cli.arguments import data_format_option
from followup.cli.layout import json_text, see_format, table
from followup.cli.output import aside, deliver, deliver_text, tell, tell_failures
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.diagnostic import Diagnostic
    from followup.testing.suites import Outcome

_ENDINGS = (".yaml", ".yml")
_IS_SUITE = re.compile(rb"^(\xef\xbb\xbf)?[\"']?suite[\"']?\s*:", re.MULTILINE)


@click.command("test", short_help="Run test suites of policies.")
@click.argument("paths", nargs=-1, metavar="[FILE or FOLDER]...")
@data_format_option
def suites(paths: tuple[str, ...], form: str) -> int:
    """Run policy test suites: files, and all suites in folders; without any, in the folder that you are in."""
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import SuiteError
    from followup.testing.suites import load_suite, run_suite

    see_format(form)
    host = PluginHost.default()
    files = list(dict.fromkeys(_files(paths or (os.curdir,))))
    if not files:
        raise MistakeError("there is no test suite here", "name a file or a folder; a suite begins with `suite:`")
    outcomes: list[Outcome] = []
    diagnostics: list[Diagnostic] = []
    for file in files:
        try:
            with aside():
                outcomes += run_suite(load_suite(file, host))
        except SuiteError as error:
            diagnostics += error.diagnostics
    failed = [outcome for outcome in outcomes if outcome.differences]
    if outcomes or not diagnostics:
        if form == "json":
            deliver(_as_json(outcomes))
        else:
            deliver_text(_as_text(outcomes, failed))
    for diagnostic in dict.fromkeys(diagnostics):
        tell(str(diagnostic))
    code = tell_failures(host, [outcome.plan for outcome in outcomes])
    if diagnostics:
        return 2
    return 1 if failed else code


def _files(paths: Iterable[str]) -> Iterator[str]:
    for path in paths:
        if not os.path.isdir(path):
            yield path
            continue
        for folder, folders, names in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            for name in sorted(names):
                file = os.path.normpath(os.path.join(folder, name))
                if name.endswith(_ENDINGS) and _is_suite(file):
                    yield file


def _is_suite(file: str) -> bool:
    from followup.loading.read import MOST_BYTES

    try:
        with open(file, "rb") as stream:
            return os.path.isfile(file) and _IS_SUITE.search(stream.read(MOST_BYTES)) is not None
    except OSError:
        return False


def _as_text(outcomes: "list[Outcome]", failed: "list[Outcome]") -> str:
    lines: list[str] = []
    for outcome in failed:
        lines += [f"FAILED {outcome.case.place}: {outcome.case.name}"]
        for difference in outcome.differences:
            lines += [f"  {difference.place}: {difference.what}"]
            lines += [f"    {line}" for line in table(("", "EXPECTED", "ACTUAL"), difference.values)]
        lines.append("")
    number = len(outcomes)
    passed = f"{number - len(failed)} passed" if failed else "all passed"
    lines.append(
        f"{number} case{'' if number == 1 else 's'}: " + (f"{len(failed)} failed, {passed}" if failed else passed)
    )
    return "\n".join(lines) + "\n"


def _as_json(outcomes: "list[Outcome]") -> str:
    return json_text(
        {
            "test": 1,
            "cases": [
                {
                    "suite": outcome.suite.id,
                    "policy": outcome.suite.policy.id,
                    "case": outcome.case.name,
                    "file": outcome.case.place.file,
                    "line": outcome.case.place.line,
                    "passed": not outcome.differences,
                    "differences": [
                        {
                            "what": difference.what,
                            "line": difference.place.line,
                            "column": difference.place.column,
                            "values": [
                                {"key": key, "expected": expected, "actual": actual}
                                for key, expected, actual in difference.values
                            ],
                        }
                        for difference in outcome.differences
                    ],
                }
                for outcome in outcomes
            ],
        }
    )
