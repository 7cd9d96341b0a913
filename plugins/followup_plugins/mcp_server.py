"""``followup-mcp``: tools of the Model Context Protocol. Text in, data out; none opens a file that a text names."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Final, Literal

import followup

Data = dict[str, object]
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
    found, said = (followup.parse_policy if kind == "policy" else followup.parse_timeline)(text, kind)
    return {"usable": found is not None, "diagnostics": [str(one) for one in said]}


def _read(policies: list[str], timeline: str) -> tuple[list[followup.Policy], followup.Timeline]:
    read = [followup.parse_policy(text, "policy") for text in policies]
    asked = [found for found, _ in read if found is not None]
    on, said = followup.parse_timeline(timeline, "timeline", policies=asked)
    if on is None or len(asked) < len(read):
        raise followup.InputError([*said, *(one for _, more in read for one in more)])
    return asked, on


def main() -> None:
    """Serve until standard input ends."""
    try:
        from mcp.server.mcpserver import MCPServer
        from mcp.server.mcpserver.exceptions import ToolError
    except ImportError:
        raise SystemExit("followup-mcp needs the extra `mcp`: pip install 'followup[mcp]'") from None

    @contextmanager
    def told() -> Iterator[None]:
        try:
            yield
        except (followup.InputError, ValueError) as error:
            raise ToolError(str(error)) from error

    policies = ", ".join(followup.PluginHost.default().policies)
    server = MCPServer("followup", instructions=f"Installed policies: {policies}", log_level="WARNING")
    for tool in (plan, compare, explain, check):
        server.add_tool(told()(tool))
    server.run()
