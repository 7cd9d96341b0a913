"""Words in a list, in full, and as data: those of the vocabulary, and those of the language itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Final

from followup.cli.language import FILES, POLICY, Key, key_of_fact, language
from followup.cli.language_text import KEYS, TERMS, VALUES, key_text, most_spoken_of, value_text
from followup.cli.layout import paragraph, table
from followup.cli.uses import Use, uses_in_writing, uses_of
from followup.model.policy import Policy
from followup.model.vocabulary import Act, EventKind, FactKind, Medium, Vocabulary, Word

Entry = EventKind | Word | Act | Medium | FactKind

_ONE: Final = {
    "events": "an event",
    "groups": "a group of events",
    "acts": "an act",
    "media": "a medium",
    "facts": "a fact",
    "roles": "a role",
    "points": "a point that a message makes or avoids",
}


@dataclass(frozen=True, slots=True)
class Found:
    """A word of one kind.

    Attributes:
        kind: A part of the vocabulary, `KEYS`, `TERMS` or `VALUES`.
        meaning: Its entry; for a word of the language, each key that it is, or of which it is a value.
    """

    kind: str
    name: str
    meaning: Entry | tuple[Key, ...]

    @property
    def says(self) -> str:
        """What it means, in a line or two."""
        if not isinstance(self.meaning, tuple):
            return self.meaning.says
        if self.kind != VALUES:
            return self.meaning[0].short
        named = [key for key in self.meaning if self.name in key.values] or [most_spoken_of(self.meaning)]
        return "; ".join(dict.fromkeys(key.values.get(self.name) or f"a value of `{key.name}`" for key in named))


def found_words(vocabulary: Vocabulary, word: str | None, added: Iterable[Key] = ()) -> list[Found]:
    """Return all that *word* is, or all words (None), by kind; *added*: the keys that plugins add."""
    parts: dict[str, Mapping[str, Entry]] = {
        "events": vocabulary.events,
        "groups": vocabulary.groups,
        "acts": vocabulary.acts,
        "media": vocabulary.media,
        "facts": vocabulary.facts,
        "roles": vocabulary.roles,
        "points": vocabulary.points,
    }
    found = [Found(kind, name, entry) for kind, entries in parts.items() for name, entry in entries.items()]
    known = {name for entries in parts.values() for name in entries}
    meanings: dict[tuple[str, str], tuple[Key, ...]] = {}

    def put(kind: str, name: str, key: Key) -> None:
        meanings[kind, name] = (*meanings.get((kind, name), ()), key)

    keys = (*language(vocabulary), *added)
    for key in keys:
        put(KEYS if key.places else TERMS, key.name, key)
    for key in (*keys, *map(key_of_fact, vocabulary.facts.values())):
        for value in (*key.values, *(name for name in key.quoted if name not in known)):
            put(VALUES, value, key)
    found += [Found(kind, name, keys) for (kind, name), keys in sorted(meanings.items(), key=lambda item: item[0][0])]
    # A unit is listed as `days`, and `day` is the same.
    return [one for one in found if word is None or one.name == word or (one.kind, one.name) == (VALUES, f"{word}s")]


def listing(found: Iterable[Found]) -> Iterator[str]:
    """Return the lines of a list of words, a table for each kind."""
    for number, (head, rows) in enumerate(_tables(found)):
        if number:
            yield ""
        yield from table((head, ""), [(f"  {name}", says) for name, says in rows])


def _tables(found: Iterable[Found]) -> Iterator[tuple[str, list[tuple[str, str]]]]:
    for kind, group in groupby(found, lambda one: one.kind):
        words = list(group)
        if kind != KEYS:
            yield kind.upper(), [(one.name, one.says) for one in words]
            continue
        keys = [key for one in words if isinstance(one.meaning, tuple) for key in one.meaning]
        keys.sort(key=lambda key: key.number)
        for file, called in FILES.items():
            own: dict[str, str] = {}
            for key in keys:
                if key.event is None and key.is_in(file):
                    own.setdefault(key.name, key.short)
            yield f"KEYS OF {called.upper()}", list(own.items())
        events: dict[str, list[Key]] = {}
        for key in keys:
            if key.event is not None:
                events.setdefault(key.name, []).append(key)
        yield "KEYS OF EVENTS", [(name, _in_events(some)) for name, some in events.items()]


def _in_events(keys: Sequence[Key]) -> str:
    return "; ".join(f"{key.event}: {key.short.removesuffix('.')}" for key in keys)


def word_text(found: Iterable[Found], vocabulary: Vocabulary, policies: Sequence[Policy]) -> Iterator[str]:
    """Return the lines of all about each word, and which rules of *policies* use it."""
    for number, one in enumerate(found):
        if number:
            yield ""
        if not isinstance(one.meaning, tuple):
            yield from _in_vocabulary(one, one.meaning, vocabulary)
        elif one.kind == VALUES:
            yield from value_text(one.name, one.meaning)
        else:
            yield from key_text(one.meaning)
        if one.kind == TERMS:
            continue  # a name that explanations use, and files do not
        uses = _uses(one, policies)
        if uses:
            yield "  USED IN"
        elif not isinstance(one.meaning, tuple):
            yield "  No installed policy uses it."
        for policy, rules in groupby(uses, lambda use: use.policy):
            yield paragraph(f"{policy}: {', '.join(f'{use.rule} ({use.place.short})' for use in rules)}", 4, 6)


def word_data(found: Iterable[Found], policies: Sequence[Policy] | None) -> dict[str, dict[str, object]]:
    """Return words as data; *policies*: in which of them to look for uses, or None."""
    data: dict[str, dict[str, object]] = {}
    for one in found:
        entry: dict[str, object]
        entry = (
            {"of": [_key_data(key) for key in one.meaning]} if isinstance(one.meaning, tuple) else asdict(one.meaning)
        )
        if policies is not None:
            entry["used"] = [
                {"policy": use.policy, "rule": use.rule, "place": use.place.document()} for use in _uses(one, policies)
            ]
        data.setdefault(one.kind, {})[one.name] = entry
    return data


def _key_data(key: Key) -> dict[str, object]:
    data = asdict(key)
    del data["number"]
    return data


def _uses(one: Found, policies: Sequence[Policy]) -> list[Use]:
    if not isinstance(one.meaning, tuple):
        return uses_of((one.kind, one.name), policies)
    found: dict[Use, None] = {}
    for key in one.meaning:
        if one.kind == KEYS and key.event is not None:
            found |= dict.fromkeys(uses_of(("fields", f"{key.event}.{key.name}"), policies))
        elif key.is_in(POLICY):
            found |= dict.fromkeys(uses_in_writing(one.name, policies))
    return list(found)


def _in_vocabulary(one: Found, entry: Entry, vocabulary: Vocabulary) -> Iterator[str]:
    yield f"`{one.name}` is {_ONE[one.kind]}."
    yield paragraph(f"It means: {entry.says.removesuffix('.')}.", 2)
    match entry:
        case EventKind():
            if entry.foreseen:
                yield "  It is an appointment: its date is known ahead."
            if entry.group is not None:
                yield f"  It belongs to the group `{entry.group}`."
            if entry.meets is not None:
                yield f"  Whoever is in its `{entry.meets}` is an interviewer from then on."
            if entry.gives_reach:
                yield "  From then on that person can be reached by that medium."
            yield from table(("  FIELD", "HOLDS", ""), [("  at", "instant", "when it happens"), *_fields(entry)])
        case Act():
            yield f"  It is {'a' if entry.contacts else 'no'} contact with the employer."
            if entry.subject:
                yield paragraph(f"The subject of its drafts: {entry.subject}", 2)
        case Medium():
            if entry.transit is not None:
                yield "  It takes {} to {} days to arrive.".format(*entry.transit)
            if entry.always:
                yield "  It reaches everybody, whatever their `reach` says."
            if entry.business:
                yield "  It reaches an employer on business days only."
        case FactKind():
            if entry.asks:
                yield paragraph(f"Where no timeline states it, a plan asks: {entry.asks}", 2)
            yield f"  Its values: {', '.join(entry.values) or 'any'}."
        case Word():
            if entry.derived:
                yield "  It follows from the events; no timeline states it."
            if one.kind == "groups":
                names = ", ".join(f"`{kind.name}`" for kind in vocabulary.kinds_called(one.name))
                yield paragraph(f"It holds {names or 'nothing'}.", 2)


def _fields(event: EventKind) -> Iterator[tuple[str, str, str]]:
    for name, field in event.fields.items():
        holds = f"{field.type}: {', '.join(field.values)}" if field.values else f"{field.type}"
        yield f"  {name}", holds, field.says
