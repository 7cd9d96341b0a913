"""The golden cases, worked out by hand before they were run: one test for each."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from followup.extension.host import PluginHost
from followup.loading.read import read_file
from followup.model.suite import Case, Suite
from followup.testing.suites import Reader, run_case

CASES = Path(__file__).parent / "cases"
LEDGER = read_file(CASES.parent / "advice_ledger.yaml")[0]
HOST = PluginHost.of()

WITHOUT_EFFECT = {
    "K10": "a reason to follow up at all: it is the thank-you",
    "D9": "a tone, and no inquiry",
    "R5": "a pointer to other pages",
}
"""Rows of the ledger that no plan can show on their own."""


def all_cases() -> Iterator[tuple[Suite, Case]]:
    for file in sorted(CASES.rglob("*.yaml")):
        if file.parent.name != "policies":
            suite = Reader(HOST).load(file)
            yield from ((suite, case) for case in suite.cases)


ALL = tuple(all_cases())


@pytest.mark.parametrize(("suite", "case"), [pytest.param(s, c, id=f"{s.id}: {c.name}") for s, c in ALL])
def test_the_plan_is_as_worked_out_by_hand(suite: Suite, case: Case) -> None:
    found = run_case(suite, case).differences
    assert [] == [f"{each.place}: {each.what} {each.values}" for each in found]


def test_there_are_enough_cases_for_each_policy() -> None:
    by_policy = Counter(suite.policy.id for suite, _ in ALL)
    shipped = set(HOST.policies)
    assert 5 == len(shipped)
    assert all(by_policy[name] >= 15 for name in shipped), by_policy


def test_every_row_of_advice_that_has_an_effect_has_a_case() -> None:
    assert LEDGER is not None
    assert isinstance(LEDGER.value, dict)
    rows = {row for source in LEDGER.value.values() for row in (source.value if isinstance(source.value, dict) else ())}
    assert 48 == len(rows)
    named = {row for _, case in ALL for row in re.findall(r"\b[KDRSH][0-9]+\b", case.name)}
    assert set() == rows - named - set(WITHOUT_EFFECT)
    assert WITHOUT_EFFECT.keys() <= rows


def test_every_case_expects_something() -> None:
    for _, case in ALL:
        expect = case.expect
        assert (
            any((expect.steps, expect.only, expect.withheld is not None, expect.questions is not None, expect.never))
            or expect.next_change
        ), case.name
