"""What is worth a line about an event that was just written: it stands, but may not be what was meant."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from followup.model.vocabulary import DID, FieldType

if TYPE_CHECKING:
    from datetime import datetime

    from followup.model.policy import Policy
    from followup.model.timeline import Event, Timeline


def notes_on(event: "Event", timeline: "Timeline", as_of: "datetime") -> Iterator[str]:
    """Yield a line for each instant that *event* lacks or that lies before it, and one where it lies ahead."""
    from followup.model.wording import instant_in_words
    from followup.model.zone import instant_of

    kind, zone = event.kind, timeline.zone
    own = [name for name, of in kind.fields.items() if of.type is FieldType.INSTANT and of.default is None]
    if own and not any(name in event.instants for name in own):
        names = " or ".join(f"`--{name.replace('_', '-')}`" for name in own)
        yield f"note: this `{kind.name}` has no {names}, so it starts nothing"
    for name in own:
        written = event.instants.get(name)
        if written is None:
            continue
        # What is only a day is not before another time of that day.
        day = zone.local(written.minute).date() < zone.local(event.at).date()
        if day if written.bare else written.minute < event.at:
            option = f"--{name.replace('_', '-')}"
            at = instant_in_words(event.at, zone)
            yield f"note: `{option}` lies before the event itself, {at}: see that both are meant"
    if event.at > instant_of(as_of) and not kind.foreseen:
        yield f"note: this `{kind.name}` lies ahead: it is a scenario until {instant_in_words(event.at, zone)}"


def warnings_of(event: "Event", timeline: "Timeline", policy: "Policy", as_of: "datetime") -> Iterator[str]:
    """Yield a line for each forbid of *policy* that rules out *event*, something that was done up to *as_of*."""
    if event.kind.name != DID:
        return
    from followup import api

    (history,) = api.judge_history(timeline, [policy], as_of)
    for deed in history.deeds:
        for rule in deed.forbids if deed.did == event.position else ():
            strength = rule.strength.replace("-", " ")
            yield f"warning: {policy.id}: {strength}: {rule.title or rule.id} ({rule.place.short})"
