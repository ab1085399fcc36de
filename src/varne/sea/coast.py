"""Where land is, how far off it is, and on whose side of the line a place lies.

The coast is OpenStreetMap's, as a mask of 0.001 degree (about 70 x 111 m) between 0.0 and 3.2 E, 50.0 and 51.8 N, made
by atlas/coast.py (DATA.md). Harbour basins are open where they are wider than a cell; a mole of 30 m is not seen.
Outside the mask nothing is known about land: on_land, at_sea and distance_to_land raise OutsideCoast there and never
answer "sea" (invariant 7); ask `covers` first where a place may be anywhere on earth.

The line is the territorial-sea line of 1988 between the United Kingdom and France, drawn on at both ends along the
seaward limit of the search and rescue region of CROSS Gris-Nez. It says who is likely to be responsible, never who may
wait: the first centre to hear of people in danger acts until the other has accepted. Not for navigation.
"""

import json
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import ndimage
from scipy.spatial import cKDTree

from varne import geodesy
from varne.sea.field import Box

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Side = Literal["GB", "FR"]


@dataclass(frozen=True, slots=True, eq=False)
class Mask:
    """Land in cells: land[row, column] covers lon0 + column * step eastwards and lat0 + row * step northwards [deg].

    land  (rows, columns) True where the centre of the cell is land; row 0 is the southern one
    """

    land: Bools
    lon0: float
    lat0: float
    step: float

    @property
    def box(self) -> Box:
        rows, columns = self.land.shape
        return Box(lon=(self.lon0, self.lon0 + columns * self.step), lat=(self.lat0, self.lat0 + rows * self.step))

    @property
    def middle(self) -> tuple[float, float]:
        return (self.box.lon[0] + self.box.lon[1]) / 2, (self.box.lat[0] + self.box.lat[1]) / 2

    def cell(self, lon: ArrayLike, lat: ArrayLike) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Row and column of places inside the box; its east and north edges belong to the last cells."""
        rows, columns = self.land.shape
        row = ((np.asarray(lat, float) - self.lat0) / self.step).astype(np.intp)
        column = ((np.asarray(lon, float) - self.lon0) / self.step).astype(np.intp)
        return np.minimum(row, rows - 1), np.minimum(column, columns - 1)


class OutsideCoast(ValueError):
    """A place outside the land mask was asked for. Carries the box of the mask and which of the places are outside."""

    def __init__(self, box: Box, outside: Bools, lon: float, lat: float) -> None:
        self.box, self.outside = box, outside
        super().__init__(
            f"longitude {lon:g}, latitude {lat:g} is outside the coast we have, longitude {box.lon[0]:g} to "
            f"{box.lon[1]:g}, latitude {box.lat[0]:g} to {box.lat[1]:g}; whether it is land is unknown. "
            "Longitude comes first: did they change places? Ask coast.covers first where a place may be anywhere"
        )


@cache
def mask() -> Mask:
    """The shipped land mask, read once; its array is read-only."""
    with (files("varne.sea") / "data" / "landmask_0p001.npz").open("rb") as stream, np.load(stream) as stored:
        land = np.unpackbits(stored["bits"], axis=1, count=int(stored["columns"])).astype(bool)
        land.flags.writeable = False
        return Mask(land, float(stored["lon0"]), float(stored["lat0"]), float(stored["step"]))


@cache
def land_polygons() -> dict[str, Any]:
    """The land to draw, as GeoJSON with its attribution; a picture, coarse outside the Strait. Do not change it."""
    stored: dict[str, Any] = json.loads((files("varne.sea") / "data" / "coast_web.geojson").read_text("utf-8"))
    return stored


def covers(lon: ArrayLike, lat: ArrayLike) -> Bools:
    """Whether the land mask knows places: (...) bool; NaN is not covered.

    >>> print(covers([1.4, -1.4], 51.0))
    [ True False]
    """
    return ~mask().box.outside(0.0, lon, lat)


def on_land(lon: ArrayLike, lat: ArrayLike) -> Bools:
    """Whether places are on land.

    lon, lat  (...)  [deg]; broadcast together
    returns   (...)  bool, as the centre of the 0.001 degree cell is
    raises    OutsideCoast when any place is outside the mask: unknown is not sea

    Canterbury, and the Varne lightvessel:

    >>> print(on_land([1.08, 1.3983], [51.28, 51.0214]))
    [ True False]
    """
    land = mask()
    return np.asarray(land.land[land.cell(*_checked(lon, lat))])


def at_sea(lon: ArrayLike, lat: ArrayLike) -> Bools:
    """Whether places are water, open sea or harbour; the opposite of on_land, and raises as it does."""
    return ~on_land(lon, lat)


def distance_to_land(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """How far off the nearest land is.

    lon, lat  (...)  [deg]; broadcast together
    returns   (...)  [m]; 0 on land; within about 100 m of the coast as OpenStreetMap draws it
    raises    OutsideCoast when any place is outside the mask
    trap      land beyond the edge of the mask is not seen: near an edge the answer can be too large

    From the middle of the Strait it is about 8 nautical miles to Cap Gris-Nez:

    >>> print((distance_to_land(1.45, 50.97) / geodesy.NM).round())
    8.0
    """
    lon, lat = _checked(lon, lat)
    grid = mask()
    tree, row, column = _edge_of_land()
    _, nearest = tree.query(np.stack(geodesy.to_plane(lon, lat, *grid.middle), axis=-1))
    west, south = grid.lon0 + column[nearest] * grid.step, grid.lat0 + row[nearest] * grid.step
    near_lon, near_lat = np.clip(lon, west, west + grid.step), np.clip(lat, south, south + grid.step)
    distance = geodesy.distance_and_bearing(lon, lat, near_lon, near_lat)[0]
    return np.asarray(np.where(grid.land[grid.cell(lon, lat)], 0.0, distance))


@cache
def _edge_of_land() -> tuple[cKDTree, NDArray[np.intp], NDArray[np.intp]]:
    """Land cells beside water: a tree of their centres in a plane, their rows and columns."""
    grid = mask()
    row, column = np.nonzero(grid.land & ~ndimage.binary_erosion(grid.land, border_value=1))
    lon, lat = grid.lon0 + (column + 0.5) * grid.step, grid.lat0 + (row + 0.5) * grid.step
    return cKDTree(np.stack(geodesy.to_plane(lon, lat, *grid.middle), axis=-1)), row, column


def _checked(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    lon, lat = np.broadcast_arrays(np.asarray(lon, float), np.asarray(lat, float))
    outside = ~covers(lon, lat)
    if outside.any():
        raise OutsideCoast(mask().box, outside, float(lon[outside][0]), float(lat[outside][0]))
    return lon, lat


def ed50_to_wgs84(lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
    """Longitude and latitude on European Datum 1950 to WGS 84, by the mean European shift.

    lon, lat  (...)     on ED50, at height 0 [deg]
    returns   lon, lat  on WGS 84 [deg]; within about 10 m in the Strait
    source    geocentric shift dX -87, dY -98, dZ -121 m, ED50 on the International 1924 ellipsoid: NIMA TR 8350.2,
              third edition, appendix B, EUR-M; EPSG transformation 1133

    >>> lon, lat = ed50_to_wgs84(1.2648417, 50.8252639)
    >>> print(lon.round(4), lat.round(4))
    1.2635 50.8244
    """
    lam, phi = np.radians(np.asarray(lon, float)), np.radians(np.asarray(lat, float))
    a, f = 6_378_388.0, 1 / 297.0
    e2 = f * (2 - f)
    n = a / np.sqrt(1 - e2 * np.sin(phi) ** 2)
    x, y = n * np.cos(phi) * np.cos(lam) - 87.0, n * np.cos(phi) * np.sin(lam) - 98.0
    z, p = n * (1 - e2) * np.sin(phi) - 121.0, np.hypot(x, y)
    for _ in range(4):  # the latitude settles by a factor of about 300 each time
        n = geodesy.A / np.sqrt(1 - geodesy.E2 * np.sin(phi) ** 2)
        phi = np.arctan2(z + geodesy.E2 * n * np.sin(phi), p)
    return np.degrees(np.arctan2(y, x)), np.degrees(phi)


# Agreement of 2 November 1988 on the territorial sea in the Straits of Dover, article 1, points I to VI: latitude and
# longitude in degrees, minutes, seconds on ED50, joined by rhumb lines.
_TREATY = (
    ((50, 49, 30.95), (1, 15, 53.43)),
    ((50, 53, 47.00), (1, 16, 58.00)),
    ((50, 57, 0.00), (1, 21, 25.00)),
    ((51, 2, 19.00), (1, 32, 53.00)),
    ((51, 5, 58.00), (1, 43, 31.00)),
    ((51, 12, 0.72), (1, 53, 20.07)),
)
# Seaward limit of the search and rescue region of CROSS Gris-Nez as published: lon, lat [deg]. Its points on the treaty
# line look like the ED50 numbers unconverted, 130 m off; so between the ends of the treaty line we use the treaty.
_SRR = (
    (0.0007, 50.4083), (0.9632, 50.5466), (1.2751, 50.8150), (1.3565, 50.9499), (1.5477, 51.0381),
    (1.7252, 51.0997), (1.9551, 51.2398), (2.0386, 51.3366), (2.1217, 51.5031),
)  # fmt: skip
# Its north-eastern corner and its limit with Belgium, from the coarse polygon of the same source.
_SRR_EAST = ((2.25, 51.53), (2.39, 51.27), (2.54, 51.09))
_TREATY_SOURCE = "Agreement UK/France of 2 November 1988, ED50 converted to WGS 84 by the mean European shift"
_SRR_SOURCE = "data.gouv.fr, Zones de recherche et sauvetage des CROSS (IMO GISIS, 15 October 2018), Licence Ouverte"


@cache
def territorial_line() -> Floats:
    """The territorial-sea line of 1988, points I to VI: (6, 2) lon, lat on WGS 84 [deg]."""
    lat, lon = (np.array(_TREATY) @ [1.0, 1 / 60, 1 / 3600]).T
    return np.column_stack(ed50_to_wgs84(lon, lat))


@cache
def line() -> Floats:
    """The territorial line drawn on along the SRR limit at both ends: (n, 2) lon, lat [deg], both rising."""
    return np.vstack([_SRR[:2], territorial_line(), _SRR[6:]])


def side(lon: float, lat: float) -> Side | None:
    """On whose side of the line a place lies.

    lon, lat  [deg]
    returns   "GB", "FR", or None where we do not know: outside the mask's box, and east of the limit between CROSS
              Gris-Nez and Belgium, where a third centre is responsible. On land it means little.

    The Mayday position of 24 November 2021, where the bodies were found that day, and Oostende:

    >>> side(1.74167, 51.14167), side(1.7235, 51.093), side(2.9, 51.24)
    ('GB', 'FR', None)
    """
    names: dict[float, Side] = {1.0: "GB", -1.0: "FR"}
    return names.get(float(sides(lon, lat)))


def distance_to_line(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """How far places are from the line, with the side as sign.

    lon, lat  (...)  [deg]; broadcast together
    returns   (...)  [m], + on the side of the United Kingdom, - on that of France; NaN where side is None

    >>> print((distance_to_line([1.74167, 1.7235], [51.14167, 51.093]) / geodesy.NM).round(1))
    [ 1.4 -0.3]
    """
    ends = line()
    lons = np.unique(np.concatenate([ends[:, 0], np.arange(0.1, 2.1, 0.1)]))  # straight in lon, lat is a rhumb line to 6 m
    ax, ay = geodesy.to_plane(lons, np.interp(lons, *ends.T), 1.5, 51.0)
    x, y = (c[..., None] for c in np.broadcast_arrays(*geodesy.to_plane(lon, lat, 1.5, 51.0)))
    dx, dy = np.diff(ax), np.diff(ay)
    along = np.clip(((x - ax[:-1]) * dx + (y - ay[:-1]) * dy) / (dx**2 + dy**2), 0.0, 1.0)
    nearest = np.hypot(x - ax[:-1] - along * dx, y - ay[:-1] - along * dy).min(axis=-1)
    return np.asarray(nearest * sides(lon, lat))


def sides(lon: ArrayLike, lat: ArrayLike) -> Floats:
    """The same of many places: (...) +1 on the side of the United Kingdom, -1 on that of France, NaN where we do not know.

    lon, lat  (...)  [deg]; broadcast together
    trap      the line has one latitude a longitude: north of it is British

    >>> print(sides([1.74167, 1.7235, 2.9], [51.14167, 51.093, 51.24]))
    [ 1. -1. nan]
    """
    roof = np.vstack([line(), _SRR_EAST])
    limit = np.interp(np.asarray(lon, float), roof[:, 0], roof[:, 1], left=np.nan, right=np.nan)
    british = (np.asarray(lat) >= limit) & (np.asarray(lon) <= _SRR[-1][0])
    known = covers(lon, lat)
    return np.where(known & british, 1.0, np.where(known & (np.asarray(lat) < limit), -1.0, np.nan))


def lines() -> dict[str, Any]:
    """The two lines for the map, as GeoJSON with kind, name_en, name_fr and source."""
    treaty = territorial_line().round(5).tolist()
    drawn = (
        ("territorial", "Territorial sea, United Kingdom / France", "Mer territoriale, Royaume-Uni / France", treaty),
        ("srr", "Search and rescue region limit", "Limite de la région de recherche et de sauvetage", list(_SRR)),
    )
    return {"type": "FeatureCollection", "features": [_drawn_line(*each) for each in drawn]}


def _drawn_line(kind: str, name_en: str, name_fr: str, points: list[Any]) -> dict[str, Any]:
    source = _TREATY_SOURCE if kind == "territorial" else _SRR_SOURCE
    return {
        "type": "Feature",
        "properties": {"kind": kind, "name_en": name_en, "name_fr": name_fr, "source": source},
        "geometry": {"type": "LineString", "coordinates": [list(p) for p in points]},
    }
