"""One run over time: from event to event and from step to step, never from day to day.

Source of every order here: ``language.md`` section 6. In one minute: expiry, then events (anchors, then what the
candidate did, then stops), then steps in rule order, and again from the first rule for as long as one was done.
"""

from collections.abc import Iterable, Sequence

from followup.evaluation.agenda import EVENTS, EXPIRY, Agenda
from followup.evaluation.assume import Answers
from followup.evaluation.conditions import matches
from followup.evaluation.decide import choose_media, hold_back, hold_on, waits_for_hours
from followup.evaluation.deed import agree, simulated_did
from followup.evaluation.occurrence import DONE, EXPIRED, STOPPED, Held, Occurrence
from followup.evaluation.recipients import recipients_of, same_as
from followup.evaluation.roster import Cohort, Roster
from followup.evaluation.satisfy import satisfied_by
from followup.evaluation.state import State, in_time
from followup.evaluation.status import standings, timing
from followup.model.mark import act_done, step_done
from followup.model.policy import Policy
from followup.model.step import Status
from followup.model.timeline import Event, Person, Timeline, Written
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
        self._simulating = as_of is None
        self._agenda = Agenda(horizon, (event.at for event in self._events))
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
        for step, status in standings(self.roster.pending_by_rule(), self.state, self._media).items():
            step.standing = status

    def simulate(self, visits: Iterable[int] = ()) -> None:
        """Go on to the horizon, doing what the policy advises.

        Args:
            visits: Minutes at which every step that is held back is looked at once more, which must change nothing.
        """
        if self.as_of is not None:
            self._simulating = True
            self.state.now = self.as_of
            self._agenda.push_each(self.state.now, self.roster.pending())
        for minute in sorted(visits):
            if self.state.now < minute <= self.horizon:
                self.advance(minute)
                self.state.now = minute
                self._agenda.push_each(minute, [step for step in self.roster.pending() if step.resting])
        self.advance(self.horizon)
        self.state.now = self.horizon

    def next_event_at(self) -> int | None:
        """Return when the next event of the timeline happens, or None."""
        return self._events[self._next_event].at if self._next_event < len(self._events) else None

    def advance(self, end: int) -> None:
        """Work off everything up to the end of minute *end*."""
        agenda, state = self._agenda, self.state
        turns = agenda.turns
        while turns and turns[0][0] <= end:
            (minute, turn, _, _), steps = agenda.take()
            state.now = minute
            if steps:
                (self._expire if turn == EXPIRY else self._decide)(steps)
            elif turn == EVENTS:
                self._happen(minute)

    # ------------------------------------------------------------------ expiry and events

    def _expire(self, steps: Sequence[Occurrence]) -> None:
        for step in steps:
            step.fate = EXPIRED
            if not self._simulating:
                step.listed, step.standing = True, Status.EXPIRED
                step.via = step.choice = None
        self._enter(self.roster.succeed(steps, self.state.now))

    def _happen(self, at: int) -> None:
        """Let all events of this minute happen."""
        first = self._next_event
        while self.next_event_at() == at:
            self._next_event += 1
        events = self._events[first : self._next_event]
        marks: list[str] = []
        happened: list[Event] = []
        for event in events:
            if event.kind.name != DID:
                marks += self.state.add(event)
        for event in events:
            if event.kind.name != DID and not event.kind.foreseen:
                self._bring(event)
        for event in events:
            happened.append(self._take(event, marks) if event.kind.name == DID else event)
        for event in happened:
            self._stop(event)
        self._wake(marks)

    def _bring(self, event: Event) -> None:
        """Let the steps come into being that *event* anchors."""
        state = self.state
        found: dict[tuple[str, ...], Sequence[Person | None]] = {}
        for name in event.kind.names:
            for rule, do in self._index.by_event.get(name, ()):
                written = event.instants.get(do.anchor.instant)
                if written is None:
                    continue
                groups = () if do.to is None else do.to.groups
                people = found.get(groups)
                if people is None:
                    people = found[groups] = recipients_of(do, event, state)
                self._enter(self.roster.begin(rule, do, event.at, written.minute, event, people, state.now))

    def _bring_after(self, steps: Sequence[Occurrence]) -> None:
        """Let the steps come into being that the doing of *steps*, of one rule, anchors: each for the same person."""
        now, roster = self.state.now, self.roster
        for rule, do in self._index.effects[steps[0].series.rule.index].anchors:
            everybody = recipients_of(do, None, self.state)
            people = [one for step in steps for one in same_as(step.person, everybody)]
            if people:
                self._enter(roster.begin(rule, do, now, now, None, people, now))
            elif not everybody:
                for _ in steps:
                    self._enter(roster.begin(rule, do, now, now, None, (), now))
            # Where there is somebody, but not the person of a step, its being done is no anchor for the rule.

    def _enter(self, cohorts: Iterable[Cohort]) -> None:
        """Let the steps of *cohorts*, which came into being, have their first possible moment, once there is one."""
        for cohort in cohorts:
            if self._simulating:
                self._agenda.push(self.state.now, cohort)
            elif not cohort[0].series.nobody:
                self._agenda.push_expiry(cohort)

    def _take(self, did: Event, marks: list[str]) -> Event:
        """Let a real *did* satisfy its step; return it with the person that it turns out to be to."""
        step = satisfied_by(did, self.roster.pending(), self._index.ids, self._doable)
        if step is not None:
            choose_media((step,), self.state, self._media)
            did = agree(step, did)
        self._note(did)
        marks += (DID, act_done(did.text("act")))
        if step is not None:
            step.did = did
            self._settle((step,))
            if not self._simulating:
                step.standing, step.timing = Status.DONE, timing(step, self.state.now)
            marks.append(step_done(step.series.rule.id))
            self._bring_after((step,))
            self._enter(self.roster.succeed((step,), self.state.now))
        return did

    def _doable(self, step: Occurrence) -> bool:
        """Tell whether the engine would do *step* now, `as_of` left aside; choose its medium."""
        choose_media((step,), self.state, self._media)
        if self.state.now < step.dates.recommended or hold_on(step, self.state, self._media) is not None:
            return False
        return self.state.now == step.dates.recommended or waits_for_hours(step, self.state) is None

    def _note(self, did: Event) -> None:
        self.state.add_did(did, self._acts)
        if self.timeline.assume:
            self._answers.note(did.fields)

    def _settle(self, steps: Sequence[Occurrence]) -> None:
        """Settle *steps*, which are of one rule and were done now."""
        now, rule = self.state.now, steps[0].series.rule
        for step in steps:
            step.fate, step.minute = DONE, now
        if self._index.effects[rule.index].watched:
            for step in steps:
                at = Written(now) if step.did is None else step.did.instants["at"]
                self.state.add_done(rule.id, step.person_id, at)

    def _stop(self, event: Event) -> None:
        """End the pending steps whose `until` names *event*."""
        for name in event.kind.names:
            for index in self._index.by_until.get(name, ()):
                for step in self.roster.pending_of(index):
                    if event.at > step.series.since and self._stops(name, event, step):
                        if step.first is None and not step.resting and self.state.now >= self._first_moment(step):
                            step.first, step.first_at = hold_on(step, self.state, self._media), self.state.now
                        step.fate, step.stopped_by = STOPPED, event

    def _stops(self, name: str, event: Event, step: Occurrence) -> bool:
        for one in step.series.do.until:  # noqa: SIM110 a generator takes twice as long
            if one.name == name and matches(one, event, self.state, step.person):
                return True
        return False

    # ------------------------------------------------------------------ doing

    def _first_moment(self, step: Occurrence) -> int:
        recommended = step.dates.recommended
        return recommended if self.as_of is None else max(recommended, self.as_of)

    def _decide(self, steps: Sequence[Occurrence]) -> None:
        """Decide all of *steps*, which are of one rule, on the same state; then do those that can be done."""
        state, now = self.state, self.state.now
        ready = []
        facts: set[str] = set()
        passed: dict[Occurrence, set[str]] = {}
        held = hold_back(steps, state, self._media, facts, passed)
        for step in steps:
            if held and step in held:
                self._rest(step, held[step], held[step].until)
            elif now != step.dates.recommended and (until := waits_for_hours(step, state)) is not None:
                self._rest(step, None, until)
            else:
                ready.append(step)
                if passed and step in passed:
                    facts |= passed[step]
        for fact in facts:
            self.open_facts.setdefault(fact, set()).add(steps[0].series.rule.index)
        if ready:
            self._do(ready)

    def _do(self, steps: Sequence[Occurrence]) -> None:
        """Let the simulated candidate do *steps*, which are of one rule, in this minute."""
        series, index, state = steps[0].series, self._index, self.state
        do, effects = series.do, index.effects[series.rule.index]
        dids: list[Event] = []
        if index.heeds_dids:
            dids = [simulated_did(step, self._did, state.now, self._answers) for step in steps]
            for step, did in zip(steps, dids, strict=True):
                step.did = did
                self._note(did)
        elif effects.contacts:
            # No rule would look at these dids, but who was contacted, and when, always counts.
            state.add_contacts(steps, do.act)
        self._settle(steps)
        if effects.anchors:
            self._bring_after(steps)
        if do.repeat is not None:
            self._enter(self.roster.succeed(steps, state.now))
        if DID in index.by_until:
            for did in dids:
                self._stop(did)
        if effects.frees:
            self._wake(effects.frees)

    def _rest(self, step: Occurrence, held: Held | None, until: int | None) -> None:
        """Look at *step* again at *until* (None: no time is known), and when something changes that may free it.

        Args:
            held: What holds it back, or None: only the hours.
        """
        if step.first is None and held is not None:
            step.first, step.first_at = held, self.state.now
        if until is not None:
            self._agenda.push(until, (step,))
        if step.series.do.daily:
            self._agenda.push(step.series.do.look_after(self.state.now, self.timeline.zone), (step,))
        if not step.resting:
            step.resting = True
            if not step.series.nobody:
                self._agenda.push_expiry((step,))
            for mark in step.series.do.wakes:
                self._waiting.setdefault(mark, []).append(step)

    def _wake(self, marks: Iterable[str]) -> None:
        """Look again at the steps that one of *marks* may have freed."""
        for mark in marks:
            if waiting := self._waiting.get(mark):
                still = self._waiting[mark] = [step for step in waiting if step.pending]
                self._agenda.push_each(self.state.now, still)
