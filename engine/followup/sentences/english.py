"""What English asks of any words: lists, articles, plurals, quotes."""

import re
from collections.abc import Iterable
from typing import Final

_VOWELS: Final = "aeiou"
_ARTICLES: Final = ("a ", "an ")
_PREPOSITION: Final = re.compile(r"( (?:about|by|for|from|in|of|on|to|with) .*)")
# By these a clause is denied with `not` behind them.
_VERBS: Final = (" is ", " are ", " has ", " have ", " was ", " were ")


def quoted(text: str) -> str:
    """Return *text* as a quotation on one line."""
    return f"“{one_line(text)}”"


def one_line(text: str) -> str:
    """Return *text* with single spaces for all that is blank in it."""
    return " ".join(text.split())


def listed(items: Iterable[str], conjunction: str) -> str:
    """Return *items* as one enumeration.

    >>> listed(["A", "B", "C"], "or")
    'A, B or C'
    """
    *first, last = items
    return f"{', '.join(first)} {conjunction} {last}" if first else last


def counted(number: int, one: str) -> str:
    """Return so many of *one*.

    >>> counted(1, "day"), counted(-2, "business day")
    ('1 day', '-2 business days')
    """
    return f"{number} {one}{'' if abs(number) == 1 else 's'}"


def with_article(noun: str) -> str:
    """Return *noun* after its indefinite article, as it is written.

    >>> with_article("offer")
    'an offer'
    """
    return f"{'an' if noun[:1] in _VOWELS else 'a'} {noun}"


def countable(noun: str) -> bool:
    """Return whether *noun*, such as ``a reply`` or ``permission``, can be counted: whether it has an article."""
    return noun.startswith(_ARTICLES)


def bare(noun: str) -> str:
    """Return *noun* without its indefinite article.

    >>> bare("an HR manager")
    'HR manager'
    """
    return noun.partition(" ")[2] if countable(noun) else noun


def plural(noun: str) -> str:
    """Return several of what can be counted: its head, the word before the first preposition, in the plural.

    >>> plural("a reply"), plural("a promise of a day")
    ('replies', 'promises of a day')
    """
    head, *rest = _PREPOSITION.split(bare(noun), maxsplit=1)
    if head.endswith("y") and head[-2:-1] not in _VOWELS:
        head = f"{head[:-1]}ies"
    elif head.endswith(("s", "x", "ch", "sh")):
        head = f"{head}es"
    else:
        head = f"{head}s"
    return "".join((head, *rest))


def denied(clause: str) -> str:
    """Return that *clause* is not so.

    >>> denied("the company is modern"), denied("they pay")
    ('the company is not modern', 'it is not true that they pay')
    """
    if verb := verb_of(clause):
        return clause.replace(verb, f"{verb}not ", 1)
    return f"it is not true that {clause}"


def verb_of(clause: str) -> str | None:
    """Return the first verb of *clause*, in spaces, by which it can be denied; None: it has none."""
    found = [(clause.index(verb), verb) for verb in _VERBS if verb in clause]
    return min(found)[1] if found else None


def sentence(text: str) -> str:
    """Return *text* as a sentence: with a capital letter and a full stop."""
    text = one_line(text)
    return f"{text[:1].upper()}{text[1:]}."
