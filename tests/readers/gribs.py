"""Self-made forecast files of the layouts that weather centres write."""

import numpy as np
import pytest


def grib(path, hours=(0, 3, 6), u=8.0, v=-3.0, relative=0, grid=None, order=("10u", "10v", "2t")):
    """Regular 0.5 degrees over the Strait, north first, as ECMWF writes it; a temperature at another height among it."""
    eccodes = pytest.importorskip("eccodes", reason="the extra forecast is not installed")
    values = {"10u": u, "10v": v, "2t": 285.0, "swh": 1.2}
    with path.open("wb") as file:
        for hour in hours:
            for name in order:
                message = eccodes.codes_grib_new_from_samples("regular_ll_sfc_grib2")
                for key, value in {
                    "dataDate": 20260615,
                    "dataTime": 0,
                    "stepUnits": "h",
                    "Ni": 11,
                    "Nj": 9,
                    "longitudeOfFirstGridPointInDegrees": 359.0,
                    "longitudeOfLastGridPointInDegrees": 4.0,
                    "latitudeOfFirstGridPointInDegrees": 53.0,
                    "latitudeOfLastGridPointInDegrees": 49.0,
                    "iDirectionIncrementInDegrees": 0.5,
                    "jDirectionIncrementInDegrees": 0.5,
                    "shortName": name,
                    "forecastTime": hour,
                    "uvRelativeToGrid": relative,
                    **(grid or {}),
                }.items():
                    eccodes.codes_set(message, key, value)
                eccodes.codes_set_values(message, np.full(99, values[name]))
                eccodes.codes_write(message, file)
                eccodes.codes_release(message)
    return str(path)
