"""Why a step is there and then, and why another is withheld: in words, worked out only when asked for."""

from followup.evaluation.occurrence import Held, Occurrence
from followup.model.condition import Custom, parts_of
from followup.model.offset import Offset
from followup.model.plan import Reason
from followup.model.policy import Policy
from followup.model.rule import LAST_USED, Roll
from followup.model.step import Because
from followup.model.timeline import Event, Timeline
from followup.model.vocabulary import DID
from followup.model.wording import condition_in_words, instant_in_words
from followup.model.zone import Zone


def because(policy: Policy, timeline: Timeline, step: Occurrence) -> tuple[Because, ...]:
    """Return the chain from anchor to date to medium."""
    series, do = step.series, step.series.do
    zone = timeline.zone
    links = [Because(None, text)] if (text := _source(policy, step)) else []
    links.append(Because(None if series.event is None else series.event.position, _anchor(series.event, step, zone)))
    links.append(Because(None, _date(step, zone)))
    if step.shift:
        way = "late" if step.shift > 0 else "early"
        links.append(Because(None, f"moved by {_count(abs(step.shift), 'day')}, as the ones before it were {way}"))
    if step.minute is not None:
        real = step.did is not None and step.did.position is not None
        if step.did is not None and real:
            links.append(Because(step.did.position, f"done {instant_in_words(step.minute, zone)}"))
        elif step.minute > step.dates.recommended:
            held = "" if step.first is None else f"held back: {withheld_text(timeline, step, step.first)}; "
            links.append(Because(None, f"{held}first possible {instant_in_words(step.minute, zone)}"))
        if step.choice is not None:
            links.append(Because(None, _medium(step, timeline)))
    if do.repeat is not None and step.nth > 1:
        of = "" if do.repeat.times is None else f" of {do.repeat.times}"
        links.append(Because(None, f"number {step.nth}{of}, every {do.repeat.every}"))
    return tuple(links)


def withheld_text(timeline: Timeline, step: Occurrence, why: Held) -> str:
    """Return the reason why *step* is never done as a clause."""
    zone, series = timeline.zone, step.series
    match why.reason:
        case Reason.STOPPED:
            event = step.stopped_by
            return (
                "stopped" if event is None else f"stopped by {event_text(event)} of {instant_in_words(event.at, zone)}"
            )
        case Reason.NOBODY:
            groups = " or ".join(series.do.to.groups) if series.do.to is not None else "somebody"
            return f"there is no {groups} to go to"
        case Reason.CONDITION:
            return "only when " + "; or when ".join(
                condition_in_words(condition, timeline.facts) for condition in why.missing
            )
        case Reason.UNKNOWN:
            names = why.facts or tuple(_plugins_of(why))
            return f"it hangs on what is not known: {', '.join(names)}"
        case Reason.UNREACHABLE:
            media = " or ".join(dict.fromkeys(choice.medium for choice in series.do.via))
            return f"cannot be reached by {media}"
        case Reason.FORBIDDEN:
            rule = why.by
            title = "" if rule is None else rule.title or rule.id
            end = "" if why.until is None else f", until {instant_in_words(why.until, zone)}"
            return f"ruled out: {title}{end}"


def event_text(event: Event) -> str:
    """Return what kind of event it is, in words."""
    return event.kind.name.replace("-", " ") if event.kind.name != DID else f"what you did ({event.text('act')})"


def _plugins_of(why: Held) -> list[str]:
    """Return the plugins' conditions that may have answered that they do not know."""
    parts = [part for condition in why.missing for part in parts_of(condition)]
    return list(dict.fromkeys(part.condition.name for part in parts if isinstance(part, Custom)))


def _source(policy: Policy, step: Occurrence) -> str | None:
    """Return who says so, and where: each place in the source once."""
    rule = step.series.rule
    places = dict.fromkeys(policy.advice[row].where for row in rule.cites if row in policy.advice)
    name = next(
        (policy.source[key] for key in ("author", "publisher", "title", "document") if key in policy.source), None
    )
    if name is None and not places:
        return None
    where = f", under {', '.join(f'“{place}”' for place in places)}" if places else ""
    how = "" if rule.reading == "explicit" else " (our reading)"
    return f"{name or policy.id}{where}{how}"


def _anchor(event: Event | None, step: Occurrence, zone: Zone) -> str:
    anchor = step.series.do.anchor
    when = instant_in_words(step.series.anchor, zone)
    if event is None:
        return f"step `{anchor.step}` done {when}"
    name = event_text(event)
    return f"{name}: {when}" if anchor.instant == "at" else f"{name}, {anchor.instant.replace('_', ' ')}: {when}"


def _date(step: Occurrence, zone: Zone) -> str:
    window = step.series.do.window
    rolled = "" if window.roll is Roll.NONE else ", on a business day"
    raised = ""
    if window.earliest is not None and step.dates.earliest == step.dates.recommended:
        raised = f", and not before {_offset(window.earliest)}"
    return f"{_offset(window.recommended)}{rolled}{raised}: {instant_in_words(step.dates.recommended, zone)}"


def _offset(offset: Offset) -> str:
    if offset.amount == 0:
        return str(offset) if offset.at is not None else "at once"
    if offset.amount < 0:
        return f"{Offset(-offset.amount, offset.unit, offset.at)} before"
    return f"{offset} after"


def _medium(step: Occurrence, timeline: Timeline) -> str:
    choice = step.choice
    assert choice is not None, "asked only for a step with a choice"
    name = step.via if step.object is None else f"{step.via} ({step.object})"
    if choice.medium == LAST_USED:
        return f"by {name}: what they last used"
    if choice.when is None:
        return f"by {name}"
    return f"by {name}: {condition_in_words(choice.when, timeline.facts)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
