"""24 November 2021: which contour holds the finding place at 1249, under which assumptions.

    python design/charlie_sensitivity.py

Prints the table of docs/cases/2021-11-24.md. Nothing here is fitted: each row changes one assumption of the first row.
"""

from dataclasses import replace
from datetime import UTC, datetime

from varne import geodesy
from varne.commands.drift import Request, drift
from varne.positions import format_position
from varne.sea.field import Constant, Field
from varne.sea.tides import dover_strait

FINDING_PLACE = 1.72350, 51.09300
FOUND = datetime(2021, 11, 24, 12, 49, tzinfo=UTC)
LAST, MAYDAY = (1.75947, 51.15075), (1.74167, 51.14167)


def request(hhmm: int, key: str = "piw", place: tuple[float, float] = LAST, error_m: float = 300.0) -> Request:
    at = datetime(2021, 11, 24, hhmm // 100, hhmm % 100, tzinfo=UTC)
    hours = (FOUND - at).total_seconds() / 3600
    return Request(lon=place[0], lat=place[1], at=at, hours=hours, key=key, error_m=error_m, contains=FINDING_PLACE)


def wind(speed: float, blows_from: float) -> Field:
    u, v = geodesy.components_from(speed, blows_from)
    return Constant(float(u), float(v), f"wind {speed:g} m/s from {blows_from:03.0f}")


BASE = request(312)
ROWS: list[tuple[str, Request, Field | None]] = [
    ("person in water, 0312, light wind from any direction", BASE, None),
    ("start 0322 instead of 0312", request(322), None),
    ("start 0333", request(333), None),
    ("from the Mayday position at 0201, in the water at once", request(201, place=MAYDAY), None),
    ("position known to 1 km instead of 300 m", replace(BASE, error_m=1000.0), None),
    ("person in water with a jacket", request(312, "piw-jacket"), None),
    ("swamped boat", request(312, "swamped"), None),
    ("loaded inflatable, adrift", request(312, "inflatable"), None),
    ("half swamped boat, half people in water", request(312, "swamped:0.5,piw:0.5"), None),
    ("no wind", BASE, wind(0.0, 0.0)),
    *[(f"wind 4 m/s from {d:03d}", BASE, wind(4.0, d)) for d in (20, 110, 200, 290)],
    *[(f"wind 8 m/s from {d:03d}", BASE, wind(8.0, d)) for d in (20, 110, 200, 290)],
]


def row(words: str, asked: Request, blows: Field | None) -> str:
    d = drift(asked, dover_strait(), blows)
    m = d.moments[-1]
    centre = m.density
    if centre is None or m.held is None:
        return f"| {words} | all outside the area | | |"
    off, _ = geodesy.distance_and_bearing(centre.lon0, centre.lat0, *FINDING_PLACE)
    where = format_position(centre.lon0, centre.lat0, "radio")
    return f"| {words} | {m.held:.0%} | {where} | {off / geodesy.NM:.1f} nm |"


def main() -> None:
    print("| assumption | contour that holds the finding place | mean position at 1249 | mean to finding place |")
    print("|---|---|---|---|")
    for words, asked, blows in ROWS:
        print(row(words, asked, blows))


if __name__ == "__main__":
    main()
