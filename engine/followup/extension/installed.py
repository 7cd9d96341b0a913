"""Which plugins and policy packs are installed, found without importing any of them.

Importing `importlib.metadata` takes 36 ms, and nobody should pay that who has no plugin. So the folders of the import
path are looked through for entry points directly, a few milliseconds; only where a distribution may hide somewhere
else, in a zip file or behind a finder of its own, is `importlib.metadata` asked.
"""

import os
import re
import sys
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from followup.extension.source import Source
from followup.model.tell import one_line

PLUGINS: Final = "followup"
"""The entry-point group of plugins."""

PACKS: Final = "followup.policies"
"""The entry-point group of policy packs: each entry names a package."""

_ENDINGS = (".dist-info", ".egg-info")
_MOST_BYTES = 1 << 20


class Installed(NamedTuple):
    """What is installed, each by name, then distribution."""

    plugins: tuple[Source, ...]
    packs: tuple[Source, ...]


class _Record(NamedTuple):
    """A distribution that has entry points, as its two files state them; *stem* is its folder's name."""

    entry_points: str
    metadata: str
    stem: str


def installed(path: Iterable[str]) -> Installed:
    """Return the plugins and packs of the distributions on *path*, which has the form of ``sys.path``.

    Of a distribution that is there twice, only the first counts, as for imports.
    """
    path = tuple(dict.fromkeys(path))
    records = _records_by_metadata(path) if _is_odd(path) else _records_in_folders(path)
    seen: set[str] = set()
    plugins: list[Source] = []
    packs: list[Source] = []
    for record in records:
        stem, _, stem_version = record.stem.partition("-")
        distribution = _header(record.metadata, "name") or stem
        version = _header(record.metadata, "version") or stem_version
        key = re.sub("[-_.]+", "-", distribution).lower()
        if key in seen:
            continue
        seen.add(key)
        for group, found in ((PLUGINS, plugins), (PACKS, packs)):
            found.extend(
                Source(one_line(name), one_line(target), one_line(distribution), one_line(version))
                for name, target in _entries(record.entry_points, group)
            )
    return Installed(_in_order(plugins), _in_order(packs))


def _in_order(sources: Iterable[Source]) -> tuple[Source, ...]:
    return tuple(sorted(sources, key=lambda source: (source.name, source.distribution)))


def _is_odd(path: Iterable[str]) -> bool:
    # A file on the path is a zip file; a finder that is not Python's own may know distributions from anywhere.
    return any(os.path.isfile(entry) for entry in path) or any(
        hasattr(finder, "find_distributions") for finder in sys.meta_path if not _is_pythons_own(finder)
    )


def _is_pythons_own(finder: object) -> bool:
    return getattr(finder, "__module__", "").startswith("_frozen_importlib")


def _records_in_folders(path: Iterable[str]) -> Iterator[_Record]:
    for folder in path:
        try:
            names = sorted(os.listdir(folder or os.curdir))
        except OSError:
            continue  # the import path may name folders that are not there
        for name in names:
            if name.endswith(_ENDINGS) or name == "EGG-INFO":
                where = os.path.join(folder, name)
                text = _read(os.path.join(where, "entry_points.txt"))
                if PLUGINS in text:
                    metadata = _read(os.path.join(where, "METADATA")) or _read(os.path.join(where, "PKG-INFO"))
                    yield _Record(text, metadata, os.path.splitext(name)[0])


def _records_by_metadata(path: Iterable[str]) -> Iterator[_Record]:
    from importlib import metadata  # late: see above

    for distribution in metadata.distributions(path=list(path)):
        try:
            text = distribution.read_text("entry_points.txt") or ""
            about = distribution.read_text("METADATA") or distribution.read_text("PKG-INFO") or ""
        except Exception:  # a stranger's finder: what it cannot read is not there
            continue
        if PLUGINS in text:
            yield _Record(text, about, "")


def _read(file: str) -> str:
    try:
        with open(file, "rb") as stream:
            return stream.read(_MOST_BYTES).decode("utf-8", "replace")
    except OSError:
        return ""


def _entries(text: str, group: str) -> Iterator[tuple[str, str]]:
    section = ""
    for line in map(str.strip, text.splitlines()):
        if line.startswith("[") and line.endswith("]"):
            section = line[1:-1].strip()
        elif section == group and line and not line.startswith("#"):
            name, _, target = line.partition("=")
            yield name.strip(), target.strip()


def _header(metadata: str, key: str) -> str:
    for line in metadata.splitlines():
        name, colon, value = line.partition(":")
        if not colon:
            break  # the headers end with the first line that is none
        if name.strip().lower() == key:
            return value.strip()
    return ""
