"""The list of one day in words and as data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from followup.cli.layout import paragraph
from followup.model.document import step_document
from followup.model.wording import instant_in_words, step_in_words
from followup.model.zone import Zone, instant_of

if TYPE_CHECKING:
    from followup.model.plan import Plan
    from followup.model.step import Step
    from followup.model.today import Today


def today_text(day: "Today", files: "Mapping[str, Plan]", left_out: int) -> Iterator[str]:
    """Yield the lines of *day*.

    Args:
        files: The plan of each timeline's file, at least one.
        left_out: How many files more there are, which could not be planned.
    """
    plans, file_of = list(files.values()), _files_of(files)
    all_of_them = len(plans) + left_out
    number = "1 timeline" if all_of_them == 1 else f"{all_of_them} timelines"
    number = f"{len(plans)} of {number}" if left_out else number
    local = "" if len({plan.zone for plan in plans}) == 1 else "; each in its own time zone"
    yield paragraph(f"{instant_in_words(plans[0].start or 0, plans[0].zone)} ({plans[0].zone.name}), {number}{local}")
    yield from _section("OVERDUE", day.overdue, file_of, since)
    yield from _section("DUE", day.due, file_of, until)
    if day.questions:
        yield from ("", "NEEDS AN ANSWER")
    for plan, question in day.questions:
        yield paragraph(f"{plan.timeline.id}: {question.asks or question.fact}", 2, 4)
        rules = ", ".join(question.changes)
        yield paragraph(f"it decides on {rules}; answer as {question.fact} under `facts:` ({file_of(plan)})", 4)
    yield from _section("NEXT", day.next, file_of, lambda step: f"best {_instant(step.minute, step.zone)}")
    yield ""
    if day.look_again is None:
        yield "Nothing is to be done, and nothing to come." if day.empty else "Nothing else is to come."
    else:
        again = instant_in_words(instant_of(day.look_again), Zone(str(day.look_again.tzinfo)))
        yield paragraph(
            f"Nothing is to be done now: look again on {again}."
            if day.empty
            else f"If you do nothing, this list changes on {again}."
        )
    if 0 < len(day.idle) < len(plans):
        yield paragraph(f"Nothing to do: {', '.join(plan.timeline.id for plan in day.idle)}.", 0, 2)


def today_data(day: "Today", files: "Mapping[str, Plan]", left_out: Sequence[str]) -> Mapping[str, object]:
    """Return *day* as data; steps as in a plan's JSON.

    Args:
        files: The plan of each timeline's file.
        left_out: The files that could not be planned.
    """
    file_of = _files_of(files)

    def listed(steps: "Sequence[tuple[Plan, Step]]") -> list[object]:
        return [{**_whose(plan, file_of), "step": step_document(step)} for plan, step in steps]

    return {
        "today": 1,
        "timelines": [
            {**_whose(plan, file_of), "policy": plan.policy.id, "as_of": plan.zone.text(plan.start or 0)}
            for plan in files.values()
        ],
        "left_out": list(left_out),
        "overdue": listed(day.overdue),
        "due": listed(day.due),
        "questions": [
            {
                **_whose(plan, file_of),
                "fact": question.fact,
                "asks": question.asks,
                "changes": list(question.changes),
            }
            for plan, question in day.questions
        ],
        "next": listed(day.next),
        "idle": [_whose(plan, file_of) for plan in day.idle],
        "look_again": None if day.look_again is None else day.look_again.isoformat(timespec="minutes"),
    }


def _whose(plan: "Plan", file_of: "Callable[[Plan], str]") -> dict[str, object]:
    return {"timeline": plan.timeline.id, "file": file_of(plan)}


def _files_of(files: "Mapping[str, Plan]") -> "Callable[[Plan], str]":
    # Two files may hold the same timeline, so that their plans are equal.
    names = {id(plan): file for file, plan in files.items()}
    return lambda plan: names[id(plan)]


def _section(
    title: str, steps: "Sequence[tuple[Plan, Step]]", file_of: "Callable[[Plan], str]", when: "Callable[[Step], str]"
) -> Iterator[str]:
    if steps:
        yield from ("", title)
    for plan, step in steps:
        yield paragraph(step_text(plan, step, when), 2, 4)
        yield paragraph(f"{step.strength}; step {step.id} ({file_of(plan)})", 4)


def step_text(plan: "Plan", step: "Step", when: "Callable[[Step], str]") -> str:
    """Return what is to be done, for which application and until when."""
    return f"{plan.timeline.id}: {step_in_words(step)}; {when(step)}"


def since(step: "Step") -> str:
    """Return since when an overdue step is late, and when it closes."""
    late = f"late since {_instant(step.dates.overdue, step.zone)}"
    return f"{late}, {'never too late' if step.dates.expires is None else f'closes {_closes(step)}'}"


def until(step: "Step") -> str:
    """Return until when a due step is in time."""
    return f"until {_instant(step.dates.overdue, step.zone)}"


def _closes(step: "Step") -> str:
    return _instant(step.dates.expires, step.zone)


def _instant(minute: int | None, zone: Zone) -> str:
    return "never" if minute is None else instant_in_words(minute, zone)
