"""From nothing to a draft that shows what is looked for: plan, see what is missing, change that, and again."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import Final, NamedTuple

from followup.analysis.draft import Draft
from followup.analysis.trial import Bench

MOST_NEXT: Final = 40
"""So many changes to one draft are tried at the most."""


MOST_CHANGES: Final = 8
"""So many changes after each other are tried at the most: what is not there by then only grows."""


class Sight(NamedTuple):
    """What one look at a draft says.

    Attributes:
        there: Whether it shows what is looked for.
        near: How near it is to that; comparable with that of other drafts only.
        further: What to try next, worked out only if somebody asks.
    """

    there: bool
    near: int
    further: Iterator[Draft]


def search(start: Draft, look: Callable[[Draft], Sight], bench: Bench) -> Draft | None:
    """Return a draft that *look* is content with, or None where none was found before the *bench* was spent.

    The nearest draft is carried on first, of equally near ones the one with the fewest changes, then the smallest.
    """
    seen: set[str] = set()
    queue: list[tuple[int, int, int, int, Iterator[Draft]]] = []
    number = 0

    def meet(draft: Draft, changes: int) -> bool:
        nonlocal number
        key = f"{draft.data()}{draft.as_of}{draft.horizon}"
        if key in seen:
            return False
        seen.add(key)
        sight = look(draft)
        if not sight.there and changes < MOST_CHANGES:
            number += 1
            heappush(queue, (-sight.near, changes, size(draft), number, islice(sight.further, MOST_NEXT)))
        return sight.there

    if meet(start, 0):
        return start
    while queue and not bench.spent():
        near, changes, small, order, further = heappop(queue)
        for draft in further:
            if bench.spent():
                return None
            if meet(draft, changes + 1):
                return draft
            if queue and queue[0] < (near, changes, small, order):
                # Something nearer has turned up: it goes first, and this is taken up again where it was left.
                heappush(queue, (near, changes, small, order, further))
                break
    return None


def size(draft: Draft) -> int:
    """Return of how many things *draft* is made."""
    scenes = sum(2 + len(scene.fields) for scene in draft.scenes)
    people = sum(2 + (one.role is not None) + len(one.reach or ()) for one in draft.people.values())
    return scenes + people + len(draft.facts) + 2 * (draft.as_of is not None) + 3 * (draft.horizon is not None)
