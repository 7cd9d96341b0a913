"""Strangers' texts, objects and exceptions in words: always one line, whatever they hold."""

_LONGEST = 200


def one_line(text: str) -> str:
    r"""Return *text* on one line, without characters that a terminal obeys, and not too long.

    >>> print(one_line("boom\n  \x1b[31m twice"))
    boom ?[31m twice
    """
    clean = "".join(letter if letter.isprintable() else "?" for letter in " ".join(text[: 4 * _LONGEST].split()))
    return clean if len(clean) <= _LONGEST else f"{clean[: _LONGEST - 1]}…"


def printable(text: str) -> str:
    r"""Return *text* with what a terminal would obey, line ends too, as escapes.

    >>> print(printable("red\x1b[31m"))
    red\x1b[31m
    """
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def raised(error: BaseException) -> str:
    """Return what happened as a clause's end.

    >>> print(raised(ValueError("boom")))
    raised ValueError: boom
    """
    try:
        text = one_line(str(error))
    except KeyboardInterrupt:
        raise
    except BaseException:  # a stranger's `__str__` may fail, too
        text = ""
    return f"raised {type(error).__name__}{': ' if text else ''}{text}"


def kind_of(value: object) -> str:
    """Return what *value* is, for whoever wrote the plugin.

    >>> print(kind_of(None), kind_of("text"))
    None `str`
    """
    return "None" if value is None else f"`{one_line(type(value).__name__)}`"
