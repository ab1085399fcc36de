"""24 November 2021: the search that Varne would have proposed at 0400, 0816 and 1000, from what was known then.

    python design/charlie_search.py

Writes the tables of docs/cases/2021-11-24-search.md (three minutes). A reconstruction, not a judgement of people. Nothing is
fitted to the finding place: it is only looked up at the end. Plans are improved a fixed number of times, not for a time, so the
tables do not depend on the machine's speed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cache
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import structs
from numpy.typing import NDArray

from varne import geodesy
from varne.cases.case import load
from varne.drift import motion
from varne.drift.ensemble import STATES
from varne.drift.forcing import Forcing, prepare
from varne.drift.run import Run
from varne.fusion.report import Report
from varne.geodesy import NM
from varne.outlook import CALM, outlook, span
from varne.planning.asked import Apart, Asset, Request, Sensor, Survival, Weather, moment
from varne.planning.looks import curves_of, widths_of
from varne.planning.planned import AreaRow, AssetRow, PlanDoc
from varne.planning.search import Given, search
from varne.positions import format_position
from varne.probability import contour_holding, density
from varne.sea.tides import dover_strait
from varne.search import assets
from varne.search.path import path_of
from varne.search.valuing import datum_of, objects, worth

Floats = NDArray[np.float64]
DOC = Path(__file__).parents[1] / "docs" / "cases" / "2021-11-24-search.md"
CHARLIE = "fr-0051 fr-0105 fr-0106 fr-0110 uk-0130 uk-email-0130 fr-0133 fr-0143 uk-0201 uk-mayday uk-0230 fr-0322".split()
FINDING_PLACE = 1.72350, 51.09300
MAYDAY, DOVER, LYDD = (1.74167, 51.14167), (1.3194, 51.1175), (0.94, 50.95)
FLAMANT = 1.720, 51.057
NEAR = 2000.0
"""States that come this near the finding place (1 sigma) at 1249 stand for "it was where it was found" [m]."""
TURNS, STATES_EACH = 12, 10_000
NOT_ASKED = ("Coastguard drone",)
NAMES = {"Border Force cutter": "*Valiant*", "Lydd helicopter": "R163", "Flamant": "*Flamant*"}


def stamp(hhmm: str) -> str:
    return f"2021-11-24T{hhmm[:2]}:{hhmm[2:]}Z"


def seconds(hhmm: str) -> float:
    return moment(stamp(hhmm), "a moment")


FOUND = seconds("1249")
MOMENTS = ("0400", "0816", "1000")
HOURS = 4.0


def reports(hhmm: str) -> list[Report]:
    """The reports of the boat that had been received by a moment, by the hours of the case files."""
    until = datetime.fromtimestamp(seconds(hhmm), UTC)
    told = [getattr(e.event, "report", None) for e in load("2021-11-24").entries if e.at <= until]
    return [r for r in told if isinstance(r, Report) and r.id in CHARLIE]


@cache
def forcing() -> Forcing:
    begin = span(reports("1000"))
    assert begin is not None
    return prepare(dover_strait(), CALM, begin[0], seconds("1600"))


def states(hhmm: str, n: int = STATES_EACH, number: int = 1) -> Run:
    """Two outlooks of different seeds, state by state in turn: `varne search` plans on one and values on the other."""
    both = [outlook(reports(hhmm), forcing(), seconds("1540"), n=n, rng_seed=2 * number + k, wind_known=False) for k in (0, 1)]
    runs = [o.run for o in both if o is not None]
    if not np.array_equal(runs[0].t, runs[1].t):
        raise RuntimeError("two outlooks of the same reports do not tell of the same times")
    parts: dict[str, Any] = {
        name: np.stack([getattr(r, name) for r in runs], axis=-1).reshape(runs[0].t.size, -1)
        for name in ("lon", "lat", "state", "flag")
    }
    return replace(runs[0], **parts, weight=np.full(2 * n, 0.5 / n))


def night(hhmm: str) -> bool:
    """Sunrise at Dover was about 0727 UTC: the search of 0400 is taken as one by night to its end."""
    return hhmm == "0400"


def there(hhmm: str) -> list[Asset]:
    """Those that public accounts name at sea that night; what is not published of them is ours and listed in the page."""
    looks = Sensor("radar" if night(hhmm) else "eye", "vessel", 9.0)
    flamant = Asset("Flamant", *FLAMANT, search_kn=14, endurance_h=24, transit_kn=15, kind="ship", ready_min=20, by=looks)
    if hhmm == "0400":
        valiant = Asset("Border Force cutter", *MAYDAY, endurance_h=20, transit_kn=15, ready_min=30, home=DOVER)
        return [valiant, Asset("Lydd helicopter", *MAYDAY, endurance_h=3, ready_min=0, home=LYDD), flamant]
    valiant = Asset("Border Force cutter", *DOVER, transit_kn=15, ready_min=60 if hhmm == "0816" else 20)
    return [valiant, Asset("Lydd helicopter"), flamant]


def callable_too(hhmm: str) -> list[Asset]:
    """And all of the shipped list, each from its berth, as if every one of them was free and called at that moment."""
    first = there(hhmm)
    names = {a.name for a in first}
    return [*first, *(Asset(a.name) for a in assets.shipped() if a.name not in names and a.name not in NOT_ASKED)]


def with_goggles(fleet: Sequence[Asset]) -> list[Asset]:
    ships = {a.name: a for a in assets.shipped() if not a.flies} | {"Flamant": None}
    return [structs.replace(a, by=Sensor("nvg", "vessel", 4.3)) if a.name in ships else a for a in fleet]


@dataclass(frozen=True)
class Row:
    """A plan to be made: which moment, who, and what is assumed otherwise than in the first rows."""

    hhmm: str
    who: str
    fleet: Callable[[str], list[Asset]]
    visibility: float = 3.0
    water: float = 12.0
    overlap: bool = False
    seed: int = 1


def goggled(hhmm: str) -> list[Asset]:
    return with_goggles(callable_too(hhmm))


WHO = (("the three of that night", there), ("all that could be called", callable_too))
PLANS = [Row(h, who, fleet) for h in MOMENTS for who, fleet in WHO]
OTHERWISE = [
    *[Row(h, "the three, other random numbers", there, seed=3) for h in MOMENTS],
    Row("0400", "all, every ship with goggles", goggled),
    *[Row(h, "all, areas may overlap", callable_too, overlap=True) for h in MOMENTS],
    *[Row(h, "all, visibility 1 NM", callable_too, visibility=1.0) for h in MOMENTS],
    *[Row(h, "all, water 10 °C", callable_too, water=10.0) for h in MOMENTS],
]


def request(row: Row) -> Request:
    return Request(
        at=stamp(row.hhmm),
        assets=row.fleet(row.hhmm),
        hours=HOURS,
        survival=Survival(row.water),
        weather=Weather(row.visibility, 5.0, 0.5, night(row.hhmm)),
        apart=Apart(None, None) if row.overlap else Apart(),
        seed=row.seed,
        rounds=TURNS,
    )


def plan(row: Row, run: Run) -> PlanDoc:
    """The plan; nobody looks at a clock, its rounds are counted."""
    return search(request(row), Given(dover_strait(), drifted=run), lambda: 0.0)


def figures(row: Row, run: Run, doc: PlanDoc) -> list[str]:
    assert doc.pos_fresh is not None and doc.alive_fresh is not None and doc.bound is not None and doc.gap is not None
    assert doc.flown is not None
    f, hit = doc.flown, hindsight(row, run, doc)
    over, within = holding(run, doc)
    return [
        row.hhmm, row.who, f"{doc.pos_fresh:.0%}", f"{f.likely:.0%} ({f.low:.0%} to {f.high:.0%})", f"{doc.alive_fresh:.0%}",
        f"{doc.bound:.0%}", f"{doc.gap:.1%}", over, within, f"{hit[1]:.0%} ({hit[0]:.0%} to {hit[2]:.0%})",
    ]  # fmt: skip


HEAD = [
    "at", "who", "POS of the areas", "tracks find (range by sweep widths)", "found alive", "no plan can pass (alive)", "gap",
    "areas over the finding place: carried to 1249; while searched",
    "states that come there: in an area", "found by the tracks",
]  # fmt: skip


def coming(run: Run) -> Floats:
    """Weights of the states by how near the finding place they come at 1249; hindsight."""
    end = run.at(FOUND)
    off, _ = geodesy.distance_and_bearing(end.lon[0], end.lat[0], *FINDING_PLACE)
    w = np.exp(-0.5 * (off / NEAR) ** 2) * (end.flag[0] == motion.MOVING)
    return np.asarray(w / w.sum(), float)


def hindsight(row: Row, run: Run, doc: PlanDoc) -> tuple[float, float, float]:
    """What the tracks would have found of the states that come near the finding place: low, likely, high."""
    seen = objects(replace(run, weight=coming(run)), *FINDING_PLACE)
    asked = request(row)
    curves = {a.name: curves_of(asked, a) for a in asked.assets if any(d.name == a.name and d.areas for d in doc.assets)}
    tracks = [(path_of(*legs(a, area), *FINDING_PLACE), curves[a.name]) for a in doc.assets for area in a.areas]
    found = worth(seen, tracks, asked.factor)
    return found.low, found.likely, found.high


def legs(a: AssetRow, area: AreaRow) -> tuple[Floats, Floats, Floats]:
    """Times and places of an asset's track within one of its areas."""
    begin, end = moment(area.begin, "begin"), moment(area.end, "end")
    rows = np.array([(moment(t, "a waypoint"), lon, lat) for lon, lat, t in a.track])
    rows = rows[(rows[:, 0] >= begin - 1) & (rows[:, 0] <= end + 1)]
    rows = rows[np.diff(rows[:, 0], prepend=-np.inf) > 0]  # stamps are of whole seconds: a last corner may share one
    return rows[:, 0], rows[:, 1], rows[:, 2]


def holding(run: Run, doc: PlanDoc) -> tuple[str, str]:
    """How many areas lie over the finding place, carried with the datum to 1249, and as they move while searched; and the
    share of the states that come there which are in an area at the middle of its time."""
    datum = datum_of(objects(run, *FINDING_PLACE))
    areas = [area for a in doc.assets for area in a.areas]

    def inside(area: AreaRow, t: float, x: Floats, y: Floats) -> NDArray[np.bool_]:
        x0, y0 = geodesy.to_plane(area.lon, area.lat, *FINDING_PLACE)
        (bx, by), (tx, ty) = (datum.at(m) for m in (moment(area.begin, "begin"), t))
        off = np.stack([x - (x0 + tx - bx), y - (y0 + ty - by)], axis=-1)
        along, across = (np.abs(off @ np.array(geodesy.components_to(1.0, area.heading + k))) for k in (0.0, 90.0))
        return np.asarray((along <= area.length_m / 2) & (across <= area.width_m / 2))

    zero = np.zeros(1)
    carried = sum(bool(inside(a, FOUND, zero, zero).all()) for a in areas)
    passing = sum(any(bool(inside(a, t, zero, zero).all()) for t in _times(a)) for a in areas)
    held = np.zeros(run.weight.size, bool)
    for a in areas:
        t = float(np.mean(_times(a)))
        now = run.at(t)
        held |= inside(a, t, *geodesy.to_plane(now.lon[0], now.lat[0], *FINDING_PLACE))
    return f"{carried} of {len(areas)}; {passing} of {len(areas)}", f"{np.sum(coming(run) * held):.0%}"


def _times(area: AreaRow) -> list[float]:
    begin, end = moment(area.begin, "begin"), moment(area.end, "end")
    return [begin + (end - begin) * k / 49 for k in range(50)]


def known(hhmm: str, run: Run) -> list[str]:
    """What the forecast of a moment says: conditions then, the size of its areas, the contour of the finding place at 1249."""
    now, end = run.at(seconds(hhmm)), run.at(FOUND)
    afloat = now.flag[0] == motion.MOVING
    shares = ", ".join(f"{name.replace('_', ' ')} {np.mean(now.state[0][afloat] == k):.0%}" for k, name in enumerate(STATES))
    held = [contour(replace(end, **half(end, k))) for k in (0, 1)]
    last = max(reports(hhmm), key=lambda r: r.received)
    place = format_position(float(now.lon[0][afloat].mean()), float(now.lat[0][afloat].mean()), "radio")
    sides = sorted(held)
    return [
        hhmm, f"{len(reports(hhmm))}, the last of {last.received:%H%M}", shares, place, f"{area_of(now):.0f} NM²",
        f"{contour(end):.0%} ({sides[0]:.0%}, {sides[1]:.0%})",
    ]  # fmt: skip


KNOWN = [
    "at", "reports of the boat received", "conditions of what is afloat", "datum", "half of the probability lies in",
    "contour that holds the finding place at 1249 (each half of the states)",
]  # fmt: skip


def half(run: Run, k: int) -> dict[str, Any]:
    kept: dict[str, Any] = {name: getattr(run, name)[:, k::2] for name in ("lon", "lat", "state", "flag")}
    return {**kept, "weight": 2 * run.weight[k::2]}


def contour(run: Run) -> float:
    return contour_holding(density(run.lon[0], run.lat[0], run.weight), *FINDING_PLACE)


def area_of(run: Run) -> float:
    d = density(run.lon[0], run.lat[0], run.weight)
    ranked = np.sort(d.p.ravel())[::-1] * d.cell**2
    return float((np.searchsorted(np.cumsum(ranked), 0.5) + 1) * d.cell**2 / NM**2)


def area_rows(row: Row, doc: PlanDoc) -> list[list[str]]:
    return [
        [
            row.hhmm, NAMES.get(a.name, a.name), f"{area.begin[11:16]} to {area.end[11:16]}".replace(":", ""), area.pattern,
            format_position(area.lon, area.lat, "radio"), f"{area.length_m / NM:.1f} x {area.width_m / NM:.1f}",
            f"{area.heading % 180:03.0f}", f"{area.spacing_m}",
        ]
        for a in doc.assets
        for area in a.areas
    ]  # fmt: skip


AREAS = ["at", "who", "from, to", "pattern", "middle at the begin", "NM", "long side", "spacing, m"]


def width_rows() -> list[list[str]]:
    rows = []
    for hhmm, name in product(("0400", "0816"), ("Lydd helicopter", "Border Force cutter")):
        for visibility in (3.0, 1.0):
            asked = request(Row(hhmm, "", there, visibility))
            w = widths_of(asked, next(a for a in asked.assets if a.name == name))
            words = f"{'helicopter' if 'heli' in name else 'ship'} by {'night' if night(hhmm) else 'day'}, {visibility:g} NM"
            rows.append([words, *(f"{v:.0f}" for v in w[1:])])
    return rows


WIDTHS = ["likely sweep width, m", "adrift", "swamped", "people in the water"]


def table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(r) + " |" for r in (head, ["---"] * len(head), *rows))


def made() -> dict[str, str]:
    """All tables of the page by name."""
    runs = {(h, k): states(h, number=k) for h in MOMENTS for k in (1, 3)}
    docs = [(row, plan(row, runs[row.hhmm, row.seed])) for row in (*PLANS, *OTHERWISE)]
    rows = [figures(row, runs[row.hhmm, row.seed], doc) for row, doc in docs]
    first = docs[: len(PLANS)]
    problems = sorted({f"{row.hhmm}: {p.text}" for row, doc in first for p in doc.problems})
    lone = [line for row, doc in first if row.fleet is there for line in area_rows(row, doc)]
    full = [line for row, doc in first if row.fleet is callable_too for line in area_rows(row, doc)]
    more = [
        [row.hhmm, row.who, "; ".join(f"{NAMES.get(m.name, m.name)} {100 * m.value:+.1f}" for m in doc.marginal[:3])]
        for row, doc in first
    ]
    return {
        "known": table(KNOWN, [known(h, runs[h, 1]) for h in MOMENTS]),
        "plans": table(HEAD, rows[: len(PLANS)]),
        "otherwise": table(HEAD, rows[len(PLANS) :]),
        "three": table(AREAS, lone),
        "all": table(AREAS, full),
        "hour": table(["at", "who", "one more hour adds most, points of found alive"], more),
        "widths": table(WIDTHS, width_rows()),
        "problems": "\n".join(f"- {p}" for p in problems),
    }


def part(text: str, name: str) -> str:
    """What the page holds between the marks of a part."""
    return text.split(f"<!-- {name} -->")[1].split("<!-- end -->")[0].strip()


def main() -> None:
    text = DOC.read_text("utf-8")
    for name, new in made().items():
        before, after = text.split(f"<!-- {name} -->")
        rest = after.split("<!-- end -->", 1)[1]
        text = f"{before}<!-- {name} -->\n{new}\n<!-- end -->{rest}"
    DOC.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
