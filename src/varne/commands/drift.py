"""`varne drift`: where a boat or people in the water will be, hour by hour."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any

from varne import probability
from varne.drift import motion
from varne.drift.ensemble import Errors, Hazards, Place, Way, seed
from varne.drift.march import run
from varne.drift.run import Run
from varne.outlook import ANY_LIGHT_WIND, HAZARDS
from varne.positions import format_position
from varne.sea.field import Constant, Field

CALM = Constant(0.0, 0.0, "no wind known: a light wind from any direction")


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What was asked: a place [deg] with its error [m], a moment, an object, how long, how many states."""

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


def drift(request: Request, current: Field, wind: Field | None) -> dict[str, Any]:
    """The answer of `varne drift --json`.

    wind    None: every state gets its own light wind from any direction
    raises  ValueError for an unknown object or a place on land, OutsideForecast when a field ends too early
    """
    t = request.at.timestamp()
    place = Place(request.lon, request.lat, (t, t), (request.error_m, request.error_m, 0.0))
    way = Way() if request.heading is None else Way(heading=request.heading, heading_sigma=10.0)
    states = seed(place, request.key, request.n, request.seed, way)
    hazards = HAZARDS["underway"] if request.key == "underway" else Hazards()
    errors = Errors() if wind else replace(Errors(), wind=ANY_LIGHT_WIND)
    done = run(states, current, wind or CALM, ceil(request.hours), hazards=hazards, errors=errors)
    moments = [*range(int(request.hours) + 1), *([request.hours] if request.hours % 1 else [])]
    return {
        "object": request.key,
        "n": request.n,
        "seed": request.seed,
        "fields": list(done.fields),
        "hours": [_moment(done, request, request.at + timedelta(hours=h)) for h in moments],
    }


def _moment(done: Run, request: Request, when: datetime) -> dict[str, Any]:
    now = done.at(when.timestamp())
    outside = now.flag[0] == motion.OUTSIDE
    weight = now.weight * ~outside
    told: dict[str, Any] = {"at": when.astimezone(UTC).isoformat().replace("+00:00", "Z")}
    gone = {"stranded": float(now.weight @ (now.flag[0] == motion.STRANDED)), "outside": float(now.weight @ outside)}
    if not weight.sum() > 0:
        return {**told, "lon": None, "lat": None, "regions": {}, **gone, **({"contains": 1.0} if request.contains else {})}
    d = probability.density(now.lon[0], now.lat[0], weight)
    held = {"contains": round(probability.contour_holding(d, *request.contains), 4)} if request.contains else {}
    return {**told, "lon": round(d.lon0, 5), "lat": round(d.lat0, 5), "regions": probability.regions(d), **gone, **held}


def table(answer: dict[str, Any]) -> str:
    """The same for a terminal: one line an hour."""
    lines = [f"{answer['object']}, {answer['n']} states, seed {answer['seed']}, on {' and '.join(answer['fields'])}"]
    for h in answer["hours"]:
        where = "all outside the area" if h["lon"] is None else format_position(h["lon"], h["lat"], "radio")
        line = f"{h['at']}  {where}  ashore {h['stranded']:.0%}  outside {h['outside']:.0%}"
        lines.append(line + (f"  place inside the {h['contains']:.0%} contour" if "contains" in h else ""))
    return "\n".join(lines)
