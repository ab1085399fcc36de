"""Whether a claim reproduces, contradicts the tables, or cannot be worked out from them; with the nearest true statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from varne.crossings.claims.answers import answers
from varne.crossings.claims.asked import Asked
from varne.crossings.claims.evidence import Evidence
from varne.crossings.claims.nearest import cut_off, nearest
from varne.crossings.claims.quoted import Quoted
from varne.crossings.measures import Measured, NotCovered
from varne.crossings.sentences import words
from varne.words import Words

Verdict = Literal["reproduces", "contradicts", "cannot"]
NOT_COMPUTED = frozenset({"red_days"})
"""Stated figures that rest on assessments which were never published: they can be repeated, not checked."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What became of a claim.

    measured  what the tables say; None when they cannot
    why       what speaks for the verdict, the strongest first
    nearest   the nearest statement that is true; None when it cannot be said
    """

    claim: str
    verdict: Verdict
    measured: Measured | None
    why: tuple[Words, ...]
    nearest: Words | None

    @property
    def value(self) -> float | None:
        """The number that the tables give."""
        return self.measured.value if self.measured else None


def check(claim: str, asked: Asked, quoted: Quoted, evidence: Evidence, said: date | None = None) -> Finding:
    """A claim against the tables.

    claim  its text, for the reader
    said   the day on which it was said, where that is known
    """
    try:
        found = answers(asked, evidence)
    except NotCovered as error:
        return Finding(claim, "cannot", None, (words("why.computed", detail=str(error)),), None)
    fits = [m for m in found if _agrees(asked, quoted, m)]
    if asked.what in NOT_COMPUTED:
        return Finding(claim, "cannot", found[0], (words("why.stated_only"),), found[0].sentence)
    if fits:
        return Finding(claim, "reproduces", fits[0], (), fits[0].sentence)
    if other := nearest(asked, quoted, evidence):
        return Finding(
            claim, "contradicts", found[0], (other[0], *_reasons(asked, quoted, found, evidence, said)), other[1].sentence
        )
    return Finding(claim, "contradicts", found[0], _reasons(asked, quoted, found, evidence, said), found[0].sentence)


def _agrees(asked: Asked, quoted: Quoted, measured: Measured) -> bool:
    value = measured.value
    if asked.kind == "rank_day" and not quoted.yes_no:
        return False
    if asked.kind in ("rank_day", "rank_year"):
        return (value == asked.rank) == bool(quoted.value)
    if asked.kind in ("less", "more"):
        return ((value < 0) if asked.kind == "less" else (value > 0)) == bool(quoted.value)
    return not quoted.yes_no and quoted.agrees(value)


def _reasons(
    asked: Asked, quoted: Quoted, found: Sequence[Measured], evidence: Evidence, said: date | None
) -> tuple[Words, ...]:
    """How far off it is, and what may lie behind it."""
    return tuple(w for w in (_off(asked, quoted, found[0]), *_behind(asked, quoted, found[0], evidence, said)) if w)


def _off(asked: Asked, quoted: Quoted, measured: Measured) -> Words:
    if asked.kind != "value" or quoted.yes_no:
        return words("why.no")
    apart = abs(measured.value - quoted.value)
    side = "more" if measured.value > quoted.value else "fewer"
    return words("why.off", value=measured.value, apart=apart, side=side, quoted=quoted.value)


def _behind(asked: Asked, quoted: Quoted, measured: Measured, evidence: Evidence, said: date | None) -> list[Words | None]:
    if asked.what not in ("people", "boats", "per_boat") or asked.kind != "value" or evidence.daily is None:
        return []
    first, last = asked.spans[0][0], asked.spans[-1][1]
    revised = sum(first <= day <= last for day in evidence.revised)
    states = (evidence.daily, *evidence.earlier)
    oldest = min(s.vintage.published for s in states).date()
    return [
        cut_off(asked, quoted, evidence) if measured.value > quoted.value else None,
        words("why.revised", n=revised) if revised else None,
        words("why.older", first=oldest.isoformat()) if (said or last) < oldest else None,
    ]
