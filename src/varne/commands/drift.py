"""`varne drift`: where a boat or people in the water will be, hour by hour."""

from dataclasses import dataclass, replace
from datetime import datetime
from math import ceil, floor

from varne.drift.ensemble import HOUR, Errors, Hazards, Place, Way, seed
from varne.drift.march import March, run, snapshots
from varne.outlook import ANY_LIGHT_WIND, CALM, HAZARDS
from varne.positions import format_position
from varne.sea.field import Field
from varne.writers.drifted import Drifted, drifted, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked: a place [deg] with its error [m], a moment, an object, how long, how many states.

    hours    negative looks backwards: a first look at where it came from, not the probability of an origin
    refloat  rate at which what is aground comes off while the flow goes seaward [1/h]; 0 leaves it there
    """

    lon: float
    lat: float
    at: datetime
    hours: float
    key: str
    n: int = 10_000
    error_m: float = 300.0
    heading: float | None = None
    contains: tuple[float, float] | None = None
    seed: int = 1
    refloat: float = 0.0

    @property
    def span(self) -> tuple[float, float]:
        """From and to of what the fields must cover, a margin of an hour on both sides [s since 1970]."""
        ends = sorted((self.at.timestamp(), self.at.timestamp() + self.hours * HOUR))
        return ends[0] - HOUR, ends[1] + HOUR


def drift(request: Request, current: Field, wind: Field | None, carry: March = snapshots) -> Drifted:
    """The states of a request, and where they are at every whole hour and at the end.

    wind    None: every state gets its own light wind from any direction
    carry   what carries the states, such as drift.gpu.march_on("cuda")
    raises  ValueError for an unknown object or a place on land, OutsideForecast when a field ends too early
    """
    t = request.at.timestamp()
    place = Place(request.lon, request.lat, (t, t), (request.error_m, request.error_m, 0.0))
    way = Way() if request.heading is None else Way(heading=request.heading, heading_sigma=10.0)
    states = seed(place, request.key, request.n, request.seed, way)
    hazards = replace(HAZARDS["underway"] if request.key == "underway" else Hazards(), refloats=request.refloat)
    errors = Errors() if wind else replace(Errors(), wind=ANY_LIGHT_WIND)
    hours = ceil(request.hours) if request.hours > 0 else floor(request.hours)
    done = run(states, current, wind or CALM, hours, hazards=hazards, errors=errors, carry=carry)
    return drifted(done, request.key, place, request.seed, _times(t, request.hours), request.contains)


def _times(t: float, hours: float) -> set[float]:
    sign = 1 if hours > 0 else -1
    return {t + sign * h * HOUR for h in range(int(abs(hours)) + 1)} | {t + hours * HOUR}


def table(d: Drifted) -> str:
    """The same for a terminal: one line an hour."""
    lines = [f"{d.key}, {d.n} states, seed {d.seed}, on {d.fields}"]
    for m in d.moments:
        where = "all outside the area" if m.density is None else format_position(m.density.lon0, m.density.lat0, "radio")
        line = f"{stamp(m.t)}  {where}  ashore {m.stranded:.0%}  outside {m.outside:.0%}"
        lines.append(line + ("" if m.held is None else f"  place inside the {m.held:.0%} contour"))
    return "\n".join(lines)
