"""Whom a step goes to, settled when it comes into being. Source: ``language.md`` sections 5 and 6."""

from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import Final

from followup.evaluation.state import State, people_of
from followup.model.rule import Do
from followup.model.timeline import Event, Person
from followup.model.vocabulary import INTERVIEWER

_IN_FILE_ORDER: Final = attrgetter("order")


def recipients_of(do: Do, event: Event | None, state: State) -> tuple[Person | None, ...]:
    """Return the people that a step anchored by *event* goes to, in people order.

    ``(None,)`` is a step to nobody; the empty tuple means that it wants somebody and there is nobody.
    """
    if do.to is None:
        return (None,)
    for group in do.to.groups:
        members = _members(group, event, state)
        if members:
            return tuple(members)
    return ()


def same_as(person: Person | None, everybody: Iterable[Person | None]) -> list[Person | None]:
    """Return those of *everybody* whom a step goes to that one to *person* anchors; None is nobody in particular."""
    people = []
    for one in everybody:  # a comprehension takes twice as long for so few
        if one is person or one is None or person is None:
            people.append(one)
    return people


def _members(group: str, event: Event | None, state: State) -> Sequence[Person]:
    people = state.timeline.people
    if group == INTERVIEWER:
        ids = people_of(event, event.kind) if event is not None and event.kind.meets else state.met
        found = list(map(people.__getitem__, set(ids)))
        found.sort(key=_IN_FILE_ORDER)
        return found
    kind, _, field = group.partition(".")
    if field:
        sender = _sender(kind, field, event, state)
        return () if sender is None else (people[sender],)
    return [person for person in people.values() if person.role == group]


def _sender(kind: str, field: str, event: Event | None, state: State) -> str | None:
    if event is not None and event.kind.name == kind:
        return event.text(field)
    for earlier in reversed(state.happened.get(kind, ())):
        sender = earlier.text(field)
        if sender is not None:
            return sender
    return None
