"""Which changes to a policy its cases notice: each is made, one at a time, and the cases are run again."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from followup.loading import policy as policies
from followup.loading.link import link
from followup.loading.vocabulary import built_in
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, MoreThan, Rule
from followup.testing.change import Change
from followup.testing.changes import changes_of
from followup.testing.points import shaping
from followup.testing.suites import Outcome, Reader, run_case, run_suite

if TYPE_CHECKING:
    from followup.extension.host import PluginHost


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


def mutation(outcomes: Sequence[Outcome], every: int = 1) -> tuple[Mutation, ...]:
    """Return what the cases among *outcomes* that pass notice, policy by policy in the order in which they first come.

    Args:
        every: Only each *every*-th change is tried.
    """
    found = []
    for policy, passed in _by_policy(outcomes):
        noticed = _Cases(passed)
        mutants = list(_mutants(policy, 0, every))
        survivors = tuple(mutant.change for mutant in mutants if not noticed(mutant))
        found.append(Mutation(policy, len(mutants), survivors))
    return tuple(found)


def mutation_of_files(files: Sequence[str], host: "PluginHost", processes: int) -> tuple[Mutation, ...]:
    """Return the same as `mutation` for the suites in *files*, worked out by several processes.

    Args:
        host: All plugins that are installed: each process loads them by itself, since no plugin can be sent to it.
        processes: More than one only where the main module can be imported once more, as a command line's can.
    """
    reader = Reader(host)
    outcomes = [outcome for file in files for outcome in run_suite(reader.load(file))]
    if processes < 2:
        return mutation(outcomes)
    with ProcessPoolExecutor(processes) as pool:
        shares = list(pool.map(_share, [(tuple(files), number, processes) for number in range(processes)]))
    found = []
    for number, (policy, _) in enumerate(_by_policy(outcomes)):
        of_policy = [share[number] for share in shares]
        changes = changes_of(policy)
        left = sorted(survivor for _, survivors in of_policy for survivor in survivors)
        found.append(Mutation(policy, sum(tried for tried, _ in of_policy), tuple(changes[one] for one in left)))
    return tuple(found)


def _share(task: tuple[tuple[str, ...], int, int]) -> list[tuple[int, list[int]]]:
    """Return, for each policy, how many of one process's changes make another policy, and the numbers of survivors."""
    from followup.extension.host import PluginHost

    files, first, every = task
    reader = Reader(PluginHost.default())
    outcomes = [outcome for file in files for outcome in run_suite(reader.load(file))]
    found = []
    for policy, passed in _by_policy(outcomes):
        noticed = _Cases(passed)
        mutants = list(_mutants(policy, first, every))
        found.append((len(mutants), [mutant.number for mutant in mutants if not noticed(mutant)]))
    return found


def _by_policy(outcomes: Sequence[Outcome]) -> Iterator[tuple[Policy, list[Outcome]]]:
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
