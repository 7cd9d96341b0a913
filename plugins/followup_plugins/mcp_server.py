"""``followup-mcp``: tools of the Model Context Protocol. Text in, data out; none opens a file that a text names."""

import json
import sys
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Final, Literal

import followup

Data = dict[str, object]
HOST: Final = followup.PluginHost.default()
from_json: Final[Callable[[str], Data]] = json.loads


def plan(policy: str, timeline: str, as_of: str | None = None, horizon: str | None = None) -> Data:
    """Plan dated steps. `policy`: an installed id, or YAML text like `timeline`; `as_of` and `horizon`: ISO 8601."""
    [asked], on = _read([policy], timeline)
    return from_json(followup.plan(asked, on, as_of, horizon).to_json())


def compare(policies: list[str], timeline: str, as_of: str | None = None, horizon: str | None = None) -> Data:
    """Compare what several policies plan: days, measures, agreement, contradictions. Arguments as for `plan`."""
    return from_json(followup.compare(*_read(policies, timeline), as_of, horizon).to_json())


def explain(policy: str, timeline: str, about: str, as_of: str | None = None) -> Data:
    """Explain why a step of the plan is there, or why a rule gives none. `about`: the step's id, or the rule's."""
    [asked], on = _read([policy], timeline)
    found = followup.plan(asked, on, as_of)
    is_step = about in [step.id for step in found.steps]
    return from_json((found.explain(about) if is_step else followup.why_not(asked, on, about, as_of)).to_json())


def check(kind: Literal["policy", "timeline"], text: str) -> Data:
    """Check the YAML text of a policy or a timeline; a line for each mistake: line, column, and what may be meant."""
    found, said = (followup.parse_policy if kind == "policy" else followup.parse_timeline)(text, kind, host=HOST)
    return {"usable": found is not None, "diagnostics": [str(one) for one in said]}


def _read(policies: Sequence[str], timeline: str) -> tuple[list[followup.Policy], followup.Timeline]:
    read = [_policy(one) for one in policies]
    asked = [found for found, _ in read if found is not None]
    on, said = followup.parse_timeline(timeline, "timeline", policies=asked, host=HOST)
    if on is None or len(asked) < len(read):
        raise followup.InputError([*said, *(one for _, more in read for one in more)])
    return asked, on


def _policy(text: str) -> tuple[followup.Policy | None, Sequence[followup.Diagnostic]]:
    known = text in HOST.policies
    if not known and ":" not in text:
        raise ValueError(f"unknown policy `{text:.60}`; installed are {', '.join(HOST.policies)}")
    return followup.check_policy(text, host=HOST) if known else followup.parse_policy(text, "policy", host=HOST)


def _told(tool: Callable[..., Data], failure: type[Exception]) -> Callable[..., Data]:
    @wraps(tool)
    def call(**given: object) -> Data:
        try:
            return tool(**given)
        except (followup.InputError, ValueError) as error:
            raise failure(str(error)) from error

    return call


def main() -> int:
    """Serve until standard input ends; return 2 where the extra is missing."""
    try:
        from mcp.server import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        print("followup-mcp needs the extra `mcp`: pip install 'followup[mcp]'", file=sys.stderr)
        return 2
    server = MCPServer("followup", instructions=f"Installed policies: {', '.join(HOST.policies)}", log_level="WARNING")
    for tool in (plan, compare, explain, check):
        server.add_tool(_told(tool, ToolError))
    server.run()
    return 0
