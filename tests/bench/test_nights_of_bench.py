"""Nights as the bench hands them out: reports that keep the truth to themselves, and cuts that keep everything in step."""

import sys
from pathlib import Path

import numpy as np
import pytest

sys.path.insert(0, str(Path(__file__).parents[2]))
from bench.fusion import reference
from bench.fusion.methods import Answer, alone
from bench.fusion.nights import errors, places, recoveries, until, when, without_phones
from bench.fusion.online import looked_at
from bench.fusion.own import own_night
from bench.fusion.tgospa import night_tgospa

from varne.geodesy import ellipse_covariance

needs_reference = pytest.mark.skipif(not reference.present(), reason=reference.ABSENT)


def both():
    return [pytest.param(own_night, id="own"), pytest.param(reference.reference_night, id="reference", marks=needs_reference)]


@needs_reference
def test_reference_reports_carry_what_the_generator_drew():
    night = reference.reference_night(3)
    raw, reports = night.raw, night.reports
    placed = raw["has_pos"]
    assert np.abs(places(reports)[placed] - raw["xy"][placed]).max() < 0.01
    assert np.isnan(places(reports)[~placed]).all()
    assert when(reports) - reference.START.timestamp() == pytest.approx(raw["t"], abs=0.002)
    assert night.received - reference.START.timestamp() == pytest.approx(raw["arrive"], abs=0.002)
    for i in np.flatnonzero(placed)[:20]:
        wide = (2.2 * raw["tsig"][i]) ** 2
        xx, xy, yy = raw["cov"][i]
        assert ellipse_covariance(*reports[i].ellipse_m) == pytest.approx(
            np.array([[xx + wide, xy], [xy, yy + wide]]), rel=1e-6
        )
    assert recoveries(reports).sum() == (raw["kind"] == 8).sum()
    assert all((r.outcome is not None) == (r.channel == "rescue") for r in reports)
    same = [(r.caller is None) == (p < 0) for r, p in zip(reports, raw["phone"], strict=True)]
    assert all(same)


@needs_reference
def test_the_reference_tide_goes_the_way_of_the_generator():
    night, made = reference.reference_night(1), reference.module("night")
    t = np.linspace(0, made.NIGHT, 7)
    u, v = night.current(t + reference.START.timestamp(), 1.5, 51.0)
    assert np.column_stack([u, v]) == pytest.approx(made.tide(t)[:, None] * made.STREAM)


@pytest.mark.parametrize("make", both())
def test_reports_say_nothing_about_the_truth(make):
    night = make(2)
    numbers = [r.id for r in night.reports]
    assert numbers == sorted(numbers)
    assert len(set(numbers)) == len(numbers)
    assert not {"truth", "language"} & set(type(night.reports[0]).__slots__)
    assert all(np.isfinite(errors(night.reports)))
    assert (np.diff(night.received) >= 0).all()
    assert set(night.boats) <= set(night.left_sea)
    assert night.recovered <= set(night.boats.tolist())


@pytest.mark.parametrize("make", both())
def test_a_cut_night_is_what_was_known_then(make):
    night = make(2)
    cut = until(night, 40)
    assert cut.reports == night.reports[:40]
    assert len(cut.truth) == len(cut.true_t) == len(cut.true_xy) == 40
    bare = without_phones(night)
    assert all(r.caller is None for r in bare.reports)
    assert any(r.caller for r in night.reports)


@pytest.mark.parametrize("make", both())
def test_the_perfect_association_is_better_than_none(make):
    night = make(1)
    perfect = night_tgospa(night, alone(night.truth)).total
    assert 0 < perfect < night_tgospa(night, np.arange(len(night.truth))).total


@pytest.mark.parametrize("make", both())
def test_a_picture_of_separate_markers_loses_no_boat_and_one_heap_all_but_one(make):
    night = make(1)
    n = len(night.reports) // 2
    now = float(night.received[n - 1])
    cut, nobody = until(night, n), np.zeros(n)
    apart = looked_at(cut, Answer({0.5: np.arange(n)}, None, nobody), 0.5, 0.9, now)
    heap = looked_at(cut, Answer({0.5: np.zeros(n, np.int64)}, None, nobody), 0.5, 0.9, now)
    all_safe = looked_at(cut, Answer({0.5: np.arange(n)}, None, np.ones(n)), 0.5, 0.9, now)
    assert apart["hours"] == heap["hours"] > 3
    assert (apart["lost"], heap["lost"]) == (0, heap["hours"] - 1)
    assert (all_safe["lost"], all_safe["believed"]) == (apart["hours"], apart["hours"])
