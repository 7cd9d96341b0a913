"""Why a step is there, then and so: the chain from the source over rule, anchor and arithmetic to medium and date."""

from collections.abc import Iterator, Mapping, Sequence

from followup.evaluation.conditions import holds
from followup.evaluation.dates import sum_of
from followup.evaluation.explain import event_text, withheld_text
from followup.evaluation.occurrence import Occurrence
from followup.evaluation.past import Past
from followup.evaluation.state import State
from followup.model.explanation import About, Link
from followup.model.failure import PluginError
from followup.model.offset import END_OF_DAY, Offset
from followup.model.plan import Plan
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Roll, Via
from followup.model.timeline import Timeline
from followup.model.vocabulary import Medium
from followup.model.wording import condition_in_words, day_in_words, instant_in_words
from followup.model.zone import Zone

_CLOCK = Zone("UTC")
"""Wall times are instants of a zone without an offset."""


def trace(
    policy: Policy, timeline: Timeline, occurrences: Sequence[Occurrence], plan: Plan, step_id: str
) -> tuple[Link, ...]:
    """Return the links that lead to the step of *plan* with that id.

    Args:
        occurrences: What the plan's steps were made from.
    """
    step = next(one for one in occurrences if one.id == step_id)
    state = State(timeline)
    if step.minute is not None:
        past = Past([one for one in plan.steps if one.minute is not None], timeline, plan.start, policy.vocabulary)
        past.tell(state, step.minute)
    return (
        *_source(policy, step),
        _rule(step),
        *_condition(timeline, step),
        _anchor(step, timeline.zone),
        *_window(step, timeline),
        *_how(step, state, policy.vocabulary.media),
        _moment(step, timeline, plan.start),
    )


def _source(policy: Policy, step: Occurrence) -> Iterator[Link]:
    named = [policy.source[key] for key in ("author", "title", "publisher") if key in policy.source]
    document = ", ".join(named) or policy.title or policy.id
    for row in (policy.advice[cited] for cited in step.series.rule.cites if cited in policy.advice):
        yield Link(About.SOURCE, f"{document}, under “{row.where}” ({row.id}): {row.says}")


def _rule(step: Occurrence) -> Link:
    rule = step.series.rule
    reading = "as the source states it" if rule.reading == "explicit" else "our reading of the source"
    title = f" “{rule.title}”" if rule.title else ""
    dissent = f"; the source contradicts itself in {', '.join(rule.dissent)}" if rule.dissent else ""
    return Link(About.RULE, f"`{rule.id}`{title}: {rule.strength}, {reading}{dissent}", place=rule.place)


def _condition(timeline: Timeline, step: Occurrence) -> Iterator[Link]:
    when = step.series.rule.when
    if when is not None:
        # What the candidate does counts whatever the conditions say, and what has expired may never have met them.
        applies = step.minute is not None and not _is_real(step)
        text = condition_in_words(when, timeline.facts)
        yield Link(About.CONDITION, f"it applies: {text}" if applies else f"advised only when {text}")


def _is_real(step: Occurrence) -> bool:
    """Tell whether the candidate did it, and not only the simulated one."""
    return step.did is not None and step.did.position is not None


def _anchor(step: Occurrence, zone: Zone) -> Link:
    series = step.series
    when = instant_in_words(series.anchor, zone)
    if series.event is None:
        return Link(About.ANCHOR, f"step `{series.do.anchor.step}` is done {when}")
    instant = series.do.anchor.instant
    name = event_text(series.event) + ("" if instant == "at" else f", {instant.replace('_', ' ')}")
    return Link(About.ANCHOR, f"{name}: {when}", series.event.position)


def _window(step: Occurrence, timeline: Timeline) -> Iterator[Link]:
    """Return the sum behind each of the four dates, with what else moved it."""
    window, dates, zone = step.series.do.window, step.dates, timeline.zone

    def link(name: str, offset: Offset, result: int, roll: Roll = Roll.NONE) -> Link:
        return Link(About.WINDOW, f"{name}: {_sum(step, offset, result, roll, timeline)}")

    if window.earliest is not None:
        yield link("earliest", window.earliest, dates.earliest)
    yield link("recommended", window.recommended, dates.recommended, window.roll)
    if window.overdue is not None:
        yield link("late after", window.overdue, dates.overdue)
    else:
        ends = "when it expires" if dates.overdue < zone.last_of_day(dates.recommended) else "the recommended day's end"
        yield Link(About.WINDOW, f"late after: {ends}: {instant_in_words(dates.overdue, zone)}")
    if window.expires is not None and dates.expires is not None:
        yield link("expires after", window.expires, dates.expires)


def _sum(step: Occurrence, offset: Offset, result: int, roll: Roll, timeline: Timeline) -> str:
    series, zone = step.series, timeline.zone
    every = None if series.do.repeat is None else series.do.repeat.every
    times = step.nth - 1
    found = sum_of(series.anchor, offset, zone, timeline.calendar, every, times, step.shift, roll)
    repeated = [f"+ {times} times {every}"] if every is not None and times else []
    told = [f"{' '.join([instant_in_words(series.anchor, zone), *repeated, _term(offset)])} = {_wall(found.plain)}"]
    if found.shifted != found.plain:
        way = "later" if step.shift > 0 else "earlier"
        days = f"{abs(step.shift)} day{'' if abs(step.shift) == 1 else 's'}"
        told.append(f"{days} {way}, as the one before it was: {_wall(found.shifted)}")
    if found.rolled != found.shifted:
        way = "on to the next" if roll is Roll.FORWARD else "back to the last"
        told.append(f"{way} business day: {_wall(found.rolled)}")
    if zone.wall(found.moment) != found.rolled:
        told.append(f"which clocks do not show that day: {instant_in_words(found.moment, zone)}")
    if found.result != found.moment:
        told.append(f"but not before what it is counted from: {instant_in_words(found.result, zone)}")
    if result != found.result:
        told.append(f"but not before the date above: {instant_in_words(result, zone)}")
    elapsed = offset.unit.elapsed and (every is None or not times or every.unit.elapsed)
    return ", ".join(told) + _clock_change(series.anchor, result, zone, elapsed=elapsed)


def _wall(wall: int) -> str:
    """Return a wall time in words."""
    return instant_in_words(wall, _CLOCK)


def _term(offset: Offset) -> str:
    if offset.amount == 0 and offset.at is not None:
        return f"to the {offset}" if offset.at == END_OF_DAY else f"on the {offset}"
    if offset.amount < 0:
        return f"- {Offset(-offset.amount, offset.unit, offset.at)}"
    return f"+ {offset}"


def _clock_change(start: int, end: int, zone: Zone, *, elapsed: bool) -> str:
    """Return what a change of the clocks between two instants makes of the time between them, or nothing.

    Args:
        elapsed: Whether elapsed time was added, which no clock changes.
    """
    if zone.wall(end) - end == zone.wall(start) - start:
        return ""
    low, high = sorted((start, end))
    offset = zone.wall(low) - low
    while high - low > 1:  # INVARIANT: the offset is the old one at low and another at high
        middle = (low + high) // 2
        low, high = (middle, high) if zone.wall(middle) - middle == offset else (low, middle)
    day = day_in_words(high, zone)
    if elapsed:
        return f" (the clocks change on {day})"
    hours, minutes = divmod(abs(end - start), 60)
    return f" (the clock change on {day} makes that {hours} hours{f' {minutes} minutes' if minutes else ''})"


def _how(step: Occurrence, state: State, media: Mapping[str, Medium]) -> Iterator[Link]:
    if step.minute is None:
        return
    if not _is_real(step):
        yield from _media(step, state, media)
    elif step.via is not None:
        named = " or ".join(dict.fromkeys(choice.medium for choice in step.series.do.via))
        instead = f", where {named} is advised" if named and step.choice is None else ""
        yield Link(About.MEDIUM, f"by {step.via}, as you did it{instead}")


def _media(step: Occurrence, state: State, media: Mapping[str, Medium]) -> Iterator[Link]:
    """Return each entry up to the one that was taken, and why those before it were not."""
    for choice in step.series.do.via:
        name = choice.medium if choice.object is None else f"{choice.medium} ({choice.object})"
        if choice is step.choice:
            by = f": {step.via}" if choice.medium == LAST_USED else ""
            when = "" if choice.when is None else f": {condition_in_words(choice.when, state.timeline.facts)}"
            yield Link(About.MEDIUM, f"by {name}{by}{when}")
            return
        yield Link(About.MEDIUM, f"not by {name}: {_why_not(choice, step, state, media)}")


def _why_not(choice: Via, step: Occurrence, state: State, media: Mapping[str, Medium]) -> str:
    try:
        applies = choice.when is None or holds(choice.when, state, step.person)
    except PluginError as failure:  # it answered when the plan was made
        return failure.text
    if choice.when is not None and not applies:
        return f"only when {condition_in_words(choice.when, state.timeline.facts)}"
    medium: str | None = choice.medium
    if medium == LAST_USED:
        medium = None if step.person is None else state.last_medium.get(step.person.id)
    if medium is None:
        return "they have not used one yet"
    assert not state.reaches(medium, step.person, media), "the first that reaches them was taken"
    return "it does not reach them"


def _moment(step: Occurrence, timeline: Timeline, as_of: int | None) -> Link:
    zone = timeline.zone
    if step.minute is None:
        assert step.dates.expires is not None, "what is not done has expired"
        return Link(About.MOMENT, f"not done: it expired {instant_in_words(step.dates.expires, zone)}")
    when = instant_in_words(step.minute, zone)
    if step.did is not None and _is_real(step):
        ahead = as_of is not None and step.minute > as_of
        return Link(
            About.MOMENT, f"{'to be done, as the timeline says' if ahead else 'done'} {when}", step.did.position
        )
    if step.minute <= step.dates.recommended:
        return Link(About.MOMENT, f"at the recommended time: {when}")
    held = "" if step.first is None else f"held back: {withheld_text(timeline, step, step.first)}; "
    return Link(About.MOMENT, f"{held}first possible {when}")
