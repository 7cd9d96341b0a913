"""Putting the values of a policy's parameters where its rules say `$name`."""

import re
from typing import Final

from followup.loading.findings import MOST_FINDINGS, shown
from followup.loading.parts import entries, mapping, part
from followup.loading.suggest import did_you_mean
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node

REFERENCE: Final = r"\$([A-Za-z_][A-Za-z0-9_-]*)"
"""What stands for a parameter: wider than the names that can be defined, so that `$Calls` is a slip and not a text."""

_REFERENCE = re.compile(REFERENCE).fullmatch


def put_in(policy: Node, found: list[Diagnostic]) -> Node:
    """Return *policy* with the values of its parameters in its rules; each value keeps its own place.

    Only whole scalars are replaced. What has no parameter in it comes back as the same node.
    """
    rules = part(policy, "rules")
    if rules is None:
        return policy
    values = {}
    for name, _, param in entries(part(policy, "params")):
        value = mapping(param)["default"]
        values[name] = value
        if isinstance(value.value, str) and _REFERENCE(value.value):
            message = f"the value of param {shown(name)} is another param; `$` stands in rules only"
            found.append(Diagnostic("nested-param", message, value.place))
    replaced = _replaced(rules, values, found)
    if replaced is rules:
        return policy
    return Node({**mapping(policy), "rules": replaced}, policy.place, policy.keys)


def _replaced(node: Node, values: dict[str, Node], found: list[Diagnostic]) -> Node:
    value = node.value
    if isinstance(value, dict):
        parts = {key: _replaced(one, values, found) for key, one in value.items()}
        return node if all(parts[key] is value[key] for key in value) else Node(parts, node.place, node.keys)
    if isinstance(value, list):
        ones = [_replaced(one, values, found) for one in value]
        return node if all(new is old for new, old in zip(ones, value, strict=True)) else Node(ones, node.place)
    if isinstance(value, str) and value.startswith("$") and (match := _REFERENCE(value)):
        name = match[1]
        if name in values:
            return values[name]
        if len(found) > MOST_FINDINGS:
            return node  # enough are known, and each would cost a suggestion
        hint = did_you_mean(name, values)
        found.append(
            Diagnostic("unknown-param", f"unknown param {shown(name)}", node.place, hint and hint.replace("`", "`$", 1))
        )
    return node
