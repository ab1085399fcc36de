"""What reading one file gives: its documents, what stands against it, and what was noticed or mended on the way."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from varne.crossings.figure import Column, Dated, Document
from varne.readers.problem import Problem


class Unreadable(ValueError):
    """A file that is none of the publications that we know, or not whole; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Part:
    """What one file tells of one publication.

    published  None: the file does not say, its name or its newest figure will
    name       which of several in the file; empty: there is one
    """

    columns: tuple[Column, ...]
    published: datetime | None = None
    dated: Dated = "file"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Filled:
    """A file as it was read: parts, problems, and what was mended or is unknown."""

    kind: str
    parts: tuple[Part, ...]
    problems: Sequence[Problem] = ()
    notes: Sequence[Problem] = field(default=())


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read.

    documents  none when nothing could be read; with problems they hold the good cells, the bad ones missing with a reason
    problems   because of which the file is not taken in, unless a person asks for what is good in it
    notes      what was mended or looks odd; the file is taken in all the same
    """

    name: str
    documents: tuple[Document, ...]
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def placed(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    """The same problems, each with the file before its place."""
    return tuple(Problem(f"{file}, {p.where}" if p.where else file, p.text, p.why, p.mend) for p in problems)
