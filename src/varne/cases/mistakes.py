"""What goes wrong with a position and a time between a boat and the desk, for SIMULATED nights."""

import numpy as np

from varne import geodesy
from varne.cases.parameters import NightParameters


def wrong_place(rng: np.random.Generator, p: NightParameters, lon: float, lat: float) -> tuple[float, float]:
    """The place that is given for a place: grossly off, minutes read as decimals, west for east, or the place itself."""
    chance = rng.random()
    if chance < p.gross:
        return _moved(lon, lat, rng.uniform(0, 360), rng.uniform(5_000, 20_000))
    if chance < p.gross + p.minutes_as_degrees:
        return minutes_read_as_decimals(lon), minutes_read_as_decimals(lat)
    if chance < p.gross + p.minutes_as_degrees + p.sign_lost:
        return -lon, lat
    return lon, lat


def minutes_read_as_decimals(degrees: float) -> float:
    """51 30.0' is 51.5 and is read as 51.30."""
    whole = int(degrees)
    return whole + (degrees - whole) * 0.6


def wrong_clock(rng: np.random.Generator, p: NightParameters) -> float:
    """Seconds by which a given time is off."""
    chance = rng.random()
    if chance < p.hour_off:
        return 3_600.0
    if chance < p.hour_off + p.minutes_off:
        return float(rng.choice([-1, 1]) * rng.uniform(300, 1_200))
    return 0.0


def blurred(rng: np.random.Generator, lon: float, lat: float, ellipse: tuple[float, float, float]) -> tuple[float, float]:
    """A place moved by an error drawn from an ellipse: 1 sigma axes [m], bearing of the longer [deg]."""
    along, across = rng.normal(0, ellipse[0]), rng.normal(0, ellipse[1])
    lon, lat = _moved(lon, lat, ellipse[2] + (180 if along < 0 else 0), abs(along))
    return _moved(lon, lat, ellipse[2] + (270 if across < 0 else 90), abs(across))


def _moved(lon: float, lat: float, bearing: float, distance: float) -> tuple[float, float]:
    there = geodesy.destination(lon, lat, bearing, distance)
    return float(there[0]), float(there[1])
