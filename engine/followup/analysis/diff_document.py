"""What differs between two policies, and between their plans, as what its JSON holds."""

from collections.abc import Mapping, Sequence

from followup.analysis.diff import KeyChange, PolicyDiff
from followup.analysis.moved import Stands, StepChange
from followup.loading.parts import mapping, text
from followup.model.document import person_document, place_document
from followup.model.node import Node
from followup.model.plan import Plan, Withheld
from followup.model.policy import Policy

Json = Mapping[str, object]


def diff_document(diff: PolicyDiff) -> Json:
    """Return *diff* as what its JSON holds."""
    return {
        "diff": 1,
        "old": _policy(diff.old),
        "new": _policy(diff.new),
        "same": diff.same,
        "sections": [_key_change(change) for change in diff.sections],
        "rules": {
            "changed": [
                {"rule": change.ids[1], "was": change.ids[0], "changes": [_key_change(each) for each in change.changes]}
                for change in diff.changed
            ],
            "added": [_rule(rule) for rule in diff.added],
            "removed": [_rule(rule) for rule in diff.removed],
            "moved": [{**_rule(move.rule), "after": move.after} for move in diff.moved],
        },
    }


def moved_document(old: Plan, new: Plan, changes: Sequence[StepChange]) -> Json:
    """Return the *changes* from the plan *old* to *new* as what their JSON holds."""
    return {
        "timeline": new.timeline.id,
        "as_of": None if new.as_of is None else new.as_of.isoformat(timespec="minutes"),
        "horizons": [
            None if plan.horizon is None else plan.horizon.isoformat(timespec="minutes") for plan in (old, new)
        ],
        "changes": [
            {
                "step": change.step,
                "aspects": list(change.aspects),
                "old": _stands(change.old, old),
                "new": _stands(change.new, new),
            }
            for change in changes
        ],
    }


def _policy(policy: Policy) -> Json:
    return {"policy": policy.id, "version": policy.version, "digest": policy.digest, "file": policy.file}


def _key_change(change: KeyChange) -> Json:
    return {"path": list(change.path), "old": _value(change.old), "new": _value(change.new)}


def _value(node: Node | None) -> Json | None:
    return None if node is None else {"value": node.plain(), "place": place_document(node.place)}


def _rule(rule: Node) -> Json:
    name = mapping(rule)["id"]
    return {"rule": text(name), "place": place_document(name.place)}


def _stands(step: Stands, plan: Plan) -> Json | None:
    def instant(minute: int | None) -> str | None:
        return None if minute is None else plan.zone.text(minute)

    if step is None:
        return None
    stands: Json = {"id": step.id, "rule": step.rule, "to": person_document(step.to)}
    if isinstance(step, Withheld):
        why = {"reason": step.reason, "by": step.by, "since": instant(step.since_minute), "text": step.text}
        return {**stands, "status": "withheld", **why, "until": instant(step.until_minute)}
    dates = {name: instant(minute) for name, minute in step.dates._asdict().items()}
    what = {"act": step.act, "via": step.via, "object": step.object, "at": instant(step.minute), "timing": step.timing}
    return {**stands, "status": step.status, **what, **dates}
