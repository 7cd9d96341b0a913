"""The outline of a message: what a step gives whoever writes it to begin with."""

from typing import NamedTuple


class Draft(NamedTuple):
    """An outline, never a text to be sent as it is; what is not known stands in it as a gap such as ``[company]``.

    Attributes:
        subject: One line.
        address: The recipient's, for the step's medium, as the timeline has it; None: it has none.
        lines: One for each point to make, in the policy's order: an instruction to the writer.
        sender: The candidate's name, to end with; None: the timeline gives none.
    """

    subject: str
    address: str | None
    lines: tuple[str, ...]
    sender: str | None = None
