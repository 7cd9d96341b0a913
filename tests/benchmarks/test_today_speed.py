"""What 50 timelines cost `followup today`, in whole processes, beyond starting the program and beyond one of them."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

HOW_MANY = 50
ROUNDS = 10
MOST = 0.300
"""In seconds; asked of a quiet machine: what a busy one measures is several times as much."""

TIMELINE = """\
timeline: t{n}
timezone: UTC
policy: sparks-group
people: {{dana: {{name: Dana Reyes}}}}
events:
  - {{event: interview, at: 2026-03-09T10:00, ends: 2026-03-09T11:00, with: [dana]}}
"""


def folder_of(number: int, folder: Path) -> Path:
    folder.mkdir()
    for n in range(number):
        (folder / f"t{n}.yaml").write_text(TIMELINE.format(n=n))
    return folder


def seconds(*arguments: str) -> float:
    """Return how long the command takes as a whole process: the processor's time, so that others count less."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = os.pathsep.join(os.path.abspath(entry) for entry in sys.path if entry)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "followup", *arguments]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_fifty_timelines_cost_little_beyond_start_up(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, many = folder_of(1, tmp_path / "one"), folder_of(HOW_MANY, tmp_path / "many")
    when = ("--as-of", "2026-03-10T12:00")
    commands = (("--version",), ("today", str(one), *when), ("today", str(many), *when))
    for command in commands:
        seconds(*command)  # writes the bytecode
    # Taken in turns, so that a machine that grows slow does so for all.
    rounds = [[seconds(*command) for command in commands] for _ in range(ROUNDS)]
    started, with_one, with_many = map(min, zip(*rounds, strict=True))
    with capsys.disabled():
        beyond = f"{1000 * (with_many - started):.0f} ms beyond `--version`, {1000 * (with_many - with_one):.0f} beyond"
        print(f"\n{HOW_MANY} timelines: {beyond} one timeline")
    assert with_many - started <= 4 * MOST
