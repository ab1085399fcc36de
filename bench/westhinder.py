"""Ten-minute wind of the Westhinder pile (Meetnet Vlaamse Banken) as nights: the weather of research/figures.md section 7.

The data are not the project's to give away and not in ../shared. Whoever has them sets VARNE_WIND to the folder that holds
'Westhinder 2018' and so on, each with tab-separated files of speed (WVC) and direction (WRS), times in UTC.
"""

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np

from varne import geodesy
from varne.crossings.readiness.night import HOUR, Night, days_from, nights


def read(folder: Path) -> dict[date, Night]:
    """Nights of one member, from all years in a folder.

    raises  FileNotFoundError when no file of speed or direction is there
    """
    speed, direction = (_values(folder, kind) for kind in ("WVC", "WRS"))
    hours = defaultdict(list)
    for when in speed.keys() & direction.keys():
        east, north = geodesy.components_from(speed[when], direction[when])
        hours[when // HOUR].append((float(east), float(north)))
    first, last = min(hours), max(hours)
    series = np.full((2, int(last - first) + 1), np.nan)
    for hour, pairs in hours.items():
        series[:, int(hour - first)] = np.mean(pairs, axis=0)
    t = HOUR * (first + np.arange(series.shape[1]))
    begin, end = (datetime.fromtimestamp(x, UTC).date() for x in (t[0], t[-1]))
    return nights(t, _bridged(series[0])[None], _bridged(series[1])[None], None, days_from(begin, (end - begin).days + 1))


def _values(folder: Path, kind: str) -> dict[float, float]:
    files = sorted(folder.glob(f"Westhinder */*{kind}_*.txt"))
    if not files:
        raise FileNotFoundError(f"no file 'Westhinder YEAR/*{kind}_*.txt' in {folder}")
    found = {}
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as lines:
            for when, value, *_ in list(csv.reader(lines, delimiter="\t"))[1:]:
                if value.strip():
                    moment = datetime.fromisoformat(when)
                    found[moment.replace(tzinfo=moment.tzinfo or UTC).timestamp()] = float(value)
    return found


def _bridged(values: np.ndarray, longest: int = 6) -> np.ndarray:
    """Gaps of a few hours filled by straight lines; longer ones stay."""
    known = np.flatnonzero(np.isfinite(values))
    filled = np.interp(np.arange(values.size), known, values[known])
    after = np.searchsorted(known, np.arange(values.size))
    gap = known[np.minimum(after, known.size - 1)] - known[np.maximum(after - 1, 0)]
    return np.where(np.isfinite(values) | (gap <= longest), filled, np.nan)
