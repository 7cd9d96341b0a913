"""Asking a channel for its text, without trusting it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from followup.extension.channel import Channel, ComparisonChannel, FeedChannel, FittingChannel
from followup.extension.source import of
from followup.model.comparison import Comparison
from followup.model.plan import Plan
from followup.model.tell import kind_of, raised


@dataclass(frozen=True, slots=True)
class RenderFailure:
    """What a channel did instead of giving its text.

    Attributes:
        origin: The distribution and its version; empty where that is not known.
        text: The clause that follows the channel's name.
    """

    channel: str
    origin: str
    text: str

    def __str__(self) -> str:
        """Return the line that the command line prints.

        >>> print(RenderFailure("shout", "followup-shout 1.0", "failed: render raised ValueError: boom"))
        channel `shout` of followup-shout 1.0 failed: render raised ValueError: boom
        """
        return f"channel `{self.channel}`{of(self.origin)} {self.text}"


def rendered(channel: Channel, plan: Plan, origin: str = "") -> str | bytes | RenderFailure:
    """Return *plan* in the form of *channel*, or what went wrong; never raises for what the channel does."""
    return _called("render", channel.name, origin, lambda: channel.render(plan))


def rendered_comparison(
    channel: Channel, comparison: Comparison, origin: str = "", width: int | None = None
) -> str | bytes | RenderFailure:
    """Return *comparison* in the form of *channel*, or what went wrong: also that it writes single plans only.

    Args:
        width: The columns of the page, for a channel that fits what it makes to one; None: as the channel likes.
    """
    if not isinstance(channel, ComparisonChannel):
        return RenderFailure(channel.name, origin, "writes single plans only, no comparison")

    def call() -> object:
        page = channel
        if width is not None and isinstance(channel, FittingChannel):
            page = channel.fitted(width)
        return page.render_comparison(comparison)

    return _called("render_comparison", channel.name, origin, call)


def rendered_feed(
    channel: Channel, plans: Sequence[Plan], previous: bytes | None = None, origin: str = ""
) -> str | bytes | RenderFailure:
    """Return *plans* in one file of *channel*, or what went wrong: also that it writes single plans only.

    Args:
        previous: What that file held, whoever wrote it; None: there was none.
    """
    if not isinstance(channel, FeedChannel):
        return RenderFailure(channel.name, origin, "writes single plans only, no feed")
    return _called("render_feed", channel.name, origin, lambda: channel.render_feed(tuple(plans), previous))


def _called(function: str, channel: str, origin: str, call: Callable[[], object]) -> str | bytes | RenderFailure:
    try:
        result = call()
        if isinstance(result, bytes):
            return result
        if isinstance(result, str):
            result.encode()  # so that writing it cannot fail
            return result
    except UnicodeEncodeError:
        problem = "returned text with half a character, which no file can hold"
    except KeyboardInterrupt:
        raise
    except BaseException as error:
        problem = raised(error)
    else:
        problem = f"returned {kind_of(result)}, not text or bytes"
    return RenderFailure(channel, origin, f"failed: {function} {problem}")
