"""A file that somebody sent (a tracker, a mail, an exported chat, JSON lines) -> reports; what it is shows in its bytes.

One door for the command line and the server, so that both say the same of the same file.
"""

import io
import re
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from varne.fusion.report import Report
from varne.lists.row import Row
from varne.lists.told import report_of as report_of_row
from varne.lists.told import row_id
from varne.readers.lists import Told, read_list
from varne.readers.lists.extent import DAMAGED
from varne.readers.lists.separated import decoded
from varne.readers.messages import Attachment, Messages, read_chat, read_mail, read_message_lines
from varne.readers.messages import report_of as report_of_message
from varne.readers.messages.chat import Files, looks_like_chat
from varne.readers.messages.told import numbered
from varne.readers.problem import Problem

Kind = Literal["list", "mail", "chat", "lines"]

LARGEST = 25 * 1024 * 1024
"""Bytes of a file, and of all that is packed in it."""
_HEADER = re.compile(rb"\A(?:From .*\r?\n)?(?:[A-Za-z][A-Za-z0-9-]{1,40}:.*\r?\n(?:[ \t].*\r?\n)*){2,}", re.MULTILINE)
_MAIL = re.compile(rb"^(?:received|message-id|from|date|mime-version):", re.IGNORECASE | re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Received:
    """What a file says, as reports.

    rows         of a list, for those who keep one
    attachments  bytes that came with messages, to be kept by hash
    numbers      telephone numbers that stood in each report, by its id, for sealing and for nothing else
    problems     what could not be taken as it stands; assumed  what was assumed, for people
    """

    kind: Kind
    reports: tuple[Report, ...] = ()
    rows: tuple[Row, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    problems: tuple[Problem, ...] = ()
    assumed: tuple[str, ...] = ()
    numbers: Mapping[str, tuple[str, ...]] = field(default_factory=dict, repr=False)


def read_received(
    content: bytes, told: Told, *, name: str = "", side: str = "", apart: bool = False, files: Files = lambda name: None
) -> Received:
    """Reports out of a file.

    name   of the file; only its ending helps where the bytes leave it open
    side   whose list it is, such as "gris-nez"
    apart  the rows of a list were counted apart by one observer: they are different boats
    files  what lies beside an exported chat, by name

    >>> from datetime import UTC, datetime
    >>> told = Told(datetime(2021, 11, 24, 6, tzinfo=UTC))
    >>> files = b"Boat,POB\\nA,33\\n", b'{"text": "help"}', b"From: a\\nDate: b\\n\\nhelp"
    >>> [read_received(content, told).kind for content in files]
    ['list', 'lines', 'mail']
    """
    if len(content) > LARGEST:
        return _nothing("list", name, f"{len(content)} bytes are more than {LARGEST}", "send one night by itself")
    kind = kind_of(content, name)
    if kind == "list":
        return _of_list(content, told, name, side, apart)
    if kind == "chat" and content.startswith(b"PK"):
        try:
            content, files = _unpacked(content)
        except (*DAMAGED, ValueError) as error:
            return _nothing("chat", name, f"the archive cannot be read: {error}", "send the _chat.txt that is in it")
    if kind == "mail":
        return _of_messages(kind, read_mail(content, told), told)
    if kind == "chat":
        return _of_messages(kind, read_chat(content, told, files), told)
    return _of_messages(kind, read_message_lines(decoded(content).splitlines(), told), told)


def kind_of(content: bytes, name: str = "") -> Kind:
    """What kind of file it is, by its bytes, and by the ending of its name where they leave it open."""
    if content.startswith(b"PK"):
        return "chat" if _holds_chat(content) else "list"
    ending = PurePath(name.lower()).suffix
    if ending == ".eml" or (_HEADER.match(content[:4000]) and _MAIL.search(content[:4000])):
        return "mail"
    start = content[:4000].lstrip(b"\xef\xbb\xbf \t\r\n")
    if ending in (".jsonl", ".ndjson") or start.startswith(b"{"):
        return "lines"
    return "chat" if looks_like_chat(decoded(content[:4000])) else "list"


def _holds_chat(content: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = parts.namelist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return False
    return not {"content.xml", "xl/workbook.xml"} & set(names) and any(n.lower().endswith(".txt") for n in names)


def _unpacked(content: bytes) -> tuple[bytes, Files]:
    """The chat in an exported archive and what lies beside it, never more than LARGEST unpacked."""
    archive = zipfile.ZipFile(io.BytesIO(content))
    sizes = {part.filename: part.file_size for part in archive.infolist()}
    if sum(sizes.values()) > LARGEST:
        raise ValueError(f"unpacked it has {sum(sizes.values())} bytes, more than {LARGEST}")
    chats = [n for n in sizes if n.lower().endswith(".txt")]
    chat = next((n for n in chats if "chat" in n.lower()), chats[0])

    def beside(name: str) -> bytes | None:
        found = next((n for n in sizes if PurePath(n).name == name), None)
        try:
            return _part(archive, found) if found else None
        except DAMAGED:
            return None

    return _part(archive, chat), beside


def _part(archive: zipfile.ZipFile, name: str) -> bytes:
    with archive.open(name) as part:
        return part.read(LARGEST)


def _of_list(content: bytes, told: Told, name: str, side: str, apart: bool) -> Received:
    listed = read_list(content, told, PurePath(name).stem)
    reports: dict[str, Report] = {}
    problems = list(listed.problems)
    group = f"list-{row_id(Row(text=' '.join(row_id(r) for r in listed.rows)), side)}" if apart else None
    numbers: dict[str, tuple[str, ...]] = {}
    for row, where, told_of in zip(listed.rows, listed.places, listed.numbers, strict=True):
        made = report_of_row(row, told.received, side=side, source=told.source or "authority", group=group)
        if made.id in reports:
            problems.append(Problem(where, made.text[:80], "the same row stands above", "it counts once"))
        reports.setdefault(made.id, made)
        numbers |= {made.id: told_of} if told_of else {}
    return Received("list", tuple(reports.values()), listed.rows, (), tuple(problems), listed.assumed, numbers)


def _of_messages(kind: Kind, found: Messages, told: Told) -> Received:
    made = numbered([report_of_message(m, told) for m in found.messages])
    kept = tuple(a for m in found.messages for a in m.attachments if a.content is not None)
    problems = (*found.problems, *(p for r in made for p in r.problems))
    numbers = {r.report.id: r.numbers for r in made if r.numbers}
    return Received(kind, tuple(r.report for r in made), (), kept, problems, found.assumed, numbers)


def _nothing(kind: Kind, name: str, why: str, mend: str) -> Received:
    return Received(kind, problems=(Problem(name or "file", "", why, mend),))


def together(parts: Sequence[Received], seen: Callable[[str], bool] = lambda ident: False) -> tuple[Report, ...]:
    """The reports of several files, each once, without those that are known already."""
    reports = {r.id: r for part in parts for r in part.reports if not seen(r.id)}
    return tuple(reports.values())
