"""Test suites of policies: reading them, and holding their cases against plans."""

import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from followup import api
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


class Outcome(NamedTuple):
    """What became of a case; it passed if there is no difference."""

    suite: Suite
    case: Case
    plan: Plan
    differences: list[Difference]


def load_suite(source: str | os.PathLike[str], host: "PluginHost") -> Suite:
    """Return the suite in that file.

    Raises:
        SuiteError: with every mistake in it and in its policy.
    """
    file = os.fspath(source)
    node, diagnostics = read_file(file)
    suite = None
    if node is not None:
        suite, diagnostics = read_suite(node, file, host)
    if suite is None:
        raise SuiteError(diagnostics)
    return suite


def read_suite(node: "Node", file: str, host: "PluginHost") -> tuple[Suite | None, tuple[Diagnostic, ...]]:
    """Return the suite that *node*, read from *file*, is, and the mistakes in it and in its policy."""
    return load(node, lambda policy, place: api.find_policy(policy, host, place), built_in(), host.additions, file)


def run_suite(suite: Suite) -> Iterator[Outcome]:
    """Return what becomes of each case of *suite*."""
    for case in suite.cases:
        yield run_case(suite, case)


def run_case(suite: Suite, case: Case) -> Outcome:
    """Return what becomes of *case*."""
    zone = case.timeline.zone
    as_of, horizon = (None if minute is None else zone.local(minute) for minute in (case.as_of, case.horizon))
    plan = api.plan(suite.policy, case.timeline, as_of, horizon)
    return Outcome(suite, case, plan, differences(case, plan, suite.policy.vocabulary))
