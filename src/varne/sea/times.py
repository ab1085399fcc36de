"""The time axis of a forecast: seconds since 1970, where stamps stand in their interval, what part is needed."""

from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
import xarray as xr
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Span = tuple[float, float]
"""From and to [s since 1970]."""
NAMES = ("time", "valid_time", "ocean_time", "time_counter", "t")


@dataclass(frozen=True, slots=True)
class Times:
    """Ascending moments t (nt,) [s since 1970] along a dimension, the index of each there, and how they are stamped."""

    dim: str
    t: Floats
    index: NDArray[np.intp]
    stamp: str
    warning: str = ""

    @property
    def spacing(self) -> float:
        """The longest step [s]."""
        return float(np.diff(self.t).max()) if self.t.size > 1 else 0.0

    def around(self, span: Span) -> "Times":
        """The moments of a span and the neighbours that are needed to know its edges."""
        first = max(int(np.searchsorted(self.t, span[0], side="right")) - 1, 0)
        last = int(np.searchsorted(self.t, span[1], side="left")) + 1
        part = slice(min(first, max(self.t.size - 2, 0)), max(last, 2))
        return Times(self.dim, self.t[part], self.index[part], self.stamp, self.warning)

    def kept(self, which: NDArray[np.bool_]) -> "Times":
        """Only some of the moments."""
        return Times(self.dim, self.t[which], self.index[which], self.stamp, self.warning)


def times(data: xr.Dataset, variable: xr.DataArray, name: str) -> Times:
    """The times of a variable; an interval mean is put into the middle of its interval when the file gives the bounds.

    raises  ValueError when there is no calendar time, no time axis, or several runs
    """
    axis = _find(data, variable, name)
    dim = str(axis.dims[0])
    mean = "time: mean" in str(variable.attrs.get("cell_methods", ""))
    bounds = str(axis.attrs.get("bounds", axis.encoding.get("bounds", "")))
    t, stamp, warning = seconds(axis, name), "moments", ""
    if mean and bounds in data.variables:
        middle = seconds(data[bounds], name).mean(axis=-1)
        moved = np.abs(middle - t).max() > 1.0
        stamp = f"interval means, {'moved to' if moved else 'stamped in'} the middle of their interval"
        t = middle
    elif mean:
        stamp = "interval means"
        warning = _doubt(t)
    ascending, index = np.unique(t, return_index=True)
    return Times(dim, ascending, index.astype(np.intp), stamp, warning)


def _doubt(t: Floats) -> str:
    """Copernicus Marine stamps hourly means at half past; other centres at either end."""
    if t.size and np.allclose(t % 3600, 1800):
        return "stamped mid-hour means: the middle of each hour, the first and last half hour are not covered"
    return "interval means without time bounds: if they are stamped at an end, everything is half an interval off"


def _find(data: xr.Dataset, variable: xr.DataArray, name: str) -> xr.DataArray:
    found = [
        data[v]
        for v in map(str, data.variables)
        if data[v].ndim == 1 and set(data[v].dims) <= set(variable.dims) and _is_time(v, data[v])
    ]
    if not found:
        several = " Several runs in one file? Select one run." if any(_is_time(str(v), data[v]) for v in data.variables) else ""
        raise ValueError(
            f"{name}: {variable.name} lies on {variable.dims}, none of them is a time axis; give it one with CF units.{several}"
        )
    return min(
        found, key=lambda a: (a.attrs.get("standard_name") != "time", NAMES.index(n) if (n := _lower(a)) in NAMES else 9)
    )


def _is_time(name: str, variable: xr.DataArray) -> bool:
    standard = variable.attrs.get("standard_name")
    return standard == "time" or (standard is None and name.lower() in NAMES)


def _lower(variable: xr.DataArray) -> str:
    return str(variable.name).lower()


def seconds(time: xr.DataArray, name: str) -> Floats:
    """Calendar times as seconds since 1970.

    raises  ValueError when they are numbers without CF units, or of a calendar that the sea does not keep
    """
    if not np.issubdtype(time.dtype, np.datetime64):
        raise ValueError(
            f"{name}: the time axis is {time.dtype}, not a calendar time; give it CF units such as 'hours since ...' and the "
            "standard calendar"
        )
    values = time.values.astype("datetime64[ns]")
    if np.isnat(values).any():
        raise ValueError(f"{name}: {int(np.isnat(values).sum())} times are missing; drop those slices")
    return np.asarray(values.astype("int64") / 1e9, float)


def clock(t: float) -> str:
    """A moment for people.

    >>> clock(0.0)
    '1970-01-01 00:00Z'
    """
    return datetime.fromtimestamp(float(t), UTC).strftime("%Y-%m-%d %H:%MZ") if np.isfinite(t) else "any time"
