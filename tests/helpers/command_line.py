"""The command line as a function: what it writes where, and its exit code."""

import io
import sys
from contextlib import redirect_stderr, redirect_stdout
from typing import NamedTuple

from followup import cli


class Result(NamedTuple):
    code: int
    out: str
    err: str


def run(*arguments: str, stdin: bytes = b"") -> Result:
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    before, sys.stdin = sys.stdin, io.TextIOWrapper(io.BytesIO(stdin), "utf-8")
    try:
        with redirect_stdout(out), redirect_stderr(err):
            code = cli.main(arguments)
    finally:
        sys.stdin = before
    texts = [stream.buffer.getvalue().decode() for stream in (out, err) if isinstance(stream.buffer, io.BytesIO)]
    assert "Traceback" not in texts[1]
    return Result(code, *texts)
