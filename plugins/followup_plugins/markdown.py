"""The ``markdown`` channel: a plan and a comparison for an issue, a wiki or a note, in GitHub's Markdown."""

import followup


class Markdown:
    """Writes what `text` writes as Markdown; what users wrote stands in it letter by letter and never as markup."""

    name = "markdown"
    says = "a plan or a comparison as GitHub-flavoured Markdown"
    suffix = ".md"
    media_type = "text/markdown"

    # Both imports are late: most runs write no Markdown.

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as Markdown."""
        from followup_plugins.markdown_plan import plan_lines

        return "\n".join(plan_lines(plan)) + "\n"

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as Markdown: the calendar and the measures as tables, all else as lists."""
        from followup_plugins.markdown_comparison import comparison_lines

        return "\n".join(comparison_lines(comparison)) + "\n"


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``markdown`` channel."""
    return [Markdown()]
