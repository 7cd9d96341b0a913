"""What a plugin's channels and rule kinds give in another process, where sets and hashes have another order."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from importlib import import_module
from types import ModuleType
from typing import Final

from followup.extension.channel import Channel
from followup.extension.render import RenderFailure, rendered
from followup.testing.samples import Sample, samples

_LONGEST: Final = 120
"""In seconds."""


def written(channels: Iterable[Channel], tried: Iterable[Sample]) -> Mapping[str, str]:
    """Return by channel a digest of all plans of *tried* as it writes them."""
    made = {channel.name: hashlib.sha256() for channel in channels}
    for sample in tried:
        for channel in channels:
            for plan in sample.plans:
                text = rendered(channel, plan)
                given = str(text) if isinstance(text, RenderFailure) else text
                made[channel.name].update(given if isinstance(given, bytes) else given.encode())
    return {name: digest.hexdigest() for name, digest in made.items()}


def written_elsewhere(plugin: object) -> Mapping[str, str] | None:
    """Return what `written` gives for *plugin* in a process of another hash seed.

    None: it cannot be told, because *plugin* is no module that could be imported there.
    """
    if not isinstance(plugin, ModuleType) or sys.modules.get(plugin.__name__) is not plugin:
        return None
    seed = "1" if os.environ.get("PYTHONHASHSEED") != "1" else "2"
    environment = {**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(map(os.path.abspath, sys.path))}
    command = [sys.executable, "-m", __name__, plugin.__name__]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
        timeout=_LONGEST,
        check=False,
    )
    if done.returncode:
        return None
    found: dict[str, str] = json.loads(done.stdout.splitlines()[-1])
    return found


def main() -> None:
    """Print what the plugin that the first argument names writes."""
    from followup.extension.gather import gather
    from followup.extension.source import handed_over

    plugin = import_module(sys.argv[1])
    channels = gather([handed_over(plugin)]).channels
    print(json.dumps(dict(written(list(channels.values()), samples()))))


if __name__ == "__main__":
    main()
