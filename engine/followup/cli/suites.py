"""``followup test``: the cases of policy test suites, what they cover, and which changes they notice."""

import os
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import click

from followup.cli.arguments import examples, output_option
from followup.cli.output import aside, deliver, deliver_text, spare, tell, tell_failures
from followup.cli.usage import MistakeError, unknown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from followup.cli.suite_reports import Tests
    from followup.cli.watch import Ran
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import Diagnostic
    from followup.testing.mutate import Mutation
    from followup.testing.suites import Outcome, Reader

_ENDINGS = (".yaml", ".yml")
_IS_SUITE = re.compile(rb"^(\xef\xbb\xbf)?[\"']?suite[\"']?\s*:", re.MULTILINE)

_FORMATS: Final = ("text", "json", "junit", "github")

_WORTH_A_PROCESS: Final = 2_000
"""So many changes times cases take about a second, and so does starting a process."""


@dataclass(frozen=True, slots=True)
class _Wish:
    """What the command line asks for; attributes are its options."""

    paths: tuple[str, ...]
    case: str | None
    coverage: bool
    mutate: bool
    fail_under: float | None
    form: str
    output: str | None


@click.command(
    "test",
    short_help="Run test suites of policies.",
    epilog=examples(
        "test",
        "test tests --coverage --fail-under 100",
        "test tests/mine.yaml --mutate",
        "test --format junit -o out.xml",
    ),
)
@click.argument("paths", nargs=-1, metavar="[FILE or FOLDER]...")
@click.option("-k", "--case", metavar="TEXT", help="Only the cases in whose name TEXT stands.")
@click.option(
    "--coverage",
    is_flag=True,
    help="Say what of each policy no case shows: rules (a step of it is done), forbids (it holds a step back; one that "
    "no rule of the policy could meet judges other plans only, and is left out), conditions and their parts (true, and "
    "false), windows (a step seen before its recommended minute; one overdue, expired or done late) and each pattern "
    "of `until` (it ends a step).",
)
@click.option(
    "--mutate",
    is_flag=True,
    help="Change one number, unit, word or condition of each policy at a time, and say which changes no case notices.",
)
@click.option(
    "--fail-under",
    type=click.FloatRange(0, 100),
    metavar="PERCENT",
    help="Exit with 1 if less of a policy is covered, or fewer changes to it are noticed.",
)
@click.option(
    "--boundaries",
    metavar="POLICY",
    help="Run nothing, but write a suite for POLICY: cases below, at and above each edge, with what it answers today.",
)
@click.option("--watch", "watching", is_flag=True, help="Run again when a suite, its policy or a base of that changes.")
@click.option(
    "-f",
    "--format",
    "form",
    metavar="NAME",
    default="text",
    show_default=True,
    help="text, json, junit (results only) or github.",
)
@output_option
def suites(
    paths: tuple[str, ...],
    case: str | None,
    coverage: bool,
    mutate: bool,
    fail_under: float | None,
    boundaries: str | None,
    watching: bool,
    form: str,
    output: str | None,
) -> int:
    """Run policy test suites: files, and all suites in folders; without any, in the folder that you are in.

    The exit code is 1 if a case fails, 2 if a file is invalid.
    """
    if form not in _FORMATS:
        raise unknown("format", form, _FORMATS)
    if fail_under is not None and not (coverage or mutate):
        raise MistakeError("--fail-under asks for a figure", "add --coverage, --mutate or both")
    spare(output, boundaries, *paths)
    if boundaries is not None:
        from followup.cli.boundaries import write_boundaries

        if paths or case is not None or coverage or mutate or watching or form != "text":
            raise MistakeError("--boundaries writes a suite and runs none", "with it, only -o makes sense")
        return write_boundaries(boundaries, output)
    wish = _Wish(paths or (os.curdir,), case, coverage, mutate, fail_under, form, output)
    if not watching:
        return _run(wish).code
    from followup.cli.watch import stamps, ticking, watch

    return watch(lambda: _run_again(wish), ticking(), stamps)


def _run_again(wish: _Wish) -> "Ran":
    """Run once while watching: what cannot be done now may be mended by the next change."""
    from followup.cli.usage import usage_line
    from followup.cli.watch import Ran

    try:
        ran = _run(wish)
    except click.ClickException as error:
        tell(usage_line(error))
        ran = Ran(2, tuple(_folders(wish.paths)))
    tell(f"watching {len(ran.files)} files and folders; Ctrl-C ends it")
    return ran


def _run(wish: _Wish) -> "Ran":
    from followup.cli.suite_reports import Tests
    from followup.cli.watch import Ran
    from followup.extension.host import PluginHost
    from followup.testing.coverage import coverage
    from followup.testing.suites import Reader

    host = PluginHost.default()
    reader = Reader(host)
    with aside():
        outcomes, diagnostics = _outcomes(wish, reader)
        tests = Tests(
            outcomes,
            coverage(outcomes) if wish.coverage else None,
            _mutation(outcomes) if wish.mutate else None,
            diagnostics,
        )
    if outcomes or wish.form != "text":  # a person reads on standard error what cannot be run
        _deliver(tests, wish)
    return Ran(_code(tests, wish, host), (*_folders(wish.paths), *reader.files))


def _outcomes(wish: _Wish, reader: "Reader") -> "tuple[list[Outcome], list[Diagnostic]]":
    """Return what became of the cases, and what is wrong with suites that cannot be run."""
    from followup.model.diagnostic import SuiteError
    from followup.testing.suites import run_case

    files = list(dict.fromkeys(_files(wish.paths)))
    if not files:
        raise MistakeError("there is no test suite here", "name a file or a folder; a suite begins with `suite:`")
    outcomes: list[Outcome] = []
    found: dict[Diagnostic, None] = {}
    for file in files:
        try:
            suite = reader.load(file)
        except SuiteError as error:
            found |= dict.fromkeys(error.diagnostics)
        else:
            outcomes += [run_case(suite, case) for case in suite.cases if wish.case is None or wish.case in case.name]
    if not outcomes and not found:
        raise MistakeError(f"no case has `{wish.case}` in its name", "see the names in the suites")
    return outcomes, list(found)


def _mutation(outcomes: "Sequence[Outcome]") -> "Sequence[Mutation]":
    from followup.testing.changes import changes_of
    from followup.testing.mutate import mutation

    policies = {(one.suite.policy.file, one.suite.policy.digest): one.suite.policy for one in outcomes}
    work = sum(len(changes_of(policy)) for policy in policies.values()) * len(outcomes) // max(1, len(policies))
    return mutation(outcomes, processes=min(os.cpu_count() or 1, 1 + work // _WORTH_A_PROCESS))


def _deliver(tests: "Tests", wish: _Wish) -> None:
    from followup.cli import suite_reports
    from followup.cli.reports import as_github

    match wish.form:
        case "json":
            deliver(suite_reports.as_json(tests), wish.output)
        case "github":
            deliver(as_github(tests.diagnostics) + suite_reports.as_github(tests), wish.output)
        case "junit":
            from followup.cli.junit import as_junit

            deliver(as_junit(tests), wish.output)
        case _:
            deliver_text(suite_reports.as_text(tests), wish.output)


def _code(tests: "Tests", wish: _Wish, host: "PluginHost") -> int:
    for diagnostic in tests.diagnostics:
        tell(str(diagnostic))
    below = [] if wish.fail_under is None else tests.below(wish.fail_under)
    for sentence in below:
        tell(sentence)
    code = tell_failures(host, [outcome.plan for outcome in tests.outcomes])
    if tests.diagnostics:
        return 2
    return 1 if tests.failed or below else code


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


def _folders(paths: Iterable[str]) -> Iterator[str]:
    """Return *paths* and the folders in them: where a new suite may appear."""
    for path in paths:
        yield path
        for folder, folders, _ in os.walk(path):
            folders[:] = sorted(name for name in folders if not name.startswith("."))
            yield from (os.path.join(folder, name) for name in folders)


def _is_suite(file: str) -> bool:
    from followup.loading.read import MOST_BYTES

    try:
        with open(file, "rb") as stream:
            return os.path.isfile(file) and _IS_SUITE.search(stream.read(MOST_BYTES)) is not None
    except OSError:
        return False
