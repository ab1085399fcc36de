"""Planned: a search plan as its JSON has it; the keys are a contract, its schema is docs/schemas/search-plan.json."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec
import numpy as np
from numpy.typing import NDArray

from varne import __version__, geodesy
from varne.drift.ensemble import STATES
from varne.requests import schema_of
from varne.search.after import Left
from varne.search.areas import Area
from varne.search.path import Datum, Path
from varne.search.plan import Plan, Ready
from varne.search.quick import Quick
from varne.search.searchers import Searcher
from varne.words import InWords, Words

Floats = NDArray[np.float64]


class AreaRow(msgspec.Struct, frozen=True):
    """An area at the moment it is begun: it drifts with the datum. Sides, spacing and track [m]; pattern PS or CS."""

    lon: float
    lat: float
    length_m: float
    width_m: float
    heading: float
    begin: str
    end: str
    track_m: float
    spacing_m: float
    pattern: str
    polygon: dict[str, Any]


class AssetRow(msgspec.Struct, frozen=True):
    """What one asset does: areas in order, its track (lon, lat, at), the POS its tracks add to what begins before them, and how
    far it sees each state [m]."""

    name: str
    areas: list[AreaRow]
    track: list[tuple[float, float, str]]
    pos: float
    sweep_m: dict[str, float] = {}


class MarginalRow(msgspec.Struct, frozen=True):
    """What one more hour of an asset would add to the objective, the rest as planned."""

    name: str
    hours: float
    begin: str
    value: float


class QuickRow(msgspec.Struct, frozen=True):
    """Where the first unit may begin at once: pattern SS or VS about the drifting datum; E is its probable error [m]."""

    name: str
    arrives: str
    lon: float
    lat: float
    probable_error_m: float
    pattern: str
    spacing_m: float
    pos: float
    track: list[tuple[float, float, str]]


class FlownRow(msgspec.Struct, frozen=True):
    """POS of the tracks passage by passage: low, likely, high by the error of the sweep widths, and the mean over it."""

    low: float
    likely: float
    high: float
    mean: float


class LeftRow(msgspec.Struct, frozen=True):
    """After the tracks already sailed: cumulative POS one by one, its range, and what is left in each state."""

    cumulative: list[float]
    low: float
    high: float
    by_state: dict[str, float]


class Said(msgspec.Struct, frozen=True):
    """A sentence that a screen can say in its own language: its key in the catalogues, what fills it, and the English."""

    key: str
    args: dict[str, str | int | float]
    text: str


class ProblemRow(msgspec.Struct, frozen=True):
    """What could not be done as asked; asset empty when it is about the whole request."""

    asset: str
    text: str
    said: Said | None = None


Problems = list[ProblemRow]


class ThreeRow(msgspec.Struct, frozen=True):
    """Low, likely, high."""

    low: float
    likely: float
    high: float


class AliveRow(msgspec.Struct, frozen=True):
    """Share of the people alive at a moment, found or not, when survival is low, likely, high."""

    at: str
    low: float
    likely: float
    high: float


class PlanDoc(msgspec.Struct, frozen=True):
    """A plan. pos, alive: on the states it was made with; pos_fresh, alive_fresh: on others of the same forecast, to believe.
    bound: no plan is worth more, by the same law (random search) and objective, whose areas are large against the cells of
    the bound, bound_cell_m [m] long; gap: of the fresh value to it, as a share of it.
    alive_range: alive_fresh when survival is low, likely, high; survival: by half hours how many live. datum: where the
    drifting frame is, in which areas and tracks lie. dim: by night, or in weather against seeing. assumed: what all of it rests
    on, notes the same in English. rounds: how often the plan was improved; with as many in the request it comes again."""

    objective: str
    pos: float | None = None
    pos_fresh: float | None = None
    bound: float | None = None
    bound_cell_m: float | None = None
    gap: float | None = None
    alive: float | None = None
    alive_fresh: float | None = None
    alive_range: ThreeRow | None = None
    survival: list[AliveRow] = []
    flown: FlownRow | None = None
    free_effort: float | None = None
    free_effort_myopic: float | None = None
    myopic: float | None = None
    quick: QuickRow | None = None
    assets: list[AssetRow] = []
    marginal: list[MarginalRow] = []
    searched: LeftRow | None = None
    problems: list[ProblemRow] = []
    notes: list[str] = []
    seed: int = 1
    states: int = 0
    fields: list[str] = []
    assumed: list[Said] = []
    datum: list[tuple[float, float, str]] = []
    dim: bool = False
    rounds: int = 0
    version: str = __version__


def said(words: Words) -> Said:
    """A sentence as the plan's JSON has it."""
    return Said(words.key, dict(words.args), words.text)


def problem(asset: str, words: Words) -> ProblemRow:
    """What could not be done as asked for an asset, "" for the whole request."""
    return ProblemRow(asset, words.text, said(words))


def trouble(asset: str, error: ValueError) -> ProblemRow:
    """A problem out of an error, in words where it has some."""
    return problem(asset, error.words) if isinstance(error, InWords) else ProblemRow(asset, str(error))


def stamp(t: float) -> str:
    """Seconds since 1970 as ISO, UTC, to the second.

    >>> stamp(1637712240.4)
    '2021-11-24T00:04:00Z'
    """
    return datetime.fromtimestamp(round(t), UTC).isoformat().replace("+00:00", "Z")


def track_rows(path: Path) -> list[tuple[float, float, str]]:
    """Waypoints as lon, lat, at."""
    lon, lat = path.lonlat
    return [(round(x, 5), round(y, 5), stamp(t)) for x, y, t in zip(lon.tolist(), lat.tolist(), path.t.tolist(), strict=True)]


def datum_rows(datum: Datum) -> list[tuple[float, float, str]]:
    """Where the drifting frame is: lon, lat, at."""
    lon, lat = geodesy.from_plane(datum.x, datum.y, datum.lon0, datum.lat0)
    return [(round(x, 5), round(y, 5), stamp(t)) for x, y, t in zip(lon.tolist(), lat.tolist(), datum.t.tolist(), strict=True)]


def quick_row(found: Quick, name: str) -> QuickRow:
    """Where the first unit, of that name, may begin at once."""
    place = round(found.lon, 5), round(found.lat, 5)
    error, spacing, pos = round(found.probable_error), round(found.spacing), round(found.pos, 4)
    return QuickRow(name, stamp(found.arrives), *place, error, found.pattern, spacing, pos, track_rows(found.path))


def alive_rows(at: Floats, shares: Sequence[Floats]) -> list[AliveRow]:
    """Moments (m,) [s since 1970] with shares alive of three curves, each (m,)."""
    rows = zip(at.tolist(), *(share.round(4).tolist() for share in shares), strict=True)
    return [AliveRow(stamp(t), *three) for t, *three in rows]


def left_row(found: Left) -> LeftRow:
    """What earlier searches left."""
    by_state = {k: round(v, 4) for k, v in found.by_state.items()}
    return LeftRow([round(c, 4) for c in found.cumulative], round(found.low, 4), round(found.high, 4), by_state)


def marginal_rows(plan: Plan, names: list[str]) -> list[MarginalRow]:
    """What one more hour of each searcher would add; names in the order of the searchers."""
    return [MarginalRow(names[m.searcher], 1.0, stamp(m.begin), round(m.value, 4)) for m in plan.marginal]


def figures(plan: Plan) -> dict[str, Any]:
    """The figures of a plan by their key; four digits, of which two mean something."""
    found = {
        "pos": plan.pos,
        "pos_fresh": plan.pos_fresh,
        "alive": plan.alive,
        "alive_fresh": plan.alive_fresh,
        "bound": plan.best.bound,
        "gap": plan.gap,
        "free_effort": plan.best.value,
        "free_effort_myopic": plan.best.myopic,
        "myopic": plan.myopic.value,
    }
    rounded = {k: None if v is None else round(v, 4) for k, v in found.items()}
    return {
        **rounded,
        "bound_cell_m": round(plan.best.cell),
        "flown": FlownRow(*(round(getattr(plan.flown, k), 4) for k in FlownRow.__struct_fields__)),
        "alive_range": _range(plan),
    }


def _range(plan: Plan) -> ThreeRow | None:
    if plan.alive_ends is None or plan.alive_fresh is None:
        return None
    return ThreeRow(*(round(v, 4) for v in sorted((*plan.alive_ends, plan.alive_fresh))))


def asset_rows(r: Ready, plan: Plan) -> list[AssetRow]:
    """Each asset of the task with its areas and its whole track."""
    by_area = {t.area: t for t in plan.tracks}
    rows = []
    for j, s in enumerate(r.task.searchers):
        mine = sorted((k for k, a in enumerate(plan.areas.areas) if a.searcher == j), key=lambda k: plan.areas.areas[k].order)
        areas = [_area(r, plan.areas.areas[k], by_area[k].ladder.name if k in by_area else "") for k in mine]
        track = [row for k in mine if k in by_area for row in track_rows(by_area[k].ladder.path)]
        rows.append(AssetRow(s.name, areas, track, round(sum(by_area[k].gained for k in mine if k in by_area), 4), _sees(s)))
    return rows


def _sees(s: Searcher) -> dict[str, float]:
    return {state: round(w) for state, w in zip(STATES, s.sweep_width, strict=True) if w > 0}


def _area(r: Ready, a: Area, pattern: str) -> AreaRow:
    lon, lat = (float(v) for v in r.task.of.on_ground(np.array(a.x), np.array(a.y), a.begin))
    along, across = (np.array(geodesy.components_to(1.0, a.heading + turn)) for turn in (0.0, 90.0))
    signs = ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1))
    ring = np.array([[a.x, a.y] + i * a.length / 2 * along + j * a.width / 2 * across for i, j in signs])
    x, y = r.task.of.on_ground(ring[:, 0], ring[:, 1], a.begin)
    polygon: dict[str, Any] = {"type": "Polygon", "coordinates": [np.stack([x, y], axis=1).round(5).tolist()]}
    sides = round(a.length), round(a.width), round(a.heading, 1)
    spacing = round(a.spacing) if np.isfinite(a.spacing) else 0
    when = stamp(a.begin), stamp(a.end)
    return AreaRow(round(lon, 5), round(lat, 5), *sides, *when, round(a.track), spacing, pattern, polygon)


def schema() -> bytes:
    """JSON Schema of a plan, as docs/schemas/search-plan.json has it."""
    return schema_of(PlanDoc)
