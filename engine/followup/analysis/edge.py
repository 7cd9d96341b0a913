"""One situation at an edge of a policy, or why there is none."""

from dataclasses import dataclass
from typing import Final

from followup.analysis.sketch import Sketch

SIDES: Final = ((-1, "one minute before"), (0, "in the minute of"), (1, "one minute after"))
"""By how many minutes something lies beside something else, and how that is called."""


@dataclass(frozen=True, slots=True)
class Edge:
    """One situation at an edge.

    Attributes:
        name: What is at the edge, beginning with the rule: no two of a policy have the same.
        step: The id of the step that it is about, or None: all that the plan has.
    """

    name: str
    rule: str
    sketch: Sketch
    step: str | None


@dataclass(frozen=True, slots=True)
class NoEdge:
    """An edge for which no situation is made.

    Attributes:
        why: What is at the edge, beginning with the rule, and why there is none.
    """

    why: str
