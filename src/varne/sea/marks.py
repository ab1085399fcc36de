"""Harbours, light vessels and banks of the Strait: what people name when they say where they are, or where they make for.

data/marks.csv names the source of each and how far it may be off. Not for navigation: a harbour is one point of its entrance,
a bank the middle of several miles.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

import numpy as np

from varne import geodesy

Kind = Literal["harbour", "light_vessel", "bank"]
SHARP = 500.0
"""A mark that may be further off than this is none to count from [m]."""
NEAR = 30 * geodesy.NM
"""Beyond this nobody says where he is by it [m]."""


@dataclass(frozen=True, slots=True)
class Mark:
    """A named place: lon, lat [deg]; within: how far off the true one may be [m]."""

    kind: Kind
    name: str
    lon: float
    lat: float
    within: float
    source: str


@cache
def dover_strait() -> tuple[Mark, ...]:
    """The shipped marks, from Newhaven and Dieppe to Oostende.

    >>> next(m.lat for m in dover_strait() if m.kind == "light_vessel" and m.name == "Varne")
    51.0214
    """
    lines = (files("varne.sea") / "data" / "marks.csv").read_text("utf-8").splitlines()
    rows = csv.DictReader(line for line in lines if not line.startswith("#"))
    return tuple(
        Mark(cast(Kind, r["kind"]), r["name"], float(r["lon"]), float(r["lat"]), float(r["within"]), r["source"]) for r in rows
    )


@dataclass(frozen=True, slots=True)
class Off:
    """A place told from a mark: metres off it, on a true bearing from it [deg, 0 <= bearing < 360]."""

    mark: Mark
    metres: float
    bearing: float

    @property
    def degrees(self) -> int:
        """The bearing as it is said: whole degrees, 0 to 359."""
        return round(self.bearing) % 360


def off(lon: float, lat: float) -> Off | None:
    """A place told from the nearest sharp mark, as one says it on the radio; None where none is near.

    >>> told = off(1.74167, 51.14167)
    >>> print(told.mark.name, round(told.metres / geodesy.NM, 1), round(told.bearing))
    Sandettie 3.2 317
    """
    sharp = [m for m in dover_strait() if m.within <= SHARP]
    far, bearing = geodesy.distance_and_bearing([m.lon for m in sharp], [m.lat for m in sharp], lon, lat)
    k = int(np.argmin(far))
    return Off(sharp[k], float(far[k]), float(bearing[k])) if far[k] <= NEAR else None
