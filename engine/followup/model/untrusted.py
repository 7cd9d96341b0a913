"""Values of a JSON text that nobody vouches for: each has its type, or a TypeError or a ValueError says what it is."""

import re
from collections.abc import Mapping
from datetime import MAXYEAR, MINYEAR, datetime
from typing import Final, cast

from followup.model.zone import instant_of

Json = Mapping[str, object]

_HALF: Final = re.compile("[\ud800-\udfff]")


def _brief(value: object) -> str:
    """Return *value* in at most 40 characters; what is long may be as long as the file."""
    if isinstance(value, dict | list):
        return f"{'a mapping' if isinstance(value, dict) else 'a list'} of {len(value)}"
    text = repr(value[:40] if isinstance(value, str) else value)
    return text if len(text) <= 40 else f"{text[:39]}…"


def as_map(value: object) -> Json:
    """Return *value*, which has to be a mapping."""
    if not isinstance(value, dict):
        raise TypeError(f"a mapping was expected, not {_brief(value)}")
    return cast(Json, value)


def as_list(value: object) -> list[Json]:
    """Return *value*, which has to be a list of mappings."""
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {_brief(value)}")
    return [as_map(item) for item in value]


def as_text(value: object) -> str:
    """Return *value*, which has to be text; half a character, which JSON can escape and no file can hold, is none."""
    if not isinstance(value, str) or _HALF.search(value):
        raise TypeError(f"a text was expected, not {_brief(value)}")
    return value


def maybe_text(value: object) -> str | None:
    """Return *value*, which has to be text or None."""
    return None if value is None else as_text(value)


def as_texts(value: object) -> tuple[str, ...]:
    """Return *value*, which has to be a list of texts, as a tuple."""
    if not isinstance(value, list):
        raise TypeError(f"a list was expected, not {_brief(value)}")
    return tuple(as_text(item) for item in value)


def as_whole(value: object) -> int:
    """Return *value*, which has to be a whole number."""
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"a whole number was expected, not {_brief(value)}")
    return value


def as_flag(value: object) -> bool:
    """Return *value*, which has to be true or false."""
    if not isinstance(value, bool):
        raise TypeError(f"true or false was expected, not {_brief(value)}")
    return value


def as_minute(value: object) -> int:
    """Return *value*, which has to be an instant with its UTC offset, in minutes."""
    moment = datetime.fromisoformat(as_text(value))
    if moment.tzinfo is None:
        raise ValueError(f"an instant needs its UTC offset: {_brief(value)}")
    if not MINYEAR < moment.year < MAXYEAR:  # so that any zone can show it
        raise ValueError(f"the year {moment.year} is out of reach")
    return instant_of(moment)


def maybe_minute(value: object) -> int | None:
    """Return *value*, which has to be such an instant, or None."""
    return None if value is None else as_minute(value)
