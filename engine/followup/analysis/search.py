"""From nothing to a sketch that shows what is looked for: plan, see what is missing, change that, and again."""

from collections.abc import Callable, Iterator
from heapq import heappop, heappush
from itertools import islice
from typing import Final, NamedTuple

from followup.analysis.sketch import Sketch
from followup.analysis.trial import Bench

MOST_NEXT: Final = 40
"""So many changes to one sketch are tried at the most."""


MOST_CHANGES: Final = 8
"""So many changes after each other are tried at the most: what is not there by then only grows."""


class Sight(NamedTuple):
    """What one look at a sketch says.

    Attributes:
        there: Whether it shows what is looked for.
        near: How near it is to that; comparable with that of other sketches only.
        further: What to try next, worked out only if somebody asks.
    """

    there: bool
    near: int
    further: Iterator[Sketch]


def search(start: Sketch, look: Callable[[Sketch], Sight], bench: Bench) -> Sketch | None:
    """Return a sketch that *look* is content with, or None where none was found before the *bench* was spent.

    The nearest sketch is carried on first, of equally near ones the one with the fewest changes, then the smallest.
    """
    seen: set[str] = set()
    queue: list[tuple[int, int, int, int, Iterator[Sketch]]] = []
    number = 0

    def meet(sketch: Sketch, changes: int) -> bool:
        nonlocal number
        key = f"{sketch.data()}{sketch.as_of}{sketch.horizon}"
        if key in seen:
            return False
        seen.add(key)
        sight = look(sketch)
        if not sight.there and changes < MOST_CHANGES:
            number += 1
            heappush(queue, (-sight.near, changes, size(sketch), number, islice(sight.further, MOST_NEXT)))
        return sight.there

    if meet(start, 0):
        return start
    while queue and not bench.spent():
        near, changes, small, order, further = heappop(queue)
        for sketch in further:
            if bench.spent():
                return None
            if meet(sketch, changes + 1):
                return sketch
            if queue and queue[0] < (near, changes, small, order):
                # Something nearer has turned up: it goes first, and this is taken up again where it was left.
                heappush(queue, (near, changes, small, order, further))
                break
    return None


def size(sketch: Sketch) -> int:
    """Return of how many things *sketch* is made."""
    scenes = sum(2 + len(scene.fields) for scene in sketch.scenes)
    people = sum(2 + (one.role is not None) + len(one.reach or ()) for one in sketch.people.values())
    return scenes + people + len(sketch.facts) + 2 * (sketch.as_of is not None) + 3 * (sketch.horizon is not None)
