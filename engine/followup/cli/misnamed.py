"""What somebody may have meant who named a rule that a policy has not got."""

from typing import TYPE_CHECKING

from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.policy import Policy


def no_rule(what: str, word: str, policy: "Policy", reference: str) -> MistakeError:
    """Return the mistake that *word*, a rule's or a step's id, names no rule of *policy*, with the way to those it has.

    Args:
        what: What it could have been, such as ``rule``.
        reference: What the policy was called on the command line.
    """
    from followup.loading.findings import shown
    from followup.loading.suggest import did_you_mean, nearest, one_of
    from followup.model.rule import Do

    advising: dict[str, list[str]] = {}
    for rule in policy.index.advising:
        if isinstance(rule.body, Do):
            advising.setdefault(rule.body.act, []).append(shown(rule.id))
    ids = [rule.id for rule in policy.rules]
    listed = f"`followup show {reference}` lists the rules"
    name = word.partition("/")[0]
    if name in policy.vocabulary.acts:
        none = listed if policy.index.expands else f"no rule of {policy.id} advises it"
        hint = f"advised by {', '.join(advising[name])}" if name in advising else none
        return MistakeError(f"{shown(name)} is an act, not a {what}", hint)
    near = did_you_mean(word, ids)
    if near is None and (act := nearest(name, advising)) is not None:
        near = f"the act {shown(act)} is advised by {', '.join(advising[act])}"
    return MistakeError(f"unknown {what} {shown(word)}", near or one_of(ids) or listed)
