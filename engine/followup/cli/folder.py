"""A folder of timelines: which of its files are some, and what is wrong with those that should be."""

import os
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import Diagnostic
    from followup.model.policy import Policy
    from followup.model.timeline import Timeline

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds.

    Attributes:
        timelines: By the names of their files; each has an id of its own.
        diagnostics: What is wrong with the files that could not be read, or are timelines that cannot be used.
        others: The files that are neither timelines nor policies nor test suites, nor broken: by what they say, nobody
            knows what they are.
    """

    timelines: "tuple[Timeline, ...]"
    diagnostics: "tuple[Diagnostic, ...]"
    others: tuple[str, ...]


def timelines_in(folder: str, host: "PluginHost", policies: "Iterable[Policy]" = ()) -> Folder:
    """Return the timelines among the YAML files of *folder*: not of folders in it, nor of files that are hidden.

    Args:
        policies: Their own words may be used in the timelines, too.

    Raises:
        MistakeError: it is no folder that can be read, or two of its timelines have the same id.
    """
    from followup import api
    from followup.loading.kind import Kind, kind_of
    from followup.loading.read import read_file

    policies = tuple(policies)
    found: dict[str, Timeline] = {}
    diagnostics: list[Diagnostic] = []
    others = []
    for file in _files(folder):
        node, mistakes = read_file(file)
        kind = None if node is None else kind_of(node)
        if node is not None and kind is Kind.TIMELINE:
            timeline, mistakes = api.read_timeline(node, file, policies=policies, host=host)
            if timeline is not None:
                _add(timeline, found)
        elif node is not None and kind is None:
            others.append(file)
        diagnostics += mistakes
    return Folder(tuple(found.values()), tuple(diagnostics), tuple(others))


def _files(folder: str) -> list[str]:
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if one.name.endswith(_ENDINGS) and one.is_file()]
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        hint = "name the folder that it is in" if os.path.isfile(folder) else None
        raise MistakeError(f"{folder}: {(reason or 'no folder can have this name').lower()}", hint) from error
    return [os.path.join(folder, name) for name in sorted(names) if not name.startswith(".")]


def _add(timeline: "Timeline", found: "dict[str, Timeline]") -> None:
    other = found.setdefault(timeline.id, timeline)
    if other is not timeline:
        files = f"{other.file} and {timeline.file}"
        raise MistakeError(f"{files} are both the timeline `{timeline.id}`", "give one of them another `timeline:`")
