"""Test suites of policies: reading them, and holding their cases against plans."""

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from followup import api
from followup.loading import policy as policies
from followup.loading.find import find
from followup.loading.read import read_file
from followup.loading.suite import load
from followup.loading.vocabulary import built_in
from followup.model.diagnostic import Diagnostic, SuiteError
from followup.model.plan import Plan
from followup.model.suite import Case, Suite
from followup.testing.expected import Difference, differences

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.node import Node
    from followup.model.place import Place
    from followup.model.policy import Policy

Found = tuple["Policy | None", tuple[Diagnostic, ...]]


class Outcome(NamedTuple):
    """What became of a case; it passed if there is no difference."""

    suite: Suite
    case: Case
    plan: Plan
    differences: list[Difference]


@dataclass(slots=True)
class Reader:
    """Reads suites with the plugins of *host*, and each policy that they are for only once.

    Attributes:
        files: Every file that was asked for, suites, policies and bases, there or not: what a change to may matter.
    """

    host: "PluginHost"
    files: dict[str, None] = field(default_factory=dict)
    _policies: dict[str, Found] = field(default_factory=dict)

    def load(self, source: str | os.PathLike[str]) -> Suite:
        """Return the suite in that file.

        Raises:
            SuiteError: with every mistake in it and in its policy.
        """
        file = os.fspath(source)
        self.files[file] = None
        node, diagnostics = read_file(file)
        suite = None
        if node is not None:
            suite, diagnostics = self.read(node, file)
        if suite is None:
            raise SuiteError(diagnostics)
        return suite

    def read(self, node: "Node", file: str) -> tuple[Suite | None, tuple[Diagnostic, ...]]:
        """Return the suite that *node*, read from *file*, is, and the mistakes in it and in its policy."""
        return load(node, self._policy, built_in(), self.host.additions, file)

    def _policy(self, reference: str, place: "Place") -> Found:
        installed = self.host.additions.policies
        path = reference if reference in installed else os.path.join(os.path.dirname(place.file), reference)
        if path not in self._policies:
            node, diagnostics, file = self._find(reference, place)
            if node is None:  # what is said of it stands in the suite, and another one has its own place
                return None, diagnostics
            self._policies[path] = policies.load(
                node, lambda base, at: self._find(base, at)[:2], built_in(), self.host.additions, file
            )
        return self._policies[path]

    def _find(self, reference: str, place: "Place") -> "tuple[Node | None, tuple[Diagnostic, ...], str]":
        node, diagnostics, file = find(reference, self.host.additions.policies, place)
        self.files[file] = None
        return node, diagnostics, file


def run_suite(suite: Suite) -> Iterator[Outcome]:
    """Return what becomes of each case of *suite*."""
    for case in suite.cases:
        yield run_case(suite, case)


def run_case(suite: Suite, case: Case, policy: "Policy | None" = None) -> Outcome:
    """Return what becomes of *case*.

    Args:
        policy: Plans instead of the policy of *suite*, of which it is a changed version; None: that one.
    """
    policy = policy or suite.policy
    zone = case.timeline.zone
    as_of, horizon = (None if minute is None else zone.local(minute) for minute in (case.as_of, case.horizon))
    plan = api.plan(policy, case.timeline, as_of, horizon)
    return Outcome(suite, case, plan, differences(case, plan, policy.vocabulary))
