"""Changing a file in place: read, changed and written under a lock, and written whole or not at all."""

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Final, TypeVar

from followup.cli.output import replace_file
from followup.cli.usage import MistakeError

try:
    import fcntl
except ImportError:  # pragma: no cover (Windows has none)
    fcntl = None  # type: ignore[assignment] # looked at before it is used

T = TypeVar("T")

_TRIES: Final = 1_000
"""So often is a file read anew that others keep replacing, before giving up."""


def edit_file(file: str, change: Callable[[bytes], tuple[bytes, T]], most: int) -> T:
    """Replace what *file* holds by what *change* makes of it; nothing that others write meanwhile is lost.

    A link is followed and permissions are kept. Whoever changes the file in this way waits for the others. Others, such
    as editors, do not: so the file is compared just before it is replaced, and *change* asked again if it differs.

    A second name of the file, a hard link, keeps the old content: the price of a file that is whole at every moment,
    which editors that save in this way pay, too.

    Args:
        change: Returns the new content, and what it has to say about it; raises where it gets more than *most* bytes.
        most: So many bytes are read, and one more that tells of a larger file.

    Returns:
        What *change* had to say about what was written.

    Raises:
        MistakeError: the file cannot be read or written.
    """
    if "\0" in file:
        raise MistakeError(f"{file}: no file can have this name")
    target = os.path.realpath(file)
    try:
        for _ in range(_TRIES):
            with _locked(target) as descriptor:
                if not _is_still(target, descriptor):
                    continue  # it was replaced while this waited
                with open(descriptor, "rb", closefd=False) as stream:
                    before = stream.read(most + 1)
                after, said = change(before)
                if replace_file(target, after, partial(_holds, target, before)):
                    return said
    except OSError as error:
        raise MistakeError(f"{file}: cannot be changed: {(error.strerror or 'unknown reason').lower()}") from error
    raise MistakeError(f"{file}: cannot be changed: others keep changing it", "try again")


@contextmanager
def _locked(target: str) -> Iterator[int]:
    # For writing, so that what may only be read is not replaced; without waiting for who writes to a pipe.
    descriptor = os.open(target, os.O_RDWR | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    try:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise MistakeError(f"{target}: not a regular file")
        if fcntl is not None:
            # The lock is the file's own and ends with the process, however that ends: there is no file of locks.
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def _is_still(target: str, descriptor: int) -> bool:
    # INVARIANT: a file that is held open keeps its number, so that none that took its place can have the same.
    return os.path.samestat(os.fstat(descriptor), os.stat(target))


def _holds(target: str, content: bytes) -> bool:
    with open(target, "rb") as stream:
        return stream.read(len(content) + 1) == content
