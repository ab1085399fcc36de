"""Many ensembles give the same bits on a cluster as here, in the order asked for, and a bad job stops nobody."""

import os
import sys
from dataclasses import replace

import cloudpickle
import dask
import numpy as np
import pytest
from distributed import Client, LocalCluster

from varne import scale
from varne.drift import gpu, march, motion
from varne.drift.ensemble import HOUR, Hazards, Place, Way, seed
from varne.drift.forcing import prepare
from varne.drift.seeding import Line
from varne.probability import contour_holding, density
from varne.readers.problem import Problem
from varne.scale import DAY, Answer, Job, run_many
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

T0 = 1_637_719_200.0  # 24 November 2021, 02:00 UTC
MID = Place(1.45, 51.0, (T0, T0), (300.0, 300.0, 0.0))
FOUND = (1.72, 51.11)
BEACH = Line(((1.55, 50.85), (1.58, 50.87)), (T0, T0 + 2 * HOUR), across_m=300.0)
HERE = ((MID, 1.0),)


def nights():
    """Ten jobs of three nights, two of them bad, in no order."""
    later = [replace(MID, t=(T0 + k * DAY,) * 2) for k in range(3)]
    jobs = [Job(name=f"night {k}", starts=((p, 1.0),), what="piw", hours=3, n=300, seed=k) for k, p in enumerate(later)]
    jobs += [replace(j, name=f"{j.name} with wind", wind="constant:3,1", contains=FOUND) for j in jobs]
    beach = Job(name="beach", starts=((BEACH, 2.0), (MID, 1.0)), what="underway:0.7,inflatable:0.3", hours=4, n=300)
    return [
        replace(beach, way=Way(310.0), hazards=Hazards(engine_stops=0.3), wanted=("states", "density")),
        Job(name="canoe", starts=HERE, what="canoe", hours=3),
        *jobs[::-1],
        Job(name="no such wind", starts=HERE, what="piw", hours=3, wind="nowhere.nc"),
        replace(jobs[0], name="many", n=12_000, hours=1, wanted=("density",), contains=FOUND),  # BLAS would use threads here
    ]


def values(row):
    """Everything in a row as plain values and the bytes of its arrays."""
    if isinstance(row, np.ndarray):
        return row.dtype.str, row.shape, row.tobytes()
    if isinstance(row, tuple):
        return tuple(values(x) for x in row)
    names = getattr(type(row), "__dataclass_fields__", ())
    return (type(row).__name__, *(values(getattr(row, name)) for name in names)) if names else row


@pytest.fixture(scope="module")
def client():
    cloudpickle.register_pickle_by_value(sys.modules[__name__])  # the workers cannot import a test
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        LocalCluster(n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None) as cluster,
        Client(cluster) as client,
    ):
        yield client


def test_a_cluster_gives_the_bits_of_one_machine_in_order(client):
    jobs = nights()
    here, there = run_many(jobs), run_many(jobs, client)
    assert [row.job if isinstance(row, Answer) else row.where.removeprefix("job ") for row in there] == [j.name for j in jobs]
    assert values(tuple(here)) == values(tuple(there))


def test_a_bad_job_is_a_problem_row_and_the_others_are_answered():
    rows = run_many(nights())
    bad = {row.where: row for row in rows if isinstance(row, Problem)}
    assert set(bad) == {"job canoe", "job no such wind"}
    assert "'canoe' is not" in bad["job canoe"].why
    assert bad["job no such wind"].why == "no forecast at 'nowhere.nc'"
    assert bad["job no such wind"].mend.startswith("give tide, constant:U,V")
    assert sum(isinstance(row, Answer) for row in rows) == len(rows) - 2


class Deadly:
    """A start that ends every process but the one it was made in, as the memory of a worker would when it is full."""

    def __init__(self):
        self.home = os.getpid()

    @property
    def t(self):
        if os.getpid() != self.home:
            os._exit(1)
        return T0, T0


def test_a_job_that_ends_its_worker_stops_only_itself(client):
    good = Job(name="good", starts=HERE, what="piw", hours=1, n=50)
    rows = run_many([good, replace(good, name="deadly", starts=((Deadly(), 1.0),)), replace(good, name="other")], client)
    assert [type(row) for row in rows] == [Answer, Problem, Answer]
    assert "its worker died" in rows[1].why
    assert values(rows[0].lon) == values(rows[2].lon) == values(run_many([good])[0].lon)


def test_an_answer_is_the_run_of_the_same_states_on_the_same_days():
    """Against march itself, on a forcing laid out here."""
    job = Job(name="one", starts=HERE, what="piw", hours=3, n=400, wind="constant:3,1", contains=FOUND, wanted=("states",))
    [got] = run_many([job])
    midnight = T0 - T0 % DAY
    f = prepare(dover_strait(), Constant(3.0, 1.0), midnight, midnight + DAY)
    r = march.advance(seed(MID, "piw", 400, 1), f, 3)
    assert np.array_equal(got.run.lon, r.lon)
    assert np.array_equal(got.run.state, r.state)
    assert got.lon == pytest.approx(r.lon.mean(axis=1), abs=1e-9)
    assert got.stranded == pytest.approx((r.flag == motion.STRANDED).mean(axis=1))
    assert got.held[2] == contour_holding(density(r.lon[2], r.lat[2], r.weight), *FOUND)
    assert got.densities is None


def test_what_has_left_the_area_has_no_mean_and_no_density():
    edge = replace(MID, lon=3.1, lat=51.5)
    job = Job(name="gone", starts=((edge, 1.0),), what="piw", hours=8, n=50, current="constant:2.5,0.5", wind="constant:0,0")
    [got] = run_many([replace(job, wanted=("density",), contains=FOUND)])
    assert got.outside[-1] == pytest.approx(1.0)
    assert np.isnan(got.lon[-1])
    assert got.densities[-1] is None
    assert got.held[-1] == 1.0
    assert got.densities[0] is not None


def test_jobs_of_the_same_fields_and_days_share_their_forcing():
    scale.forcing.cache_clear()
    run_many([j for j in nights() if j.name.startswith("night")])
    counted = scale.forcing.cache_info()
    assert (counted.misses, counted.hits) == (6, 0)
    run_many([Job(name=str(k), starts=HERE, what="piw", hours=1, n=20, seed=k) for k in range(40)])
    assert scale.forcing.cache_info().misses - counted.misses <= 1


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"starts": ()}, "has no start"),
        ({"starts": ((MID, -1.0),)}, "number above 0"),
        ({"starts": (MID,)}, "cannot unpack"),
        ({"hours": 0}, "less than one output"),
        ({"hours": float("nan")}, "NaN"),
        ({"n": 0}, "0 states are none"),
        ({"current": "constant:fast"}, "constant:fast"),
        ({"wind": "tide"}, "tide is a current"),
        ({"step": 700.0}, "whole number of steps"),
    ],
)
def test_what_is_wrong_with_a_job_is_said(change, words):
    good = Job(name="good", starts=HERE, what="piw", hours=1, n=20)
    rows = run_many([replace(good, name="bad", **change), good])
    assert isinstance(rows[0], Problem)
    assert words in f"{rows[0].why}; {rows[0].mend}"
    assert rows[0].mend
    assert isinstance(rows[1], Answer)


def test_a_forecast_that_knows_part_of_a_day_serves_that_part(monkeypatch):
    """Files begin at noon or end at six; the days of a shared forcing are cut to what the fields know."""
    morning = replace(Constant(2.0, 1.0, "morning wind"), box=replace(Constant(0.0, 0.0).box, t=(T0 - HOUR, T0 + 4 * HOUR)))
    opened = scale.open_field
    monkeypatch.setattr(scale, "open_field", lambda src, *a: morning if src == "morning" else opened(src, *a))
    scale.forcing.cache_clear()
    job = Job(name="morning", starts=HERE, what="piw", hours=3, n=20, wind="morning")
    inside, beyond, another_day = run_many(
        [job, replace(job, name="beyond", hours=6), replace(job, starts=((replace(MID, t=(T0 + DAY,) * 2), 1.0),))]
    )
    scale.forcing.cache_clear()
    assert isinstance(inside, Answer)
    assert "does not cover job beyond" in beyond.why
    assert "morning wind does not cover" in another_day.why


def test_no_jobs_are_no_rows_and_the_device_is_asked_first():
    assert run_many([]) == []
    with pytest.raises(ValueError, match="device 'abacus' is not known"):
        run_many(nights(), device="abacus")
    if not gpu.cuda.is_available():
        with pytest.raises(gpu.NoDevice):
            run_many(nights(), device="cuda")
