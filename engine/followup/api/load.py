"""From a file, a text or data to a policy or a timeline."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from followup.api.find import find_installed_policy, find_policy, load_node
from followup.api.reader import TimelineReader
from followup.model.diagnostic import Diagnostic, PolicyError, TimelineError, has_errors, in_order
from followup.model.place import Place
from followup.model.policy import Policy

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.node import Node
    from followup.model.timeline import Timeline

Source = str | os.PathLike[str]


def load_policy(source: Source, *, host: PluginHost | None = None) -> Policy:
    """Return the policy with that id, or in that file.

    Args:
        source: An installed policy's id, or a path.
        host: The plugins that may add words, conditions, rule kinds and policies; None: all that are installed.

    Raises:
        PolicyError: with every mistake in its ``diagnostics``.

    >>> load_policy("krautzel").title
    'Thank them twice, ask on the promised day, stay in touch afterwards'
    """
    policy, diagnostics = find_policy(os.fspath(source), _host(host))
    if policy is None:
        raise PolicyError(diagnostics)
    return policy


def check_policy(source: Source, *, host: PluginHost | None = None) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy and all that is to be said about it, plugins' advice included; None if it cannot be used.

    What the analysis finds is explained in ``docs/findings.md``, code by code.
    """
    host = _host(host)
    return _advised(*find_policy(os.fspath(source), host), host)


def parse_policy(
    text: str | bytes, file: str = "<text>", *, host: PluginHost | None = None
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that the YAML *text* gives and all that is to be said about it, as `check_policy` does.

    Only an installed policy can be extended: no file is read because a text names it.

    Args:
        text: A policy, or nothing but the id of an installed one.
        file: What places call the text.
    """
    from followup.loading.find import find, find_installed
    from followup.loading.read import read_text

    host = _host(host)
    installed = host.additions.policies
    node, diagnostics = read_text(text, file)
    if node is None:
        return None, diagnostics
    if isinstance(named := node.value, str):
        if named in installed:
            return check_policy(named, host=host)
        return None, find_installed(named, installed, node.place)[1]

    def finder(base: str, place: Place) -> tuple[Node | None, tuple[Diagnostic, ...]]:
        return find_installed(base, installed, place) if place.file == file else find(base, installed, place)[:2]

    return _advised(*load_node(node, file, host, finder), host)


def findings_about(policy: Policy, diagnostics: Iterable[Diagnostic], host: PluginHost) -> tuple[Diagnostic, ...]:
    """Return what loading found in *policy*, its *diagnostics*, with what analysis finds and the plugins of *host* say.

    Of the policies that it extends only what it makes of them, told at its own lines; see `followup.analysis.origin`.
    Of warnings and notes at most 100, and how many more there are.
    """
    from followup.analysis.analyse import analyse
    from followup.analysis.origin import extends_of, foreign, told_here
    from followup.loading.limit import listed

    found = in_order((*diagnostics, *analyse(policy), *host.check(policy)))
    extends = extends_of(policy)
    if extends is None or not foreign(found, policy):
        return listed(found)
    base, of_base = find_policy(extends[0], host, extends[1])
    if base is not None:
        of_base = (*of_base, *analyse(base), *host.check(base))
    return listed(told_here(found, policy, of_base))


def load_timeline(source: Source, *, policies: Iterable[Policy] = (), host: PluginHost | None = None) -> Timeline:
    """Return the timeline in that file.

    Args:
        source: A path.
        policies: Their own words may be used in it, too.
        host: The plugins that may add words and calendars; None: all that are installed.

    Raises:
        TimelineError: with every mistake in its ``diagnostics``.
    """
    found, diagnostics = check_timeline(source, policies=policies, host=host)
    if found is None:
        raise TimelineError(diagnostics)
    return found


def check_timeline(
    source: Source, *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline in that file and all that is to be said about it; None if it cannot be used.

    A policy that it names is looked at as well, and its words may be used; where *policies* are given, it need not be
    there.
    """
    from followup.loading.read import read_file

    file = os.fspath(source)
    node, diagnostics = read_file(file)
    if node is None:
        return None, diagnostics
    return read_timeline(node, file, policies=policies, host=host)


def timeline(
    data: Mapping[str, object], *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> Timeline:
    """Return the timeline that *data* gives, in the shape of a timeline file; the time zone is UTC if it names none.

    Only an installed policy can be named: no file is read because the data names it. Its id is that of its key
    ``timeline``, or the word ``timeline``.

    Raises:
        TimelineError: with every mistake in its ``diagnostics``, also where *data* is no mapping; what stands for the
            line in `Diagnostic.place` is the `path`.

    >>> timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}).zone.name
    'UTC'
    """
    from followup.loading.read import from_data

    node, diagnostics = from_data({"timezone": "UTC", **data} if isinstance(data, Mapping) else data)
    found = None
    if node is not None:
        reader = TimelineReader(_host(host), tuple(policies), find=find_installed_policy)
        found, _, diagnostics = reader.read(node, "<mapping>", "timeline")
    if found is None:
        raise TimelineError(diagnostics)
    return found


def parse_timeline(
    text: str | bytes, file: str = "<text>", *, policies: Iterable[Policy] = (), host: PluginHost | None = None
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline that the YAML *text* gives and all that is to be said about it; None if it cannot be used.

    Only an installed policy can be named: no file is read because a text names it.
    """
    from followup.loading.read import read_text

    node, diagnostics = read_text(text, file)
    if node is None:
        return None, diagnostics
    reader = TimelineReader(_host(host), tuple(policies), find=find_installed_policy)
    found, _, diagnostics = reader.read(node, file, "timeline")
    return found, diagnostics


def read_timeline(
    node: Node,
    file: str,
    default_id: str | None = None,
    *,
    policies: Iterable[Policy] = (),
    host: PluginHost | None = None,
) -> tuple[Timeline | None, tuple[Diagnostic, ...]]:
    """Return the timeline that *node*, read from *file*, is and all that is to be said about it.

    Args:
        default_id: For a timeline that names none; None: what its file is called.
    """
    found, _, diagnostics = TimelineReader(_host(host), tuple(policies)).read(node, file, default_id)
    return found, diagnostics


def example_timeline(*, host: PluginHost | None = None) -> Timeline:
    """Return the timeline that ships as an example."""
    import followup_policies

    folder = os.path.dirname(followup_policies.__file__)
    return load_timeline(os.path.join(folder, "timelines", "example.yaml"), host=host)


def _advised(
    policy: Policy | None, diagnostics: tuple[Diagnostic, ...], host: PluginHost
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return *policy* and its *diagnostics* with what analysis and plugins find; None if that makes it unusable."""
    if policy is None:
        return None, diagnostics
    diagnostics = findings_about(policy, diagnostics, host)
    return (None if has_errors(diagnostics) else policy), diagnostics


def _host(host: PluginHost | None) -> PluginHost:
    from followup.extension.host import PluginHost

    return PluginHost.default() if host is None else host
