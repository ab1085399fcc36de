"""A point -> text in one notation, for reading back and for other programs. Every text reads back as one explicit point."""

import math
from collections.abc import Callable
from typing import Literal, get_args

Format = Literal["DD", "DM", "DMS", "DM hyphen", "ISO 6709", "radio"]
FORMATS: tuple[Format, ...] = get_args(Format)


def format_position(lon: float, lat: float, notation: str) -> str:
    """A position in one notation.

    lon, lat  [deg]
    notation  one of FORMATS; radio is what is said on channel 16, to a tenth of a minute
    returns   the text; rounded as a whole, so that 59.99996' is written as the next degree and 00'
    raises    ValueError for an unknown notation or a point that is not on the globe

    >>> format_position(1.741667, 51.141667, "radio")
    "51°08.5'N 001°44.5'E"
    >>> format_position(-1.2, 50.9999999, "DM hyphen")
    '51-00.00N 001-12.00W'
    """
    if notation not in _WRITERS:
        raise ValueError(f"notation {notation!r} cannot be written; give one of {', '.join(FORMATS)}")
    if not (math.isfinite(lon) and math.isfinite(lat) and abs(lat) <= 90 and abs(lon) <= 180):
        raise ValueError(
            f"lon {lon}, lat {lat} is no point on the globe: lon is -180 to 180 and lat -90 to 90; did they change places?"
        )
    return _WRITERS[notation](lon, lat)


def _dd(value: float, width: int) -> str:
    whole, part = _units(value, 10**5)
    return f"{whole:0{width}d}.{part:05d}°"


def _dm(value: float, width: int, places: int, mark: str = "°", end: str = "'") -> str:
    degrees, rest = _units(value, 60 * 10**places)
    minutes, part = divmod(rest, 10**places)
    return f"{degrees:0{width}d}{mark}{minutes:02d}.{part:0{places}d}{end}"


def _dms(value: float, width: int) -> str:
    degrees, rest = _units(value, 36_000)
    minutes, tenths = divmod(rest, 600)
    return f"{degrees:0{width}d}°{minutes:02d}'{tenths // 10:02d}.{tenths % 10}\""


def _units(value: float, per_degree: int) -> tuple[int, int]:
    """Whole degrees and the rest in the smallest unit written: rounded once, so that the carry is right."""
    return divmod(round(abs(value) * per_degree), per_degree)


def _lettered(write: Callable[[float, int], str]) -> Callable[[float, float], str]:
    def text(lon: float, lat: float) -> str:
        north, east = write(lat, 2), write(lon, 3)
        return f"{north}{'NS'[_negative(lat, north)]} {east}{'EW'[_negative(lon, east)]}"

    return text


def _iso(lon: float, lat: float) -> str:
    north, east = _dd(lat, 2)[:-1], _dd(lon, 3)[:-1]
    return f"{'+-'[_negative(lat, north)]}{north}{'+-'[_negative(lon, east)]}{east}/"


def _negative(value: float, written: str) -> bool:
    return value < 0 and any(c in "123456789" for c in written)  # what rounds to zero is not west


_WRITERS: dict[str, Callable[[float, float], str]] = {
    "DD": _lettered(_dd),
    "DM": _lettered(lambda value, width: _dm(value, width, 3)),
    "DMS": _lettered(_dms),
    "DM hyphen": _lettered(lambda value, width: _dm(value, width, 2, "-", "")),
    "ISO 6709": _iso,
    "radio": _lettered(lambda value, width: _dm(value, width, 1)),
}
