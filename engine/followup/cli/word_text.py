"""Words in a list, in full, and as data: those of the vocabulary, and those of the language itself."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from itertools import groupby
from typing import Final

from followup.cli.language import Key, language
from followup.cli.layout import paragraph, table
from followup.cli.uses import Use, uses_in_writing, uses_of
from followup.model.policy import Policy
from followup.model.vocabulary import Act, EventKind, FactKind, Medium, Vocabulary, Word

Entry = EventKind | Word | Act | Medium | FactKind

KEYS: Final = "keys"
TERMS: Final = "terms"
VALUES: Final = "values"

_ONE: Final = {
    "events": "an event",
    "groups": "a group of events",
    "acts": "an act",
    "media": "a medium",
    "facts": "a fact",
    "roles": "a role",
    "points": "a point that a message makes or avoids",
    KEYS: "a key",
    TERMS: "a term",
    VALUES: "a value",
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
        first = max(self.meaning, key=lambda key: len(key.values)) if self.kind == VALUES else self.meaning[0]
        return f"a value of `{first.name}`" if self.kind == VALUES else first.short


def found_words(vocabulary: Vocabulary, word: str | None) -> list[Found]:
    """Return all that *word* is, or all words (None), by kind."""
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
    for key in language():
        kind = TERMS if key.of is None else KEYS
        meanings[kind, key.name] = (*meanings.get((kind, key.name), ()), key)
        for value in key.values:
            if value not in known:
                meanings[VALUES, value] = (*meanings.get((VALUES, value), ()), key)
    found += [Found(kind, name, keys) for (kind, name), keys in sorted(meanings.items(), key=lambda item: item[0][0])]
    # A unit is listed as `days`, and `day` is the same.
    return [one for one in found if word is None or one.name == word or (one.kind, one.name) == (VALUES, f"{word}s")]


def listing(found: Iterable[Found]) -> Iterator[str]:
    """Return the lines of a list of words, a table for each kind."""
    for number, (kind, group) in enumerate(groupby(found, lambda one: one.kind)):
        if number:
            yield ""
        yield from table((kind.upper(), ""), [(f"  {one.name}", one.says) for one in group])


def word_text(found: Iterable[Found], vocabulary: Vocabulary, policies: Sequence[Policy]) -> Iterator[str]:
    """Return the lines of all about each word, and which rules of *policies* use it."""
    for number, one in enumerate(found):
        if number:
            yield ""
        if isinstance(one.meaning, tuple):
            yield from _in_language(one, one.meaning)
        else:
            yield from _in_vocabulary(one, one.meaning, vocabulary)
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
        entry = {"of": [asdict(key) for key in one.meaning]} if isinstance(one.meaning, tuple) else asdict(one.meaning)
        if policies is not None:
            entry["used"] = [
                {"policy": use.policy, "rule": use.rule, "place": asdict(use.place)} for use in _uses(one, policies)
            ]
        data.setdefault(one.kind, {})[one.name] = entry
    return data


def _uses(one: Found, policies: Sequence[Policy]) -> list[Use]:
    if isinstance(one.meaning, tuple):
        return uses_in_writing(one.name, policies)
    return uses_of((one.kind, one.name), policies)


def _in_language(one: Found, keys: tuple[Key, ...]) -> Iterator[str]:
    from followup.loading.write import as_yaml

    if one.kind == VALUES:
        first = max(keys, key=lambda key: len(key.values))
        others = [key for key in keys if key != first]
        yield f"`{one.name}` is {_ONE[VALUES]} of `{first.name}`."
        yield paragraph(first.says, 2)
        if others:
            names = ", ".join(dict.fromkeys(f"`{key.name}`" for key in others))
            yield paragraph(f"It stands in {names} as well.", 2)
        return
    for key in keys:
        yield f"`{key.name}` is {_ONE[one.kind]}{'' if key.of is None else f' of `{key.of}`'}."
        yield paragraph(key.says, 2)
        for example in key.examples[:1]:
            yield "  For example:"
            yield from (f"    {line}" for line in as_yaml({key.name: example}).splitlines())


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
