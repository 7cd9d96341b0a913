"""What differs between two policies, in words."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

from followup.cli.layout import columns, paragraph

if TYPE_CHECKING:
    from followup.analysis.diff import KeyChange, Move, PolicyDiff, RuleChange
    from followup.model.node import Node
    from followup.model.place import Place
    from followup.model.policy import Policy
    from followup.model.rule import Rule

Name = Callable[["Place"], str]

_HEADINGS: Final = {"params": "PARAMETERS", "advice": "ADVICE", "vocabulary": "WORDS"}
_POSSESSED: Final = frozenset({"window", "repeat", "forbid"})
_TOLD: Final = frozenset({"do", "to", "via", "window", "repeat", "until", "when", "forbid"})
"""The keys whose values are told by the rule that has them, in words."""
_DEFAULTED: Final = frozenset({"strength", "reading"})
"""The keys that say something where they are not written."""
_NOTHING: Final = "nothing"


def diff_in_words(diff: "PolicyDiff", name: Name) -> Iterator[str]:
    """Yield the lines that say what differs; *name* names places."""
    yield paragraph(f"from {_policy(diff.old)}", 0, 2)
    yield paragraph(f"to {_policy(diff.new)}", 0, 2)
    sections: dict[str, list[str]] = {}
    for change in diff.sections:
        if change.path != ("policy",):  # said above
            sections.setdefault(_HEADINGS.get(change.path[0], "POLICY"), []).extend(_section(change, name))
    rules = list(_rules(diff, name))
    for heading in ("POLICY", *_HEADINGS.values()):
        if heading in sections:
            yield from ("", heading, *sections[heading])
    if rules:
        yield from ("", "RULES", *rules)
    if not sections and not rules:
        yield from ("", "no difference" if diff.same else "no difference but the name")


def _section(change: "KeyChange", name: Name) -> Iterator[str]:
    path = change.path[1:] if change.path[0] in _HEADINGS else change.path
    label = ", ".join(path[:-1] if path[-1] == "default" else path)
    for what, node, other in (("added", change.new, change.old), ("removed", change.old, change.new)):
        if node is not None and other is None:
            yield paragraph(f"{what}: {label} ({name(node.place)}): {_value(node)}", 2, 4)
            return
    yield from _told(label, _value(change.old), _value(change.new), change, name, indent=2)


def _policy(policy: "Policy") -> str:
    return f"{policy.id}, version {policy.version} ({policy.file})"


def _rules(diff: "PolicyDiff", name: Name) -> Iterator[str]:
    for change in diff.changed:
        yield from _changed(change, diff, name)
    for what, rules, policy in (("added", diff.added, diff.new), ("removed", diff.removed, diff.old)):
        for node in rules:
            yield from _whole(what, _compiled(policy, node), name)
    for move in diff.moved:
        yield _moved(move, diff, name)


def _changed(change: "RuleChange", diff: "PolicyDiff", name: Name) -> Iterator[str]:
    was, now = change.ids
    yield paragraph(f"changed: {now}" if was == now else f"renamed: {was} → {now}", 2, 4)
    old, new = _compiled(diff.old, change.old), _compiled(diff.new, change.new)
    for each in change.changes:
        if each.path == ("id",):
            continue  # said above
        key = each.path[-1]
        label = f"the {each.path[-2]}'s {key}" if len(each.path) > 1 and each.path[-2] in _POSSESSED else key
        yield from _told(label, _of(old, key, each.old), _of(new, key, each.new), each, name, indent=4)


def _whole(what: str, rule: "Rule", name: Name) -> Iterator[str]:
    from followup.sentences.parts import rule_in_words

    title = f": {rule.title}" if rule.title else ""
    yield paragraph(f"{what}: {rule.id} ({rule.strength}, {name(rule.place)}){title}", 2, 4)
    if what == "added":
        for key, text in rule_in_words(rule).items():
            yield paragraph(f"{key}: {text}", 4, 6)


def _moved(move: "Move", diff: "PolicyDiff", name: Name) -> str:
    rule = _compiled(diff.new, move.rule)
    where = "first" if move.after is None else f"after {move.after}"
    return paragraph(f"moved: {rule.id} now comes {where} ({name(rule.place)})", 2, 4)


def _told(label: str, old: str, new: str, change: "KeyChange", name: Name, indent: int) -> Iterator[str]:
    """Yield what *change* changes, from *old* to *new*: on one line where that fits."""
    sides = ((change.old, old), (change.new, new))
    was, now = (name(node.place) if node else "" if value == _NOTHING else "not written" for node, value in sides)
    other = _otherwise(change, old, new)
    if other is not None:
        yield paragraph(f"{label}: {other} ({was} → {now})", indent, indent + 2)
        return
    was, now = (where and f" ({where})" for where in (was, now))
    line = f"{' ' * indent}{label}: {old}{was} → {new}{now}"
    if len(line) <= columns():
        yield line
    else:
        yield f"{' ' * indent}{label}"
        yield paragraph(f"was: {old}{was}", indent + 2, indent + 4)
        yield paragraph(f"now: {new}{now}", indent + 2, indent + 4)


def _otherwise(change: "KeyChange", old: str, new: str) -> str | None:
    """Return what is different where that is shorter to say than both; None where it is not."""
    was, now = (_scalars(node) for node in (change.old, change.new))
    if was and now:
        more, less = [each for each in now if each not in was], [each for each in was if each not in now]
        if not more and not less:
            return "in another order"
        if len(more) < len(now) or len(less) < len(was):
            said = [f"with {', '.join(more)}" if more else "", f"without {', '.join(less)}" if less else ""]
            return ", ".join(each for each in said if each)
    return "written otherwise, and means the same" if old == new else None


def _scalars(node: "Node | None") -> list[str]:
    """Return the parts of a list of scalars in words; none of anything else."""
    parts = node.value if node is not None and isinstance(node.value, list) else []
    return [] if any(isinstance(part.value, dict | list) for part in parts) else [_value(part) for part in parts]


def _of(rule: "Rule", key: str, node: "Node | None") -> str:
    """Return in words what *rule* has under *key*, where *node* stands."""
    from followup.sentences.parts import rule_in_words

    if node is None:
        return str(getattr(rule, key)) if key in _DEFAULTED else _NOTHING
    if key not in _TOLD or not isinstance(node.value, dict | list):
        return _value(node)
    words = rule_in_words(rule)
    return "; ".join(f"{key}: {text}" for key, text in words.items() if key != "when") if key == "do" else words[key]


def _value(node: "Node | None") -> str:
    """Return what stands there: a text as it is, a list of scalars by comma, a row of a section by key."""
    from followup.loading.write import in_flow

    if node is None:
        return _NOTHING
    if isinstance(node.value, str):
        return node.value
    if isinstance(node.value, dict) and not any(isinstance(one.value, dict | list) for one in node.value.values()):
        return "; ".join(f"{key}: {_value(one)}" for key, one in node.value.items())
    return ", ".join(_scalars(node)) or in_flow(node.plain())


def _compiled(policy: "Policy", node: "Node") -> "Rule":
    from followup.loading.parts import mapping, text

    rule = policy.rule(text(mapping(node)["id"]))
    assert rule is not None, "it was compiled from there"
    return rule
