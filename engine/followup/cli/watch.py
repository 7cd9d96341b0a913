"""Running something again whenever a file that it read has changed."""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final, NamedTuple

SECONDS: Final = 0.5
"""Between two looks at the files."""

Stamp = tuple[int, int, int] | None
"""When a file was written, how large it is, and which it is; None: it is not there."""


class Ran(NamedTuple):
    """What came of one run: its exit code, and the files and folders that it depends on."""

    code: int
    files: tuple[str, ...]


def watch(run: Callable[[], Ran], ticks: Iterable[object], look: Callable[[Iterable[str]], Mapping[str, Stamp]]) -> int:
    """Run once, and again after each of *ticks* that finds a file changed; return the exit code of the last run.

    Ends when *ticks* do, or on Ctrl-C.

    Args:
        look: Returns the stamp of each file.
    """
    ran = Ran(0, ())
    try:
        ran = run()
        seen = look(ran.files)
        for _ in ticks:
            now = look(ran.files)
            if now != seen:
                ran = run()
                # What has changed again while it ran is older in what was seen before it.
                seen = {file: now.get(file, stamp) for file, stamp in look(ran.files).items()}
    except KeyboardInterrupt:
        pass
    return ran.code


def stamps(files: Iterable[str]) -> dict[str, Stamp]:
    """Return the stamp of each of *files*."""
    return {file: _stamp(file) for file in files}


def ticking() -> Iterator[None]:
    """Yield every `SECONDS`, for ever."""
    while True:
        time.sleep(SECONDS)
        yield


def _stamp(file: str) -> Stamp:
    try:
        found = os.stat(file)
    except (OSError, ValueError):
        return None
    return found.st_mtime_ns, found.st_size, found.st_ino
