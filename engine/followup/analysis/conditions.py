"""What is to be said of one condition: it never holds, always holds, or has parts that make no difference."""

from collections.abc import Callable, Iterator, Sequence

from followup.analysis.kinds import (
    CONDITION_ALWAYS_HOLDS,
    CONDITION_NEVER_HOLDS,
    NOT_LOOKED_AT,
    PART_CHANGES_NOTHING,
    PART_NEVER_HOLDS,
    QUESTION_CHANGES_NOTHING,
)
from followup.analysis.worlds import World, value
from followup.loading.check_rules import DO
from followup.loading.findings import shown
from followup.loading.parts import items, mapping, only
from followup.model.condition import All, Any, Condition, Fact, Not
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place
from followup.model.rule import Do, Rule
from followup.model.vocabulary import Vocabulary

Whole = Callable[[Condition], Condition]
"""Puts another condition in the place of a part, and returns the whole."""

Look = Callable[[Sequence[Condition]], Sequence[World] | None]
"""Returns worlds that show all that some conditions can be when they are asked; None: too much has a say."""


def of_condition(when: Condition, node: Node, look: Look, vocabulary: Vocabulary, never: str) -> Iterator[Diagnostic]:
    """Yield what is to be said of *when*.

    Args:
        node: *when* as it is written.
        never: The message if it never holds.
    """
    worlds = look([when])
    if worlds is None:
        yield not_looked_at(node.place)
    if not worlds:
        return
    answers = {value(when, world) for world in worlds}
    if True not in answers:
        yield CONDITION_NEVER_HOLDS.at(node.place, never)
    elif answers == {True}:
        yield CONDITION_ALWAYS_HOLDS.at(node.place, f"this always holds when it is asked: {_told(node)} says nothing")
    else:
        idle = list(_idle_questions(when, node, vocabulary))
        yield from idle
        if not idle and False not in answers:
            yield QUESTION_CHANGES_NOTHING.at(node.place, "this holds whatever the answer, and waits for one")
        yield from _of_parts(when, node, look, lambda part: part, positive=True)


def not_looked_at(place: Place) -> Diagnostic:
    """Return that too much has a say in what stands at *place*."""
    return NOT_LOOKED_AT.at(place, "not looked at: too much has a say here to go through all of it")


def not_compared(place: Place, most: int) -> Diagnostic:
    """Return that from the rule on whose condition stands at *place* none was compared: *most* pairs have been."""
    message = f"not looked at: more than {most} pairs of conditions are to be compared; from here on none was"
    return NOT_LOOKED_AT.at(place, message, "look at them yourself, or split the policy")


def _told(node: Node) -> str:
    return shown(only(node)[0])


def _idle_questions(condition: Condition, node: Node, vocabulary: Vocabulary) -> Iterator[Diagnostic]:
    """Yield the facts that may have any of their values."""
    if isinstance(condition, Fact):
        kind = vocabulary.facts.get(condition.name)
        if kind is not None and kind.values and condition.values >= set(kind.values):
            _, _, body = only(node)
            values = only(body)[2]
            message = f"these are all the values of {shown(condition.name)}: any answer will do, and one is waited for"
            yield QUESTION_CHANGES_NOTHING.at(values.place, message)
    for part, written in parts_beside(condition, node):
        yield from _idle_questions(part, written, vocabulary)


def _of_parts(condition: Condition, node: Node, look: Look, whole: Whole, *, positive: bool) -> Iterator[Diagnostic]:
    """Yield which parts of *condition*, itself a part of *whole*, make no difference; of two that do not, the last.

    Args:
        positive: Whether it stands under no `not`, or under an even number.
    """
    parts = list(parts_beside(condition, node))
    kept = [True] * len(parts)
    if isinstance(condition, All | Any) and len(parts) > 1:
        make = All if isinstance(condition, All) else Any
        now = whole(condition)
        for number in reversed(range(len(parts))):
            part, written = parts[number]
            others = tuple(other for at, (other, _) in enumerate(parts) if kept[at] and at != number)
            less = whole(make(others)) if others else None
            worlds = look([now, part, *([] if less is None else [less])])
            if worlds is None:
                yield not_looked_at(node.place)
                return
            never = positive and make is Any and all(value(part, world) is not True for world in worlds)
            same = less is not None and all(value(now, world) is value(less, world) for world in worlds)
            if never:
                kept[number] = False
                yield PART_NEVER_HOLDS.at(written.place, f"this branch of {_told(node)} can never hold")
            elif same:
                kept[number] = False
                yield PART_CHANGES_NOTHING.at(written.place, f"without this part {_told(node)} says the same")
    for number, (part, written) in enumerate(parts):
        if kept[number]:
            inside = _inside(condition, number, whole)
            yield from _of_parts(part, written, look, inside, positive=positive != isinstance(condition, Not))


def _inside(condition: Condition, number: int, whole: Whole) -> Whole:
    """Return what puts another condition in the place of the part of *condition* with that number."""

    def put(new: Condition) -> Condition:
        match condition:
            case All(parts):
                return whole(All((*parts[:number], new, *parts[number + 1 :])))
            case Any(parts):
                return whole(Any((*parts[:number], new, *parts[number + 1 :])))
            case _:
                return whole(Not(new))

    return put


def parts_beside(condition: Condition, node: Node) -> Iterator[tuple[Condition, Node]]:
    """Yield the parts of *condition*, each beside its written form."""
    match condition:
        case All(parts) | Any(parts):
            yield from zip(parts, items(only(node)[2]), strict=True)
        case Not(part):
            yield part, only(node)[2]
        case _:
            pass


def nodes_of(condition: Condition, node: Node) -> Iterator[tuple[Condition, Node]]:
    """Yield *condition* and all that it is made of, each beside its written form, outermost first."""
    yield condition, node
    for part, written in parts_beside(condition, node):
        yield from nodes_of(part, written)


def when_of(node: Node) -> Node:
    """Return the condition of a rule or choice that has one, as it is written."""
    return mapping(node)["when"]


def conditions_beside(rule: Rule, node: Node) -> Iterator[tuple[str, Condition, Node]]:
    """Yield each of the conditions of *rule*, its own and those of its media, beside its written form.

    The first of the three is the path to it in the rule.
    """
    if rule.when is not None:
        yield "when", rule.when, when_of(node)
    if isinstance(rule.body, Do):
        choices = items(mapping(mapping(node)[DO]).get("via"))
        for number, (choice, one) in enumerate(zip(rule.body.via, choices, strict=True)):
            if choice.when is not None:
                yield f"{DO}.via[{number}].when", choice.when, when_of(one)
