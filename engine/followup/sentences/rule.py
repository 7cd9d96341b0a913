"""A rule in plain sentences, and in one.

>>> from followup.loading.vocabulary import built_in
>>> from followup.model.offset import Offset, Unit
>>> from followup.model.place import Place
>>> from followup.model.rule import CloserThan
>>> forbid = Forbid(frozenset({"check-in"}), span=CloserThan(Offset(2, Unit.DAY)))
>>> rule = Rule("do-not-hound", 0, forbid, "should-not", Place("mine.yaml", 12, 9))
>>> summary(rule, built_in())
'You should not check in with anybody within 2 days of the last contact with that person.'
"""

from collections.abc import Iterator

from followup.model.condition import Condition
from followup.model.rule import (
    After,
    Before,
    CloserThan,
    Do,
    Forbid,
    MoreThan,
    OnDayOf,
    PluginRule,
    Rule,
    Span,
    Via,
)
from followup.model.vocabulary import DID, Vocabulary
from followup.model.wording import spaced
from followup.sentences.condition import body_in_words, clause, deed_phrase, event_phrase
from followup.sentences.english import bare, listed, quoted, sentence
from followup.sentences.time import best_time, bounds, day_of, length, repeated, rolled
from followup.sentences.words import (
    THAT_PERSON,
    anchor_noun,
    definite,
    doing,
    group_noun,
    in_order,
    medium_phrase,
    role_noun,
)


def rule_sentences(rule: Rule, words: Vocabulary) -> tuple[str, ...]:
    """Return all that *rule* says: what to do or leave, then each of the other things that it states.

    Its ids, sources and strength aside, nothing of it is left out.
    """
    return tuple(sentence(text) for text in _sentences(rule, words))


def summary(rule: Rule, words: Vocabulary) -> str:
    """Return what *rule* is about as one sentence: what, to whom, when and under which condition."""
    condition = "" if rule.when is None else f", if {clause(rule.when, words)}"
    match rule.body:
        case Do() as do:
            return sentence(f"{_advice(rule, do, words)}{condition}")
        case Forbid() as forbid:
            return sentence(f"{_prohibition(rule, forbid, words)}{condition}")
        case PluginRule() as plugin:
            return sentence(f"{_plugin(rule, plugin)}{condition}")


def _sentences(rule: Rule, words: Vocabulary) -> Iterator[str]:
    match rule.body:
        case Do() as do:
            via = "".join(f", {text}" for text in _choices(do.via, words))
            yield f"{_advice(rule, do, words)}{via}"
            yield from _condition("Do so", rule.when, words)
            yield from _rest(do, words)
        case Forbid() as forbid:
            yield _prohibition(rule, forbid, words)
            yield from _condition("This holds", rule.when, words)
        case PluginRule() as plugin:
            yield _plugin(rule, plugin)
            yield from _condition("Do so", rule.when, words)


def _condition(start: str, when: Condition | None, words: Vocabulary) -> Iterator[str]:
    if when is not None:
        yield f"{start} only if {clause(when, words)}"


def _you(rule: Rule) -> str:
    return f"you {spaced(rule.strength)}"


def _advice(rule: Rule, do: Do, words: Vocabulary) -> str:
    to = None if do.to is None else " or else ".join(group_noun(group, words) for group in do.to.groups)
    return f"{_you(rule)} {doing([do.act], to, words)} {best_time(do.window, anchor_noun(do.anchor, words))}"


def _choices(via: tuple[Via, ...], words: Vocabulary) -> Iterator[str]:
    for position, choice in enumerate(via):
        what = f" ({spaced(choice.object)})" if choice.object is not None else ""
        when = f" if {clause(choice.when, words)}" if choice.when is not None else ""
        yield f"{'or else ' if position else ''}{medium_phrase(choice.medium, words)}{what}{when}"


def _rest(do: Do, words: Vocabulary) -> Iterator[str]:
    yield bounds(do.window, anchor_noun(do.anchor, words))
    if text := rolled(do.window.roll):
        yield text
    if do.repeat is not None:
        yield repeated(do.repeat)
    if do.until:
        yield _ends(do, words)
    if do.say:
        yield f"Points to make: {', '.join(map(spaced, do.say))}"
    if do.avoid:
        yield f"Points to avoid: {', '.join(map(spaced, do.avoid))}"


def _ends(do: Do, words: Vocabulary) -> str:
    events = [pattern for pattern in do.until if pattern.name != DID]
    nouns = [event_phrase(pattern, words, pattern.name == do.anchor.event) for pattern in events]
    deeds = [f"when you {deed_phrase(pattern, words)}" for pattern in do.until if pattern.name == DID]
    ends = [f"with {listed(nouns, 'or')}"] if nouns else []
    ends += [listed(deeds, "or")] if deeds else []
    return f"It ends {', or '.join(ends)}"


def _prohibition(rule: Rule, forbid: Forbid, words: Vocabulary) -> str:
    person = "anybody"
    if forbid.to is not None:
        roles = [bare(role_noun(role, words)) for role in in_order(forbid.to, tuple(words.roles))]
        person = f"any {listed(roles, 'or')}"
    if forbid.acts is None:
        what = "do anything" if forbid.to is None else f"do anything towards {person}"
    else:
        what = doing(in_order(forbid.acts, tuple(words.acts)), None if forbid.to is None else person, words, "anybody")
    parts = [f"{_you(rule)} {what}"]
    if forbid.via is not None:
        media = in_order(forbid.via, tuple(words.media))
        parts.append(listed([medium_phrase(medium, words) for medium in media], "or"))
    if forbid.span is not None:
        parts.append(_span(forbid.span, words))
    return " ".join(parts)


def _span(span: Span, words: Vocabulary) -> str:
    match span:
        case Before(anchor):
            return f"before {anchor_noun(anchor, words)}"
        case OnDayOf(anchor):
            return f"on {day_of(anchor_noun(anchor, words, day=True))}"
        case After(anchor):
            return f"after {anchor_noun(anchor, words)}"
        case CloserThan(offset):
            return f"within {length(offset)} of the last contact with {THAT_PERSON}"
        case MoreThan(number):
            often = "once" if number == 1 else f"{number} times"
            meetings = [definite(kind.name, words) for kind in words.events.values() if kind.meets is not None]
            since = f" since the latest {bare(listed(meetings, 'or')).removeprefix('the ')}" if meetings else ""
            return f"more than {often} per person{since}"


def _plugin(rule: Rule, plugin: PluginRule) -> str:
    return f"{_you(rule)} do what the rule kind {quoted(plugin.kind)} advises{body_in_words(plugin.body)}"
