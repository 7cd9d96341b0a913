"""Patterns of events, and which of them fit whatever another one fits."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from followup.model.condition import FieldTest, Pattern
from followup.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from followup.analysis.ties import Ties


@dataclass(frozen=True, slots=True)
class Setting:
    """What is certain of the steps whose conditions are looked at.

    Attributes:
        given: Patterns of which an event has happened whenever the conditions are asked.
        roles: Stated roles one of which the recipient surely has; empty: nothing is known of them.
        nobody: Whether the steps go to nobody.
        ties: What was found out of atoms before; see `followup.analysis.ties`.
    """

    vocabulary: Vocabulary
    given: tuple[Pattern, ...] = ()
    roles: frozenset[str] = field(default_factory=frozenset)
    nobody: bool = False
    ties: dict[object, "Ties"] = field(default_factory=dict, repr=False, compare=False)


def possible(pattern: Pattern, setting: Setting) -> bool:
    """Tell whether some event may match *pattern*."""
    return bool(_kinds(pattern, setting)) and all(
        test.values or test.roles or (test.recipient and not setting.nobody) for test in pattern.tests
    )


def implies(one: Pattern, other: Pattern, setting: Setting) -> bool:
    """Tell whether every event that matches *one* surely matches *other*, for a step to the same person."""
    if not possible(one, setting):
        return True
    if any(other.name not in setting.vocabulary.events[kind].names for kind in _kinds(one, setting)):
        return False
    tests = {test.name: test for test in one.tests}
    return all(test.name in tests and _narrower(tests[test.name], test, setting) for test in other.tests)


def _narrower(one: FieldTest, other: FieldTest, setting: Setting) -> bool:
    known = bool(setting.roles) and setting.roles <= other.roles
    recipient = not one.recipient or setting.nobody or other.recipient or known
    return recipient and one.values <= other.values and one.roles <= other.roles


def _kinds(pattern: Pattern, setting: Setting) -> list[str]:
    """Return the event kinds that *pattern* names and that have all the fields which it tests."""
    wanted = {test.name for test in pattern.tests}
    return [kind.name for kind in setting.vocabulary.kinds_called(pattern.name) if wanted <= kind.fields.keys()]
