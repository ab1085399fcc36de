"""`varne search`: a request in a file to a plan, and the plan for a terminal."""

from collections.abc import Callable, Sequence
from pathlib import Path

from varne.config import Config
from varne.drift.run import Run
from varne.fusion.report import Report
from varne.geodesy import NM
from varne.outlook import span
from varne.planning import planned
from varne.planning.asked import Request
from varne.planning.boat import forcing_of, reports_of, states_of
from varne.planning.looks import Fleet
from varne.planning.search import Given, search
from varne.planning.span import span_of
from varne.positions import readings
from varne.readers.forecast import open_field
from varne.readers.lanes import lanes_of
from varne.readers.problem import Problem
from varne.readers.reports import read_reports
from varne.readers.trajectories import read_run
from varne.sea.field import Field
from varne.search.assets import fleet as fleet_of
from varne.search.chart import Lane


def plan_with_files(
    request: Request, own: Config, lines: Sequence[str], clock: Callable[[], float]
) -> tuple[planned.PlanDoc, tuple[Problem, ...]]:
    """A plan, with the fields, states and lanes that the request and varne.toml name; and report lines that were refused.

    lines   of the reports that the request names
    raises  ValueError when nothing can be planned at all; OSError or NotAtHand for a file or a field
    """
    reports, bad = read_reports(lines, position_readings=readings)
    told = span(reports)
    over = span_of(request, told and told[0])
    current = open_field(request.current, "current", over)
    wind = open_field(request.wind, "wind", over) if request.wind else None
    drifted = read_run(Path(request.drifted).read_bytes()) if request.drifted else None
    fleet, lanes = fleet_of(line.plain() for line in own.assets), lanes_of(own.lanes)
    return plan(request, current, wind, clock, drifted=drifted, reports=reports, fleet=fleet, lanes=lanes), bad


def plan(
    request: Request,
    current: Field,
    wind: Field | None,
    clock: Callable[[], float],
    *,
    drifted: Run | None = None,
    reports: Sequence[Report] = (),
    fleet: Fleet = None,
    lanes: Sequence[Lane] = (),
) -> planned.PlanDoc:
    """A plan for states of a file, of reports, or of the request's datums.

    raises  ValueError when nothing can be planned at all
    """
    if request.reports is None:
        return search(request, Given(current, wind, drifted, fleet=fleet, lanes=tuple(lanes)), clock)
    mine, belonging = reports_of(request, reports, current)
    found = states_of(request, mine, belonging, forcing_of(request, mine, current, wind), wind_known=wind is not None)
    return search(request, Given(current, wind, found.run, found.assumptions, fleet, tuple(lanes)), clock)


def text(doc: planned.PlanDoc) -> str:
    """A plan for a terminal."""
    lines = []
    if doc.pos_fresh is not None and doc.bound is not None and doc.gap is not None:
        three = doc.alive_range
        alive = f", found alive {three.likely:.0%} ({three.low:.0%} to {three.high:.0%} by survival)" if three else ""
        most = f"{doc.bound:.0%} ({doc.objective}, in cells of {(doc.bound_cell_m or 0) / NM:.1f} NM)"
        lines.append(f"POS {doc.pos_fresh:.0%}{alive}; no plan can pass {most}; gap {doc.gap:.1%}")
    if doc.flown is not None:
        lines.append(f"the tracks find {doc.flown.mean:.0%} ({doc.flown.low:.0%} to {doc.flown.high:.0%} by the sweep widths)")
    if doc.quick is not None:
        q = doc.quick
        lines.append(f"at once: {q.name} {q.pattern} about {q.lon:.4f}, {q.lat:.4f} from {q.arrives}, spacing {q.spacing_m} m")
    lines += [_asset_line(a, area) for a in doc.assets for area in a.areas]
    lines += [f"one more hour of {m.name}: {100 * m.value:+.1f} points" for m in doc.marginal]
    return "\n".join([*lines, *doc.notes])


def _asset_line(a: planned.AssetRow, area: planned.AreaRow) -> str:
    size = f"{area.length_m / NM:.1f} x {area.width_m / NM:.1f} NM, {area.heading:03.0f}"
    return f"{a.name}  {area.begin} to {area.end}  {area.pattern} {size}  about {area.lon:.4f}, {area.lat:.4f}"
