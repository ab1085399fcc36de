"""An outlook that is gone on with later is the same, to the last bit, as one that was made so long at once."""

import numpy as np
import pytest
from telling import T0, at, said, same, sea

from varne.outlook import longer, outlook

STREAM = sea(1.2, 45.0, hours=30.0)
TOLD = [at("a", 0), at("b", 40, 300.0, 4000.0), said("c", 55, condition="swamped"), at("d", 90, 310.0, 9000.0)]


def until(hours, reports=TOLD):
    return outlook(reports, STREAM, T0 + 90 * 60 + hours * 3600, n=400, rng_seed=3, wind_known=False)


@pytest.mark.parametrize("cuts", [(1, 9), (2, 3, 4, 9), (9,)])
def test_cut_on_the_hour_it_is_the_same(cuts):
    grown = until(cuts[0])
    for h in cuts[1:]:
        grown = longer(grown, STREAM, T0 + 90 * 60 + h * 3600)
    whole = until(9)
    assert same(grown, whole)
    assert np.array_equal(grown.end.lon, whole.end.lon)
    assert np.array_equal(grown.end.error, whole.end.error)
    assert grown.believed == whole.believed


def test_one_that_goes_so_far_stays_as_it_is():
    o = until(3)
    assert longer(o, STREAM, T0 + 90 * 60 + 2 * 3600) is o


def test_any_moment_of_a_short_one_is_that_of_a_long_one():
    short, long = until(2), until(5)
    for minute in (-90, -31, 0, 13, 59.9, 60, 120):
        t = T0 + 90 * 60 + 60 * minute
        a, b = short.run.at(t), long.run.at(t)
        assert all(np.array_equal(getattr(a, x), getattr(b, x)) for x in ("lon", "lat", "state", "flag"))
        assert short.states(t) == long.states(t)
