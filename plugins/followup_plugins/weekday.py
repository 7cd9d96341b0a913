"""The condition ``weekday``: whether it is one of some days of the week."""

from collections.abc import Mapping
from typing import Final

import followup

_WEEK: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Weekday:
    """In a policy: ``when: {weekday: [tuesday, thursday]}``."""

    name = "weekday"
    reads = ("day",)
    schema: Mapping[str, object] = {
        "title": "Days of the week",
        "description": "True on these days of the week, `monday` to `sunday`, in the timeline's zone.",
        "type": "array",
        "items": {"type": "string", "enum": list(_WEEK)},
        "minItems": 1,
        "uniqueItems": True,
        "maxItems": 7,
        "examples": [["tuesday", "thursday"], ["friday"]],
    }

    def holds(self, body: object, moment: followup.Moment) -> bool | None:
        """Return whether today is one of *body*; None before everything, when there is no today."""
        assert isinstance(body, list), "the schema says so"
        return None if moment.now is None else _WEEK[moment.now.weekday()] in body


@followup.hookimpl
def register_conditions() -> list[followup.Condition]:
    """Add the condition ``weekday``."""
    return [Weekday()]
