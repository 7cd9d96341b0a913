"""What is demanded of a package of policies: that each can be used, and plans the example."""

import os
from collections.abc import Iterable, Iterator
from types import ModuleType

from followup import api
from followup.extension.host import PluginHost
from followup.extension.load import has_hooks
from followup.extension.packs import OURS, SUFFIX
from followup.extension.source import Source, handed_over
from followup.model.diagnostic import Severity


def is_pack(module: ModuleType) -> bool:
    """Tell whether *module* is a package of policies: one with such files and without hooks."""
    folders = [folder for folder in getattr(module, "__path__", ()) if os.path.isdir(folder)]
    return any(name.endswith(SUFFIX) for folder in folders for name in os.listdir(folder)) and not has_hooks(module)


def mistakes_of_pack(pack: ModuleType, using: Iterable[object]) -> Iterator[str]:
    """Yield what is wrong with the policies of *pack*.

    Args:
        using: The plugins and packages of policies that they need, besides ours.
    """
    others = [pack, *using]
    packs = [one for one in others if isinstance(one, ModuleType) and is_pack(one) and one.__name__ != OURS.target]
    plugins = [one for one in others if not (isinstance(one, ModuleType) and is_pack(one))]
    host = PluginHost(
        map(handed_over, plugins),
        (Source(one.__name__, one.__name__) for one in packs),
    )
    yield from map(str, host.warnings)
    example = api.example_timeline(host=host)
    for name, file in host.policies.items():
        if os.path.dirname(file) not in pack.__path__:
            continue
        policy, found = api.find_policy(name, host)
        yield from (str(one) for one in found if one.severity is Severity.ERROR)
        problems = () if policy is None else api.plan(policy, example).problems
        yield from (f"{one.place or file}: {name}: {one.text}" for one in problems)
