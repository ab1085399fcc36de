"""The chat that WhatsApp exports ("_chat.txt", English or French, iOS or Android) -> messages.

The stamp of a line is the local time of the telephone that exported, to which the messenger's server gave the moment: when
a pin was fixed nobody says. A missed call is a message of its own kind: somebody must call back.
"""

import mimetypes
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from varne.fusion.report import Channel
from varne.readers.lists.assumed import Told
from varne.readers.lists.moments import Order, Stamp, bare, order_of, stamp, zone_of
from varne.readers.lists.separated import decoded
from varne.readers.messages.message import Attachment, Message, Messages
from varne.readers.problem import Problem
from varne.readers.scrub import telephones

Files = Callable[[str], bytes | None]
"""The content of a file that came with the export, by its name; None where it is not there."""

_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202c\u2066\u2067\u2068\u2069\ufeff")) | {0x202F: " ", 0xA0: " "}
_WHEN = r"\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4},?(?: à| at| um)? \d{1,2}[:.h]\d{2}(?:[:.]\d{2})?(?: ?[ap]\.? ?m\.?)?"
_LINE = re.compile(rf"^(?:\[(?P<ios>{_WHEN})\]|(?P<android>{_WHEN}) [-–])\s(?P<rest>.*)$", re.IGNORECASE)
_SENDER = re.compile(r"^(?P<who>[^:]{1,80}?) ?: ?(?P<text>.*)$", re.DOTALL)
_ATTACHED = re.compile(
    r"<(?:attached|pi[eè]ce jointe|fichier joint|joint) ?: ?(?P<ios>[^>]{1,200})>"
    r"|(?P<android>\S[^\n<>]{0,180}\.\w{2,5}) \((?:file attached|fichier joint|fichier attaché)\)",
    re.IGNORECASE,
)
_MEDIA = "media|médias?|image|video|vidéo|audio|photo|document|sticker|GIF|contact card"
_LEFT_OUT = re.compile(rf"<?(?:{_MEDIA}) (?:omitted|omis\w*|absente?)>?", re.IGNORECASE)
_MISSED = re.compile(r"missed (?:voice |video |group )*call|appel (?:\w+ )*manque", re.IGNORECASE)
_DELETED = re.compile(r"(?:this message was deleted|you deleted this message|ce message a ete supprime|vous avez supprime)")
_PIN = re.compile(r"^(?:location|localisation|position)? ?:? ?https?://\S+$", re.IGNORECASE)
_EMPTY: Files = lambda name: None  # noqa: E731


@dataclass(frozen=True, slots=True)
class _Line:
    number: int
    at: Stamp
    rest: str


def looks_like_chat(text: str) -> bool:
    """Does a text begin as an exported chat does?"""
    return any(_LINE.match(line.translate(_MARKS)) for line in text.splitlines()[:5])


def read_chat(content: bytes, told: Told, files: Files = _EMPTY) -> Messages:
    """The messages of an exported chat.

    content  of _chat.txt
    told     zone of the telephone that exported; roles of senders by name: a Source, or "desk" for our own words
    files    the photographs and so on that lie beside it

    >>> at = datetime(2021, 11, 24, 6, tzinfo=UTC)
    >>> chat = "[24/11/2021, 02:05:33] Boat 3: we are 33 people\\n[24/11/2021, 02:06:01] Boat 3: Missed voice call\\n"
    >>> [(m.at.isoformat(), m.channel) for m in read_chat(chat.encode(), Told(at)).messages]
    [('2021-11-24T02:05:33+00:00', 'message'), ('2021-11-24T02:06:01+00:00', 'missed_call')]
    """
    lines, problems = _lines(decoded(content))
    if not lines:
        mend = "export the chat from the messenger as text"
        return Messages(problems=(*problems, Problem("chat", "", "no line of an exported chat was found", mend)))
    order, _ = order_of([line.at for line in lines])
    found = [m for line in lines if (m := _message(line, order or "day first", told, files))]
    messages = [m for m in found if not isinstance(m, Problem)]
    everybody = tuple(dict.fromkeys(s for m in messages for s in m.senders))
    desk = sum(told.roles.get(m.senders[0]) == "desk" for m in messages)
    kept = tuple(_with(m, everybody) for m in messages if told.roles.get(m.senders[0]) != "desk")
    trouble = (*problems, *(m for m in found if isinstance(m, Problem)))
    return Messages(kept, trouble, tuple(_assumed(order, told, desk, kept)))


def _with(m: Message, everybody: tuple[str, ...]) -> Message:
    return Message(m.where, m.at, m.channel, m.text, m.key, m.source, everybody, m.handle, m.attachments)


def _lines(text: str) -> tuple[list[_Line], list[Problem]]:
    """Stamped lines, each with the lines that go on with it."""
    lines: list[_Line] = []
    lost = 0
    for number, raw in enumerate(text.splitlines(), start=1):
        line = raw.translate(_MARKS)
        m = _LINE.match(line)
        at = stamp(m["ios"] or m["android"]) if m else None
        if m and at and at.days and at.clock:
            lines.append(_Line(number, at, m["rest"]))
        elif lines:
            lines[-1] = _Line(lines[-1].number, lines[-1].at, f"{lines[-1].rest}\n{line}")
        else:
            lost += bool(line.strip())
    why = f"{lost} lines before the first message could not be read"
    return lines, [Problem("line 1", "", why, "were they cut from a longer export?")] if lost else []


def _message(line: _Line, order: Order, told: Told, files: Files) -> Message | Problem | None:
    m = _SENDER.match(line.rest)
    if m is None or _DELETED.match(bare(m["text"])):
        return _call_without_sender(line, order, told) if _MISSED.search(bare(line.rest)) else None
    who, text = m["who"].strip(), m["text"].strip()
    role = told.roles.get(who, told.source or "occupant")
    attachments = [_attachment(f["ios"] or f["android"], files) for f in _ATTACHED.finditer(text)]
    attachments += [Attachment("left out") for _ in _LEFT_OUT.finditer(text)]
    text = _LEFT_OUT.sub("", _ATTACHED.sub("", text)).strip()
    missed = _MISSED.search(bare(text))
    channel: Channel = "missed_call" if missed else "pin" if _PIN.match(text) else "message"
    handle = who if telephones(who) else ""
    source = "occupant" if role == "desk" else role
    return Message(
        f"line {line.number}", _utc(line.at, order, told), channel, text, "", source, (who,), handle, tuple(attachments)
    )


def _call_without_sender(line: _Line, order: Order, told: Told) -> Message:
    """A missed call that names nobody, or names somebody in its words: the words are left out."""
    source = told.source or "occupant"
    return Message(f"line {line.number}", _utc(line.at, order, told), "missed_call", "", "", source, ("",))


def _attachment(name: str, files: Files) -> Attachment:
    return Attachment(mimetypes.guess_type(name.strip())[0] or "application/octet-stream", files(name.strip()))


def _utc(at: Stamp, order: Order, told: Told) -> datetime | None:
    day = at.day(order) or next((d for d in at.days if d), None)
    if day is None or at.clock is None:
        return None
    try:
        return datetime.combine(day, at.clock, zone_of(told.zone or "UTC")).astimezone(UTC)
    except OverflowError:
        return None


def _assumed(order: Order | None, told: Told, desk: int, kept: tuple[Message, ...]) -> Iterator[str]:
    if told.zone is None:
        yield "the telephone's clock is taken as UTC; --zone Europe/Paris or Europe/London says otherwise"
    if order is None:
        yield "dates are taken as day first: no date of the chat shows the order"
    if desk:
        yield f"{desk} messages of our own desk were left out"
    if told.source is None and kept:
        yield "senders without a role are taken as occupants of a boat; --role NAME=relative says otherwise, NAME=desk is us"
