"""From the node of a test suite to the `Suite`: schema, the policy, the timelines, then each case."""

from collections.abc import Callable
from dataclasses import dataclass, field

from followup.loading.expectation import check_expectation, read_expectation
from followup.loading.findings import shown
from followup.loading.instant import parse_instant
from followup.loading.kind import Kind, check_kind
from followup.loading.limit import limited
from followup.loading.parts import entries, items, key_place, mapping, part, text, with_parts
from followup.loading.schema import validate
from followup.loading.suggest import MisreadError, unknown
from followup.loading.timeline import load as load_timeline
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, has_errors
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.suite import Case, Suite
from followup.model.timeline import Timeline
from followup.model.vocabulary import Vocabulary
from followup.model.zone import Zone

FindPolicy = Callable[[str, Place], tuple[Policy | None, tuple[Diagnostic, ...]]]
"""Finds and loads what ``policy`` names: an id, or a path that counts from the folder of the place's file."""


def load(
    node: Node, find: FindPolicy, vocabulary: Vocabulary, additions: Additions, file: str
) -> tuple[Suite | None, tuple[Diagnostic, ...]]:
    """Return the suite that *node* is, or None and what is wrong with it; *vocabulary* is what every file may use."""
    found = tuple(check_kind(node, Kind.SUITE)) or validate(node, "suite", words=vocabulary)
    if has_errors(found):
        return None, found
    reference = mapping(node)["policy"]
    policy, found = find(text(reference), reference.place)
    if policy is None:
        return None, found
    work = _Work(policy, additions, file)
    work.timelines(part(node, "timelines"))
    cases = [work.case(case) for case in items(part(node, "cases"))]
    work.same_names(items(part(node, "cases")))
    found = limited(dict.fromkeys((*found, *work.found)), node.place)
    if has_errors(found):
        return None, found
    ready = tuple(case for case in cases if case is not None)
    return Suite(text(mapping(node)["suite"]), policy, ready, file), found


@dataclass(slots=True)
class _Work:
    """One pass over a suite.

    Attributes:
        named: The timelines that cases may name, as they are written.
        loaded: Each of them, or None where it has a mistake.
    """

    policy: Policy
    additions: Additions
    file: str
    found: list[Diagnostic] = field(default_factory=list)
    named: dict[str, Node] = field(default_factory=dict)
    loaded: dict[str, Timeline | None] = field(default_factory=dict)

    def timelines(self, node: Node | None) -> None:
        """Load each timeline once as it is, so that a mistake in one that no case uses is found, too."""
        for name, _, timeline in entries(node):
            self.named[name] = timeline
            self.loaded[name] = self._timeline(timeline, name)

    def case(self, node: Node) -> Case | None:
        """Return one case, or None where something is wrong with it."""
        body, before = mapping(node), len(self.found)
        timeline = self._timeline_of(node)
        # Without its timeline, the rest of a case can still be checked but for the people in it.
        zone = Zone("UTC") if timeline is None else timeline.zone
        as_of, horizon = (
            self._instant(body.get(key), zone, last) for key, last in (("as_of", False), ("horizon", True))
        )
        if as_of is not None and horizon is not None and horizon < as_of:
            message = f"the horizon {shown(text(body['horizon']))} lies before {shown(text(body['as_of']))}"
            self.found.append(Diagnostic("horizon-order", message, body["horizon"].place))
        people = None if timeline is None else tuple(timeline.people)
        self.found.extend(check_expectation(body["expect"], self.policy, people, zone))
        if timeline is None or has_errors(self.found[before:]):
            return None
        expect = read_expectation(body["expect"], self.policy, self.additions, zone)
        return Case(text(body["case"]), timeline, as_of, horizon, expect, body["case"].place)

    def same_names(self, cases: list[Node]) -> None:
        """Report each case that has the name of an earlier one."""
        places: dict[str, Place] = {}
        for case in cases:
            name = mapping(case)["case"]
            if text(name) in places:
                message = f"the case {shown(text(name))} is there already, in line {places[text(name)].line}"
                self.found.append(Diagnostic("duplicate-case", message, name.place, "choose another name"))
            places.setdefault(text(name), name.place)

    def _timeline_of(self, case: Node) -> Timeline | None:
        written = mapping(case)["timeline"]
        if isinstance(written.value, dict):
            return self._timeline(_with_more(written, case), text(mapping(case)["case"]))
        name = text(written)
        if name not in self.named:
            self.found.append(unknown("timeline", name, self.named, written.place))
            return None
        if self.loaded[name] is None or not (part(case, "add") or part(case, "facts")):
            return self.loaded[name]
        return self._timeline(_with_more(self.named[name], case), name)

    def _timeline(self, node: Node, name: str) -> Timeline | None:
        timeline, found = load_timeline(node, self.policy.vocabulary, self.additions, self.file, name)
        self.found.extend(found)
        return timeline

    def _instant(self, node: Node | None, zone: Zone, last: bool) -> int | None:
        if node is None:
            return None
        try:
            reading = parse_instant(text(node), zone)
        except MisreadError as error:
            self.found.append(Diagnostic("bad-instant", str(error), node.place, error.hint))
            return None
        return reading.last(zone) if last else reading.first(zone)


def _with_more(timeline: Node, case: Node) -> Node:
    """Return a timeline with a case's events behind its own, and a case's facts over its own."""
    more: dict[str, tuple[Place, Node]] = {}
    for key, of in (("add", "events"), ("facts", "facts")):
        added = part(case, key)
        if added is None:
            continue
        base = part(timeline, of)
        place = key_place(case, key) if base is None else key_place(timeline, of)
        if base is None:
            more[of] = (place, added)
        elif isinstance(base.value, list):
            more[of] = (place, Node([*base.value, *items(added)], base.place))
        elif isinstance(base.value, dict):
            more[of] = (place, with_parts(base, {name: (at, value) for name, at, value in entries(added)}))
    return with_parts(timeline, more)
