"""Fixes: positions that come with who gives them (AIS, Cursor on Target), and what is known of who gives them."""

from dataclasses import dataclass
from typing import Literal

Kind = Literal["ship", "aircraft", "rescue_beacon", "craft", "other"]
"""ship: AIS; rescue_beacon: AIS of a SART, a man-overboard device or an EPIRB; craft: afloat, from Cursor on Target."""


@dataclass(frozen=True, slots=True)
class Fix:
    """Where a known sender was.

    key      who: "mmsi:235070762", "cot:" and a hash; never a person
    t        when                                  [s since 1970]
    lon, lat [deg]
    error_m  1 sigma radius
    course   true, over ground [deg], 0 <= c < 360; None unknown
    speed    over ground [m/s]; None unknown
    """

    key: str
    t: float
    lon: float
    lat: float
    error_m: float
    course: float | None = None
    speed: float | None = None
    kind: Kind = "ship"


@dataclass(frozen=True, slots=True)
class Particulars:
    """What a sender says of itself, without names: AIS type number (None unknown), length [m] (None unknown)."""

    key: str
    t: float
    type: int | None = None
    length_m: float | None = None
