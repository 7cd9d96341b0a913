"""``followup test --boundaries``: the cases at the edges of a policy, as a test suite."""

from followup.cli.output import deliver, tell_failures
from followup.cli.written_suite import written_suite


def write_boundaries(reference: str, output: str | None) -> int:
    """Write the suite for the policy that *reference*, an id or a path, names to *output*; return the exit code.

    Raises:
        PolicyError: with every mistake in the policy.
        MistakeError: there is nothing to write a case for.
    """
    from followup.extension.host import PluginHost
    from followup.testing.boundaries import boundaries

    host = PluginHost.default()
    deliver(written_suite(boundaries, reference, host, output), output)
    return tell_failures(host)
