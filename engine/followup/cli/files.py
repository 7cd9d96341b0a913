"""Files as `check` reads them: policies, timelines and test suites."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from followup.loading.kind import Kind
from followup.model.diagnostic import Diagnostic, in_order

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.node import Node
    from followup.model.policy import Policy

Findings = tuple[Diagnostic, ...]


@dataclass(slots=True)
class Files:
    """Loads files with the plugins of *host*, each policy only once.

    Attributes:
        unnamed: The paths of those that lie in a folder which was named, and were not named themselves.
        policies: Those that were loaded without an error, by path.
    """

    host: "PluginHost"
    unnamed: frozenset[str] = frozenset()
    policies: "dict[str, Policy]" = field(default_factory=dict)

    def policy(self, node: "Node", file: str) -> "tuple[Policy | None, Findings]":
        """Return the policy that *node* is, and all that is to be said about it."""
        from followup import api

        found, diagnostics = api.read_policy(node, file, self.host)
        if found is not None:
            self.policies[file] = found
        return found, diagnostics

    def timeline(self, node: "Node", file: str) -> Findings:
        """Return what is wrong with the timeline that *node* is.

        It may use the words of the policies loaded so far; but one that names its policy, none of policies that only
        happen to lie beside it.
        """
        from followup import api
        from followup.loading.followed import other_steps
        from followup.loading.parts import part

        beside = frozenset() if part(node, "policy") is None else self.unnamed
        known = tuple(policy for path, policy in self.policies.items() if path not in beside)
        found, own, diagnostics = api.TimelineReader(self.host, known, needed=True).read(node, file)
        if found is None:
            return diagnostics
        followed = known if own is None or own in known else (*known, own)
        return in_order((*diagnostics, *other_steps(found, node, followed)))

    def check(self, node: "Node", file: str, kind: Kind) -> Findings:
        """Return what is to be said about *node*, the analysis' findings and plugins' advice included."""
        from followup import api

        match kind:
            case Kind.SUITE:
                from followup.testing.suites import Reader

                return Reader(self.host).read(node, file)[1]
            case Kind.TIMELINE:
                return self.timeline(node, file)
            case Kind.POLICY:
                policy, diagnostics = self.policy(node, file)
                if policy is None:
                    return diagnostics
                return api.findings_about(policy, diagnostics, self.host)
