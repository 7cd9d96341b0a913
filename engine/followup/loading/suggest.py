"""What somebody who mistyped a word may have meant."""

import re
from collections.abc import Iterable

from followup.loading.findings import shown
from followup.model.diagnostic import Diagnostic
from followup.model.place import Place

# Nobody mistypes a word of this length, and comparing texts of any length costs time.
_LONGEST_WORD = 100

_FEW = 7


class MisreadError(ValueError):
    """A text that does not say what it should, such as an offset or an instant; its text is the message.

    Attributes:
        hint: How to mend it, or None.
    """

    def __init__(self, message: str, hint: str | None = None) -> None:
        super().__init__(message)
        self.hint = hint


def nearest(word: str, words: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the one of *words* that *word* most looks like, or None where none is near.

    Case does not count, nor which sign joins the parts. One slip of the finger comes before anything else; what remains
    must be at least as like as *likeness*, from 0 to 1 by the Ratcliff/Obershelp measure of `difflib`.

    >>> nearest("intervew", ["invitation", "interview"])
    'interview'
    >>> nearest("Answer-By", ["at", "answer_by"])
    'answer_by'
    """
    if len(word) > _LONGEST_WORD:
        return None
    from difflib import SequenceMatcher  # late: most files have no mistake

    plain = _folded(word)
    matcher = SequenceMatcher(b=plain, autojunk=False)
    best: tuple[int, float] = (0, likeness)
    found = None
    for other in sorted(set(words)):
        candidate = _folded(other)
        slip = _slip(plain, candidate)
        matcher.set_seq1(candidate)
        # The cheap upper bounds first: most words are far off.
        if slip or (matcher.real_quick_ratio() >= best[1] and matcher.quick_ratio() >= best[1]):
            score = (slip, matcher.ratio())
            if score > best or (found is None and score == best):
                best, found = score, other
    return found


def did_you_mean(word: str, words: Iterable[str]) -> str | None:
    """Return the hint that offers the nearest of *words*, or None where none is near.

    >>> print(did_you_mean("chek-in", ["check-in", "connect"]))
    did you mean `check-in`?
    """
    found = nearest(word, words)
    return None if found is None else _did_you_mean(found)


def _did_you_mean(word: str) -> str:
    return f"did you mean {shown(word)}?"


def hint_for(word: str, words: Iterable[str]) -> str | None:
    """Return the hint that offers the nearest of *words*, or all of them where none is near and they are few.

    >>> print(hint_for("tired", ["poor", "fair", "good"]))
    one of `poor`, `fair`, `good`
    """
    words = tuple(words)
    return did_you_mean(word, words) or one_of(words)


def one_of(words: Iterable[str]) -> str | None:
    """Return the hint that lists *words*, or None where there are none or too many to read."""
    words = tuple(words)
    if not words or len(words) > _FEW:
        return None
    return f"one of {', '.join(map(shown, words))}" if len(words) > 1 else f"only {shown(words[0])} is possible"


def unknown(what: str, word: str, words: Iterable[str], place: Place) -> Diagnostic:
    """Return the finding that *word* is none of *words*; *what* they are is a singular, such as ``event``.

    >>> print(unknown("event", "intervew", ["interview"], Place("a.yaml", 14, 15)))
    a.yaml:14:15: error[unknown-event]: unknown event `intervew` (did you mean `interview`?)
    """
    words = tuple(words)
    meant = nearest(word, words)
    hint = one_of(words) if meant is None else _did_you_mean(meant)
    code, message = f"unknown-{what.replace(' ', '-')}", f"unknown {what} {shown(word)}"
    return Diagnostic(code, message, place, hint, word=word, meant=meant)


def as_id(text: str) -> str | None:
    """Return *text* in the shape of an id, or None where nothing of it can be kept.

    >>> as_id("Thank You!")
    'thank-you'
    """
    return "-".join(re.findall("[a-z0-9]+", text.casefold())).lstrip("0123456789-") or None


def _folded(word: str) -> str:
    return re.sub(r"[\s_]", "-", word.casefold())


def _slip(word: str, other: str) -> int:
    """Return how likely *word* is one slip of the finger away from *other*: 3 if it is the same, 0 if it is not."""
    if abs(len(word) - len(other)) > 1:
        return 0
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    word, other = word[start:], other[start:]
    if word == other:
        return 3
    # Two letters that changed places; then one letter more, one less, or another one.
    if len(word) == len(other) and word[2:] == other[2:] and word[:2] == other[1::-1]:
        return 2
    return int(word[1:] == other[1:] or word[1:] == other or word == other[1:])
