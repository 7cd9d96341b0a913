"""Files whose kind only their content tells: policies, timelines and test suites."""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from followup.model.diagnostic import Diagnostic, has_errors, in_order

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.loading.node import Node
    from followup.model.place import Place
    from followup.model.policy import Policy
    from followup.model.suite import Suite

Findings = tuple[Diagnostic, ...]


class Kind(StrEnum):
    """What a file can be; of two that are as likely, the first."""

    POLICY = "policy"
    TIMELINE = "timeline"
    SUITE = "suite"


def kind_of(node: "Node") -> Kind | None:
    """Return what most of the file's keys speak for, so that a mistyped one is no obstacle; None if none speaks."""
    from followup.loading.completion import as_shipped

    if not isinstance(node.value, dict):
        return None
    shared = {kind: len(node.value.keys() & as_shipped(kind)["properties"].keys()) for kind in Kind}
    best = max(Kind, key=lambda kind: shared[kind])
    return best if shared[best] else None


@dataclass(slots=True)
class Files:
    """Loads files with the plugins of *host*, each policy only once.

    Attributes:
        policies: Those that were loaded without an error, by path.
    """

    host: "PluginHost"
    policies: "dict[str, Policy]" = field(default_factory=dict)

    def policy(self, node: "Node", file: str) -> "tuple[Policy | None, Findings]":
        """Return the policy that *node* is, and all that is to be said about it."""
        from followup.loading.find import find
        from followup.loading.policy import load
        from followup.loading.vocabulary import built_in

        additions = self.host.additions
        found, diagnostics = load(
            node, lambda base, place: find(base, additions.policies, place)[:2], built_in(), additions, file
        )
        if found is not None:
            self.policies[file] = found
        return found, diagnostics

    def timeline(self, node: "Node", file: str) -> Findings:
        """Return what is wrong with the timeline that *node* is; it may use the words of the policies loaded so far."""
        from followup import api
        from followup.loading.timeline import load

        additions = self.host.additions
        return load(node, api.vocabulary_of(self.policies.values(), additions), additions, file, "timeline")[1]

    def suite(self, node: "Node", file: str) -> "tuple[Suite | None, Policy | None, Findings]":
        """Return the suite that *node* is with its policy, and all that is to be said about both."""
        from followup.loading.suite import load
        from followup.loading.vocabulary import built_in

        used: list[Policy] = []

        def find(reference: str, place: "Place") -> "tuple[Policy | None, Findings]":
            policy, diagnostics = self._named(reference, place)
            used.extend([policy] if policy is not None else [])
            return policy, diagnostics

        suite, diagnostics = load(node, find, built_in(), self.host.additions, file)
        return suite, (used[0] if used else None), diagnostics

    def check(self, node: "Node", file: str, kind: Kind) -> Findings:
        """Return what is to be said about *node*, plugins' advice included."""
        match kind:
            case Kind.SUITE:
                return self.suite(node, file)[2]
            case Kind.TIMELINE:
                return self.timeline(node, file)
            case Kind.POLICY:
                policy, diagnostics = self.policy(node, file)
                if policy is None or has_errors(diagnostics):
                    return diagnostics
                return in_order((*diagnostics, *self.host.check(policy)))

    def _named(self, reference: str, place: "Place") -> "tuple[Policy | None, Findings]":
        from followup.loading.find import find

        node, diagnostics, file = find(reference, self.host.additions.policies, place)
        if file in self.policies:
            return self.policies[file], ()
        return (None, diagnostics) if node is None else self.policy(node, file)
