"""Where a boat is on a picture: forecast while there is one, then where it ended, and said so."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from varne.drift.forcing import prepare
from varne.fusion.report import Report
from varne.geodesy import distance_and_bearing
from varne.outlook import outlook
from varne.picture.where import where
from varne.sea.field import Constant

T0 = datetime(2024, 3, 1, 22, tzinfo=UTC)
PIN = Report(id="a", received=T0, observed=T0, channel="pin", source="occupant", lon=1.6, lat=51.05, condition="engine_stopped")


@pytest.fixture(scope="module")
def o():
    start = T0.timestamp()
    forcing = prepare(Constant(0.3, 0.1), Constant(0.0, 0.0), start, start + 6 * 3600)
    return outlook([PIN], forcing, start + 6 * 3600, n=300, rng_seed=1, wind_known=True)


@pytest.mark.parametrize(("hours", "place"), [(0.05, "fix"), (3, "forecast"), (6, "forecast"), (6.1, "ended"), (40, "ended")])
def test_a_place_is_called_what_it_is(o, hours, place):
    assert where(o, T0 + timedelta(hours=hours))["place"] == place


def test_after_its_end_the_last_place_stands_without_contours(o):
    end, later = (where(o, T0 + timedelta(hours=h)) for h in (6, 30))
    assert (later["lon"], later["lat"], later["ellipse_m"]) == (end["lon"], end["lat"], end["ellipse_m"])
    assert later["forecast"] is None
    assert end["forecast"]["regions"]


def test_the_track_is_where_the_weights_lie(o):
    """A state that counts for all draws the track to itself."""
    alone = np.zeros(o.run.weight.size)
    alone[7] = 1.0
    one = replace(o, run=replace(o.run, weight=alone))
    track = where(one, T0 + timedelta(hours=5))["forecast"]["track"]
    at = o.run.at((T0 + timedelta(hours=5)).timestamp())
    away, _ = distance_and_bearing(*track[-1][:2], at.lon[0][7], at.lat[0][7])
    assert float(away) < 5


def test_a_place_is_told_from_the_nearest_mark_too(o):
    """As on the radio: where one is from the mark, not where the mark is."""
    now = where(o, T0 + timedelta(hours=1))
    assert now["off"]["name"] == "Varne"
    far, bearing = distance_and_bearing(1.3983, 51.0214, now["lon"], now["lat"])
    assert (now["off"]["m"], now["off"]["bearing"]) == (round(float(far)), round(float(bearing)))
    last = where(None, T0, [PIN])
    assert (last["place"], last["off"]["name"]) == ("last", "Varne")
    assert where(None, T0)["off"] is None
