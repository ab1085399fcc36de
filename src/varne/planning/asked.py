"""Asked: what a search request holds, as its JSON has it; its schema is published in docs/schemas/search-request.json.

Knots, minutes, hours and metres here, as people write them; SI from `planning.search` on.
"""

from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import msgspec

from varne.requests import read, schema_of

Positive = Annotated[float, msgspec.Meta(gt=0)]
NotNegative = Annotated[float, msgspec.Meta(ge=0)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Lon = Annotated[float, msgspec.Meta(ge=-180, le=180)]
Lat = Annotated[float, msgspec.Meta(ge=-90, le=90)]
Time = Annotated[str, msgspec.Meta(description="ISO time with a zone, such as 2021-11-24T04:00Z")]
Place = tuple[Lon, Lat]
Fix = tuple[Lon, Lat, Time]


class Widths(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Sweep width against each state [m]; what is left out is not seen at all."""

    underway: NotNegative = 0.0
    adrift: NotNegative = 0.0
    swamped: NotNegative = 0.0
    people_in_water: NotNegative = 0.0


class Sensor(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who looks, for the tables of sweep widths, instead of `sweep_m`: docs/search.md."""

    sensor: Literal["eye", "nvg", "infrared", "radar"] = "eye"
    platform: Literal["vessel", "helicopter", "fixed-wing"] = "vessel"
    height_m: Positive = 4.0
    tired: bool = False
    jackets: bool = False


class Rectangle(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An area already decided: its middle at a moment (`at`; when the asset gets there if left out), sides [m], true heading of
    the long side. It drifts with what is looked for, as every area does."""

    lon: Lon
    lat: Lat
    length_m: Positive
    width_m: Positive
    heading: float = 0.0
    at: Time | None = None


class Asset(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """An asset. What is left out is taken from the shipped list when the name is in it (docs/search.md).

    `home` is where it must be at the end of its endurance, its own place when left out; `areas` how many it may be given, one
    after the other: two find more than one, three hardly more than two. `area`: already decided, one or several in order, so
    that the plan only says what they are worth. `withheld`: kept back, and the plan says so.
    """

    name: str
    lon: Lon | None = None
    lat: Lat | None = None
    search_kn: NotNegative | None = None
    endurance_h: NotNegative | None = None
    transit_kn: Positive | None = None
    kind: Literal["ship", "air"] | None = None
    ready_min: NotNegative | None = None
    sweep_m: Widths | None = None
    by: Sensor | None = None
    home: Place | None = None
    least_spacing_m: Positive = 185.2
    areas: Annotated[int, msgspec.Meta(ge=1, le=3)] = 2
    area: Rectangle | Annotated[list[Rectangle], msgspec.Meta(min_length=1, max_length=3)] | None = None
    country: str = ""
    withheld: bool = False


class Datum(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where it was: weight says how likely this one is beside the others."""

    lon: Lon
    lat: Lat
    at: Time
    error_m: Positive = 300.0
    object: str = "inflatable"
    weight: Positive = 1.0


class Lane(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Water that ships cross only at right angles to `traffic` [deg true], or keep out of when it is left out."""

    polygon: dict[str, Any]
    traffic: float | None = None


class Sailed(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A track that was really sailed or flown and found nothing; `dim`: by night or in weather against seeing, when left out as
    the weather of the request has it."""

    name: str
    track: list[Fix]
    sweep_m: Widths | None = None
    by: Sensor | None = None
    dim: bool | None = None


class Weather(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is looked through, for the tables of sweep widths."""

    visibility_nm: NotNegative = 10.0
    wind_kn: NotNegative = 10.0
    sea_m: NotNegative = 0.5
    night: bool = False


class Survival(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is known of the people, for the objective alive: as `varne survive` has it.

    `since_h`: how long they had been as they were when the states begin, at the first position; not how long before `at`.
    """

    water_c: float
    since_h: NotNegative = 0.0
    buoyancy: Literal["none", "worn", "unknown"] = "unknown"
    clothing: Literal["light", "heavy", "suit", "unknown"] = "unknown"
    doing: Literal["still", "swimming", "huddled", "unknown"] = "unknown"
    sea: Literal["calm", "rough", "unknown"] = "unknown"
    children: Share = 0.0


class Apart(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Least distance between the areas of two aircraft and of two ships at work together [m]; null lets them overlap."""

    air_m: NotNegative | None = 1852.0
    ship_m: NotNegative | None = 500.0


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A search to be planned: from `at`, for `hours`, for people of one of three: `datums`; `drifted`, a file of
    `varne drift -o FILE.nc`; `reports`, a file of report lines of which those received by `at` count.

    boat     the boat whose reports count: its id as `varne fuse` gives it, or that of one report; left out, all are of one
    seconds  how long better plans are looked for; rounds: instead, how many times, so that the same plan comes on any machine
    """

    at: Time
    assets: list[Asset]
    hours: Annotated[float, msgspec.Meta(gt=0, le=48)] = 6.0
    datums: list[Datum] = []
    drifted: str | None = None
    reports: str | None = None
    boat: str | None = None
    survival: Survival | None = None
    searched: list[Sailed] = []
    weather: Weather = Weather()
    lanes: list[Lane] = []
    apart: Apart = Apart()
    current: str = "tide"
    wind: str | None = None
    states: Annotated[int, msgspec.Meta(ge=1, le=200_000)] = 20_000
    seconds: Annotated[float, msgspec.Meta(ge=0, le=600)] = 5.0
    rounds: Annotated[int, msgspec.Meta(ge=1)] | None = None
    step_min: Annotated[float, msgspec.Meta(ge=5, le=60)] = 20.0
    factor: Annotated[float, msgspec.Meta(ge=1)] = 1.75
    seed: int = 1


def moment(text: str, what: str) -> float:
    """Seconds since 1970 of an ISO time.

    raises  ValueError that shows how to write it
    """
    try:
        when = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{what} {text!r} is no time; write it as 2021-11-24T03:12Z") from None
    if when.tzinfo is None:
        raise ValueError(f"{what} {text!r} has no zone; write {text}Z if it is UTC")
    return when.astimezone(UTC).timestamp()


def parse_request(text: bytes) -> Request:
    """A request out of JSON.

    raises  ValueError that names the place and what is allowed
    """
    return read(text, Request, "docs/schemas/search-request.json")


def misread(request: dict[str, Any]) -> str | None:
    """Why a stored request cannot be planned again; None when it can."""
    try:
        parse_request(msgspec.json.encode(request))
    except ValueError as error:
        return str(error)
    return None


def schema() -> bytes:
    """JSON Schema of a request, as docs/schemas/search-request.json has it."""
    return schema_of(Request)
