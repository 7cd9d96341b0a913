"""Policies by what names them: an installed one's id, or a path; and the words that they bring."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.loading.compose import Find
    from followup.model.node import Node

_ASKED_FOR = Place("", 0, 0)
"""Where a policy was asked for that no file names: paths count from the working directory."""


def find_policy(
    reference: str, host: PluginHost, place: Place = _ASKED_FOR
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *reference*, an id or a path from *place*'s folder on, names, and its mistakes."""
    from followup.loading.find import find

    node, diagnostics, file = find(reference, host.additions.policies, place)
    return (None, diagnostics) if node is None else read_policy(node, file, host)


def find_installed_policy(
    reference: str, host: PluginHost, place: Place
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return what `find_policy` does, where only an installed policy will do."""
    from followup.loading.find import find_installed

    installed = host.additions.policies
    node, diagnostics = find_installed(reference, installed, place)
    return (None, diagnostics) if node is None else read_policy(node, installed[reference], host)


def read_policy(node: Node, file: str, host: PluginHost) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *node*, read from *file*, is, and its mistakes."""
    from followup.loading.find import find

    installed = host.additions.policies
    return load_node(node, file, host, lambda base, place: find(base, installed, place)[:2])


def load_node(node: Node, file: str, host: PluginHost, finder: Find) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *node*, read from *file*, is, and its mistakes; *finder* finds those that it extends."""
    from followup.loading.policy import load
    from followup.loading.vocabulary import built_in

    return load(node, finder, built_in(), host.additions, file)


def vocabulary_of(policies: Iterable[Policy], additions: Additions) -> Vocabulary:
    """Return the built-in words with those that plugins and *policies* add."""
    from followup.loading.vocabulary import built_in

    words = built_in() | additions.vocabulary
    for policy in policies:
        words |= policy.vocabulary
    return words
