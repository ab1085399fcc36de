"""Searched: one asset's track as every writer needs it, and the words they share."""

from dataclasses import dataclass
from typing import Literal

from varne import geodesy
from varne.search.path import Path
from varne.writers.drifted import Language

Frame = Literal["drifting", "ground"]
PATTERNS: dict[str, tuple[str, str]] = {
    "PS": ("parallel track search", "recherche par routes parallèles"),
    "CS": ("creeping line search", "recherche par balayage transversal"),
    "SS": ("expanding square search", "recherche en carré croissant"),
    "VS": ("sector search", "recherche par secteurs"),
    "TSR": ("track line search, return", "recherche le long d'une route, avec retour"),
    "TSN": ("track line search, non-return", "recherche le long d'une route, sans retour"),
}
"""IAMSAR's codes and what they mean."""


@dataclass(frozen=True, slots=True, eq=False)
class Sailed:
    """What an asset is to sail or fly.

    asset    its name;  pattern  one of PATTERNS;  path  waypoints in time
    spacing  between legs [m], None where there is none
    frame    drifting: the waypoints go with the datum and hold only at their times; ground: they stand
    raises   ValueError for a pattern without a name
    """

    asset: str
    pattern: str
    path: Path
    spacing: float | None = None
    frame: Frame = "drifting"

    def __post_init__(self) -> None:
        if self.pattern not in PATTERNS:
            raise ValueError(f"pattern {self.pattern!r} is none that IAMSAR names; give one of {', '.join(PATTERNS)}")

    @property
    def name(self) -> str:
        """For a file and a plotter: plain letters, digits and hyphens."""
        plain = "".join(c if c.isascii() and c.isalnum() else "-" for c in self.asset).strip("-") or "asset"
        return f"SEARCH-{self.pattern}-{plain}"

    @property
    def points(self) -> list[tuple[float, float, float]]:
        """Waypoints: t [s since 1970], lon, lat [deg]."""
        lon, lat = self.path.lonlat
        return list(zip(self.path.t.tolist(), lon.tolist(), lat.tolist(), strict=True))

    @property
    def legs(self) -> list[tuple[float, float]]:
        """Of each leg: speed over ground [kn], course over ground [deg true]."""
        speed, course = self.path.legs
        return list(zip((speed / geodesy.KNOT).tolist(), course.tolist(), strict=True))


def pattern_words(code: str, language: Language = "en") -> str:
    """What a code means.

    >>> pattern_words("SS", "fr")
    'recherche en carré croissant'
    """
    return PATTERNS[code][language == "fr"]
