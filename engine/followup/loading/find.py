"""Finding a policy by id or path."""

import os
from collections.abc import Mapping
from typing import Final

from followup.loading.findings import shown
from followup.loading.read import read_file
from followup.loading.suggest import hint_for
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place

_ENDINGS: Final = (".yaml", ".yml")


def find(reference: str, installed: Mapping[str, str], place: Place) -> tuple[Node | None, tuple[Diagnostic, ...], str]:
    """Return the policy that *reference* names as it was read, or what is wrong, and the path of its file.

    Args:
        reference: An installed policy's id, or a path that counts from the folder of *place*'s file.
        installed: The paths of the installed policies, by id.
        place: Where it was asked for.
    """
    if reference in installed:
        return *read_file(installed[reference]), installed[reference]
    path = os.path.join(os.path.dirname(place.file), reference)
    if os.path.lexists(path) or os.path.basename(reference) != reference or reference.endswith(_ENDINGS):
        return *read_file(path), path
    beside = next((path + ending for ending in _ENDINGS if os.path.exists(path + ending)), None)
    hint = hint_for(reference, installed) if beside is None else f"did you mean {shown(beside)}?"
    message = f"unknown policy {shown(reference)}: neither an installed policy nor a file"
    return None, (Diagnostic("unknown-policy", message, place, hint),), reference


def find_installed(
    reference: str, installed: Mapping[str, str], place: Place
) -> tuple[Node | None, tuple[Diagnostic, ...]]:
    """Return what `find` does, where only an installed policy will do: for a text, which lies in no folder."""
    if reference in installed:
        return read_file(installed[reference])
    message = f"unknown policy {shown(reference)}: a text can only name one that is installed"
    return None, (Diagnostic("unknown-policy", message, place, hint_for(reference, installed)),)
