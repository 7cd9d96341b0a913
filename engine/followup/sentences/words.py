"""The words of a vocabulary as parts of a sentence: acts, media, people, events, facts."""

from collections.abc import Iterable, Sequence
from typing import Final

from followup.model.rule import LAST_USED, Anchor
from followup.model.vocabulary import Act, Field, Vocabulary
from followup.model.wording import spaced
from followup.sentences.english import bare, denied, listed, one_line, plural, quoted, verb_of, with_article

THAT_PERSON: Final = "that person"
"""Whom a step goes to, once that was said."""

_PERSON: Final = "${person}"


def doing(acts: Iterable[str], person: str | None, words: Vocabulary, unnamed: str = "somebody") -> str:
    """Return *acts* as what somebody should do; those that differ in nothing but their beginning share the end.

    Args:
        person: To whom; None: nobody is named.
        unnamed: What stands for nobody where an act cannot do without.
    """
    frames = [_frame(words.acts.get(act, Act(act)), person is not None) for act in acts]
    named = unnamed if person is None else person
    if len(frames) > 1 and all(frame.endswith(f" {_PERSON}") for frame in frames):
        return f"{listed([frame.removesuffix(f' {_PERSON}') for frame in frames], 'or')} {named}"
    return listed([frame.replace(_PERSON, named) for frame in frames], "or")


def _frame(act: Act, somebody: bool) -> str:
    frame = one_line(act.reads) or spaced(act.name)
    if _PERSON in frame or not somebody:
        return frame
    return f"{frame} {'for' if act.reads else 'to'} {_PERSON}"


def medium_phrase(medium: str, words: Vocabulary) -> str:
    """Return by which medium, with the preposition."""
    if medium == LAST_USED:
        return f"by the medium last used by {THAT_PERSON}"
    known = words.media.get(medium)
    return one_line(known.reads) if known is not None and known.reads else f"by {spaced(medium)}"


def role_noun(role: str, words: Vocabulary) -> str:
    """Return somebody in *role*, with the article."""
    known = words.roles.get(role)
    return one_line(known.reads) if known is not None and known.reads else with_article(spaced(role))


def group_noun(group: str, words: Vocabulary) -> str:
    """Return everybody in *group*: a role, or ``EVENT.FIELD`` for whom the event came from."""
    event, dot, _ = group.partition(".")
    if dot:
        return f"whoever {definite(event, words)} came from"
    return f"each {bare(role_noun(group, words))}"


def event_noun(event: str, words: Vocabulary) -> str:
    """Return an event of that kind or group, with the article where it can be counted."""
    known = words.events.get(event) or words.groups.get(event)
    return one_line(known.reads) if known is not None and known.reads else with_article(spaced(event))


def definite(event: str, words: Vocabulary) -> str:
    """Return the event that is spoken of."""
    return f"the {bare(event_noun(event, words))}"


def event_plural(event: str, words: Vocabulary) -> str:
    """Return several events of what can be counted."""
    return plural(event_noun(event, words))


def anchor_noun(anchor: Anchor, words: Vocabulary, day: bool = False) -> str:
    """Return the instant from which time is counted; *day*: the day is meant, and not the minute."""
    if anchor.step is not None:
        return f"the step {quoted(anchor.step)}"
    event = anchor.event or ""
    noun = definite(event, words)
    if anchor.instant == "at":
        kinds = words.kinds_called(event)
        # What is foreseen lasts: where it has an end, it has a start as well.
        return f"{noun}'s start" if not day and any(kind.foreseen for kind in kinds) else noun
    field = field_of(event, anchor.instant, words)
    return one_line(field.reads) if field is not None and field.reads else f"the {quoted(anchor.instant)} of {noun}"


def field_of(event: str, name: str, words: Vocabulary) -> Field | None:
    """Return the field *name* of an event or, of a group, that of its first event that has one."""
    return next((kind.fields[name] for kind in words.kinds_called(event) if name in kind.fields), None)


def fact_clause(name: str, values: Iterable[str], words: Vocabulary) -> str:
    """Return that the fact *name* is one of *values*."""
    kind = words.facts.get(name)
    known = () if kind is None else kind.values
    ordered = in_order(values, known)
    clauses = [] if kind is None else [one_line(kind.reads[value]) for value in ordered if value in kind.reads]
    if len(clauses) == len(ordered):
        return _drawn_together(clauses)
    return f"{_answer(name, words)} is {listed(map(quoted, ordered), 'or')}"


def fact_denied(name: str, values: Iterable[str], words: Vocabulary) -> str:
    """Return that the fact *name* is none of *values*."""
    return denied(fact_clause(name, values, words))


def fact_known(name: str, words: Vocabulary, known: bool = True) -> str:
    """Return that the fact *name* is stated, or that it is not."""
    return f"{_answer(name, words)} is {'known' if known else 'not known'}"


def _answer(name: str, words: Vocabulary) -> str:
    kind = words.facts.get(name)
    return f"the answer to {quoted(kind.asks)}" if kind is not None and kind.asks else f"the fact {quoted(name)}"


def _drawn_together(clauses: Sequence[str]) -> str:
    split = [clause.split(" ") for clause in clauses]
    shared = 0
    while all(len(one) > shared + 1 for one in split) and len({one[shared] for one in split}) == 1:
        shared += 1
    start = " ".join(split[0][:shared])
    if verb_of(f"{start} ") is None:
        return f"({listed(clauses, 'or')})" if len(clauses) > 1 else clauses[0]
    return f"{start} {listed([' '.join(one[shared:]) for one in split], 'or')}"


def in_order(values: Iterable[str], known: Sequence[str]) -> list[str]:
    """Return *values*, those that are *known* first, in their order."""
    there = frozenset(values)
    return [*(value for value in known if value in there), *sorted(there.difference(known))]
