"""A service that takes messages for its user."""

from dataclasses import dataclass, field
from typing import Final

SERVICES: Final = (
    "discord",
    *("gotify", "gotifys"),
    *("mailto", "mailtos"),
    *("ntfy", "ntfys"),
    "pbul",  # Pushbullet
    "pover",  # Pushover
    *("signal", "signals"),  # by a gateway of one's own
    "slack",
    "tgram",  # Telegram
)
"""The schemes of `apprise` for what brings a message to one person and does nothing else; with `s`, encrypted.

Left out are what calls any address (``json``, ``form``), writes to logs, runs a program (as desktops do), or makes
accounts and rooms where it finds none (``matrix``).
"""

PARAMETERS: Final = frozenset(
    {
        *("auth", "from", "mode", "name", "pass", "priority", "silent", "smtp", "sound", "tags", "thread"),
        *("to", "token", "topic", "user"),
    }
)
"""What may stand behind the ``?`` of an address: who, where and how loud.

Any other is refused, so that none of `apprise` can load a file or an address (``template``, ``attach``, ``pgppub``),
add headers (``+name``), follow redirects, or wait and try again.
"""


@dataclass(frozen=True, slots=True)
class Service:
    """One that the user has chosen.

    Attributes:
        scheme: One of `SERVICES`.
        url: Holds passwords: it is shown to nobody.
    """

    scheme: str
    url: str = field(repr=False)
