"""Every key and word of the shipped policies and timeline, mistyped: the error stands there and knows what was meant.

All of it in continuous integration; elsewhere every seventh slip, which ones depends on nothing but their number.
"""

import os
import random
import re
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

import pytest

from followup.loading.offset import parse_offset
from followup.loading.policy import load as load_policy
from followup.loading.read import read_text
from followup.loading.timeline import load as load_timeline
from followup.loading.vocabulary import built_in
from followup.model.additions import Additions
from followup.model.diagnostic import Diagnostic
from followup.model.node import Node
from followup.model.place import Place

FOLDER = Path(str(files("followup_policies")))
POLICIES = sorted(FOLDER.glob("*.yaml"))
TIMELINES = sorted((FOLDER / "timelines").glob("*.yaml"))

EVERY = 1 if os.environ.get("CI") else 7
"""One in how many slips is tried."""

# Whose keys are names that the file gives, not words that it uses.
_DEFINING = {
    "params",
    "advice",
    "people",
    "set",
    "events",
    "groups",
    "acts",
    "media",
    "facts",
    "roles",
    "points",
    "fields",
}

# Whose values, or the items of whose lists, are words of the language or of its vocabulary.
_WORDED = {
    *("act", "event", "each", "first", "medium", "via", "role", "outcome", "weekend", "roll", "strength", "reading"),
    *("earliest", "recommended", "overdue", "expires", "every", "closer-than"),
    *("evidence", "from", "before", "after", "on-day-of", "until", "happened", "of", "known", "say", "avoid", "for"),
}


@dataclass(frozen=True, slots=True)
class Word:
    """A key or a word of a file.

    Attributes:
        text: As it is written.
        place: Where.
        context: Where in the grammar: the keys above it, but for what the file itself names.
    """

    text: str
    place: Place
    context: tuple[str, ...]


def words_in(node: Node, above: tuple[str, ...], in_timeline: bool) -> Iterator[Word]:
    """Yield the keys and words below *node*."""
    parent = above[-1] if above else ""
    if isinstance(node.value, dict):
        # What a timeline's facts are called is a word of the vocabulary.
        defines = parent in _DEFINING and not (in_timeline and parent == "facts")
        for key, part in node.value.items():
            if not defines:
                yield Word(key, node.keys[key], above)
            yield from words_in(part, (*above, "*" if defines else key), in_timeline)
    elif isinstance(node.value, list):
        for item in node.value:
            yield from words_in(item, above, in_timeline)
    elif isinstance(node.value, str) and not node.value.startswith("$") and _is_word(above, node.value, in_timeline):
        yield Word(node.value, node.place, (*above, ":"))


def _is_word(above: tuple[str, ...], text: str, in_timeline: bool) -> bool:
    if in_timeline and above[-1] in ("from", "of", "by", "to", "with"):
        return False  # a person
    if len(above) > 1 and above[-2] in ("facts", "fact"):
        return True  # the value of a fact
    return above[-1] in _WORDED or (len(above) > 2 and above[-3] == "until") or text == "recipient"


def slips(word: str) -> Iterator[str]:
    """Yield *word* with a letter doubled, with one dropped, and with two neighbours swapped."""
    generator = random.Random(word)
    at = [place for place, letter in enumerate(word) if letter.isalpha()]
    pairs = [place for place in at if place + 1 in at and word[place] != word[place + 1]]
    one, other = generator.choice(at), generator.choice(at)
    yield word[:one] + word[one] + word[one:]
    yield word[:other] + word[other + 1 :]
    if pairs:
        swapped = generator.choice(pairs)
        yield word[:swapped] + word[swapped + 1] + word[swapped] + word[swapped + 2 :]


def told(text: str, file: str, in_timeline: bool) -> tuple[Diagnostic, ...]:
    node, found = read_text(text, file)
    if node is None:
        return found
    if in_timeline:
        return load_timeline(node, built_in(), Additions(), file, "mine")[1]
    return load_policy(node, lambda *_: (None, ()), built_in(), Additions(), file)[1]


def mutations(file: Path) -> Iterator[tuple[Word, str]]:
    """Yield each word of a file with each slip that makes no other word of it."""
    text = file.read_text("utf-8")
    node, _ = read_text(text, file.name)
    assert node is not None
    in_timeline = file in TIMELINES
    words = list(words_in(node, (), in_timeline))
    vocabulary = built_in()
    known = {word.text for word in words}
    known.update(*(kind for kind in (vocabulary.events, vocabulary.acts, vocabulary.media, vocabulary.roles)))
    known.update(vocabulary.points)
    seen = set()
    for word in words:
        # The same word at the same place of the grammar meets the same check: once is enough.
        if (word.context, word.text) not in seen:
            seen.add((word.context, word.text))
            yield from ((word, slip) for slip in slips(word.text) if slip not in known and not _is_offset(slip))


def _is_offset(text: str) -> bool:
    try:
        parse_offset(text)
    except ValueError:
        return False
    return True  # `1 days` is as good as `1 day`


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was said of one slip: whether at its place, and with the right word first."""

    word: Word
    slip: str
    lines: tuple[str, ...]
    placed: bool
    meant: bool

    def __str__(self) -> str:
        return f"{self.word.place} `{self.word.text}` as `{self.slip}`: {' / '.join(self.lines)}"


def hints(text: str, slip: str) -> set[str]:
    """Return the hints that help: they name the whole, or the part of it that was mistyped."""
    parts = set(re.split(r"[. ]", text)) - set(re.split(r"[. ]", slip))
    return {f"did you mean `{part}`?" for part in (text, *parts)}


def outcomes() -> list[Outcome]:
    tried = []
    number = 0
    for file in (*POLICIES, *TIMELINES):
        lines = file.read_text("utf-8").split("\n")
        for word, slip in mutations(file):
            number += 1
            if number % EVERY:
                continue
            line, at = lines[word.place.line - 1], word.place.column - 1
            quoted = line[at] in "\"'"
            assert line[at + quoted :].startswith(word.text), word
            changed = line[: at + quoted] + slip + line[at + quoted + len(word.text) :]
            text = "\n".join([*lines[: word.place.line - 1], changed, *lines[word.place.line :]])
            found = told(text, file.name, file in TIMELINES)
            tried.append(
                Outcome(
                    word,
                    slip,
                    tuple(map(str, found)),
                    placed=any(one.place == word.place for one in found),
                    meant=bool(found) and found[0].hint in hints(word.text, slip),
                )
            )
    return tried


@pytest.fixture(scope="module")
def tried() -> list[Outcome]:
    return outcomes()


def test_there_are_enough_slips_to_say_something(tried: list[Outcome]) -> None:
    assert len(tried) * EVERY >= 1000


def test_a_mistyped_word_is_told_at_its_very_line_and_column(tried: list[Outcome]) -> None:
    assert [] == [str(one) for one in tried if not one.placed]


def test_a_mistyped_word_is_the_only_thing_told(tried: list[Outcome]) -> None:
    assert [] == [str(one) for one in tried if len(one.lines) != 1]


def test_the_right_word_is_suggested_first(tried: list[Outcome]) -> None:
    missed = [str(one) for one in tried if not one.meant]
    assert len(missed) <= 0.05 * len(tried), missed
