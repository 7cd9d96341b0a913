"""A table in text: a label a line, a column a policy, cells wrapped to fit; what is too wide goes on below."""

import textwrap
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Final

from followup_plugins.wording import harmless

_GAP: Final = " │"

_NARROWEST: Final = 10
"""Columns that a policy gets at least; where the page is too narrow for all, one table follows the other."""

Cell = Sequence[str]
"""Texts, each on lines of its own."""


@dataclass(frozen=True, slots=True)
class Lines:
    """What stands beside one label.

    Attributes:
        bands: Each a cell a column, side by side; none: the label is a heading of what follows.
    """

    label: str
    bands: Sequence[Sequence[Cell]] = ()


def grid(heads: Sequence[str], lines: Sequence[Lines], width: int) -> Iterator[str]:
    """Return the lines of the table, with an empty one between its sheets.

    Args:
        heads: The names of the columns.
        width: Of the page.
    """
    first = max((len(line.label) for line in lines), default=0)
    at_once = max(1, (width - first) // (_NARROWEST + len(_GAP)))
    sheets = -(-len(heads) // at_once)
    size = -(-len(heads) // sheets)
    for start in range(0, len(heads), size):
        columns = slice(start, start + size)
        if start:
            yield ""
        cut = [Lines(line.label, [band[columns] for band in line.bands]) for line in lines]
        yield from _sheet(heads[columns], cut, first, width)


def _sheet(heads: Sequence[str], lines: Sequence[Lines], first: int, width: int) -> Iterator[str]:
    """Return one sheet; a line on which none of its columns has anything is left out."""
    rows: list[tuple[str, Sequence[Cell]]] = []
    corner = heading = ""
    for line in lines:
        bands = [band for band in line.bands if any(band)]
        if not line.bands:
            heading = line.label
        elif bands:
            if heading and rows:
                rows.append((heading, [()] * len(heads)))
            corner, heading = corner or heading, ""
            rows += [(line.label if index == 0 else "", band) for index, band in enumerate(bands)]
    cells = [[[head] for head in heads], *(row for _, row in rows)]
    natural = [max(len(text) for cell in column for text in cell) for column in zip(*cells, strict=True)]
    widths = _widths(natural, width - first - len(_GAP) * len(heads))
    yield from _row(corner, cells[0], first, widths)
    yield "─" * (first + 1) + "".join("┼" + "─" * (column + 1) for column in widths).removesuffix("─")
    for label, row in rows:
        yield from _row(label, row, first, widths)


def _row(label: str, cells: Sequence[Cell], first: int, widths: Sequence[int]) -> Iterator[str]:
    fitted = [_fitted(cell, width) for cell, width in zip(cells, widths, strict=True)]
    for index, lines in enumerate(zip_longest([label], *fitted, fillvalue="")):
        start = f"{lines[0] if index == 0 else '':{first}}"
        rest = (f"{line:{width}}" for line, width in zip(lines[1:], widths, strict=True))
        yield _GAP.join([start, *rest]).rstrip()


def _fitted(texts: Cell, width: int) -> list[str]:
    return [line for text in texts for line in textwrap.wrap(harmless(text), width, subsequent_indent=" ")]


def _widths(natural: Sequence[int], left: int) -> list[int]:
    """Share *left* columns: who needs less than an equal share leaves the rest to the others.

    >>> _widths([5, 40, 50], 64)
    [5, 29, 30]
    """
    widths = list(natural)
    wanting = sorted(range(len(natural)), key=natural.__getitem__)
    for position, index in enumerate(wanting):
        widths[index] = min(natural[index], left // (len(wanting) - position))
        left -= widths[index]
    return widths
