"""What `new` writes: templates, with names put in. The templates are data and ship with the schemas."""

import pkgutil
import re
from collections.abc import Mapping
from typing import Final

from followup.loading.write import as_yaml, scalar

PLUGIN_FILES: Final[Mapping[str, str]] = {
    "pyproject.toml": "plugin/pyproject.toml.template",
    "@MODULE@.py": "plugin/module.py.template",
    "test_@MODULE@.py": "plugin/test.py.template",
}
"""The template of each file of a plugin, by the file's name."""

_EXAMPLE: Final = "krautzel"
"""A policy to begin with, where none is named."""


def policy_starter(name: str) -> str:
    """Return a policy to begin with."""
    return _filled(_template("policy.yaml"), {"NAME": name})


def timeline_starter(
    name: str, zone: str, interview: Mapping[str, object], later: str, policy: str | None = None
) -> str:
    """Return a timeline of one interview, an event as a file has it.

    Args:
        later: A date, for the example of a promised day.
        policy: What it follows, an id or a path; None: the example of one stands in a comment.
    """
    people = interview.get("with")
    named = "".join(f"\n  {scalar(person)}: {{}}" for person in people) if isinstance(people, list) else " {}"
    return _filled(
        _template("timeline.yaml"),
        {
            "NAME": name,
            "ZONE": scalar(zone),
            "WHOSE": "" if policy else f" -p {_EXAMPLE}",
            "POLICY": f"policy: {scalar(policy)}" if policy else f"# policy: {_EXAMPLE}",
            "PEOPLE": named,
            "INTERVIEW": as_yaml([interview]).removeprefix("- ").rstrip(),
            "DAY": str(interview["at"])[:10],
            "LATER": later,
        },
    )


def adds_of(distribution: str) -> tuple[str, ...]:
    """Return what `plugin_starter` adds, each with its kind."""
    short = distribution.removeprefix("followup-")
    return f"channel {short}", f"condition {short}-day"


def plugin_starter(distribution: str) -> dict[str, str]:
    """Return the files of a plugin, by name; *distribution* is kebab-case and begins with ``followup-``."""
    short = distribution.removeprefix("followup-")
    words = {
        "NAME": distribution,
        "SHORT": short,
        "MODULE": distribution.replace("-", "_"),
        "CLASS": "".join(part.capitalize() for part in short.split("-")),
    }
    return {_filled(name, words): _filled(_template(template), words) for name, template in PLUGIN_FILES.items()}


def _template(name: str) -> str:
    content = pkgutil.get_data("followup_schemas", f"templates/{name}")
    assert content is not None, "it ships as a file"
    return content.decode()


def _filled(text: str, words: Mapping[str, str]) -> str:
    return re.sub("@([A-Z]+)@", lambda found: words[found[1]], text)
