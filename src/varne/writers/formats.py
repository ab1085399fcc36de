"""The endings of file names and what each means.

FORMATS holds what each ending means. An ending may have two parts (`.map.nc`): the longest that fits is taken.
"""

from collections.abc import Callable

from varne.writers.answer import answer
from varne.writers.drifted import Drifted
from varne.writers.geojson import geojson
from varne.writers.gpx import gpx
from varne.writers.kml import kml
from varne.writers.netcdf import netcdf, netcdf_maps
from varne.writers.png import png
from varne.writers.text import text

Writer = Callable[[Drifted], bytes]
FORMATS: dict[str, Writer] = {
    ".json": answer,
    ".geojson": geojson,
    ".kml": kml,
    ".gpx": gpx,
    ".txt": text,
    ".png": png,
    ".nc": netcdf,
    ".map.nc": netcdf_maps,
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
