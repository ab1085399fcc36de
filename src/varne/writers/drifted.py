"""Drifted: one answer of `varne drift`, everything a writer needs; and the shorthand that writers share."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

import numpy as np

from varne import __version__, geodesy, probability
from varne.drift import leeway, motion
from varne.drift.ensemble import Place
from varne.drift.run import Run
from varne.probability import Density

Language = Literal["en", "fr"]
LEVELS = (0.5, 0.9, 0.95)
SAFETY = {"en": "Not for navigation.", "fr": "Ne pas utiliser pour la navigation."}
COAST = "Coast: © OpenStreetMap contributors, ODbL 1.0."
_OBJECTS = {
    "piw": ("person in the water, state unknown", "personne à l'eau, état inconnu"),
    "piw-jacket": ("person in the water with a lifejacket", "personne à l'eau avec gilet de sauvetage"),
    "inflatable": ("loaded inflatable, adrift", "pneumatique chargé, à la dérive"),
    "swamped": ("swamped inflatable", "pneumatique rempli d'eau"),
    "raft": ("life raft", "radeau de survie"),
    "underway": ("boat under its own engine", "embarcation faisant route au moteur"),
}


@dataclass(frozen=True, slots=True)
class Moment:
    """Where the states are at one moment.

    t         [s since 1970]
    density   of the states still inside the forecast area, those ashore included; None when all have left it
    stranded  share ashore; outside  share that has left the forecast area
    held      the smallest contour that holds the place asked for, None when none was asked for
    """

    t: float
    density: Density | None
    stranded: float
    outside: float
    held: float | None = None


@dataclass(frozen=True, slots=True)
class Drifted:
    """What was asked and where the states went.

    key       object as asked for: a short name or a leeway class
    start     place, window of time and error of the last known position
    seed      of the random numbers
    run       the ensemble through time
    moments   what is told of it, in order of time; at least one
    contains  a place asked about: lon, lat [deg]
    """

    key: str
    start: Place
    seed: int
    run: Run
    moments: tuple[Moment, ...]
    contains: tuple[float, float] | None = None

    @property
    def n(self) -> int:
        return int(self.run.weight.size)

    @property
    def title(self) -> str:
        return f"Varne drift: {object_words(self.key)}, from {stamp(self.start.t[0])}"

    @property
    def fields(self) -> str:
        """The fields in words; a file name may hold characters that no XML and no font has."""
        return "; ".join("".join(c if c.isprintable() else "?" for c in name) for name in self.run.fields)

    @property
    def summary(self) -> str:
        """One line of what it rests on."""
        return f"{self.n} states, seed {self.seed}; fields: {self.fields}; Varne {__version__}"


def drifted(
    run: Run, key: str, start: Place, seed: int, times: Iterable[float], contains: tuple[float, float] | None = None
) -> Drifted:
    """A run and what was asked of it, at the moments asked for [s since 1970].

    raises  ValueError when no moment is given
    """
    moments = tuple(moment_of(run, t, contains) for t in sorted(times))
    if not moments:
        raise ValueError("no moment to tell of; give one time or more inside the run")
    return Drifted(key, start, seed, run, moments, contains)


def moment_of(run: Run, t: float, contains: tuple[float, float] | None = None) -> Moment:
    """The states at one moment [s since 1970] as a density, with what is ashore and outside."""
    now = run.at(t)
    outside = now.flag[0] == motion.OUTSIDE
    weight = now.weight * ~outside
    gone = float(now.weight @ (now.flag[0] == motion.STRANDED)), float(now.weight @ outside)
    if not weight.sum() > 0:
        return Moment(t, None, *gone, None if contains is None else 1.0)
    d = probability.density(now.lon[0], now.lat[0], weight)
    return Moment(t, d, *gone, None if contains is None else probability.contour_holding(d, *contains))


def object_words(key: str, language: Language = "en") -> str:
    """An object in words; a leeway class has English words only, a mixture keeps its key.

    >>> object_words("piw", "fr")
    "personne à l'eau, état inconnu"
    """
    if key in _OBJECTS:
        return _OBJECTS[key][language == "fr"]
    return leeway.TABLE[key].words if key in leeway.TABLE else key


def stamp(t: float) -> str:
    """A moment as ISO 8601 in UTC, to the second.

    >>> stamp(1_637_719_200.0)
    '2021-11-24T02:00:00Z'
    """
    return datetime.fromtimestamp(round(t), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def spoken(t: float) -> str:
    """A moment as it is said on the air, date and time in UTC.

    >>> spoken(1_637_719_200.0)
    '24 0200 UTC'
    """
    return datetime.fromtimestamp(round(t), UTC).strftime("%d %H%M UTC")


def densest(d: Density) -> tuple[float, float]:
    """The most probable place: lon, lat of the centre of the densest cell [deg]."""
    j, i = np.unravel_index(int(d.p.argmax()), d.p.shape)
    lon, lat = geodesy.from_plane(d.x[i], d.y[j], d.lon0, d.lat0)
    return float(lon), float(lat)


def area_m2(d: Density, level: float) -> float:
    """The size of the smallest area that holds a share `level` of the probability [m2]."""
    return float((d.p >= probability.threshold(d, level)).sum() * d.cell**2)
