"""Users' words in GitHub-flavoured Markdown: as they are, and without any that takes effect."""

import re
from collections.abc import Iterable, Iterator
from typing import Final

from followup_plugins.wording import one_line

_ALWAYS: Final = re.compile(r"[\\`*_\[\]<>|&~$#]")

_FIRST: Final = re.compile(r"^(?:([0-9]{1,9})([.)])|([-+=]))")
"""What begins a list, a line below a heading or a rule where it stands first."""

_ADDRESS: Final = re.compile(r"(:)(?=//)|(?<=[Ww]{3})(\.)")
"""What makes GitHub see an address, whatever stands before a text: ``://`` and ``www.``."""


def escaped(text: str) -> str:
    r"""Return *text* on one line, its spaces run together, so that it is read as it stands.

    >>> print(escaped("<b>1|2</b>"), escaped("1. one"), escaped("https://acme.example"))
    \<b\>1\|2\</b\> 1\. one https\://acme.example
    """
    text = _ALWAYS.sub(r"\\\g<0>", one_line(text))
    text = _ADDRESS.sub(r"\\\g<0>", text)
    return _FIRST.sub(lambda found: f"{found[1]}\\{found[2]}" if found[1] else f"\\{found[3]}", text)


def row(*cells: str) -> str:
    """Return a row of a table; the *cells* are Markdown already."""
    return f"| {' | '.join(cells)} |"


def table(heads: list[str], rows: list[list[str]]) -> list[str]:
    """Return the lines of a table; its cells are Markdown already."""
    return [row(*heads), row(*("---" for _ in heads)), *(row(*cells) for cells in rows)]


def below_heading(heading: str, lines: Iterable[str]) -> list[str]:
    """Return *lines*, which are Markdown already, below their heading; nothing where there are none."""
    lines = list(lines)
    return ["", f"## {heading}", "", *lines] if lines else []


def items(texts: Iterable[str], depth: int = 0) -> Iterator[str]:
    """Return each of *texts*, which are no Markdown yet, as an item of a list that is *depth* lists deep in others."""
    return (f"{'  ' * depth}- {escaped(text)}" for text in texts)
