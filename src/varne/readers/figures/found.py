"""What reading one file gives: the document, what stands against it, and what was noticed or mended on the way."""

from collections.abc import Sequence
from dataclasses import dataclass

from varne.crossings.figure import Document
from varne.readers.problem import Problem


class Unreadable(ValueError):
    """A file that is none of the publications that we know, or not whole; carries the problem."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(str(problem))
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Read:
    """A file as it was read.

    document  None when nothing could be read; with problems it holds the good cells, the bad ones missing with their reason
    problems  because of which the file is not taken in, unless a person asks for what is good in it
    notes     what was mended or looks odd; the file is taken in all the same
    """

    name: str
    document: Document | None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()


def refused(name: str, *problems: Problem) -> Read:
    """Nothing could be read."""
    return Read(name, None, problems)


def placed(problems: Sequence[Problem], file: str) -> tuple[Problem, ...]:
    """The same problems, each with the file before its place."""
    return tuple(Problem(f"{file}, {p.where}" if p.where else file, p.text, p.why, p.mend) for p in problems)
