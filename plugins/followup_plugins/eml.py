"""The ``eml`` channel: the emails that a plan asks for, as drafts that a mail program opens."""

import re
from collections.abc import Iterator, Sequence
from itertools import chain, count
from typing import Final

import followup
from followup_plugins.drafts import EMAIL, NOW, address_of, body, email_draft, header, is_over
from followup_plugins.tasks import in_order
from followup_plugins.wording import listed, moment_text, one_line, person_text, spaced

_NOTHING: Final = ("nothing-to-write.txt", b"No email is to be written.\r\n")
"""What an archive holds that would else be empty, which some programs take for a broken one."""

_PRIVATE: Final = ("drafts-left-out.txt", b"Emails are to be written, but a private plan has no drafts of them.\r\n")

_NOT_IN_NAMES: Final = re.compile("[^a-z0-9]+")
_LONGEST_PART: Final = 40


class Eml:
    """Writes a zip archive with a file for each email to be written next, named by date, act and person.

    That is all that can be written now, and of each rule and person the first step that is not yet done, if that is an
    email. What is to come after it depends on what happens until then.

    An archive, since a draft has to be a file by itself: Outlook and Thunderbird open a ``.eml`` with ``X-Unsent: 1``
    ready to be edited and sent, what they would not do with the messages of a mailbox file. Every message goes to one
    person and to nobody else. Its body is the outline for whoever writes it; nobody should send that as it is.
    """

    name = "eml"
    says = "the emails to write next, as drafts to open in a mail program, in a zip archive"
    suffix = ".zip"
    media_type = "application/zip"

    def render(self, plan: followup.Plan) -> bytes:
        """Return the drafts of *plan*; the same plan gives the same bytes."""
        return _archive([plan], tell_which=False)

    def render_feed(self, plans: Sequence[followup.Plan], previous: bytes | None) -> bytes:
        """Return the drafts of *plans*, their files named by the timeline, too; nothing of *previous* stays."""
        return _archive(in_order(plans), tell_which=True)


@followup.hookimpl
def register_channels() -> list[followup.Channel]:
    """Add the ``eml`` channel."""
    return [Eml()]


def message_of(step: followup.Step, draft: followup.Draft) -> bytes:
    """Return *draft*, that of *step*, as a message: without date and id, which the mail program gives it.

    The headers are written here, since the library loses the quotes around a long name that it folds, with a comma in
    it: then one recipient would become two (https://github.com/python/cpython/issues/121284).
    """
    from email.message import EmailMessage  # late, like all of `email`: most runs write no message
    from email.policy import SMTP
    from email.utils import formataddr

    assert step.to is not None, "what goes to nobody has no draft"
    address, name = address_of(draft), header(person_text(step.to))
    headers = ["X-Unsent: 1"]
    if address is not None:
        to = formataddr((name, address)) if _plain(name) else f"{_encoded('To', name)}\r\n <{address}>"
        headers.append(f"To: {to}")
    subject = header(draft.subject)
    headers.append(f"Subject: {subject if _plain(subject) else _encoded('Subject', subject)}")
    content = EmailMessage(SMTP)
    content.set_content("\r\n".join(_lines(step, draft, name, address)), cte="quoted-printable")
    return "".join(f"{line}\r\n" for line in headers).encode("ascii") + content.as_bytes()


def _plain(text: str) -> bool:
    """Tell whether *text* can stand in a header as it is; it has at most some 200 letters, and a line may have 998."""
    return text.isascii() and "=?" not in text


def _encoded(name: str, text: str) -> str:
    """Return *text* as the header *name* can hold it, in as many lines as it takes. Source: RFC 2047."""
    from email.header import Header

    return Header(text, "utf-8", header_name=name).encode(linesep="\r\n")


def _lines(step: followup.Step, draft: followup.Draft, name: str, address: str | None) -> Iterator[str]:
    assert step.at is not None, "only what expired has no time"
    unknown = [f"There is no address yet: find out the one of {name}."] if address is None else []
    avoid = [f"Avoid: {one_line(listed([spaced(point) for point in step.avoid]))}."] if step.avoid else []
    yield from body(step, draft, f", to be sent {moment_text(step.at)}", unknown, avoid)
    yield ""


def _files(plans: Sequence[followup.Plan], tell_which: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the content of each draft; no two names are alike.

    Args:
        tell_which: Whether a name holds the timeline's id.
    """
    taken: set[str] = set()
    for plan in plans:
        for step in _next(plan):
            draft = email_draft(step)
            if draft is None or step.at is None or step.to is None:
                continue
            words = [f"{step.at:%Y-%m-%d}", *([plan.timeline.id] if tell_which else []), step.act, step.to.id]
            name = "-".join(_part(word) for word in words)
            # Somebody's id may end as such a number does.
            numbered = (f"{name}-{number}" for number in count(2))
            free = next(one for one in chain([name], numbered) if one not in taken)
            taken.add(free)
            yield f"{free}.eml", message_of(step, draft)


def _next(plan: followup.Plan) -> Iterator[followup.Step]:
    """Yield what can be done now, and of each rule and person what comes first."""
    begun: set[tuple[str, str | None]] = set()
    for step in plan.steps:
        if is_over(step):
            continue
        series = step.rule, None if step.to is None else step.to.id
        if step.status in NOW or series not in begun:
            yield step
        begun.add(series)


def _reason(plans: Sequence[followup.Plan]) -> tuple[str, bytes]:
    """Return the file for an archive without drafts, which says why there are none."""
    emails = [step for plan in plans for step in _next(plan) if step.via == EMAIL and step.to is not None]
    return _PRIVATE if any(step.draft is None for step in emails) else _NOTHING


def _part(word: str) -> str:
    """Return *word* as a part of a file's name, whatever it holds: a plan may come from elsewhere."""
    return _NOT_IN_NAMES.sub("-", word.lower()).strip("-")[:_LONGEST_PART] or "x"


def _archive(plans: Sequence[followup.Plan], tell_which: bool) -> bytes:
    from io import BytesIO
    from zipfile import ZipFile, ZipInfo

    archive = BytesIO()
    with ZipFile(archive, "w") as zipped:  # uncompressed: other versions of zlib compress to other bytes
        for name, content in list(_files(plans, tell_which)) or [_reason(plans)]:
            info = ZipInfo(name)  # its time is 1980, the same for all
            info.create_system, info.external_attr = 3, 0o644 << 16
            zipped.writestr(info, content)
    return archive.getvalue()
