"""The ``taskwarrior`` channel: what ``task import`` reads, so that it can be imported again and again."""

import re
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final

import followup
from followup_plugins.tasks import due, hidden_until, name_of, planned, remarks_of, steps_of, uuid_of, word
from followup_plugins.wording import one_line

Task = dict[str, object]

_ENTITY: Final = re.compile(r"&(?=\w+;)")
"""Taskwarrior writes ``[`` as ``&open;`` into its own files, and takes what reads so for a bracket."""

_PRIORITY: Final = {"must": "H", "should": "M", "may": "L"}


class Taskwarrior:
    """Writes a task for each step, with the same UUID each time: importing it once more changes it, and adds none.

    A step that is done is ``completed``, one that expired ``deleted``. So is one that the file held before and the
    plan has no longer: the list would keep it otherwise.
    """

    name = "taskwarrior"
    says = "tasks for `task import`"
    suffix = ".json"
    media_type = "application/json"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as a list of tasks."""
        return self.render_feed((plan,), None)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> str:
        """Return *plans* as one list of tasks, and what of *previous* is in none of them as deleted."""
        import json  # late, as most runs write no tasks

        tasks = {uuid_of(plan, step): _task(plan, step) for plan, step in steps_of(plans)}
        gone = {uuid: _withdrawn() for uuid in _uuids_in(previous) if uuid not in tasks}
        lines = [json.dumps({"uuid": uuid, **task}, ensure_ascii=False) for uuid, task in (tasks | gone).items()]
        return "\n".join(["[", *filter(None, [",\n".join(lines)]), "]"]) + "\n"


def plain(text: str) -> str:
    """Return *text* on one line, so that Taskwarrior keeps it letter by letter but for a space without width."""
    return _ENTITY.sub("&\N{ZERO WIDTH SPACE}", one_line(text))


def _task(plan: followup.Plan, step: followup.Step) -> Task:
    task: Task = {
        "status": "pending",
        "description": plain(name_of(step)),
        "project": plain(plan.timeline.id),
        "tags": [word(tag) for tag in ("followup", step.act, step.via or "") if tag],
        "priority": _PRIORITY.get(step.strength, "L"),
        "due": _instant(due(step)),
    }
    if step.status is followup.Status.DONE:
        # It was there when it was done, if not before; without this it would be from the day on which it is imported.
        done = _instant(planned(step))
        task |= {"status": "completed", "entry": done, "end": done}
    elif step.at is None:
        task |= {"status": "deleted", "end": _instant(step.expires or step.overdue)}
    else:
        # INVARIANT: wait <= scheduled <= due <= until. What is pending has no `entry`: it is from when it was imported.
        task |= {"wait": _instant(hidden_until(step)), "scheduled": _instant(planned(step))}
        task |= {} if step.expires is None else {"until": _instant(step.expires)}
    return task | {"annotations": list(_annotations(step))}


def _annotations(step: followup.Step) -> Iterator[Task]:
    # Taskwarrior tells them apart by their second, and shows the date: the first one at which the step counts.
    for number, text in enumerate(remarks_of(step)):
        yield {"entry": _instant(step.earliest + timedelta(seconds=number)), "description": plain(text)}


def _instant(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _withdrawn() -> Task:
    return {"status": "deleted", "description": "no longer advised"}


def _uuids_in(previous: bytes | None) -> list[str]:
    """Return the UUIDs of our tasks in *previous*, in its order; none where that is no list of tasks."""
    import json
    from uuid import UUID

    try:
        tasks = json.loads(previous or b"[]")
        uuids = [UUID(task["uuid"]) for task in tasks]
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return []
    return [str(uuid) for uuid in uuids if uuid.version == 5]


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``taskwarrior`` channel."""
    return [Taskwarrior()]
