"""A channel: what a plugin supplies to turn a plan into text or bytes. It writes no file and sends nothing."""

from collections.abc import Sequence
from typing import Protocol, runtime_checkable

from followup.model.comparison import Comparison
from followup.model.plan import Plan


class Channel(Protocol):
    """A way to write a plan."""

    @property
    def name(self) -> str:
        """What ``--format`` calls it; kebab-case."""

    @property
    def says(self) -> str:
        """What it makes of a plan, in a few words on one line."""

    @property
    def suffix(self) -> str:
        """How its files' names end, with the dot: ``.txt``."""

    @property
    def media_type(self) -> str:
        """The Internet media type of what it makes: ``text/plain``."""

    def render(self, plan: Plan) -> str | bytes:
        """Return *plan* in the channel's form; the same plan gives the same text."""


@runtime_checkable
class ComparisonChannel(Channel, Protocol):
    """A channel that can also write several plans side by side."""

    def render_comparison(self, comparison: Comparison) -> str | bytes:
        """Return *comparison* in the channel's form."""


@runtime_checkable
class FeedChannel(Channel, Protocol):
    """A channel that can also write several plans into one file that is written again and again, such as a calendar."""

    def render_feed(self, plans: Sequence[Plan], previous: bytes | None) -> str | bytes:
        """Return *plans* in one file of the channel's form; the same for the same arguments.

        Args:
            plans: At most one for each pair of a policy and a timeline.
            previous: What that file held, or None. Anybody may have written it: what the channel cannot read counts as
                None. Over what it gave for these plans and None, it gives that again.
        """


@runtime_checkable
class FittingChannel(ComparisonChannel, Protocol):
    """A channel that can fit a comparison to a page; it looks at no terminal: who asks it knows the page."""

    def fitted(self, width: int) -> ComparisonChannel:
        """Return the same channel for a page of *width* columns."""
