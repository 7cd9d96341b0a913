"""For a forbid that rules out nothing that its own policy advises: what breaks it, if somebody does it."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from followup.analysis.sketch import Sketch, deed
from followup.analysis.trial import Trial
from followup.evaluation.history import judge_history
from followup.evaluation.simulate import sound, without
from followup.loading.link import link
from followup.model.offset import Offset, Unit
from followup.model.policy import Policy
from followup.model.rule import Anchor, Before, Do, Forbid, Recipients, Rule, Via, Window
from followup.model.step import Step
from followup.model.vocabulary import DID, INTERVIEWER

_ADVISES: Final = "what-it-forbids"
_LATER: Final = Window(recommended=Offset(1, Unit.DAY), expires=None)
_AHEAD: Final = Window(recommended=Offset(-1, Unit.DAY), expires=Offset(0, Unit.DAY))


def advising_it(policy: Policy, forbid: Rule) -> Iterator[tuple[Policy, Rule]]:
    """Yield *policy* with one more rule, which advises what *forbid* rules out, and that rule.

    It has no other forbid, so that none is in the way. Nothing where the vocabulary has no meeting that could be the
    anchor, or no such act; what may be forbidden before a meeting is advised ahead of it, too.
    """
    body = forbid.body
    assert isinstance(body, Forbid), "only these forbid"
    words = policy.vocabulary
    meeting = next((kind.name for kind in words.events.values() if kind.meets is not None), None)
    act = next(
        (act.name for act in words.acts.values() if act.name in (body.acts or (act.name,)) and act.contacts), None
    )
    act = act or min(body.acts or (), default=None)
    if meeting is None or act is None:
        return
    to = Recipients((min(body.to) if body.to else INTERVIEWER,))
    via = () if not body.via else (Via(min(body.via)),)
    for rule in policy.rules:
        if isinstance(rule.body, Forbid) and rule.id != forbid.id:
            policy = without(policy, rule.id)
    for window in (_LATER, _AHEAD) if isinstance(body.span, Before) else (_LATER,):
        advice = Rule(_ADVISES, len(policy.rules), Do(act, Anchor(meeting), window, to, via), "may", forbid.place)
        yield replace(policy, rules=link((*policy.rules, advice), words)), advice


def done(sketch: Sketch, step: Step, policy: Policy) -> Sketch:
    """Return *sketch* with *step* really done in the minute at which it would be, which is also when to look."""
    assert step.minute is not None, "it would be done"
    return replace(sketch.having(deed(policy.vocabulary.events[DID], step, step.minute)), as_of=step.minute)


def breaking(trial: Trial, forbid: str) -> int | None:
    """Return the position of the first `did` of a sketch that breaks the rule *forbid*, or None."""
    if trial.sketch.as_of is None:
        return None
    policy, timeline = sound(trial.policy, trial.timeline, trial.plan)
    deeds = judge_history(policy, timeline, trial.plan).deeds
    return next((deed.did for deed in deeds if any(rule.id == forbid for rule in deed.forbids)), None)
