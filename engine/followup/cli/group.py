"""Commands under one name, in the order in which they were added."""

from typing import ClassVar

import click

from followup.cli.usage import unknown


class Group(click.Group):
    """A group that keeps its commands in order and knows what a mistyped one was meant to be."""

    noun: ClassVar[str] = "command"
    """What messages call one of them."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands in the order in which they were added."""
        return list(self.commands)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Return the command that *args* begin with."""
        if args and not args[0].startswith("-") and args[0] not in self.commands:
            raise unknown(self.noun, args[0], self.commands)
        return super().resolve_command(ctx, args)
