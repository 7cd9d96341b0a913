"""One run over time: from event to event and from step to step, never from day to day.

Source of every order here: ``language.md`` section 6. In one minute: expiry, then events (anchors, then what the
candidate did, then stops), then steps in rule order, and again from the first rule for as long as one was done.
"""

from collections.abc import Iterable, Sequence

from followup.evaluation.agenda import EVENTS, Agenda
from followup.evaluation.assume import Answers
from followup.evaluation.conditions import matches
from followup.evaluation.decide import choose_medium, hold_on, waits_for_hours
from followup.evaluation.occurrence import Fate, Occurrence
from followup.evaluation.recipients import recipients_of
from followup.evaluation.roster import Roster
from followup.evaluation.satisfy import satisfied_by
from followup.evaluation.state import State, in_time, same_person
from followup.evaluation.status import standing, timing
from followup.model.mark import act_done, step_done
from followup.model.plan import Status
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.timeline import Event, Timeline, Written
from followup.model.vocabulary import DID


class Run:
    """A run, carried on minute by minute.

    Attributes:
        as_of: Up to here everything is history and nothing is simulated; None: there is no history.
        horizon: The last minute that is looked at.
        roster: The steps.
        open_facts: By unknown fact: the indices of the rules for which it left a decision open.
    """

    def __init__(self, policy: Policy, timeline: Timeline, as_of: int | None, horizon: int) -> None:
        self.policy, self.timeline, self.as_of, self.horizon = policy, timeline, as_of, horizon
        self.state = State(timeline)
        self.roster = Roster(policy, timeline)
        self.open_facts: dict[str, set[int]] = {}
        self._index = policy.index
        self._media = policy.vocabulary.media
        self._acts = policy.vocabulary.acts
        self._did = policy.vocabulary.events[DID]
        self._events = in_time(timeline, as_of)
        self._next_event = 0
        self._simulating = False
        self._agenda = Agenda(horizon)
        self._answers = Answers(timeline.assume)
        self._waiting: dict[str, list[Occurrence]] = {}
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
        for step in self.roster.pending():
            step.standing = standing(step, hold_on(step, self.state, self._media) is not None, self.as_of)

    def simulate(self, visits: Iterable[int] = ()) -> None:
        """Go on to the horizon, doing what the policy advises.

        Args:
            visits: Minutes at which every step that is held back is looked at once more, which must change nothing.
        """
        self._simulating = True
        if self.as_of is not None:
            self.state.now = self.as_of
        for step in self.roster.pending():
            self._enter(step)
        for minute in sorted(visits):
            if self.state.now < minute <= self.horizon:
                self.advance(minute)
                self.state.now = minute
                for step in self.roster.pending():
                    if step.resting:
                        self._agenda.push(minute, step)
        self.advance(self.horizon)
        self.state.now = self.horizon

    def next_event_at(self) -> int | None:
        """Return when the next event of the timeline happens, or None."""
        return self._events[self._next_event].at if self._next_event < len(self._events) else None

    def advance(self, end: int) -> None:
        """Work off everything up to the end of minute *end*."""
        agenda, state = self._agenda, self.state
        while True:
            turn, at = agenda.next_turn(), self.next_event_at()
            if at is not None and (turn is None or (at, EVENTS) < turn[:2]):
                if at > end:
                    return
                agenda.turn = (at, EVENTS, 0, 0)
                state.now = at
                self._happen(at)
            elif turn is None or turn[0] > end:
                return
            else:
                state.now = turn[0]
                steps = agenda.take()
                if turn[1] == EVENTS:
                    self._expire(steps)
                else:
                    self._decide(steps)

    # ------------------------------------------------------------------ expiry and events

    def _expire(self, steps: Iterable[Occurrence]) -> None:
        for step in steps:
            self.roster.settle(step, Fate.EXPIRED)
            if not self._simulating:
                step.listed, step.standing = True, Status.EXPIRED
            self._enter(self.roster.succeed(step, self.state.now))

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

    def _bring(self, event: Event) -> None:
        """Let the steps come into being that *event* anchors."""
        for name in event.kind.names:
            for rule in self._index.by_event.get(name, ()):
                assert isinstance(rule.body, Do), "only advice is anchored"
                written = event.instants.get(rule.body.anchor.instant)
                if written is not None:
                    people = recipients_of(rule.body, event, self.state)
                    for step in self.roster.begin(rule, event.at, written.minute, event, people, self.state.now):
                        self._enter(step)

    def _bring_after(self, step: Occurrence) -> None:
        """Let the steps come into being that the doing of *step* anchors: those for the same person."""
        now, done_for = self.state.now, step.series.person_id
        for rule in self._index.by_step.get(step.series.rule.id, ()):
            assert isinstance(rule.body, Do), "only advice is anchored"
            everybody = recipients_of(rule.body, None, self.state)
            people = [one for one in everybody if same_person(done_for, None if one is None else one.id)]
            # Where there is somebody, but not the person of *step*, its being done is no anchor for the rule.
            if people or not everybody:
                for new in self.roster.begin(rule, now, now, None, people, now):
                    self._enter(new)

    def _enter(self, step: Occurrence | None) -> None:
        """Let a step that came into being have its time: its first possible moment, once there is one."""
        if step is None:
            return
        if self._simulating:
            self._agenda.push(max(step.dates.recommended, self.state.now), step)
        elif self.as_of is not None and not step.series.nobody:
            self._agenda.push_expiry(step)

    def _take(self, did: Event, marks: list[str]) -> Event:
        """Let a real *did* satisfy its step; return it with the person that it turns out to be to."""
        step = satisfied_by(did, self.roster.pending(), self._index.ids, self._doable)
        if step is not None:
            did = self._satisfy(step, did)
        self._note(did)
        marks += (DID, act_done(did.text("act")))
        if step is not None:
            self._finish(step, did)
            if not self._simulating:
                step.standing, step.timing = Status.DONE, timing(step, self.state.now)
            marks.append(step_done(step.series.rule.id))
            self._bring_after(step)
            self._enter(self.roster.succeed(step, self.state.now))
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
        if did.text("to") is None and step.series.person_id is not None:
            return did._replace(fields={**did.fields, "to": step.series.person_id})
        return did

    def _note(self, did: Event) -> None:
        self.state.add_did(did, self._acts)
        if self.timeline.assume:
            self._answers.note(did.fields)

    def _finish(self, step: Occurrence, did: Event) -> None:
        """Settle *step* by *did*."""
        self.roster.settle(step, Fate.DONE)
        step.minute, step.did = self.state.now, did
        if step.series.rule.id in self._index.watched:
            self.state.add_done(step.series.rule.id, step.series.person_id, did.instants["at"])

    def _stop(self, event: Event) -> None:
        """End the pending steps whose `until` names *event*."""
        for name in event.kind.names:
            for index in self._index.by_until.get(name, ()):
                for step in self.roster.pending_of(index):
                    if self._stops(name, event, step):
                        if step.first is None and not step.resting and self.state.now >= self._first_moment(step):
                            step.first, step.first_at = hold_on(step, self.state, self._media), self.state.now
                        self.roster.settle(step, Fate.STOPPED)
                        step.stopped_by = event

    def _stops(self, name: str, event: Event, step: Occurrence) -> bool:
        series = step.series
        return event.at > series.since and any(
            pattern.name == name and matches(pattern, event, self.state, series.person) for pattern in series.do.until
        )

    # ------------------------------------------------------------------ doing

    def _first_moment(self, step: Occurrence) -> int:
        recommended = step.dates.recommended
        return recommended if self.as_of is None else max(recommended, self.as_of)

    def _decide(self, steps: Sequence[Occurrence]) -> None:
        """Decide all of *steps*, which are of one rule, on the same state; then do those that can be done."""
        ready = [step for step in steps if self._can_be_done(step)]
        if not ready:
            return
        rule, now = ready[0].series.rule, self.state.now
        dids = [self._do(step) for step in ready]
        for step, did in zip(ready, dids, strict=True):
            self._note(did)
            self._finish(step, did)
        if rule.id in self._index.by_step:
            for step in ready:
                self._bring_after(step)
        for step in ready:
            if step.series.do.repeat is not None:
                self._enter(self.roster.succeed(step, now))
        if DID in self._index.by_until:
            for did in dids:
                self._stop(did)
        if self._waiting:
            self._wake((DID, act_done(ready[0].series.do.act), step_done(rule.id)))

    def _can_be_done(self, step: Occurrence) -> bool:
        """Tell whether *step* can be done now; if not, let it rest."""
        facts: set[str] = set()
        passed: set[str] = set()
        held = hold_on(step, self.state, self._media, facts, passed)
        until = waits_for_hours(step, self.state) if held is None else held.until
        done = held is None and until is None
        for fact in facts | passed if done else facts:
            self.open_facts.setdefault(fact, set()).add(step.series.rule.index)
        if done:
            return True
        if held is not None and step.first is None:
            step.first, step.first_at = held, self.state.now
        self._rest(step, until)
        return False

    def _rest(self, step: Occurrence, until: int | None) -> None:
        """Look at *step* again at *until* (None: no time is known), and when something changes that may free it."""
        if until is not None:
            self._agenda.push(until, step)
        if step.series.do.daily:
            zone = self.timeline.zone
            self._agenda.push(zone.start_of(zone.day(self.state.now) + 1), step)
        if not step.resting:
            step.resting = True
            if not step.series.nobody:
                self._agenda.push_expiry(step)
            for mark in step.series.do.wakes:
                self._waiting.setdefault(mark, []).append(step)

    def _wake(self, marks: Iterable[str]) -> None:
        """Look again at the steps that one of *marks* may have freed."""
        for mark in marks:
            if waiting := self._waiting.get(mark):
                still = self._waiting[mark] = [step for step in waiting if step.pending]
                for step in still:
                    self._agenda.push(self.state.now, step)

    def _do(self, step: Occurrence) -> Event:
        """Return the `did` that the simulated candidate does, with the outcome that the timeline assumes."""
        series, now = step.series, self.state.now
        fields = {"act": series.do.act}
        if series.person_id is not None:
            fields["to"] = series.person_id
        if step.via is not None:
            fields["via"] = step.via
        if self.timeline.assume and (outcome := self._answers.to(fields)) is not None:
            fields["outcome"] = outcome
        return Event(self._did, now, {"at": Written(now)}, fields)
