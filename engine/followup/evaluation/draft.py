"""The drafts of a plan's steps, worked out only when asked for: the outline lines of the points to make, filled in."""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from string import Template
from typing import Final

from followup.evaluation.occurrence import Occurrence
from followup.evaluation.state import same_person
from followup.model.draft import Draft
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.timeline import Event, Person, Timeline
from followup.model.vocabulary import Vocabulary
from followup.model.wording import date_in_words, spaced, time_in_words

_PROMISE: Final = "answer_by"
"""The instant of an event that ``${promised_date}`` means."""


class Drafts:
    """Gives the draft for each step of one plan.

    Args:
        by_id: What the plan's steps were made from, by id.
    """

    def __init__(self, policy: Policy, timeline: Timeline, by_id: Callable[[], Mapping[str, Occurrence]]) -> None:
        self._policy, self._timeline, self._by_id = policy, timeline, by_id
        self._made: dict[tuple[str, str, str | None, int | None, int | None], Draft] = {}

    def __call__(self, step_id: str) -> Draft | None:
        """Return the draft for the step with that id; None: it goes to nobody."""
        step = self._by_id()[step_id]
        person = step.person
        if person is None:
            return None
        via = step.via
        minute = step.dates.recommended if step.minute is None else step.minute
        meeting, promise = self._meeting_of(step, minute), _latest(self._promises, minute)
        # The steps of a series differ in little else than their dates, which stand in no draft.
        key = (step.series.rule.id, person.id, via, _position(meeting), _position(promise))
        if key not in self._made:
            self._made[key] = self._make(step.series.do, person, via, meeting, promise)
        return self._made[key]

    def _make(self, do: Do, person: Person, via: str | None, meeting: Event | None, promise: Event | None) -> Draft:
        words = self._policy.vocabulary
        values = {name: _one_line(value) for name, value in self._values(do, person, via, meeting, promise)}
        act = words.acts.get(do.act)
        subject = act.subject if act is not None and act.subject else spaced(do.act).capitalize()
        lines = [words.points[point].says if point in words.points else spaced(point) for point in do.say]
        address = None if via is None or person.reach is None else person.reach.get(via)
        sender = _one_line(self._timeline.candidate.name or "")
        filled = tuple(_filled(line, values) for line in lines)
        return Draft(_filled(subject, values), address or None, filled, sender or None)

    def _values(
        self, do: Do, person: Person, via: str | None, meeting: Event | None, promise: Event | None
    ) -> Iterator[tuple[str, str]]:
        """Yield what a line may hold: each field with its value or, where that is not known, with a gap."""
        timeline, words, zone = self._timeline, self._policy.vocabulary, self._timeline.zone
        began = None if meeting is None else meeting.instants["at"]
        promised = None if promise is None else promise.instants[_PROMISE].minute
        found = {
            "act": spaced(do.act),
            "company": timeline.company,
            "interview_date": None if began is None else date_in_words(began.minute, zone),
            "interview_time": None if began is None or began.bare else time_in_words(began.minute, zone),
            "medium": None if via is None else _medium(via, words),
            "my_name": timeline.candidate.name,
            "person": _person(person, words),
            "phone": timeline.candidate.phone,
            "position": timeline.position,
            "promised_date": None if promised is None else date_in_words(promised, zone),
        }
        for name, value in found.items():
            yield name, value or f"[{spaced(name)}]"

    def _meeting_of(self, step: Occurrence, minute: int) -> Event | None:
        """Return the interview that the anchor of *step* leads back to, else the latest that had begun."""
        event = step.series.event
        while event is None:
            done = self._done.get((step.series.do.anchor.step, step.series.anchor), ())
            before = next((one for one in done if same_person(one.person_id, step.person_id)), None)
            if before is None:
                break
            step, event = before, before.series.event  # no circle: rules form none
        return event if event is not None and event.kind.meets else _latest(self._meetings, minute)

    @cached_property
    def _done(self) -> Mapping[tuple[str | None, int], Sequence[Occurrence]]:
        """The steps that were or will be done, by their rule and minute."""
        found: dict[tuple[str | None, int], list[Occurrence]] = {}
        for step in self._by_id().values():
            if step.minute is not None:
                found.setdefault((step.series.rule.id, step.minute), []).append(step)
        return found

    @cached_property
    def _meetings(self) -> Sequence[Event]:
        return [event for event in self._timeline.events if event.kind.meets]

    @cached_property
    def _promises(self) -> Sequence[Event]:
        return [event for event in self._timeline.events if _PROMISE in event.instants]


def _latest(events: Sequence[Event], minute: int) -> Event | None:
    """Return the last of *events*, which are in time order, that has happened by *minute*."""
    number = bisect_right(events, minute, key=lambda event: event.at)
    return events[number - 1] if number else None


def _position(event: Event | None) -> int | None:
    return None if event is None else event.position


def _person(person: Person, words: Vocabulary) -> str:
    """Return the name, else the role in words, else the id."""
    if person.name or person.role is None:
        return person.name or person.id
    role = words.roles.get(person.role)
    noun = role.reads if role is not None and role.reads else f"a {spaced(person.role)}"
    return f"the {noun.split(' ', 1)[-1]}"


def _medium(medium: str, words: Vocabulary) -> str:
    known = words.media.get(medium)
    return known.reads if known is not None and known.reads else f"by {spaced(medium)}"


def _filled(line: str, values: Mapping[str, str]) -> str:
    return Template(line).safe_substitute(values)


def _one_line(value: str) -> str:
    return " ".join(value.split())
