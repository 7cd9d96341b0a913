"""Why a step is there and then, and why another is withheld: in words, worked out only when asked for."""

from followup.evaluation.occurrence import Held, Occurrence
from followup.model.condition import All, Any, Condition, Custom, Fact, Happened, Known, Not, Pattern
from followup.model.offset import Offset
from followup.model.plan import Because, Reason
from followup.model.policy import LAST_USED, Policy
from followup.model.timeline import Event, Timeline
from followup.model.vocabulary import DID
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
            links.append(Because(step.did.position, f"done {said(step.minute, zone)}"))
        elif step.minute > step.dates.recommended:
            held = "" if step.first is None else f"held back: {withheld_text(timeline, step, step.first)}; "
            links.append(Because(None, f"{held}first possible {said(step.minute, zone)}"))
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
            return "stopped" if event is None else f"stopped by {event_text(event)} of {said(event.at, zone)}"
        case Reason.NOBODY:
            groups = " or ".join(series.do.to.groups) if series.do.to is not None else "somebody"
            return f"there is no {groups} to go to"
        case Reason.CONDITION:
            return "only when " + "; or when ".join(words(condition, timeline) for condition in why.missing)
        case Reason.UNKNOWN:
            return f"it hangs on what the timeline does not say: {', '.join(why.facts)}"
        case Reason.UNREACHABLE:
            media = " or ".join(dict.fromkeys(choice.medium for choice in series.do.via))
            return f"cannot be reached by {media}"
        case Reason.FORBIDDEN:
            rule = why.by
            title = "" if rule is None else rule.title or rule.id
            end = "" if why.until is None else f", until {said(why.until, zone)}"
            return f"ruled out: {title}{end}"


def said(minute: int, zone: Zone) -> str:
    """Return an instant as people write it: ``Mon 2 March 2026 11:00``."""
    local = zone.local(minute)
    return f"{local:%a} {local.day} {local:%B %Y %H:%M}"


def event_text(event: Event) -> str:
    """Return what kind of event it is, in words."""
    return event.kind.name.replace("-", " ") if event.kind.name != DID else f"what you did ({event.text('act')})"


def words(condition: Condition, timeline: Timeline) -> str:
    """Return *condition* in words, with the values that the timeline states."""
    match condition:
        case Fact(name, values):
            seen = timeline.facts.get(name)
            return f"{name} is {' or '.join(sorted(values))} ({'unknown' if seen is None else f'it is {seen}'})"
        case Known(name):
            return f"{name} is known"
        case Happened(pattern, times):
            how_often = "" if times == 1 else f"at least {times} times "
            return f"{how_often}{_pattern(pattern)} has happened"
        case All(parts):
            return " and ".join(words(part, timeline) for part in parts)
        case Any(parts):
            return "(" + " or ".join(words(part, timeline) for part in parts) + ")"
        case Not(part):
            return f"not ({words(part, timeline)})"
        case Custom(custom):
            return custom.name


def _pattern(pattern: Pattern) -> str:
    tests = []
    for test in pattern.tests:
        values = [*sorted(test.values), *sorted(test.roles)] + (["this person"] if test.recipient else [])
        tests.append(f"{test.name} {' or '.join(values)}")
    return pattern.name.replace("-", " ") + (f" ({', '.join(tests)})" if tests else "")


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
    when = said(step.series.anchor, zone)
    if event is None:
        return f"step `{anchor.step}` done {when}"
    name = event_text(event)
    return f"{name}: {when}" if anchor.instant == "at" else f"{name}, {anchor.instant.replace('_', ' ')}: {when}"


def _date(step: Occurrence, zone: Zone) -> str:
    window = step.series.do.window
    rolled = "" if window.roll == "none" else ", on a business day"
    raised = ""
    if window.earliest is not None and step.dates.earliest == step.dates.recommended:
        raised = f", and not before {_offset(window.earliest)}"
    return f"{_offset(window.recommended)}{rolled}{raised}: {said(step.dates.recommended, zone)}"


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
    return f"by {name}: {words(choice.when, timeline)}"


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
