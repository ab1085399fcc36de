"""Forecast files to Fields: a CF dataset (opened by readers.forecast) as a Gridded.

survey says what a dataset holds; here its values are read, brought to metres a second and true east and north, laid onto a
regular grid where they are not on one, and filled over land: sea values reach REACH cells over it, as in grid, because NaN in a
forecast is not the coast. Latitudes may fall, longitudes may run from 0 to 360. Apart from Gridded, so that a drift on the tide
alone need not load xarray.
"""

import numpy as np
import xarray as xr

from varne.sea import curvilinear
from varne.sea.field import Floats
from varne.sea.grid import REACH, Axes, Bools, fill_land
from varne.sea.gridded import Gridded
from varne.sea.names import Kind
from varne.sea.survey import STRAIT, Survey, survey
from varne.sea.times import Span, clock

BAD_FLAGS = (3, 4, 9)
"""HF radar QCflag: potentially correctable, bad, missing (OceanSITES flag scale)."""
FASTEST = {"current": 8.0, "residual": 8.0, "stokes": 5.0, "wind": 90.0}
"""No sea or storm in our waters goes faster; more is a fill value or a wrong unit [m/s]."""


def from_dataset(data: xr.Dataset, kind: Kind, name: str, span: Span | None = None) -> Gridded:
    """A forecast as a Field.

    data     with times and one- or two-dimensional longitude and latitude, or x and y with a CF grid mapping
    kind     "current", "wind", "stokes" or "residual"; name is what people will see
    span     only these times are needed [s since 1970]; None for all
    raises   ValueError that says which variables or axes were looked for and what the dataset has, or why it is refused
    """
    return read(survey(data, kind, name, span))


def read(seen: Survey) -> Gridded:
    """Read the values of a forecast that was looked at.

    raises  ValueError for what the survey refuses, for values masked everywhere or faster than any sea
    """
    if seen.refusals:
        raise ValueError(f"{seen.name} is refused as {seen.kind}: {'; '.join(seen.refusals)}")
    dims = seen.times.dim, seen.layout.y, seen.layout.x
    names = seen.match.east, seen.match.north
    u, v = (
        seen.window.read(seen.pair[c], dims, seen.times.index) * factor for c, factor in zip(names, seen.factors, strict=True)
    )
    u, v = _turned(seen, _trusted(seen, u, dims), v)
    t, u, v, notes = _whole_slices(seen, u, v)
    sea = np.asarray(np.isfinite(u + v).all(axis=0))
    _check(seen, u, v, sea)
    if (gaps := int(np.isfinite(u + v).any(axis=0).sum() - sea.sum())) > 0:
        notes.append(f"warning: {gaps} points have a value at some times only; they are treated as land")
    (u, known), (v, _) = fill_land(u, sea), fill_land(v, sea)
    axes, u, v, known = _regular(seen, u, v, known)
    land = (
        f"land: {1 - sea.mean():.0%} of {sea.size} points have no value; the nearest sea value reaches {REACH:g} cells over it"
    )
    return Gridded(t, axes, u, v, known, seen.name, (*seen.lines(), *notes, land))


def _trusted(seen: Survey, u: Floats, dims: tuple[str, str, str]) -> Floats:
    """Missing where a radar's quality flag says so."""
    if seen.flag is None:
        return u
    return np.where(np.isin(seen.window.read(seen.pair[seen.flag], dims, seen.times.index), BAD_FLAGS), np.nan, u)


def _turned(seen: Survey, u: Floats, v: Floats) -> tuple[Floats, Floats]:
    """Components along the axes of a turned grid brought to true east and north."""
    if not (seen.layout.turned and seen.match.frame == "grid"):
        return u, v
    lon, lat = _points(seen)
    ex, nx, ey, ny = curvilinear.axes_to(lon, lat)
    sx, sy = seen.layout.sign
    return u * ex * sx + v * ey * sy, u * nx * sx + v * ny * sy


def _points(seen: Survey) -> tuple[Floats, Floats]:
    rows, columns = np.ix_(seen.window.rows, seen.window.columns)
    return seen.layout.lon[rows, columns], seen.layout.lat[rows, columns]


def _whole_slices(seen: Survey, u: Floats, v: Floats) -> tuple[Floats, Floats, Floats, list[str]]:
    """Without the moments at which there is no value at all, as at the end of a run cut short."""
    some = np.asarray(np.isfinite(u + v).any(axis=(1, 2)))
    if some.all() or not some.any():
        return seen.times.t, u, v, []
    kept = seen.times.kept(some)
    if kept.t.size < 2 or kept.spacing > seen.times.spacing + 1:
        raise ValueError(
            f"{seen.name} has no value at {int((~some).sum())} of {some.size} times, from {_first(seen, ~some)}; "
            "fetch the file again"
        )
    return kept.t, u[some], v[some], [f"warning: {int((~some).sum())} times at its ends hold no value and are left out"]


def _first(seen: Survey, which: Bools) -> str:
    return clock(float(seen.times.t[which][0]))


def _check(seen: Survey, u: Floats, v: Floats, sea: Bools) -> None:
    if not sea.any():
        raise ValueError(
            f"{seen.name} has no value in the Strait: {seen.match.east} and {seen.match.north} are masked "
            "everywhere there, at one time or another"
        )
    fastest = float(np.hypot(u[:, sea], v[:, sea]).max())
    if fastest > FASTEST[seen.kind]:
        raise ValueError(
            f"{seen.name}: {seen.match.east} and {seen.match.north} reach {fastest:g} m/s, more than any "
            f"{seen.kind} here; is the unit right and the fill value declared?"
        )


def _regular(seen: Survey, u: Floats, v: Floats, known: Bools) -> tuple[Axes, Floats, Floats, Bools]:
    if seen.layout.regular:
        return Axes(seen.layout.lon[seen.window.columns], seen.layout.lat[seen.window.rows]), u, v, known
    lon, lat = _points(seen)
    found = curvilinear.lookup(lon, lat, *STRAIT.lon, *STRAIT.lat)
    if found is None:
        raise ValueError(
            f"{seen.name} covers no rectangle of longitude and latitude in the Strait; cut it there with more around it"
        )
    return found.axes, found.values(u), found.values(v), found.nearest(known)
