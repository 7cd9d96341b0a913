"""A test suite of what lies at the edges of a policy."""

from collections import Counter
from collections.abc import Container
from itertools import chain, count

from followup.analysis.edge import Edge, NoEdge
from followup.analysis.edges import edges
from followup.analysis.witness import Witness, witnesses
from followup.model.policy import Policy
from followup.testing.writing import Data, WrittenCase, case_of, expected, plan_of, suite_text


def boundaries(policy: Policy, reference: str) -> str:
    """Return a suite with cases below, at and above each edge of *policy*; ``followup test`` passes it as it is.

    A cap that takes too long or too much for a case is named in a comment at its head.

    Args:
        reference: What the suite says under ``policy``: an installed policy's id, or a path from the suite's folder.

    Raises:
        ValueError: the policy has no edge.
    """
    every = [edge for one in witnesses(policy) if isinstance(one, Witness) for edge in edges(policy, one)]
    found = [edge for edge in every if isinstance(edge, Edge)]
    if not found:
        raise ValueError(f"{policy.id} has no edge for which a case was found")
    # What several cases look at is written once.
    used = Counter(_key(edge) for edge in found)
    names: dict[str, str] = {}
    timelines: dict[str, Data] = {}
    for edge in found:
        if used[_key(edge)] > 1 and _key(edge) not in names:
            name = names[_key(edge)] = _name(edge, timelines)
            timelines[name] = edge.sketch.data()
    cases = [
        WrittenCase(
            case_of(edge.name, edge.sketch, expected(plan_of(policy, edge.sketch), edge.step), names.get(_key(edge)))
        )
        for edge in found
    ]
    comment = [f"What lies at the edges of {policy.id}, as it is today: read it before you keep it."]
    comment += [edge.why for edge in every if isinstance(edge, NoEdge)]
    return suite_text(f"boundaries-of-{policy.id}", policy, reference, cases, comment, timelines)


def _name(edge: Edge, taken: Container[str]) -> str:
    """Return a name for an edge's timeline: what happens in it."""
    name = "-".join(scene.kind.name for scene in edge.sketch.scenes)
    numbered = (f"{name}-{number}" for number in count(2))
    return next(one for one in chain((name,), numbered) if one not in taken)


def _key(edge: Edge) -> str:
    return f"{edge.sketch.data()}"
