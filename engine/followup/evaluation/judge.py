"""What of a plan breaks the forbids of policies. Source: ``language.md`` section 6, "Judging"."""

from collections import deque
from collections.abc import Iterable, Mapping

from followup.evaluation.conditions import holds
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.state import State, in_time
from followup.model.failure import PluginError
from followup.model.judgement import Breach, Judgement
from followup.model.plan import Plan, Problem, Step
from followup.model.rule import Forbid, Rule
from followup.model.timeline import Event, Person, Timeline, Written
from followup.model.vocabulary import DID, Vocabulary


def judge(plan: Plan, timeline: Timeline, judges: Iterable[Iterable[Rule]], vocabulary: Vocabulary) -> Judgement:
    """Return each step of *plan* that has an ``at`` with each forbid that rules it out, in the plan's order.

    The past of a step is what was done in an earlier minute, in plan and timeline; a `did` of the timeline that
    satisfied a step is that step, counted once. A forbid whose plugin fails rules out nothing, and is a problem.

    Args:
        timeline: The one that *plan* was made for.
        judges: The rules of each judging policy.
        vocabulary: The words of them all.
    """
    forbids = [
        (number, rule, rule.body)
        for number, rules in enumerate(judges)
        for rule in rules
        if isinstance(rule.body, Forbid)
    ]
    steps = [step for step in plan.steps if step.minute is not None]
    state = State(timeline)
    past = _Past(steps, timeline, plan.start, vocabulary)
    found: list[Breach] = []
    problems: dict[tuple[int, str], Problem] = {}
    for step in steps:
        assert step.minute is not None, "filtered above"
        past.tell(state, step.minute)
        for number, rule, forbid in forbids:
            try:
                if _rules_out(rule, forbid, step.act, step.via, step.to, state):
                    found.append(Breach(step, number, rule))
            except PluginError as failure:
                problems[number, rule.id] = Problem(rule.id, failure.text, failure.plugin, failure.place)
    sound = tuple(breach for breach in found if (breach.judge, breach.rule.id) not in problems)
    return Judgement(sound, tuple(problems.values()))


def _rules_out(rule: Rule, forbid: Forbid, act: str, via: str | None, to: Person | None, state: State) -> bool:
    return (
        fits(forbid, act, via, to, state)
        and held_until(forbid, to, state) is not None
        and (rule.when is None or bool(holds(rule.when, state, to)))
    )


class _Past:
    """Tells a state what has happened: all events up to a minute, and what was done before it."""

    def __init__(self, steps: list[Step], timeline: Timeline, as_of: int | None, vocabulary: Vocabulary) -> None:
        self._acts = vocabulary.acts
        events = in_time(timeline, as_of)
        self._events = deque(event for event in events if event.kind.name != DID)
        real = {event.position: event for event in events if event.kind.name == DID}
        # A step that a real did settled is that did, with all that it says, and counts once.
        deeds = [(_deed(step, real, vocabulary), step) for step in steps]
        settled = {step.did for step in steps}
        others = [(did, None) for position, did in real.items() if position not in settled]
        self._deeds: deque[tuple[Event, Step | None]] = deque(sorted([*deeds, *others], key=lambda deed: deed[0].at))

    def tell(self, state: State, minute: int) -> None:
        state.now = minute
        while self._events and self._events[0].at <= minute:
            state.add(self._events.popleft())
        while self._deeds and self._deeds[0][0].at < minute:
            did, step = self._deeds.popleft()
            state.add_did(did, self._acts)
            if step is not None:
                state.add_done(step.rule, None if step.to is None else step.to.id, did.instants["at"])


def _deed(step: Step, real: Mapping[int | None, Event], vocabulary: Vocabulary) -> Event:
    person = None if step.to is None else step.to.id
    if step.did in real:
        did = real[step.did]
        return did if person is None or did.text("to") else did._replace(fields={**did.fields, "to": person})
    assert step.minute is not None, "only what is done is judged"
    fields = {"act": step.act, "to": person, "via": step.via}
    stated = {name: value for name, value in fields.items() if value is not None}
    return Event(vocabulary.events[DID], step.minute, {"at": Written(step.minute)}, stated)
