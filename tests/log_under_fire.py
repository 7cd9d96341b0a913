"""Processes that write into one timeline at the same time, and are killed while they do; run as a program.

It is a program of its own, since only a process with one thread may fork: it imports all that `log` needs, once, and
then forks the writers, so that they begin to write at once. What it saw is printed as JSON.
"""

import json
import os
import random
import re
import signal
import sys
import time
from itertools import pairwise
from pathlib import Path

from followup.cli import main

LONGEST = 0.05
"""In seconds: for a `log` on a busy machine, so that a thousand kills take no minute."""
END = "# the end\n"
PEOPLE = ", ".join(f"p{number}: {{}}" for number in range(40))
START = f"timezone: UTC # mine\npeople: {{{PEOPLE}}}\nevents:\n  - {{event: interview, at: 2026-03-02T10:00}}\n{END}"
LINE = re.compile(r"  - \{event: reply, at: 2026-03-09, from: p([0-9]+)\} # logged 2026-03-09T11:00")
MOST = 10
"""So many events are written before a file is begun anew: reading it is to take no longer than writing it."""


def log(file: str, number: int) -> int:
    return main(["log", file, "reply", "--from", f"p{number}", "--at", "2026-03-09", "--as-of", "2026-03-09T11:00"])


def numbers_in(file: str) -> list[int]:
    text = Path(file).read_text()
    assert text.startswith(START.removesuffix(END)), text
    assert text.endswith(END), text
    lines = text.removeprefix(START.removesuffix(END)).removesuffix(END).splitlines()
    found = [LINE.fullmatch(line) for line in lines]
    assert None not in found, text
    return [int(match[1]) for match in found if match]


def quietly() -> None:
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)


def killed(file: str, kills: int, seed: int, one: float) -> dict[str, int]:
    """Kill a writer at a random moment, so often; whatever it had reported as written must be there.

    Args:
        one: How long one `log` takes, in seconds.
    """
    at_random = random.Random(seed)
    written: list[int] = []
    unfinished = unreported = 0
    Path(file).write_text(START)
    for _ in range(kills):
        if len(written) > MOST:
            Path(file).write_text(START)
            written = []
        seen, reports = os.pipe()
        child = os.fork()
        if child == 0:
            number = len(written)
            while True:
                assert log(file, number) == 0
                os.write(reports, b".")
                number += 1
        os.close(reports)
        if at_random.random() < 0.5:
            time.sleep(at_random.uniform(0, 2 * one))  # at any time
        else:
            begun = time.monotonic()
            while len(os.listdir(os.path.dirname(file))) == 1 and time.monotonic() < begun + LONGEST:
                pass
            time.sleep(at_random.uniform(0, 0.001))  # while it writes, or just after
        os.kill(child, signal.SIGKILL)
        os.waitpid(child, 0)
        reported = 0
        while more := len(os.read(seen, 1000)):
            reported += more
        os.close(seen)
        found = numbers_in(file)
        expected = list(range(len(written) + reported))
        assert found in (expected, [*expected, len(expected)]), (found, expected)
        unreported += len(found) - len(expected)
        written = found
        left = [name for name in os.listdir(os.path.dirname(file)) if name != os.path.basename(file)]
        assert all(name.startswith(".followup-") and name.endswith(".tmp") for name in left), left
        unfinished += len(left)
        for name in left:
            os.unlink(os.path.join(os.path.dirname(file), name))
    return {"unfinished": unfinished, "unreported": unreported}


def together(file: str, writers: int, each: int) -> dict[str, int]:
    """Let several writers write at once; all that they wrote must be there."""
    Path(file).write_text(START)
    children = []
    for writer in range(writers):
        child = os.fork()
        if child == 0:
            os._exit(max(log(file, writer * each + number) for number in range(each)))
        children.append(child)
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    found = numbers_in(file)
    assert [0] * writers == codes
    assert list(range(writers * each)) == sorted(found)
    for writer in range(writers):
        own = [number for number in found if number // each == writer]
        assert sorted(own) == own, "each writer's own are in its order"
    turns = sum(number // each != before // each for before, number in pairwise(found))
    return {"left": len(os.listdir(os.path.dirname(file))) - 1, "turns": turns}


if __name__ == "__main__":
    what, file, first, second = sys.argv[1:]
    Path(file).write_text(START)
    stdout = os.dup(1)
    quietly()
    log(file, 0)  # all that is imported late is there from now on
    begun = time.monotonic()
    log(file, 1)
    one = min(time.monotonic() - begun, LONGEST / 2)
    found = killed(file, int(first), int(second), one) if what == "killed" else together(file, int(first), int(second))
    os.write(stdout, json.dumps({**found, "one": one}).encode())
