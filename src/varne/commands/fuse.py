"""`varne fuse`: which reports are the same boat, why, and where each boat is."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache, partial
from typing import Any

from varne import probability
from varne.drift import motion
from varne.drift.forcing import Forcing, prepare
from varne.fusion.associate import propose
from varne.fusion.report import Report
from varne.fusion.rescue import match_rescues
from varne.fusion.show import as_plain, as_text
from varne.outlook import CALM, outlook, span
from varne.positions import readings
from varne.readers.problem import Problem
from varne.readers.reports import read_reports
from varne.sea.field import Field

STATES = 2000
MARGIN = 3600.0
BLOCK = 12 * 3600.0
"""Fields are laid out between multiples of this [s]."""


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
    rescues = match_rescues(proposal)
    by_id = {r.id: r for r in reports}
    plain = as_plain(proposal, rescues, reports)
    fields = cache(partial(prepare, current, CALM))  # boats of one night share a few
    for boat in plain["boats"]:
        boat.update(_where([by_id[r] for r in boat["reports"]], fields, at, seed))
    answer = {"at": at.astimezone(UTC).isoformat().replace("+00:00", "Z"), **plain, "problems": [asdict(p) for p in problems]}
    return Fused(answer, as_text(proposal, rescues, reports), tuple(problems))


def _where(reports: Sequence[Report], fields: Callable[[float, float], Forcing], at: datetime, seed: int) -> dict[str, Any]:
    """Where a boat is and how sure that is, and the probability of each state; None where nobody said a place at sea."""
    nowhere = {"lon": None, "lat": None, "ellipse_m": None}
    told, until = span(reports), at.timestamp()
    if told is None:
        return nowhere
    first, end = told[0] // BLOCK, (max(until, told[1]) + MARGIN) // BLOCK + 1
    o = outlook(reports, fields(first * BLOCK, end * BLOCK), until, n=STATES, rng_seed=seed, wind_known=False)
    if o is None:
        return nowhere
    now = o.run.at(until)
    weight = now.weight * (now.flag[0] != motion.OUTSIDE)
    if not weight.sum() > 0:
        return nowhere
    ellipse = probability.spread(now.lon[0], now.lat[0], weight)
    lon, lat = (float(c[0] @ weight / weight.sum()) for c in (now.lon, now.lat))
    states = {state: round(p, 3) for state, p in o.states(until).items()}
    return {"lon": round(lon, 5), "lat": round(lat, 5), "ellipse_m": [round(v, 1) for v in ellipse], "states": states}
