"""A position as somebody wrote it -> every reading as plain values, with whether it lies at sea; for commands and routes."""

from typing import Any

from varne.positions import Judged, ranked, readings
from varne.readers.one_place import at_sea
from varne.sea import coast


def places(text: str) -> tuple[Judged, ...]:
    """Every reading of a text, best supported first.

    raises  NoPosition with what is wrong and the likely mend

    >>> [(round(j.reading.lon, 4), round(j.reading.lat, 4), j.at_sea) for j in places("51 05.5 N 001 30.0 E")]
    [(1.5, 51.0917, True)]
    """
    return ranked(readings(text), lambda lon, lat: bool(coast.covers(lon, lat)), at_sea)


def plain(j: Judged) -> dict[str, Any]:
    """One reading as `varne position --json` prints it."""
    r = j.reading
    told = {"lon": r.lon, "lat": r.lat, "notation": r.notation, "text": r.text, "explicit": r.explicit}
    return {**told, "resolution_m": r.resolution_m, "in_area": j.in_area, "at_sea": j.at_sea, "notes": list(r.notes)}
