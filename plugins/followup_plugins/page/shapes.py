"""The shapes of marks: one an act, told apart without colour; each is a path around 0, 0 that fits 17 by 17 pixels."""

from typing import Final

SHAPES: Final = (
    "M-7 0a7 7 0 1 1 14 0a7 7 0 1 1-14 0z",  # circle
    "M-6-6H6V6H-6z",  # square
    "M0-8L8 6.5H-8z",  # triangle
    "M0-8.5L8 0L0 8.5L-8 0z",  # diamond
    "M-2.5-7.5H2.5V-2.5H7.5V2.5H2.5V7.5H-2.5V2.5H-7.5V-2.5H-2.5z",  # plus
    "M0-8.5L2.4-2.9L8.3-2.5L3.8 1.4L5.2 7.2L0 4L-5.2 7.2L-3.8 1.4L-8.3-2.5L-2.4-2.9z",  # star
    "M0 8L8-6.5H-8z",  # triangle, point down
    "M-4-7H4L8 0L4 7H-4L-8 0z",  # hexagon
    "M-7.5-6H1L7.5 0L1 6H-7.5L-3 0z",  # arrow
    "M-7.5 5.5A7.5 9.5 0 0 1 7.5 5.5z",  # dome
    "M0-7.5L7.5-2L4.6 7H-4.6L-7.5-2z",  # pentagon
    "M-7-7H7L0 0L7 7H-7L0 0z",  # hourglass
    "M-8-3.5H8V3.5H-8z",  # bar
    "M-7-7H0A7 7 0 0 1 0 7H-7z",  # half a disc
)
"""In the order in which acts get them."""


def shape_of(number: int) -> str:
    """Return the shape of the act of that number; behind the last come the same with a hole, and then again."""
    rounds, index = divmod(number, len(SHAPES))
    hole = "M-2.5 0a2.5 2.5 0 1 0 5 0a2.5 2.5 0 1 0-5 0z" if rounds % 2 else ""
    return SHAPES[index] + hole
