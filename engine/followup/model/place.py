"""Where in a file something was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """The first character of a key or value in a file.

    Attributes:
        file: The path as the user gave it, or ``<stdin>``, or ``<mapping>`` for data that came from no file.
        line: Counted from 1; 0 for data that came from no file.
        column: Counted from 1 in characters; 0 for data that came from no file.
    """

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """Return the form that editors and terminals make clickable.

        >>> str(Place("acme.yaml", 14, 15))
        'acme.yaml:14:15'
        """
        # A file may be called anything, and what is printed must neither break its line nor command the terminal.
        file = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in self.file)
        return f"{file}:{self.line}:{self.column}" if self.line else file

    @property
    def short(self) -> str:
        """The file without its folders, and the line: for readers who know where it is.

        >>> Place("policies/krautzel.yaml", 163, 9).short
        'krautzel.yaml:163'
        """
        file = self.file.replace("\\", "/").rpartition("/")[2]
        return f"{file}:{self.line}" if self.line else file
