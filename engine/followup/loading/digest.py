"""What a file says, whatever its layout: layout, comments and places do not count."""

import hashlib
import json

from followup.model.node import Node


def canonical(node: Node) -> str:
    """Return *node* as JSON with sorted keys and no blanks: equal data, equal text."""
    return json.dumps(node.plain(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(node: Node) -> str:
    """Return ``sha256:`` and the hash of the canonical form of *node*."""
    return f"sha256:{hashlib.sha256(canonical(node).encode()).hexdigest()}"
