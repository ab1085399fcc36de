"""`varne fuse`: which reports are the same boat, why, and where each boat is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from varne import probability
from varne.drift import motion
from varne.drift.forcing import prepare
from varne.fusion.associate import propose
from varne.fusion.report import Report
from varne.fusion.rescue import match_rescues
from varne.fusion.show import as_plain, as_text
from varne.outlook import outlook, starting_report
from varne.positions import readings
from varne.readers.problem import Problem
from varne.readers.reports import read_reports
from varne.sea.field import Constant, Field

STATES = 2000
MARGIN = 3600.0


@dataclass(frozen=True, slots=True)
class Fused:
    """The answer as plain values and as text, and the lines that could not be taken as they were."""

    plain: dict[str, Any]
    text: str
    problems: tuple[Problem, ...]


def fuse(lines: Iterable[str], current: Field, at: datetime | None = None, seed: int = 1) -> Fused:
    """Report lines to boats.

    at       where each boat is then, and only what was received by then; None: at the last report
    raises   ValueError when an id comes twice with different content
    """
    told, problems = read_reports(lines, position_readings=readings)
    at = at or max((r.received for r in told), default=datetime.now(UTC))
    reports = [r for r in told if r.received <= at]
    proposal = propose(reports, current)
    rescues = match_rescues(proposal, reports, current)
    by_id = {r.id: r for r in reports}
    plain = as_plain(proposal, rescues)
    for boat in plain["boats"]:
        boat.update(_where([by_id[r] for r in boat["reports"]], current, at, seed))
    answer = {"at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), **plain, "problems": [asdict(p) for p in problems]}
    return Fused(answer, as_text(proposal, rescues), tuple(problems))


def _where(reports: Sequence[Report], current: Field, at: datetime, seed: int) -> Mapping[str, Any]:
    start = starting_report(reports)
    if start is None:
        return {"lon": None, "lat": None, "ellipse_m": None}
    first, until = start.when.timestamp() - MARGIN, at.timestamp()
    forcing = prepare(current, Constant(0.0, 0.0), first, max(until, first + MARGIN) + 2 * MARGIN)
    o = outlook(reports, forcing, until, n=STATES, rng_seed=seed, wind_known=False)
    if o is None:
        return {"lon": None, "lat": None, "ellipse_m": None}
    now = o.run.at(until)
    weight = now.weight * (now.flag[0] != motion.OUTSIDE)
    if not weight.sum() > 0:
        return {"lon": None, "lat": None, "ellipse_m": None}
    ellipse = probability.spread(now.lon[0], now.lat[0], weight)
    lon, lat = (float(c[0] @ weight / weight.sum()) for c in (now.lon, now.lat))
    return {"lon": round(lon, 5), "lat": round(lat, 5), "ellipse_m": [round(v, 1) for v in ellipse]}
