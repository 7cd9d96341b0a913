"""What plugins add to the language: words, conditions, rule kinds, calendars and packs of policies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from followup.model.condition import CustomCondition, Moment
from followup.model.vocabulary import Vocabulary


class RuleKind(Protocol):
    """What a plugin supplies: a key that stands in a rule where ``do`` and ``forbid`` stand."""

    @property
    def name(self) -> str:
        """That key."""

    @property
    def schema(self) -> Mapping[str, object]:
        """The JSON Schema of its body."""

    def advise(self, body: object, moment: Moment) -> Iterable[Mapping[str, object]]:
        """Return the ``do`` bodies, as a policy would write them, that the rule stands for.

        Asked once, before the run; *moment* shows what has happened by ``as_of``.
        """


class BusinessCalendar(Protocol):
    """What a plugin supplies: a calendar that timelines name in ``calendar: {use: …}``.

    It may also have a text ``says``, such as the name of a country, by which a wrong name is told what was meant.
    """

    @property
    def name(self) -> str:
        """The name by which timelines use it."""

    def is_business_day(self, day: date) -> bool:
        """Tell whether business is done on *day*; weekends and the timeline's own holidays are taken out already."""


@dataclass(frozen=True, slots=True)
class Additions:
    """All that plugins add to the language, by name."""

    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    conditions: Mapping[str, CustomCondition] = field(default_factory=dict)
    rule_kinds: Mapping[str, RuleKind] = field(default_factory=dict)
    calendars: Mapping[str, BusinessCalendar] = field(default_factory=dict)
    policies: Mapping[str, str] = field(default_factory=dict)
    """Paths of the policies in packs, by id."""
    origins: Mapping[tuple[str, str], str] = field(default_factory=dict)
    """The distribution and its version by kind and name, such as ``("condition", "weekday")``; of ours not all."""
