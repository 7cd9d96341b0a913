"""Which rules of a policy are those of another one by other names: they do the same, and the same count from them."""

import re
from collections import defaultdict
from collections.abc import Hashable, Mapping
from typing import Final

from followup.loading.digest import canonical
from followup.loading.parts import without
from followup.model.node import Node

_ABOUT: Final = ("id", "title", "cites", "reading", "strength", "dissent")
"""The keys of a rule that change neither what it does nor when."""

_STEP: Final = re.compile(r'"step\.([^"]*)"')

_Place = tuple[bool, str]
"""A rule: whether it is of the new policy, and its id."""


def renamed(old: Mapping[str, Node], new: Mapping[str, Node]) -> Mapping[str, str]:
    """Return which of *new*, by its id, does the very same as which of *old*; each once, in their order."""
    found: dict[str, str] = {}
    kinds = _kinds(old, new)
    while more := _alike(old, new, found, kinds) or _alike(old, new, found, {}):
        found |= more
    return found


def _alike(
    old: Mapping[str, Node], new: Mapping[str, Node], found: Mapping[str, str], kinds: Mapping[_Place, int]
) -> dict[str, str]:
    """Return which are the same now that those *found* are, if they are of one kind; with no *kinds*, whatever kind."""
    left: dict[Hashable, list[str]] = {}
    for name, rule in new.items():
        if name not in found.values():
            left.setdefault((_doings(rule, {}), kinds.get((True, name))), []).append(name)
    more = {}
    for name, rule in old.items():
        # A rule that counts from a renamed one is the same when it counts from it by its new name.
        same = left.get((_doings(rule, found), kinds.get((False, name)))) if name not in found else None
        if same:
            more[name] = same.pop(0)
    return more


def _kinds(old: Mapping[str, Node], new: Mapping[str, Node]) -> Mapping[_Place, int]:
    """Return numbers, the same for rules that, whatever they count from, do the same, and from which the same count.

    What "the same" means is refined until nothing more is told apart (colour refinement).
    """
    rules = {(False, name): rule for name, rule in old.items()} | {(True, name): rule for name, rule in new.items()}
    texts = {place: _doings(rule, {}) for place, rule in rules.items()}
    counting: defaultdict[_Place, list[_Place]] = defaultdict(list)
    for place, text in texts.items():
        for name in _STEP.findall(text):
            counting[place[0], name].append(place)
    kinds = _numbered({place: _STEP.sub("", text) for place, text in texts.items()})
    while True:
        finer = _numbered({place: (kinds[place], *sorted(kinds[one] for one in counting[place])) for place in rules})
        if len({*finer.values()}) == len({*kinds.values()}):
            return kinds
        kinds = finer


def _numbered(of: Mapping[_Place, Hashable]) -> Mapping[_Place, int]:
    numbers: dict[Hashable, int] = {}
    return {place: numbers.setdefault(one, len(numbers)) for place, one in of.items()}


def _doings(rule: Node, names: Mapping[str, str]) -> str:
    """Return what *rule* does and when as text, with the new *names* of the rules that it counts from."""
    for key in _ABOUT:
        rule = without(rule, key)
    return _STEP.sub(lambda met: f'"step.{names.get(met[1], met[1])}"', canonical(rule))
