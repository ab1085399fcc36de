"""The endings of file names and what each means.

FORMATS holds what each ending means. An ending may have two parts (`.map.nc`): the longest that fits is taken.
"""

from collections.abc import Callable

from varne.writers.answer import answer
from varne.writers.drifted import Drifted
from varne.writers.geojson import geojson
from varne.writers.gpx import gpx
from varne.writers.kml import kml
from varne.writers.text import text

Writer = Callable[[Drifted], bytes]


def _png(d: Drifted) -> bytes:
    from varne.writers.png import png  # on use: matplotlib takes half a second to load, and a GPX route need not wait for it

    return png(d)


def _netcdf(d: Drifted) -> bytes:
    from varne.writers.netcdf import netcdf  # on use, as xarray is slow to load

    return netcdf(d)


def _maps(d: Drifted) -> bytes:
    from varne.writers.netcdf import netcdf_maps

    return netcdf_maps(d)


FORMATS: dict[str, Writer] = {
    ".json": answer,
    ".geojson": geojson,
    ".kml": kml,
    ".gpx": gpx,
    ".txt": text,
    ".png": _png,
    ".nc": _netcdf,
    ".map.nc": _maps,
}


def writer_for(name: str) -> Writer:
    """The writer that a file name asks for by its ending.

    raises  ValueError that lists the endings

    >>> writer_for("night.KML") is kml
    True
    """
    fitting = [ending for ending in FORMATS if name.lower().endswith(ending)]
    if not fitting:
        raise ValueError(f"{name!r} has no ending that Varne writes; give one of {', '.join(FORMATS)}")
    return FORMATS[max(fitting, key=len)]
