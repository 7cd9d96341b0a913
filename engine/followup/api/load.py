"""From a file, a text or data to a policy or a timeline: the only reader of files behind the front door."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, PolicyError, TimelineError, has_errors, in_order
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.loading.compose import Find
    from followup.model.node import Node
    from followup.model.timeline import Timeline

Source = str | os.PathLike[str]

_ASKED_FOR = Place("", 0, 0)
"""Where a policy was asked for that no file names: paths count from the working directory."""


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

    return _advised(*_policy(node, file, host, finder), host)


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

    Only an installed policy can be named: no file is read because the data names it.

    Raises:
        TimelineError: with every mistake in its ``diagnostics``.

    >>> timeline({"events": [{"event": "interview", "at": "2026-03-02T10:00"}]}).zone.name
    'UTC'
    """
    from followup.loading.read import from_data

    node, diagnostics = from_data({"timezone": "UTC", **data})
    found = None
    if node is not None:
        found, _, diagnostics = read_with_policy(
            node, "<mapping>", "timeline", policies=policies, host=host, find=_find_installed
        )
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
    found, _, diagnostics = read_with_policy(node, file, "timeline", policies=policies, host=host, find=_find_installed)
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
    found, _, diagnostics = read_with_policy(node, file, default_id, policies=policies, host=host)
    return found, diagnostics


def example_timeline(*, host: PluginHost | None = None) -> Timeline:
    """Return the timeline that ships as an example."""
    import followup_policies

    folder = os.path.dirname(followup_policies.__file__)
    return load_timeline(os.path.join(folder, "timelines", "example.yaml"), host=host)


def vocabulary_of(policies: Iterable[Policy], additions: Additions) -> Vocabulary:
    """Return the built-in words with those that plugins and *policies* add."""
    from followup.loading.vocabulary import built_in

    words = built_in() | additions.vocabulary
    for policy in policies:
        words |= policy.vocabulary
    return words


def find_policy(
    reference: str, host: PluginHost, place: Place = _ASKED_FOR
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *reference*, an id or a path from *place*'s folder on, names, and its mistakes."""
    from followup.loading.find import find

    node, diagnostics, file = find(reference, host.additions.policies, place)
    return (None, diagnostics) if node is None else read_policy(node, file, host)


def read_with_policy(
    node: Node,
    file: str,
    default_id: str | None = None,
    *,
    policies: Iterable[Policy] = (),
    needed: bool | None = None,
    host: PluginHost | None = None,
    find: Callable[[str, PluginHost, Place], tuple[Policy | None, tuple[Diagnostic, ...]]] = find_policy,
) -> tuple[Timeline | None, Policy | None, tuple[Diagnostic, ...]]:
    """Return the timeline that *node*, read from *file*, is, the policy that it names, and all mistakes.

    Args:
        default_id: For a timeline that names none; None: what its file is called.
        policies: Their own words may be used in it, like those of the policy that it names.
        needed: Whether a mistake in the policy that it names counts; None: only where there are no *policies*.
        find: Finds that policy; for those who read many timelines.
    """
    from followup.loading.parts import part
    from followup.loading.timeline import load

    host, policies = _host(host), tuple(policies)
    own: Policy | None = None
    wrong: tuple[Diagnostic, ...] = ()
    if (named := part(node, "policy")) is not None and isinstance(named.value, str):
        own, wrong = find(named.value, host, named.place)
    words = vocabulary_of(policies if own is None else (*policies, own), host.additions)
    called = os.path.splitext(os.path.basename(file))[0] if default_id is None else default_id
    found, diagnostics = load(node, words, host.additions, file, called)
    if own is None and wrong and (not policies if needed is None else needed):
        return None, None, in_order((*wrong, *diagnostics))
    return found, own, diagnostics


def _find_installed(reference: str, host: PluginHost, place: Place) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return what `find_policy` does, where only an installed policy will do."""
    from followup.loading.find import find_installed

    installed = host.additions.policies
    node, diagnostics = find_installed(reference, installed, place)
    return (None, diagnostics) if node is None else read_policy(node, installed[reference], host)


def read_policy(node: Node, file: str, host: PluginHost) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *node*, read from *file*, is, and its mistakes."""
    from followup.loading.find import find

    installed = host.additions.policies
    return _policy(node, file, host, lambda base, place: find(base, installed, place)[:2])


def _policy(node: Node, file: str, host: PluginHost, finder: Find) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    from followup.loading.policy import load
    from followup.loading.vocabulary import built_in

    return load(node, finder, built_in(), host.additions, file)


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
