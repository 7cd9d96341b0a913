"""A test suite for a policy that the command line names, as text: what `new suite` and ``--boundaries`` write."""

import os
from collections.abc import Callable
from typing import TYPE_CHECKING

from followup.cli.arguments import load_policies
from followup.cli.output import aside
from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.extension.host import PluginHost
    from followup.model.policy import Policy


def written_suite(
    make: "Callable[[Policy, str], str]", reference: str, host: "PluginHost", output: str | None = None
) -> str:
    """Return the suite that *make* makes for the policy that *reference*, an id or a path, names.

    Args:
        make: Gets the policy, and what the suite is to say under ``policy``; a `ValueError` says why there is none.
        output: The file that the suite is written to; None: one in this folder.

    Raises:
        PolicyError: with every mistake in the policy.
        MistakeError: there is nothing to write a case for.
    """
    policy = load_policies([reference], host)[0]
    try:
        with aside():
            return make(policy, _reference_from(output, reference, host))
    except ValueError as error:
        raise MistakeError(f"{error}") from error


def _reference_from(output: str | None, reference: str, host: "PluginHost") -> str:
    """Return how a suite that is written to *output* names the policy that *reference* names here.

    Args:
        output: A file; None: one in this folder.
    """
    if reference in host.policies:
        return reference
    folder = os.path.dirname(output or "") or os.curdir
    try:
        return os.path.relpath(reference, folder).replace(os.sep, "/")
    except ValueError:  # on another drive
        return os.path.abspath(reference)
