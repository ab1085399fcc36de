"""GRIB 1 and 2 through cfgrib, an extra: one dataset with the two components of a kind."""

from pathlib import Path
from typing import Any

import xarray as xr

from varne.readers.absent import ExtraMissing, first_line
from varne.sea.names import Kind, match

OPTIONS = {"indexpath": ""}
"""No index files beside forecasts: the folder may be read-only, and an old index of a new file is a wrong forecast."""


def open_grib(path: Path, kind: Kind) -> xr.Dataset:
    """The two components of a kind in a GRIB file, whatever else it holds; values are read later.

    raises  ExtraMissing without cfgrib; ValueError for a file that is not GRIB or lacks the components
    """
    cfgrib = _cfgrib()
    try:
        parts = cfgrib.open_datasets(str(path), backend_kwargs=OPTIONS, decode_timedelta=False)
    except (OSError, EOFError, ValueError, cfgrib.DatasetBuildError) as error:
        raise ValueError(f"{path} cannot be read as GRIB: {first_line(error)}; fetch it again") from error
    arrays: dict[str, xr.DataArray] = {}
    for part in parts:  # cfgrib puts parameters of different heights apart, and sometimes of the same
        for name, array in part.data_vars.items():
            arrays.setdefault(str(name), array)
    found = match(arrays, kind, path.name)
    east, north = arrays[found.east], arrays[found.north]
    return xr.merge([east.to_dataset(), north.to_dataset()], join="exact", compat="equals")


def _cfgrib() -> Any:
    try:
        import cfgrib
    except (ImportError, RuntimeError) as error:  # RuntimeError: cfgrib is there, the ecCodes library is not
        raise ExtraMissing("GRIB", "cfgrib with ecCodes") from error
    return cfgrib
