"""``followup test --boundaries``: the cases at the edges of a policy, as a test suite."""

from followup.cli.arguments import load_policies, reference_from
from followup.cli.output import aside, deliver, tell_failures
from followup.cli.usage import MistakeError


def write_boundaries(reference: str, output: str | None) -> int:
    """Write the suite for the policy that *reference*, an id or a path, names to *output*; return the exit code.

    Raises:
        PolicyError: with every mistake in the policy.
        MistakeError: there is nothing to write a case for.
    """
    from followup.extension.host import PluginHost
    from followup.testing.boundaries import boundaries

    host = PluginHost.default()
    policy = load_policies([reference], host)[0]
    try:
        with aside():
            text = boundaries(policy, reference_from(output, reference, host))
    except ValueError as error:
        raise MistakeError(f"{error}") from error
    deliver(text, output)
    return tell_failures(host)
