"""A CF trajectory file as writers.netcdf makes it, back to the Run it came from."""

import json
from io import BytesIO

import numpy as np
import xarray as xr

from varne.drift.run import Run

HOLDS = {
    "time": ("time",),
    "lon": ("trajectory", "time"),
    "lat": ("trajectory", "time"),
    "state": ("trajectory", "time"),
    "flag": ("trajectory", "time"),
    "weight": ("trajectory",),
}
"""What the file must hold: variables with their dimensions, in any order."""


def read_run(content: bytes) -> Run:
    """A Run out of the bytes of a trajectory file; exactly the one that was written.

    raises  ValueError when the bytes are no NetCDF 4 file, or not one of Varne's trajectories, with what is missing
    """
    try:
        with xr.open_dataset(BytesIO(content), engine="h5netcdf", decode_times=False, mask_and_scale=False) as data:
            data.load()
    except (OSError, ValueError) as error:
        raise ValueError(f"these {len(content)} bytes are no NetCDF 4 file ({error}); was the file copied whole?") from error
    _checked(data)
    both = {name: np.ascontiguousarray(data[name].transpose("time", "trajectory").values) for name in ("lon", "lat")}
    codes = {
        name: np.ascontiguousarray(data[name].transpose("time", "trajectory").values.astype(np.int8))
        for name in ("state", "flag")
    }
    fields = tuple(json.loads(str(data.attrs.get("fields", "[]"))))
    return Run(data["time"].values, both["lon"], both["lat"], codes["state"], codes["flag"], data["weight"].values, fields)


def _checked(data: xr.Dataset) -> None:
    missing = [name for name in HOLDS if name not in data.variables]
    if missing:
        raise ValueError(
            f"the file has no variable {', '.join(missing)}; a trajectory file of Varne holds {', '.join(HOLDS)}: "
            "is it a probability map (.map.nc) or the file of another program?"
        )
    for name, dimensions in HOLDS.items():
        if set(data[name].dims) != set(dimensions):
            raise ValueError(f"{name} has dimensions {data[name].dims}, it should have {dimensions}")
    units = str(data["time"].attrs.get("units", ""))
    if not units.startswith("seconds since 1970-01-01"):
        raise ValueError(f"time is in {units!r}; a trajectory file of Varne counts seconds since 1970-01-01 UTC")
