"""Sending a message: in a process of its own, which gets so much time and no more."""

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import TYPE_CHECKING, Final

from followup.cli.sender import DELIVERED, NO_APPRISE
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.cli.notice import Notice
    from followup.model.service import Service

SECONDS: Final = 30.0
"""For all services together."""


def send(notice: "Notice", services: "Sequence[Service]", seconds: float = SECONDS) -> Mapping[int, bool]:
    """Return by the number of each service, from 0, whether it took *notice*; without those that did not answer.

    Raises:
        MistakeError: what sends is not installed.
    """
    import json

    message = {"title": notice.title, "body": notice.body, "urls": [service.url for service in services]}
    # -P: a file `apprise.py` in the folder where this runs is not apprise. Addresses go where no other user looks.
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "followup.cli.sender"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    taken: dict[int, bool] = {}
    try:
        answers, _ = process.communicate(json.dumps(message).encode(), seconds)
        taken = dict.fromkeys(range(len(services)), False)
    except subprocess.TimeoutExpired:
        _kill(process)
        answers, _ = process.communicate()
    except BaseException:
        _kill(process)
        process.wait()
        raise
    if process.returncode == NO_APPRISE:
        raise MistakeError("sending needs a package that is not installed", "pip install 'followup[notify]'")
    for number, word in map(str.split, answers.decode().splitlines()):
        taken[int(number)] = word == DELIVERED
    return taken


def _kill(process: "subprocess.Popen[bytes]") -> None:
    """End *process*, and all that it started."""
    with suppress(ProcessLookupError):
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
