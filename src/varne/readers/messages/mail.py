"""One e-mail as a file (.eml) -> a Message. Built for broken mail: nothing in it can stop the reader.

The old policy of the standard library is used on purpose: the newer one parses every header and raises on some of them.
"""

import email
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from email.header import decode_header, make_header
from email.message import Message as Parsed
from email.utils import getaddresses, parsedate_to_datetime
from html.parser import HTMLParser

from varne.fusion.report import Source
from varne.positions import NoPosition, readings
from varne.readers.lists.assumed import Told
from varne.readers.lists.separated import decoded
from varne.readers.messages.message import Attachment, Message, Messages
from varne.readers.problem import Problem

LARGEST = 25 * 1024 * 1024
DEEPEST = 5
"""Mails inside mails that are looked into."""
_PEOPLE = ("from", "to", "cc", "bcc", "sender", "reply-to", "x-original-sender")
_WHO = re.compile(
    r"^[>\s*]*(?:From|De|To|À|A|Cc|Cci|Bcc|Reply-To|Sent by|Envoyé par)\s*:\s*(.*)$", re.IGNORECASE | re.MULTILINE
)
_WROTE = re.compile(
    r"^[>\s]*(?:On|Le)\b.{0,80}?(?:,|à)\s*([^,<\n]{2,60}?)\s*(?:<[^>]*>)?\s*(?:wrote|a écrit)\s*:\s*$", re.MULTILINE
)
_SIGNATURE = re.compile(r"^-- ?$.*\Z", re.MULTILINE | re.DOTALL)


def read_mail(content: bytes, told: Told) -> Messages:
    """The message of a mail, with its attachments and those of the mails inside it.

    content  the bytes of an .eml file
    returns  one message; a file that is no mail is a problem

    >>> from datetime import datetime
    >>> raw = b"From: Jo <jo@example.org>\\nDate: Wed, 24 Nov 2021 02:05:00 +0100\\nSubject: boat\\n\\n33 people, Jo\\n"
    >>> found = read_mail(raw, Told(datetime(2021, 11, 24, 6, tzinfo=UTC))).messages[0]
    >>> found.text, found.at.isoformat(), found.senders
    ('boat\\n33 people, Jo', '2021-11-24T01:05:00+00:00', ('Jo', 'jo@example.org'))
    """
    if len(content) > LARGEST:
        return Messages(problems=(Problem("mail", "", f"{len(content)} bytes are more than {LARGEST}", "send the text alone"),))
    try:
        return _read(email.message_from_bytes(content), told)
    except RecursionError:
        why = "mails or parts are packed too deeply into each other"
        return Messages(problems=(Problem("mail", "", why, "save the one that counts by itself"),))


def _read(mail: Parsed, told: Told) -> Messages:
    if not any(h in mail for h in ("from", "date", "subject", "received", "message-id")):
        mend = "save the mail as .eml, with its headers"
        return Messages(problems=(Problem("mail", "", "this is no e-mail: it has no headers", mend),))
    source: Source = told.source or "ngo"
    said, attachments, names = _said(mail, 0)
    ident = _header(mail, "message-id")
    key = f"mail {ident}" if ident else ""
    message = Message("mail", _when(mail), "email", said, key, source, tuple(names), "", tuple(attachments))
    assumed = () if told.source else ("a mail's sender is taken as an NGO that passes on a call; --source says otherwise",)
    return Messages((message,), (), assumed)


def _said(mail: Parsed, depth: int) -> tuple[str, list[Attachment], list[str]]:
    """Subject and text, attachments, and who stands in the headers; of the mails inside too."""
    names = list(_people(mail))
    texts, attachments = [_header(mail, "subject")], list[Attachment]()
    bodies: dict[str, list[str]] = {"plain": [], "html": []}
    for part in _leaves(mail):
        if part.get_content_type() == "message/rfc822":
            for inner in part.get_payload() if isinstance(part.get_payload(), list) else []:
                if isinstance(inner, Parsed) and depth < DEEPEST:
                    said, more, who = _said(inner, depth + 1)
                    bodies["plain"].append(said)
                    attachments += more
                    names += who
            continue
        content = _bytes(part)
        if part.get_content_maintype() == "text" and part.get_filename() is None and part.get_content_subtype() in bodies:
            bodies[part.get_content_subtype()].append(_text(part, content))
        else:
            attachments.append(Attachment(part.get_content_type(), content))
    body = "\n".join(bodies["plain"]) if any(t.strip() for t in bodies["plain"]) else "\n".join(map(_shown, bodies["html"]))
    body, who_wrote = _without_people(body.replace("\r\n", "\n"))
    return "\n".join(t for t in (*texts, body.strip()) if t.strip()), attachments, [*names, *who_wrote]


def _leaves(mail: Parsed) -> Iterator[Parsed]:
    """Parts that hold something; a mail inside is one part."""
    if mail.get_content_type() == "message/rfc822" or not mail.is_multipart():
        yield mail
        return
    payload = mail.get_payload()
    for part in payload if isinstance(payload, list) else []:
        if isinstance(part, Parsed):
            yield from _leaves(part)


def _bytes(part: Parsed) -> bytes:
    try:
        content = part.get_payload(decode=True)
    except (ValueError, LookupError, AssertionError):
        content = None
    if isinstance(content, bytes):
        return content
    return str(part.get_payload()).encode("utf-8", "replace")


def _text(part: Parsed, content: bytes) -> str:
    try:
        return content.decode(str(part.get_content_charset() or "utf-8"))
    except (LookupError, ValueError):
        return decoded(content)


def _header(mail: Parsed, name: str) -> str:
    raw = mail.get(name)
    if raw is None:
        return ""
    try:
        return " ".join(str(make_header(decode_header(str(raw)))).split())
    except (LookupError, ValueError, AssertionError, email.errors.HeaderParseError):
        return " ".join(str(raw).split())


def _people(mail: Parsed) -> Iterator[str]:
    for header in _PEOPLE:
        for name, address in getaddresses([_header(mail, header)] if header in mail else []):
            yield from (n for n in (name, address) if n)


def _when(mail: Parsed) -> datetime | None:
    """When the last server on the way had it; else when the sender's clock says it was sent."""
    received = [str(h).rpartition(";")[2] for h in mail.get_all("received", [])[:1]]
    for text in (*received, str(mail.get("date", ""))):
        try:
            when = parsedate_to_datetime(text.strip())
            return (when if when.tzinfo else when.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, TypeError, IndexError, OverflowError):
            continue
    return None


def _without_people(body: str) -> tuple[str, list[str]]:
    """The text without signature and without the lines that say who wrote to whom; the names in those lines."""
    body = _SIGNATURE.sub("", body)
    who = [n for m in _WHO.finditer(body) for pair in getaddresses([m[1]]) for n in pair if n]
    who += [m[1] for m in _WROTE.finditer(body)]
    return _WROTE.sub("", _WHO.sub("", body)), who


class _Shown(HTMLParser):
    """What a person reads in HTML, and the addresses of links that hold a position; scripts and styles are nothing."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.hidden = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.hidden += tag in ("script", "style", "head", "title")
        if tag in ("br", "p", "div", "li", "tr", "h1", "h2", "h3"):
            self.parts.append("\n")
        for name, value in attrs:
            if name == "href" and value and _holds_position(value):
                self.parts.append(f" {value} ")

    def handle_endtag(self, tag: str) -> None:
        self.hidden = max(0, self.hidden - (tag in ("script", "style", "head", "title")))

    def handle_data(self, data: str) -> None:
        if not self.hidden:
            self.parts.append(data)


def _holds_position(address: str) -> bool:
    try:
        return bool(readings(address[:500]))
    except NoPosition:
        return False


def _shown(html: str) -> str:
    parser = _Shown()
    parser.feed(html)
    parser.close()
    lines = (" ".join(line.split()) for line in "".join(parser.parts).splitlines())
    return "\n".join(line for line in lines if line)
