"""The file in which a user names the services for notifications. What stands in it is secret: no message quotes it."""

import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Final

from followup.loading.limit import limited
from followup.loading.parts import entries, items, part
from followup.loading.read import read_file
from followup.loading.suggest import did_you_mean, unknown
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.service import PARAMETERS, SERVICES, Service

_MOST: Final = 20
_URL: Final = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,19})://(?P<rest>[!-~]+)")
_WORD: Final = re.compile(r"[A-Za-z_-]{1,20}")
_LIST: Final = "begin with `urls:`, then a line `  - ntfy://…` for each"


def load_services(file: str) -> tuple[tuple[Service, ...], tuple[Diagnostic, ...]]:
    """Return the services in *file*, or none and what is wrong with it."""
    node, mistakes = read_file(file, refuse=in_other_hands)
    if node is None:
        return (), tuple(map(_discreet, mistakes))
    found = limited(_mistakes(node), node.place)
    if found:
        return (), found
    return tuple(Service(_scheme(url), str(url.value)) for url in items(part(node, "urls"))), ()


def in_other_hands(status: os.stat_result) -> tuple[str, str] | None:
    """Return what is wrong with a file that its user alone should write, and the way out, or None.

    Where there are no owners to ask for (Windows), None.
    """
    if not hasattr(os, "geteuid"):
        return None
    if status.st_uid != os.geteuid():
        return "this file belongs to another user", "write one of your own"
    if status.st_mode & (stat.S_IWGRP | stat.S_IWOTH):
        return "other users may write to this file", "`chmod 600` it"
    return None


def _mistakes(node: Node) -> Iterator[Diagnostic]:
    for key, place, _ in entries(node):
        if key != "urls":
            # An address in the wrong place may stand here.
            word = key if _WORD.fullmatch(key) else "…"
            yield unknown("key", word, ["urls"], place)
    urls = part(node, "urls")
    if urls is None or not isinstance(urls.value, list) or not urls.value:
        yield Diagnostic("no-services", "no list of addresses `urls`", (urls or node).place, _LIST)
    elif len(urls.value) > _MOST:
        yield Diagnostic("too-many-services", f"more than {_MOST} addresses", urls.place)
    for number, url in enumerate(items(urls), 1):
        yield from _mistakes_of(url, number)


def _mistakes_of(url: Node, number: int) -> Iterator[Diagnostic]:
    match = _URL.fullmatch(url.value) if isinstance(url.value, str) else None
    if match is None:
        hint = "it begins with its kind, as in `ntfy://…`; what is not ASCII, and spaces, as `%20`"
        yield Diagnostic("bad-service", f"address {number} is none of a service", url.place, hint)
    elif (scheme := match["scheme"].lower()) not in SERVICES:
        hint = did_you_mean(scheme, SERVICES) or f"one of {_quoted(SERVICES)}"
        yield Diagnostic("unknown-service", f"unknown or refused service `{scheme}`", url.place, hint)
    elif not _parameters(match["rest"]) <= PARAMETERS:
        # Which it is may be part of a password with a `&` in it.
        message = f"address {number} (`{scheme}`) has a parameter that is not allowed"
        hint = f"only {_quoted(sorted(PARAMETERS))}; write `?`, `&` and `;` in a value as `%3F`, `%26` and `%3B`"
        yield Diagnostic("bad-service", message, url.place, hint)


def _parameters(rest: str) -> set[str]:
    """Return the names of all that could be read as a parameter, however an address is taken apart."""
    return {pair.partition("=")[0] for pair in re.split("[?&;]", rest)[1:] if pair}


def _quoted(words: Iterable[str]) -> str:
    return ", ".join(f"`{word}`" for word in words)


def _scheme(url: Node) -> str:
    return str(url.value).partition(":")[0].lower()


def _discreet(mistake: Diagnostic) -> Diagnostic:
    """Return *mistake* without the address that the reader of files quotes in it."""
    if "://" not in f"{mistake.message}{mistake.hint}":
        return mistake
    return replace(mistake, message="an address cannot stand here", hint=_LIST)
