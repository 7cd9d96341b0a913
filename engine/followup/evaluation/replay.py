"""How the steps of a plan were decided, told after the fact: each past is rebuilt, and the decision taken again.

The kernel is watched from outside: nothing of this costs it anything. A plan lists the outcome of every decision, and
where two pasts are possible, since in one minute rules have their turn more than once, the one counts that agrees.
"""

from collections.abc import Iterator, Sequence
from heapq import heapify, heappop, heappush
from typing import Final, NamedTuple

from followup.evaluation.conditions import holds, matches
from followup.evaluation.forbids import fits, held_until
from followup.evaluation.past import Past
from followup.evaluation.simulate import sound
from followup.evaluation.state import ALWAYS, State
from followup.model.condition import Condition, parts_of
from followup.model.failure import PluginError
from followup.model.plan import Plan, Reason, Withheld
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Do, Forbid, Rule
from followup.model.step import Status, Step
from followup.model.timeline import Person, Timeline

_STANDING: Final = -1
"""The turn in which steps are looked at for their status: behind history, before anything is simulated."""


class Look(NamedTuple):
    """One look at a step: whether it could be done then.

    Attributes:
        step: Its id.
        values: Of each condition that was asked and of each part of it, whether it held; None: unknown.
        reason: What held the step back, or None: nothing but, perhaps, the hours.
        by: The forbid that did.
        until: When that forbid ends, if a time is known.
        via: The medium that was chosen, or None.
    """

    step: str
    rule: Rule
    minute: int
    values: tuple[tuple[Condition, bool | None], ...]
    reason: Reason | None
    by: Rule | None = None
    until: int | None = None
    via: str | None = None


class Stop(NamedTuple):
    """A step that was ended, and by which patterns of its rule's ``until``, counted from 0."""

    step: str
    rule: Rule
    patterns: tuple[int, ...]


def looks(policy: Policy, timeline: Timeline, plan: Plan) -> Iterator[Look]:
    """Return each look that *plan* tells of: at steps that are forecast, withheld, or within their window at ``as_of``.

    The first look at a step is in its first possible minute. One that is done later was held back: it is looked at
    again whenever something happened or a forbid ended, up to its own minute.

    Args:
        policy: With what its plugins' rules advise in place of those rules.
        timeline: The one that *plan* was made for.
    """
    return _Replay(*sound(policy, timeline, plan), plan).looks()


def stops(policy: Policy, timeline: Timeline, plan: Plan) -> Iterator[Stop]:
    """Return each step that something ended; arguments as for `looks`."""
    return _Replay(*sound(policy, timeline, plan), plan).stops()


class _Replay:
    """One plan, with what it was made of."""

    def __init__(self, policy: Policy, timeline: Timeline, plan: Plan) -> None:
        self.policy, self.timeline, self.plan = policy, timeline, plan
        self.rules = {rule.id: rule for rule in policy.rules}
        self.done = [step for step in plan.steps if step.minute is not None]
        happened = {event.at for event in timeline.events} | {step.minute for step in self.done if step.minute}
        self.happened = sorted(happened)

    def looks(self) -> Iterator[Look]:
        past, state = self._past(self.done), State(self.timeline)
        before: dict[int, set[str]] = {
            rule.index: {other.id for other in self.policy.rules if other.index < rule.index}
            for rule in self.policy.rules
        }
        before[_STANDING] = set()
        turns = [(first, self.rules[one.rule].index, at, one) for at, (first, one) in enumerate(self._decided())]
        turns += [(minute, _STANDING, at, step) for at, (minute, step) in enumerate(self._standing())]
        heapify(turns)
        while turns:
            minute, index, at, one = heappop(turns)
            past.tell(state, minute, before[index])
            look = self._look(one, state)
            if index == _STANDING:
                yield look
                continue
            if not self._agrees(look, one):
                # Another rule, or an earlier step of this one, had its turn first in an earlier round of this minute.
                mine = _number(one.id)
                others = [
                    step
                    for step in self.done
                    if (step.minute or 0) < minute or step.rule != one.rule or _number(step.id) < mine
                ]
                later = State(self.timeline)
                self._past(others).tell(later, minute, self.rules)
                again = self._look(one, later)
                look = again if self._agrees(again, one) else look
            yield look
            if isinstance(one, Step) and look.reason is not None and (following := self._next(look, one)) is not None:
                heappush(turns, (following, index, at, one))

    def stops(self) -> Iterator[Stop]:
        past, state = self._past(self.done), State(self.timeline)
        stopped = [held for held in self.plan.withheld if held.reason is Reason.STOPPED]
        for held in sorted(stopped, key=lambda held: held.since_minute):
            past.tell(state, held.since_minute, self.rules)
            rule, person = self.rules[held.rule], self._person(held.to)
            assert isinstance(rule.body, Do), "only advice has steps"
            ended = tuple(
                number
                for number, pattern in enumerate(rule.body.until)
                if any(
                    event.at == held.since_minute
                    and event.kind.name == held.by
                    and matches(pattern, event, state, person)
                    for event in state.happened.get(pattern.name, ())
                )
            )
            yield Stop(held.id, rule, ended)

    def _past(self, steps: Sequence[Step]) -> Past:
        return Past(steps, self.timeline, self.plan.start, self.policy.vocabulary)

    def _person(self, person: Person | None) -> Person | None:
        return None if person is None else self.timeline.people.get(person.id, person)

    def _decided(self) -> Iterator[tuple[int, Step | Withheld]]:
        """Return what was looked at in a forecast, each with its first possible minute."""
        start = ALWAYS if self.plan.start is None else self.plan.start
        for step in self.done:
            first = max(step.dates.recommended, start)
            # What the candidate did counts whatever held it back, but until then it may have waited.
            if step.minute is not None and step.status is not Status.DONE and (step.did is None or first < step.minute):
                yield first, step
        for held in self.plan.withheld:
            if held.reason not in (Reason.STOPPED, Reason.NOBODY):
                yield held.since_minute, held

    def _standing(self) -> Iterator[tuple[int, Step]]:
        """Return the steps whose status hangs on whether they could be done at ``as_of``, with that minute."""
        start = self.plan.start
        open_or_held = (Status.WAITING, Status.OPEN, Status.DUE, Status.OVERDUE)
        if start is not None:
            for step in self.plan.steps:
                if step.status in open_or_held and step.dates.earliest <= start:
                    yield start, step

    def _next(self, look: Look, step: Step) -> int | None:
        """Return when *step*, which was held back, is looked at again, or None."""
        ahead = [minute for minute in self.happened if minute > look.minute][:1]
        ahead += [] if look.until is None else [look.until]
        if step.did is None and step.minute is not None:
            ahead.append(step.minute)
        following = min((minute for minute in ahead if minute > look.minute), default=None)
        # A real deed came before any decision of its minute.
        over = (
            step.minute is None or (following or 0) > step.minute or (step.did is not None and following == step.minute)
        )
        return None if over else following

    def _agrees(self, look: Look, one: Step | Withheld) -> bool:
        """Tell whether *look* came out as the plan says; True where the plan says nothing of it."""
        if isinstance(one, Withheld):
            return look.reason is one.reason and (look.by is None or look.by.id == one.by)
        return look.minute != one.minute or (look.reason is None and look.via == one.via)

    def _look(self, one: Step | Withheld, state: State) -> Look:
        rule, person = self.rules[one.rule], self._person(one.to)
        return _Looking(one.id, rule, person, state).look(self.policy)


def _number(step: str) -> tuple[int, int]:
    """Return the numbers of the anchor and of the occurrence of the step of that id: so its rule's steps come."""
    _, _, nth, *anchor = step.split("/")
    return int(anchor[0]) if anchor else 1, int(nth)


class _Looking:
    """One look at one step, in the order of ``language.md`` section 6: its condition, a medium, the forbids."""

    def __init__(self, step: str, rule: Rule, person: Person | None, state: State) -> None:
        self.step, self.rule, self.person, self.state = step, rule, person, state
        self.values: list[tuple[Condition, bool | None]] = []
        self.via: str | None = None

    def look(self, policy: Policy) -> Look:
        do = self.rule.body
        assert isinstance(do, Do), "only advice is decided"
        if self.rule.when is not None and (value := self._ask(self.rule.when)) is not True:
            return self._result(Reason.UNKNOWN if value is None else Reason.CONDITION)
        if do.via and (reason := self._choose(do, policy)) is not None:
            return self._result(reason)
        for ruling in do.forbids:
            forbid = ruling.body
            assert isinstance(forbid, Forbid), "the loader lists forbids here"
            if not fits(forbid, do.act, self.via, self.person, self.state):
                continue
            until = held_until(forbid, self.person, self.state)
            if until is not None and (ruling.when is None or self._ask(ruling.when)):
                return self._result(Reason.FORBIDDEN, ruling, until)
        return self._result(None)

    def _choose(self, do: Do, policy: Policy) -> Reason | None:
        applied = doubtful = False
        for choice in do.via:
            value = choice.when is None or self._ask(choice.when)
            doubtful = doubtful or value is None
            if not value:
                continue
            applied = True
            medium: str | None = choice.medium
            if medium == LAST_USED:
                medium = None if self.person is None else self.state.last_medium.get(self.person.id)
            if medium is not None and self.state.reaches(medium, self.person, policy.vocabulary.media):
                self.via = medium
                return None
        if doubtful:
            return Reason.UNKNOWN
        return Reason.UNREACHABLE if applied else Reason.CONDITION

    def _ask(self, condition: Condition) -> bool | None:
        """Return whether *condition* holds; take note of that, and of each of its parts by itself."""
        for part in parts_of(condition):
            try:
                self.values.append((part, holds(part, self.state, self.person)))
            except PluginError:  # a part that the run had no need to ask
                continue
        return holds(condition, self.state, self.person)

    def _result(self, reason: Reason | None, by: Rule | None = None, until: int | None = None) -> Look:
        return Look(self.step, self.rule, self.state.now, tuple(self.values), reason, by, until, self.via)
