"""How often the true boat lies in the area drawn, on simulated nights, against the last position alone; and how fast it is,
by itself and in the pictures of a replay. And how much nearer the truth a place is by later reports (docs/moments.md).

Nights 5 to 8, which nobody looked at while the outlook was made; every boat is cut at each of its positions, and knows which
reports are its own. The boats do not move as the outlook believes (cases.sailing), and no wind is known.
"""

import json
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
import numpy as np

from varne import geodesy, picture, probability
from varne.cases.case import load
from varne.cases.nights import SimulatedNight, simulated_night
from varne.cases.voyages import Voyage
from varne.config import Config
from varne.drift import motion
from varne.drift.forcing import Forcing, prepare
from varne.fusion.report import Report
from varne.outlook import CALM, Outlook, outlook, span
from varne.picture.hindsight import until_next
from varne.record.events import Reported
from varne.record.log import Log
from varne.sea.tides import dover_strait
from varne.server.desk import Desk

SEEDS, STATES, HOURS = range(5, 9), 2000, (0.0, 1.0, 3.0)
HOUR = 3600.0
BUSY, LATER = datetime(2026, 6, 21, 1, tzinfo=UTC), 12
"""A moment of the simulated night with about thirty boats, and how many reports after it are looked at."""
APART = 600.0
"""Least time between two positions between which a boat is looked for [s]."""
FLOOR = 1e-12
"""Density that is given to a place outside every area, for the score [1/m2]."""
Row = tuple[float, float, float, float, float]


def main() -> None:
    nights = [(n, *laid_out(n)) for n in (simulated_night(seed=s) for s in SEEDS)]
    for name, last_only in (("all reports", False), ("the last position alone", True)):
        rows = np.array([r for night, boats, forcing in nights for r in scored(night, boats, forcing, last_only)])
        for h in HOURS:
            told(f"true place, {h:g} h after the last position, from {name}", rows[rows[:, 0] == h])
    pairs = [pair for night, boats, forcing in nights for pair in between(night, boats, forcing)]
    for name, k in (("as known then", 0), ("and on to the next sharp position", 1), ("by all later reports", 2)):
        told(f"true place halfway between two positions, {name}", np.array([pair[k] for pair in pairs]))
    _, boats, forcing = nights[0]
    reports = sum(map(len, boats.values()))
    now = max(r.received for rs in boats.values() for r in rs).timestamp()
    for n in (2000, 4000, 10_000):
        for words, ahead in (("up to now", None), ("and a day ahead", 24 * HOUR)):
            ends = {b: now if ahead is None else last_of(rs) + ahead for b, rs in boats.items()}
            cpu = min(timed(boats, forcing, ends, n) for _ in range(3))
            say(
                f"{len(boats)} boats, {reports} reports, {n:,} states each, {words}",
                cpu_s=cpu,
                ms_a_boat=1e3 * cpu / len(boats),
            )
    with TemporaryDirectory() as folder:
        pictures(folder)


def laid_out(night: SimulatedNight) -> tuple[dict[int, list[Report]], Forcing]:
    """Reports of each boat that has a position, and the stream that is believed."""
    boats: dict[int, list[Report]] = defaultdict(list)
    for t in night.told:
        if t.boat:
            boats[t.boat].append(t.report)
    placed = {b: sorted(rs, key=lambda r: (r.when, r.id)) for b, rs in boats.items() if span(rs)}
    spans = [s for rs in placed.values() if (s := span(rs))]
    return placed, prepare(night.current, CALM, min(s[0] for s in spans) - HOUR, max(s[1] for s in spans) + 26 * HOUR)


def last_of(reports: Sequence[Report]) -> float:
    """When the last report that says something was true [s since 1970]."""
    found = span(reports)
    assert found is not None
    return found[1]


def scored(night: SimulatedNight, boats: dict[int, list[Report]], forcing: Forcing, last_only: bool) -> Iterator[Row]:
    """Rows of hours ahead, contour that holds the true place, log density there, distance of the mean [m], chance of the true
    state."""
    for number, reports in boats.items():
        for k in (k for k, r in enumerate(reports, 1) if r.has_position):
            known = reports[k - 1 : k] if last_only else reports[:k]
            if span(known) is None:
                continue
            end = last_of(known)
            o = outlook(known, forcing, end + 4 * HOUR, n=STATES, rng_seed=1, wind_known=False)
            if o is not None:
                yield from (row for h in HOURS if (row := score(o, night.boats[number - 1], end, h)))


def between(night: SimulatedNight, boats: dict[int, list[Report]], forcing: Forcing) -> Iterator[tuple[Row, Row, Row]]:
    """Rows halfway between positions ten minutes apart or more: by reports until then, until the next position, and by all."""
    for number, reports in boats.items():
        boat, end = night.boats[number - 1], last_of(reports)
        whole = outlook(reports, forcing, end + HOUR, n=STATES, rng_seed=1, wind_known=False)
        times = sorted({r.when.timestamp() for r in reports if r.has_position})
        for a, b in pairwise(times):
            known = [r for r in reports if r.when.timestamp() <= a]
            if b - a < APART or whole is None or span(known) is None or not whole.run.t[0] <= a <= end:
                continue
            near = until_next(reports, datetime.fromtimestamp(a, UTC))
            then, next_one = (
                outlook(told, forcing, max(b, last_of(told) + HOUR), n=STATES, rng_seed=1, wind_known=False)
                for told in (known, near)
            )
            rows = [o and score(o, boat, (a + b) / 2, 0.0) for o in (then, next_one, whole)]
            if rows[0] and rows[1] and rows[2]:
                yield rows[0], rows[1], rows[2]


def score(o: Outlook, boat: Voyage, end: float, h: float) -> Row | None:
    """One row; None when the boat is not at sea then, or in tow, or all its states began later."""
    t = end + h * HOUR
    k = int(np.searchsorted(boat.t, t))
    if not boat.t[0] <= t <= boat.t[-1] or boat.towed_by[k]:
        return None
    now = o.run.at(t)
    weight = now.weight * np.isin(now.flag[0], (motion.MOVING, motion.STRANDED))
    if not weight.sum() > 0:
        return None
    d = probability.density(now.lon[0], now.lat[0], weight)
    x, y = geodesy.to_plane(boat.lon[k], boat.lat[k], d.lon0, d.lat0)
    i, j = (int(np.floor((a - axis[0]) / d.cell + 0.5)) for a, axis in ((x, d.x), (y, d.y)))
    inside = 0 <= i < d.x.size and 0 <= j < d.y.size
    states = o.states(t)
    wet = states["swamped"] + states["people_in_water"]
    right = wet if not boat.dry[k] else states["underway" if boat.engine[k] else "adrift"]
    held = probability.contour_holding(d, float(boat.lon[k]), float(boat.lat[k]))
    return h, held, float(np.log(max(d.p[j, i] if inside else 0.0, FLOOR))), float(np.hypot(x, y)), right


def told(question: str, rows: np.ndarray) -> None:
    within = {f"within_{100 * level:.0f}": float(np.mean(rows[:, 1] <= level)) for level in (0.5, 0.9, 0.95)}
    say(
        question,
        n=len(rows),
        **within,
        outside=float(np.mean(rows[:, 1] >= 1.0)),
        log_density=float(rows[:, 2].mean()),
        median_km=float(np.median(rows[:, 3]) / 1000),
        true_state=float(rows[:, 4].mean()),
    )


def timed(boats: dict[int, list[Report]], forcing: Forcing, ends: dict[int, float], n: int) -> float:
    begin = time.process_time()
    for b, reports in boats.items():
        outlook(reports, forcing, ends[b], n=n, rng_seed=1, wind_known=False)
    return time.process_time() - begin


def pictures(folder: str) -> None:
    """The first picture of a busy moment by a desk that has made none, and those of the moments when the next reports came."""
    case = load("simulated-night")
    with Log.open(Path(folder) / "night.varne", origin="bench") as log:
        for entry in case.entries:
            log.append(entry.event, key=entry.key, at=entry.at)
        began = time.process_time()
        Desk(log.read, Config(), dover_strait(), None).look_ahead(case.entries[0].at)
        say("what is compiled, loaded or made, and the first event of a night", cpu_s=time.process_time() - began)
        later = sorted({e.at for e in case.entries if isinstance(e.event, Reported) and e.at > BUSY})[:LATER]
        desks = (Desk(log.read, Config(), dover_strait(), None) for _ in range(3))
        rows = np.median([[one_picture(desk, at) for at in (BUSY, *later)] for desk in desks], axis=0)
    next_ones = f"pictures after each of the next {LATER} reports, median"
    for words, row in ((f"first picture of {BUSY:%H%M}Z", rows[0]), (next_ones, np.median(rows[1:], axis=0))):
        say(words, **dict(zip(("boats", "proposal_s", "outlooks_s", "telling_s"), row.tolist(), strict=True)))


def one_picture(desk: Desk, at: datetime) -> tuple[float, float, float, float]:
    """Boats, and processor time for what is proposed, for the outlooks, and for telling it [s]."""
    clock = [time.process_time()]
    desk.known(at, within=0.0)
    clock.append(time.process_time())
    known = desk.known(at)
    clock.append(time.process_time())
    plain = picture.picture(known)
    msgspec.json.encode(plain)
    clock.append(time.process_time())
    proposal, outlooks, telling = np.diff(clock).tolist()
    return len(plain["boats"]), proposal, outlooks, telling


def say(question: str, **figures: float) -> None:
    print(json.dumps({"bench": f"outlook: {question}", **{k: round(v, 3) for k, v in figures.items()}}), flush=True)


if __name__ == "__main__":
    main()
