"""The keys, terms and values of the language in full: what they mean, where they stand, and an example."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from typing import Final

from followup.cli.language import FILES, Key, Where
from followup.cli.layout import paragraph, table
from followup.loading.write import as_yaml

KEYS: Final = "keys"
TERMS: Final = "terms"
VALUES: Final = "values"


def key_text(keys: Iterable[Key]) -> Iterator[str]:
    """Return the lines about a key or a term, meaning by meaning."""
    for key in keys:
        yield f"`{key.name}` is {f'a key of {_whose(key)}' if key.places else 'a term'}."
        yield from (paragraph(text, 2) for text in (key.says,) if text)
        if any(key.values.values()):
            yield from table(("  VALUE", ""), [(f"  {value}", says) for value, says in key.values.items()])
        elif key.values:
            yield paragraph(f"Its values: {', '.join(key.values)}.", 2)
        yield from _use(key)


def value_text(value: str, keys: Sequence[Key]) -> Iterator[str]:
    """Return the lines about a value, one meaning for each key that takes it by name.

    Where none does, those whose explanations speak of it are told together.
    """
    named = [key for key in keys if value in key.values]
    for key in named:
        yield f"`{value}` is a value of `{key.name}`, a key of {_whose(key)}."
        yield from (paragraph(text, 2) for text in (key.says,) if text)
        if key.values[value]:
            yield paragraph(f"`{value}`: {key.values[value]}.", 2)
        yield from _use(key.taking(value))
    if not named:
        first = most_spoken_of(keys)
        yield f"`{value}` is a value of `{first.name}`."
        yield paragraph(first.says, 2)
        if others := dict.fromkeys(f"`{key.name}`" for key in keys if key.name != first.name):
            yield paragraph(f"It stands in {', '.join(others)} as well.", 2)


def most_spoken_of(keys: Iterable[Key]) -> Key:
    """Return the one of *keys* whose explanation speaks of the most values."""
    return max(keys, key=lambda key: len(key.quoted))


def _whose(key: Key) -> str:
    """Return what has *key*."""
    if key.event is not None:
        return f"the event `{key.event}`"
    first = key.places[0]
    if not first.under:
        return FILES[first.file]
    return f"{'each entry of ' if first.entry else ''}`{first.under[-1]}`"


def _use(key: Key) -> Iterator[str]:
    """Return the lines that say where *key* stands, and show it."""
    if key.places:
        yield paragraph(f"It stands {'; '.join(_where(key.places))}.", 2, 4)
    if key.examples:
        yield "  For example:"
    for example in key.examples:
        yield from (f"    {line}" for line in as_yaml(example).splitlines())


def _where(places: Iterable[Where]) -> Iterator[str]:
    for file, some in groupby(places, lambda where: where.file):
        paths = [" > ".join(where.under) for where in some]
        yield f"in {FILES[file]}" + (f", under {' or '.join(paths)}" if any(paths) else ", at the top")
