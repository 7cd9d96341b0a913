"""What ships: names that no other plugin can have."""

from followup.extension.host import PluginHost


def shipped() -> frozenset[str]:
    """Return what our own plugins and policies add, each with its kind: ``channel text``, ``condition weekday``."""
    return frozenset(what for info in PluginHost.of().plugins for what in info.adds)
