"""Where results and messages go: results whole to standard output or into a file, messages to standard error."""

import os
import stat
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout, suppress
from typing import TYPE_CHECKING, BinaryIO, Final
from uuid import uuid4

import click

from followup.cli.usage import MistakeError
from followup.model.tell import printable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from followup.extension.host import PluginHost
    from followup.model.plan import Plan, Problem

_WRITTEN_BY_HAND: Final = (".yaml", ".yml")

FAILED_ON_THE_WAY = 3
"""The exit code when output was delivered, but a plugin or a rule failed."""


def spare(output: str | None, *inputs: str | None) -> None:
    """See, before anything is worked out, that *output* replaces nothing that a user wrote.

    Args:
        inputs: What the command reads: files, or what is none, such as an id, ``-`` or None.

    Raises:
        MistakeError: *output* is a YAML file that is there, or one of *inputs*, by whatever name.
    """
    if output is None or output == "-":
        return
    with suppress(OSError, ValueError):  # what cannot be looked at cannot be written to, which is said then
        target = os.path.realpath(output)
        if not os.path.isfile(target):
            return
        by_hand = target.lower().endswith(_WRITTEN_BY_HAND)
        if by_hand or any(one and os.path.exists(one) and os.path.samefile(one, target) for one in inputs):
            raise MistakeError(f"`{output}` is what you wrote; name another file")


def deliver(content: str | bytes, file: str | None = None) -> None:
    """Write the result *content*, text as UTF-8, to *file*; to standard output if that is None or ``-``."""
    # The name of a file need not be UTF-8; as an escape it can be shown, in JSON as well.
    data = content.encode(errors="backslashreplace") if isinstance(content, str) else content
    if file is None or file == "-":
        _write_out(data)
    else:
        write_whole(file, data)


def deliver_text(text: str, file: str | None = None) -> None:
    """Write *text*, in which users' words stand, with nothing in it that a terminal obeys; where, as for `deliver`."""
    deliver("".join(f"{printable(line)}\n" for line in text.removesuffix("\n").split("\n")), file)


@contextmanager
def aside() -> Iterator[None]:
    """Let what plugins print while they work go to standard error: standard output holds the result only."""
    with redirect_stdout(sys.stderr):
        yield


def tell(message: str) -> None:
    """Write one line to standard error; where nobody can read it, the exit code still speaks."""
    with suppress(OSError):
        click.echo(printable(message), err=True)


def tell_failures(
    host: "PluginHost", plans: "Iterable[Plan]" = (), problems: "Iterable[tuple[str, Problem]]" = ()
) -> int:
    """Say what plugins and rules got wrong on the way; return the exit code that this makes.

    Args:
        problems: Those that are not in *plans*, each after the id of its policy.
    """
    lines = [f"warning: {warning}" for warning in host.warnings]
    in_plans = [(plan.policy.id, problem) for plan in plans for problem in plan.problems]
    # What a plugin fails at for one reason is told once, however many rules ask it.
    alike: dict[tuple[str | None, str, str], dict[tuple[str, str | None], Problem]] = {}
    for policy, problem in (*in_plans, *problems):
        cause = (problem.plugin, problem.text, "" if problem.plugin is not None else f"{policy} {problem.rule}")
        alike.setdefault(cause, {}).setdefault((policy, problem.rule), problem)
    for (plugin, text, _), met in alike.items():
        (policy, rule), first = next(iter(met.items()))
        where = f"{first.place}: " if first.place is not None else ""
        skipped = f": rule `{rule}` was skipped" if rule is not None else ""
        more = f", and {len(met) - 1} more" if len(met) > 1 else ""
        by = f" ({host.origin_of(plugin) or f'plugin `{plugin}`'})" if plugin is not None else ""
        lines.append(f"{where}warning: {policy}{skipped}{more}: {text}{by}")
    for line in dict.fromkeys(lines):
        tell(" ".join(line.split()))
    return FAILED_ON_THE_WAY if lines else 0


def write_whole(file: str, data: bytes) -> None:
    """Write *data* to *file*, whole or not at all: into a new file beside it, which then takes its name.

    A link is followed, a file that is there keeps its permissions, and what is no regular file (a terminal, a pipe) is
    written to directly.
    """
    try:
        target = os.path.realpath(file)
        mode = os.stat(target).st_mode if os.path.exists(target) else None
        if mode is None or stat.S_ISREG(mode):
            if mode is not None and not os.access(target, os.W_OK):
                raise PermissionError(13, "Permission denied")
            replace_file(target, data)
        else:
            with open(target, "wb") as stream:
                stream.write(data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise MistakeError(f"{file}: cannot be written: {(reason or 'no file can have this name').lower()}") from error


def replace_file(target: str, data: bytes, still: Callable[[], bool] = lambda: True) -> bool:
    """Write *data* into a new file beside *target*, which then takes its name and has its permissions.

    Args:
        target: A regular file, or none; no link.
        still: Asked at the last moment; where it says no, nothing is replaced.

    Returns:
        Whether it was replaced.

    Raises:
        OSError: nothing was written.
    """
    # What a killed run left behind, or another thread works on, has another name.
    mode = os.stat(target).st_mode if os.path.exists(target) else None
    beside = os.path.join(os.path.dirname(target), f".followup-{uuid4().hex}.tmp")
    # 0o666 less the umask: what any program gives a new file.
    descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666)
    try:
        with open(descriptor, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(descriptor)
        if mode is not None:
            os.chmod(beside, stat.S_IMODE(mode))
        if replaces := still():
            os.replace(beside, target)
        else:
            os.unlink(beside)
    except BaseException:
        with suppress(OSError):
            os.unlink(beside)
        raise
    return replaces


def _write_out(data: bytes) -> None:
    if sys.stdout is None:  # closed by whoever started the process
        raise MistakeError("standard output is closed", "use -o FILE")
    if sys.stdout.isatty() and not _is_text(data):
        raise MistakeError("this is no text, and nothing for a terminal", "use -o FILE")
    stream = sys.stdout.buffer
    try:
        stream.write(data)
        stream.flush()
    except BrokenPipeError:
        _give_up(stream)  # `| head` has read enough
    except OSError as error:
        _give_up(stream)
        raise MistakeError(
            f"standard output: cannot be written: {(error.strerror or 'unknown reason').lower()}"
        ) from error


def _is_text(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in data  # an archive of messages in plain ASCII can be UTF-8


def _give_up(stream: BinaryIO) -> None:
    # What is left in the buffer goes nowhere; otherwise Python fails once more when it closes the stream.
    with suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
