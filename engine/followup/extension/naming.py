"""Which names are names."""

import re
from typing import Final

_KEBAB: Final = re.compile("[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_LONGEST_NAME: Final = 100


def is_name(text: str) -> bool:
    r"""Tell whether *text* is kebab-case and of a sensible length.

    >>> is_name("no-fridays"), is_name("NoFridays"), is_name("no-fridays\n")
    (True, False, False)
    """
    return len(text) <= _LONGEST_NAME and _KEBAB.fullmatch(text) is not None
