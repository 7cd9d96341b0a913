"""Which steps come, go and move when one policy takes the place of another."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from followup.model.plan import Plan, Withheld
from followup.model.step import Step

Stands = Step | Withheld | None
"""How a step stands in a plan; None: it is not there."""


@dataclass(frozen=True, slots=True)
class StepChange:
    """A step that stands otherwise in one plan than in another.

    Attributes:
        step: Its id in the new plan; in the old one, where it is only there.
        aspects: In what it differs, by the plan's words: of ``at``, ``via``, ``object``, ``status``, ``timing`` and the
            four dates for a step of both plans; of ``reason``, ``by``, ``since`` and ``until`` for one that both
            withhold; else empty.
    """

    step: str
    old: Stands
    new: Stands
    aspects: tuple[str, ...]

    @property
    def appears(self) -> bool:
        """Whether only the new plan has it among its steps."""
        return isinstance(self.new, Step) and not isinstance(self.old, Step)

    @property
    def vanishes(self) -> bool:
        """Whether only the old plan has it among its steps."""
        return isinstance(self.old, Step) and not isinstance(self.new, Step)


def moved(old: Plan, new: Plan, renamed: Mapping[str, str] | None = None) -> tuple[StepChange, ...]:
    """Return what stands otherwise in *new*, a plan for the same timeline, by date.

    Args:
        renamed: The new ids of rules that were called otherwise, by the old ones.
    """
    found = _found(_by_id(old, renamed or {}), _by_id(new, {}))
    return tuple(sorted(found, key=lambda change: (_when(change), change.step)))


def _by_id(plan: Plan, renamed: Mapping[str, str]) -> Mapping[str, Step | Withheld]:
    steps: dict[str, Step | Withheld] = {_now(held.id, renamed): held for held in plan.withheld}
    return steps | {_now(step.id, renamed): step for step in plan.steps}


def _found(before: Mapping[str, Step | Withheld], after: Mapping[str, Step | Withheld]) -> Iterator[StepChange]:
    for step in dict.fromkeys((*before, *after)):
        was, now = before.get(step), after.get(step)
        aspects = _aspects(was, now)
        if aspects or type(was) is not type(now):
            yield StepChange(step, was, now, aspects)


def _now(step: str, renamed: Mapping[str, str]) -> str:
    rule, slash, rest = step.partition("/")
    return f"{renamed.get(rule, rule)}{slash}{rest}"


def _aspects(old: Stands, new: Stands) -> tuple[str, ...]:
    if old is None or new is None or type(old) is not type(new):
        return ()
    was, now = _seen(old), _seen(new)
    return tuple(name for name, value in was.items() if value != now[name])


def _seen(step: Step | Withheld) -> Mapping[str, object]:
    if isinstance(step, Withheld):
        return {"reason": step.reason, "by": step.by, "since": step.since_minute, "until": step.until_minute}
    seen = {"at": step.minute, "via": step.via, "object": step.object, "status": step.status, "timing": step.timing}
    return {**seen, **step.dates._asdict()}


def _when(change: StepChange) -> int:
    match change.old, change.new:
        case (_, Step() as step) | (Step() as step, _):
            return step.dates.recommended if step.minute is None else step.minute
        case (_, Withheld() as held) | (Withheld() as held, _):
            return held.since_minute
        case _:
            raise AssertionError("it is in one of the plans")
