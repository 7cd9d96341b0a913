"""What of a plan breaks a policy's forbids. Source: ``language.md`` section 6, "Judging"."""

from collections.abc import Iterable
from dataclasses import dataclass

from followup.evaluation.conditions import holds
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.state import State, in_time
from followup.model.plan import Plan, Step
from followup.model.policy import Forbid, Rule
from followup.model.timeline import Event, Timeline, Written
from followup.model.vocabulary import DID, Vocabulary


@dataclass(frozen=True, slots=True)
class Breach:
    """A step that a rule rules out; ``must-not`` breaks, ``should-not`` warns."""

    step: Step
    rule: Rule


def judge(plan: Plan, timeline: Timeline, rules: Iterable[Rule], vocabulary: Vocabulary) -> tuple[Breach, ...]:
    """Return each step of *plan* that has an ``at`` with each forbid of *rules* that rules it out, in the plan's order.

    The past of a step is what was done in an earlier minute, in plan and timeline; a `did` of the timeline that
    satisfied a step is that step, counted once.
    """
    forbids = [rule for rule in rules if isinstance(rule.body, Forbid)]
    steps = [step for step in plan.steps if step.minute is not None]
    state = State(timeline)
    past = _Past(steps, timeline, plan.start, vocabulary)
    found = []
    for step in steps:
        assert step.minute is not None, "filtered above"
        past.tell(state, step.minute)
        for rule in forbids:
            assert isinstance(rule.body, Forbid), "filtered above"
            if (
                fits(rule.body, step.act, step.via, step.to, state)
                and held_until(rule.body, step.to, state) is not None
                and (rule.when is None or holds(rule.when, state, step.to))
            ):
                found.append(Breach(step, rule))
    return tuple(found)


class _Past:
    """Tells a state what has happened, in order: all events up to a minute, and what was done before it."""

    def __init__(self, steps: list[Step], timeline: Timeline, as_of: int | None, vocabulary: Vocabulary) -> None:
        self._acts = vocabulary.acts
        self._steps = steps
        self._next_step = 0
        events = in_time(timeline, as_of)
        self._events = [event for event in events if event.kind.name != DID]
        taken = [(step.minute, step.act, None if step.to is None else step.to.id, step.via) for step in steps]
        self._others = []
        for did in events:
            if did.kind.name != DID:
                continue
            key = (did.at, did.text("act"), did.text("to"), did.text("via"))
            match = next((k for k in taken if _same_deed(k, key)), None)
            if match is None:
                self._others.append(did)
            else:
                taken.remove(match)
        self._did = vocabulary.events[DID]

    def tell(self, state: State, minute: int) -> None:
        state.now = minute
        while self._events and self._events[0].at <= minute:
            state.add(self._events.pop(0))
        deeds: list[tuple[int, Event, Step | None]] = []
        while self._others and self._others[0].at < minute:
            did = self._others.pop(0)
            deeds.append((did.at, did, None))
        while self._next_step < len(self._steps):
            step = self._steps[self._next_step]
            if step.minute is None or step.minute >= minute:
                break
            self._next_step += 1
            fields = {"act": step.act}
            if step.to is not None:
                fields["to"] = step.to.id
            if step.via is not None:
                fields["via"] = step.via
            deeds.append((step.minute, Event(self._did, step.minute, {"at": Written(step.minute)}, fields), step))
        for at, did, done in sorted(deeds, key=lambda deed: deed[0]):
            state.add_did(did, self._acts)
            if done is not None:
                state.add_done(done.rule, None if done.to is None else done.to.id, Written(at))


def _same_deed(
    step: tuple[int | None, str, str | None, str | None], did: tuple[int, str | None, str | None, str | None]
) -> bool:
    return step[:2] == did[:2] and did[2] in (None, step[2]) and did[3] in (None, step[3])
