"""Plain tables and paragraphs for a terminal, and the JSON of everything else.

Imports late, as every command does: help is shown in the time that this saves.
"""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from followup.cli.usage import unknown

FORMATS: Final = ("text", "json")

_NARROWEST: Final = 80
_GAP: Final = "  "
_LAST: Final = 24
"""Columns that the last one of a table keeps, whatever the others want."""


def see_format(form: str) -> None:
    """See that *form* is text or json.

    Raises:
        MistakeError: it is neither.
    """
    if form not in FORMATS:
        raise unknown("format", form, FORMATS)


def json_text(value: object) -> str:
    """Return *value* as the JSON text of a command's result."""
    import json

    return json.dumps(value, ensure_ascii=False, indent=2) + "\n"


def columns() -> int:
    """Return how wide a text may be: the terminal's width, 80 where there is none."""
    import shutil

    return max(_NARROWEST, min(120, shutil.get_terminal_size((_NARROWEST, 24)).columns))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Return the lines of a table; its last column is wrapped to the page."""
    import textwrap

    lines = [head, *rows]
    widths = [max(len(line[column]) for line in lines) for column in range(len(head) - 1)]
    before = sum(widths) + len(_GAP) * len(widths)
    last = max(_LAST, columns() - before)
    for line in lines:
        wrapped = textwrap.wrap(line[-1], last, break_on_hyphens=False) or [""]
        cells = [f"{cell:{width}}" for cell, width in zip(line[:-1], widths, strict=True)]
        yield _GAP.join([*cells, wrapped[0]]).rstrip()
        yield from (" " * before + more for more in wrapped[1:])


def paragraph(text: str, indent: int = 0, hanging: int | None = None) -> str:
    """Return *text* wrapped to the page; all lines but the first indented by *hanging*, if given."""
    import textwrap

    return textwrap.fill(
        text,
        columns(),
        initial_indent=" " * indent,
        subsequent_indent=" " * (indent if hanging is None else hanging),
        break_on_hyphens=False,
    )
