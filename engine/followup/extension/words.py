"""Plugins' words: they pass the very checks that a policy's own ``vocabulary:`` passes."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from typing import Final

from followup.loading.data import from_data
from followup.loading.schema import validate
from followup.loading.vocabulary import built_in, vocabulary_from
from followup.model.vocabulary import Act, EventKind, FactKind, Field, Medium, Vocabulary, Word

# One word of each part, as `followup plugins` lists it.
_ONE: Final = {
    "events": "event",
    "groups": "group",
    "acts": "act",
    "media": "medium",
    "facts": "fact",
    "roles": "role",
    "points": "point",
}


def checked(words: Vocabulary, others: Vocabulary) -> tuple[Vocabulary | None, str | None]:
    """Return *words*, read anew, or what is wrong with them; exactly one of both.

    *others* are those that other plugins have brought. May raise whatever a vocabulary of the wrong content raises.
    """
    node, diagnostics = from_data(_written(words), "its words")
    if node is None:
        return None, diagnostics[0].message
    read = None
    if not (diagnostics := validate(node, "vocabulary")):
        read, diagnostics = vocabulary_from(node, built_in() | others)
    if diagnostics or read is None:
        hint = f" ({diagnostics[0].hint})" if diagnostics[0].hint else ""
        return None, f"{diagnostics[0].message}{hint}"
    return read, None


def names_in(words: Vocabulary) -> Iterator[str]:
    """Return each word with its kind: ``act send-flowers``."""
    for part, one in _ONE.items():
        for name in getattr(words, part):
            yield f"{one} {name}"


def _written(words: Vocabulary) -> Mapping[str, object]:
    """Return *words* as a vocabulary file would state them."""
    return {"vocabulary": 1, **{part.name: _part(getattr(words, part.name)) for part in fields(words)}}


def _part(named: object) -> object:
    return {name: _entry(word) for name, word in named.items()} if isinstance(named, Mapping) else named


def _entry(word: object) -> object:
    match word:
        case EventKind():
            return {
                "says": word.says,
                "foreseen": word.foreseen,
                "gives-reach": word.gives_reach,
                "fields": {name: _field(of) for name, of in word.fields.items()},
                **_given(meets=word.meets, group=word.group, reads=word.reads or None),
            }
        case Act():
            given = _given(reads=word.reads or None, subject=word.subject or None)
            return {"says": word.says, "contacts": word.contacts, **given}
        case Medium():
            days = word.transit and {"from": f"{word.transit[0]} days", "to": f"{word.transit[1]} days"}
            flags = {"always": word.always, "business": word.business}
            return {"says": word.says, **flags, **_given(transit=days, reads=word.reads or None)}
        case FactKind():
            reads = dict(word.reads) if isinstance(word.reads, Mapping) else word.reads
            return {"says": word.says, "asks": word.asks, "values": list(word.values), **_given(reads=reads or None)}
        case Word():
            return {"says": word.says, **_given(derived=word.derived or None, reads=word.reads or None)}
        case _:
            return word  # the schema will say what should have been here


def _field(of: Field) -> Mapping[str, object]:
    given = _given(values=list(of.values) or None, default=of.default, reads=of.reads or None)
    return {"type": of.type, "says": of.says, **given}


def _given(**entries: object) -> Mapping[str, object]:
    return {key: value for key, value in entries.items() if value is not None}
