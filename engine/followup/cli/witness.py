"""``followup check --witness``: the smallest timeline found that makes a rule fire, as a test suite of one case."""

from collections.abc import Sequence

from followup.cli.arguments import load_policies
from followup.cli.misnamed import no_rule
from followup.cli.output import aside, deliver, tell, tell_failures
from followup.cli.usage import MistakeError

NOT_FOUND = 1
"""The exit code where no timeline was found."""


def show_witness(files: Sequence[str], rule: str) -> int:
    """Print the witness of *rule* of the one policy in *files*; return the exit code.

    Raises:
        PolicyError: with every mistake in the policy.
        MistakeError: more than one file, or a rule that the policy lacks.
    """
    from followup.analysis.witness import Witness, witness
    from followup.extension.host import PluginHost
    from followup.testing.starter_suite import witness_suite

    if len(files) != 1 or files[0] == "-":
        raise MistakeError("--witness wants exactly one policy", "name its file, or an installed policy")
    host = PluginHost.default()
    policy = load_policies(files, host)[0]
    if rule not in policy.index.ids:
        raise no_rule("rule", rule, policy, files[0])
    with aside():
        found = witness(policy, rule)
        text = witness_suite(policy, found, files[0]) if isinstance(found, Witness) else None
    if text is None:
        tell(f"{policy.id}: {found}")
        return NOT_FOUND
    deliver(text)
    return tell_failures(host)
