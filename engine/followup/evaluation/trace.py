"""Why a step is there, then and so: the chain from the source over rule, anchor and arithmetic to medium and date."""

from collections.abc import Iterator, Sequence

from followup.evaluation.conditions import holds
from followup.evaluation.dates import move
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
from followup.model.wording import condition_in_words, instant_in_words
from followup.model.zone import Zone


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
        *(_media(step, state) if step.minute is not None and step.series.do.via else ()),
        _moment(step, timeline),
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
    if step.series.rule.when is not None and step.minute is not None:
        yield Link(About.CONDITION, f"it applies: {condition_in_words(step.series.rule.when, timeline.facts)}")


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
    window, dates = step.series.do.window, step.dates

    def link(name: str, offset: Offset, result: int, roll: Roll = Roll.NONE) -> Link:
        return Link(About.WINDOW, f"{name}: {_sum(step, offset, result, roll, timeline)}")

    if window.earliest is not None:
        yield link("earliest", window.earliest, dates.earliest)
    yield link("recommended", window.recommended, dates.recommended, window.roll)
    if window.overdue is not None:
        yield link("late after", window.overdue, dates.overdue)
    else:
        end = instant_in_words(dates.overdue, timeline.zone)
        yield Link(About.WINDOW, f"late after: the end of the recommended day, or when it expires: {end}")
    if window.expires is not None and dates.expires is not None:
        yield link("expires after", window.expires, dates.expires)


def _sum(step: Occurrence, offset: Offset, result: int, roll: Roll, timeline: Timeline) -> str:
    series, zone, calendar = step.series, timeline.zone, timeline.calendar
    every = None if series.do.repeat is None else series.do.repeat.every
    times = step.nth - 1
    terms = [instant_in_words(series.anchor, zone)]
    if every is not None and times:
        terms.append(f"+ {times} times {every}")
    terms.append(_term(offset))
    plain = move(series.anchor, offset, zone, calendar, every, times)
    text = f"{' '.join(terms)} = {instant_in_words(plain, zone)}{_clock_change(series.anchor, plain, zone)}"
    shifted = plain
    if step.shift:
        shifted = move(series.anchor, offset, zone, calendar, every, times, step.shift)
        way = "later" if step.shift > 0 else "earlier"
        days = f"{abs(step.shift)} day{'' if abs(step.shift) == 1 else 's'}"
        text += f", {days} {way} as the one before it was: {instant_in_words(shifted, zone)}"
    if roll is not Roll.NONE:
        rolled = move(series.anchor, offset, zone, calendar, every, times, step.shift, roll)
        if rolled != shifted:
            way = "on to the next" if roll is Roll.FORWARD else "back to the last"
            text += f", {way} business day: {instant_in_words(rolled, zone)}"
        shifted = rolled
    if shifted != result:
        text += f", but not before the date above: {instant_in_words(result, zone)}"
    return text


def _term(offset: Offset) -> str:
    if offset.amount == 0 and offset.at is not None:
        return f"to the {offset}" if offset.at == END_OF_DAY else f"on the {offset}"
    if offset.amount < 0:
        return f"- {Offset(-offset.amount, offset.unit, offset.at)}"
    return f"+ {offset}"


def _clock_change(start: int, end: int, zone: Zone) -> str:
    """Return what a change of the clocks between two instants makes of the time between them, or nothing.

    >>> day = 29541120 // 1440 * 1440
    >>> _clock_change(day, day, Zone("UTC"))
    ''
    """
    gained = (zone.wall(end) - end) - (zone.wall(start) - start)
    if not gained:
        return ""
    low, high = sorted((start, end))
    offset = zone.wall(low) - low
    while high - low > 1:  # INVARIANT: the offset is the old one at low and another at high
        middle = (low + high) // 2
        low, high = (middle, high) if zone.wall(middle) - middle == offset else (low, middle)
    hours, minutes = divmod(abs(end - start), 60)
    day = instant_in_words(high, zone).rsplit(" ", 2)[0]
    elapsed = f"{hours} hours" + (f" {minutes} minutes" if minutes else "")
    return f" (the clock change on {day} makes that {elapsed})"


def _media(step: Occurrence, state: State) -> Iterator[Link]:
    """Return each entry up to the one that was taken, and why those before it were not."""
    for choice in step.series.do.via:
        name = choice.medium if choice.object is None else f"{choice.medium} ({choice.object})"
        if choice is step.choice:
            by = f": {step.via}" if choice.medium == LAST_USED else ""
            when = "" if choice.when is None else f": {condition_in_words(choice.when, state.timeline.facts)}"
            yield Link(About.MEDIUM, f"by {name}{by}{when}")
            return
        yield Link(About.MEDIUM, f"not by {name}: {_why_not(choice, step, state)}")
    yield Link(About.MEDIUM, f"by {step.via}: so it was done")


def _why_not(choice: Via, step: Occurrence, state: State) -> str:
    try:
        applies = choice.when is None or holds(choice.when, state, step.series.person)
    except PluginError as failure:  # it answered when the plan was made
        return failure.text
    if choice.when is not None and not applies:
        return f"only when {condition_in_words(choice.when, state.timeline.facts)}"
    if choice.medium == LAST_USED:
        return "they have not used one yet, or it does not reach them"
    return "it does not reach them"


def _moment(step: Occurrence, timeline: Timeline) -> Link:
    zone = timeline.zone
    if step.minute is None:
        return Link(About.MOMENT, f"not done: it expired {instant_in_words(step.dates.expires or 0, zone)}")
    when = instant_in_words(step.minute, zone)
    if step.did is not None and step.did.position is not None:
        return Link(About.MOMENT, f"done {when}", step.did.position)
    if step.minute <= step.dates.recommended:
        return Link(About.MOMENT, f"at the recommended time: {when}")
    held = "" if step.first is None else f"held back: {withheld_text(timeline, step, step.first)}; "
    return Link(About.MOMENT, f"{held}first possible {when}")
