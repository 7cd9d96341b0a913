"""Policy packs: packages of policies, ours first. No plugin is loaded for them."""

import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from typing import Final

from followup.extension.naming import is_name
from followup.extension.source import PluginInfo, PluginWarning, Source, outcome
from followup.model.tell import one_line, raised

OURS: Final = Source("policies", "followup_policies", "followup")
"""The policies that ship with the engine."""

SUFFIX: Final = ".yaml"
"""How the files of policies end in a pack."""


@dataclass(frozen=True, slots=True)
class Packs:
    """All packs together.

    Attributes:
        policies: The path of each policy, by id: the file's name without ``.yaml``.
    """

    policies: Mapping[str, str]
    plugins: tuple[PluginInfo, ...]
    warnings: tuple[PluginWarning, ...]


def look_through(packs: Iterable[Source]) -> Packs:
    """Return the policies of *packs*; of two that share an id, the first counts."""
    policies: dict[str, str] = {}
    owners: dict[str, Source] = {}
    infos: list[PluginInfo] = []
    warnings: list[PluginWarning] = []
    for pack in packs:
        files, mistakes = _files(pack)
        adds = []
        for file in files:
            name = os.path.basename(file).removesuffix(SUFFIX)
            if not is_name(name):
                mistakes.append(f"the file name `{one_line(name)}{SUFFIX}` is no policy's id")
            elif name in policies:
                mistakes.append(f"there is a policy `{name}` already, from {owners[name].origin}")
            else:
                policies[name], owners[name] = file, pack
                adds.append(f"policy {name}")
        info, warning = outcome(pack, tuple(adds), tuple(mistakes))
        infos.append(info)
        warnings.extend([warning] if warning else [])
    return Packs(policies, tuple(infos), tuple(warnings))


def _files(pack: Source) -> tuple[list[str], list[str]]:
    files: list[str] = []
    try:
        for folder in getattr(import_module(pack.target), "__path__", ()):
            files += [os.path.join(folder, name) for name in sorted(os.listdir(folder)) if name.endswith(SUFFIX)]
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        return [], [f"looking into `{pack.target}` {raised(error)}"]
    return files, [] if files else [f"there is no `*{SUFFIX}` file in the package `{pack.target}`"]
