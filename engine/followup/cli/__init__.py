"""The command line: reads arguments, files and the clock, asks the floors below, and writes what they say.

The top floor: it may import all others, and nothing imports it. Everything but click is imported by the command that
needs it, so that help comes at once.
"""

from collections.abc import Sequence

INVALID = 2
"""The exit code for a wrong use, and for input that cannot be read or is invalid."""

_INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; every failure is said in lines on standard error.

    Args:
        arguments: Those after the program's name; None: those of the process.
    """
    import click

    from followup.cli.output import tell
    from followup.cli.program import program
    from followup.cli.usage import usage_line
    from followup.model.diagnostic import InputError

    try:
        code: object = program.main(
            args=None if arguments is None else list(arguments), prog_name="followup", standalone_mode=False
        )
    except InputError as error:
        lines, code = [str(diagnostic) for diagnostic in error.diagnostics], INVALID
    except click.ClickException as error:
        lines, code = [usage_line(error)], INVALID
    except (click.Abort, KeyboardInterrupt):
        lines, code = [], _INTERRUPTED
    except SystemExit:  # click's way to say that nobody reads its help any more, as in `| head`
        lines, code = [], 0
    except BaseException as error:  # the promise is: no traceback, ever
        from followup.model.tell import raised

        lines, code = [f"internal error: the program {raised(error)}; please report it"], INVALID
    else:
        lines = []
    for line in lines:
        tell(line)
    return code if isinstance(code, int) else 0
