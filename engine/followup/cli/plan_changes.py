"""What an event more, or less, changes in a plan, in words: few of them, the next in time first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from followup.cli.layout import paragraph

if TYPE_CHECKING:
    from followup.analysis.moved import StepChange
    from followup.model.plan import Plan
    from followup.model.step import Step

_MOST_LINES: Final = 13
"""How many lines are printed below the two that say what was written and for which plan; one more counts the rest."""

_NAMED: Final = 3
"""How many people a line names."""


def changes_in_words(old: "Plan", new: "Plan") -> Iterator[str]:
    """Yield the lines that say what is done now, what comes, goes and moves, and what is asked; seen from one time."""
    from followup.analysis.moved import moved
    from followup.cli.diff_dates import NOTHING_MOVES
    from followup.model.plan import Withheld
    from followup.model.step import Step
    from followup.model.wording import instant_in_words

    changes = moved(old, new)
    settled = [change for change in changes if _is_done(change.new) != _is_done(change.old)]
    others = [change for change in changes if change not in settled]
    seen = "before the first event" if new.start is None else instant_in_words(new.start, new.zone)
    yield paragraph(f"{new.policy.id} for {new.timeline.id}, seen from {seen} ({new.zone.name})")
    held = [one for one in others if isinstance(one.old, Withheld) and isinstance(one.new, Withheld)]
    said = [
        *map(_settled, settled),
        *_series_in_words([one for one in others if isinstance(one.old, Step) or isinstance(one.new, Step)]),
        *_questions(old, new),
        *_held_otherwise(held),
    ]
    yield from _few([paragraph(line, 2, 4) for line in said]) if said else [NOTHING_MOVES]


def _few(paragraphs: Sequence[str]) -> Iterator[str]:
    """Yield as many of *paragraphs* as there is room for, and how many are left."""
    lines = 0
    for number, told in enumerate(paragraphs):
        lines += told.count("\n") + 1
        if number and lines > _MOST_LINES:
            yield f"  … and {len(paragraphs) - number} more changes; `followup plan` shows the whole plan"
            return
        yield told


# ------------------------------------------------------------------ what is done


def _settled(change: "StepChange") -> str:
    step = change.new if _is_done(change.new) else change.old
    verb = "done" if step is change.new else "not done any more"
    return f"{verb}: {change.step}: {_told(step)}"


def _is_done(step: object) -> bool:
    from followup.model.step import Status, Step

    return isinstance(step, Step) and step.status is Status.DONE


def _told(step: object) -> str:
    from followup.model.step import Step
    from followup.model.wording import act_in_words

    assert isinstance(step, Step), "what is done is one"
    return act_in_words(step) + (f", {step.timing}" if step.timing else "")


# ------------------------------------------------------------------ what comes, goes and moves


class _Told(NamedTuple):
    """What becomes of the steps of one rule for one person."""

    minute: int
    verb: str
    act: str
    said: str
    rule: str


def _series_in_words(changes: "Iterable[StepChange]") -> Iterator[str]:
    """Yield a line for each rule and what becomes of its steps, by time; it names all people for whom that is so."""
    series: dict[tuple[str, str], list[StepChange]] = {}
    for change in changes:
        rule, person, *_ = change.step.split("/")
        series.setdefault((rule, person), []).append(change)
    people: dict[_Told, list[str]] = {}
    for (rule, _), steps in series.items():
        for told, name in _becomes(rule, steps):
            people.setdefault(told, []).append(name)
    for told, names in sorted(people.items(), key=lambda item: item[0].minute):
        more = [f"{len(names) - _NAMED} more"] if len(names) > _NAMED else []
        who = [name for name in (*names[:_NAMED], *more) if name]
        yield f"{told.verb}: {': '.join([told.act, *([', '.join(who)] if who else [])])}: {told.said} ({told.rule})"


def _becomes(rule: str, changes: "Sequence[StepChange]") -> Iterator[tuple[_Told, str]]:
    """Yield what becomes of the steps of one rule for one person, and that person's name.

    A series that goes where another comes has moved.
    """
    from followup.model.step import Step

    gone = [change for change in changes if change.vanishes]
    come = [change for change in changes if change.appears]
    moves = [change for change in changes if "at" in change.aspects]
    others = [change for change in changes if change not in (*gone, *come, *moves)]
    if moves or (gone and come):
        was = _by_time(change.old for change in (*gone, *moves))
        now = _by_time(change.new for change in (*come, *moves))
        yield _moves(rule, was, now), _name(now[0])
    elif gone or come:
        steps = _by_time(change.old if gone else change.new for change in gone or come)
        first = (gone or come)[0]
        held = getattr(first.new if gone else first.old, "text", None)
        why = "" if held is None else f"; {'now withheld' if gone else 'was withheld'}: {held}"
        by = f", {_medium(steps[0])}" if steps[0].via else ""
        said = f"{_instant(steps[0])}{by}{_and_more(steps)}{why}"
        yield _Told(_minute(steps[0]), "vanishes" if gone else "appears", _act(steps[0]), said, rule), _name(steps[0])
    for change in others[:1]:
        assert isinstance(change.old, Step), "it neither goes nor comes"
        assert isinstance(change.new, Step), "it neither goes nor comes"
        aspects = "; ".join(_aspects(change.old, change.new, change.aspects))
        more = f"; so {len(others) - 1} more" if len(others) > 1 else ""
        said = f"{_instant(change.new)}; {aspects}{more}"
        yield _Told(_minute(change.new), "changes", _act(change.new), said, rule), _name(change.new)


def _moves(rule: str, was: "Sequence[Step]", now: "Sequence[Step]") -> _Told:
    media = list(dict.fromkeys(_medium(step) for step in (was[0], now[0]) if step.minute is not None))
    via = f", {' → '.join(media)}" if len(media) > 1 else ""
    until = "" if len(now) == 1 else f", until {_instant(now[-1])}"
    behind = ", and all behind it" if max(len(was), len(now)) > 1 else ""
    said = f"{_instant(was[0])} → {_instant(now[0])}{via}{behind}{until}"
    return _Told(min(_minute(was[0]), _minute(now[0])), "moves", _act(now[0]), said, rule)


def _aspects(old: "Step", new: "Step", aspects: Sequence[str]) -> Iterator[str]:
    if {"via", "object"} & {*aspects}:
        yield f"{_medium(old)} → {_medium(new)}"
    if {*new.dates._fields} & {*aspects}:
        yield "other dates"
    for name in ("status", "timing"):
        if name in aspects:
            yield f"{getattr(old, name) or 'not done'} → {getattr(new, name) or 'not done'}"


def _and_more(steps: "Sequence[Step]") -> str:
    return "" if len(steps) == 1 else f", and {len(steps) - 1} more, until {_instant(steps[-1])}"


# ------------------------------------------------------------------ what is asked, and what stays withheld


def _questions(old: "Plan", new: "Plan") -> Iterator[str]:
    asked, before = ({question.fact: question for question in plan.questions} for plan in (new, old))
    for fact in sorted(asked.keys() - before.keys()):
        yield f"asks: {asked[fact].asks or fact} ({fact})"
    for fact in sorted(before.keys() - asked.keys()):
        yield f"asks no more: {before[fact].asks or fact} ({fact})"


def _held_otherwise(changes: "Iterable[StepChange]") -> Iterator[str]:
    """Yield one line for each rule with steps that are withheld for another reason."""
    from followup.model.plan import Withheld

    rules: dict[str, list[StepChange]] = {}
    for change in changes:
        if {"reason", "by"} & {*change.aspects}:
            rules.setdefault(change.step.partition("/")[0], []).append(change)
    for steps in rules.values():
        old, new = steps[0].old, steps[0].new
        assert isinstance(old, Withheld), "withheld in both plans"
        assert isinstance(new, Withheld), "withheld in both plans"
        more = f"; so {len(steps) - 1} more" if len(steps) > 1 else ""
        yield f"withheld otherwise: {steps[0].step}: was: {old.text}; now: {new.text}{more}"


# ------------------------------------------------------------------ a step


def _by_time(steps: "Iterable[object]") -> "list[Step]":
    from followup.model.step import Step

    return sorted((step for step in steps if isinstance(step, Step)), key=_minute)


def _minute(step: "Step") -> int:
    return step.dates.recommended if step.minute is None else step.minute


def _instant(step: "Step") -> str:
    from followup.model.wording import instant_in_words

    return "expired" if step.minute is None else instant_in_words(step.minute, step.zone)


def _act(step: "Step") -> str:
    return step.act.replace("-", " ")


def _medium(step: "Step") -> str:
    what = f" ({step.object})" if step.object else ""
    return f"by {step.via}{what}" if step.via else "by no medium"


def _name(step: "Step") -> str:
    return "" if step.to is None else step.to.name or step.to.id
