"""Whether a time zone exists, wherever the engine runs."""

import zoneinfo
from collections.abc import Iterator

from followup.loading.findings import shown
from followup.loading.parts import text
from followup.loading.suggest import nearest
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.zone import Zone

# Names that some machines know and others do not, or that mean something else on each.
_ONLY_HERE = ("localtime", "posixrules", "Factory", "posix/", "right/")


def check_zone(node: Node) -> Iterator[Diagnostic]:
    """Check that a time zone is one of the IANA names; a name that is none may be any text, even a path."""
    name = text(node)
    try:
        if not name.startswith(_ONLY_HERE):
            Zone(name)
            return
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        pass
    yield Diagnostic("unknown-zone", f"unknown time zone {shown(name)}", node.place, _hint(name))


def _hint(name: str) -> str:
    names = [each for each in zoneinfo.available_timezones() if not each.startswith(_ONLY_HERE)]
    cities = {each.rpartition("/")[2].casefold(): each for each in sorted(names, reverse=True) if "/" in each}
    plain = name.strip().replace(" ", "_").casefold()
    meant = nearest(name, names) if name.count("/") else cities.get(plain) or nearest(name, names, 0.8)
    # Cities alone come last: they are many, and what is like one of them may be anything.
    meant = meant or cities.get(nearest(plain.rpartition("/")[2], cities, 0.8) or "")
    return f"did you mean {shown(meant)}?" if meant else "write it as `America/New_York` or `Europe/Berlin`"
