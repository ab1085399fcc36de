"""Assets: what can be sent to search, as values; the shipped list of the Strait, and a centre's own changes to it.

data/assets.csv names the source of every row, marks places that are approximate, and says which figures are judgement. A centre
edits them in varne.toml: a line with a known name changes what it gives and keeps the rest, another name is a new asset.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache
from math import isfinite
from typing import Any, Literal, get_args

from varne.geodesy import KNOT
from varne.search import tables
from varne.search.corrections import Looker, Platform, Sensor

Side = Literal["uk", "fr", "be"]
Kind = Literal["lifeboat", "inshore", "cutter", "helicopter", "aircraft", "drone"]
FLYING: dict[Kind, Platform] = {"helicopter": "helicopter", "drone": "helicopter", "aircraft": "fixed-wing"}
"""Whose tables an aircraft is read in; a drone's are nobody's, a low helicopter's are the nearest."""
SCALES = {"transit_kn": KNOT, "search_kn": KNOT, "hours": 3600.0, "launch_min": 60.0}
FIELDS = {"transit_kn": "transit", "search_kn": "search", "hours": "endurance", "launch_min": "launch", "eye_m": "height"}


@dataclass(frozen=True, slots=True)
class Asset:
    """One asset.

    side, kind   whose it is, and what
    lon, lat     where it starts from [deg]; approximate: not known to the second, or a place that stands in for one
    transit      speed on its way; search: in a pattern, before the allowance for turns and sightings      [m/s]
    endurance    from leaving to being back [s];  launch  from the call to leaving [s]
    height       of eye, or of flight, above the sea [m];  max_wave_m  it goes out up to, None: no limit is known
    sensors      what it looks with
    capacity     how many people it can take aboard, None: not known
    judged       names of values that are judgement;  source  of the others
    raises       ValueError that names the asset and what it may be
    """

    name: str
    side: Side
    kind: Kind
    lon: float
    lat: float
    approximate: bool
    transit: float
    search: float
    endurance: float
    launch: float
    height: float
    sensors: tuple[Sensor, ...]
    max_wave_m: float | None = None
    capacity: int | None = None
    judged: tuple[str, ...] = ()
    source: str = ""

    def __post_init__(self) -> None:
        for name, value, allowed in (("side", self.side, Side), ("kind", self.kind, Kind)):
            if value not in get_args(allowed):
                raise ValueError(f"{self.name}: {name} {value!r}; give one of {', '.join(get_args(allowed))}")
        if wrong := [s for s in self.sensors if s not in get_args(Sensor)]:
            raise ValueError(f"{self.name}: sensors {wrong}; give some of {', '.join(get_args(Sensor))}")
        if not (abs(self.lon) <= 180 and abs(self.lat) <= 90):
            raise ValueError(f"{self.name}: lon {self.lon}, lat {self.lat} is no place; did they change places?")
        numbers = {"transit": self.transit, "search": self.search, "endurance": self.endurance, "height": self.height}
        if bad := [f"{k} {v:g}" for k, v in numbers.items() if not (isfinite(v) and v > 0)]:
            raise ValueError(f"{self.name}: {', '.join(bad)}; speeds, endurance and height are above 0")
        if self.capacity is not None and self.capacity < 0:
            raise ValueError(f"{self.name}: capacity {self.capacity}; it takes nobody, 0, or more")
        if not self.launch >= 0:
            raise ValueError(f"{self.name}: launch {self.launch:g} s; the time from call to leaving is 0 or more")

    @property
    def flies(self) -> bool:
        """Is it kept apart from aircraft, not from ships?"""
        return self.kind in FLYING

    def looker(self, sensor: Sensor, *, tired: bool = False, hours: float = 0.0) -> Looker:
        """How it looks with one of its sensors.

        hours   on task;  tired  is fatigue known to count?
        raises  ValueError for a sensor it does not have
        """
        if sensor not in self.sensors:
            raise ValueError(f"{self.name} has no {sensor}; it looks with {', '.join(self.sensors)}")
        return Looker(sensor, FLYING.get(self.kind, "vessel"), self.height, self.search, tired, hours=hours)


@cache
def shipped() -> tuple[Asset, ...]:
    """The list of the Strait, as data/assets.csv has it.

    >>> dover = shipped()[0]
    >>> print(dover.name, round(dover.transit / KNOT), dover.approximate)
    Dover all-weather lifeboat 25 False
    """
    return tuple(_asset(row) for row in tables.rows("assets.csv"))


def _asset(row: Mapping[str, str]) -> Asset:
    values: dict[str, Any] = {FIELDS[k]: float(row[k]) * SCALES.get(k, 1.0) for k in FIELDS}
    wave = float(row["max_wave_m"]) if row["max_wave_m"] else None
    room = int(row["capacity"]) if row["capacity"] else None
    values |= {k: row[k] for k in ("name", "side", "kind", "source")}
    values |= {k: tuple(row[k].split()) for k in ("sensors", "judged")}
    values |= {k: float(row[k]) for k in ("lon", "lat")}
    return Asset(**values, approximate=row["place_known"] != "second", max_wave_m=wave, capacity=room)


def fleet(lines: Iterable[Mapping[str, Any]], known: Iterable[Asset] | None = None) -> tuple[Asset, ...]:
    """The shipped assets with a centre's own lines: changed, added, or taken out.

    lines    of varne.toml: `name` and any of side, kind, lon, lat, transit_kn, search_kn, hours, launch_min, eye_m, max_wave_m,
             sensors, capacity; `off = true` takes it out
    known    what they change; None is the shipped list
    raises   ValueError that names the asset, and what a new one still needs

    >>> [a.lon for a in fleet([{"name": "Border Force cutter", "lon": 1.5}]) if a.kind == "cutter" and a.side == "uk"]
    [1.5]
    """
    found = {a.name: a for a in (shipped() if known is None else known)}
    for line in lines:
        name = line["name"]
        if line.get("off"):
            found.pop(name, None)
        else:
            found[name] = _changed(found[name], line) if name in found else _new(line)
    return tuple(found.values())


NEEDED = ("side", "kind", "lon", "lat", "transit_kn", "search_kn", "hours", "launch_min", "eye_m", "sensors")


def _values(line: Mapping[str, Any]) -> dict[str, Any]:
    values = {FIELDS.get(k, k): v * SCALES.get(k, 1.0) if k in SCALES else v for k, v in line.items() if k != "off"}
    return values | ({"sensors": tuple(line["sensors"])} if "sensors" in line else {})


def _changed(asset: Asset, line: Mapping[str, Any]) -> Asset:
    """What a centre says of its own asset is known, not judged."""
    approximate = asset.approximate and not {"lon", "lat"} <= line.keys()
    judged = tuple(name for name in asset.judged if name not in line)
    return replace(asset, **_values(line), approximate=approximate, judged=judged)


def _new(line: Mapping[str, Any]) -> Asset:
    if missing := [k for k in NEEDED if k not in line]:
        raise ValueError(f"asset {line['name']!r} is not of the shipped list, so it also needs {', '.join(missing)}")
    return Asset(**_values(line), approximate=False, source="varne.toml")
