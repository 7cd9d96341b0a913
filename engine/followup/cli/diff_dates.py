"""Which dates move from one plan to another, in words."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from followup.cli.layout import paragraph

if TYPE_CHECKING:
    from followup.analysis.moved import StepChange
    from followup.model.plan import Plan
    from followup.model.step import Step
    from followup.model.zone import Zone

NOTHING_MOVES: Final = "  no step comes, goes or moves"

_SHOWN: Final = 3
"""How many steps of a series are told one by one, where more do the same."""

_WINDOW: Final = ("earliest", "recommended", "overdue", "expires")


def dates_in_words(old: "Plan", new: "Plan", changes: "Sequence[StepChange]", removed: frozenset[str]) -> Iterator[str]:
    """Yield the lines that say which steps come, go and change; *removed*: the rules that are gone."""
    yield paragraph(seen_from(new), 2)
    yield from list(moves_in_words(changes, old.zone, removed)) or [NOTHING_MOVES]


def seen_from(plan: "Plan") -> str:
    """Return from when *plan* is seen, and in which time zone."""
    from followup.model.wording import instant_in_words

    seen = "before the first event" if plan.start is None else instant_in_words(plan.start, plan.zone)
    return f"seen from {seen} ({plan.zone.name})"


def moves_in_words(
    changes: "Iterable[StepChange]", zone: "Zone", removed: frozenset[str] = frozenset()
) -> Iterator[str]:
    """Yield the lines that say which steps come, go and change; none where none does."""
    series: dict[tuple[str, str, str], list[tuple[str, str]]] = {}
    for change in changes:
        verb, told = _told(change, zone, removed)
        if verb:
            rule, person, *_ = change.step.split("/")
            series.setdefault((verb, rule, person), []).append((change.step, told))
    for (verb, rule, person), steps in series.items():
        few = steps if len(steps) <= _SHOWN + 1 else steps[:_SHOWN]
        for step, told in few:
            yield paragraph(f"{verb}: {step}: {told}", 2, 4)
        if len(few) < len(steps):
            (step, told), whose = steps[-1], "" if person in ("", "-") else f" for {person}"
            yield paragraph(f"{verb}: {len(steps) - len(few)} more of {rule}{whose}, the last {step}: {told}", 2, 4)


def _told(change: "StepChange", zone: "Zone", removed: frozenset[str]) -> tuple[str, str]:
    """Return what becomes of a step, as a verb and what there is to say; empty where nothing is, or was, to be done."""
    from followup.model.plan import Withheld
    from followup.model.step import Step

    match change.old, change.new:
        case Step() as old, Step() as new:
            return ("moves" if "at" in change.aspects and old.at and new.at else "changes"), _both(change, old, new)
        case old, Step() as new:
            return "appears", _step(new) + (f"; was withheld: {old.text}" if isinstance(old, Withheld) else "")
        case Step() as old, Withheld() as held:
            return "vanishes", f"{_step(old)}; now withheld: {held.text}"
        case Step() as old, _:
            return "vanishes", _step(old) + ("; its rule is gone" if old.rule in removed else "")
        case Withheld() as old, Withheld() as held if {"reason", "by"} & {*change.aspects}:
            return "withheld otherwise", f"was: {old.text}; now: {held.text}"
        case _:
            return "", ""


def _both(change: "StepChange", old: "Step", new: "Step") -> str:
    zone, said = new.zone, []
    moves = "at" in change.aspects
    if moves:
        by = "" if old.minute is None or new.minute is None else f", {by_how_much(old.minute, new.minute, zone)}"
        said.append(f"{_instant(old.minute, zone)} → {_instant(new.minute, zone)}{by}")
    else:
        said.append(_instant(new.minute, zone))
    if {"via", "object"} & {*change.aspects}:
        said.append(f"{_medium(old)} → {_medium(new)}")
    # The dates of a step that moved moved with it; `--format json` has all of them.
    for name in () if moves else _WINDOW:
        if name in change.aspects:
            was, now = (step.dates._asdict()[name] for step in (old, new))
            said.append(f"{name} {_instant(was, zone, 'never')} → {_instant(now, zone, 'never')}")
    for name in ("status", "timing"):
        if name in change.aspects:
            said.append(f"{getattr(old, name) or 'not done'} → {getattr(new, name) or 'not done'}")
    return "; ".join(said)


def by_how_much(old: int, new: int, zone: "Zone") -> str:
    """Return how much later or earlier the minute *new* is than *old*: in whole days where the clock shows the same.

    >>> from followup.model.zone import Zone
    >>> by_how_much(29_541_120, 29_541_120 - 90, Zone("UTC"))
    '1 hour 30 minutes earlier'
    """
    was, now = zone.wall(old), zone.wall(new)
    # Days on the calendar, which a change of the clocks makes no longer; anything else as it passes.
    minutes = abs(now - was) if now != was and (now - was) % 1440 == 0 else abs(new - old)
    parts: Mapping[str, int] = {"day": minutes // 1440, "hour": minutes % 1440 // 60, "minute": minutes % 60}
    words = [f"{number} {unit}{'' if number == 1 else 's'}" for unit, number in parts.items() if number]
    return f"{' '.join(words)} {'later' if new > old else 'earlier'}"


def _step(step: "Step") -> str:
    from followup.model.wording import step_in_words

    return f"{_instant(step.minute, step.zone)}, {step_in_words(step)}"


def _medium(step: "Step") -> str:
    from followup.model.wording import medium_in_words

    return medium_in_words(step) or "by no medium"


def _instant(minute: int | None, zone: "Zone", none: str = "expired") -> str:
    from followup.model.wording import instant_in_words

    return none if minute is None else instant_in_words(minute, zone)
