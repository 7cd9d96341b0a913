"""What plugins cost that nobody uses: 50 of them, in whole processes."""

import os
import resource
import subprocess
import sys
from pathlib import Path

import pytest

PLUGIN = """
import followup

class Idle:
    name, says, suffix, media_type = "idle-{n}", "nothing", ".txt", "text/plain"

    def render(self, plan: followup.Plan) -> str:
        return ""

@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    return [Idle()]
"""
HOW_MANY = 50
ROUNDS = 10
MOST = 0.050
"""In seconds; asked of a quiet machine: what a busy one measures is several times as much."""


@pytest.fixture
def idle(tmp_path: Path) -> Path:
    """Return a folder with 50 distributions as an installer leaves them, bytecode included once they were used."""
    for n in range(HOW_MANY):
        (tmp_path / f"followup_idle_{n}.py").write_text(PLUGIN.format(n=n))
        about = tmp_path / f"followup_idle_{n}-1.0.dist-info"
        about.mkdir()
        about.joinpath("METADATA").write_text(f"Metadata-Version: 2.1\nName: followup-idle-{n}\nVersion: 1.0\n")
        about.joinpath("entry_points.txt").write_text(f"[followup]\nidle-{n} = followup_idle_{n}\n")
    return tmp_path


def seconds(*folders: Path) -> float:
    """Return how long a plan takes as a whole process: the processor's time, so that others count less."""
    path = os.pathsep.join([*(entry for entry in sys.path if entry), *map(str, folders)])
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    environment["PYTHONPATH"] = path
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    command = [sys.executable, "-m", "followup", "plan", "-p", "krautzel", "--as-of", "start"]
    subprocess.run(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def test_fifty_idle_plugins_cost_little(idle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    seconds(idle)  # writes the bytecode
    # Taken in turns, so that a machine that grows slow does so for both.
    without, with_all = zip(*((seconds(), seconds(idle)) for _ in range(ROUNDS)), strict=True)
    cost = min(with_all) - min(without)
    with capsys.disabled():
        told = f"{HOW_MANY} idle plugins: {1000 * cost:.0f} ms of {1000 * min(with_all):.0f} ms"
        print(f"\n{told}")
    assert cost <= 4 * MOST
