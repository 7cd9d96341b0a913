"""Conditions and patterns of events as clauses; however they are nested, there is one way to read them.

A denial is carried down to what it denies, so that no clause speaks of another: *not (A or B)* reads *not A and not B*,
which is the same, unknown facts included.
"""

from collections.abc import Iterable, Mapping
from types import UnionType
from typing import Final

from followup.model.condition import All, Any, Condition, Custom, Fact, FieldTest, Happened, Known, Not, Pattern
from followup.model.vocabulary import DID, FieldType, Vocabulary
from followup.model.wording import spaced
from followup.sentences.english import bare, countable, denied, listed, one_line, quoted
from followup.sentences.words import (
    THAT_PERSON,
    doing,
    event_noun,
    event_plural,
    fact_clause,
    fact_denied,
    fact_known,
    field_of,
    in_order,
    medium_phrase,
    role_noun,
)

_VALUE: Final = "${value}"
_PAIRS: Final = {All: ("both", "and"), Any: ("either", "or")}


def clause(condition: Condition, words: Vocabulary) -> str:
    """Return *condition* as a clause: what must be so.

    Two that belong together are held by ``both … and`` or ``either … or``, more of them by brackets.
    """
    return _clause(_plain(condition, denied=False), words)


def _plain(condition: Condition, denied: bool) -> Condition:
    """Return the same with every denial right before what it denies, and no list within a list of its kind."""
    match condition:
        case Not(part):
            return _plain(part, not denied)
        case All(parts) | Any(parts):
            kind = All if isinstance(condition, All) is not denied else Any
            made: list[Condition] = []
            for part in parts:
                plain = _plain(part, denied)
                made += plain.parts if isinstance(plain, kind) else (plain,)
            return made[0] if len(made) == 1 else kind(tuple(made))
        case _:
            return Not(condition) if denied else condition


def _clause(condition: Condition, words: Vocabulary, inner: bool = False) -> str:
    match condition:
        case All(parts) | Any(parts):
            opening, conjunction = _PAIRS[type(condition)]
            mixed = any(isinstance(part, All | Any) for part in parts)
            if len(parts) > 2:
                text = listed([_bracketed(part, words) for part in parts], conjunction)
                return f"({text})" if inner else text
            text = f" {conjunction} ".join(_clause(part, words, inner=True) for part in parts)
            # A list that begins with `both` needs no telling where it begins, unless what comes first is a list.
            told = isinstance(parts[0], All | Any) if isinstance(condition, All) else mixed
            return f"{opening} {text}" if inner or told else text
        case Not(part):
            return _leaf(part, words, holds=False)
        case _:
            return _leaf(condition, words, holds=True)


def _bracketed(part: Condition, words: Vocabulary) -> str:
    text = _clause(part, words)
    return f"({text})" if isinstance(part, All | Any) else text


def _leaf(condition: Condition, words: Vocabulary, holds: bool) -> str:
    match condition:
        case Fact(name, values):
            return fact_clause(name, values, words) if holds else fact_denied(name, values, words)
        case Known(name):
            return fact_known(name, words, holds)
        case Happened(pattern, times):
            return _happened(pattern, times, words, holds)
        case Custom(custom, body):
            told = f"the condition {quoted(custom.name)} is met{body_in_words(body)}"
            return told if holds else denied(told)
        case _:
            raise AssertionError("a denial or a list is no leaf")


def _happened(pattern: Pattern, times: int, words: Vocabulary, holds: bool) -> str:
    often = f" {'at least' if holds else 'fewer than'} {times} times"
    if pattern.name == DID:
        did = _did(pattern, words, "somebody" if times > 1 else "anybody")
        if times > 1:
            return f"you did {did}{often}"
        return f"you did {did}" if holds else f"you did not {did}"
    noun, tests = event_noun(pattern.name, words), _tests(pattern, words)
    if times > 1 and countable(noun):
        number = f"{'at least' if holds else 'fewer than'} {times}"
        return f"there have been {number} {event_plural(pattern.name, words)}{tests}"
    be = "has been" if countable(noun) or not noun.endswith("s") else "have been"
    if times > 1:
        return f"there {be} {noun}{tests}{often}"
    return f"there {be} {noun}{tests}" if holds else f"there {be} no {bare(noun)}{tests}"


def event_phrase(pattern: Pattern, words: Vocabulary, another: bool = False) -> str:
    """Return which event *pattern* looks for, as a noun; *another*: after one of its kind, so the next is meant."""
    noun = event_noun(pattern.name, words)
    return f"{f'another {bare(noun)}' if another else noun}{_tests(pattern, words)}"


def deed_phrase(pattern: Pattern, words: Vocabulary) -> str:
    """Return which `did` *pattern* looks for, as what follows ``you``."""
    return _did(pattern, words, "somebody")


def _did(pattern: Pattern, words: Vocabulary, unnamed: str) -> str:
    """Return what was done, after ``you did``: the fields that hold an act, a person and a medium are the sentence."""
    by_type: dict[FieldType, FieldTest] = {}
    rest = []
    for test in pattern.tests:
        field = field_of(DID, test.name, words)
        if field is not None and field.type in (FieldType.ACT, FieldType.PERSON, FieldType.MEDIUM):
            by_type.setdefault(field.type, test)
        else:
            rest.append(test)
    to = by_type.get(FieldType.PERSON)
    person = None if to is None else _people(to, words)
    if act := by_type.get(FieldType.ACT):
        core = doing(in_order(act.values, tuple(words.acts)), person, words, unnamed)
    else:
        core = "anything" if person is None else f"anything towards {person}"
    core = core if act else f"do {core}"
    via = by_type.get(FieldType.MEDIUM)
    how = "" if via is None else f" {_media(via, words)}"
    return f"{core}{how}{_tests(Pattern(DID, tuple(rest)), words)}"


def _tests(pattern: Pattern, words: Vocabulary) -> str:
    return "".join(f" {_test(pattern.name, test, words)}" for test in pattern.tests)


def _test(event: str, test: FieldTest, words: Vocabulary) -> str:
    field = field_of(event, test.name, words)
    kind = FieldType.TEXT if field is None else field.type
    if kind.personal or test.roles or test.recipient:
        value = _people(test, words)
    elif kind is FieldType.MEDIUM:
        value = _media(test, words)
    elif kind is FieldType.ACT:
        value = doing(in_order(test.values, tuple(words.acts)), None, words, "them")
    elif kind is FieldType.WORD:
        value = listed(map(spaced, in_order(test.values, field.values if field else ())), "or")
    else:
        value = listed(map(quoted, sorted(test.values)), "or")
    if field is not None and field.reads:
        return one_line(field.reads).replace(_VALUE, value)
    return f"({spaced(test.name)}: {value})"


def _people(test: FieldTest, words: Vocabulary) -> str:
    roles = [role_noun(role, words) for role in in_order(test.roles, tuple(words.roles))]
    return listed([*roles, *([THAT_PERSON] if test.recipient else []), *map(quoted, sorted(test.values))], "or")


def _media(test: FieldTest, words: Vocabulary) -> str:
    return listed([medium_phrase(medium, words) for medium in in_order(test.values, tuple(words.media))], "or")


def body_in_words(body: object) -> str:
    """Return what a plugin's condition or rule is given, in brackets; empty for nothing.

    >>> body_in_words({"days": ["mon", "tue"], "strict": True})
    ' (days: mon, tue; strict: yes)'
    """
    text = _value(body)
    return f" ({text})" if text else ""


def _value(body: object) -> str:
    if isinstance(body, Mapping):
        return "; ".join(f"{spaced(str(key))}: {_part(value, Mapping)}" for key, value in body.items())
    if isinstance(body, Iterable) and not isinstance(body, str | bytes):
        return ", ".join(_part(value, Mapping | list | tuple) for value in body)
    if isinstance(body, bool):
        return "yes" if body else "no"
    return "nothing" if body is None else one_line(f"{body}")


def _part(value: object, bracketed: type | UnionType) -> str:
    text = _value(value)
    return f"({text})" if isinstance(value, bracketed) else text
