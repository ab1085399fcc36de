"""What a request of `varne cover` holds, as its JSON has it; its schema is docs/schemas/cover-request.json."""

from typing import Annotated, Literal

import msgspec

from varne.planning.asked import Lat, Lon, NotNegative, Place, Positive, Share, Time
from varne.requests import read, schema_of

Side = Literal["uk", "fr", "be"]


class Unit(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A unit. What is left out is taken from the shipped list when the name is in it (docs/search.md).

    speed_by_wave: [significant wave height in metres, speed in knots] from calm to rough; sea_hours: how long its crew may wait
    at sea, 0 for one that waits at its berth.
    """

    name: str
    side: Side | None = None
    lon: Lon | None = None
    lat: Lat | None = None
    speed_kn: Positive | None = None
    speed_by_wave: list[tuple[NotNegative, NotNegative]] | None = None
    launch_min: NotNegative | None = None
    sea_hours: NotNegative = 0.0


class Demand(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A place where people may be in trouble: a weight for all hours, or one for each."""

    lon: Lon
    lat: Lat
    weight: NotNegative | list[NotNegative] = 1.0


class Crossing(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Boats that go from one place to another: all along the way, or with `leaves` and `speed_kn` hour by hour."""

    start: Place
    end: Place
    weight: Positive = 1.0
    leaves: Time | None = None
    speed_kn: Positive = 3.0


class Watch(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Radar, a tower, or an aircraft (then with sweep_m and speed_kn) that flies over a disc; always, or begin to end."""

    name: str
    lon: Lon
    lat: Lat
    reach_nm: Positive
    chance: Share = 0.9
    begin: Time | None = None
    end: Time | None = None
    sweep_m: NotNegative = 0.0
    speed_kn: NotNegative = 0.0


class Keep(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Units that each side keeps on its own side."""

    uk: Annotated[int, msgspec.Meta(ge=0)] = 1
    fr: Annotated[int, msgspec.Meta(ge=0)] = 1
    be: Annotated[int, msgspec.Meta(ge=0)] = 0


class Request(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A night: where the units should wait from `at` on, hour by hour."""

    at: Time
    units: list[Unit]
    hours: Annotated[int, msgspec.Meta(ge=1, le=48)] = 8
    demand: list[Demand] = []
    crossings: list[Crossing] = []
    places: list[Place] | None = None
    wave_m: NotNegative | list[NotNegative] = 0.5
    most_sea: Annotated[int, msgspec.Meta(ge=0)] = 3
    keep: Keep = Keep()
    busy: Share = 0.25
    move_min: NotNegative = 1.0
    watches: list[Watch] = []
    seed: int = 1


def parse_request(text: bytes) -> Request:
    """A request out of JSON.

    raises  ValueError that names the place and what is allowed
    """
    return read(text, Request, "docs/schemas/cover-request.json")


def schema() -> bytes:
    """JSON Schema of a request, as docs/schemas/cover-request.json has it."""
    return schema_of(Request)


class UnitRow(msgspec.Struct, frozen=True):
    """Where a unit waits in an hour."""

    name: str
    lon: float
    lat: float
    at_sea: bool


class HourRow(msgspec.Struct, frozen=True):
    """One hour, minutes from a call to arrival: mean, 90th percentile, worst place; share reached within 15, 30, 60 minutes;
    mean over each side's demand; bound: no allowed placing has a lower mean, moves priced; berths: nobody at sea."""

    at: str
    units: list[UnitRow]
    mean_min: float
    p90_min: float
    worst_min: float
    worst: tuple[float, float]
    within: dict[str, float]
    by_side: dict[str, float]
    bound_min: float
    berths_min: float
    moves: int


class AloneRow(msgspec.Struct, frozen=True):
    """The first hour: demand of a side (or all) served by that side's units alone, and served by all; minutes."""

    side: str
    alone_min: float
    joint_min: float
    bought_min: float


class MeanRow(msgspec.Struct, frozen=True):
    """The mean of the first hour, in minutes, with something changed."""

    changed: str
    mean_min: float


class WatchRow(msgspec.Struct, frozen=True):
    """One hour of the standing watch: share of demand seen; in gaps (less than an even chance); does anything fly."""

    at: str
    seen: float
    gap: float
    flies: bool


class ProblemRow(msgspec.Struct, frozen=True):
    """What could not be done as asked."""

    unit: str
    text: str


class Answer(msgspec.Struct, frozen=True):
    """The answer of `varne cover --json`: its keys are a contract; more may be added, none renamed."""

    hours: list[HourRow]
    reciprocity: list[AloneRow]
    sensitivity: list[MeanRow]
    watch: list[WatchRow]
    problems: list[ProblemRow]
    notes: list[str]
    seed: int


def answer_schema() -> bytes:
    """JSON Schema of the answer, as docs/schemas/cover.json has it."""
    return schema_of(Answer)
