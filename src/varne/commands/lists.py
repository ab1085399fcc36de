"""`varne list import` and `varne list export`: files that people send to report lines, and the record to a tracker."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from varne.fusion.report import Report
from varne.lists.columns import Language
from varne.picture.listed import rows_of
from varne.positions import format_position
from varne.readers.lists import Told
from varne.readers.lists.counts import written
from varne.readers.problem import shortened
from varne.readers.received import LARGEST, Received, read_received, together
from varne.record.attachments import keep
from varne.record.history import History
from varne.record.log import LogDamaged, stored, verify
from varne.writers.lists import list_writer


@dataclass(frozen=True, slots=True)
class Imported:
    """What files gave: reports, each once; what was assumed and what could not be taken, each with its file."""

    reports: tuple[Report, ...]
    assumed: tuple[str, ...]
    problems: tuple[str, ...]


def import_files(paths: Sequence[Path], told: Told, *, side: str, apart: bool, attachments: Path | None) -> Imported:
    """Read files that people sent.

    attachments  the folder where what came with messages is kept by its hash; None: nothing is kept
    raises       OSError for a file that cannot be opened
    """
    parts = [(path, _read(path, told, side, apart)) for path in paths]
    for _, part in parts:
        for a in part.attachments if attachments else ():
            if a.content is not None and attachments:
                keep(attachments, a.content)
    many = len(paths) > 1
    named = [(f"{path.name}: " if many else "", part) for path, part in parts]
    return Imported(
        together([part for _, part in parts]),
        tuple(f"{name}{said}" for name, part in named for said in part.assumed),
        tuple(f"{name}{p}" for name, part in named for p in part.problems),
    )


def _read(path: Path, told: Told, side: str, apart: bool) -> Received:
    def beside(name: str) -> bytes | None:
        """What lies beside an exported chat: a file of the same folder, never one further off."""
        there = path.parent / name
        inside = Path(name).name == name and there.is_file() and not there.is_symlink()
        return there.read_bytes() if inside and there.stat().st_size <= LARGEST else None

    content = sys.stdin.buffer.read() if str(path) == "-" else path.read_bytes()
    return read_received(content, told, name=path.name, side=side, apart=apart, files=beside)


def overview(reports: Sequence[Report]) -> str:
    """A line for each report: when, where, how many, what it says."""
    return "\n".join(_line(r) for r in reports)


def _line(r: Report) -> str:
    where = format_position(r.lon, r.lat, "radio") if r.lon is not None and r.lat is not None else "no position"
    people = f"{written(r.people)} people" if r.people else "people unknown"
    return f"{r.when:%Y-%m-%d %H%M}Z  {r.channel}  {where}  {people}  {shortened(r.text, 80)}"


def export_list(record: Path, at: datetime | None, out: str, language: Language) -> tuple[bytes, int]:
    """The night in a log as a tracker, as it was known at a moment (None: the time of the last event).

    out      name of the file: its ending says what is written
    returns  its bytes, and how many rows
    raises   LogDamaged; ValueError for an ending that there is no writer for
    """
    write = list_writer(out)
    if problems := verify(record).problems:
        raise LogDamaged(str(record), problems[0])
    history = History()
    history.take(stored(record))
    night = history.night(None if at is None else history.known_at(at))
    rows = rows_of(night, at or night.at)
    return write(rows, language), len(rows)
