"""Radar sentences (TTM, TLL, RSD) to plots, with the own ship's sentences that they need (RMC, GGA, GLL, HDT, THS, VTG).

A bearing is true or relative to the heading (TTM's T or R; RSD's display north-up, head-up or course-up); distances are km,
nautical or statute miles (K, N, S). A relative bearing before any heading is a Problem, never a guess. A target that the
radar has lost is no plot.

source  IEC 61162-1:2016; fields of TTM, TLL and RSD
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from varne.fusion.tracker.scans import Plot, Radar
from varne.readers.nmea import METRES_IN, BadSentence, degrees, fields, number, problem, stamped, time_of_day
from varne.readers.problem import Problem


@dataclass(frozen=True, slots=True)
class Own:
    """The radar's ship: place (the radar's own until it says), heading and course over ground true [deg], None unknown."""

    lon: float
    lat: float
    heading: float | None = None
    course: float | None = None


def read_radar(
    lines: Iterable[bytes], radar: Radar, received: datetime | None = None, own: Own | None = None
) -> tuple[tuple[Plot, ...], tuple[Problem, ...]]:
    """Plots out of NMEA lines of one radar.

    radar     the name and the errors of its plots; where it stands, unless the lines give the ship's position
    received  when the lines came, for those that do not say [aware UTC]; a time of day in a sentence goes before it
    own       heading and course where the lines do not give them, such as a shore station's 0
    returns   plots and problems, each in the order of the lines

    >>> plots, problems = read_radar([b"1637717400 $RATTM,01,5.0,60.0,T,,,T,,,N,,T,,,*5A"], Radar("dover", 1.34, 51.13))
    >>> round(plots[0].lon, 3), round(plots[0].lat, 3), len(problems)
    (1.455, 51.172, 0)
    """
    clock = received.timestamp() if received else None
    now = own or Own(radar.lon, radar.lat)
    plots: list[Plot] = []
    problems: list[Problem] = []
    for where, raw in enumerate(lines, start=1):
        t, sentence = stamped(raw, clock)
        if sentence[3:6].decode("ascii", "replace") not in (*_PLOTS, *_OWN):
            continue
        try:
            name, f = fields(sentence)
            f += [""] * 16  # later editions have more fields, older ones fewer
            if name in _OWN:
                now = _OWN[name](now, f)
            elif t is None:
                raise BadSentence("no time", "log lines with a tag block, or give the time at which they were received")
            elif found := _PLOTS[name](f, t, replace(radar, lon=now.lon, lat=now.lat), now):
                plots.append(found)
        except BadSentence as bad:
            problems.append(problem(where, raw, bad))
    return tuple(plots), tuple(problems)


def _distance(text: str, unit: str) -> float:
    if unit not in METRES_IN:
        raise BadSentence(f"unit {unit!r}", "the unit is K (km), N (nautical miles) or S (statute miles)")
    d = number(text, "distance") * METRES_IN[unit]
    if not 0 <= d < 400_000:
        raise BadSentence(f"distance {text} {unit}", "no radar sees that far: is the field shifted?")
    return d


def _bearing(text: str, given: str, zero: float | None, way: str) -> float:
    """The true bearing of one that is true (zero 0), or relative to a heading or course, unless that is unknown."""
    if zero is None:
        raise BadSentence(
            f"bearing {text} is relative to the {way}, which nobody gave ({given})",
            "add the ship's HDT or THS for the heading, VTG or RMC for the course, or give it for a shore station",
        )
    b = number(text, "bearing")
    if not -360 <= b <= 360:
        raise BadSentence(f"bearing {text}", "a bearing is 0 to 360 degrees")
    return (b + zero) % 360


def _ttm(f: list[str], t: float, radar: Radar, own: Own) -> Plot | None:
    if f[11] == "L":
        return None
    if f[3] not in ("T", "R"):
        raise BadSentence(f"bearing is {f[3]!r}", "TTM says T for true or R for relative to the heading")
    bearing = _bearing(f[2], "TTM R", 0.0 if f[3] == "T" else own.heading, "heading")
    return radar.plot(_when(f[13], t), _distance(f[1], f[9]), bearing)


def _tll(f: list[str], t: float, radar: Radar, own: Own) -> Plot | None:
    if f[7] == "L":
        return None
    lat, lon = degrees(f[1], f[2], "latitude"), degrees(f[3], f[4], "longitude")
    error = radar.sigma_range
    return Plot(radar.name, _when(f[6], t), lon, lat, (error, error, 0.0))


def _rsd(f: list[str], t: float, radar: Radar, own: Own) -> Plot | None:
    """The cursor: where an operator points, as a range and a bearing on a display that may be turned."""
    if not f[8] and not f[9]:
        return None
    zeros = {"N": (0.0, "north"), "H": (own.heading, "heading"), "C": (own.course, "course")}
    if f[12] not in zeros:
        raise BadSentence(f"display {f[12]!r}", "RSD says N (north-up), H (head-up) or C (course-up)")
    bearing = _bearing(f[9], f"RSD {f[12]}", *zeros[f[12]])
    return radar.plot(t, _distance(f[8], f[11]), bearing)


def _when(text: str, t: float) -> float:
    return time_of_day(text, t) if text else t


def _rmc(own: Own, f: list[str]) -> Own:
    if f[1] != "A":  # the receiver warns: its position is not to be used
        return own
    placed = replace(own, lat=degrees(f[2], f[3], "latitude"), lon=degrees(f[4], f[5], "longitude"))
    return replace(placed, course=number(f[7], "course") % 360) if f[7] else placed


def _gga(own: Own, f: list[str]) -> Own:
    return (
        replace(own, lat=degrees(f[1], f[2], "latitude"), lon=degrees(f[3], f[4], "longitude"))
        if f[5] not in ("", "0")
        else own
    )


def _gll(own: Own, f: list[str]) -> Own:
    return replace(own, lat=degrees(f[0], f[1], "latitude"), lon=degrees(f[2], f[3], "longitude")) if f[5] == "A" else own


def _heading(own: Own, f: list[str]) -> Own:
    return replace(own, heading=number(f[0], "heading") % 360) if f[0] else own


def _vtg(own: Own, f: list[str]) -> Own:
    return replace(own, course=number(f[0], "course") % 360) if f[0] else own


_PLOTS = {"TTM": _ttm, "TLL": _tll, "RSD": _rsd}
_OWN = {"RMC": _rmc, "GGA": _gga, "GLL": _gll, "HDT": _heading, "THS": _heading, "VTG": _vtg}
