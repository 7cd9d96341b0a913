"""Rules that can never give a step of themselves, and those that hang on one. A real `did` may satisfy any rule."""

from collections.abc import Iterator, Sequence
from typing import Final

from followup.analysis.conditions import not_looked_at, of_condition, when_of
from followup.analysis.kinds import (
    ALWAYS_FORBIDDEN,
    EXPIRES_BEFORE_IT_BEGINS,
    FORBIDDEN_BY_ITS_OWN_ANCHOR,
    MEDIUM_ALWAYS_FORBIDDEN,
    NEVER_THE_SAME_PERSON,
    NO_MEDIUM_APPLIES,
    WAITS_FOR_A_DEAD_RULE,
)
from followup.analysis.outcomes import cases
from followup.analysis.span import CLOCKS, closes, opens, reach, times_for
from followup.analysis.subject import Advising, Ruling, Subject, stated, unforeseen
from followup.analysis.worlds import value
from followup.loading.findings import shown
from followup.loading.parts import items, key_place, mapping, part
from followup.model.diagnostic import Diagnostic
from followup.model.offset import Unit
from followup.model.place import Place
from followup.model.policy import Policy
from followup.model.rule import (
    LAST_USED,
    After,
    Anchor,
    Before,
    CloserThan,
    Do,
    Forbid,
    MoreThan,
    OnDayOf,
    Roll,
    Window,
)
from followup.model.zone import DAY

_DEADLY: Final = frozenset(
    kind.code for kind in (NO_MEDIUM_APPLIES, ALWAYS_FORBIDDEN, EXPIRES_BEFORE_IT_BEGINS, NEVER_THE_SAME_PERSON)
)
"""The code of what says of a rule that it never gives a step of itself; so does a `when` that never holds."""


def dead_rules(subject: Subject) -> tuple[list[Diagnostic], set[str]]:
    """Return what is to be said of rules that can never give a step, and the ids of those rules."""
    found: list[Diagnostic] = []
    dead: set[str] = set()
    for one in subject.advising:
        why = list(_why_dead(one, subject))
        found += why
        if any(finding.code in _DEADLY for finding in why) or (one.dead and not why):
            dead.add(one.rule.id)
        found += () if one.rule.id in dead else _own_anchor(one, subject)
    for one in subject.advising:
        if one.do.anchor.step in dead:
            message = f"the rule {shown(one.do.anchor.step)} that this waits for never gives a step"
            place = mapping(one.body)["from"].place
            found.append(WAITS_FOR_A_DEAD_RULE.at(place, message, related=_followed(one, subject)))
    return found, dead


def _why_dead(one: Advising, subject: Subject) -> Iterator[Diagnostic]:
    window = one.do.window
    if _over_before_it_begins(one.do, subject.policy):
        expires = mapping(mapping(one.body)["window"])["expires"]
        message = f"this window is over ({shown(f'{window.expires}')}) before {shown(f'{one.do.anchor}')} is known"
        yield EXPIRES_BEFORE_IT_BEGINS.at(expires.place, message)
    elif _never_the_same_person(one.do, subject.policy):
        message = f"{shown(f'{one.do.anchor}')} is done for people to whom this rule never goes"
        place = mapping(one.body)["from"].place
        yield NEVER_THE_SAME_PERSON.at(place, message, related=_followed(one, subject))
    elif one.live and one.dead:
        message = "when this rule applies, the condition of none of these holds"
        yield NO_MEDIUM_APPLIES.at(key_place(one.body, "via"), message)
    elif one.live:
        yield from _forbidden(one, subject)


def _followed(one: Advising, subject: Subject) -> list[Place]:
    """Return the place of the rule whose steps *one* follows."""
    return [rule.place for rule in subject.policy.rules if rule.id == one.do.anchor.step]


def _over_before_it_begins(do: Do, policy: Policy) -> bool:
    """Tell whether every step of *do* has expired when it comes into being."""
    window = do.window
    dates = (window.earliest, window.recommended, window.overdue)
    return (
        unforeseen(do.anchor, policy.vocabulary)
        and do.repeat is None
        and window.expires is not None
        and window.expires.amount < 0
        and window.roll is not Roll.FORWARD
        and all(date is None or date.amount < 0 for date in dates)
    )


def _never_the_same_person(do: Do, policy: Policy) -> bool:
    """Tell whether *do* follows the steps of a rule to people who are surely not its own."""
    followed = None if do.anchor.step is None else policy.rule(do.anchor.step)
    if followed is None or not isinstance(followed.body, Do):
        return False
    theirs, own = stated(followed.body, policy.vocabulary), stated(do, policy.vocabulary)
    return bool(theirs and own) and theirs.isdisjoint(own)


# ------------------------------------------------------------------ forbidden for ever


def _forbidden(one: Advising, subject: Subject) -> Iterator[Diagnostic]:
    """Yield whether forbids rule out the whole of *one*, or what it does by one of its media."""
    rulings = [subject.rulings[rule.index] for rule in one.do.forbids]
    rulings = [ruling for ruling in rulings if one.goes_to(ruling.forbid.to) and _always_spans(one.do, ruling.forbid)]
    if not rulings:
        return
    found = cases([*one.rule.conditions, *(ruling.rule.when for ruling in rulings)], one.setting)
    if found is None:
        yield from (not_looked_at(ruling.asked_at) for ruling in rulings if ruling.rule.when is not None)
        return
    media: Sequence[str | None] = [choice.medium for choice in one.do.via] or [None]
    ruled: list[list[Ruling]] = []
    for medium, chances in zip(media, one.chances_in(found), strict=True):
        those = [ruling for ruling in rulings if _covers(ruling.forbid, medium)]
        wins = [
            next((r for r in those if r.rule.when is None or value(r.rule.when, world) is True), None)
            for world in chances
        ]
        ruled.append([] if None in wins else list({r.rule.id: r for r in wins if r is not None}.values()))
    possible = [ruling for ruling, chances in zip(ruled, one.chances, strict=True) if chances]
    if possible and all(possible):
        every = [ruling for some in possible for ruling in some]
        message = f"{_names(every)} always rules this out: it is never advised"
        yield ALWAYS_FORBIDDEN.at(one.rule.place, message, related=[ruling.rule.place for ruling in every])
        return
    for choice, some in zip(items(part(one.body, "via")), ruled, strict=False):
        if some:
            medium_node = mapping(choice)["medium"]
            message = f"{_names(some)} always rules this out, and no other choice is tried then"
            yield MEDIUM_ALWAYS_FORBIDDEN.at(medium_node.place, message, related=[r.rule.place for r in some])


def _names(rulings: Sequence[Ruling]) -> str:
    return " or ".join(shown(name) for name in dict.fromkeys(ruling.rule.id for ruling in rulings))


def _covers(forbid: Forbid, medium: str | None) -> bool:
    return forbid.via is None or (medium is not None and medium != LAST_USED and medium in forbid.via)


def _always_spans(do: Do, forbid: Forbid) -> bool:
    """Tell whether the span of *forbid* holds all through the window of every step of *do*."""
    match forbid.span:
        case None:
            return True
        case MoreThan(number):
            return number == 0 and do.to is not None
        case OnDayOf(anchor):
            return anchor == do.anchor and do.repeat is None and _within_the_day(do.window)
        case _:
            return False


def _within_the_day(window: Window) -> bool:
    """Tell whether all of *window* lies on its anchor's own day, and none of it before the anchor."""
    if window.expires is None or window.roll is not Roll.NONE:
        return False
    offsets = [one for one in (window.earliest, window.recommended, window.overdue, window.expires) if one is not None]
    return all(
        offset.amount == 0
        and not offset.unit.elapsed
        and all(reach(offset, time, clocks=CLOCKS)[1] < DAY for time in times_for(window))
        for offset in offsets
    )


# ------------------------------------------------------------------ forbidden by what it counts from


def _own_anchor(one: Advising, subject: Subject) -> Iterator[Diagnostic]:
    """Yield the forbid that the anchor of *one* sets off, and that holds all through its window."""
    if one.do.repeat is not None or not one.live:
        return
    taken = zip(one.do.via, one.chances, strict=False)
    media: list[str | None] = [choice.medium for choice, chances in taken if chances]
    for rule in one.do.forbids:
        ruling = subject.rulings[rule.index]
        forbid = ruling.forbid
        if (
            _set_off(one.do, forbid, subject)
            and one.goes_to(forbid.to)
            and all(_covers(forbid, medium) for medium in media or [None])
            and (surely := _whenever(one, ruling)) is not False
        ):
            if surely is None:
                yield not_looked_at(ruling.asked_at)
                return
            anchor = shown(f"{one.do.anchor}")
            message = f"{shown(rule.id)} rules this out all through its window, from {anchor} on"
            if isinstance(forbid.span, Before):
                message = f"{shown(rule.id)} rules this out all through its window, which ends before {anchor}"
            yield FORBIDDEN_BY_ITS_OWN_ANCHOR.at(one.rule.place, message, related=[rule.place])
            return


def _whenever(one: Advising, ruling: Ruling) -> bool | None:
    """Tell whether the ``when`` of *ruling* holds whenever that of *one* does; None: too much has a say."""
    if ruling.rule.when is None:
        return True
    found = cases([one.rule.when, ruling.rule.when], one.setting)
    return None if found is None else all(value(ruling.rule.when, world) is True for world in one.live_in(found))


def _set_off(do: Do, forbid: Forbid, subject: Subject) -> bool:
    """Tell whether *forbid*, set off by the anchor of *do*, holds from the first to the last minute of its window."""
    window = do.window
    match forbid.span:
        case After(anchor):
            # However the anchor was written: a bare date is over when its day is.
            return anchor == do.anchor and all(opens(window, time, CLOCKS) >= DAY for time in times_for(window))
        case Before(anchor):
            return anchor == do.anchor and all(closes(window, time) < 0 for time in times_for(window))
        case CloserThan(gap):
            if not _follows_a_contact(do, do.anchor, subject) or gap.unit is Unit.BUSINESS_DAY:
                return False
            return all(closes(window, time, CLOCKS) < reach(gap, time, clocks=CLOCKS)[0] for time in times_for(window))
        case _:
            return False


def _follows_a_contact(do: Do, anchor: Anchor, subject: Subject) -> bool:
    """Tell whether *do* counts from a step that is a contact with the person to whom it goes, too."""
    followed = None if anchor.step is None else subject.policy.rule(anchor.step)
    if followed is None or not isinstance(followed.body, Do):
        return False
    act = subject.policy.vocabulary.acts.get(followed.body.act)
    return act is not None and act.contacts and followed.body.to is not None and do.to is not None


def of_when(one: Advising) -> Iterator[Diagnostic]:
    """Yield what is to be said of the ``when`` of *one*."""
    if one.rule.when is not None:
        never = "this can never hold, so that the rule never gives a step"
        yield from of_condition(one.rule.when, when_of(one.node), one.look, one.setting.vocabulary, never)
