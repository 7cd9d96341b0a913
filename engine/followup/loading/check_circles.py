"""Whether rules wait for each other in a circle."""

from collections.abc import Iterator, Mapping

from followup.loading.findings import shown
from followup.model.diagnostic import Diagnostic
from followup.model.place import Place


def check_circles(waits: Mapping[str, tuple[str, Place]]) -> Iterator[Diagnostic]:
    """Report each circle once, where its first rule says what it waits for.

    Args:
        waits: By rule: the rule whose steps are its anchor, and where that is written; in rule order.
    """
    finished: set[str] = set()
    for start in waits:
        path: dict[str, None] = {}
        at = start
        while at in waits and at not in path and at not in finished:
            path[at] = None
            at = waits[at][0]
        if at in path:
            way = list(path)
            circle = way[way.index(at) :]
            names = " → ".join(map(shown, [*circle, at]))
            message = (
                f"these rules wait for each other: {names}"
                if len(circle) > 1
                else f"the rule {shown(at)} waits for itself"
            )
            yield Diagnostic("circular-rules", message, waits[at][1])
        finished.update(path)
