"""What the machine knows about where it stands."""

import os
from contextlib import suppress

_ZONES = f"{os.sep}zoneinfo{os.sep}"


def zone_of_this_machine() -> str | None:
    """Return the name of the machine's time zone, or None where it cannot be told.

    Sources: ``TZ``, then what ``/etc/localtime`` links to, then ``/etc/timezone``, as tzset(3) and Debian have them.
    """
    name = os.environ.get("TZ", "").removeprefix(":")
    if not name:
        name = os.path.realpath("/etc/localtime").partition(_ZONES)[2]
    if not name:
        with suppress(OSError, UnicodeDecodeError), open("/etc/timezone", encoding="utf-8") as file:
            name = file.read(200).strip()
    return name or None
