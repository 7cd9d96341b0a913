"""What ``followup plugins --strict`` looks at besides what loading tells: schemas, and the policies of packs."""

from collections.abc import Iterator

from followup import api
from followup.extension.host import PluginHost
from followup.extension.source import of
from followup.loading.plugin_schema import mistake_in_schema
from followup.model.diagnostic import Severity


def mistakes(host: PluginHost) -> Iterator[tuple[str, str]]:
    """Yield each mistake in schemas and policies of what *host* has: the plugin's or pack's name, and a line."""
    owners = {what: info for info in host.plugins for what in info.adds}
    for kind, brought in (("condition", host.additions.conditions), ("rule kind", host.additions.rule_kinds)):
        for name, item in brought.items():
            if mistake := mistake_in_schema(item.schema):
                owner = owners[f"{kind} {name}"]
                whose = f"plugin `{owner.name}`{of(f'{owner.distribution} {owner.version}'.strip())}"
                yield owner.name, f"warning: {whose}: the schema of the {kind} `{name}` is none: {mistake}"
    for name in host.policies:
        _, found = api.find_policy(name, host)
        yield from ((owners[f"policy {name}"].name, f"{one}") for one in found if one.severity is Severity.ERROR)
