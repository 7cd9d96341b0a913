"""``followup test --boundaries``: the cases at the edges of a policy, as a test suite."""

from typing import TYPE_CHECKING

from followup.cli.usage import MistakeError

if TYPE_CHECKING:
    from followup.model.policy import Policy


def boundaries(policy: "Policy", reference: str) -> str:
    """Return the suite as YAML.

    Args:
        reference: What the suite says under ``policy``: an installed policy's id, or a path from the suite's folder.

    Raises:
        MistakeError: there is nothing to write a case for.
    """
    from followup.testing import boundaries as edges

    try:
        return edges.boundaries(policy, reference)
    except ValueError as error:
        raise MistakeError(f"{error}") from error
