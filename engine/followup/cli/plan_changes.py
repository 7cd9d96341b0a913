"""What an event more, or less, changes in a plan, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followup.cli.layout import paragraph

if TYPE_CHECKING:
    from followup.analysis.moved import StepChange
    from followup.model.plan import Plan


def changes_in_words(old: "Plan", new: "Plan") -> Iterator[str]:
    """Yield the lines that say what is done now, what comes, goes and moves, and what is asked; seen from one time."""
    from followup.analysis.moved import moved
    from followup.cli.diff_dates import NOTHING_MOVES, moves_in_words, seen_from

    changes = moved(old, new)
    settled = [change for change in changes if _is_done(change.new) != _is_done(change.old)]
    others = [change for change in changes if change not in settled]
    yield f"{new.policy.id} for {new.timeline.id}, {seen_from(new)}"
    lines = [*map(_settled, settled), *moves_in_words(others, new.zone)]
    yield from lines or [NOTHING_MOVES]
    asked, before = ({question.fact: question for question in plan.questions} for plan in (new, old))
    for fact in sorted(asked.keys() - before.keys()):
        yield paragraph(f"asks: {asked[fact].asks or fact} ({fact})", 2, 4)
    for fact in sorted(before.keys() - asked.keys()):
        yield paragraph(f"asks no more: {before[fact].asks or fact} ({fact})", 2, 4)


def _settled(change: "StepChange") -> str:
    step = change.new if _is_done(change.new) else change.old
    verb = "done" if step is change.new else "not done any more"
    return paragraph(f"{verb}: {change.step}: {_told(step)}", 2, 4)


def _is_done(step: object) -> bool:
    from followup.model.step import Status, Step

    return isinstance(step, Step) and step.status is Status.DONE


def _told(step: object) -> str:
    from followup.model.step import Step
    from followup.model.wording import act_in_words

    assert isinstance(step, Step), "what is done is one"
    return act_in_words(step) + (f", {step.timing}" if step.timing else "")
