"""The words of the language itself, as the schema of policies explains them: its keys and terms, and their values."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

_PARTS: Final = ("rule", "do", "recipient", "medium-to-try", "window", "repeat", "forbid", "condition")
"""The definitions whose keys a rule is written with."""

_TERMS: Final = ("condition", "pattern", "pattern-fields", "anchor", "recipient", "parameter")
"""The definitions that the explanations of several keys speak of."""

_QUOTED: Final = re.compile(r"`([a-z][a-z -]*)`")


@dataclass(frozen=True, slots=True)
class Key:
    """A key, where one meaning of it is explained.

    Attributes:
        of: What has this key, such as ``forbid``; of a policy itself: ``policy``; None: it is no key, but a term.
        values: The values that it takes by name.
        examples: Values that it may have.
    """

    name: str
    of: str | None
    title: str
    says: str
    values: tuple[str, ...]
    examples: tuple[object, ...]

    @property
    def short(self) -> str:
        """The first sentence of its explanation."""
        return re.split(r"(?<=\.) ", self.says)[0]


def language() -> tuple[Key, ...]:
    """Return every key of a policy and its rules, in the order of the schema, some more than once; then the terms."""
    from followup.loading.completion import as_shipped

    schema = as_shipped("policy")
    parts = {"policy": schema, **{name: schema["$defs"][name] for name in _PARTS}}
    parts["source"] = schema["properties"]["source"]
    parts["params"] = schema["properties"]["params"]["additionalProperties"]
    parts["advice"] = schema["$defs"]["advice"]
    parts["count"] = parts["condition"]["properties"]["count"]
    known = {key for part in parts.values() for key in part["properties"]}
    found: list[tuple[str, str | None, Mapping[str, Any]]] = []
    found += [(key, of, body) for of, part in parts.items() for key, body in part["properties"].items()]
    found += [(term, None, schema["$defs"][term]) for term in _TERMS]
    return tuple(
        Key(
            name,
            of,
            body["title"],
            body["description"],
            tuple(_values(body, schema, known)),
            tuple(body.get("examples", ())),
        )
        for name, of, body in found
    )


def _values(body: Mapping[str, Any], schema: Mapping[str, Any], known: set[str]) -> Iterator[str]:
    """Return the values that *body* allows by name or speaks of, but for keys and words of the vocabulary."""
    other = body.get("else", body)
    referred = schema["$defs"].get(other.get("$ref", "").removeprefix("#/$defs/"), other)
    named = [*referred.get("enum", ()), *_QUOTED.findall(body["description"])]
    yield from dict.fromkeys(name for name in named if name not in known)
