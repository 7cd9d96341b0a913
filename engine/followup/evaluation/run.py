"""One run over time: from event to event and from step to step, never from day to day.

Source of every order here: ``language.md`` section 6. In one minute: expiry, then events (anchors, then what the
candidate did, then stops), then steps in rule order, and again from the first rule for as long as one was done.
"""

import heapq
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import count
from typing import Final

from followup.evaluation.conditions import matches
from followup.evaluation.dates import dates_of
from followup.evaluation.decide import choose_medium, hold_on, waits_for_hours
from followup.evaluation.occurrence import ALWAYS, Fate, Occurrence, Series
from followup.evaluation.recipients import recipients_of
from followup.evaluation.satisfy import satisfied_by
from followup.evaluation.state import State, same_person
from followup.evaluation.status import standing, timing
from followup.model.plan import Dates, Status
from followup.model.policy import Do, Policy, Rule
from followup.model.timeline import Event, Person, Timeline, Written
from followup.model.vocabulary import DID

MOST_STEPS: Final = 10_000
"""So many steps come into being in one run at the most: a policy that wants more repeats itself without measure."""

_EVENTS: Final = -1
"""The turn of a minute in which steps expire and events happen; passes over the rules count from 0."""


class Run:
    """A run, carried on minute by minute.

    Attributes:
        as_of: Up to here everything is history and nothing is simulated; None: there is no history.
        horizon: The last minute that is looked at.
        steps: Every step that came into being, in that order.
        open_facts: By unknown fact: the indices of the rules for which it left a decision open.
        full: Whether `MOST_STEPS` was reached.
    """

    def __init__(self, policy: Policy, timeline: Timeline, as_of: int | None, horizon: int) -> None:
        self.policy, self.timeline, self.as_of, self.horizon = policy, timeline, as_of, horizon
        self.state = State(timeline)
        self.state.now = ALWAYS
        self.steps: list[Occurrence] = []
        self.open_facts: dict[str, set[int]] = {}
        self.full = False
        self._media = policy.vocabulary.media
        self._did = policy.vocabulary.events[DID]
        self._events = in_time(timeline, as_of)
        self._next_event = 0
        self._simulating = False
        self._by_event: dict[str, list[tuple[Rule, Do]]] = {}
        self._by_step: dict[str, list[tuple[Rule, Do]]] = {}
        self._by_until: dict[str, list[int]] = {}
        self._pending: dict[int, dict[Occurrence, None]] = {}
        for rule in policy.rules:
            if isinstance(do := rule.body, Do):
                self._pending[rule.index] = {}
                if do.anchor.step is not None:
                    self._by_step.setdefault(do.anchor.step, []).append((rule, do))
                elif do.anchor.event is not None:
                    self._by_event.setdefault(do.anchor.event, []).append((rule, do))
                for name in dict.fromkeys(pattern.name for pattern in do.until):
                    self._by_until.setdefault(name, []).append(rule.index)
        self._rule_ids = {rule.id for rule in policy.rules}
        self._numbers: dict[tuple[int, str | None], int] = {}
        self._dates: dict[tuple[int, int, int, int], Dates] = {}
        # Minute, turn, rule index, anchor number; then a serial number, so that steps are never compared.
        self._agenda: list[tuple[int, int, int, int, int, Occurrence]] = []
        self._serial = count()
        self._waiting: dict[str, list[Occurrence]] = {}
        self._turn = (ALWAYS, _EVENTS, 0, 0)
        for event in self._events:
            if event.kind.foreseen:
                self._bring(event)

    # ------------------------------------------------------------------ going on

    def live_through_history(self) -> None:
        """Go to `as_of`, simulating nothing; then note how every step stands."""
        if self.as_of is None:
            return
        self.advance(self.as_of)
        self.state.now = self.as_of
        for step in self.pending():
            step.standing = standing(step, hold_on(step, self.state, self._media) is not None, self.as_of)

    def simulate(self, visits: Iterable[int] = ()) -> None:
        """Go on to the horizon, doing what the policy advises.

        Args:
            visits: Minutes at which every step that is held back is looked at once more, which must change nothing.
        """
        self._simulating = True
        for step in self.pending():
            self._schedule(step)
        for minute in sorted(visits):
            if self.state.now < minute <= self.horizon:
                self.advance(minute)
                self.state.now = minute
                for step in self.pending():
                    if step.resting:
                        self._push(minute, step)
        self.advance(self.horizon)
        self.state.now = self.horizon

    def pending(self) -> list[Occurrence]:
        """Return the steps that can still be done, in rule order."""
        return [step for steps in self._pending.values() for step in steps]

    def next_event_at(self) -> int | None:
        """Return when the next event of the timeline happens, or None."""
        return self._events[self._next_event].at if self._next_event < len(self._events) else None

    def advance(self, end: int) -> None:
        """Work off everything up to the end of minute *end*."""
        agenda, state = self._agenda, self.state
        while True:
            minute, turn = agenda[0][:2] if agenda else (end + 1, _EVENTS)
            at = self.next_event_at()
            if at is not None and (at < minute or (at == minute and turn != _EVENTS)):
                if at > end:
                    return
                self._turn = (at, _EVENTS, 0, 0)
                state.now = at
                self._happen(at)
            elif minute > end:
                return
            else:
                state.now = minute
                self._turn = agenda[0][:4]
                if turn == _EVENTS:
                    self._expire(heapq.heappop(agenda)[5])
                else:
                    self._decide(self._group())

    # ------------------------------------------------------------------ coming into being

    def _bring(self, event: Event) -> None:
        """Let the steps come into being that *event* anchors."""
        for name in event.kind.names:
            for rule, do in self._by_event.get(name, ()):
                written = event.instants.get(do.anchor.instant)
                if written is not None:
                    people = recipients_of(do, event, self.state)
                    self._begin_series(rule, do, event.at, written.minute, event, people)

    def _bring_after(self, step: Occurrence) -> None:
        """Let the steps come into being that the doing of *step* anchors: those for the same person."""
        done_for = step.series.person_id
        for rule, do in self._by_step.get(step.series.rule.id, ()):
            people = tuple(
                person
                for person in recipients_of(do, None, self.state)
                if same_person(done_for, None if person is None else person.id)
            )
            self._begin_series(rule, do, self.state.now, self.state.now, None, people)

    def _begin_series(
        self, rule: Rule, do: Do, since: int, anchor: int, event: Event | None, people: Sequence[Person | None]
    ) -> None:
        for person in people or (None,):
            key = (rule.index, None if person is None else person.id)
            number = self._numbers[key] = self._numbers.get(key, 0) + 1
            self._add(Series(rule, do, since, anchor, event, person, number, nobody=not people), 1, 0)

    def _add(self, series: Series, nth: int, shift: int) -> None:
        """Let the *nth* step of a series come into being, and its successors for as long as each has expired by now."""
        do, now = series.do, self.state.now
        while len(self.steps) < MOST_STEPS:
            step = Occurrence(series, nth, shift, self._window(series, nth, shift), now)
            self.steps.append(step)
            expires = step.dates.expires
            if expires is None or now <= expires or series.nobody:
                self._pending[series.rule.index][step] = None
                if self._simulating:
                    self._schedule(step)
                elif self.as_of is not None:
                    self._watch_expiry(step)
                return
            step.fate, step.listed, step.standing = Fate.EXPIRED, True, Status.EXPIRED
            if do.repeat is None or nth == do.repeat.times:
                return
            nth += 1
        self.full = True

    def _window(self, series: Series, nth: int, shift: int) -> Dates:
        key = (series.rule.index, series.anchor, nth, shift)
        dates = self._dates.get(key)
        if dates is None:
            every = None if series.do.repeat is None else series.do.repeat.every
            zone, calendar = self.timeline.zone, self.timeline.calendar
            dates = dates_of(series.do.window, series.anchor, zone, calendar, every, nth - 1, shift)
            self._dates[key] = dates
        return dates

    def _succeed(self, step: Occurrence) -> None:
        """Let the next of the series come into being: *step* is done or has expired."""
        repeat = step.series.do.repeat
        if repeat is None or step.nth == repeat.times:
            return
        shift = step.shift
        if step.minute is not None:
            zone = self.timeline.zone
            shift += zone.day(step.minute) - zone.day(step.dates.recommended)
        self._add(step.series, step.nth + 1, shift)

    # ------------------------------------------------------------------ expiry and events

    def _expire(self, step: Occurrence) -> None:
        if step.pending:
            self._settle(step, Fate.EXPIRED)
            if not self._simulating:
                step.listed, step.standing = True, Status.EXPIRED
            self._succeed(step)

    def _happen(self, at: int) -> None:
        """Let all events of this minute happen."""
        first = self._next_event
        while self.next_event_at() == at:
            self._next_event += 1
        events = self._events[first : self._next_event]
        marks = [mark for event in events if event.kind.name != DID for mark in self.state.add(event)]
        for event in events:
            if event.kind.name != DID and not event.kind.foreseen:
                self._bring(event)
        happened = [self._take(event, marks) if event.kind.name == DID else event for event in events]
        for event in happened:
            self._stop(event)
        self._wake(marks)

    def _take(self, did: Event, marks: list[str]) -> Event:
        """Let a real *did* satisfy its step; return it with the person that it turns out to be to."""
        step = satisfied_by(did, self.pending(), self._rule_ids, self._doable)
        if step is not None:
            did = self._satisfy(step, did)
        marks += self._note(did)
        if step is not None:
            marks.append(self._finish(step, did))
            self._bring_after(step)
            self._succeed(step)
        return did

    def _doable(self, step: Occurrence) -> bool:
        """Tell whether the engine would do *step* now, `as_of` left aside; choose its medium."""
        choose_medium(step, self.state, self._media)
        if self.state.now < step.dates.recommended or hold_on(step, self.state, self._media) is not None:
            return False
        return waits_for_hours(step, self.state) is None

    def _satisfy(self, step: Occurrence, did: Event) -> Event:
        """Take over medium and person between *step* and the real *did*."""
        choose_medium(step, self.state, self._media)
        via = did.text("via")
        if via != step.via:
            step.via = via
            step.choice = next((choice for choice in step.series.do.via if choice.medium == via), None)
            step.object = None if step.choice is None else step.choice.object
        if did.text("to") is None and step.series.person is not None:
            return replace(did, fields={**did.fields, "to": step.series.person.id})
        return did

    def _note(self, did: Event) -> list[str]:
        act = self.policy.vocabulary.acts.get(did.text("act") or "")
        return self.state.add(did, contacts=act is not None and act.contacts)

    def _finish(self, step: Occurrence, did: Event) -> str:
        """Settle *step* by *did*; return the mark."""
        self._settle(step, Fate.DONE)
        step.minute, step.did = self.state.now, did
        if not self._simulating:
            step.standing, step.timing = Status.DONE, timing(step, self.state.now)
        return self.state.add_done(step.series.rule.id, step.series.person_id, did.instants["at"])

    def _stop(self, event: Event) -> None:
        """End the pending steps whose `until` names *event*."""
        for name in event.kind.names:
            for index in self._by_until.get(name, ()):
                for step in list(self._pending[index]):
                    series = step.series
                    if event.at > series.since and any(
                        pattern.name == name and matches(pattern, event, self.state, series.person)
                        for pattern in series.do.until
                    ):
                        if step.first is None and not step.resting and self.state.now >= self._first_moment(step):
                            self._note_hold(step)
                        self._settle(step, Fate.STOPPED)
                        step.stopped_by = event

    def _settle(self, step: Occurrence, fate: Fate) -> None:
        step.fate = fate
        del self._pending[step.series.rule.index][step]

    # ------------------------------------------------------------------ doing

    def _first_moment(self, step: Occurrence) -> int:
        recommended = step.dates.recommended
        return recommended if self.as_of is None else max(recommended, self.as_of)

    def _schedule(self, step: Occurrence) -> None:
        """Put a pending step on the agenda for its first possible moment."""
        self._push(max(self._first_moment(step), self.state.now), step)

    def _push(self, minute: int, step: Occurrence) -> None:
        """Put *step* on the agenda; in the current minute, behind what has had its turn."""
        if minute > self.horizon:
            return
        key = (step.series.rule.index, step.series.number)
        turn = 0
        if minute == self._turn[0] and self._turn[1] != _EVENTS:
            turn = self._turn[1] + (key <= self._turn[2:])
        heapq.heappush(self._agenda, (minute, turn, *key, next(self._serial), step))

    def _watch_expiry(self, step: Occurrence) -> None:
        expires = step.dates.expires
        if expires is not None and expires < self.horizon and not step.watched and not step.series.nobody:
            step.watched = True
            series = step.series
            entry = (expires + 1, _EVENTS, series.rule.index, series.number, next(self._serial), step)
            heapq.heappush(self._agenda, entry)

    def _group(self) -> list[Occurrence]:
        """Take the steps off the agenda whose turn it is: those of one rule with the same anchor number."""
        agenda = self._agenda
        group: dict[Occurrence, None] = {}
        while agenda and agenda[0][:4] == self._turn:
            step = heapq.heappop(agenda)[5]
            if step.pending:
                group[step] = None
        return list(group)

    def _decide(self, group: list[Occurrence]) -> None:
        """Decide all of *group* on the same state; then do those that can be done."""
        ready = [step for step in group if self._can_be_done(step)]
        if not ready:
            return
        dids = [self._do(step) for step in ready]
        marks = []
        for step, did in zip(ready, dids, strict=True):
            marks += self._note(did)
            marks.append(self._finish(step, did))
        for step in ready:
            self._bring_after(step)
            self._succeed(step)
        for did in dids:
            self._stop(did)
        self._wake(marks)

    def _can_be_done(self, step: Occurrence) -> bool:
        facts: set[str] = set()
        held = hold_on(step, self.state, self._media, facts)
        opens = waits_for_hours(step, self.state) if held is None else None
        if opens is None:
            for fact in facts:
                self.open_facts.setdefault(fact, set()).add(step.series.rule.index)
        if held is None and opens is None:
            return True
        if held is not None and step.first is None:
            step.first, step.first_at = held, self.state.now
        self._rest(step, opens if held is None else held.until)
        return False

    def _note_hold(self, step: Occurrence) -> None:
        step.first, step.first_at = hold_on(step, self.state, self._media), self.state.now

    def _rest(self, step: Occurrence, until: int | None) -> None:
        """Look at *step* again at *until* (None: no time is known), and when something changes that may free it."""
        if until is not None:
            self._push(until, step)
        if step.series.do.daily:
            zone = self.timeline.zone
            self._push(zone.start_of(zone.day(self.state.now) + 1), step)
        if not step.resting:
            step.resting = True
            self._watch_expiry(step)
            for mark in step.series.do.wakes:
                self._waiting.setdefault(mark, []).append(step)

    def _wake(self, marks: Iterable[str]) -> None:
        """Look again at the steps that one of *marks* may have freed."""
        for mark in marks:
            if waiting := self._waiting.get(mark):
                still = self._waiting[mark] = [step for step in waiting if step.pending]
                for step in still:
                    self._push(self.state.now, step)

    def _do(self, step: Occurrence) -> Event:
        """Return the `did` that the simulated candidate does, with the outcome that the timeline assumes."""
        series, now = step.series, self.state.now
        fields = {"act": series.do.act}
        if series.person is not None:
            fields["to"] = series.person.id
        if step.via is not None:
            fields["via"] = step.via
        outcome = self._outcome(fields)
        if outcome is not None:
            fields["outcome"] = outcome
        return Event(self._did, now, {"at": Written(now)}, fields)

    def _outcome(self, fields: dict[str, str]) -> str | None:
        for assumption in self.timeline.assume:
            if assumption.act in (None, fields["act"]) and assumption.via in (None, fields.get("via")):
                before = sum(
                    did.text("to") == fields.get("to")
                    and assumption.act in (None, did.text("act"))
                    and assumption.via in (None, did.text("via"))
                    for did in self.state.happened.get(DID, ())
                )
                return assumption.outcomes[before] if before < len(assumption.outcomes) else None
        return None


def in_time(timeline: Timeline, as_of: int | None) -> Sequence[Event]:
    """Return the events by time and content; what was done some time today was done by *as_of*."""
    if as_of is None:
        return timeline.events
    today = timeline.zone.day(as_of)

    def settled(event: Event) -> Event:
        if (
            event.kind.name == DID
            and event.instants["at"].bare
            and event.at > as_of
            and timeline.zone.day(event.at) == today
        ):
            return replace(event, at=as_of, instants={**event.instants, "at": Written(as_of, bare=True)})
        return event

    return sorted(map(settled, timeline.events), key=lambda event: (event.at, event.tie))
