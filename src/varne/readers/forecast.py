"""Forecast files, addresses and services to Fields: SRC as the command line and varne.toml write it.

    SRC    = PART { " else " PART }        the first that knows a time and place answers
    PART   = SOURCE { "+" SOURCE }         summed
    SOURCE = tide | constant:U,V | [residual:] PATH or URL | copernicus:NAME | ecmwf:open

What is in a file is told by its first bytes: NetCDF 3 and 4, GRIB; a folder is a Zarr store. docs/fields.md has the details.
"""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

import xarray as xr

from varne.readers import copernicus, ecmwf
from varne.readers.absent import MEANWHILE, NotAtHand, first_line
from varne.readers.grib import open_grib, open_waves
from varne.sea.dataset import read
from varne.sea.field import Constant, Field, total
from varne.sea.first import First
from varne.sea.gridded import Gridded
from varne.sea.names import Kind
from varne.sea.survey import Survey, survey
from varne.sea.tides import dover_strait
from varne.sea.times import Span, clock

ELSE, RESIDUAL, COPERNICUS, ECMWF = " else ", "residual:", "copernicus:", "ecmwf:"
ALLOWED = "tide, constant:U,V, a path or URL, residual:PATH, copernicus:NAME, ecmwf:open, joined by + or ' else '"
CALENDARS = ("", "standard", "gregorian", "proleptic_gregorian")
MAGIC = {b"GRIB": "grib", b"\x89HDF": "h5netcdf", b"CDF\x01": "scipy", b"CDF\x02": "scipy", b"CDF\x05": "scipy"}


def open_forecast(source: str, kind: Kind, span: Span | None = None) -> Gridded:
    """Current, wind, Stokes drift or residual from one file, store, URL or service.

    span     only these times are needed [s since 1970]; None for all
    raises   FileNotFoundError, NotAtHand, ExtraMissing, or ValueError that says what was looked for, all with the source named
    """
    with _looked_at(source, kind, span) as seen:
        return read(seen)


def open_field(source: str, kind: Kind, span: Span | None = None) -> Field:
    """A Field from SRC.

    source   "tide" (the shipped atlas), "constant:U,V" [m/s east, north, the way it goes], a CF NetCDF, Zarr or GRIB path or
             URL, "copernicus:NAME", "ecmwf:open"; "residual:" before a path says that it holds no tide; joined by "+" they
             are summed, by " else " the first that knows a time and place answers
    span     from and to [s since 1970]: what is read of a large file; services need it
    raises   ValueError, FileNotFoundError or NotAtHand that name the part and what is allowed; a part that is NotAtHand is
             left out when another follows after "else", and the name of the field says so

    >>> open_field("constant:0.5,-0.2", "current")(0.0, 1.5, 51.0)[0].item()
    0.5
    """
    parts: list[Field] = []
    without: list[str] = []
    for choice in source.split(ELSE):
        try:
            parts.append(total([_one(s, kind, span) for s in _summands(choice)]))
        except NotAtHand as error:
            if choice == source.split(ELSE)[-1] and not parts:
                raise
            without.append(f"{choice.strip()}: {error.why}")
    return parts[0] if len(parts) == 1 and not without else First(tuple(parts), tuple(without))


def describe(source: str, kind: Kind, span: Span | None = None) -> tuple[str, ...]:
    """What SRC means, part by part: what matched and why, times, spacing, units, land, warnings, and why a part is refused.

    raises  nothing for a file that cannot be used: that is a line, "refused: ..."

    >>> print(*describe("tide", "current"), sep="\\n")
    tide atlas: current
    grid: longitude -0.0875 to 3.2875, latitude 49.9583 to 51.8417
    times: any time
    warning: tide only: no wind drift, no surge, no waves
    """
    lines: list[str] = []
    for rank, choice in enumerate(source.split(ELSE)):
        for place, one in enumerate(_summands(choice)):
            lines += [] if rank == place == 0 else ["plus" if place else "else, where the ones before know nothing"]
            lines += _described(one, kind, span)
    return tuple(lines)


def _summands(choice: str) -> list[str]:
    """The parts of a sum; a path that exists as it stands may hold a plus."""
    return [choice.strip()] if Path(choice.strip()).exists() else [s.strip() for s in choice.split("+")]


def _described(source: str, kind: Kind, span: Span | None) -> tuple[str, ...]:
    try:
        if (simple := _simple(source, kind)) is not None:
            return _plain(simple, kind)
        with _looked_at(source, kind, span) as seen:
            return seen.lines() if seen.refusals else read(seen).about
    except (ValueError, FileNotFoundError, NotAtHand) as error:
        return f"{source}: {kind}", f"refused: {error}"


def _plain(field: Field, kind: Kind) -> tuple[str, ...]:
    b = field.box
    area = f"grid: longitude {b.lon[0]:g} to {b.lon[1]:g}, latitude {b.lat[0]:g} to {b.lat[1]:g}"
    tide = ("warning: tide only: no wind drift, no surge, no waves",) if field is dover_strait() else ()
    return f"{field.name}: {kind}", area, f"times: {clock(b.t[0])}", *tide


def _one(source: str, kind: Kind, span: Span | None) -> Field:
    simple = _simple(source, kind)
    return open_forecast(source, kind, span) if simple is None else simple


def _simple(source: str, kind: Kind) -> Field | None:
    """Tide and constant; None for whatever has to be opened."""
    if source == "tide":
        if kind != "current":
            raise ValueError(f"tide is a current, not {kind}; give {ALLOWED.removeprefix('tide, ')}")
        return dover_strait()
    if not source.startswith("constant:"):
        return None
    try:
        u, v = (float(x) for x in source.removeprefix("constant:").split(","))
    except ValueError:
        raise ValueError(f"{source!r}: write constant:U,V with two numbers in m/s, for example constant:0.5,-0.2") from None
    return Constant(u, v, f"constant {u:g}, {v:g} m/s")


@contextmanager
def _looked_at(source: str, kind: Kind, span: Span | None) -> Iterator[Survey]:
    """A source opened, until its values are read."""
    if source.startswith(RESIDUAL):
        if kind != "current":
            raise ValueError(f"{source!r}: only a current has a residual; give {kind} without residual:")
        source, kind = source.removeprefix(RESIDUAL), "residual"
    found = _service(source, kind, span) if source.startswith((COPERNICUS, ECMWF)) else opened(source, kind)
    with found as (data, name):
        yield survey(data, kind, name, span)


@contextmanager
def _service(source: str, kind: Kind, span: Span | None) -> Iterator[tuple[xr.Dataset, str]]:
    if source.startswith(COPERNICUS):
        key = source.removeprefix(COPERNICUS)
        try:
            with copernicus.open_copernicus(key, kind, span) as data:
                yield data, f"Copernicus Marine {key}"
        except NotAtHand:
            raise
        except OSError as error:  # values come over the line only when they are read
            raise NotAtHand("Copernicus Marine", first_line(error), MEANWHILE) from error
        return
    if source != "ecmwf:open" or kind != "wind":
        raise ValueError(f"{source!r} is not known for {kind}; ecmwf:open is a wind")
    with tempfile.TemporaryDirectory() as folder:
        path = ecmwf.fetch_wind(Path(folder), span)
        with open_grib(path, kind) as data:
            yield data, path.stem


@contextmanager
def opened(source: str, kind: Kind | Literal["waves"]) -> Iterator[tuple[xr.Dataset, str]]:
    """A file, store or URL as a dataset with decoded times, and its short name; values are read only when they are asked for.

    kind    of which a GRIB file's fields are wanted
    raises  FileNotFoundError, NotAtHand, ExtraMissing or ValueError with the source named
    """
    name = Path(source.rstrip("/")).name
    engine = _engine(source)
    if engine == "grib":
        with open_waves(Path(source)) if kind == "waves" else open_grib(Path(source), kind) as data:
            yield data, name
        return
    with _opened(source, engine) as raw:
        yield _decoded(raw, name), name


def _engine(source: str) -> str:
    """What a source is, by its first bytes; by its ending where they cannot be looked at."""
    if "://" in source:
        if source.lower().endswith((".grib", ".grib2", ".grb", ".grb2")):
            raise ValueError(f"{source!r}: GRIB is read from files; fetch it first and give its path")
        return "zarr" if source.rstrip("/").endswith(".zarr") else "h5netcdf"
    path = Path(source)
    if not path.exists():
        raise FileNotFoundError(f"no forecast at {source!r}; give {ALLOWED}")
    if path.is_dir():
        return "zarr"
    with path.open("rb") as f:
        start = f.read(4)
    return MAGIC.get(start, "h5netcdf")


def _opened(source: str, engine: str) -> xr.Dataset:
    """Undecoded: the calendar is looked at before times are taken for what they may not be."""
    try:
        if engine == "zarr" and "://" not in source:  # consolidated metadata save round trips, of which a disk needs none
            return xr.open_dataset(source, engine="zarr", consolidated=False, decode_cf=False)
        return xr.open_dataset(source, engine=engine, decode_cf=False)
    except ImportError as error:
        raise ValueError(f"{source!r}: {first_line(error)}; install them, or fetch the file and give its path") from error
    except (OSError, ValueError, KeyError) as error:
        if "://" in source:
            raise NotAtHand(source, first_line(error), "fetch the file when you can and give its path") from error
        raise ValueError(
            f"{source!r} cannot be read as {engine}: {first_line(error)}; is it a NetCDF file, a GRIB file or a Zarr store?"
        ) from error


def _decoded(raw: xr.Dataset, name: str) -> xr.Dataset:
    """By the CF conventions, of the standard calendar only; a time without a calendar is of the standard one, as CF says."""
    for variable in map(str, raw.variables):
        calendar = str(raw[variable].attrs.get("calendar", "")).lower()
        if "since" in str(raw[variable].attrs.get("units", "")) and calendar not in CALENDARS:
            raise ValueError(
                f"{name}: {variable} counts days of the {calendar} calendar, which no sea keeps: a climate run; give a "
                "forecast or reanalysis with the standard calendar"
            )
    try:
        return xr.decode_cf(raw, decode_timedelta=False)
    except (ValueError, ImportError, OverflowError) as error:
        raise ValueError(f"{name}: {first_line(error)}; give its times CF units such as 'hours since 2026-06-15'") from error
