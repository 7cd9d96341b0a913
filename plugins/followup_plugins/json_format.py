"""The ``json`` channel: plans and comparisons as data, whole and unabridged."""

import followup


class Json:
    """Gives what `followup.Plan.to_json` and `followup.Comparison.to_json` give, and a final newline."""

    name = "json"
    says = "everything, as JSON; `followup schema plan` and `comparison` describe it"
    suffix = ".json"
    media_type = "application/json"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as JSON text."""
        return plan.to_json() + "\n"

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as JSON text."""
        return comparison.to_json() + "\n"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``json`` channel."""
    return [Json()]
