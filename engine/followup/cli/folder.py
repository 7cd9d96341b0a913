"""A folder of timelines: which of its files are some, and what is wrong with those that should be."""

import os
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.api.reader import FindPolicy
    from followup.extension.host import PluginHost
    from followup.model.diagnostic import Diagnostic
    from followup.model.place import Place
    from followup.model.policy import Policy
    from followup.model.timeline import Timeline

_ENDINGS = (".yaml", ".yml")


@dataclass(frozen=True, slots=True)
class Folder:
    """What a folder holds.

    Attributes:
        timelines: By the names of their files.
        policies: The policy that a timeline names, by the timeline's file; without those that name none.
        diagnostics: What is wrong with the files.
        faulty: The files that could not be read, or are timelines that cannot be used.
        others: The files that are neither timelines nor policies nor test suites, nor broken: by what they say, nobody
            knows what they are.
    """

    timelines: "tuple[Timeline, ...]"
    policies: "Mapping[str, Policy]"
    diagnostics: "tuple[Diagnostic, ...]"
    faulty: tuple[str, ...]
    others: tuple[str, ...]


def timelines_in(
    folder: str,
    host: "PluginHost",
    policies: "Iterable[Policy]" = (),
    *,
    alike: bool = False,
    step: "Callable[[], None]" = lambda: None,
) -> Folder:
    """Return the timelines among the YAML files of *folder*: not of folders in it, nor of files that are hidden.

    Args:
        policies: Their own words may be used in the timelines, too.
        alike: Whether several of them may have the same id.
        step: Is called for each file.

    Raises:
        MistakeError: it is no folder that can be read, or two of its timelines have the same id and must not.
    """
    from followup import api
    from followup.loading.kind import Kind, kind_of
    from followup.loading.read import read_file

    found: dict[str, Timeline] = {}
    own: dict[str, Policy] = {}
    reader = api.TimelineReader(host, tuple(policies), find=_remembering(api.find_policy))
    diagnostics: list[Diagnostic] = []
    faulty, others = [], []
    for file in yaml_files_in(folder):
        step()
        node, mistakes = read_file(file)
        kind = None if node is None else kind_of(node)
        if node is not None and kind is Kind.TIMELINE:
            timeline, policy, mistakes = reader.read(node, file)
            if timeline is None:
                faulty.append(file)
            else:
                found[file] = timeline
                if policy is not None:
                    own[file] = policy
        elif node is None:
            faulty.append(file)
        elif kind is None:
            others.append(file)
        diagnostics += mistakes
    if not alike and (twins := twins_in(found.values())):
        raise MistakeError(twins[0], "give one of them another `timeline:`")
    return Folder(tuple(found.values()), own, tuple(diagnostics), tuple(faulty), tuple(others))


def twins_in(timelines: "Iterable[Timeline]") -> list[str]:
    """Return in a clause each which of *timelines* have the id of an earlier one."""
    first: dict[str, str] = {}
    said = []
    for timeline in timelines:
        if (other := first.setdefault(timeline.id, timeline.file)) != timeline.file:
            said.append(f"{other} and {timeline.file} are both the timeline `{timeline.id}`")
    return said


def yaml_files_in(folder: str) -> list[str]:
    """Return the YAML files of *folder*, by name: not of folders in it, nor those that are hidden.

    Raises:
        MistakeError: it is no folder that can be read.
    """
    try:
        with os.scandir(folder) as entries:
            names = [one.name for one in entries if one.name.endswith(_ENDINGS) and _should_be_file(one.path)]
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        hint = "name the folder that it is in" if os.path.isfile(folder) else None
        raise MistakeError(f"{folder}: {(reason or 'no folder can have this name').lower()}", hint) from error
    within = "" if folder == os.curdir else folder
    return [os.path.join(within, name) for name in sorted(names) if not name.startswith(".")]


def _should_be_file(path: str) -> bool:
    # A link that leads nowhere, or in a circle, is told when it is read: a timeline may be missing.
    return os.path.isfile(path) or not os.path.exists(path)


def _remembering(find: "FindPolicy") -> "FindPolicy":
    """Return *find*, which loads each policy only once: most timelines of a folder follow the same."""
    known: dict[tuple[str, str], Policy] = {}

    def again(reference: str, host: "PluginHost", place: "Place") -> "tuple[Policy | None, tuple[Diagnostic, ...]]":
        key = (reference, os.path.dirname(place.file))
        if key in known:
            return known[key], ()
        policy, wrong = find(reference, host, place)
        if policy is not None:
            known[key] = policy
        return policy, wrong

    return again
