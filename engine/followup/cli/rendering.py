"""Asking a channel for its text on behalf of a command."""

from typing import TYPE_CHECKING

from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.extension.render import RenderFailure


def channel_called(name: str, host: "PluginHost") -> None:
    """See that there is a channel *name* before anything is worked out for it.

    Raises:
        MistakeError: there is none.
    """
    if name not in host.channels:
        from followup.cli.output import tell_failures
        from followup.cli.usage import unknown

        tell_failures(host)  # a plugin that could not be loaded may be the reason
        raise unknown("format", name, host.channels)


def text_of(rendered: "str | bytes | RenderFailure") -> str | bytes:
    """Return what a channel made.

    Raises:
        MistakeError: it made nothing.
    """
    if isinstance(rendered, str | bytes):
        return rendered
    raise MistakeError(str(rendered))
