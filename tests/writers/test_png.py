"""PNG: right size, land, sea and regions where they are, nothing global touched."""

import io

import matplotlib
import numpy as np
import pytest
from matplotlib.image import imread

from varne.sea import coast
from varne.writers import png as module
from varne.writers.png import AXES, HEIGHT, WIDTH, extent, png


def colour(picture, box, lon, lat):
    """The colour at a place: the median of 5 by 5 pixels, so that a grid line does not matter."""
    x = WIDTH * (AXES[0] + AXES[2] * (lon - box[0]) / (box[1] - box[0]))
    y = HEIGHT * (1 - AXES[1] - AXES[3] * (lat - box[2]) / (box[3] - box[2]))
    return np.median(picture[int(y) - 2 : int(y) + 3, int(x) - 2 : int(x) + 3, :3], axis=(0, 1))


@pytest.fixture(scope="module")
def pictures(adrift, stranding, gone):
    return {k: imread(io.BytesIO(png(d))) for k, d in {"adrift": adrift, "stranding": stranding, "gone": gone}.items()}


@pytest.mark.parametrize("case", ["adrift", "stranding", "gone"])
def test_size_and_not_blank(pictures, case):
    picture = pictures[case]
    assert picture.shape[:2] == (HEIGHT, WIDTH)
    assert len(np.unique((picture[::4, ::4, :3] * 255).astype(int).reshape(-1, 3), axis=0)) > 20


def test_land_and_sea_differ(pictures, stranding):
    box = extent(stranding)
    land, sea = (1.87, 50.95), (1.75, 51.01)  # south of Calais; off Sangatte, outside the contours
    assert coast.on_land(*land)
    assert not coast.on_land(*sea)
    assert all(box[0] < lon < box[1] and box[2] < lat < box[3] for lon, lat in (land, sea))
    ground, water = (colour(pictures["stranding"], box, *at) for at in (land, sea))
    assert np.abs(ground - water).max() > 0.08
    assert ground[0] > ground[2]  # land is warm
    assert water[2] >= water[0]  # sea is not


def test_the_region_is_blue_and_darkest_in_the_middle(pictures, adrift):
    d = adrift.moments[-1].density
    box = extent(adrift)
    off = 0.012, 0.008  # clear of the track
    middle = colour(pictures["adrift"], box, d.lon0 + off[0], d.lat0 - off[1])
    corner = colour(pictures["adrift"], box, box[1] - 0.02 * (box[1] - box[0]), box[2] + 0.2 * (box[3] - box[2]))
    assert middle[2] > middle[0] + 0.2
    assert middle.sum() < corner.sum() - 0.5


def test_everything_shown_lies_on_the_map_and_miles_are_square(adrift):
    west, east, south, north = extent(adrift)
    places = [(m.density.lon0, m.density.lat0) for m in adrift.moments] + [adrift.contains]
    assert all(west < lon < east and south < lat < north for lon, lat in places)
    across = (east - west) * np.cos(np.radians((south + north) / 2))
    assert across / (north - south) == pytest.approx(WIDTH * AXES[2] / (HEIGHT * AXES[3]), rel=0.005)


def test_nothing_global_is_touched(adrift):
    before = dict(matplotlib.rcParams)
    png(adrift)
    assert dict(matplotlib.rcParams) == before
    assert not hasattr(module, "plt")
