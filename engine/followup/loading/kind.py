"""What a file is: only its content tells."""

from collections.abc import Iterator
from enum import StrEnum

from followup.loading.completion import as_shipped
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node


class Kind(StrEnum):
    """What a file can be; of two that are as likely, the first."""

    POLICY = "policy"
    TIMELINE = "timeline"
    SUITE = "suite"


def kind_of(node: Node) -> Kind | None:
    """Return what most of the file's keys speak for, so that a mistyped one is no obstacle; None if none speaks."""
    if not isinstance(node.value, dict):
        return None
    shared = {kind: len(node.value.keys() & as_shipped(kind)["properties"].keys()) for kind in Kind}
    best = max(Kind, key=lambda kind: shared[kind])
    return best if shared[best] else None


def check_kind(node: Node, wanted: Kind) -> Iterator[Diagnostic]:
    """Report a file that is plainly of another kind, instead of every key that it should not have."""
    kind = kind_of(node)
    if kind is None or kind is wanted or not isinstance(node.value, dict):
        return
    # The key that is called after what is wanted speaks against it, unless files of that other kind may have it, too.
    if wanted not in node.value or wanted in as_shipped(kind)["properties"]:
        yield Diagnostic("wrong-kind", f"this is a {kind}, and a {wanted} is wanted here", node.place)
