"""The one place that a position text can mean; where it can mean several, a person picks, never a rule."""

from collections.abc import Callable, Sequence

from varne.positions import NoPosition, Reading
from varne.readers.problem import shortened
from varne.sea import coast

LONGEST = 2_000
"""Characters of a text in which a position is looked for; the readings of a longer one could take seconds."""
Readings = Callable[[str], Sequence[Reading]]


class Unplaced(ValueError):
    """Why a text is no single place, and what to do."""

    def __init__(self, why: str, mend: str) -> None:
        super().__init__(why)
        self.why, self.mend = why, mend


def one_place(text: str, readings: Readings, may_be: Callable[[Reading], bool] = lambda reading: True) -> tuple[float, float]:
    """Longitude and latitude of the explicit reading, or of the only one that is in the area and at sea.

    may_be   False for readings that are known to be wrong, such as those in another notation than the column's
    raises   Unplaced, which lists every reading where there are several
    """
    if len(text) > LONGEST:
        raise Unplaced(f"{len(text)} characters are no position", f"give the position alone, {LONGEST} characters at most")
    try:
        found = [r for r in readings(text) if may_be(r)]
    except NoPosition as error:
        known = "; ".join(error.problems) or "ask for degrees and minutes with north or south, east or west"
        raise Unplaced(f"no position in {shortened(text, 60)!r}", f"the report went in without a position: {known}") from None
    admissible = [r for r in found if r.explicit] or [r for r in found if at_sea(r.lon, r.lat)]
    places = {(round(r.lon, 6), round(r.lat, 6)): (r.lon, r.lat) for r in admissible}
    if len(places) == 1:
        return next(iter(places.values()))
    listed = "; ".join(degrees(r.lon, r.lat) for r in found)
    raise Unplaced(
        f"ambiguous position: {shortened(text, 60)!r} may be {listed}",
        "the report went in without a position: let a person choose and give lon and lat",
    )


def at_sea(lon: float, lat: float) -> bool:
    """Is a place water that we know? False outside the coast that we have, where nobody knows.

    >>> at_sea(1.3983, 51.0214), at_sea(1.08, 51.28), at_sea(-30.0, 51.0)
    (True, False, False)
    """
    return bool(coast.covers(lon, lat)) and bool(coast.at_sea(lon, lat))


def degrees(lon: float, lat: float) -> str:
    """A place as problems name it.

    >>> degrees(-1.5, 51.0)
    '51.00000 N 1.50000 W'
    """
    return f"{abs(lat):.5f} {'N' if lat >= 0 else 'S'} {abs(lon):.5f} {'E' if lon >= 0 else 'W'}"
