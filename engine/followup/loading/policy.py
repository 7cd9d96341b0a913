"""From what was read to a policy that can be evaluated: schema, compose, check, compile."""

from dataclasses import dataclass, field
from typing import Final

from followup.loading.check import check
from followup.loading.check_rules import DO
from followup.loading.compile import compile_policy
from followup.loading.compose import Find, Found, compose
from followup.loading.kind import Kind, check_kind
from followup.loading.parts import items, mapping, part
from followup.loading.schema import validate
from followup.loading.vocabulary import vocabulary_from
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic, has_errors, in_order
from followup.model.node import Node
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.vocabulary import Vocabulary

_SCHEMA: Final = "policy"

_AT_ONCE: Final = 100
"""So many changed rules are validated at once: fewer than a file may have."""

# Most of what a rule holds: what did not change is left out where the changed rules are looked at once more.
_NOT_REQUIRED: Final = frozenset({"title", "cites", "dissent", "when", "to", "via", "until", "say", "avoid"})


def load(
    node: Node, find: Find, vocabulary: Vocabulary, additions: Additions, file: str
) -> tuple[Policy | None, tuple[Diagnostic, ...]]:
    """Return the policy that *node* holds, and all that is wrong with it; a stage needs the one before to find nothing.

    Args:
        find: Finds the policies that are extended.
        vocabulary: The words that every policy may use, without this one's own.
        file: Where *node* was read.
    """
    found: list[Diagnostic] = []
    valid = _Valid(find, additions, vocabulary)
    found.extend(valid.check(node))
    if has_errors(found):
        return None, in_order(found)
    resolved, more = compose(node, valid.find)
    found.extend(more)
    if resolved is None or has_errors(found):
        return None, in_order(found)
    found.extend(valid.check_new(resolved))
    if has_errors(found):
        return None, in_order(found)
    known = vocabulary | additions.vocabulary
    own = part(resolved, "vocabulary")
    if own is not None:
        words, more = vocabulary_from(own, known)
        found.extend(more)
        known = known | words
    found.extend(check(resolved, known))
    if has_errors(found):
        return None, in_order(found)
    return compile_policy(resolved, known, additions, file, node), in_order(found)


@dataclass(frozen=True, slots=True)
class _Valid:
    """The schema's part: every file that is read, then the rules that composing changed.

    Attributes:
        nodes: Rules and parts of rules that are valid, by identity; kept, so that no identity is used twice.
    """

    finder: Find
    additions: Additions
    vocabulary: Vocabulary
    nodes: dict[int, Node] = field(default_factory=dict)

    def check(self, node: Node) -> tuple[Diagnostic, ...]:
        """Return where a policy as it was read does not fit the schema."""
        found = tuple(check_kind(node, Kind.POLICY)) or validate(node, _SCHEMA, self.additions, self.vocabulary)
        if not has_errors(found):
            for rule in items(part(node, "rules")):
                for valid in (rule, *mapping(rule).values(), *mapping(part(rule, DO)).values()):
                    self.nodes[id(valid)] = valid
        return found

    def find(self, reference: str, place: Place) -> Found:
        """Find a base, and nothing that does not fit the schema."""
        base, found = self.finder(reference, place)
        if base is None:
            return None, found
        found = (*found, *self.check(base))
        return (None if has_errors(found) else base), found

    def check_new(self, policy: Node) -> tuple[Diagnostic, ...]:
        """Return where rules that were changed, or had parameters in them, do not fit the schema."""
        rules = part(policy, "rules")
        new = [self._without_old(rule) for rule in items(rules) if id(rule) not in self.nodes]
        if not new or rules is None:
            return ()
        name = mapping(policy)["policy"]
        found: list[Diagnostic] = []
        # A file has a limit of rules, and what several files make together has none.
        for start in range(0, len(new), _AT_ONCE):
            some = Node(new[start : start + _AT_ONCE], rules.place)
            only_some = Node({"policy": name, "rules": some}, policy.place, policy.keys)
            found += validate(only_some, _SCHEMA, self.additions, self.vocabulary)
        return tuple(found)

    def _without_old(self, node: Node) -> Node:
        """Return a rule, or its ``do``, without the parts that are as they were and need not be there."""
        kept = {
            key: self._without_old(value) if key == DO and isinstance(value.value, dict) else value
            for key, value in mapping(node).items()
            if key not in _NOT_REQUIRED or id(value) not in self.nodes
        }
        return Node(kept, node.place, node.keys)
