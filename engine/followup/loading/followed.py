"""Whether a `did` is the step that it names: one that is named by mistake would be settled without a word."""

from collections.abc import Iterable, Iterator

from followup.loading.findings import shown
from followup.loading.parts import items, mapping, part
from followup.model.diagnostic import Diagnostic, Severity
from followup.model.node import Node
from followup.model.policy import Policy
from followup.model.rule import Do
from followup.model.timeline import Timeline
from followup.model.vocabulary import DID


def other_step(policy: Policy, step: str, act: str | None, to: str | None) -> str | None:
    """Return in a clause how a `did` of *act* to *to* differs from *step*, which it names; None where it does not.

    A step of a rule that *policy* lacks, or that a plugin's rule may bring, differs in nothing.
    """
    name, _, rest = step.partition("/")
    person = rest.partition("/")[0]
    rule = policy.rule(name)
    if rule is None or not isinstance(rule.body, Do):
        return None
    if act is not None and act != rule.body.act:
        return f"{shown(name)} advises {shown(rule.body.act)}, and this is {shown(act)}"
    if to is not None and person not in ("", to):
        whom = "nobody in particular" if person == "-" else shown(person)
        return f"{shown(step)} is a step to {whom}, and this went to {shown(to)}"
    return None


def other_steps(timeline: Timeline, node: Node, policies: Iterable[Policy]) -> Iterator[Diagnostic]:
    """Yield a warning at each ``step`` of the timeline in *node* that names a step which its `did` is not."""
    written = items(part(node, "events"))
    known = tuple(policies)
    for event in timeline.events:
        step = event.text("step")
        if event.kind.name != DID or step is None or event.position is None:
            continue
        differs = (other_step(policy, step, event.text("act"), event.text("to")) for policy in known)
        for clause in filter(None, differs):
            place = mapping(written[event.position])["step"].place
            hint = "name the step that was done, or leave out `step`"
            yield Diagnostic("other-step", clause, place, hint, Severity.WARNING)
