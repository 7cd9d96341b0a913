"""One rule of a policy with all that there is to know about it."""

from collections.abc import Iterator, Sequence

from followup.cli.layout import paragraph
from followup.cli.policy_text import cited, heading
from followup.model.policy import Policy
from followup.model.rule import After, Before, Do, Forbid, OnDayOf, PluginRule, Rule, advised_id
from followup.sentences.parts import rule_in_words
from followup.sentences.rule import rule_sentences, summary


def rule_text(rule: Rule, policy: Policy) -> Iterator[str]:
    """Return the lines of one rule: as sentences, key by key, its source, and the rules that it has to do with."""
    yield from heading(rule, 0)
    yield ""
    for sentence in rule_sentences(rule, policy.vocabulary):
        yield paragraph(sentence, 2, 4)
    yield from ("", "KEY BY KEY")
    for key, text in rule_in_words(rule).items():
        yield paragraph(f"{key:8} {text}", 2, 11)
    yield from _points(rule, policy)
    if isinstance(rule.body, PluginRule):
        yield from ("", "WHAT IT ADVISES")
        ids = ", ".join(advised_id(rule.id, number) for number in (1, 2, 3))
        yield paragraph(f"hangs on the timeline; `followup explain` of {rule.id} tells it. It is called {ids}, …", 2, 4)
    if rule.cites or rule.dissent:
        yield from ("", "SOURCE")
        yield from cited(rule, policy, 2)
    yield from _others("MAY BE HELD BACK BY", rule.body.forbids if isinstance(rule.body, Do) else (), policy)
    if isinstance(rule.body, Forbid):
        touched = [one for one in policy.rules if isinstance(one.body, Do) and rule in one.body.forbids]
        yield from _others("MAY HOLD BACK", touched, policy)
    yield from _others("WHEN IT IS DONE, COUNTS FOR", [one for one in policy.rules if _counts_from(one, rule)], policy)


def _points(rule: Rule, policy: Policy) -> Iterator[str]:
    if not isinstance(rule.body, Do):
        return
    for title, points in (("POINTS TO MAKE", rule.body.say), ("POINTS TO AVOID", rule.body.avoid)):
        if points:
            yield from ("", title)
        for point in points:
            known = policy.vocabulary.points.get(point)
            yield paragraph(point if known is None else f"{point}: {known.says}", 2, 4)


def _others(title: str, rules: Sequence[Rule], policy: Policy) -> Iterator[str]:
    if rules:
        yield from ("", title)
    for rule in rules:
        yield paragraph(f"{rule.id} ({rule.place.short}): {summary(rule, policy.vocabulary)}", 2, 4)


def _counts_from(one: Rule, other: Rule) -> bool:
    match one.body:
        case Do(anchor=anchor) | Forbid(span=Before(anchor) | OnDayOf(anchor) | After(anchor)):
            return anchor.step == other.id
        case _:
            return False
