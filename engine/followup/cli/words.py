"""``followup words``: the vocabulary, in which policies and timelines are written."""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

import click

from followup.cli.arguments import data_format_option
from followup.cli.layout import json_text, paragraph, see_format, table
from followup.cli.output import deliver, deliver_text, tell, tell_failures
from followup.cli.usage import unknown

if TYPE_CHECKING:
    from followup.model.vocabulary import Act, EventKind, FactKind, Medium, Vocabulary, Word

    Entry = EventKind | Word | Act | Medium | FactKind

_KINDS: Final = {
    "events": "event",
    "groups": "group of events",
    "acts": "act",
    "media": "medium",
    "facts": "fact",
    "roles": "role",
    "points": "point",
}


@click.command(short_help="List the words of the language.")
@click.argument("word", required=False)
@data_format_option
def words(word: str | None, form: str) -> int:
    """List the words of the language by kind, or say all about WORD."""
    from followup import api
    from followup.extension.host import PluginHost

    see_format(form)
    host = PluginHost.default()
    kinds = _by_kind(api.vocabulary_of((), host.additions))
    if word is not None:
        kinds = {kind: {word: entries[word]} for kind, entries in kinds.items() if word in entries} or _none(
            word, kinds
        )
    if form == "json":
        deliver(
            json_text(
                {kind: {name: _facts(entry) for name, entry in entries.items()} for kind, entries in kinds.items()}
            )
        )
    elif word is None:
        blocks = ["\n".join(table((kind.upper(), ""), _rows(entries))) for kind, entries in kinds.items() if entries]
        deliver_text("\n\n".join(blocks) + "\n")
        tell("all about one of them: `followup words WORD`")
    else:
        entries = [(kind, entry) for kind, entries in kinds.items() for entry in entries.values()]
        deliver_text("\n\n".join("\n".join(_in_full(_KINDS[kind], entry)) for kind, entry in entries) + "\n")
    return tell_failures(host)


def _by_kind(vocabulary: "Vocabulary") -> "dict[str, Mapping[str, Entry]]":
    return {
        "events": vocabulary.events,
        "groups": vocabulary.groups,
        "acts": vocabulary.acts,
        "media": vocabulary.media,
        "facts": vocabulary.facts,
        "roles": vocabulary.roles,
        "points": vocabulary.points,
    }


def _none(word: str, kinds: "Mapping[str, Mapping[str, Entry]]") -> "dict[str, Mapping[str, Entry]]":
    raise unknown("word", word, [name for entries in kinds.values() for name in entries])


def _rows(entries: "Mapping[str, Entry]") -> Iterator[tuple[str, str]]:
    for name, entry in entries.items():
        yield f"  {name}", entry.says


def _facts(entry: object) -> object:
    """Return an entry of the vocabulary as data: what it says and all that it carries."""
    from dataclasses import asdict, is_dataclass

    assert is_dataclass(entry), "every entry is one"
    return asdict(entry) if not isinstance(entry, type) else None


def _in_full(kind: str, entry: "Entry") -> Iterator[str]:
    from followup.model.vocabulary import Act, EventKind, FactKind, Medium, Word

    yield f"{entry.name} ({kind})"
    yield paragraph(entry.says, 2)
    match entry:
        case EventKind():
            if entry.foreseen:
                yield "  an appointment: its date is known ahead"
            if entry.group is not None:
                yield f"  one of the group `{entry.group}`"
            yield from table(("  FIELD", "HOLDS", ""), [("  at", "instant", "when it happens"), *_fields(entry)])
        case Act():
            yield f"  {'a contact with the employer' if entry.contacts else 'no contact with the employer'}"
        case Medium():
            if entry.transit is not None:
                yield "  takes {} to {} days".format(*entry.transit)
            if entry.always:
                yield "  reaches everybody"
            if entry.business:
                yield "  reaches an employer on business days only"
        case FactKind():
            if entry.asks:
                yield paragraph(entry.asks, 2)
            yield f"  values: {', '.join(entry.values) or 'any'}"
        case Word():
            if entry.derived:
                yield "  follows from the events; no timeline states it"


def _fields(event: "EventKind") -> Iterator[tuple[str, str, str]]:
    for name, field in event.fields.items():
        holds = f"{field.type}: {', '.join(field.values)}" if field.values else f"{field.type}"
        yield f"  {name}", holds, field.says
