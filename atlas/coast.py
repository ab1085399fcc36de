# /// script
# requires-python = ">=3.11"
# dependencies = ["numpy==2.4.3", "roaring-landmask==0.11.0", "shapely==2.1.2"]
# ///
"""Make the coast files that Varne ships, out of OpenStreetMap's land polygons.

    uv run --script atlas/coast.py [FOLDER]        default FOLDER: src/varne/sea/data

Build time only; the package never imports it. It takes a download of 110 MB, 1 GB of memory and ten seconds, and
writes the same bytes each time while the pinned versions stay. Written are

coast_web.geojson    land for drawing: fine in and around the Strait, coarse further out so that no cut edge shows
landmask_0p001.npz   one bit a cell of 0.001 degree: is its centre land? Row 0 is the southern one, column 0 the western
coast_segments.npz   the shore line of the Strait with every point the wheel has: where a drift strands

Not for navigation. The data are © OpenStreetMap contributors, ODbL 1.0 (DATA.md). They come from the wheel of
roaring-landmask, whose Shapes.wkb holds OpenStreetMap's land polygons of the whole world as one multipolygon. A mole
30 m wide is thinner than a cell: the mask leaves it out or breaks it, the drawing and the segments keep it.
"""

import json
import sys
from pathlib import Path

import numpy as np
import shapely
from roaring_landmask import LandmaskProvider, Shapes

STRAIT = (0.0, 50.0, 3.2, 51.8)
STEP = 0.001
FINE_BOX, FINE, FINE_ISLET = (-0.1, 49.9, 3.3, 51.9), 0.0004, 4e-6
COARSE_BOX, COARSE, COARSE_ISLET = (-4.0, 48.3, 7.0, 54.0), 0.009, 1e-3
DIGITS = 5
MICRO = 1e6
"""Stored units a degree: 0.11 m or less."""
NOTICE = "© OpenStreetMap contributors, ODbL 1.0; by way of roaring-landmask 0.11.0; simplified. Not for navigation."


def land_in(box: tuple[float, float, float, float]) -> shapely.Geometry:
    """OpenStreetMap land cut to west, south, east, north [deg], as one valid geometry."""
    parts = shapely.get_parts(shapely.from_wkb(bytes(Shapes.wkb(LandmaskProvider.Osm))))
    west, south, east, north = shapely.bounds(parts).T
    near = (east >= box[0]) & (west <= box[2]) & (north >= box[1]) & (south <= box[3])
    return shapely.union_all(shapely.intersection(shapely.make_valid(parts[near]), shapely.box(*box)))


def thinned(land: shapely.Geometry, tolerance: float, islet: float) -> shapely.Geometry:
    """Land drawn with fewer points [deg] and without parts smaller than islet [deg2]."""
    parts = shapely.get_parts(shapely.simplify(land, tolerance, preserve_topology=True))
    return shapely.union_all(parts[shapely.area(parts) >= islet])


def drawing(land: shapely.Geometry) -> shapely.Geometry:
    """The land to draw: fine inside FINE_BOX, coarse outside of it, sewn together."""
    box = shapely.box(*FINE_BOX)
    near = thinned(shapely.intersection(land, box), FINE, FINE_ISLET)
    far = shapely.difference(thinned(land, COARSE, COARSE_ISLET), box)
    return shapely.set_precision(shapely.union_all([near, far]), 10.0**-DIGITS)


def polygons(geometry: shapely.Geometry) -> list[list[np.ndarray]]:
    """Rings of each polygon, biggest island first; a total order, so that the files never depend on chance."""
    parts = [p for p in shapely.get_parts(geometry) if p.geom_type == "Polygon" and p.area > 0]
    parts = [shapely.geometry.polygon.orient(p) for p in shapely.normalize(parts)]
    parts.sort(key=lambda p: (-p.area, p.bounds))
    return [[shapely.get_coordinates(r) for r in (p.exterior, *p.interiors)] for p in parts]


def write_drawing(geometry: shapely.Geometry, path: Path) -> None:
    coordinates = [[np.round(r, DIGITS).tolist() for r in rings] for rings in polygons(geometry)]
    feature = {
        "type": "Feature",
        "properties": {},
        "geometry": {"type": "MultiPolygon", "coordinates": coordinates},
    }
    collection = {"type": "FeatureCollection", "attribution": NOTICE, "features": [feature]}
    path.write_text(json.dumps(collection, separators=(",", ":"), ensure_ascii=False) + "\n", encoding="utf-8")


def mask(land: shapely.Geometry) -> np.ndarray:
    """Whether the centre of each cell of the Strait is land; bool (rows from the south, columns from the west)."""
    west, south, east, north = STRAIT
    lon = west + STEP * (np.arange(round((east - west) / STEP)) + 0.5)
    lat = south + STEP * (np.arange(round((north - south) / STEP)) + 0.5)
    inside = shapely.intersection(land, shapely.box(*STRAIT))
    shapely.prepare(inside)
    return np.array([shapely.contains_xy(inside, lon, y) for y in lat])


def write_mask(land: np.ndarray, path: Path) -> None:
    np.savez_compressed(
        path,
        bits=np.packbits(land, axis=1),
        columns=np.int64(land.shape[1]),
        lon0=STRAIT[0],
        lat0=STRAIT[1],
        step=STEP,
        attribution=NOTICE,
    )


def shore(land: shapely.Geometry) -> tuple[np.ndarray, np.ndarray]:
    """Points of all rings in the Strait, int32 (n, 2) [1e-6 deg], and whether shore runs from each to the next, (n-1,).

    No shore runs from ring to ring, along the cut at the edge of the Strait, or between points that rounding made one.
    """
    rings = [r for rings in polygons(shapely.intersection(land, shapely.box(*STRAIT))) for r in rings]
    points = np.round(np.concatenate(rings) * MICRO).astype(np.int32)
    ring = np.repeat(np.arange(len(rings)), [len(r) for r in rings])
    here, there = points[:-1], points[1:]
    frame = np.round(np.array(STRAIT) * MICRO).astype(np.int32).reshape(2, 2)
    cut = ((here[:, None] == frame) & (there[:, None] == frame)).any(axis=(1, 2))
    return points, (ring[:-1] == ring[1:]) & ~cut & (here != there).any(axis=1)


def write_shore(points: np.ndarray, runs: np.ndarray, path: Path) -> None:
    np.savez_compressed(path, lon=points[:, 0], lat=points[:, 1], runs=np.packbits(runs), unit=1 / MICRO, attribution=NOTICE)


def main(folder: Path) -> None:
    land = land_in(COARSE_BOX)
    write_drawing(drawing(land), folder / "coast_web.geojson")
    write_mask(mask(land), folder / "landmask_0p001.npz")
    write_shore(*shore(land), folder / "coast_segments.npz")
    for name in ("coast_web.geojson", "landmask_0p001.npz", "coast_segments.npz"):
        print(f"{folder / name}  {(folder / name).stat().st_size} bytes", file=sys.stderr)


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent.parent / "src" / "varne" / "sea" / "data")
