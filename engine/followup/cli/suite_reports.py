"""What became of test cases, what they cover and which changes they notice, for people, programs and CI."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import floor

from followup.cli.layout import json_text, table
from followup.cli.reports import annotation, diagnostic_document
from followup.model.diagnostic import Diagnostic
from followup.testing.coverage import Coverage
from followup.testing.expected import Difference
from followup.testing.mutate import Mutation
from followup.testing.points import Kind, conditions_of, outcome
from followup.testing.suites import Outcome


@dataclass(frozen=True, slots=True)
class Tests:
    """All that one run of ``followup test`` found.

    Attributes:
        coverages: Of each policy, or None: not asked for.
        mutations: Of each policy, or None: not asked for.
        diagnostics: What is wrong with suites that could not be run.
    """

    outcomes: Sequence[Outcome]
    coverages: Sequence[Coverage] | None = None
    mutations: Sequence[Mutation] | None = None
    diagnostics: Sequence[Diagnostic] = ()

    @property
    def failed(self) -> list[Outcome]:
        """The cases that failed."""
        return [outcome for outcome in self.outcomes if outcome.differences]

    def below(self, percent: float) -> list[str]:
        """Return, each as a sentence, what is covered or noticed less than *percent*."""
        shown = [(one.policy.id, one.percent, "is covered") for one in self.coverages or ()]
        noticed = [(one.policy.id, one.percent, "of changes are noticed") for one in self.mutations or ()]
        return [
            f"{policy}: {said(found)} % {what}, less than {percent:g} %"
            for policy, found, what in (*shown, *noticed)
            if found < percent
        ]


def said(percent: float) -> str:
    """Return *percent* with one decimal at the most, never rounded up: 100 means all.

    >>> said(99.96), said(100.0)
    ('99.9', '100')
    """
    return f"{floor(percent * 10) / 10:g}"


def as_text(tests: Tests) -> str:
    """Return what people read: what failed, what is not covered and not noticed, and the figures."""
    lines: list[str] = []
    for failed in tests.failed:
        lines += [f"FAILED {failed.case.place}: {failed.case.name}"]
        for difference in failed.differences:
            lines += [f"  {difference.place}: {difference.what}"]
            lines += [f"    {line}" for line in table(("", "EXPECTED", "ACTUAL"), difference.values)]
        lines.append("")
    number, failures = len(tests.outcomes), len(tests.failed)
    passed = f"{failures} failed, {number - failures} passed" if failures else "all passed"
    lines.append(f"{number} case{'' if number == 1 else 's'}: {passed}")
    for coverage in tests.coverages or ():
        shown, points = coverage.count()
        lines += ["", f"coverage of {coverage.policy.id}: {said(coverage.percent)} % ({shown} of {points})"]
        lines.append(f"  {', '.join(_of_kind(coverage, kind) for kind in Kind)}")
        lines += [f"  {point.place}: {point.rule}: {point.missing}" for point in coverage.missing]
    for mutation in tests.mutations or ():
        figures = f"{mutation.noticed} of {mutation.changes} changes noticed ({said(mutation.percent)} %)"
        lines += ["", f"mutation of {mutation.policy.id}: {figures}"]
        lines += [f"  {change.place}: {change.rule}: {change}: no case notices" for change in mutation.survivors]
    return "\n".join(lines) + "\n"


def as_json(tests: Tests) -> str:
    """Return the same as data; ``coverage`` and ``mutation`` are there where they were asked for."""
    document: dict[str, object] = {
        "test": 1,
        "cases": [_case_document(one) for one in tests.outcomes],
        "diagnostics": [diagnostic_document(one) for one in tests.diagnostics],
    }
    if tests.coverages is not None:
        document["coverage"] = [_coverage_document(coverage) for coverage in tests.coverages]
    if tests.mutations is not None:
        document["mutation"] = [_mutation_document(mutation) for mutation in tests.mutations]
    return json_text(document)


def as_github(tests: Tests) -> str:
    """Return workflow commands: an error for each difference, a warning for what no case shows or notices."""
    lines = [
        annotation("error", difference.place, failed.case.name, in_words(difference))
        for failed in tests.failed
        for difference in failed.differences
    ]
    for coverage in tests.coverages or ():
        lines += [annotation("warning", one.place, f"{one.rule} not covered", one.missing) for one in coverage.missing]
    for mutation in tests.mutations or ():
        lines += [
            annotation("warning", change.place, f"{change.rule} not noticed", f"{change}: no case notices")
            for change in mutation.survivors
        ]
    return "".join(lines)


def in_words(difference: Difference) -> str:
    """Return *difference* on one line."""
    values = [
        f"{key}{': ' if key else ''}expected {expected or 'it'}, actual {actual or 'nothing'}"
        for key, expected, actual in difference.values
    ]
    return f"{difference.what}: {'; '.join(values)}" if values else difference.what


def _of_kind(coverage: Coverage, kind: Kind) -> str:
    shown, points = coverage.count(kind)
    unknown = 0
    if kind is Kind.CONDITIONS:
        unknown = sum(outcome(tested.path, None) in coverage.seen for tested in conditions_of(coverage.policy))
    return f"{kind} {shown} of {points}" + (f" ({unknown} seen unknown, too)" if unknown else "")


def _case_document(outcome: Outcome) -> Mapping[str, object]:
    return {
        "suite": outcome.suite.id,
        "policy": outcome.suite.policy.id,
        "case": outcome.case.name,
        "file": outcome.case.place.file,
        "line": outcome.case.place.line,
        "passed": not outcome.differences,
        "differences": [
            {
                "what": difference.what,
                "line": difference.place.line,
                "column": difference.place.column,
                "values": [
                    {"key": key, "expected": expected, "actual": actual} for key, expected, actual in difference.values
                ],
            }
            for difference in outcome.differences
        ],
    }


def _coverage_document(coverage: Coverage) -> Mapping[str, object]:
    return {
        "policy": coverage.policy.id,
        "percent": coverage.percent,
        "kinds": {kind: dict(zip(("covered", "of"), coverage.count(kind), strict=True)) for kind in Kind},
        "conditions": [
            {
                "rule": tested.rule,
                "path": tested.path,
                **tested.place.document(),
                "true": coverage.seen.get(outcome(tested.path, True), 0),
                "false": coverage.seen.get(outcome(tested.path, False), 0),
                "unknown": coverage.seen.get(outcome(tested.path, None), 0),
            }
            for tested in conditions_of(coverage.policy)
        ],
        "missing": [
            {
                "kind": point.kind,
                "rule": point.rule,
                "path": point.key,
                **point.place.document(),
                "message": point.missing,
            }
            for point in coverage.missing
        ],
    }


def _mutation_document(mutation: Mutation) -> Mapping[str, object]:
    return {
        "policy": mutation.policy.id,
        "percent": mutation.percent,
        "changes": mutation.changes,
        "noticed": mutation.noticed,
        "survivors": [
            {"rule": change.rule, **change.place.document(), "was": change.was, "now": change.now}
            for change in mutation.survivors
        ],
    }
