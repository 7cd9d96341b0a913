"""A policy as the analysis looks at it: each rule beside its written form, with what is certain of its steps."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from followup.analysis.outcomes import cases, outcomes
from followup.analysis.patterns import Setting
from followup.analysis.span import opens, times_for
from followup.analysis.worlds import World, value, worlds
from followup.loading.parts import items, mapping, part
from followup.model.condition import Condition, Pattern
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, After, Anchor, Before, Do, Forbid, OnDayOf, Rule
from followup.model.vocabulary import DID, INTERVIEWER, EventKind, Vocabulary


@dataclass(frozen=True, slots=True)
class Advising:
    """A rule that advises.

    Attributes:
        node: The rule as it is written.
        body: Its ``do`` as it is written.
        setting: What is certain of its steps whenever the engine decides whether to do one.
        worlds: The ways the world may be when it does, as far as its conditions can tell; None: too many.
        every: Whether that is every such way; else one for all that the conditions come to, whatever their parts are.
        chances: By choice of ``via``, the worlds in which that choice may be taken; without ``via`` one entry: those
            in which the step may be done. Empty where `worlds` is None.
    """

    rule: Rule
    do: Do
    node: Node
    setting: Setting
    worlds: Sequence[World] | None = field(init=False)
    every: bool = field(init=False)
    chances: tuple[Sequence[World], ...] = field(init=False)

    def __post_init__(self) -> None:
        """Look at the conditions once."""
        found = worlds(self.rule.conditions, self.setting)
        object.__setattr__(self, "every", found is not None)
        found = outcomes(self.rule.conditions, self.setting) if found is None else found
        object.__setattr__(self, "worlds", found)
        object.__setattr__(self, "chances", () if found is None else tuple(self.chances_in(found)))

    @property
    def body(self) -> Node:
        """Its ``do`` as it is written."""
        return mapping(self.node)["do"]

    @property
    def asked_at(self) -> Place:
        """Where it says when it applies; where it does not, where the rule stands."""
        return asked_at(self.rule, self.node)

    @property
    def live(self) -> Sequence[World]:
        """The worlds in which its ``when`` holds."""
        return self.live_in(self.worlds or ())

    @property
    def dead(self) -> bool:
        """Whether its ``when``, or that of all its media, can never hold."""
        return self.worlds is not None and not any(self.chances)

    def look(self, conditions: Sequence[Condition]) -> Sequence[World] | None:
        """Return worlds that show all that *conditions*, some of its own or made of their parts, can be."""
        return self.worlds if self.every else outcomes(conditions, self.setting)

    def look_when_live(self, conditions: Sequence[Condition]) -> Sequence[World] | None:
        """Return those of `look` in which its ``when`` holds."""
        when = self.rule.when
        found = self.look(conditions if when is None else [when, *conditions])
        return None if found is None else self.live_in(found)

    def live_in(self, among: Sequence[World]) -> list[World]:
        """Return those *among* some worlds in which its ``when`` holds."""
        when = self.rule.when
        return [world for world in among if when is None or value(when, world) is True]

    def chances_in(self, among: Sequence[World]) -> Iterator[list[World]]:
        """Yield, for each choice of ``via``, those *among* some worlds in which it may be taken: see `chances`."""
        live = self.live_in(among)
        if not self.do.via:
            yield live
        for number, choice in enumerate(self.do.via):
            before = [earlier for earlier in self.do.via[:number] if self._reaches(earlier.medium, choice.medium)]
            yield [
                world
                for world in live
                if (choice.when is None or value(choice.when, world) is True)
                and not any(earlier.when is None or value(earlier.when, world) is True for earlier in before)
            ]

    def _reaches(self, medium: str, other: str) -> bool:
        """Tell whether *medium* reaches everybody whom *other* does."""
        known = self.setting.vocabulary.media.get(medium)
        return medium == other or (known is not None and known.always) or (self.do.to is None and medium != LAST_USED)

    def goes_to(self, roles: frozenset[str] | None) -> bool:
        """Tell whether each recipient surely has one of *roles*; None: any recipient will do."""
        if roles is None:
            return True
        if self.do.to is None:
            return False
        return all(
            group in roles and (group != INTERVIEWER or self._met()) and "." not in group for group in self.do.to.groups
        )

    def _met(self) -> bool:
        """Tell whether whoever is an interviewer to this rule has been met when a step is done."""
        event = self.do.anchor.event
        kinds = () if event is None else self.setting.vocabulary.kinds_called(event)
        return not any(kind.meets for kind in kinds) or bool(self.setting.given)


@dataclass(frozen=True, slots=True)
class Ruling:
    """A rule that forbids; attributes as for `Advising`."""

    rule: Rule
    forbid: Forbid
    node: Node
    setting: Setting

    @property
    def body(self) -> Node:
        """Its ``forbid`` as it is written."""
        return mapping(self.node)["forbid"]

    @property
    def asked_at(self) -> Place:
        """Where it says when it holds; where it does not, where the rule stands."""
        return asked_at(self.rule, self.node)

    def look(self, conditions: Sequence[Condition]) -> Sequence[World] | None:
        """Return worlds that show all that *conditions* can be when its span holds."""
        return cases(conditions, self.setting)


@dataclass(frozen=True, slots=True)
class Subject:
    """A policy taken apart.

    Attributes:
        written: The whole of it as it is written.
        nodes: Its rules as they are written, in rule order.
        advising: The rules that advise.
        forbidding: The rules that forbid.
        rulings: The same by their index.
    """

    policy: Policy
    written: Node
    nodes: Sequence[Node]
    advising: tuple[Advising, ...]
    forbidding: tuple[Ruling, ...]
    rulings: Mapping[int, Ruling]

    @classmethod
    def of(cls, policy: Policy, written: Node) -> "Subject":
        """Return *policy*, whose written form is *written*, taken apart."""
        nodes = items(part(written, "rules"))
        words = policy.vocabulary
        advising, forbidding = [], []
        for rule in policy.rules:
            match rule.body:
                case Do() as do:
                    advising.append(Advising(rule, do, nodes[rule.index], _setting(do, words)))
                case Forbid() as forbid:
                    given = _given_by_span(forbid, words)
                    forbidding.append(Ruling(rule, forbid, nodes[rule.index], Setting(words, given)))
                case _:
                    pass  # a plugin's
        rulings = {one.rule.index: one for one in forbidding}
        return cls(policy, written, nodes, tuple(advising), tuple(forbidding), rulings)


def asked_at(rule: Rule, node: Node) -> Place:
    """Return the place of the ``when`` of *rule*, which is written as *node*, or else of the rule."""
    when = part(node, "when")
    return rule.place if when is None else when.place


def stated(do: Do, vocabulary: Vocabulary) -> frozenset[str]:
    """Return the stated roles one of which every recipient of *do* has; empty: they need not have any."""
    groups = () if do.to is None else do.to.groups
    known = all(group in vocabulary.roles and not vocabulary.roles[group].derived for group in groups)
    return frozenset(groups) if known else frozenset()


def unforeseen(anchor: Anchor, vocabulary: Vocabulary) -> bool:
    """Tell whether *anchor* is surely known only when it comes: it never lies ahead."""
    if anchor.step is not None:
        return True
    return anchor.instant == "at" and not any(kind.foreseen for kind in _kinds(anchor, vocabulary))


def _setting(do: Do, vocabulary: Vocabulary) -> Setting:
    return Setting(vocabulary, _given_by_anchor(do, vocabulary), stated(do, vocabulary), do.to is None)


def _given_by_anchor(do: Do, vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    """Return what has happened by the time at which a step of *do* can be done: its anchor, if that is certain."""
    if do.anchor.step is not None:
        return (Pattern(DID),)
    assert do.anchor.event is not None, "an anchor is an event's or a step's"
    after = do.window.recommended.amount >= 0
    for kind in _kinds(do.anchor, vocabulary):
        # Of an appointment steps are there before it is; those of anything else come into being when it happens.
        if kind.foreseen and not (after and _not_before_its_event(kind, do.anchor.instant)):
            return ()
    return (Pattern(do.anchor.event),)


def _given_by_span(forbid: Forbid, vocabulary: Vocabulary) -> tuple[Pattern, ...]:
    """Return what has happened whenever the span of *forbid* holds."""
    match forbid.span:
        case Before(anchor) | After(anchor) | OnDayOf(anchor):
            if anchor.event is None:
                return (Pattern(DID),)
            if not any(kind.foreseen for kind in _kinds(anchor, vocabulary)):
                return (Pattern(anchor.event),)
        case _:
            pass
    return ()


def _not_before_its_event(kind: EventKind, instant: str) -> bool:
    """Tell whether *instant* surely is no earlier than the event: its start, or an end that defaults to its start."""
    return instant == "at" or (instant in kind.fields and kind.fields[instant].default == "at")


def _kinds(anchor: Anchor, vocabulary: Vocabulary) -> Sequence[EventKind]:
    return () if anchor.event is None else vocabulary.kinds_called(anchor.event)


def surely_later(do: Do) -> bool:
    """Tell whether a step of *do* is surely done later than its anchor, and not in the same minute."""
    return all(opens(do.window, time) > time for time in times_for(do.window))
