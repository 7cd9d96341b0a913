"""What is due for each application of a spreadsheet: ``python applications.py applications.csv 2026-03-04T12:00``."""

import csv
import sys
from pathlib import Path

import followup

PRESSING = (followup.Status.DUE, followup.Status.OVERDUE)


def timeline_of(row: dict[str, str]) -> followup.Timeline:
    """Return an application as a timeline; *answer* is the day on which they said no, or empty."""
    people = {"contact": {"name": row["contact"]}} if row["contact"] else {}
    interview = {"event": "interview", "at": row["interview"], **({"with": ["contact"]} if people else {})}
    answer = [{"event": "rejection", "at": row["answer"]}] if row["answer"] else []
    return followup.timeline({"timezone": row["timezone"], "people": people, "events": [interview, *answer]})


def told(row: dict[str, str], as_of: str) -> list[str]:
    """Return what is due for an application, or else what comes next, a line each."""
    plan = followup.plan(followup.load_policy(row["policy"]), timeline_of(row), as_of)
    steps = [step for step in plan.steps if step.at is not None and step.status != followup.Status.DONE]
    due = [step for step in steps if step.status in PRESSING]
    lines = [f"  {step.status}: {step.title} (until {step.overdue:%d %b %H:%M})" for step in due]
    return lines or [f"  next: {step.title} ({step.at:%d %b %H:%M})" for step in steps[:1]] or ["  nothing more to do"]


def main(file: str, as_of: str) -> int:
    """Say what is due for each row of *file*, one that cannot be used included; return 2 if there is such a one."""
    code = 0
    with Path(file).open(encoding="utf-8-sig", newline="") as stream:
        for number, row in enumerate(csv.DictReader(stream), 1):
            print(row["company"])
            try:
                print("\n".join(told(row, as_of)))
            except (followup.InputError, ValueError, KeyError) as error:
                print(f"  row {number} cannot be used: {error}")
                code = 2
    return code


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
