"""What an event more, or less, changes in a plan, in words."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followup.cli.layout import paragraph

if TYPE_CHECKING:
    from followup.analysis.moved import StepChange
    from followup.model.plan import Plan
    from followup.model.step import Step


def changes_in_words(old: "Plan", new: "Plan") -> Iterator[str]:
    """Yield the lines that say what is done now, what comes, goes and moves, and what is asked; seen from one time."""
    from followup.analysis.moved import moved
    from followup.cli.diff_dates import NOTHING_MOVES, dates_in_words

    changes = moved(old, new)
    settled = [change for change in changes if _is_done(change.new) != _is_done(change.old)]
    others = [change for change in changes if change not in settled]
    seen, *dates = dates_in_words(old, new, others, frozenset())
    yield f"{new.policy.id} for {new.timeline.id}, {seen.strip()}"
    yield from (_settled(change) for change in settled)
    yield from dates if dates != [NOTHING_MOVES] or not settled else ()
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

    assert isinstance(step, Step), "what is done is one"
    return _what(step) + (f", {step.timing}" if step.timing else "")


def _what(step: "Step") -> str:
    who = "" if step.to is None else f": {step.to.name or step.to.id}"
    return f"{step.act.replace('-', ' ')}{who}"
