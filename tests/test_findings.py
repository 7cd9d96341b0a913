"""Planted defects and look-alikes: what `check` finds in a policy before there is a timeline, and where.

``tests/findings/planted/CODE__NAME.yaml`` says in comments, ``# CODE at COLUMN`` on the line, what must be found and
nothing else; in ``tests/findings/fine`` nothing must be. `mood` is a plugin's condition that does not say what it
reads, `weather` one that does, and `ladder` a plugin's kind of rule.
"""

import re
from collections.abc import Iterable, Mapping
from importlib.resources import files
from pathlib import Path

import pytest

from followup.analysis.analyse import analyse
from followup.analysis.kinds import KINDS
from followup.loading.policy import load
from followup.loading.read import read_text
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.condition import Moment
from followup.model.diagnostic import Diagnostic, Severity

FOLDER = Path(__file__).parent / "findings"
PLANTED = sorted((FOLDER / "planted").glob("*.yaml"))
FINE = sorted((FOLDER / "fine").glob("*.yaml"))
PAGE = Path(__file__).parent.parent / "docs" / "findings.md"
SHIPPED = sorted(Path(str(files("followup_policies"))).glob("*.yaml"))

_EXPECTED = re.compile(r"  # ([a-z-]+) at (\d+)").findall


class Plugin:
    """A condition, or a kind of rule."""

    schema: Mapping[str, object] = {}

    def __init__(self, name: str, *reads: str) -> None:
        self.name, self.reads = name, reads

    def holds(self, body: object, moment: Moment) -> bool | None:
        return None

    def advise(self, body: object, moment: Moment) -> Iterable[Mapping[str, object]]:
        return ()


ADDITIONS = Additions(
    conditions={"mood": Plugin("mood"), "weather": Plugin("weather", "day")}, rule_kinds={"ladder": Plugin("ladder")}
)


def findings(text: str) -> tuple[Diagnostic, ...]:
    """Return what is to be said of the policy in *text*."""
    node, diagnostics = read_text(text, "mine.yaml")
    assert node is not None, diagnostics
    policy, diagnostics = load(node, lambda *_: (None, ()), built_in(), ADDITIONS, "mine.yaml")
    assert policy is not None, [str(one) for one in diagnostics]
    return (*diagnostics, *analyse(policy))


def places(found: Iterable[Diagnostic]) -> list[str]:
    return [f"{one.place.line}:{one.place.column} {one.code}" for one in found]


def expected(text: str) -> list[str]:
    lines = enumerate(text.splitlines(), 1)
    return [f"{number}:{column} {code}" for number, line in lines for code, column in _EXPECTED(line)]


@pytest.mark.parametrize("file", PLANTED, ids=lambda file: file.stem)
def test_a_planted_defect_is_found_where_it_is(file: Path) -> None:
    text = file.read_text("utf-8")
    found = findings(text)
    assert expected(text) == places(found), "\n".join(map(str, found))
    for one in found:
        assert one.severity is not Severity.ERROR
        assert one.message.isprintable()
        assert not one.message.endswith(".")
        assert one.message[0] == "`" or one.message[0].islower(), one.message
        assert 0 == one.message.count("`") % 2
        assert one.hint is not None
        assert one.hint[0].islower()


@pytest.mark.parametrize("file", FINE, ids=lambda file: file.stem)
def test_a_look_alike_is_left_alone(file: Path) -> None:
    assert () == findings(file.read_text("utf-8"))


def test_there_are_many_of_each() -> None:
    assert len(PLANTED) >= 140
    assert len(FINE) >= 40
    planted = {code for file in PLANTED for _, code in map(str.split, expected(file.read_text("utf-8")))}
    assert {kind.code for kind in KINDS} == planted


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_nothing_is_found_in_what_we_ship(file: Path) -> None:
    assert () == findings(file.read_text("utf-8"))
