"""Harbours, light vessels and banks of the Strait: what people name when they say where they are, or where they make for.

data/marks.csv names the source of each and how far it may be off. Not for navigation: a harbour is one point of its entrance,
a bank the middle of several miles.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

Kind = Literal["harbour", "light_vessel", "bank"]


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
