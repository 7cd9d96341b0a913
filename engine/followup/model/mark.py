"""Marks: the names of changes in a run that may free a step that is held back.

A mark is an event's kind or group, ``did:ACT``, ``step:RULE`` or one of the three constants: the loader writes them
into a rule, the kernel answers with them when something happens.
"""

from typing import Final

from followup.model.vocabulary import DID

MEDIUM: Final = "*medium"
"""The mark: somebody used a medium."""

REACH: Final = "*reach"
"""The mark: somebody can be reached by one more medium."""

MEETING: Final = "*meeting"
"""The mark: an interview began."""


def act_done(act: str | None) -> str:
    """Return the mark: the candidate did *act*; None: something without a name."""
    return f"{DID}:{act}"


def step_done(rule: str) -> str:
    """Return the mark: a step of *rule* was done."""
    return f"step:{rule}"
