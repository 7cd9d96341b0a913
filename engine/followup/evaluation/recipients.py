"""Whom a step goes to, settled when it comes into being. Source: ``language.md`` sections 5 and 6."""

from collections.abc import Collection
from operator import attrgetter

from followup.evaluation.state import State, people_of
from followup.model.rule import Do
from followup.model.timeline import Event, Person
from followup.model.vocabulary import INTERVIEWER


def recipients_of(do: Do, event: Event | None, state: State) -> tuple[Person | None, ...]:
    """Return the people that a step anchored by *event* goes to, in people order.

    ``(None,)`` is a step to nobody; the empty tuple means that it wants somebody and there is nobody.
    """
    if do.to is None:
        return (None,)
    for group in do.to.groups:
        members = _members(group, event, state)
        if members:
            people = state.timeline.people
            if len(members) == 1:
                return tuple([people[member] for member in members])
            return tuple(sorted([people[member] for member in set(members)], key=attrgetter("order")))
    return ()


def _members(group: str, event: Event | None, state: State) -> Collection[str]:
    if group == INTERVIEWER:
        return people_of(event, event.kind) if event is not None and event.kind.meets else state.met
    kind, _, field = group.partition(".")
    if field:
        return _senders(kind, field, event, state)
    return [person.id for person in state.timeline.people.values() if person.role == group]


def _senders(kind: str, field: str, event: Event | None, state: State) -> Collection[str]:
    if event is not None and event.kind.name == kind:
        sender = event.text(field)
        return () if sender is None else (sender,)
    for earlier in reversed(state.happened.get(kind, ())):
        sender = earlier.text(field)
        if sender is not None:
            return (sender,)
    return ()
