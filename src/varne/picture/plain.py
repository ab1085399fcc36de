"""What several parts of a picture write the same way: times, counts, reasons."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from varne.fusion.reasons import Reason
from varne.fusion.report import Count
from varne.fusion.show import words_plain
from varne.words import Words

Plain = dict[str, Any]


def clock(t: datetime) -> str:
    """An aware time as ISO, UTC, to the second.

    >>> clock(datetime(2021, 11, 24, 3, 34, tzinfo=UTC))
    '2021-11-24T03:34:00Z'
    """
    return t.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def count(c: Count | None) -> Plain | None:
    """A number of people as min, likely, max; None where nobody said."""
    return None if c is None else {"min": c.min, "likely": c.likely, "max": c.max}


def reasons(found: Sequence[Reason]) -> list[Plain]:
    """Terms of a likelihood with their weight in decibans, + for the same boat."""
    return [{"term": r.term, "db": round(r.db, 1), "words": words_plain(r.words)} for r in found]


def sentences(found: Sequence[Words]) -> list[Plain]:
    """Sentences, each by its key, with what fills it and the English text."""
    return [words_plain(w) for w in found]
