"""From a file, a text or plain data to nodes that know their places; mistakes are values, never raised."""

import os
import re
import stat
from collections.abc import Callable

from followup.loading.characters import place_after, refuse_in_file
from followup.loading.data import from_data
from followup.loading.findings import Findings
from followup.loading.nodes import compose
from followup.model.diagnostic import Diagnostic, in_order
from followup.model.node import Node, Scalar
from followup.model.place import Place
from followup.model.tell import kind_of

__all__ = ["MOST_BYTES", "Node", "Result", "Scalar", "from_data", "read_file", "read_text"]

MOST_BYTES = 1_048_576
"""How large a file may be: 1 MiB."""

Result = tuple[Node | None, tuple[Diagnostic, ...]]
"""A node, or what is wrong, sorted by place. INVARIANT: exactly one of the two is empty."""

# Thousands of tag directives cost the parser seconds, so none reaches it. A directive begins its line.
_TAG_DIRECTIVE = re.compile(r"(?:^|(?<=[\r\n]))%TAG(?=\s|$)")


def read_file(
    path: str | os.PathLike[str], refuse: Callable[[os.stat_result], tuple[str, str] | None] = lambda _: None
) -> Result:
    """Return what the YAML file at *path* holds; *path* is the file of all places.

    Only regular files are read, and never more than the limit and one byte, so that neither a pipe nor an endless
    device can hold the reader up.

    Args:
        refuse: Is asked about the file that is open, and returns why it must not be read, and the way out, or None.
    """
    file = os.fspath(path)
    whole = Place(file, 0, 0)
    try:
        with open(file, "rb", opener=_open_at_once) as stream:
            status = os.fstat(stream.fileno())
            if not stat.S_ISREG(status.st_mode):
                return _refuse("unreadable", "not a regular file", whole)
            if why := refuse(status):
                return _refuse("unsafe-file", why[0], whole, why[1])
            data = stream.read(MOST_BYTES + 1)
    except (FileNotFoundError, NotADirectoryError):
        return _refuse("unreadable", "no such file", whole)
    except IsADirectoryError:
        return _refuse("unreadable", "a folder, not a file", whole)
    except PermissionError:
        return _refuse("unreadable", "no permission to read this file", whole)
    except OSError as error:
        return _refuse("unreadable", f"cannot be read: {(error.strerror or 'unknown reason').lower()}", whole)
    except ValueError:
        # A NUL or a lone surrogate in the path.
        return _refuse("unreadable", "no file can have this name", whole)
    return read_text(data, file)


def read_text(text: str | bytes, file: str) -> Result:
    """Return what the YAML in *text* holds; *file* is only the name for its places.

    Bytes are UTF-8; a byte order mark at the start is passed over.

    Raises:
        TypeError: *text* is neither text nor bytes.
    """
    if not isinstance(text, str | bytes):
        raise TypeError(f"the text of a YAML file is wanted, not {kind_of(text)}")
    first = Place(file, 1, 1)
    # The cheap comparison keeps a text of any size from being encoded just to be counted.
    if len(text) > MOST_BYTES or (isinstance(text, str) and len(text.encode(errors="surrogatepass")) > MOST_BYTES):
        return _refuse("too-large", f"larger than {MOST_BYTES} bytes", first)
    if isinstance(text, bytes):
        if text.startswith((b"\xff\xfe", b"\xfe\xff")):
            return _refuse("not-utf8", "the file is UTF-16, not UTF-8", first, "save it as UTF-8")
        data = text
        try:
            text = data.decode()
        except UnicodeDecodeError as error:
            message = f"byte {error.start} (0x{data[error.start]:02x}) is not UTF-8"
            place = place_after(data[: error.start].decode().removeprefix("\ufeff"), file)
            return _refuse("not-utf8", message, place, "save the file as UTF-8")
    text = text.removeprefix("\ufeff")
    findings = Findings()
    if refuse_in_file(text, file, findings):
        return None, in_order(findings.found)
    if directive := _TAG_DIRECTIVE.search(text):
        return _refuse("tag", "the directive `%TAG` is not allowed", place_after(text[: directive.start()], file))
    node = compose(text, file, findings)
    if findings.found:
        return None, in_order(findings.found)
    return (node, ()) if node else _refuse("empty", "nothing is written here", first)


def _refuse(code: str, message: str, place: Place, hint: str | None = None) -> Result:
    return None, (Diagnostic(code, message, place, hint),)


def _open_at_once(path: str, flags: int) -> int:
    # Without this flag, opening a pipe waits until somebody writes to it.
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))
