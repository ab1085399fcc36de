"""Recorded harbour radar (NTNU and Zeabuz, CC0): boats with known places, quays, buildings and multiple echoes.

Read from ../shared/data/tracks/autoferry; nothing of it is kept here. The map of static echoes is learnt from the other
recordings only. What belongs to this radar (how wide a beam hides what is behind, how many multiple echoes it throws) was
set by looking at these recordings, so it is a fit; nothing was set by looking at where the boats truly were.
"""

import json
import time
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench.gospa import gospa
from varne.fusion.tracker.echoes import EchoMap, blank, density, learn, standing
from varne.fusion.tracker.follow import follow
from varne.fusion.tracker.scans import Scans, Sight
from varne.fusion.tracker.tracks import History
from varne.fusion.tracker.watch import Motion, Watch

FOLDER = Path(__file__).parents[2] / "shared" / "data" / "tracks" / "autoferry"
RADAR = 2
SIGMA, REACH, CUT, WARM = 6.0, 520.0, 30.0, 8
WATCH = Watch(1e6, expected=2.0, arrivals=1 / 120, stays=600.0, motion=Motion(steady=2e-3, restless=0.2, speed=3.0))
BEAM, HIDES, GHOSTS, DETECTS, ANYWHERE = 0.2, 0.9, 4.0, 0.85, 2e-6
STOOD = 20.0
"""Recordings last two minutes, so standing this long [s] must do; on a watch it is half an hour."""


@dataclass(frozen=True, slots=True)
class Recording:
    """Scans, the ship's own places as sights, and the boats' true places (n, k, 2) at the scans."""

    scans: Scans
    sights: tuple[Sight, ...]
    boats: NDArray[np.float64]


def recordings(folder: Path = FOLDER) -> dict[str, Recording]:
    """Every recording in the folder by name; none where the folder is not there."""
    return {p.name: read(p) for p in sorted(folder.glob("scenario*"))} if folder.exists() else {}


def read(folder: Path) -> Recording:
    """Places are metres north, east, down of the dataset's origin; ours are east, north."""
    looks = [x for x in json.loads((folder / f"{folder.name}_detections.json").read_text()) if x["sensorID"] == RADAR]
    truth = json.loads((folder / f"{folder.name}_groundTruth.json").read_text())
    t = np.array([x["time"] for x in looks])
    own = np.array([x["ownshipPosition"][:2] for x in looks])
    seen = [np.array(x["measurement"], float).reshape(2, -1).T + o for x, o in zip(looks, own, strict=True)]
    place = np.concatenate(seen)[:, ::-1]
    m = len(place)
    cov = np.tile([SIGMA**2, 0.0, SIGMA**2], (m, 1))
    first = np.cumsum([0] + [len(z) for z in seen])
    scans = Scans(t, np.arange(len(t)), first, place, cov, np.full(m, ANYWHERE))
    sights = tuple(Sight(float(e), float(n), REACH, DETECTS, BEAM, HIDES, GHOSTS) for n, e in own)
    return Recording(scans, sights, _boats(truth, t))


def _boats(truth: Any, t: NDArray[np.float64]) -> NDArray[np.float64]:
    """(n, k, 2) east, north of each boat at the scans."""
    rows = [q for x in truth for q in (x if isinstance(x, list) else [x]) if q]
    boats = []
    for name in sorted({q["targetID"] for q in rows}):
        way = np.array(sorted((q["time"], q["position"][1], q["position"][0]) for q in rows if q["targetID"] == name))
        boats.append(np.stack([np.interp(t, way[:, 0], way[:, c], left=np.nan, right=np.nan) for c in (1, 2)], 1))
    return np.stack(boats)


def learnt(others: list[Recording]) -> EchoMap:
    """Static echoes of other recordings, each followed without a map."""
    m = blank(-1_300.0, 400.0, -800.0, 900.0, 15.0)
    for r in others:
        m = learn(m, r.scans, follow(r.scans, r.sights, WATCH)[1])
    return m


def tracked(r: Recording, m: EchoMap) -> History:
    """Shown tracks that do not stand where something always stands."""
    _, h = follow(density(m, r.scans), r.sights, WATCH)
    return h.of(~standing(m, h, after=STOOD))


def scored(r: Recording, h: History) -> dict[str, float]:
    """Completeness, false tracks a scan and rms [m] after the first scans."""
    there = missed = false = 0
    errors: list[float] = []
    for k, t in enumerate(r.scans.t[WARM:], WARM):
        now, rows = np.flatnonzero(np.isfinite(r.boats[:, k, 0])), np.flatnonzero(np.abs(h.t - t) < 1e-6)
        g = gospa(r.boats[now, k], h.place[rows, :2], CUT)
        there, missed, false = there + len(now), missed + g.missed, false + g.false
        errors += [float(np.hypot(*(r.boats[now[i], k] - h.place[rows[j], :2]))) for i, j in g.pairs]
    scans = len(r.scans.t) - WARM
    return {
        "completeness": 1 - missed / there,
        "false_a_scan": false / scans,
        "rms_m": float(np.sqrt(np.mean(np.square(errors)))),
    }


def plotted(r: Recording, bridge: int = 6) -> float:
    """The share of boat-scans that any tracker could follow: between two plots of the boat at most so many scans apart."""
    got = np.zeros(r.boats.shape[:2], bool)
    for k in range(len(r.scans.t)):
        g = gospa(r.boats[:, k], r.scans.place[r.scans.first[k] : r.scans.first[k + 1]], CUT)
        got[[i for i, _ in g.pairs], k] = True
    for row in got:
        seen = np.flatnonzero(row)
        for a, b in pairwise(seen):
            row[a:b] = row[a:b] | (b - a <= bridge)
    return float(got[:, WARM:].mean())


def main() -> None:
    """Each recording with the map of the others; means over recordings."""
    found = recordings()
    if not found:
        print(json.dumps({"bench": "tracker: recorded harbour radar", "skipped": "no ../shared/data/tracks/autoferry here"}))
        return
    results, bare, spent = [], [], 0.0
    for name, r in found.items():
        m = learnt([o for other, o in found.items() if other != name])
        begin = time.process_time()
        h = tracked(r, m)
        spent += time.process_time() - begin
        results.append({**scored(r, h), "could_be_followed": plotted(r)})
        bare.append(scored(r, follow(r.scans, [Sight(s.x, s.y, s.reach, s.detects) for s in r.sights], WATCH)[1]))
    mean = {key: round(float(np.mean([x[key] for x in results])), 3) for key in results[0]}
    without = {f"{key}_without_map": round(float(np.mean([x[key] for x in bare])), 3) for key in bare[0]}
    looks = sum(len(r.scans.t) for r in found.values())
    print(
        json.dumps(
            {
                "bench": f"tracker: recorded harbour radar, {len(found)} recordings, {looks} scans",
                **mean,
                **without,
                "cpu_s": round(spent, 3),
            }
        )
    )


if __name__ == "__main__":
    main()
