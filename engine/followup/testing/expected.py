"""What a test case expects of a plan, held against the plan."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, cast

from followup.evaluation.judge import judge
from followup.model.document import place_document
from followup.model.place import Place
from followup.model.plan import Withheld
from followup.model.step import Step
from followup.model.timeline import Written
from followup.model.zone import Zone

if TYPE_CHECKING:
    from followup.model.plan import Plan
    from followup.model.suite import Case, ExpectedStep, Value
    from followup.model.vocabulary import Vocabulary

_NO_SUCH: Final = "no such"

_MINUTES: Final = {"at": "minute", "since": "since_minute", "until": "until_minute"}
"""The attributes that hold, in minutes, what a plan's JSON has under these keys."""


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that the plan does not meet.

    Attributes:
        what: What was looked for.
        place: Where the suite says so.
        values: What was expected and what is there, by key.
    """

    what: str
    place: Place
    values: tuple[tuple[str, str, str], ...]


def differences(case: "Case", plan: "Plan", vocabulary: "Vocabulary") -> list[Difference]:
    """Return all in which *plan* differs from what *case* expects of it; an empty list means: there is nothing."""
    expect, zone = case.expect, plan.zone
    found: list[Difference] = []
    if expect.steps is not None:
        found += _steps("step", expect.steps, plan.steps, zone, expect.place, only=expect.only)
    elif expect.only:
        found += _steps("step", (), plan.steps, zone, expect.place, only=True)
    if expect.withheld is not None:
        found += _steps("withheld step", expect.withheld, plan.withheld, zone, expect.place, only=False)
    if expect.questions is not None:
        asked = {question.fact: question.changes for question in plan.questions}
        for question in expect.questions:
            changes = asked.get(question.fact)
            wanted = "asked" if question.changes is None else ", ".join(question.changes)
            there = "not asked" if changes is None else ", ".join(changes)
            if changes is None or question.changes not in (None, changes):
                found.append(Difference("question", question.place, ((question.fact, wanted, there),)))
        if not expect.questions:
            none = ((fact, "not asked", "asked") for fact in asked)
            found += [Difference("question", expect.place, (value,)) for value in none]
    for breach in judge(plan, case.timeline, [expect.never], vocabulary).breaches if expect.never else ():
        at = zone.text(breach.step.minute) if breach.step.minute is not None else "-"
        found.append(Difference(f"step {breach.step.id}", breach.rule.place, (("never", "no such step", at),)))
    if expect.next_change is not None and not _equal(expect.next_change.at, plan.change, zone):
        value = ("next_change_at", _said(expect.next_change.at, zone), _said(plan.change, zone))
        found.append(Difference("plan", expect.next_change.place, (value,)))
    if plan.cut and plan.end is not None:
        # What is missing may only lie behind the end: a case may have a `horizon`.
        end = ("plan ends", "later", zone.text(plan.end))
        found = [replace(one, values=(*one.values, end)) if one.what == f"{_NO_SUCH} step" else one for one in found]
    return found


def _steps(
    what: str,
    wanted: "Sequence[ExpectedStep]",
    there: Sequence[Step | Withheld],
    zone: Zone,
    place: Place,
    *,
    only: bool,
) -> Iterator[Difference]:
    """Give each wanted step one of its own among those that are *there*; an empty list of wanted ones means: none."""
    fitting = [[i for i, step in enumerate(there) if not _unequal(each, step, zone)] for each in wanted]
    owner = _matched(fitting)
    for index, each in enumerate(wanted):
        if index not in owner.values():
            yield _missing(what, each, [step for i, step in enumerate(there) if i not in owner], zone)
    if only or not wanted:
        for i, step in enumerate(there):
            if i not in owner:
                at = f" at {_said(step.minute, zone)}" if isinstance(step, Step) else ""
                yield Difference(f"{what} {step.id}{at}", place, (("", "no such step", "is there"),))


def _missing(what: str, wanted: "ExpectedStep", left: Sequence[Step | Withheld], zone: Zone) -> Difference:
    """Return how the likest of those that are left differs."""
    likest = max(left, key=lambda step: (_alike(wanted, step), -len(_unequal(wanted, step, zone))), default=None)
    if likest is None or not _alike(wanted, likest):
        values = [(key, _said(value, zone), "") for key, value in wanted.values.items()]
        return Difference(f"{_NO_SUCH} {what}", wanted.place, tuple(values))
    keys = _unequal(wanted, likest, zone)
    values = [(key, _said(wanted.values[key], zone), _said(_of(likest, key), zone)) for key in keys]
    place = wanted.places.get(keys[0], wanted.place) if keys else wanted.place
    taken = () if keys else (("", "one more like it", "there is none"),)
    return Difference(f"{what} {likest.id}", place, (*values, *taken))


def _alike(wanted: "ExpectedStep", step: Step | Withheld) -> int:
    # The id says which step is meant, else the rule, else the act; the person decides between equals.
    likeness = [8 * (wanted.values.get("id") == step.id), 4 * (wanted.values.get("rule") == step.rule)]
    likeness.append(2 * ("act" in wanted.values and wanted.values["act"] == _of(step, "act")))
    same = sum(likeness)
    return same + (same > 0 and "to" in wanted.values and wanted.values["to"] == _of(step, "to"))


def _unequal(wanted: "ExpectedStep", step: Step | Withheld, zone: Zone) -> list[str]:
    return [key for key, value in wanted.values.items() if not _equal(value, _of(step, key), zone)]


def _of(step: Step | Withheld, key: str) -> object:
    """Return what the plan's JSON has under *key*, but of a person the id, and an instant in minutes."""
    match key:
        case "to":
            return None if step.to is None else step.to.id
        case "because" if isinstance(step, Step):
            return [{"event": because.event, "text": because.text} for because in step.because]
        case "place" if isinstance(step, Step):
            return place_document(step.place)
        case "earliest" | "recommended" | "overdue" | "expires" if isinstance(step, Step):
            return getattr(step.dates, key)
        case _:
            return getattr(step, _MINUTES.get(key, key), None)


def _equal(wanted: "Value", actual: object, zone: Zone) -> bool:
    match wanted:
        case Written():
            if not isinstance(actual, int):
                return False
            return zone.day(actual) == zone.day(wanted.minute) if wanted.bare else actual == wanted.minute
        case tuple():
            return (
                isinstance(actual, list | tuple)
                and len(actual) == len(wanted)
                and all(
                    _equal(one, other, zone) for one, other in zip(cast("Iterable[Value]", wanted), actual, strict=True)
                )
            )
        case Mapping():
            return isinstance(actual, Mapping) and all(actual.get(key) == value for key, value in wanted.items())
        case _:
            return wanted == actual


def _said(value: object, zone: Zone) -> str:
    match value:
        case None:
            return "null"
        case Written():
            text = zone.text(value.minute)
            return text[:10] if value.bare else text
        case tuple() | list():
            return "[" + ", ".join(_said(each, zone) for each in value) + "]"
        case int():
            return zone.text(value)
        case Mapping():  # the numbers in it are no instants
            return "{" + ", ".join(f"{key}: {'null' if each is None else each}" for key, each in value.items()) + "}"
        case _:
            return f"{value}"


def _matched(fitting: Sequence[Sequence[int]]) -> dict[int, int]:
    """Return which wanted step owns which that is there: as many as possible (augmenting paths, after Kuhn)."""
    owner: dict[int, int] = {}

    def place(wanted: int, tried: set[int]) -> bool:
        for candidate in fitting[wanted]:
            if candidate not in tried:
                tried.add(candidate)
                if candidate not in owner or place(owner[candidate], tried):
                    owner[candidate] = wanted
                    return True
        return False

    for wanted in range(len(fitting)):
        place(wanted, set())
    return owner
