"""Whose finding it is: what a policy that extends another makes of it is told where that policy does so.

Nobody can mend what stands in a file that ships with somebody else's package.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from typing import Final

from followup.loading.parts import entries, items, key_place, part, written
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy

_ASIDE: Final = frozenset({"id", "title", "cites", "reading", "dissent", "say", "avoid"})
"""The keys of a rule that have no part in what is found in it."""

_CHANGES: Final = ("set", "change", "remove", "rules", "vocabulary")
"""The keys under which a policy changes the one that it extends."""


def extends_of(policy: Policy) -> tuple[str, Place] | None:
    """Return the policy that *policy* extends, as it names it, and where; None if none, or if it was made by hand."""
    extends = part(policy.own, "extends")
    return None if extends is None or policy.extends is None else (policy.extends, extends.place)


def foreign(found: Iterable[Diagnostic], policy: Policy) -> tuple[Diagnostic, ...]:
    """Return those of *found* that can be lived with and stand in a file that *policy* extends."""
    own = policy.own
    return tuple(one for one in found if own is not None and _is_foreign(one, own.place.file))


def told_here(found: Iterable[Diagnostic], policy: Policy, of_base: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield *found* without what its base has *of_base*, by itself; the rest of what stands there, told here."""
    own, resolved = policy.own, policy.written
    assert own is not None, "it was read"
    known = {(one.code, one.place) for one in of_base}
    for one in found:
        if not _is_foreign(one, own.place.file):
            yield one
        elif (one.code, one.place) not in known:
            place = _cause(one, own, items(part(resolved, "rules")))
            yield replace(one, place=place, message=f"{one.message}; this stands {written(one.place, place)}")


def _is_foreign(one: Diagnostic, file: str) -> bool:
    return one.severity is not Severity.ERROR and one.place.file != file


def _cause(one: Diagnostic, own: Node, rules: Iterable[Node]) -> Place:
    """Return what of *own* comes nearest to being the cause of a finding that stands in a file that it extends.

    What it writes in the rule at fault, or in one that has a part in it; else all that it changes, if that is of one
    kind; else that it extends.
    """
    for place in one.related:
        if place.file == own.place.file:
            return place
    wanted = (one.place, *one.related)
    concerned = [rule for place in wanted for rule in rules if place in list(_places(rule))]
    for rule in concerned:
        for place in _places(rule, _ASIDE):
            if place.file == own.place.file:
                return place
    changes = [key for key in _CHANGES if part(own, key) is not None]
    return key_place(own, changes[0] if len(changes) == 1 else "extends")


def _places(node: Node, aside: Collection[str] = ()) -> Iterator[Place]:
    """Yield the place of each key and value of *node*, from the outside in, the keys *aside* left out; then its own."""
    for key, place, value in entries(node):
        if key not in aside:
            yield place
            yield from _places(value)
    for value in items(node):
        yield from _places(value)
    yield node.place
