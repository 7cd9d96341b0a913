"""Noticing what code does to the machine: files and output that it writes, connections, other programs.

Reading is allowed.
"""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

_FORBIDDEN: Final = (
    *("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.truncate", "os.link", "os.symlink", "os.chmod"),
    *("os.chown", "os.utime", "os.putenv", "os.unsetenv", "os.kill", "shutil."),
    *("os.system", "os.exec", "os.fork", "os.posix_spawn", "os.spawn", "os.startfile", "subprocess.", "pty."),
    *("socket.", "urllib.", "http.", "ftplib.", "smtplib.", "imaplib.", "poplib.", "webbrowser."),
)
"""How the audit events begin that stand for a change outside the process, or for a look outside the machine.

Source: the table of audit events in Python's library reference.
"""

_WRITING: Final = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


class _Guard:
    """What the interpreter tells of every call that it audits; it cannot be taken off again, so there is one."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        sys.addaudithook(self)

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        seen = self.seen
        if seen is None:
            return
        if event == "open":
            path, mode, flags = arguments
            writes = any(letter in mode for letter in "wax+") if isinstance(mode, str) else False
            if writes or (isinstance(flags, int) and flags & _WRITING):
                seen.append(f"opens `{path}` for writing")
        elif event.startswith(_FORBIDDEN):
            seen.append(f"calls `{event}`")


@cache
def _guard() -> _Guard:
    return _Guard()


@contextmanager
def guarded() -> Iterator[list[str]]:
    """Yield a list to which is added what is done meanwhile that prints, writes, reaches out or starts a program.

    What is printed is dropped, and told when the guard ends. Inside another, what it notices is not the other's.
    """
    guard, before, bytecode, write = _guard(), _guard().seen, sys.dont_write_bytecode, os.write
    seen: list[str] = []
    printed = io.TextIOWrapper(io.BytesIO(), "utf-8", "backslashreplace", write_through=True)

    def noted(descriptor: int, data: "ReadableBuffer", /) -> int:
        if guard.seen is not None:
            guard.seen.append(f"writes to the file descriptor {descriptor}")
        return write(descriptor, data)

    guard.seen, sys.dont_write_bytecode = seen, True  # a module that is imported late is nobody's file
    os.write = noted  # the interpreter audits no writing to what is open
    try:
        with redirect_stdout(printed):
            yield seen
    finally:
        guard.seen, sys.dont_write_bytecode, os.write = before, bytecode, write
        if printed.buffer.tell():
            seen.append("prints")
