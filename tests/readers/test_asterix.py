"""ASTERIX datagrams made by libasterix itself, read back as plots; broken ones are told."""

import builtins
from datetime import UTC, datetime

import pytest
from asterix import generated

from varne.fusion.tracker.scans import Radar
from varne.geodesy import distance_and_bearing
from varne.readers.asterix import AsterixMissing, read_asterix

AT = datetime(2021, 11, 24, 1, 1, 2, tzinfo=UTC)
RADARS = {(1, 7): Radar("dover", 1.34, 51.13)}
CAT010, CAT048, CAT034 = generated.Cat_010_1_1, generated.Cat_048_1_32, generated.Cat_034_1_29
WHO = {"010": (("SAC", 1), ("SIC", 7)), "140": ((3_661.5, "s"))}


def block(category, items):
    return category.create([category.cv_record.create(items)]).unparse().to_bytes()


def surface(distance=5_000.0, bearing=60.0, **given):
    return block(CAT010, {"000": 1, **WHO, "040": (("RHO", (distance, "m")), ("TH", (bearing, "°"))), **given})


def air(distance=10.0, bearing=205.0):
    return block(CAT048, {**WHO, "040": (("RHO", (distance, "NM")), ("THETA", (bearing, "°")))})


def polar(plot):
    return tuple(float(v) for v in distance_and_bearing(1.34, 51.13, plot.lon, plot.lat))


def test_both_categories_in_one_datagram():
    plots, problems = read_asterix(surface() + air(), RADARS, AT)
    assert problems == ()
    assert polar(plots[0]) == (pytest.approx(5_000.0, abs=1.0), pytest.approx(60.0, abs=0.01))
    assert polar(plots[1]) == (pytest.approx(18_520.0, abs=8.0), pytest.approx(205.0, abs=0.01))
    assert {p.sensor for p in plots} == {"dover"}
    assert plots[0].t == datetime(2021, 11, 24, 1, 1, 1, 500_000, tzinfo=UTC).timestamp()


def test_the_day_is_the_nearest():
    night = datetime(2021, 11, 24, 23, 59, 0, tzinfo=UTC)
    (plot,), _ = read_asterix(surface(), RADARS, night)
    assert plot.t == datetime(2021, 11, 25, 1, 1, 1, 500_000, tzinfo=UTC).timestamp()


def test_a_plane_position_is_east_and_north_of_the_radar():
    raw = block(CAT010, {"000": 1, **WHO, "042": (("X", (3_000.0, "m")), ("Y", (-4_000.0, "m")))})
    (plot,), _ = read_asterix(raw, RADARS, AT)
    assert polar(plot) == (pytest.approx(5_000.0, abs=2.0), pytest.approx(143.13, abs=0.02))


def test_what_is_no_target_is_passed_over():
    status = block(CAT010, {"000": 2, **WHO})
    north = block(CAT034, {"000": 1, "010": WHO["010"]})
    assert read_asterix(status + north, RADARS, AT) == ((), ())


def test_what_cannot_be_read_is_told_and_stops_nothing():
    spoilt = bytes([48, 0, 6, 0xFF, 0xFF, 0xFF])
    plots, (bad,) = read_asterix(spoilt + surface(), RADARS, AT)
    assert len(plots) == 1
    assert "CAT048" in bad.why
    plots, (bad,) = read_asterix(surface()[:-3], RADARS, AT)
    assert plots == ()
    assert "no ASTERIX blocks" in bad.why
    plots, (bad,) = read_asterix(surface(), {(9, 9): RADARS[1, 7]}, AT)
    assert plots == ()
    assert "radar 1/7 is unknown" in bad.why
    assert "9/9" in bad.mend
    plots, (bad,) = read_asterix(block(CAT010, {"000": 1, "010": WHO["010"]}), RADARS, AT)
    assert "no time of day" in bad.why
    assert read_asterix(b"", RADARS, AT) == ((), ())


def test_without_the_library_the_mend_is_said(monkeypatch):
    real = builtins.__import__

    def fake(name, *rest):
        if name.startswith("asterix"):
            raise ModuleNotFoundError(name)
        return real(name, *rest)

    monkeypatch.setattr(builtins, "__import__", fake)
    with pytest.raises(AsterixMissing, match=r"varne\[asterix\]"):
        read_asterix(surface(), RADARS, AT)
