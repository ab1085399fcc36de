"""Forecast files to the weather of nights over the Strait, member by member: wind, and waves where a file has them.

What is read is the mean over a few points along the middle of the Strait: a forecast of crossings speaks of the whole Strait,
so nothing finer is ever taken in.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from varne.crossings.readiness.almanac import DAY, EPOCH
from varne.crossings.readiness.night import HOUR, Night, nights
from varne.readers.forecast import opened
from varne.sea.dataset import from_dataset
from varne.sea.field import OutsideForecast
from varne.sea.gridded import Gridded
from varne.sea.names import match
from varne.sea.times import Span, clock
from varne.sea.waves import NoWaves, wave_height, waves

Floats = NDArray[np.float64]
MIDDLE = np.array([[1.30, 50.90], [1.45, 50.98], [1.60, 51.03], [1.75, 51.08], [1.90, 51.15]])
"""Longitude and latitude along the middle of the Strait, over which weather is averaged [deg]."""
MEMBERS = ("number", "member", "realization", "ensemble", "ensemble_member", "ens")
BEFORE = 15 * HOUR
"""How long before the first day the sea begins to be remembered; the night itself begins 3 h before [s]."""
FEW = 5
"""Members below which an ensemble says little of its own doubt."""


@dataclass(frozen=True, slots=True, eq=False)
class Weather:
    """The nights that files know, by day, and what to know of them, in sentences."""

    nights: dict[date, Night]
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """One quantity of one file over the middle of the Strait, hour by hour.

    t       (h,) consecutive whole hours [s since 1970]
    u, v    (m, h) of each member that could be read: wind, the way it goes [m/s], or wave height and 0 [m]
    number  which members these are; of: how many the file has
    why     the first reason why a member could not be read
    """

    name: str
    t: Floats
    u: Floats
    v: Floats
    number: tuple[int, ...]
    of: int
    why: str = ""


def read_weather(sources: Sequence[str], days: Sequence[date], issued: datetime | None = None) -> Weather:
    """The weather of the nights before some days.

    sources  NetCDF, Zarr or GRIB files: one with wind; waves in it or in another; a dimension of members or none
    days     in order
    issued   aware; a run that was made later is refused, since it knows what came
    raises   FileNotFoundError, NotAtHand, ExtraMissing, or ValueError that says what is missing and what would mend it
    """
    span = (days[0] - EPOCH).days * DAY - BEFORE, (days[-1] - EPOCH).days * DAY + DAY
    winds = [p for s in sources if (p := _part(s, "wind", span, issued)) is not None]
    heights = [p for s in sources if (p := _part(s, "waves", span, issued)) is not None]
    if not winds:
        raise ValueError(f"no wind in {', '.join(sources)}; give a forecast with 10 m wind, such as u10 and v10")
    wind, height = winds[0], heights[0] if heights else None
    found = nights(wind.t, wind.u, wind.v, _aligned(wind, height), days)
    if not found:
        raise ValueError(_elsewhere(wind, days))
    return Weather(found, tuple(_notes(wind, height, found, days)))


def _part(source: str, kind: str, span: Span, issued: datetime | None) -> Part | None:
    """One quantity of a file; None where the file has none of it."""
    try:
        with opened(source, "waves" if kind == "waves" else "wind") as (data, name):
            _check_run(data, name, issued)
            if kind == "wind" and _only_waves(data, name):
                return None
            return _read(data, kind, name, span)
    except NoWaves:
        return None


def _only_waves(data: xr.Dataset, name: str) -> bool:
    """Whether a file has waves and no pair that could be wind, so that nobody is told that its wind is missing."""
    variables = {str(k): v for k, v in data.data_vars.items()}
    try:
        wave_height(variables, name)
        match(variables, "wind", name)
    except NoWaves:
        return False
    except ValueError:
        return True
    return False


def _check_run(data: xr.Dataset, name: str, issued: datetime | None) -> None:
    runs = [v for v in data.variables.values() if v.attrs.get("standard_name") == "forecast_reference_time" and v.size]
    if issued is None or not runs or not np.issubdtype(runs[0].dtype, np.datetime64):
        return
    made = float(np.max(runs[0].values.astype("datetime64[s]").astype(np.int64)))
    if made > issued.timestamp():
        raise ValueError(
            f"{name} is the run of {clock(made)}, later than the issue at {issued.astimezone(UTC):%Y-%m-%d %H:%MZ}: it knows "
            "more than was known then; give the run before, or a later --at"
        )


def _read(data: xr.Dataset, kind: str, name: str, span: Span) -> Part:
    dim = next((str(d) for d in data.dims if str(d).lower() in MEMBERS and data.sizes[d] > 1), None)
    if dim is None:
        single = data.isel({d: 0 for d in data.dims if str(d).lower() in MEMBERS})
        t, u, v = _sampled(_field(single, kind, name, span), span)
        return Part(name, t, u[None], v[None], (0,), 1)
    found: dict[int, tuple[Floats, Floats, Floats]] = {}
    why: ValueError | None = None
    for k in range(data.sizes[dim]):
        try:
            found[k] = _sampled(_field(data.isel({dim: k}), kind, name, span), span)
        except NoWaves:
            raise
        except ValueError as error:
            why = why or error
    if not found:
        raise why or ValueError(f"{name} has no member")
    t = max((x[0] for x in found.values()), key=len)
    u, v = (np.stack([_onto(t, x[0], x[i]) for x in found.values()]) for i in (1, 2))
    return Part(name, t, u, v, tuple(found), data.sizes[dim], str(why or ""))


def _field(data: xr.Dataset, kind: str, name: str, span: Span) -> Gridded:
    return waves(data, name, span) if kind == "waves" else from_dataset(data, "wind", name, span)


def _sampled(field: Gridded, span: Span) -> tuple[Floats, Floats, Floats]:
    """Whole hours of the span that a field covers, and its mean over the middle of the Strait at each."""
    first, last = max(field.t[0], span[0]), min(field.t[-1], span[1])
    t = HOUR * np.arange(np.ceil(first / HOUR), np.floor(last / HOUR) + 1)
    if not t.size:
        return t, t, t
    try:
        u, v = field(t[:, None], MIDDLE[:, 0], MIDDLE[:, 1])
    except OutsideForecast:
        box = field.box
        raise ValueError(
            f"{field.name} covers longitude {box.lon[0]:g} to {box.lon[1]:g}, latitude {box.lat[0]:g} to {box.lat[1]:g}, not "
            "the whole Strait; give a forecast of longitude 1 to 2 E, latitude 50.5 to 51.5 N or more"
        ) from None
    known = np.isfinite(u)
    number = known.sum(axis=1)
    u, v = (np.where(known, x, 0.0).sum(axis=1) / np.where(number, number, np.nan) for x in (u, v))
    return t, u, v


def _onto(t: Floats, own: Floats, values: Floats) -> Floats:
    """Values of whole hours at other whole hours; NaN where there are none."""
    laid = np.full(t.size, np.nan)
    kept = np.isin(own, t)
    laid[np.searchsorted(t, own[kept])] = values[kept]
    return laid


def _aligned(wind: Part, height: Part | None) -> Floats | None:
    """Wave heights for each member of the wind: its own where both have as many, otherwise the mean for all."""
    if height is None:
        return None
    laid = np.stack([_onto(wind.t, height.t, row) for row in height.u])
    if height.of == wind.of:
        by_number = dict(zip(height.number, laid, strict=True))
        nothing = np.full(wind.t.size, np.nan)
        return np.stack([by_number.get(k, nothing) for k in wind.number])
    return np.repeat(laid.mean(axis=0, keepdims=True), len(wind.number), axis=0)


def _elsewhere(wind: Part, days: Sequence[date]) -> str:
    asked = f"the nights before {days[0]} to {days[-1]} (21 to 09 UTC)"
    if not wind.t.size:
        return f"{wind.name} holds none of {asked}; is it an old forecast? Fetch the newest"
    ends = f"{wind.name} knows {clock(wind.t[0])} to {clock(wind.t[-1])}, no whole one of {asked}"
    return f"{ends}; fetch the newest forecast, with no hour missing"


def _notes(wind: Part, height: Part | None, found: dict[date, Night], days: Sequence[date]) -> Iterator[str]:
    if missing := [d for d in days if d not in found]:
        yield f"{wind.name} does not know the nights before {', '.join(map(str, missing))}: these days go without weather"
    for part in (wind, *([height] if height else [])):
        if len(part.number) < part.of:
            yield f"{part.name}: {part.of - len(part.number)} of {part.of} members are left out: {part.why}"
    if fewer := sorted({n.speed.size for n in found.values() if n.speed.size < len(wind.number)}):
        yield f"{wind.name}: some nights are known by only {fewer[0]} of {len(wind.number)} members"
    if len(wind.number) == 1:
        yield f"{wind.name} is a single run, which says nothing of its own doubt: an assumed error of the wind is put around it"
    elif len(wind.number) < FEW:
        yield f"{wind.name} has {len(wind.number)} members: too few to show how unsure the weather is"
    if height is None:
        yield f"no waves in {wind.name}: the sea is guessed from the wind of the hours before; a wave forecast is better"
    elif any(not n.has_waves for n in found.values()):
        yield f"{height.name} does not know the waves of every night: the sea is guessed from the wind"
    elif height.of != wind.of:
        yield f"{height.name} has {height.of} members and the wind {wind.of}: all get the mean of the waves"
