"""A mapping that is made when it is first looked into: what plugins add, where most files name none of it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

Thing = TypeVar("Thing")


@dataclass(frozen=True, slots=True, eq=False)
class Late(Mapping[str, Thing]):
    """What *load* returns, which is called at every look: it remembers.

    >>> late = Late(lambda: {"weekday": 1})
    >>> late["weekday"], list(late), bool(late)
    (1, ['weekday'], True)
    """

    load: Callable[[], Mapping[str, Thing]]

    def __getitem__(self, name: str) -> Thing:
        return self.load()[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self.load())

    def __len__(self) -> int:
        return len(self.load())
