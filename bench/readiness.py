"""Readiness on a rolling origin: skill over the seasonal climatology, coverage, reliability, beside forecasting libraries.

Protocol of research/figures.md section 7: every fifth day from 31 December 2021 to 21 December 2025, 1 to 7 days ahead, counts
known through the origin; every model gets the same counts, those that take columns the same columns. On the official counts of
../shared, without weather; with it where VARNE_WIND names the Westhinder record (bench/westhinder.py), which is not ours to
give. On a SIMULATED Strait (bench/strait.py), whose best possible forecast is known, always.
"""

import csv
import json
import os
import subprocess
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from bench import strait, westhinder
from varne.crossings.readiness import design, night
from varne.crossings.readiness.almanac import almanac, apart
from varne.crossings.readiness.climate import climate
from varne.crossings.readiness.counts import Counts, counts_of
from varne.crossings.readiness.dressing import ERROR
from varne.crossings.readiness.learning import learn
from varne.crossings.readiness.load import load
from varne.crossings.readiness.night import Night, days_from, mean_of
from varne.crossings.readiness.outlook import MANY, Chances, of_boats, of_climate, outlook
from varne.crossings.readiness.scores import Outcome, crps, reliability, score

Floats = NDArray[np.float64]
ROOT = Path(__file__).parents[1]
DAILY = ROOT.parent / "shared" / "data" / "home_office" / "daily.csv"
PEER = ROOT / ".forecasters"
AHEAD = 7
FIRST, LAST, EVERY = date(2021, 12, 31), date(2025, 12, 21), 5
SLOW = {"auto-arima": 12} | dict.fromkeys(("auto-ets", "auto-theta", "croston-sba", "imapa", "tsb", "prophet"), 4)
"""Models run on every fourth or twelfth origin only; their skill is against the climatology on the same origins, and Varne's on
these is told too."""
SERIES = ("auto-arima", "auto-ets", "auto-theta", "seasonal-naive", "croston-sba", "tsb", "imapa", "prophet", "last-value")
COLUMNS = ("lightgbm-hurdle", "lightgbm-quantile", "ngboost", "one-part-glm")
MEMBERS = 20
Weather = Callable[[int], Mapping[date, Night]]
"""What is known of the coming nights on a day (index)."""


@dataclass(frozen=True)
class Truth:
    """Counts, and the weather that came of the days of which it is known."""

    counts: Counts
    came: Mapping[date, Night]

    def until(self, origin: int) -> Counts:
        return Counts(self.counts.first, self.counts.boats[: origin + 1], self.counts.people[: origin + 1])

    def day(self, index: int) -> date:
        return self.counts.first + timedelta(days=index)


def main() -> None:
    """Each line answers one question of issue 8."""
    if DAILY.exists():
        official()
    else:
        say("official counts", skipped="../shared/data/home_office is not here; see the simulated Strait below")
    simulated()


def say(question: str, **figures: Any) -> None:
    rounded = {k: round(v, 4) if isinstance(v, float) else v for k, v in figures.items()}
    print(json.dumps({"bench": f"readiness: {question}", **rounded}, ensure_ascii=False), flush=True)


# The official counts


def official() -> None:
    """The counts of ../shared: without weather, with the wind record if it is here, and the libraries."""
    truth = official_truth()
    origins = between(truth, FIRST, LAST)
    fits(truth)
    compared("official counts 2022-25", truth, origins, None)
    later = between(truth, LAST + timedelta(days=10), truth.counts.last - timedelta(days=AHEAD))
    ours("official counts 2026", truth, later, None)
    if truth.came:
        ours("official counts 2022-25, perfect wind", truth, origins, lambda o: certain(truth, o))
        ours("official counts 2022-25, simulated forecast", truth, origins, blurred(truth))
    else:
        say("official counts with weather", skipped="the Westhinder wind is not here: VARNE_WIND names its folder")


def official_truth() -> Truth:
    """The official counts, and the wind if VARNE_WIND names it."""
    with DAILY.open(encoding="utf-8") as lines:
        rows = {date.fromisoformat(r["date"]): (float(r["boats"]), float(r["people"])) for r in csv.DictReader(lines)}
    wind = os.environ.get("VARNE_WIND")
    return Truth(counts_of(rows), westhinder.read(Path(wind)) if wind else {})


def between(truth: Truth, first: date, last: date) -> list[int]:
    begin, end = (first - truth.counts.first).days, (last - truth.counts.first).days
    return list(range(begin, end + 1, EVERY))


def fits(truth: Truth) -> None:
    """How long it takes to learn from everything."""
    begin = time.perf_counter()
    learn(truth.counts)
    say("learning from all official counts", seconds=time.perf_counter() - begin, limit_seconds=10)


def certain(truth: Truth, origin: int) -> dict[date, Night]:
    """The weather that will come, as a forecast that is sure of itself: two members that agree."""
    days = days_from(truth.day(origin + 1), AHEAD)
    return {d: _doubled(truth.came[d]) for d in days if d in truth.came}


def _doubled(n: Night) -> Night:
    speed, east, north, memory, waves = (np.repeat(x, 2) for x in (n.speed, n.east, n.north, n.memory, n.waves))
    return Night(speed, east, north, memory, waves, np.array([0.5, 0.5]))


def blurred(truth: Truth) -> Weather:
    """A single forecast with the error of dressing.ERROR: a weather anomaly of another year's same season is mixed in."""
    rng = np.random.default_rng(0)
    days = sorted(truth.came)
    table = {d: np.array([x[0] for x in (n.speed, n.east, n.north, n.memory)]) for d, n in truth.came.items()}
    usual = _usual(table)
    spread = np.std([table[d][0] - usual[d.timetuple().tm_yday][0] for d in days])

    def told(origin: int) -> dict[date, Night]:
        asked = [d for d in days_from(truth.day(origin + 1), AHEAD) if d in table]
        donor = days[int(rng.integers(0, len(days) - AHEAD))]
        found = {}
        for d in asked:
            lead = (d - truth.day(origin)).days
            kept = max(1 - (ERROR[min(lead, len(ERROR)) - 1] / spread) ** 2, 0.02)
            other = donor + timedelta(days=lead)
            off = table.get(other, usual[other.timetuple().tm_yday]) - usual[other.timetuple().tm_yday]
            own = table[d] - usual[d.timetuple().tm_yday]
            mixed = usual[d.timetuple().tm_yday] + kept * own + np.sqrt(kept * (1 - kept)) * off
            found[d] = _single(mixed)
        return found

    return told


def _usual(table: Mapping[date, Floats]) -> dict[int, Floats]:
    numbers = np.array([d.timetuple().tm_yday for d in table], float)
    values = np.stack(list(table.values()))
    known = np.isfinite(values).all(axis=1)
    return {n: values[known & (apart(numbers, n) <= 20)].mean(axis=0) for n in range(1, 367)}


def _single(row: Floats) -> Night:
    speed, east, north, memory = (np.array([x]) for x in row)
    return Night(np.maximum(speed, 0.3), east, north, np.maximum(memory, 0.05), np.array([np.nan]), np.ones(1))


# A simulated Strait


def simulated() -> None:
    """Without weather, with an honest ensemble, with a single run, with perfect weather; the best possible beside."""
    s = strait.strait(1)
    truth = Truth(s.counts, s.weather())
    origins = between(truth, FIRST, LAST)[::2]
    ensembles = {o: strait.members(s, 1, o, MEMBERS) for o in origins}
    sources: list[tuple[str, Weather | None]] = [
        ("no weather", None),
        (f"{MEMBERS} members", ensembles.__getitem__),
        ("a single run, dressed", lambda o: strait.members(s, 1, o, 0)),
        ("perfect weather", lambda o: certain(truth, o)),
    ]
    for name, weather in sources:
        found = ours(f"SIMULATED Strait, {name}", truth, origins, weather)
        if weather is not None and "single" not in name:
            bound(f"SIMULATED Strait, {name}: the best possible", s, truth, origins, weather, found)
    peers("SIMULATED Strait, the members' mean", truth, origins, COLUMNS, _means(s))


def bound(
    question: str, s: strait.Strait, truth: Truth, origins: Sequence[int], weather: Weather, found: list[Outcome]
) -> None:
    """The law itself on the same weather; how much of its gain Varne's forecast has."""
    said = []
    for origin in origins:
        told, carried = weather(origin), load(truth.until(origin), origin)
        for day in days_from(truth.day(origin + 1), AHEAD):
            said.append(of_boats(strait.best(s, (day - truth.counts.first).days, told[day]), carried))
    limit = score([Outcome(o.issued, o.day, c, o.climate, o.boats, o.people) for o, c in zip(found, said, strict=True)])
    have = score(found)
    share = {"share_of_it": have.skill_people / limit.skill_people, "share_of_brier": have.skill_any / limit.skill_any}
    say(question, skill_people=limit.skill_people, skill_any=limit.skill_any, **share)


def _means(s: strait.Strait) -> Callable[[int, int], Floats]:
    """Weather columns of a forecast's mean, for a last known day and days ahead; of every day, for peers to learn from."""
    kept: dict[int, dict[date, Night]] = {}

    def columns(origin: int, ahead: int) -> Floats:
        if origin not in kept:
            kept[origin] = strait.members(s, 1, origin, MEMBERS)
        n = kept[origin].get(s.first + timedelta(days=origin + ahead))
        return np.full(len(night.GROUPS), np.nan) if n is None else night.columns(mean_of(n), waves=False)[0]

    return columns


# One forecaster over the origins


def ours(question: str, truth: Truth, origins: Sequence[int], weather: Weather | None) -> list[Outcome]:
    """Varne's own outlook, learnt anew at each origin."""
    begin, outcomes = time.process_time(), []
    for origin in origins:
        learnt = learn(truth.until(origin), truth.came if weather else None, waves=False)
        issued, days = truth.day(origin), days_from(truth.day(origin + 1), AHEAD)
        told = weather(origin) if weather else {}
        for d in outlook(learnt, issued, told, days, useful=AHEAD):
            outcomes.append(Outcome(issued, d.day, d.forecast, d.climate, *truth.counts.on(d.day)))
    spent = time.process_time() - begin
    say(f"{question}: Varne", **_figures(outcomes), cpu_s_a_forecast=spent / len(origins))
    for c in reliability(outcomes):
        say(f"{question}: said {c.above:.0%} to {c.to:.0%}", n=c.n, said=c.said, came=c.came, off=abs(c.said - c.came))
    return outcomes


def _figures(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    s = score(outcomes)
    low, high = interval(outcomes)
    leads = {h: score([o for o in outcomes if o.lead == h]).brier_any for h in (1, 3, 5, 7)}
    return {
        "n": s.n,
        "crps_people": s.crps_people,
        "skill_people": s.skill_people,
        "skill_95": [round(low, 3), round(high, 3)],
        "skill_boats": s.skill_boats,
        "brier_any": s.brier_any,
        "skill_any": s.skill_any,
        "skill_ten_or_more": s.skill_many,
        "covered_80": s.covered,
        "brier_days_1_3_5_7": [round(b, 3) for b in leads.values()],
    }


def interval(outcomes: Sequence[Outcome], block: int = 12, draws: int = 2000) -> tuple[float, float]:
    """95 % interval of the CRPS skill, by drawing blocks of twelve origins (two months) anew."""
    both = np.array([[crps(c.people[None], np.array([o.people]))[0] for c in (o.forecast, o.climate)] for o in outcomes])
    first = min(o.issued for o in outcomes)
    group = np.array([(o.issued - first).days // (EVERY * block) for o in outcomes])
    sums = np.array([both[group == g].sum(axis=0) for g in np.unique(group)])
    rng = np.random.default_rng(0)
    drawn = sums[rng.integers(0, len(sums), (draws, len(sums)))].sum(axis=1)
    low, high = np.quantile(1 - drawn[:, 0] / drawn[:, 1], [0.025, 0.975])
    return float(low), float(high)


def compared(question: str, truth: Truth, origins: Sequence[int], weather: Weather | None) -> None:
    """Varne, on all origins and on those of the slow libraries, and all libraries."""
    found = ours(question, truth, origins, weather)
    for every in sorted(set(SLOW.values())):
        few = {truth.day(origin) for origin in origins[::every]}
        say(f"{question}: Varne, every {every}th origin", **_figures([o for o in found if o.issued in few]))
    peers(question, truth, origins, (*SERIES, *COLUMNS), None)


def peers(
    question: str, truth: Truth, origins: Sequence[int], names: Sequence[str], weather: Callable[[int, int], Floats] | None
) -> None:
    """The libraries, when their environment is there."""
    if not (PEER / "freeze.txt").exists():
        say(f"{question}: libraries", skipped="not here: sh bench/forecasters/setup.sh installs them apart, in two minutes")
        return
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            chosen = list(origins)[:: SLOW.get(name, 1)]
            given, said = Path(folder) / "given.npz", Path(folder) / "said.npz"
            np.savez(given, **_given(truth, chosen, weather if name in COLUMNS else None))
            command = [str(PEER / "bin" / "python"), str(ROOT / "bench" / "forecasters" / "peer.py"), str(given), str(said)]
            done = subprocess.run([*command, "--model", name], capture_output=True, text=True)
            if done.returncode:
                say(f"{question}: {name}", failed=done.stderr.strip().splitlines()[-1])
                continue
            told = json.loads(done.stdout.splitlines()[-1])
            outcomes = _outcomes(truth, chosen, dict(np.load(said)))
            say(f"{question}: {told['tool']}", **_figures(outcomes), cpu_s_a_forecast=told["cpu_s"] / len(chosen))


def _given(truth: Truth, origins: Sequence[int], weather: Callable[[int, int], Floats] | None) -> dict[str, Any]:
    counts = truth.counts
    calendar, so_far = almanac(counts.first, len(counts.boats) + AHEAD), design.recent(counts)
    days = np.arange(365, len(counts.boats) - AHEAD)
    days = days[(days % 2 == 0) | np.isin(days, origins)]
    last, ahead = np.repeat(days, AHEAD), np.tile(np.arange(1, AHEAD + 1), days.size)
    x = np.column_stack([design.columns(so_far, calendar, last, ahead), ahead])
    if weather is not None:
        x = np.column_stack([x, [weather(int(o), int(h)) for o, h in zip(last, ahead, strict=True)]])
    carried = np.array(
        [load(truth.until(int(o)), int(o)).mean if o in set(origins) else np.nan for o in range(len(counts.boats))]
    )
    return {
        "boats": counts.boats, "people": counts.people, "origins": np.array(origins), "last": last, "ahead": ahead, "x": x,
        "load": carried,
    }  # fmt: skip


def _outcomes(truth: Truth, origins: Sequence[int], said: Mapping[str, Floats]) -> list[Outcome]:
    """What a library said, beside the climatology of the same origins."""
    found = []
    for k, origin in enumerate(origins):
        for h, c in enumerate(_climates(truth, origin)):
            boats = said["boats"][k, h]
            day = truth.day(origin + 1 + h)
            chances = Chances(float(said["any"][k, h]), float((boats >= MANY - 0.5).mean()), boats, said["people"][k, h])
            found.append(Outcome(truth.day(origin), day, chances, c, *truth.counts.on(day)))
    return found


def _climates(truth: Truth, origin: int) -> list[Chances]:
    counts = truth.until(origin)
    calendar = almanac(counts.first, len(counts.boats) + AHEAD)
    return [of_climate(climate(counts, calendar, origin, calendar.number[origin + h])) for h in range(1, AHEAD + 1)]


if __name__ == "__main__":
    main()
