"""Whether what was read has the shape of a policy, a timeline, a suite or a vocabulary."""

import copy
from collections.abc import Iterator, Mapping
from functools import cache
from itertools import islice
from typing import TYPE_CHECKING, Any

from followup.loading.completion import add_bodies, as_shipped, composed
from followup.loading.direct import direct, direct_as_shipped
from followup.loading.findings import MOST_FINDINGS
from followup.loading.fits import fits
from followup.loading.limit import limited
from followup.loading.parameter_schema import HOLDING, HOLDS_PARAMETER, until_put_in
from followup.loading.violation import explain
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.vocabulary import Vocabulary

if TYPE_CHECKING:
    from jsonschema.exceptions import ValidationError

__all__ = ["composed", "validate"]


def validate(
    node: Node, name: str, additions: Additions | None = None, words: Vocabulary | None = None
) -> tuple[Diagnostic, ...]:
    """Return where *node* does not fit the schema *name*: ``policy``, ``timeline``, ``suite`` or ``vocabulary``.

    Whether a word is known is not looked at. *words* only help to guess what a word of the wrong shape was meant to be.
    """
    if fits(direct_as_shipped(name), node.plain()):
        return ()  # what plugins add only allows more, and most files name none of it
    schema = _with_bodies(name, additions or Additions())
    try:
        errors = tuple(islice(violations(schema, node.plain()), MOST_FINDINGS + 1))
    except Exception as error:
        if additions is None or not (additions.conditions or additions.rule_kinds):
            raise
        # The published schemas are tested; only one that a plugin brings can fail to be a schema at all.
        from followup.loading.plugin_schema import blamed

        return (blamed(error, node, additions),)
    return limited(explain(errors, node, words or Vocabulary()), node.place)


def _with_bodies(name: str, additions: Additions) -> Mapping[str, Any]:
    if name != "policy" or not (additions.conditions or additions.rule_kinds):
        return direct_as_shipped(name)
    schema = copy.deepcopy(as_shipped(name))
    add_bodies(schema["$defs"], additions, until_put_in)
    schema["$defs"][HOLDS_PARAMETER] = HOLDING
    return direct(schema)


def violations(schema: Mapping[str, Any], data: object) -> "Iterator[ValidationError]":
    """Return where *data* does not fit *schema*; no reference in that leads out of it."""
    from referencing import Registry

    # An empty registry of our own: the default one would open whatever address a `$ref` names.
    errors: Iterator[ValidationError] = _checker()(schema, registry=Registry()).iter_errors(data)
    return errors


@cache
def _checker() -> Any:
    """Return the class that validates; making it costs as much as validating a timeline."""
    from jsonschema import Draft202012Validator  # late: it takes 100 ms to import, and most files fit
    from jsonschema.validators import extend

    usual = Draft202012Validator.VALIDATORS["items"]

    def items(validator: Any, of: Any, instance: Any, beside: Mapping[str, Any]) -> "Iterator[ValidationError]":
        # Of a list that is too long, that it is says enough: nobody waits for what is wrong with 10,000 items.
        if not isinstance(instance, list) or len(instance) <= beside.get("maxItems", len(instance)):
            yield from usual(validator, of, instance, beside)

    return extend(Draft202012Validator, {"items": items})  # type: ignore[no-untyped-call] # its stub has no types
