"""Filling the template: everything that anybody wrote goes through here, and stays text."""

import base64
import hashlib
from collections.abc import Iterable, Sequence
from importlib.resources import files
from typing import Final

from jinja2 import DictLoader, Environment, StrictUndefined
from markupsafe import Markup

from followup_plugins.agreement import NOTE as DATES
from followup_plugins.contradictions import NONE
from followup_plugins.contradictions import NOTE as COUNTS
from followup_plugins.mailto import mailto_of
from followup_plugins.measures import NOTE as MEASURED
from followup_plugins.page import words
from followup_plugins.page.contents import NOBODY, Contents
from followup_plugins.page.drawing import drawing_of
from followup_plugins.page.events import happenings
from followup_plugins.page.rules import rules_of, unused_of
from followup_plugins.page.tables import agreement_tables, calendar_tables
from followup_plugins.remarks import ANSWER, NO_POLICY, NOTHING, seen_from
from followup_plugins.wording import counted, day_text, harmless, moment_text, spaced

_FILES: Final = files("followup_plugins.page")


class Writer:
    """The template with its style and script, read and compiled once."""

    def __init__(self) -> None:
        loader = DictLoader({name: _read(name) for name in ("page.html", "drawing.html", "appendix.html")})
        # Autoescaping for all, whatever the name; what is missing is a mistake; what steers a reader becomes harmless.
        self._environment = Environment(
            loader=loader,
            autoescape=True,
            undefined=StrictUndefined,
            finalize=_plain,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        style, script = _read("page.css"), _read("page.js")
        policy = (
            f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; "
            "base-uri 'none'; form-action 'none'"
        )
        self._environment.filters["spaced"] = spaced
        self._environment.globals.update(
            style=Markup(style),  # ours, and without a `<`: so a test says
            script=Markup(script),
            security=policy,
            words=words,
            counted=counted,
            day_text=day_text,
            moment_text=moment_text,
            spaced=spaced,
            seen_from=seen_from,
            rules_of=rules_of,
            unused_of=unused_of,
            is_link=is_link,
            mailto_of=mailto_of,
            notes={
                "dates": DATES,
                "counts": COUNTS,
                "none": NONE,
                "measured": MEASURED,
                "answer": ANSWER,
                "no_policy": NO_POLICY,
                "nothing": NOTHING,
            },
        )

    def page_of(self, contents: Contents) -> str:
        """Return the page about *contents*."""
        events = happenings(contents.timeline, contents.numbers.names)
        return self._environment.get_template("page.html").render(
            contents=contents,
            columns=contents.columns,
            plan=next((column.plan for column in contents.columns), None),
            drawing=drawing_of(contents, events),
            agreement=list(agreement_tables(contents)),
            calendar=list(calendar_tables(contents)),
            choices=_choices(contents),
        )


def _choices(contents: Contents) -> Iterable[tuple[str, str, Sequence[tuple[str, str]]]]:
    """Return what the filters offer: their keys, titles, values and names; nothing where there is no choice."""
    numbers = contents.numbers
    policies = [(str(column.index), column.name) for column in contents.columns]
    acts = [(str(number), spaced(act)) for act, number in numbers.acts.items()]
    people = [(str(number), numbers.names[person]) for person, number in numbers.people.items()]
    if any(step.to is None for column in contents.columns for step in column.plan.steps):
        people.append((NOBODY, "nobody"))
    found = (("p", "Policies", policies), ("a", "What is done", acts), ("w", "For whom", people))
    return [choice for choice in found if len(choice[2]) > 1]


def is_link(text: str) -> bool:
    """Return whether *text* is an address that a page may link to: of the web, and nothing that runs.

    >>> is_link("https://example.org/a"), is_link("javascript:alert(1)"), is_link("https:alert(1)")
    (True, False, False)
    """
    return text.lower().startswith(("https://", "http://")) and text.isprintable() and " " not in text


def _plain(value: object) -> object:
    """Return what the template writes: text without what could turn the reading direction around or hide."""
    if isinstance(value, str) and not isinstance(value, Markup) and not value.isprintable():
        return harmless(value)
    return value


def _read(name: str) -> str:
    return _FILES.joinpath(name).read_text("utf-8")


def _hash(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
