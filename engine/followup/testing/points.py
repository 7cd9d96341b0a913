"""What there is to cover in a policy: each point that a case can show, or miss."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from followup.analysis.conditions import conditions_beside, parts_beside
from followup.loading.check_rules import DO
from followup.loading.parts import items, key_place, mapping, only, part
from followup.model.condition import Condition, Fact, Happened, Known, Not
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import Do, Forbid, Rule
from followup.model.wording import condition_in_words, pattern_in_words


class Kind(StrEnum):
    """What a point is about.

    Attributes:
        RULES: A rule that advises: some step of it is done, by the candidate or in a forecast.
        FORBIDS: A rule that forbids: it holds some step back, for a time or for ever. One that no rule of its own
            policy could meet is there to judge other plans, and neither it nor its conditions are points.
        CONDITIONS: A condition, or a part of one: it is true, it is false. A ``not`` is as true as its part is false,
            and no point of its own.
        WINDOWS: An edge of a window. The opening one: a step is seen before its recommended minute, so that it is
            waiting, open or done beforehand. The closing one: a step is overdue, expired or done late.
        UNTILS: A pattern of an ``until``: it ends some step.
    """

    RULES = "rules"
    FORBIDS = "forbids"
    CONDITIONS = "conditions"
    WINDOWS = "windows"
    UNTILS = "untils"


@dataclass(frozen=True, slots=True)
class Point:
    """One thing that a case can show.

    Attributes:
        rule: The id of the rule.
        key: The path in the policy to what it is about, and which side of that: ``thank.when.all[0] is false``.
        place: Where that is written.
        missing: What no case shows, if none shows it: a clause.
    """

    kind: Kind
    rule: str
    key: str
    place: Place
    missing: str


class Tested(NamedTuple):
    """A condition, or a part of one, with the path to it in its policy and where it is written."""

    rule: str
    path: str
    place: Place
    condition: Condition


def opening(rule: str) -> str:
    """Return the key of the opening edge of a rule's window."""
    return f"{rule}.do.window opens"


def closing(rule: str) -> str:
    """Return the key of the closing edge of a rule's window."""
    return f"{rule}.do.window closes"


def ending(rule: str, number: int) -> str:
    """Return the key of a rule's *number*-th pattern of ``until``, counted from 0."""
    return f"{rule}.do.until[{number}]"


def outcome(path: str, value: bool | None) -> str:
    """Return the key of an outcome of the condition at *path*."""
    return f"{path} is {'unknown' if value is None else str(value).lower()}"


def points_of(policy: Policy) -> tuple[Point, ...]:
    """Return all that there is to cover in *policy*, which was read from a file, rule by rule."""
    return tuple(point for rule, node in _shaping(policy) for point in _points(rule, node))


def conditions_of(policy: Policy) -> tuple[Tested, ...]:
    """Return each condition and part of one in *policy* but the ``not``, rule by rule."""
    return tuple(tested for rule, node in _shaping(policy) for tested in _conditions(rule, node))


def shaping(policy: Policy) -> tuple[Rule, ...]:
    """Return the rules that can shape the policy's own plan: all but the forbids that no rule of it could meet."""
    met = {ruling.id for rule in policy.rules if isinstance(rule.body, Do) for ruling in rule.body.forbids}
    # What a plugin's rule will advise is not known here: any forbid may meet it.
    return tuple(
        rule for rule in policy.rules if not isinstance(rule.body, Forbid) or rule.id in met or policy.index.expands
    )


def _shaping(policy: Policy) -> Iterator[tuple[Rule, Node]]:
    """Return each of these rules as it is written."""
    assert policy.written is not None, "it was read"
    nodes = items(part(policy.written, "rules"))
    return ((rule, nodes[rule.index]) for rule in shaping(policy))


def _points(rule: Rule, node: Node) -> Iterator[Point]:
    name = rule.id
    if isinstance(rule.body, Forbid):
        yield Point(Kind.FORBIDS, name, name, rule.place, "no case in which it holds a step back")
    else:
        yield Point(Kind.RULES, name, name, rule.place, "no case in which a step of it is done")
    for tested in _conditions(rule, node):
        for value in (True, False):
            missing = f"no case in which {outcome_in_words(tested.condition, value)}"
            yield Point(Kind.CONDITIONS, name, outcome(tested.path, value), tested.place, missing)
    if isinstance(rule.body, Do):
        do = mapping(node)[DO]
        window = key_place(do, "window")
        yield Point(
            Kind.WINDOWS, name, opening(name), window, "no case sees a step of it before its recommended minute"
        )
        yield Point(
            Kind.WINDOWS, name, closing(name), window, "no case sees a step of it overdue, expired or done late"
        )
        for number, (pattern, one) in enumerate(zip(rule.body.until, items(part(do, "until")), strict=True)):
            missing = f"no case in which `{pattern_in_words(pattern)}` ends a step of it"
            yield Point(Kind.UNTILS, name, ending(name, number), one.place, missing)


def _conditions(rule: Rule, node: Node) -> Iterator[Tested]:
    for path, condition, written in conditions_beside(rule, node):
        yield from _parts(rule.id, f"{rule.id}.{path}", written, condition)


def _parts(rule: str, path: str, node: Node, condition: Condition) -> Iterator[Tested]:
    kind, place, _ = only(node)
    if not isinstance(condition, Not):
        yield Tested(rule, path, place, condition)
    for number, (one, written) in enumerate(parts_beside(condition, node)):
        number_of = "" if isinstance(condition, Not) else f"[{number}]"
        yield from _parts(rule, f"{path}.{kind}{number_of}", written, one)


def outcome_in_words(condition: Condition, value: bool) -> str:
    """Return that *condition* is true, or false, as a clause.

    >>> outcome_in_words(Fact("company.culture", frozenset({"traditional"})), value=False)
    '`company.culture` is not `traditional`'
    """
    no = "" if value else "not "
    match condition:
        case Fact(name, values):
            return f"`{name}` is {no}{' or '.join(f'`{one}`' for one in sorted(values))}"
        case Known(name):
            return f"`{name}` is {no}known"
        case Happened(pattern, times):
            often = "" if times == 1 else f" at least {times} times"
            return f"`{pattern_in_words(pattern)}` has {no}happened{often}"
        case _:
            return f"`{condition_in_words(condition)}` {'holds' if value else 'does not hold'}"
