"""Asking a channel for its text on behalf of a command."""

import os
from typing import TYPE_CHECKING, Final, Literal

from followup.cli.output import tell
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.channel import Channel
    from followup.extension.host import PluginHost
    from followup.extension.render import RenderFailure

MOST_PREVIOUS: Final = 16 * 1_048_576
"""So many bytes of a file that is to be written over are read: 16 MiB."""


def channel_called(name: str, host: "PluginHost", what: Literal["plan", "comparison", "feed"] = "plan") -> None:
    """See that there is a channel *name*, and that it writes *what*, before anything is worked out for it.

    Raises:
        MistakeError: there is none, or it writes plans only.
    """
    if name in host.channels and _writes(what, host.channels[name]):
        return
    able = [one for one, channel in host.channels.items() if _writes(what, channel)]
    listed = ", ".join(f"`{one}`" for one in able)
    if name in host.channels:
        raise MistakeError(f"channel `{name}` writes single plans only, no {what}", f"{what}s: {listed}")
    from followup.cli.output import tell_failures
    from followup.loading.findings import shown
    from followup.loading.suggest import did_you_mean

    tell_failures(host)  # a plugin that could not be loaded may be the reason
    raise MistakeError(f"unknown format {shown(name)}", did_you_mean(name, able) or f"one of {listed}")


def _writes(what: str, channel: "Channel") -> bool:
    from followup.extension.channel import ComparisonChannel, FeedChannel

    if what == "feed":
        return isinstance(channel, FeedChannel)
    return what == "plan" or isinstance(channel, ComparisonChannel)


def text_of(rendered: "str | bytes | RenderFailure") -> str | bytes:
    """Return what a channel made.

    Raises:
        MistakeError: it made nothing.
    """
    if isinstance(rendered, str | bytes):
        return rendered
    raise MistakeError(str(rendered))


def held_by(file: str | None) -> bytes | None:
    """Return what *file*, which is to be written over, holds.

    None: it is standard output (None or ``-``), is not there, or is no regular file, or larger than `MOST_PREVIOUS`.

    Raises:
        MistakeError: it is there and cannot be read.
    """
    if file is None or file == "-":
        return None
    try:
        if not os.path.isfile(file):
            return None
        with open(file, "rb") as stream:
            held = stream.read(MOST_PREVIOUS + 1)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) else None
        raise MistakeError(f"{file}: cannot be read: {(reason or 'no file can have this name').lower()}") from error
    if len(held) > MOST_PREVIOUS:
        tell(f"note: {file}: larger than {MOST_PREVIOUS >> 20} MiB, so what it held is not followed on")
        return None
    return held
