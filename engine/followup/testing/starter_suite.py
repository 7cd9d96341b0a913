"""A first test suite for a policy: a case for each rule, from its witness."""

from followup.analysis.witness import Witness, witnesses
from followup.model.policy import Policy
from followup.testing.writing import suite_text, witness_case


def starter_suite(policy: Policy, reference: str) -> str:
    """Return a suite for *policy* as commented YAML, which passes: a case for each rule that has a witness.

    Args:
        reference: What the suite says under ``policy``: an installed policy's id, or a path from the suite's folder.

    Raises:
        ValueError: no rule has a witness, so that there is no case.
    """
    found = list(witnesses(policy))
    cases = [witness_case(policy, one) for one in found if isinstance(one, Witness)]
    if not cases:
        raise ValueError(f"{policy.id} has no rule for which a case was found")
    comment = [
        f"A first suite for {policy.id}: for each rule the smallest timeline found in which it has a say.",
        "Each case expects what the policy says today: hold that against the source, then add cases of your own.",
        *(f"No case: {one}." for one in found if not isinstance(one, Witness)),
    ]
    return suite_text(f"first-cases-of-{policy.id}", policy, reference, cases, comment)


def witness_suite(policy: Policy, found: Witness, reference: str) -> str:
    """Return a suite of the one case that shows what was *found* for a rule of *policy*; *reference* as above."""
    comment = [f"The smallest timeline found in which {found.rule} has a say."]
    return suite_text(f"witness-of-{found.rule}", policy, reference, [witness_case(policy, found)], comment)
