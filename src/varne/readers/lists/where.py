"""The position of a row, out of two columns or one; every reading is looked at, and an open one is a problem, no guess."""

import re
from dataclasses import dataclass

from varne import geodesy
from varne.positions import Reading, readings
from varne.readers.lists.assumed import Degrees
from varne.readers.lists.cells import Unread, text_of
from varne.readers.lists.sheets import Cell
from varne.readers.one_place import Unplaced, one_place
from varne.sea import coast

APART_M = 1_000.0
"""Two columns of one row that name places further apart are said to disagree."""
DIGITS = 7
"""Decimals of a degree that are kept: a centimetre (RFC 7946 asks for no more)."""
_NUMBER = re.compile(r"-?\d{1,3}(?:[.,]\d+)?")
_AS: dict[Degrees, str] = {"decimal": "DD", "minutes": "DM as DD"}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a row says its boat is: a point, or only the words; doubt is what a person must settle."""

    lon: float | None = None
    lat: float | None = None
    text: str | None = None
    doubt: Unread | None = None


def place(lat: Cell, lon: Cell, written: Cell, degrees: Degrees | None, of_words: Degrees | None = None) -> Place:
    """The position in the cells of a row; "" where there is no such cell.

    degrees   what bare numbers in the two columns are, where the heading or a person says so; of_words  in the one column

    >>> place(51.14167, 1.74167, "", None).lon, place(51.085, 1.445, "", None).lon, place(51.085, 1.445, "", "decimal").lon
    (1.74167, None, 1.445)
    """
    north, east, words = (text_of(c) for c in (lat, lon, written))
    if not north and not east:
        return _of_text(words, of_words) if words else Place()
    if not (north and east):
        has, lacks = ("latitude", "longitude") if north else ("longitude", "latitude")
        return Place(text=words or north or east, doubt=Unread(f"a {has} without a {lacks}", "give both or neither"))
    found = _of_columns(north, east, degrees)
    return _compared(found, words, of_words) if words else found


def _of_columns(north: str, east: str, degrees: Degrees | None) -> Place:
    bare = _NUMBER.fullmatch(north) and _NUMBER.fullmatch(east)
    if bare and degrees == "decimal":
        return _decimal(float(north.replace(",", ".")), float(east.replace(",", ".")), f"{north} {east}")
    written = f"{north} {east}"
    found = _of_text(f"lat {north} lon {east}", degrees if bare else None)
    return Place(found.lon, found.lat, written, found.doubt)


def _decimal(lat: float, lon: float, written: str) -> Place:
    if not (-90 <= lat <= 90 and -180 <= lon < 180):
        why = f"latitude {lat:g}, longitude {lon:g} is no place on the globe"
        return Place(text=written, doubt=Unread(why, "is it a slip of the pen, or degrees and minutes without a point?"))
    if not coast.covers(lon, lat) and coast.covers(lat, lon):
        why = f"latitude {lat:g}, longitude {lon:g} is far from the Strait"
        return Place(text=written, doubt=Unread(why, "the two look swapped: longitude is the east one, 0 to 3 in the Strait"))
    return Place(round(lon, DIGITS), round(lat, DIGITS))


def _of_text(text: str, degrees: Degrees | None) -> Place:
    written = text.removeprefix("lat ").replace(" lon ", " ")

    def may_be(r: Reading) -> bool:
        return r.explicit or degrees is None or r.notation == _AS[degrees]

    try:
        lon, lat = one_place(text, readings, may_be)
    except Unplaced as unplaced:
        return Place(text=written, doubt=Unread(unplaced.why, unplaced.mend))
    return Place(round(lon, DIGITS), round(lat, DIGITS), written)


def _compared(found: Place, words: str, degrees: Degrees | None) -> Place:
    """Columns of numbers and a column of words: the numbers stand, the words are kept, a contradiction is said."""
    other = _of_text(words, degrees)
    kept = Place(found.lon, found.lat, words, found.doubt)
    if found.lon is None or found.lat is None:
        return Place(other.lon, other.lat, words, other.doubt and found.doubt)
    if other.lon is None or other.lat is None:
        return kept
    apart = float(geodesy.distance_and_bearing(found.lon, found.lat, other.lon, other.lat)[0])
    if apart < APART_M:
        return kept
    why = f"{words!r} lies {apart / geodesy.NM:.1f} NM from the latitude and longitude beside it"
    return Place(found.lon, found.lat, words, Unread(why, "the numbers were taken; ask which is right"))
