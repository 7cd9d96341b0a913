"""A tracker's stages as JSON in, what to do as JSON out: ``python tracker.py 2026-03-04 < acme.json``."""

import json
import sys
from collections.abc import Iterator
from datetime import datetime

import followup

EVENTS = {
    "phone screen": "interview",
    "onsite": "interview",
    "offer": "offer",
    "rejected": "rejection",
    "withdrawn": "withdrawal",
}
"""What the tracker calls a stage, and what the engine calls the event; other stages are not our business."""


def timeline_of(application: dict[str, object], stages: list[dict[str, str]]) -> followup.Timeline:
    """Return one application of the tracker as a timeline; the contact's address says how to reach them."""
    contact = {"name": application["contact"], "role": "recruiter", "reach": {"email": application["email"]}}
    return followup.timeline(
        {
            "timeline": f"application-{application['id']}",
            "timezone": application["timezone"],
            "people": {"contact": contact},
            "events": list(events_of(stages)),
        }
    )


def events_of(stages: list[dict[str, str]]) -> Iterator[dict[str, object]]:
    """Return the stages that are events; ``wrote`` is what the user has done about it."""
    for stage in stages:
        if stage["stage"] == "wrote":
            yield {"event": "did", "at": stage["at"], "act": stage["what"], "to": "contact", "via": "email"}
        elif event := EVENTS.get(stage["stage"]):
            yield {"event": event, "at": stage["at"], **({"with": ["contact"]} if event == "interview" else {})}


def main(as_of: str) -> int:
    """Read one application, write what is to be done about it; return 2 if it cannot be used."""
    try:
        application = json.load(sys.stdin)
        timeline = timeline_of(application, application["stages"])
        plan = followup.plan(followup.load_policy("sparks-group"), timeline, as_of)
    except (followup.InputError, ValueError, KeyError) as error:
        print(f"cannot be used: {error}", file=sys.stderr)
        return 2
    steps = [step for step in plan.steps if step.at is not None and step.status not in ("done", "projected")]
    tasks = [{"id": step.id, "status": step.status, "title": step.title, "at": step.at} for step in steps]
    print(json.dumps({"tasks": tasks, "look_again": plan.next_change_at}, indent=2, default=datetime.isoformat))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
