"""``followup-mcp``: tools of the Model Context Protocol. Text in, data out; none opens a file that a text names."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import followup

try:
    from mcp.server.mcpserver import MCPServer, exceptions
except ImportError:
    raise SystemExit("followup-mcp needs the extra `mcp`: pip install 'followup[mcp]'") from None


def plan(policy: str, timeline: str, as_of: str | None = None, horizon: str | None = None) -> dict[str, Any]:
    """Plan dated steps. `policy`: an installed id, or YAML text like `timeline`; `as_of` and `horizon`: ISO 8601."""
    with _read([policy], timeline) as ([asked], on):
        return dict(json.loads(followup.plan(asked, on, as_of, horizon).to_json()))


def compare(policies: list[str], timeline: str, as_of: str | None = None, horizon: str | None = None) -> dict[str, Any]:
    """Compare what several policies plan: days, measures, agreement, contradictions. Arguments as for `plan`."""
    with _read(policies, timeline) as (asked, on):
        return dict(json.loads(followup.compare(asked, on, as_of, horizon).to_json()))


def explain(policy: str, timeline: str, about: str, as_of: str | None = None) -> dict[str, Any]:
    """Explain why a step of the plan is there, or why a rule gives none. `about`: the step's id, or the rule's."""
    with _read([policy], timeline) as ([asked], on):
        made = followup.plan(asked, on, as_of)
        known = about in [step.id for step in made.steps]
        return dict(json.loads((made.explain(about) if known else followup.why_not(asked, on, about, as_of)).to_json()))


def check(kind: Literal["policy", "timeline"], text: str) -> dict[str, Any]:
    """Check the YAML text of a policy or a timeline; a line for each mistake: line, column, and what may be meant."""
    found, said = (followup.parse_policy if kind == "policy" else followup.parse_timeline)(text, kind)
    return {"usable": found is not None, "diagnostics": [str(one) for one in said]}


@contextmanager
def _read(policies: list[str], timeline: str) -> Iterator[tuple[list[followup.Policy], followup.Timeline]]:
    read = [followup.parse_policy(text, "policy") for text in policies]
    asked = [found for found, _ in read if found is not None]
    on, said = followup.parse_timeline(timeline, "timeline", policies=asked)
    try:
        if on is None or len(asked) < len(read):
            raise followup.InputError([*said, *(one for _, more in read for one in more)])
        yield asked, on
    except (followup.InputError, ValueError) as error:
        raise exceptions.ToolError(str(error)) from error


def main() -> None:
    """Serve until standard input ends."""
    server = MCPServer("followup", instructions=f"Policies: {', '.join(followup.PluginHost.default().policies)}")
    for tool in (plan, compare, explain, check):
        server.add_tool(tool)
    server.run()
