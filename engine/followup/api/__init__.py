"""The front door: load, plan, compare, explain, judge. Stands on all floors but the command line's.

Only `followup.api.load` and `followup.api.find` read files; `followup.api.ask` and all below only compute.
"""

from followup.api.ask import compare, judge, judge_history, next_change, plan, resolved, today, why_not
from followup.api.find import find_policy, read_policy, vocabulary_of
from followup.api.load import (
    check_policy,
    check_timeline,
    example_timeline,
    findings_about,
    load_policy,
    load_timeline,
    parse_policy,
    parse_timeline,
    read_timeline,
    timeline,
)
from followup.api.reader import TimelineReader
from followup.api.siblings import beside

__all__ = [
    "TimelineReader",
    "beside",
    "check_policy",
    "check_timeline",
    "compare",
    "example_timeline",
    "find_policy",
    "findings_about",
    "judge",
    "judge_history",
    "load_policy",
    "load_timeline",
    "next_change",
    "parse_policy",
    "parse_timeline",
    "plan",
    "read_policy",
    "read_timeline",
    "resolved",
    "timeline",
    "today",
    "vocabulary_of",
    "why_not",
]
