"""A plugin's code that failed in the middle of a run."""

from followup.model.place import Place


class PluginError(Exception):
    """Raised inside the kernel only; the plan names it among its problems and goes on without what failed.

    Attributes:
        plugin: The name of the condition or calendar.
        text: What happened, as one clause.
        rule: The rule that asked for it, or None for a calendar.
        place: Where the rule asks for it, or None.
    """

    def __init__(self, plugin: str, text: str, rule: str | None = None, place: Place | None = None) -> None:
        super().__init__(text)
        self.plugin, self.text, self.rule, self.place = plugin, text, rule, place
