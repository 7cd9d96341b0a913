"""Whether a condition holds: Kleene's three values, with None for unknown. Source: ``language.md`` section 5."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime

from followup.evaluation.state import ALWAYS, State, in_time
from followup.model.condition import All, Any, Condition, Custom, Fact, FieldTest, Happened, Known, Not, Pattern
from followup.model.failure import PluginError
from followup.model.tell import kind_of, raised
from followup.model.timeline import Event, Person, Timeline
from followup.model.vocabulary import DID, Act
from followup.model.zone import Zone


def holds(condition: Condition, state: State, person: Person | None) -> bool | None:
    """Return whether *condition* holds for a step to *person*; None: unknown.

    Raises:
        PluginError: a plugin's condition does not work.
    """
    # What policies ask most, found out in less than half the time of a `match`.
    if isinstance(condition, Happened):
        return _happened(condition, state, person)
    if isinstance(condition, Fact):
        stated = state.timeline.facts.get(condition.name)
        return None if stated is None else stated in condition.values
    if isinstance(condition, Not):
        value = holds(condition.part, state, person)
        return None if value is None else not value
    match condition:
        case Known(name):
            return name in state.timeline.facts
        case All(parts):
            found: bool | None = True
            for part in parts:
                value = holds(part, state, person)
                if value is False:
                    return False
                if value is None:
                    found = None
            return found
        case Any(parts):
            found = False
            for part in parts:
                value = holds(part, state, person)
                if value:
                    return True
                if value is None:
                    found = None
            return found
        case Custom():
            return _custom(condition, state, person)


def _happened(condition: Happened, state: State, person: Person | None) -> bool:
    seen, pattern, times = 0, condition.pattern, condition.times
    events = state.happened.get(pattern.name, ())
    if len(events) < times:
        return False
    for event in events:
        seen += matches(pattern, event, state, person)
        if seen == times:
            return True
    return False


def matches(pattern: Pattern, event: Event, state: State, person: Person | None) -> bool:
    """Tell whether *event*, of the kind or group that *pattern* names, passes its tests for a step to *person*."""
    for test in pattern.tests:  # noqa: SIM110 a generator takes twice as long
        if not _passes(test, event, state, person):
            return False
    return True


def unknown_facts(condition: Condition, state: State, person: Person | None) -> Iterable[str]:
    """Return the facts that leave *condition*, which came out unknown, open: those in its unknown parts."""
    match condition:
        case Fact(name):
            yield name
        case All(parts) | Any(parts):
            for part in parts:
                if holds(part, state, person) is None:
                    yield from unknown_facts(part, state, person)
        case Not(part):
            yield from unknown_facts(part, state, person)
        case _:
            pass


def _passes(test: FieldTest, event: Event, state: State, person: Person | None) -> bool:
    value = event.fields.get(test.name)
    if value is None:
        return False
    for word in (value,) if isinstance(value, str) else value:
        if word in test.values or (test.recipient and person is not None and word == person.id):
            return True
        if test.roles and (someone := state.timeline.people.get(word)) is not None:
            for role in test.roles:
                if state.has_role(someone, role):
                    return True
    return False


@dataclass(frozen=True, slots=True)
class RunMoment:
    """What a plugin may see of a run: `followup.model.condition.Moment`."""

    state: State
    person: Person | None

    @property
    def now(self) -> datetime | None:
        """The minute in the timeline's zone, or None before everything."""
        return None if self.state.now == ALWAYS else self.state.timeline.zone.local(self.state.now)

    @property
    def recipient(self) -> str | None:
        """The id of the person of the step, or None."""
        return None if self.person is None else self.person.id

    @property
    def facts(self) -> Mapping[str, str]:
        """The facts that the timeline states, as a copy."""
        return dict(self.state.timeline.facts)

    @property
    def events(self) -> Iterable[Mapping[str, object]]:
        """What has happened up to now, oldest first."""
        return shown(
            {id(event): event for events in self.state.happened.values() for event in events}.values(),
            self.state.timeline.zone,
        )

    @property
    def last_contact(self) -> datetime | None:
        """When the candidate last contacted somebody at the employer, or None."""
        last = max(self.state.last_contact.values(), default=None)
        return None if last is None else self.state.timeline.zone.local(last)


def moment_at(timeline: Timeline, as_of: int | None, acts: Mapping[str, Act]) -> RunMoment:
    """Return what a plugin may see before a run: what has happened by *as_of*, None: nothing.

    Args:
        acts: All that there are.
    """
    state = State(timeline)
    if as_of is not None:
        state.now = as_of
        for event in in_time(timeline, as_of):
            if event.at <= as_of and event.kind.name == DID:
                state.add_did(event, acts)
            elif event.at <= as_of:
                state.happened.setdefault(event.kind.name, []).append(event)
    return RunMoment(state, None)


def shown(events: Iterable[Event], zone: Zone) -> list[Mapping[str, object]]:
    """Return *events* as plugins see them: ``event``, its instants as aware datetimes, and its other fields."""
    return [
        {
            "event": event.kind.name,
            **{name: zone.local(written.minute) for name, written in event.instants.items()},
            **event.fields,
        }
        for event in sorted(events, key=lambda event: (event.at, event.tie))
    ]


def _custom(custom: Custom, state: State, person: Person | None) -> bool | None:
    name = custom.condition.name
    try:
        value = custom.condition.holds(deepcopy(custom.body), RunMoment(state, person))
        if value is None or isinstance(value, bool):
            return value
        text = f"condition `{name}` answered {kind_of(value)} instead of true, false or unknown"
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        text = f"condition `{name}` {raised(error)}"
    raise PluginError(name, text, custom.rule, custom.place)
