"""A policy in its compiled form: what the loader makes of YAML, and all that the kernel evaluates.

The form is plain data, small enough to be printed and to generate other evaluators from; the kernel is its reference. A
policy is a tuple of rules (`followup.model.rule`), an index of them, and where they come from.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final

from followup.model.additions import Additions
from followup.model.calendar import Calendar
from followup.model.condition import Custom, Happened, parts_of
from followup.model.mark import act_done, step_done
from followup.model.node import Node
from followup.model.rule import After, Before, Do, Forbid, OnDayOf, PluginRule, Rule, adviser_id
from followup.model.step import Advised, Dates
from followup.model.vocabulary import DID, Act, Vocabulary
from followup.model.zone import Zone


@dataclass(frozen=True, slots=True)
class Advice:
    """One thing that the source says.

    Attributes:
        where: The place in the source: a heading or paragraph.
        says: The advice in our own words.
        not_encoded: Why no rule cites it, or None.
    """

    id: str
    where: str
    says: str
    not_encoded: str | None = None


@dataclass(frozen=True, slots=True)
class Param:
    """A value that whoever extends the policy may set; *default* is the one in force."""

    name: str
    default: str | int | float | bool | None
    says: str = ""


_MOST_WINDOWS: Final = 1_000
_MOST_CALENDARS: Final = 8

Windows = dict[tuple[int, int, int, int], Dates]
"""The windows of steps, by the index of their rule, their anchor, which of the series they are, and by how many days it
was moved before them."""


@dataclass(frozen=True, slots=True)
class Effects:
    """What it brings about that a rule's step is done.

    Attributes:
        contacts: Whether it is a contact with the employer.
        watched: Whether another rule counts time from it.
        anchors: The rules anchored on it and what they advise, in rule order.
        frees: Its marks that may free a step of any rule.
    """

    contacts: bool
    watched: bool
    anchors: tuple[tuple[Rule, Do], ...]
    frees: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Index:
    """Which rules to look at when something happens; each tuple in rule order.

    Attributes:
        advising: All rules that advise.
        by_event: Those anchored on an event and what they advise, by the name of its kind or group.
        by_until: The indices of those that an event may stop, by the name of its kind or group.
        ids: Of all rules.
        watched: The ids of those whose being done another rule counts time from.
        advised: What steps take over from their rule, by its index.
        effects: What a step's being done brings about, by the index of its rule.
        heeds_dids: Whether some rule looks at what was done itself, and not only at who was contacted when.
        expands: Whether some rule is a plugin's, and stands for others.
    """

    advising: tuple[Rule, ...]
    by_event: Mapping[str, tuple[tuple[Rule, Do], ...]]
    by_until: Mapping[str, tuple[int, ...]]
    ids: frozenset[str]
    watched: frozenset[str]
    advised: Mapping[int, Advised]
    effects: Mapping[int, Effects]
    heeds_dids: bool
    expands: bool
    _windows: dict[tuple[str, Calendar], Windows] = field(default_factory=dict, repr=False, compare=False)

    def windows(self, zone: Zone, calendar: Calendar) -> Windows:
        """Return the windows that are remembered, to be looked up and added to: pure answers, as a `Zone`'s are.

        A timeline is planned again and again: from day to day, twice for an ``as_of``, hundreds of times for one
        ``why_not``. What a plugin's calendar answers is remembered for one run only. Bounds: `_MOST_WINDOWS`, and those
        of one plan, for each of `_MOST_CALENDARS`.
        """
        if calendar.also is not None:
            return {}
        key = zone.name, calendar
        windows = self._windows.get(key)
        if windows is None or len(windows) > _MOST_WINDOWS:
            if len(self._windows) >= _MOST_CALENDARS:
                self._windows.clear()
            windows = self._windows[key] = {}
        return windows

    @classmethod
    def of(cls, rules: Iterable[Rule], acts: Mapping[str, Act]) -> "Index":
        """Return the index of *rules*, of which each advises one of *acts* or forbids."""
        by_event: dict[str, tuple[tuple[Rule, Do], ...]] = {}
        by_step: dict[str, tuple[tuple[Rule, Do], ...]] = {}
        by_until: dict[str, tuple[int, ...]] = {}
        advised: dict[int, Advised] = {}
        effects: dict[int, Effects] = {}
        rules = tuple(rules)
        dos = [(rule, rule.body) for rule in rules if isinstance(rule.body, Do)]
        for rule, do in dos:
            anchor = do.anchor
            if anchor.step is not None:
                by_step[anchor.step] = (*by_step.get(anchor.step, ()), (rule, do))
            elif anchor.event is not None:
                by_event[anchor.event] = (*by_event.get(anchor.event, ()), (rule, do))
            for name in dict.fromkeys(pattern.name for pattern in do.until):
                by_until[name] = (*by_until.get(name, ()), rule.index)
        spans = [rule.body.span for rule in rules if isinstance(rule.body, Forbid)]
        anchors = [span.anchor.step for span in spans if isinstance(span, Before | OnDayOf | After)]
        watched = frozenset([*by_step, *(step for step in anchors if step is not None)])
        awaited = {mark for _, do in dos for mark in do.wakes}
        for rule, do in dos:
            advised[rule.index] = _advised(rule, do)
            marks = (DID, act_done(do.act), step_done(rule.id))
            effects[rule.index] = Effects(
                contacts=do.act in acts and acts[do.act].contacts,
                watched=rule.id in watched,
                anchors=by_step.get(rule.id, ()),
                frees=tuple(mark for mark in marks if mark in awaited),
            )
        return cls(
            tuple(rule for rule, _ in dos),
            by_event,
            by_until,
            ids=frozenset(rule.id for rule in rules),
            watched=watched,
            advised=advised,
            effects=effects,
            heeds_dids=DID in by_until or any(map(_looks_at_dids, rules)),
            expands=any(isinstance(rule.body, PluginRule) for rule in rules),
        )


def _advised(rule: Rule, do: Do) -> Advised:
    return Advised(rule.id, rule.title, do.act, rule.strength, do.say, do.avoid, rule.cites, rule.reading, rule.place)


def _looks_at_dids(rule: Rule) -> bool:
    parts = [part for condition in rule.conditions for part in parts_of(condition)]
    # A plugin's condition sees all that has happened, whatever it says that it reads.
    return any(isinstance(part, Custom) or (isinstance(part, Happened) and part.pattern.name == DID) for part in parts)


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy, resolved and compiled.

    Attributes:
        version: Counted by its author; 1 if not stated.
        source: ``document``, ``title``, ``publisher``, … as the file states them.
        digest: ``sha256:`` and the hash of the resolved policy, whatever its layout and comments.
        vocabulary: The words it was checked with: built-in, plugins' and its own.
        file: The path it was read from.
        additions: What plugins added when it was read.
        written: The whole of it, bases and parameters put in: every value with its place; None for one that was made by
            hand.
        own: What stands in its own file, nothing put in; None for one that did not come from a file or a text.
        index: Which of its rules to look at when something happens.
    """

    id: str
    version: int
    rules: tuple[Rule, ...]
    digest: str
    vocabulary: Vocabulary
    title: str = ""
    source: Mapping[str, str] = field(default_factory=dict)
    advice: Mapping[str, Advice] = field(default_factory=dict)
    params: Mapping[str, Param] = field(default_factory=dict)
    extends: str | None = None
    file: str = ""
    additions: Additions = field(default_factory=Additions, repr=False, compare=False)
    written: Node | None = field(default=None, repr=False, compare=False)
    own: Node | None = field(default=None, repr=False, compare=False)
    index: "Index" = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Index the rules, whichever way the policy came about."""
        object.__setattr__(self, "index", Index.of(self.rules, self.vocabulary.acts))

    def rule(self, rule_id: str) -> Rule | None:
        """Return the rule of that id, or None."""
        return next((rule for rule in self.rules if rule.id == rule_id), None)

    def adviser(self, rule_id: str) -> Rule | None:
        """Return the rule of a plugin's kind that may stand for one of that id: its own, or a numbered one; or None."""
        found = (self.rule(name) for name in (rule_id, adviser_id(rule_id)) if name is not None)
        return next((rule for rule in found if rule is not None and isinstance(rule.body, PluginRule)), None)
