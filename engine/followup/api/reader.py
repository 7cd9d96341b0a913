"""Reading a timeline together with the policy that it names, whose words it may use."""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from followup.api.find import find_policy, vocabulary_of
from followup.extension.host import PluginHost
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.place import Place
from followup.model.policy import Policy

if TYPE_CHECKING:
    from followup.model.node import Node
    from followup.model.timeline import Timeline

FindPolicy = Callable[[str, PluginHost, Place], tuple[Policy | None, tuple[Diagnostic, ...]]]
"""Returns the policy that a text at a place names, and its mistakes; see `followup.api.find`."""


@dataclass(frozen=True, slots=True)
class TimelineReader:
    """How timelines are read.

    Attributes:
        host: The plugins that may add words and calendars.
        policies: Their own words may be used, like those of the policy that a timeline names.
        needed: Whether a mistake in the policy that it names counts; None: only where there are no *policies*.
        find: Finds that policy.
    """

    host: PluginHost
    policies: tuple[Policy, ...] = ()
    needed: bool | None = None
    find: FindPolicy = find_policy

    def read(
        self, node: Node, file: str, default_id: str | None = None
    ) -> tuple[Timeline | None, Policy | None, tuple[Diagnostic, ...]]:
        """Return the timeline that *node*, read from *file*, is, the policy that it names, and all mistakes.

        Args:
            default_id: For a timeline that names none; None: what its file is called.
        """
        from followup.loading.parts import part
        from followup.loading.timeline import load

        own: Policy | None = None
        wrong: tuple[Diagnostic, ...] = ()
        if (named := part(node, "policy")) is not None and isinstance(named.value, str):
            own, wrong = self.find(named.value, self.host, named.place)
        words = vocabulary_of(self.policies if own is None else (*self.policies, own), self.host.additions)
        called = os.path.splitext(os.path.basename(file))[0] if default_id is None else default_id
        found, diagnostics = load(node, words, self.host.additions, file, called)
        if own is None and wrong and (not self.policies if self.needed is None else self.needed):
            return None, None, in_order((*wrong, *diagnostics))
        return found, own, diagnostics
