"""Which changes to a policy its cases notice: each is made, one at a time, and the cases are run again."""

import signal
import sys
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import redirect_stdout
from dataclasses import dataclass, replace
from multiprocessing import get_context
from typing import NamedTuple

from followup.loading import policy as policies
from followup.loading.link import link
from followup.loading.vocabulary import built_in
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, MoreThan, Rule
from followup.testing.change import Change
from followup.testing.changes import changes_of
from followup.testing.points import shaping
from followup.testing.suites import Outcome, Reader, run_case


@dataclass(frozen=True, slots=True)
class Mutation:
    """What the cases of one policy's suites notice of changes to it.

    Attributes:
        changes: How many changes there are that make another policy of it, one that can be loaded.
        survivors: Those that no case notices, in the order of the policy.
    """

    policy: Policy
    changes: int
    survivors: tuple[Change, ...]

    @property
    def noticed(self) -> int:
        """How many changes some case notices."""
        return self.changes - len(self.survivors)

    @property
    def percent(self) -> float:
        """How much is noticed; 100 where there is nothing to change."""
        return 100 * self.noticed / self.changes if self.changes else 100.0


class _Mutant(NamedTuple):
    """A change, by its number among all, and the policy that it makes."""

    number: int
    change: Change
    policy: Policy


def mutation(outcomes: Sequence[Outcome], every: int = 1, processes: int = 1) -> tuple[Mutation, ...]:
    """Return what the cases among *outcomes* that pass notice, policy by policy in the order in which they first come.

    A case notices a change if it fails, or if its plan raises or meets a problem that it did not have, such as a
    series without measure: so every change is tried in bounded time.

    Args:
        every: Only each *every*-th change is tried; not together with *processes*.
        processes: More than one only where all suites are in files, all plugins are those installed, and the main
            module can be imported once more, as a command line's can.
    """
    policies_and_cases = list(_by_policy(outcomes))
    if processes < 2:
        shares = [_tried(policies_and_cases, 0, every)]
    else:
        cases = tuple((outcome.suite.file, outcome.case.name) for _, passed in policies_and_cases for outcome in passed)
        # Not forked: whoever calls may have threads. Ctrl-C reaches all processes: these end without a word of theirs.
        quiet = (signal.signal, (signal.SIGINT, signal.SIG_DFL))
        with ProcessPoolExecutor(processes, get_context("spawn"), *quiet) as pool:
            shares = list(pool.map(_share, [(cases, number, processes) for number in range(processes)]))
    found = []
    for number, (policy, _) in enumerate(policies_and_cases):
        of_policy = [share[number] for share in shares]
        changes = changes_of(policy)
        survivors = sorted(survivor for tried in of_policy for survivor in tried.survivors)
        found.append(
            Mutation(policy, sum(tried.changes for tried in of_policy), tuple(changes[one] for one in survivors))
        )
    return tuple(found)


class _Tried(NamedTuple):
    """How many changes were tried, and the numbers of those that nothing noticed."""

    changes: int
    survivors: tuple[int, ...]


def _tried(policies_and_cases: Iterable[tuple[Policy, list[Outcome]]], first: int, every: int) -> list[_Tried]:
    """Try each *every*-th change from the *first* on; return what came of it for each policy."""
    found = []
    for policy, passed in policies_and_cases:
        noticed = _Cases(passed)
        tried = [(mutant.number, noticed(mutant)) for mutant in _mutants(policy, first, every)]
        found.append(_Tried(len(tried), tuple(number for number, seen in tried if not seen)))
    return found


def _share(task: tuple[tuple[tuple[str, str], ...], int, int]) -> list[_Tried]:
    """Do the share of one process: read the files of the cases once more, since no plugin can be sent to it."""
    from followup.extension.host import PluginHost

    cases, first, every = task
    with redirect_stdout(sys.stderr):  # what plugins print is no result
        reader = Reader(PluginHost.default())
        suites = [reader.load(file) for file in dict.fromkeys(file for file, _ in cases)]
        wanted = set(cases)
        outcomes = [
            run_case(suite, case) for suite in suites for case in suite.cases if (suite.file, case.name) in wanted
        ]
        return _tried(_by_policy(outcomes), first, every)


def _by_policy(outcomes: Iterable[Outcome]) -> Iterator[tuple[Policy, list[Outcome]]]:
    """Return each policy with the cases of it that pass."""
    found: dict[tuple[str, str], tuple[Policy, list[Outcome]]] = {}
    for outcome in outcomes:
        policy = outcome.suite.policy
        _, passed = found.setdefault((policy.file, policy.digest), (policy, []))
        if not outcome.differences:
            passed.append(outcome)
    return iter(found.values())


def _mutants(policy: Policy, first: int, every: int) -> Iterator[_Mutant]:
    """Return each *every*-th change from the *first* on, if it can be loaded and makes another policy."""
    assert policy.written is not None, "it was read"
    words, shape = built_in(), _shape(policy)
    for number, change in enumerate(changes_of(policy)):
        if number % every == first:
            written = change.made_in(policy.written)
            # It is resolved, so there is no base to find.
            changed, _ = policies.load(written, lambda *_: (None, ()), words, policy.additions, policy.file)
            if changed is not None and _shape(changed) != shape:
                yield _Mutant(number, change, changed)


def _shape(policy: Policy) -> tuple[Rule, ...]:
    """Return the rules of *policy* less what no plan of its own can show: two of the same shape plan alike.

    These are the forbids that only judge other plans and, in the others, the acts that no rule of it advises, which
    matter only where contacts are counted.
    """
    advised = frozenset(rule.body.act for rule in policy.rules if isinstance(rule.body, Do))

    def met(rule: Rule) -> Rule:
        forbid = rule.body
        if not isinstance(forbid, Forbid) or isinstance(forbid.span, MoreThan) or policy.index.expands:
            return rule
        acts = advised if forbid.acts is None else forbid.acts & advised
        return replace(rule, body=replace(forbid, acts=acts))

    rules = [replace(met(rule), index=index) for index, rule in enumerate(shaping(policy))]
    return link(rules, policy.vocabulary)


class _Cases:
    """The cases that pass; the one that noticed the last change is asked first: it will often notice the next."""

    def __init__(self, passed: Sequence[Outcome]) -> None:
        self._passed = list(passed)

    def __call__(self, mutant: _Mutant) -> bool:
        """Tell whether some case notices."""
        for position, outcome in enumerate(self._passed):
            if _notices(outcome, mutant.policy):
                self._passed.insert(0, self._passed.pop(position))
                return True
        return False


def _notices(outcome: Outcome, policy: Policy) -> bool:
    try:
        changed = run_case(outcome.suite, outcome.case, policy)
    except Exception:  # whatever a change brings about that no policy should, a case has shown it
        return True
    # A policy that repeats itself without measure, or breaks a plugin, says so among the problems.
    return bool(changed.differences) or changed.plan.problems != outcome.plan.problems
