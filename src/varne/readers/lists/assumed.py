"""What a reader of lists, mails and chats is told beforehand, and what it had to assume."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from varne.fusion.report import Source

Degrees = Literal["decimal", "minutes"]
Key = Callable[[str], str]
"""A telephone number -> its keyed hash."""


@dataclass(frozen=True, slots=True)
class Told:
    """What a person said about a file, so that nothing of it need be assumed.

    received  when the file reached us                                                          aware UTC
    zone      of times that do not say theirs: UTC, Europe/Paris, Europe/London; None: UTC, and it is said
    night     the evening's date, for times without one
    degrees   what bare numbers are: decimal degrees, or degrees and minutes with a point between; None: every reading
    source    who gave it, as a role; None: the usual one for its kind, and it is said
    roles     of senders of messages, by the name in the file; "desk" is ourselves
    key       makes the keyed hash of a telephone number; None: numbers are left out
    """

    received: datetime
    zone: str | None = None
    night: date | None = None
    degrees: Degrees | None = None
    key: Key | None = None
    source: Source | None = None
    roles: Mapping[str, Source | Literal["desk"]] = field(default_factory=dict)
