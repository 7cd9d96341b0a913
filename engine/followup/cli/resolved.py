"""``followup show --resolved``: the effective policy, every value with the place where it was written."""

from typing import TYPE_CHECKING

from followup.cli.layout import json_text
from followup.cli.output import deliver, deliver_text

if TYPE_CHECKING:
    from followup.model.policy import Policy


def deliver_resolved(policy: "Policy", form: str) -> None:
    """Write *policy* as it is with all that it extends to standard output: as a policy file, or as JSON."""
    from followup.loading.resolved import resolved_yaml

    assert policy.written is not None, "it was loaded"
    if form == "json":
        deliver(json_text(_as_data(policy)))
    else:
        deliver_text(resolved_yaml(policy.written))


def _as_data(policy: "Policy") -> dict[str, object]:
    """Return the policy in the shape of a policy file, and the place of each of its values by JSON pointer."""
    from followup.loading.resolved import places_of
    from followup.model.document import place_document

    assert policy.written is not None, "it was loaded"
    return {
        "show": 1,
        "policy": policy.id,
        "version": policy.version,
        "digest": policy.digest,
        "extends": policy.extends,
        "file": policy.file,
        "resolved": policy.written.plain(),
        "places": {pointer: place_document(place) for pointer, place in places_of(policy.written)},
    }
