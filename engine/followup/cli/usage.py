"""A wrong use of the command line, said on one line with a way out."""

from collections.abc import Iterable

import click


class MistakeError(click.ClickException):
    """The command cannot do what it was asked for; a hint says how to mend that, where one is known."""

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(f"{message} ({hint})" if hint else message)


def unknown(what: str, word: str, words: Iterable[str]) -> MistakeError:
    """Return the mistake that *word* is none of *words*, with the nearest."""
    from followup.loading.findings import shown
    from followup.loading.suggest import hint_for

    return MistakeError(f"unknown {what} {shown(word)}", hint_for(word, words))


def usage_line(error: click.ClickException) -> str:
    """Return the line that says what is wrong: ours as it is, click's in our form."""
    if isinstance(error, click.NoSuchOption):
        from followup.loading.findings import shown
        from followup.loading.suggest import did_you_mean

        known = [] if error.ctx is None else [name for of in error.ctx.command.params for name in of.opts]
        hint = did_you_mean(error.option_name, [name for name in (*known, "--help") if name.startswith("--")])
        message = f"unknown option {shown(error.option_name)}"
    else:
        hint = None
        message = " ".join(error.format_message().split()).rstrip(".")
        if not isinstance(error, MistakeError):
            message = message[:1].lower() + message[1:]
    if isinstance(error, click.UsageError) and error.ctx is not None and hint is None:
        hint = f"see `{error.ctx.command_path} --help`"
        if "extra argument" in message and (given := _policies_are_given(error.ctx.command)):
            hint = f"{given}; {hint}"
    return f"error: {message} ({hint})" if hint else f"error: {message}"


def _policies_are_given(command: click.Command) -> str:
    """Return in a clause by which options *command* takes policies, or nothing if by none.

    >>> from followup.cli.compare import compare
    >>> _policies_are_given(compare)
    'policies are given by `-p` each'
    """
    names = [f"`{of.opts[0]}`" for of in command.params if isinstance(of, click.Option) and of.metavar == "POLICY"]
    if not names:
        return ""
    return f"policies are given by {' and '.join(names)}{' each' if len(names) == 1 else ''}"
