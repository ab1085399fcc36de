"""varne figures import: files to documents in the store. A file with a problem is left out whole; the others go in."""

import sqlite3
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from varne.crossings.figure import TABLES
from varne.figures.store import Taken, take
from varne.readers.figures.found import Read
from varne.readers.figures.publication import read_publication
from varne.readers.problem import Problem


@dataclass(frozen=True, slots=True, eq=False)
class Copy:
    """A file at hand: its name without the folder, its bytes, and its address if it was fetched."""

    name: str
    content: bytes
    url: str = ""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did: a line for each file, what kept files out, and what was noticed in those that went in."""

    lines: tuple[str, ...]
    problems: tuple[Problem, ...]
    notes: tuple[Problem, ...]


def copies_of(paths: Sequence[Path]) -> Iterator[Copy]:
    """The files at paths; of a folder every file in it, by name.

    raises  OSError
    """
    for path in paths:
        for file in sorted(p for p in path.iterdir() if p.is_file()) if path.is_dir() else [path]:
            yield Copy(file.name, file.read_bytes())


def take_in(
    db: sqlite3.Connection,
    copies: Sequence[Copy],
    seen: datetime,
    published: datetime | None = None,
    *,
    good_rows: bool = False,
) -> Imported:
    """Take files into the store, in one step.

    seen       when they were met
    published  when they came out, where a person knows it better than they say
    good_rows  also take files with bad cells, which are then missing with the reason
    """
    reads = [(copy, read_publication(copy.name, copy.content, published)) for copy in copies]
    fit = [(copy, read) for copy, read in reads if read.documents and (good_rows or not read.problems)]
    held = {sha for (sha,) in db.execute("select sha from document")}
    clashes = _same_name(db, [copy for copy, _ in fit], [read for _, read in fit])
    take(db, [Taken(d, copy.content, copy.name, seen, copy.url) for copy, read in fit for d in read.documents])
    lines = tuple(_line(read, held, read in [r for _, r in fit]) for _, read in reads)
    problems = tuple(p for _, read in reads for p in read.problems)
    notes = dict.fromkeys([*clashes, *(p for _, read in fit for p in read.notes)])
    return Imported(lines, problems, tuple(notes))


def _same_name(db: sqlite3.Connection, copies: Sequence[Copy], reads: Sequence[Read]) -> list[Problem]:
    """Files of one name with different contents, here or held from before."""
    known: dict[str, set[str]] = {}
    for name, sha in db.execute("select name, file from sighting join document using (sha)"):
        known.setdefault(name, set()).add(sha)
    found = []
    for copy, read in zip(copies, reads, strict=True):
        file = read.documents[0].file
        if others := known.get(copy.name, set()) - {file}:
            hashes = ", ".join(sorted(h[:12] for h in {*others, file}))
            mend = "both are kept, each as its own vintage; compare their hashes if only one is genuine"
            found.append(Problem(copy.name, hashes, "another file of this name has other content", mend))
        known.setdefault(copy.name, set()).add(file)
    return found


def _line(read: Read, held: set[str], went_in: bool) -> str:
    if not went_in:
        return f"{read.name}: nothing was taken in, {len(read.problems)} problem(s)"
    first = read.documents[0]
    if all(d.sha in held for d in read.documents):
        return f"{read.name}: already held ({first.kind}, {first.file[:12]})"
    tables = dict.fromkeys(c.table for d in read.documents for c in d.columns)
    many = f", {len(read.documents)} publications" if len(read.documents) > 1 else ""
    titles = "; ".join(TABLES[t].title for t in tables)
    return f"{read.name}: {first.kind}{many}, published {first.published:%Y-%m-%d} (known by: {first.dated}), {titles}"
