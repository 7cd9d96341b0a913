"""From a vocabulary file, or a policy's ``vocabulary:``, to the words that it declares."""

import pkgutil
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from typing import Final

from followup.loading.check_vocabulary import POINT_FIELDS, check_vocabulary, days
from followup.loading.limit import limited
from followup.loading.parts import entries, mapping, part, text, text_or, texts
from followup.loading.read import read_text
from followup.loading.suggest import MisreadError
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.vocabulary import Act, EventKind, FactKind, Field, FieldType, Medium, Vocabulary, Word

__all__ = ["FILE", "POINT_FIELDS", "built_in", "vocabulary_from"]

FILE: Final = "vocabulary.yaml"
"""The words that ship, in ``followup_schemas``."""


@cache
def built_in() -> Vocabulary:
    """Return the words that ship with the engine: the same frozen value at every call."""
    content = pkgutil.get_data("followup_schemas", FILE)
    assert content is not None, "it ships as a file"
    node, diagnostics = read_text(content, FILE)
    assert node is not None, diagnostics
    return _read(node)


def vocabulary_from(node: Node, known: Vocabulary | None = None) -> tuple[Vocabulary, tuple[Diagnostic, ...]]:
    """Return the words that *node* declares, without the *known* ones, and what is wrong with them.

    The words come even if something is wrong with them, so that their uses can be checked.

    Args:
        node: What fits the vocabulary schema, with or without the key ``vocabulary``.
        known: The words that are there already and cannot be declared again; None: the built-in ones.
    """
    return _read(node), limited(check_vocabulary(node, built_in() if known is None else known), node.place)


def _read(node: Node) -> Vocabulary:
    return Vocabulary(
        events={name: _event(name, body) for name, body in _entries(node, "events")},
        groups={name: _word_of(name, body) for name, body in _entries(node, "groups")},
        acts={name: _act(name, body) for name, body in _entries(node, "acts")},
        media={name: _medium(name, body) for name, body in _entries(node, "media")},
        facts={name: _fact(name, body) for name, body in _entries(node, "facts")},
        roles={name: _word_of(name, body) for name, body in _entries(node, "roles")},
        points={name: _word_of(name, body) for name, body in _entries(node, "points")},
    )


def _event(name: str, node: Node) -> EventKind:
    return EventKind(
        name,
        _says(node),
        foreseen=_flag(node, "foreseen"),
        meets=_word(node, "meets"),
        gives_reach=_flag(node, "gives-reach"),
        group=_word(node, "group"),
        fields={field: _field(body) for field, body in _entries(node, "fields")},
        reads=_reads(node),
    )


def _field(node: Node) -> Field:
    kind = FieldType(text(mapping(node)["type"]))
    return Field(kind, _says(node), texts(part(node, "values")), _word(node, "default"), _reads(node))


def _act(name: str, node: Node) -> Act:
    return Act(name, _says(node), _flag(node, "contacts"), _reads(node), _word(node, "subject") or "")


def _fact(name: str, node: Node) -> FactKind:
    clauses = {value: text(clause) for value, clause in _entries(node, "reads")}
    return FactKind(name, _says(node), text_or(part(node, "asks"), ""), texts(part(node, "values")), clauses)


def _word_of(name: str, node: Node) -> Word:
    return Word(name, _says(node), _flag(node, "derived"), _reads(node))


def _medium(name: str, node: Node) -> Medium:
    transit = None
    if span := mapping(part(node, "transit")):
        with suppress(MisreadError):  # reported by the check
            transit = (days(span["from"]), days(span["to"]))
    return Medium(name, _says(node), transit, _flag(node, "always"), _flag(node, "business"), _reads(node))


def _entries(node: Node, key: str) -> Iterator[tuple[str, Node]]:
    return ((name, body) for name, _, body in entries(part(node, key)))


def _says(node: Node) -> str:
    return text_or(part(node, "says"), "")


def _reads(node: Node) -> str:
    return text_or(part(node, "reads"), "")


def _word(node: Node, key: str) -> str | None:
    return text_or(part(node, key), "") or None


def _flag(node: Node, key: str) -> bool:
    flag = part(node, key)
    return flag is not None and flag.value is True
