"""`varne search`: a request in a file to a plan, and the plan for a terminal."""

from collections.abc import Callable, Sequence

from varne.drift.run import Run
from varne.fusion.report import Report
from varne.geodesy import NM
from varne.planning import planned
from varne.planning.asked import Request
from varne.planning.boat import forcing_of, reports_of, states_of
from varne.planning.looks import Fleet
from varne.planning.search import Given, search
from varne.sea.field import Field
from varne.search.chart import Lane


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
