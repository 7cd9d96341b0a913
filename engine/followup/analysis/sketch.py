"""A timeline in the making: small, in UTC, and changed by returning another one."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Final

from followup.loading.data import from_data
from followup.loading.timeline import read
from followup.model.policy import Policy
from followup.model.step import Step
from followup.model.timeline import Timeline, Written
from followup.model.vocabulary import INTERVIEWER, EventKind
from followup.model.zone import DAY, Zone, date_of, wall_of

UTC: Final = Zone("UTC")
"""The zone of every sketch: no clock ever changes in it, and wall time is the instant."""

START: Final = wall_of(datetime(2026, 3, 2, 10))
"""When the first event of a sketch happens: a Monday at 10:00."""

SOMEBODY: Final = "dana"
"""The id of the person of a sketch that has only one."""

Value = str | tuple[str, ...] | Written
Data = dict[str, object]
"""In the shape of a file."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A person of a sketch.

    Attributes:
        reach: The media that reach them, or None: any.
    """

    role: str | None = None
    reach: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Scene:
    """An event of a sketch: *fields* has all that its kind has but ``at``."""

    kind: EventKind
    at: Written
    fields: Mapping[str, Value] = field(default_factory=dict)

    def data(self) -> Data:
        """Return it as a timeline's file has it."""
        return {
            "event": self.kind.name,
            "at": text_of(self.at),
            **{name: _plain(value) for name, value in self.fields.items()},
        }

    def moved(self, minutes: int) -> "Scene":
        """Return it with each of its instants *minutes* later."""
        fields = {
            name: value._replace(minute=value.minute + minutes) if isinstance(value, Written) else value
            for name, value in self.fields.items()
        }
        return Scene(self.kind, self.at._replace(minute=self.at.minute + minutes), fields)

    def people(self) -> Iterator[str]:
        """Yield the people it names."""
        for name, value in self.fields.items():
            if self.kind.fields[name].type.personal and not isinstance(value, Written):
                yield from (value,) if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Sketch:
    """A timeline in the making, and the instants between which it is looked at.

    INVARIANT: it names no person that it lacks but the unnamed interviewer, and no word that its policy does not know.

    Attributes:
        as_of: In minutes, or None for the pure simulation.
        horizon: In minutes, or None for the usual one.
    """

    scenes: tuple[Scene, ...] = ()
    people: Mapping[str, Figure] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)
    as_of: int | None = None
    horizon: int | None = None

    def data(self) -> Data:
        """Return the timeline in the shape of its file."""
        data: Data = {"timezone": UTC.name}
        if self.facts:
            data["facts"] = dict(self.facts)
        if self.people:
            data["people"] = {name: _person(one) for name, one in self.people.items()}
        return {**data, "events": [scene.data() for scene in self.scenes]}

    def timeline(self, policy: Policy) -> Timeline:
        """Return the timeline in the words of *policy*."""
        node, found = from_data(self.data(), "<witness>")
        assert node is not None, found
        # The zone remembers what it has worked out: one for all.
        return replace(read(node, policy.vocabulary, policy.additions, "<witness>", "witness"), zone=UTC)

    def called(self, name: str) -> list[Scene]:
        """Return the events of the kind or group *name*."""
        return [scene for scene in self.scenes if name in scene.kind.names]

    def having(self, *scenes: Scene) -> "Sketch":
        """Return it with more events."""
        return replace(self, scenes=(*self.scenes, *scenes))

    def less(self, unwanted: Callable[[Scene], bool]) -> "Sketch":
        """Return it without the events that are *unwanted*."""
        return replace(self, scenes=tuple(scene for scene in self.scenes if not unwanted(scene)))

    def instead(self, old: Scene, new: Scene) -> "Sketch":
        """Return it with an event replaced."""
        return replace(self, scenes=tuple(new if scene is old else scene for scene in self.scenes))

    def moved(self, minutes: int) -> "Sketch":
        """Return it with everything in it *minutes* later."""
        return replace(
            self,
            scenes=tuple(scene.moved(minutes) for scene in self.scenes),
            as_of=None if self.as_of is None else self.as_of + minutes,
            horizon=None if self.horizon is None else self.horizon + minutes,
        )

    def stating(self, fact: str, value: str | None) -> "Sketch":
        """Return it with a fact stated, or with None no longer stated."""
        others = {name: one for name, one in self.facts.items() if name != fact}
        return replace(self, facts=others if value is None else {**others, fact: value})

    def casting(self, person: str, figure: Figure) -> "Sketch":
        """Return it with a person put in, or changed; the unnamed interviewer gets a name by that, `SOMEBODY`."""
        if person != INTERVIEWER:
            return replace(self, people={**self.people, person: figure})
        named = self.renaming(INTERVIEWER, self.new_id())
        name = self.new_id()
        scenes = tuple(
            Scene(scene.kind, scene.at, {**scene.fields, scene.kind.meets: (name,)})
            if scene.kind.meets is not None and not scene.fields.get(scene.kind.meets)
            else scene
            for scene in named.scenes
        )
        return replace(named, scenes=scenes, people={**named.people, name: figure})

    def new_id(self) -> str:
        """Return the id of the next person."""
        return next(name for name in _names() if name not in self.people)

    def renaming(self, old: str, new: str) -> "Sketch":
        """Return it with *new* wherever its events name *old*; *old* itself stays where it is."""

        def renamed(value: Value) -> Value:
            if isinstance(value, tuple) and not isinstance(value, Written):
                return tuple(dict.fromkeys(new if one == old else one for one in value))
            return new if value == old else value

        scenes = (
            Scene(
                scene.kind,
                scene.at,
                {
                    name: renamed(value) if scene.kind.fields[name].type.personal else value
                    for name, value in scene.fields.items()
                },
            )
            for scene in self.scenes
        )
        return replace(self, scenes=tuple(scenes))


def deed(kind: EventKind, step: Step, at: int, names: str | None = None) -> Scene:
    """Return the event of *kind*, a `did`, that says that *step* was done at the minute *at*.

    Args:
        names: The step that it says it follows; None: it says nothing of that.
    """
    fields: dict[str, Value] = {"act": step.act}
    if step.to is not None:
        fields["to"] = step.to.id
    if step.via is not None:
        fields["via"] = step.via
    return Scene(kind, Written(at), fields if names is None else {**fields, "step": names})


def text_of(written: Written) -> str:
    """Return an instant as a sketch's file has it: local time in UTC, or a date.

    >>> text_of(Written(START)), text_of(Written(START, bare=True))
    ('2026-03-02T10:00', '2026-03-02')
    """
    day, minute = divmod(written.minute, DAY)
    date = date_of(day).isoformat()
    return date if written.bare else f"{date}T{minute // 60:02}:{minute % 60:02}"


def _names() -> Iterator[str]:
    yield from (SOMEBODY, "lee", "omar")
    number = 1
    while True:
        yield f"person-{number}"
        number += 1


def _person(figure: Figure) -> Data:
    data: Data = {} if figure.role is None else {"role": figure.role}
    if figure.reach is not None:
        data["reach"] = dict.fromkeys(figure.reach, "somewhere@example.org")
    return data


def _plain(value: Value) -> object:
    if isinstance(value, Written):
        return text_of(value)
    return value if isinstance(value, str) else list(value)
