"""A timeline beside others: what was done about one application counts for another at the same company. Pure."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from followup.api.find import vocabulary_of
from followup.extension.host import PluginHost
from followup.model.condition import Custom, Happened, parts_of
from followup.model.rule import After, Before, Do, OnDayOf, PluginRule, Rule
from followup.model.timeline import Event, Timeline, Written
from followup.model.vocabulary import DID, Vocabulary

if TYPE_CHECKING:
    from followup.model.policy import Policy

ELSEWHERE: Final = "elsewhere"
"""The event of the built-in vocabulary: a contact with the company about another application."""


def beside(
    timeline: Timeline,
    others: Iterable[Timeline],
    *,
    policies: Iterable[Policy] = (),
    host: PluginHost | None = None,
) -> Timeline:
    """Return *timeline* with an event ``elsewhere`` for each contact that *others* at the same company tell of.

    Two companies are the same if their names are, but for capitals and blanks; a timeline that names none has none
    beside it. *timeline* itself may be among *others*. It stays as it is where nothing is to be added; else its digest
    changes, too, and what was added counts as standing behind its own events.

    Args:
        policies: Their own acts may contact the company, too.
        host: The plugins that may add acts; None: all that are installed.
    """
    company = company_of(timeline)
    siblings = [other for other in others if other is not timeline and company_of(other) == company] if company else []
    if not siblings:
        return timeline
    words = vocabulary_of(policies, (PluginHost.default() if host is None else host).additions)
    found = sorted((event for sibling in siblings for event in _contacts(sibling, words)), key=_order)
    if not found:
        return timeline
    first = len(timeline.events)
    added = [event._replace(position=number) for number, event in enumerate(found, first)]
    events = sorted((*timeline.events, *added), key=_order)
    data = json.dumps([timeline.digest, *((event.at, event.tie) for event in found)])
    digest = f"sha256:{hashlib.sha256(data.encode()).hexdigest()}"
    return replace(timeline, events=tuple(events), digest=digest)


def looks_elsewhere(policy: Policy) -> bool:
    """Tell whether the steps of *policy* may depend on what `beside` adds; else there is no need of it."""
    return any(_rule_looks_elsewhere(rule) for rule in policy.rules)


def _rule_looks_elsewhere(rule: Rule) -> bool:
    body = rule.body
    if isinstance(body, PluginRule):
        return True  # it sees all events, and what it makes of them is its own affair
    parts = [part for condition in rule.conditions for part in parts_of(condition)]
    if any(isinstance(part, Custom) and "events" in part.condition.reads for part in parts):
        return True
    names = [part.pattern.name for part in parts if isinstance(part, Happened)]
    if isinstance(body, Do):
        names += [body.anchor.event or "", *(pattern.name for pattern in body.until)]
    elif isinstance(body.span, Before | OnDayOf | After):
        names.append(body.span.anchor.event or "")
    return ELSEWHERE in names


def _order(event: Event) -> tuple[int, str]:
    return event.at, event.tie


def company_of(timeline: Timeline) -> str:
    """Return the same for timelines at the same company; nothing where none is named."""
    return " ".join((timeline.company or "").split()).casefold()


def _contacts(timeline: Timeline, words: Vocabulary) -> Iterator[Event]:
    """Yield each contact that *timeline* tells of, as an event of another."""
    kind = words.events[ELSEWHERE]
    for event in timeline.events:
        act = event.text("act")
        if event.kind.name != DID or act is None or act not in words.acts or not words.acts[act].contacts:
            continue
        person = event.text("to")
        known = None if person is None else timeline.people.get(person)
        given = {
            "act": act,
            "via": event.text("via"),
            "to": person if known is None or known.name is None else known.name,
            "timeline": timeline.id,
        }
        fields = {name: value for name, value in given.items() if value is not None}
        tie = json.dumps({"event": ELSEWHERE, **fields}, sort_keys=True)
        yield Event(kind, event.at, {"at": Written(event.at)}, fields, None, tie, event.place)
