"""The condition ``quiet-hours``: whether it is a time of day at which nobody wants to be called."""

from collections.abc import Mapping
from typing import Final

import followup

_HOUR: Final[Mapping[str, object]] = {"type": "integer", "minimum": 0, "maximum": 24}


class QuietHours:
    """In a policy: ``forbid: {via: phone}``, and beside it ``when: {quiet-hours: {from: 20, to: 8}}``."""

    name = "quiet-hours"
    reads = ("hour",)  # it is asked again when the hour changes: so hours it takes, and no minutes
    schema: Mapping[str, object] = {
        "title": "Quiet hours",
        "description": "True from the full hour `from` up to the full hour `to`, on the clocks of the timeline's zone.",
        "type": "object",
        "properties": {
            "from": {**_HOUR, "title": "From", "description": "The hour at which the quiet begins, 0 to 24."},
            "to": {**_HOUR, "title": "To", "description": "The hour at which it ends; an earlier one is tomorrow's."},
        },
        "required": ["from", "to"],
        "additionalProperties": False,
        "examples": [{"from": 20, "to": 8}, {"from": 12, "to": 14}],
    }

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        """Return whether it is quiet now; None before everything, when no clock runs."""
        assert isinstance(body, dict), "the schema says so"
        if moment.now is None:
            return None
        begins, ends, hour = int(body["from"]), int(body["to"]), moment.now.hour
        return begins <= hour < ends if begins <= ends else hour >= begins or hour < ends


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    """Add the condition ``quiet-hours``."""
    return [QuietHours()]
