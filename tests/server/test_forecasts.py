"""Forecasts: made once for the same reports, gone on with as far as somebody looks, and the same however they are asked."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from varne.drift.forcing import prepare
from varne.fusion.report import Report
from varne.outlook import CALM, outlook, span
from varne.sea.field import Box, Constant
from varne.sea.tides import dover_strait
from varne.server import forecasts
from varne.server.forecasts import Forecasts
from varne.server.kept import Kept

HOUR = 3600.0


@pytest.fixture
def told():
    """Two pins an hour apart, late in the evening: the fields beyond them lie in another block."""
    t = datetime(2024, 3, 1, 22, 30, tzinfo=UTC)
    return [
        Report(id=k, received=t + timedelta(hours=h), channel="pin", source="occupant", lon=1.5 + 0.02 * h, lat=51.0)
        for k, h in (("a", 0), ("b", 1))
    ]


@pytest.fixture
def made(monkeypatch):
    """What is computed: "outlook" or "longer", in order."""
    done = []
    for name in ("outlook", "longer"):
        work = getattr(forecasts, name)

        def counted(*given, name=name, work=work, **how):
            done.append(name)
            return work(*given, **how)

        monkeypatch.setattr(forecasts, name, counted)
    return done


def test_looking_later_goes_on_and_looking_again_does_nothing(told, made):
    f, (_, last) = Forecasts(dover_strait(), None, 200), span(told)
    f.outlook(told, last + 60)
    f.outlook(told, last + 50 * 60)
    f.outlook(told[::-1], last - HOUR)
    assert made == ["outlook"]
    f.outlook(told, last + HOUR)
    assert made == ["outlook", "longer"]


def test_it_is_the_same_however_it_is_asked(told):
    (_, last), asked = span(told), (0.0, 2.5, 7.0, 30.0)
    grown, at_once = (Forecasts(dover_strait(), None, 200) for _ in range(2))
    for h in asked:
        o = grown.outlook(told, last + h * HOUR)
        whole = at_once.outlook(told)
        for t in (last - HOUR / 2, last + min(h, 24) * HOUR):
            assert o.run.at(t).lon.tobytes() == whole.run.at(t).lon.tobytes()
    assert o.run.t[-1] == whole.run.t[-1] == last + 24 * HOUR


def test_blocks_of_fields_are_as_good_as_fields_in_one_piece(told):
    o = Forecasts(dover_strait(), None, 200).outlook(told)
    first, last = span(told)
    sea = prepare(dover_strait(), CALM, first - 1.5 * HOUR, last + 25 * HOUR)
    one = outlook(told, sea, last + 24 * HOUR, n=200, rng_seed=1, wind_known=False)
    assert np.abs(o.run.lon - one.run.lon).max() < 1e-4


def test_nothing_without_a_position():
    assert Forecasts(Constant(0.0, 0.0), None, 10).outlook([]) is None


def test_the_oldest_is_forgotten():
    kept = Kept(2)
    assert [kept.get(k, lambda k=k: 10 * k) for k in (1, 2, 1, 3)] == [10, 20, 10, 30]
    assert list(kept.results) == [1, 3]
    assert kept.put(1, 11) == kept.get(1, lambda: 12) == 11


def windy(told, hours, begins=-1.0):
    """Forecasts with a wind known from some hours before the first report to some after the last."""
    first, last = span(told)
    return Forecasts(dover_strait(), Constant(3.0, 0.0, "wind", Box((first + begins * HOUR, last + hours * HOUR))), 50)


@pytest.mark.parametrize("hours", [5.0, 5.25, 0.5])
def test_a_forecast_that_ends_soon_serves_until_then(told, hours):
    """And no further, whether it ends between two hours or not."""
    (_, last), f = span(told), windy(told, hours)
    assert f.outlook(told, last + 0.2 * HOUR).run.t[-1] == last + min(hours, 1.0) * HOUR
    far = f.outlook(told, last + 6 * HOUR)
    assert far.run.t[-1] == pytest.approx(last + hours * HOUR)
    assert "wind" in far.run.fields


def test_a_forecast_that_ends_where_fields_are_cut_serves_until_then(told):
    """At midnight, as most do."""
    f = windy(told, 0.5)  # the last report is of 2330
    assert f.outlook(told).run.t[-1] == datetime(2024, 3, 2, tzinfo=UTC).timestamp()


@pytest.mark.parametrize(
    ("hours", "begins", "now"), [(5.0, -1.0, 5.5), (0.1, -1.0, None), (-0.5, -1.0, None), (-9.0, -12.0, 3.0), (30.0, 25.0, 2.0)]
)
def test_without_a_forecast_of_the_moment_the_outlook_is_wider_and_says_so(told, hours, begins, now):
    """It has ended by then, before the last report, before the first, or begins after them."""
    (_, last), f = span(told), windy(told, hours, begins)
    o = f.outlook(told, last + 6 * HOUR, now=None if now is None else last + now * HOUR)
    assert o.run.t[-1] >= last + 6 * HOUR
    assert "outlook.wind_unknown" in {w.key for w in o.assumptions}
    bare = Forecasts(dover_strait(), None, 50).outlook(told, last + 6 * HOUR)
    assert o.run.lon.tobytes() == bare.run.lon.tobytes()


def test_a_stream_that_has_ended_is_the_shipped_tide(told):
    (_, last) = span(told)
    ended = Constant(5.0, 0.0, "a model", Box((0.0, last)))
    o = Forecasts(ended, None, 50).outlook(told, last + HOUR)
    assert o.run.fields[0] == "tide atlas"
    assert o.run.lon.tobytes() == Forecasts(dover_strait(), None, 50).outlook(told, last + HOUR).run.lon.tobytes()


def of(report, when, **changed):
    return replace(report, id=f"{report.id}'", observed=when, **changed)


@pytest.mark.parametrize("years", [1, 30])
def test_a_position_of_another_year_lays_out_no_year_of_sea(told, years, monkeypatch):
    """Typed in January with the old year; the boat is where the others say, and the note says that this one is not used."""
    spans = []
    prepared = forecasts.prepare
    monkeypatch.setattr(forecasts, "prepare", lambda *given: spans.append(given[2:4]) or prepared(*given))
    wrong = of(told[0], told[0].when - timedelta(days=365 * years), lon=1.7)
    o = Forecasts(dover_strait(), None, 50).outlook([*told, wrong], span(told)[1] + HOUR)
    assert max(end for _, end in spans) - min(begin for begin, _ in spans) <= forecasts.FAR + 24 * HOUR
    assert o.start.id == "b"
    assert any(w.key == "outlook.unused" and w.args["report"] == wrong.id for w in o.assumptions)


def test_words_that_come_days_after_the_only_position_end_no_picture(told):
    late = of(told[1], told[1].when + timedelta(days=9), lon=None, lat=None, condition="taking_water")
    o = Forecasts(dover_strait(), None, 50).outlook([*told, late])
    assert span([*told, late])[1] > o.run.t[-1] > span(told)[1]
