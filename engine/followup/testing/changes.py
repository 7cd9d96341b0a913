"""Every change that `followup test --mutate` makes to a policy: one number, unit, word or condition at a time.

What no plan shows is left alone: titles, sources and readings, what a rule cites, and how strong a forbid is, which
only tells a breach from a warning when other plans are judged.
"""

from collections.abc import Iterable, Iterator
from typing import Final

from followup.loading.check_rules import DO, FORBID
from followup.loading.offset import parse_offset
from followup.loading.parts import entries, items, mapping, one_or_many, only, part, text, whole
from followup.loading.suggest import MisreadError
from followup.model.node import Node
from followup.model.offset import END_OF_DAY, Offset, Unit
from followup.model.policy import Policy
from followup.model.rule import LAST_USED
from followup.model.vocabulary import FieldType, Vocabulary
from followup.model.zone import DAY
from followup.testing.change import Change, following, replaced, shown, swapped, with_key, without_item, without_key

_STRENGTHS: Final = ("must", "should", "may")
_ROLLS: Final = ("none", "forward", "back")
_SPANS: Final = {"before": "after", "after": "before", "on-day-of": "before"}
_OTHER_UNITS: Final = {
    Unit.MINUTE: (Unit.HOUR,),
    Unit.HOUR: (Unit.MINUTE, Unit.DAY),
    Unit.DAY: (Unit.HOUR, Unit.WEEK),
    Unit.WEEK: (Unit.DAY,),
    Unit.MONTH: (Unit.WEEK,),
    Unit.BUSINESS_DAY: (Unit.DAY,),
}
_LATER: Final = 60
"""By so many minutes a time of day is moved."""


def changes_of(policy: Policy) -> tuple[Change, ...]:
    """Return each change to *policy*, which was read from a file, in the order of its rules; each once."""
    assert policy.written is not None, "it was read"
    rules = part(policy.written, "rules")
    assert rules is not None, "a policy has rules"
    found: dict[tuple[int, str], Change] = {}
    ones = items(rules)
    for index, rule in enumerate(ones):
        name = mapping(rule)["id"]
        dropped = without_item(text(name), rules, ones, index)
        own = [Change(text(name), name.place, f"id: {text(name)}", None, dropped.old, dropped.new)]
        for change in (*own, *_Rule(text(name), policy.vocabulary).changes(rule)):
            # One and the same, where a parameter is put in twice, or one plus one is one times two.
            found.setdefault((id(change.old), repr(change.new.plain())), change)
    return tuple(found.values())


class _Rule:
    """The changes within one rule."""

    def __init__(self, rule: str, words: Vocabulary) -> None:
        self.rule, self.words = rule, words

    def changes(self, node: Node) -> Iterator[Change]:
        strength = part(node, "strength")
        if strength is not None and part(node, DO) is not None:
            yield from self._others(strength, _STRENGTHS)
        yield from self._when(node)
        if (do := part(node, DO)) is not None:
            yield from self._do(do)
        if (forbid := part(node, FORBID)) is not None:
            yield from self._forbid(forbid)

    # ------------------------------------------------------------------ what is advised

    def _do(self, do: Node) -> Iterator[Change]:
        parts = mapping(do)
        yield from self._word(parts["act"], self.words.acts)
        if to := part(do, "to"):
            yield from self._recipients(only(to)[2])
        if via := part(do, "via"):
            yield from self._via(do, via)
        yield from self._anchor(parts["from"])
        yield from self._window(parts["window"])
        if repeat := part(do, "repeat"):
            yield without_key(self.rule, do, "repeat")
            yield from self._offset(mapping(repeat)["every"])
            if times := part(repeat, "times"):
                yield without_key(self.rule, repeat, "times")
                yield from self._number(times)
        if until := part(do, "until"):
            yield from self._fewer(do, "until")
            for pattern in items(until):
                yield from self._pattern(pattern)
        for key in ("say", "avoid"):
            points = one_or_many(part(do, key))
            for point in points:
                yield from self._word(point, self.words.points, but=map(text, points))

    def _recipients(self, groups: Node) -> Iterator[Change]:
        ones = one_or_many(groups)
        if isinstance(groups.value, list) and len(ones) > 1:
            yield from (without_item(self.rule, groups, ones, index) for index in range(len(ones)))
            yield from swapped(self.rule, groups, ones)
        for group in ones:
            yield from self._word(group, self.words.roles, but=map(text, ones))

    def _via(self, do: Node, via: Node) -> Iterator[Change]:
        choices = items(via)
        yield from self._fewer(do, "via")
        yield from swapped(self.rule, via, choices)
        for choice in choices:
            yield from self._word(mapping(choice)["medium"], (*self.words.media, LAST_USED))
            if part(choice, "object"):
                yield without_key(self.rule, choice, "object")
            yield from self._when(choice)

    def _window(self, window: Node) -> Iterator[Change]:
        for key, _, value in entries(window):
            if key == "roll":
                yield from self._others(value, _ROLLS)
            else:
                yield from self._offset(value)
            if key in ("earliest", "overdue"):
                yield without_key(self.rule, window, key)

    def _anchor(self, anchor: Node) -> Iterator[Change]:
        head, dot, instant = text(anchor).partition(".")
        if dot:
            yield replaced(self.rule, anchor, head)
        for kind in self.words.kinds_called(head):
            for name, field in kind.fields.items():
                if field.type is FieldType.INSTANT and name != instant:
                    yield replaced(self.rule, anchor, f"{head}.{name}")
        if other := following(head, self._events()):
            yield replaced(self.rule, anchor, other)

    # ------------------------------------------------------------------ what is ruled out

    def _forbid(self, forbid: Node) -> Iterator[Change]:
        for key, _, value in entries(forbid):
            yield without_key(self.rule, forbid, key)
            match key:
                case "act":
                    yield from self._some(value, self.words.acts)
                case "via":
                    yield from self._some(value, self.words.media)
                case "to":
                    yield from self._some(value, self.words.roles)
                case "closer-than":
                    yield from self._offset(value)
                case "more-than":
                    yield from self._number(value)
                case _:
                    yield with_key(self.rule, forbid, key, _SPANS[key])
                    yield from self._anchor(value)

    # ------------------------------------------------------------------ conditions and patterns

    def _when(self, owner: Node) -> Iterator[Change]:
        if when := part(owner, "when"):
            yield without_key(self.rule, owner, "when")
            yield from self._condition(when)

    def _condition(self, condition: Node, *, negate: bool = True) -> Iterator[Change]:
        kind, place, body = only(condition)
        if negate:
            # What is negated in the file is not negated twice: it loses its `not`.
            other = body if kind == "not" else Node({"not": condition}, condition.place, {"not": condition.place})
            yield Change(self.rule, place, shown(condition), shown(other), condition, other)
        match kind:
            case "fact":
                name, _, values = only(body)
                yield from self._some(values, self.words.facts[name].values)
            case "happened":
                yield from self._pattern(body)
            case "count":
                yield from self._number(mapping(body)["at-least"])
                yield from self._pattern(mapping(body)["of"])
            case "all" | "any":
                parts = items(body)
                if len(parts) > 1:
                    yield with_key(self.rule, condition, kind, "any" if kind == "all" else "all")
                    yield from (without_item(self.rule, body, parts, index) for index in range(len(parts)))
                for one in parts:
                    yield from self._condition(one)
            case "not":
                yield from self._condition(body, negate=False)

    def _pattern(self, pattern: Node) -> Iterator[Change]:
        if not isinstance(pattern.value, dict):
            yield from self._word(pattern, self._events())
            return
        event, place, body = only(pattern)
        if len(mapping(body)) == 1:
            yield Change(self.rule, place, shown(pattern), event, pattern, Node(event, pattern.place))
        for name, _, values in entries(body):
            if len(mapping(body)) > 1:
                yield without_key(self.rule, body, name)
            possible = [word for kind in self.words.kinds_called(event) for word in self._values(kind.name, name)]
            yield from self._some(values, possible)

    def _values(self, event: str, name: str) -> Iterator[str]:
        """Return the words that a pattern may look for in a field."""
        field = self.words.events[event].fields.get(name)
        if field is None:
            return
        yield from field.values
        if field.type is FieldType.ACT:
            yield from self.words.acts
        elif field.type is FieldType.MEDIUM:
            yield from self.words.media
        elif field.type.personal:
            yield from self.words.roles

    # ------------------------------------------------------------------ words and numbers

    def _events(self) -> tuple[str, ...]:
        return (*self.words.events, *self.words.groups)

    def _word(self, node: Node, words: Iterable[str], but: Iterable[str] = ()) -> Iterator[Change]:
        if other := following(text(node), words, but):
            yield replaced(self.rule, node, other)

    def _others(self, node: Node, words: Iterable[str]) -> Iterator[Change]:
        return (replaced(self.rule, node, word) for word in words if word != text(node))

    def _some(self, node: Node, words: Iterable[str]) -> Iterator[Change]:
        """Return the changes to one word or a list of them: each another, and each away where others are left."""
        ones, words = one_or_many(node), tuple(words)
        for index, one in enumerate(ones):
            yield from self._word(one, words, but=map(text, ones))
            if len(ones) > 1:
                yield without_item(self.rule, node, ones, index)

    def _fewer(self, owner: Node, key: str) -> Iterator[Change]:
        """Return that a list under *key* loses each of its parts; an only one takes the key with it."""
        node = mapping(owner)[key]
        ones = items(node)
        if len(ones) == 1:
            yield without_key(self.rule, owner, key)
        else:
            yield from (without_item(self.rule, node, ones, index) for index in range(len(ones)))

    def _number(self, node: Node) -> Iterator[Change]:
        return (replaced(self.rule, node, whole(node) + more) for more in (-1, 1))

    def _offset(self, node: Node) -> Iterator[Change]:
        try:
            offset = parse_offset(text(node))
        except MisreadError:  # `never`
            return
        if offset.at == END_OF_DAY:
            yield replaced(self.rule, node, "same day")
            return
        for amount in (offset.amount - 1, offset.amount + 1, 2 * offset.amount):
            if amount != offset.amount:
                yield replaced(self.rule, node, f"{Offset(amount, offset.unit, offset.at)}")
        for unit in _OTHER_UNITS[offset.unit] if offset.amount else ():
            # Elapsed time has no time of day.
            if offset.at is None or not unit.elapsed:
                yield replaced(self.rule, node, f"{Offset(offset.amount, unit, offset.at)}")
        if offset.at is not None:
            yield replaced(self.rule, node, f"{Offset(offset.amount, offset.unit, (offset.at + _LATER) % DAY)}")
            yield replaced(self.rule, node, f"{Offset(offset.amount, offset.unit)}")
