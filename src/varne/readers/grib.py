"""GRIB 1 and 2 through cfgrib, an extra: one dataset with the two components of a kind, or with the height of the waves."""

from pathlib import Path
from typing import Any

import xarray as xr

from varne.readers.absent import ExtraMissing, first_line
from varne.sea.names import Kind, match
from varne.sea.waves import wave_height

OPTIONS = {"indexpath": ""}
"""No index files beside forecasts: the folder may be read-only, and an old index of a new file is a wrong forecast."""


def open_grib(path: Path, kind: Kind) -> xr.Dataset:
    """The two components of a kind in a GRIB file, whatever else it holds; values are read later.

    raises  ExtraMissing without cfgrib; ValueError for a file that is not GRIB or lacks the components
    """
    arrays = _arrays(path)
    found = match(arrays, kind, path.name)
    east, north = arrays[found.east], arrays[found.north]
    return xr.merge([east.to_dataset(), north.to_dataset()], join="exact", compat="equals")


def open_waves(path: Path) -> xr.Dataset:
    """The significant wave height in a GRIB file; values are read later.

    raises  ExtraMissing without cfgrib; ValueError for a file that is not GRIB, or without waves
    """
    arrays = _arrays(path)
    return arrays[wave_height(arrays, path.name)].to_dataset()


def _arrays(path: Path) -> dict[str, xr.DataArray]:
    """Everything in a GRIB file by name."""
    cfgrib = _cfgrib()
    try:
        parts = cfgrib.open_datasets(str(path), backend_kwargs=OPTIONS, decode_timedelta=False)
    except (OSError, EOFError, ValueError, cfgrib.DatasetBuildError) as error:
        raise ValueError(f"{path} cannot be read as GRIB: {first_line(error)}; fetch it again") from error
    arrays: dict[str, xr.DataArray] = {}
    for part in parts:  # cfgrib puts parameters of different heights apart, and sometimes of the same
        for name, array in part.data_vars.items():
            arrays.setdefault(str(name), array)
    return arrays


def _cfgrib() -> Any:
    try:
        import cfgrib
    except (ImportError, RuntimeError) as error:  # RuntimeError: cfgrib is there, the ecCodes library is not
        raise ExtraMissing("GRIB", "cfgrib with ecCodes") from error
    return cfgrib
