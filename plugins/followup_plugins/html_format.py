"""The ``html`` channel: a page to look at, print and send on, in one file that needs nothing else."""

from functools import cached_property
from typing import TYPE_CHECKING

import followup

if TYPE_CHECKING:
    from followup_plugins.page.writer import Writer


class Html:
    """Draws policies as lanes over one time axis, and tells below what they share and where they part."""

    name = "html"
    says = "a page to look at, print or send, in one file"
    suffix = ".html"
    media_type = "text/html"

    def render(self, plan: followup.Plan) -> str:
        """Return *plan* as a page with a single lane; a plan does not hold the events that it was made from."""
        from followup_plugins.page.contents import Contents  # late, as below

        return self._writer.page_of(Contents.of_plan(plan))

    def render_comparison(self, comparison: followup.Comparison) -> str:
        """Return *comparison* as a page; the same comparison gives the same bytes."""
        from followup_plugins.page.contents import Contents  # late, as below

        return self._writer.page_of(Contents.of_comparison(comparison))

    @cached_property
    def _writer(self) -> "Writer":
        from followup_plugins.page.writer import Writer  # late: it imports jinja2, which takes 127 ms

        return Writer()


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``html`` channel."""
    return [Html()]
