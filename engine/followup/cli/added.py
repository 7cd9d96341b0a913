"""The keys that plugins add to the language, as their schemas explain them."""

from collections.abc import Iterator, Mapping
from typing import Final

from followup.cli.language import POLICY, Key, Where
from followup.model.additions import Additions

_CONDITION: Final = (Where(POLICY, ("rules", "when")), Where(POLICY, ("rules", "do", "via", "when")))
_RULE: Final = (Where(POLICY, ("rules",), entry=True),)

_LAST: Final = 1_000_000
"""In the order of the keys, these come after those of the schemas."""


def added_keys(additions: Additions) -> Iterator[Key]:
    """Yield a key for each condition and each kind of rule in *additions*."""
    for name, condition in additions.conditions.items():
        yield _key(name, condition.schema, "A condition of a plugin.", _CONDITION)
    for name, kind in additions.rule_kinds.items():
        yield _key(name, kind.schema, "A kind of rule, of a plugin.", _RULE)


def _key(name: str, schema: Mapping[str, object], otherwise: str, places: tuple[Where, ...]) -> Key:
    says, examples = schema.get("description"), schema.get("examples")
    bodies = tuple(examples) if isinstance(examples, list | tuple) else ()
    shown = tuple({"when": {name: body}} if places is _CONDITION else {name: body} for body in bodies)
    return Key(name, name, says if isinstance(says, str) and says else otherwise, {}, (), shown, places, number=_LAST)
