"""A service that takes messages for its user."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

SERVICES: Final[Mapping[str, str]] = {
    "discord": "Discord",
    "gotify": "Gotify",
    "gotifys": "Gotify, encrypted",
    "mailto": "mail",
    "mailtos": "mail, encrypted",
    "ntfy": "ntfy",
    "ntfys": "ntfy, encrypted",
    "pbul": "Pushbullet",
    "pover": "Pushover",
    "signal": "Signal, by a gateway of your own",
    "signals": "Signal, by a gateway of your own, encrypted",
    "slack": "Slack",
    "tgram": "Telegram",
}
"""By the scheme of its addresses, as `apprise` has them: what brings a message to one person and does nothing else.

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
