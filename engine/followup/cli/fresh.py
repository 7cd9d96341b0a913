"""New files and folders: whole or not at all, and never in place of what is there."""

import os
import shutil
from collections.abc import Mapping
from uuid import uuid4

from followup.cli.output import write_whole
from followup.cli.usage import MistakeError


def write_new(file: str, text: str) -> None:
    """Write *text* to a file that is not there yet.

    Raises:
        MistakeError: it is there, or cannot be written.
    """
    _see_that_it_is_free(file)
    write_whole(file, text.encode())


def write_new_folder(folder: str, files: Mapping[str, str]) -> None:
    """Write *files*, texts by name, into a folder that is not there yet: into another one, which then takes its name.

    Raises:
        MistakeError: it is there, or cannot be written.
    """
    _see_that_it_is_free(folder)
    beside = f".followup-{uuid4().hex}.tmp"
    try:
        os.mkdir(beside)
        for name, text in files.items():
            write_whole(os.path.join(beside, name), text.encode())
        os.rename(beside, folder)
    except OSError as error:
        raise MistakeError(f"{folder}: cannot be written: {(error.strerror or 'unknown reason').lower()}") from error
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def _see_that_it_is_free(path: str) -> None:
    if os.path.lexists(path):
        raise MistakeError(
            f"{path}: there already, and nothing is written over", "choose another name, or move it away"
        )
