"""varne cover: where the units of both countries should wait tonight; what cannot be used is told, the rest is placed."""

from collections.abc import Sequence
from math import isnan

import numpy as np
from numpy.typing import NDArray

from varne import geodesy
from varne.commands import cover_asked as asked
from varne.geodesy import KNOT, NM
from varne.planning.asked import moment
from varne.planning.planned import stamp
from varne.sea import coast
from varne.search import assets
from varne.search.cover import HOUR, Hour, Night, Terms, Unit, cover
from varne.search.reciprocity import alone, busier, without
from varne.search.standing import Watch, watched

Floats = NDArray[np.float64]
SIDES = ("uk", "fr", "be")
OF_COAST = {"GB": 0, "FR": 1}
NOWHERE = -1
PARTS = 24
"""Places that a crossing is cut into."""
APART = 4 * NM
"""Distance of the usual waiting places at sea [m]."""
OFFSHORE = 2 * NM
BUSIER = (0.1, 0.5)
NOTES = (
    "ways are straight: a headland is not gone round",
    "no row of the list says that a unit is free tonight: people say that",
)


def answer(request: asked.Request) -> asked.Answer:
    """Where units wait, what it is worth, what reciprocity buys, what hangs on one unit, what the watch sees.

    raises  ValueError when there is nobody to place, or no demand
    """
    problems: list[asked.ProblemRow] = []
    start = moment(request.at, "at")
    units = _units(request, problems)
    night = _night(request, start, problems)
    terms = Terms(request.most_sea, (request.keep.uk, request.keep.fr, request.keep.be), request.busy, 60 * request.move_min)
    rng = np.random.default_rng(request.seed)
    hours = cover(units, night, terms, rng)
    berths = cover(units, night, Terms(0, terms.keep, terms.busy), rng)
    rows = [_hour(start + HOUR * h, units, now, then) for h, (now, then) in enumerate(zip(hours, berths, strict=True))]
    bought = [_alone(a.side, a.alone, a.joint) for a in alone(units, night, terms, hours[0], rng)]
    lost = [asked.MeanRow(f"without {w.name}", _minutes(w.mean)) for w in without(units, night, terms, rng)]
    busy = zip(BUSIER, busier(units, night, terms, BUSIER, rng), strict=True)
    changed = [*lost, *(asked.MeanRow(f"busy {p:g}", _minutes(m)) for p, m in busy)]
    return asked.Answer(rows, bought, changed, _watch(request, night, start), problems, list(NOTES), request.seed)


def _minutes(seconds: float) -> float:
    return round(seconds / 60, 2)


def _alone(side: int | None, by_itself: float, joint: float) -> asked.AloneRow:
    return asked.AloneRow(
        "all" if side is None else SIDES[side], _minutes(by_itself), _minutes(joint), _minutes(by_itself - joint)
    )


def _units(request: asked.Request, problems: list[asked.ProblemRow]) -> list[Unit]:
    found = []
    for u in request.units:
        try:
            found.append(_unit(u))
        except ValueError as error:
            problems.append(asked.ProblemRow(u.name, str(error)))
    if not found:
        why = "; ".join(p.text for p in problems)
        raise ValueError(f"no unit can be placed: {why}" if why else "the request has no units")
    return found


def _unit(u: asked.Unit) -> Unit:
    """A unit, what it leaves out from the shipped list.

    raises  ValueError with its name when something is neither given nor known
    """
    known = {k.name: k for k in assets.shipped()}.get(u.name)
    side = u.side or (known.side if known else None)
    lon = u.lon if u.lon is not None else known.lon if known else None
    lat = u.lat if u.lat is not None else known.lat if known else None
    launch = 60 * u.launch_min if u.launch_min is not None else known.launch if known else None
    speed = _speed(u, known)
    values = {"side": side, "lon": lon, "lat": lat, "speed_kn": speed, "launch_min": launch}
    missing = [name for name, value in values.items() if value is None]
    if side is None or lon is None or lat is None or launch is None or speed is None:
        names = ", ".join(k.name for k in assets.shipped())
        raise ValueError(f"{u.name}: {', '.join(missing)} missing, and it is not of the shipped list ({names})")
    return Unit(u.name, SIDES.index(side), lon, lat, speed, launch, u.sea_hours)


def _speed(u: asked.Unit, known: assets.Asset | None) -> tuple[tuple[float, float], ...] | None:
    """By wave height; a known unit stops at the waves it does not go out in, and loses half its speed on the way there."""
    if u.speed_by_wave:
        heights = [h for h, _ in u.speed_by_wave]
        if sorted(set(heights)) != heights:
            raise ValueError(f"{u.name}: wave heights {heights} of speed_by_wave; give them rising, each once")
        return tuple((h, s * KNOT) for h, s in u.speed_by_wave)
    calm = KNOT * u.speed_kn if u.speed_kn else known.transit if known else None
    if calm is None:
        return None
    most = known.max_wave_m if known else None
    return ((0.0, calm),) if most is None else ((most / 4, calm), (most, calm / 2), (1.001 * most, 0.0))


def _night(request: asked.Request, start: float, problems: list[asked.ProblemRow]) -> Night:
    hours = request.hours
    lon, lat, weight = [], [], []
    for k, d in enumerate(request.demand):
        each = d.weight if isinstance(d.weight, list) else [d.weight] * hours
        if len(each) != hours:
            problems.append(asked.ProblemRow("", f"demand {k + 1} has {len(each)} weights for {hours} hours: left out"))
            continue
        lon.append(d.lon)
        lat.append(d.lat)
        weight.append(each)
    for c in request.crossings:
        share = (np.arange(PARTS) + 0.5) / PARTS
        lon += (c.start[0] + share * (c.end[0] - c.start[0])).tolist()
        lat += (c.start[1] + share * (c.end[1] - c.start[1])).tolist()
        weight += _along(c, share, start, hours).tolist()
    w = np.array(weight, float).reshape(-1, hours).T
    if not w.size or not (w.sum(axis=1) > 0).all():
        raise ValueError("there is an hour without demand; give demand or crossings with weight in every hour")
    waves = request.wave_m if isinstance(request.wave_m, list) else [request.wave_m] * hours
    if len(waves) != hours:
        raise ValueError(f"{len(waves)} wave heights for {hours} hours; give one, or one for each hour")
    x, y = np.array(lon), np.array(lat)
    sea = _places(request, x, y, problems)
    return Night(x, y, _sides(x, y), w / w.sum(axis=1, keepdims=True), sea, _sides(*sea.T), np.array(waves, float))


def _along(c: asked.Crossing, share: Floats, start: float, hours: int) -> Floats:
    """(PARTS, hours) weight of a crossing: even along the way, or about where its boats are in the middle of each hour.

    Speeds differ: half of a boat's way made good is the spread.
    """
    if c.leaves is None:
        return np.full((share.size, hours), c.weight / share.size)
    whole = float(geodesy.distance_and_bearing(*c.start, *c.end)[0])
    under_way = start + HOUR * (np.arange(hours) + 0.5) - moment(c.leaves, "a crossing's leaves")
    made = np.maximum(under_way, 0.0) * c.speed_kn * KNOT / whole
    near = np.exp(-0.5 * ((share[:, None] - np.minimum(made, 1.0)) / np.maximum(0.5 * made, 0.05)) ** 2)
    there = (under_way > 0) & (made < 2.0)
    return np.asarray(c.weight * there * near / near.sum(axis=0, keepdims=True))


def _places(request: asked.Request, lon: Floats, lat: Floats, problems: list[asked.ProblemRow]) -> Floats:
    """Waiting places at sea (S, 2): as given, those on land told and left out; or a grid over the demand, off the coast."""
    if request.places is not None:
        given = np.array(request.places, float).reshape(-1, 2)
        dry = np.array([bool(coast.covers(*p)) and bool(coast.on_land(*p)) for p in given.tolist()], bool)
        problems += [asked.ProblemRow("", f"the waiting place {p.tolist()} is on land: left out") for p in given[dry.nonzero()]]
        return np.asarray(given[~dry], float)
    east, north = (float(m) for m in geodesy.metres_per_degree(float(lat.mean())))
    xs = np.arange(lon.min(), lon.max() + 1e-9, APART / east)
    ys = np.arange(lat.min(), lat.max() + 1e-9, APART / north)
    x, y = (a.ravel() for a in np.meshgrid(xs, ys))
    known = coast.covers(x, y)
    x, y = x[known], y[known]
    off = coast.distance_to_land(x, y) >= OFFSHORE
    return np.stack([x[off], y[off]], axis=1)


def _sides(lon: Floats, lat: Floats) -> NDArray[np.int64]:
    """Whose side places lie on; NOWHERE where that is not known."""
    found = (coast.side(float(x), float(y)) for x, y in zip(lon, lat, strict=True))
    return np.array([NOWHERE if s is None else OF_COAST[s] for s in found], np.int64)


def _hour(t: float, units: Sequence[Unit], now: Hour, berths: Hour) -> asked.HourRow:
    f = now.figures
    return asked.HourRow(
        stamp(t),
        [
            asked.UnitRow(u.name, round(lon, 4), round(lat, 4), sea)
            for u, (lon, lat), sea in zip(units, now.places, now.at_sea, strict=True)
        ],
        _minutes(f.mean),
        _minutes(f.ninety),
        _minutes(f.worst),
        (round(f.worst_place[0], 4), round(f.worst_place[1], 4)),
        {str(m): round(share, 4) for m, share in zip((15, 30, 60), f.within, strict=True)},
        {SIDES[k]: _minutes(v) for k, v in enumerate(f.by_side) if not isnan(v)},
        _minutes(now.bound),
        _minutes(berths.figures.mean),
        now.moves,
    )


def _watch(request: asked.Request, night: Night, start: float) -> list[asked.WatchRow]:
    end = start + HOUR * request.hours
    watches = [
        Watch(
            w.name,
            w.lon,
            w.lat,
            w.reach_nm * NM,
            moment(w.begin, f"{w.name}: begin") if w.begin else start,
            moment(w.end, f"{w.name}: end") if w.end else end,
            w.chance,
            w.sweep_m * w.speed_kn * KNOT,
        )
        for w in request.watches
    ]
    seen = watched(night.lon, night.lat, night.weight, start, watches)
    shares = zip(seen.seen.tolist(), seen.gap.tolist(), seen.flies.tolist(), strict=True)
    return [asked.WatchRow(stamp(start + HOUR * h), round(s, 4), round(g, 4), f) for h, (s, g, f) in enumerate(shares)]


def text(a: asked.Answer) -> str:
    """The answer for a terminal."""
    lines = []
    for h in a.hours:
        out = ", ".join(f"{u.name} at {u.lon:.3f}, {u.lat:.3f}" for u in h.units if u.at_sea) or "nobody"
        soon = f"mean {h.mean_min:.0f} min (at berths {h.berths_min:.0f}), 9 in 10 within {h.p90_min:.0f}"
        lines.append(f"{h.at}  {soon}; at sea: {out}")
    lines += [
        f"demand of {r.side}: each side for itself {r.alone_min:.0f} min, together {r.joint_min:.0f}" for r in a.reciprocity
    ]
    lines += [f"{s.changed}: {s.mean_min:.0f} min" for s in a.sensitivity]
    lines += [f"{w.at}  watch sees {w.seen:.0%}, in gaps {w.gap:.0%}" + ("" if w.flies else ", NOTHING FLIES") for w in a.watch]
    return "\n".join([*lines, *a.notes])
