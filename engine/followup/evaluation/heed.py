"""What forbids look at of all that happens: the rest need not be told to whom they judge by."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from followup.model.condition import Custom, Happened, parts_of
from followup.model.rule import After, Before, Forbid, OnDayOf, Rule
from followup.model.vocabulary import DID, EventKind


@dataclass(frozen=True, slots=True)
class Heeded:
    """What is looked at; None: all. Contacts and meetings, which spans and roles go by, always are.

    Attributes:
        events: The names of kinds and groups.
        acts: Of a `did`.
        steps: The ids of the rules whose being done something is counted from.
    """

    events: frozenset[str] | None = None
    acts: frozenset[str] | None = None
    steps: frozenset[str] | None = None

    def event(self, kind: EventKind) -> bool:
        """Tell whether an event of *kind*, which is no `did`, changes anything."""
        return self.events is None or kind.meets is not None or not self.events.isdisjoint(kind.names)


EVERYTHING: Final = Heeded()


def heeded_by(forbids: Iterable[tuple[Rule, Forbid]]) -> Heeded:
    """Return what *forbids*, each with its rule, look at."""
    events, acts, steps = set[str](), set[str](), set[str]()
    any_act = False
    for rule, forbid in forbids:
        if isinstance(forbid.span, Before | OnDayOf | After):
            anchor = forbid.span.anchor
            if anchor.step is not None:
                steps.add(anchor.step)
            elif anchor.event is not None:
                events.add(anchor.event)
        for part in () if rule.when is None else parts_of(rule.when):
            if isinstance(part, Custom):
                return EVERYTHING  # a plugin's condition sees all that has happened, whatever it says that it reads
            if isinstance(part, Happened):
                events.add(part.pattern.name)
                if part.pattern.name == DID:
                    of = next((test.values for test in part.pattern.tests if test.name == "act"), None)
                    any_act = any_act or of is None
                    acts.update(of or ())
    return Heeded(frozenset(events), None if any_act else frozenset(acts), frozenset(steps))
