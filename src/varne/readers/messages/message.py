"""Message: one thing that came by mail or messenger, before it becomes a report; it still knows its sender."""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from varne.fusion.report import Channel, Source
from varne.readers.problem import Problem

LONGEST = 20_000
"""Characters of a message that are kept; a longer one is cut and says so."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """Bytes that came with a message; content is None when the export left them out."""

    media: str
    content: bytes | None = None

    @property
    def hash(self) -> str:
        """SHA-256 of the content, hexadecimal; "" where there is none."""
        return sha256(self.content).hexdigest() if self.content is not None else ""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    where     its place in the file, for problems
    at        when the messenger's or mail server's clock had it; None: nobody said      aware UTC
    senders   every name and number that stands for who sent or got it; never passed on
    handle    the sender's telephone number where it is one, else ""
    key       what makes it the same message when it is read again
    """

    where: str
    at: datetime | None
    channel: Channel
    text: str
    key: str
    source: Source
    senders: tuple[str, ...] = ()
    handle: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(frozen=True, slots=True)
class Messages:
    """What a file of messages says: the messages, what could not be read, and what was assumed."""

    messages: tuple[Message, ...] = ()
    problems: tuple[Problem, ...] = ()
    assumed: tuple[str, ...] = ()
