"""Where in a file something was written."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from followup.model.tell import printable


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The first character of a key or value in a file.

    Attributes:
        file: The path as the user gave it, or ``<stdin>``, or ``<mapping>`` for data that came from no file.
        line: Counted from 1; 0 for data that came from no file.
        column: Counted from 1 in characters; 0 for data that came from no file.
        path: For data that came from no file, which part of it: ``events[3].event``; else empty, as for the whole. No
            JSON keeps it, and it does not count where places are compared.
    """

    file: str
    line: int
    column: int
    path: str = field(default="", compare=False)

    def __str__(self) -> str:
        """Return the form that editors and terminals make clickable.

        >>> str(Place("acme.yaml", 14, 15))
        'acme.yaml:14:15'
        >>> str(Place("<mapping>", 0, 0, "events[3].event"))
        '<mapping>: events[3].event'
        """
        # A file may be called anything, and what is printed must neither break its line nor command the terminal.
        file = printable(self.file)
        if self.line:
            return f"{file}:{self.line}:{self.column}"
        return f"{file}: {printable(self.path)}" if self.path else file

    def document(self) -> Mapping[str, str | int]:
        """Return what JSON holds of it."""
        return {"file": self.file, "line": self.line, "column": self.column}

    @property
    def short(self) -> str:
        """The file without its folders, and the line: for readers who know where it is.

        >>> Place("policies/krautzel.yaml", 163, 9).short
        'krautzel.yaml:163'
        """
        file = self.file.replace("\\", "/").rpartition("/")[2]
        return f"{file}:{self.line}" if self.line else file


def told_apart(files: Iterable[str]) -> Callable[[Place], str]:
    """Return what names places in *files*: in the short form where that tells their file from the others.

    >>> name = told_apart(["a/one.yaml", "b/one.yaml", "b/two.yaml"])
    >>> name(Place("b/one.yaml", 3, 1)), name(Place("b/two.yaml", 3, 1))
    ('b/one.yaml:3', 'two.yaml:3')
    """
    known = defaultdict(set)
    for file in files:
        known[Place(file, 0, 0).short].add(file)

    def name(place: Place) -> str:
        alone = len(known[Place(place.file, 0, 0).short]) < 2
        text = place.short if alone else f"{place.file}:{place.line}" if place.line else place.file
        return printable(text)

    return name
