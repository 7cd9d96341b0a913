"""A whole policy in plain sentences, and as data."""

from collections.abc import Iterable, Iterator

from followup.cli.layout import paragraph
from followup.model.policy import Advice, Policy
from followup.model.rule import Rule
from followup.sentences.parts import rule_in_words
from followup.sentences.rule import rule_sentences


def policy_text(policy: Policy) -> Iterator[str]:
    """Return the lines of all that *policy* says, its rules as sentences."""
    yield f"{policy.id}, version {policy.version}"
    if policy.title:
        yield paragraph(policy.title)
    yield from ("", "RULES")
    for rule in policy.rules:
        yield ""
        yield from heading(rule, 2)
        yield paragraph(" ".join(rule_sentences(rule, policy.vocabulary)), 4)
        yield from cited(rule, policy, 4)
    if policy.params:
        yield from ("", "PARAMETERS")
        for param in policy.params.values():
            yield paragraph(f"{param.name} = {_scalar(param.default)}: {param.says}", 2, 6)
    yield from ("", "SOURCE")
    for key, value in policy.source.items():
        yield paragraph(f"{key}: {value}", 2, 4)
    if policy.extends is not None:
        yield f"  extends: {policy.extends}"
    yield paragraph(f"file: {policy.file}", 2, 4)
    used = {row for rule in policy.rules for row in (*rule.cites, *rule.dissent)}
    unused = [advice for advice in policy.advice.values() if advice.id not in used]
    if unused:
        yield from ("", "NOT ENCODED")
        for advice in unused:
            why = "" if advice.not_encoded is None else f" Not encoded: {advice.not_encoded}"
            yield paragraph(f"{advice_text(advice)}{why}", 2, 6)


def heading(rule: Rule, indent: int) -> Iterator[str]:
    """Return what *rule* is called, how binding it is, how it was read, and where it stands."""
    yield paragraph(f"{rule.id} ({rule.strength}, {rule.reading}), {rule.place.short}", indent, indent + 2)
    if rule.title:
        yield paragraph(rule.title, indent)


def cited(rule: Rule, policy: Policy, indent: int) -> Iterator[str]:
    """Return the advice that *rule* rests on, and what in the source speaks against it."""
    for start, rows in (("source", rule.cites), ("dissent", rule.dissent)):
        for row in rows:
            advice = policy.advice.get(row)
            yield paragraph(f"{start}: {row if advice is None else advice_text(advice)}", indent, indent + 4)


def advice_text(advice: Advice) -> str:
    """Return a row of advice with the place where the source has it."""
    return f"{advice.id} ({advice.where}): {advice.says}"


def policy_data(policy: Policy, rules: Iterable[Rule]) -> dict[str, object]:
    """Return *policy* with these of its rules as data."""
    return {
        "show": 1,
        "policy": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        "title": policy.title,
        "source": dict(policy.source),
        "extends": policy.extends,
        "file": policy.file,
        "params": {param.name: {"default": param.default, "says": param.says} for param in policy.params.values()},
        "advice": {
            advice.id: {"where": advice.where, "says": advice.says, "not_encoded": advice.not_encoded}
            for advice in policy.advice.values()
        },
        "rules": [_rule_data(rule, policy) for rule in rules],
    }


def _rule_data(rule: Rule, policy: Policy) -> dict[str, object]:
    return {
        "id": rule.id,
        "title": rule.title,
        "sentence": " ".join(rule_sentences(rule, policy.vocabulary)),
        "strength": rule.strength,
        "reading": rule.reading,
        "cites": list(rule.cites),
        "dissent": list(rule.dissent),
        "place": {"file": rule.place.file, "line": rule.place.line, "column": rule.place.column},
        **rule_in_words(rule),
    }


def _scalar(value: object) -> str:
    return f"{value}".lower() if isinstance(value, bool) or value is None else f"{value}"
