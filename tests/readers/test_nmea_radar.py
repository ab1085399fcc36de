"""Radar sentences to plots: units, true and relative bearings at angles where sine and cosine differ, the own ship's way."""

from datetime import UTC, datetime

import pytest

from varne.fusion.tracker.scans import Radar
from varne.geodesy import destination, distance_and_bearing
from varne.readers.nmea import checksum
from varne.readers.nmea_radar import Own, read_radar

AT = datetime(2021, 11, 24, 1, 30, tzinfo=UTC)
DOVER = Radar("dover", 1.34, 51.13)
SHORE = Own(1.34, 51.13)


def line(body):
    return f"${body}*{checksum(body.encode()):02X}".encode()


def ttm(distance="5.0", bearing="60.0", way="T", unit="N", status="T", when=""):
    return line(f"RATTM,01,{distance},{bearing},{way},8.0,200.0,T,1.0,5.0,{unit},,{status},,{when},A")


def rsd(distance="5.0", bearing="60.0", unit="N", display="N"):
    return line(f"RARSD,0.0,0.0,1.0,20.0,,,,,{distance},{bearing},12.0,{unit},{display}")


def polar(plot, start=(1.34, 51.13)):
    d, b = distance_and_bearing(*start, plot.lon, plot.lat)
    return float(d), float(b)


@pytest.mark.parametrize(("unit", "metres"), [("K", 5_000.0), ("N", 9_260.0), ("S", 8_046.72)])
@pytest.mark.parametrize("make", [ttm, rsd])
def test_distances_in_every_unit(make, unit, metres):
    (plot,), problems = read_radar([make(unit=unit)], DOVER, AT)
    assert problems == ()
    assert polar(plot) == (pytest.approx(metres, abs=0.5), pytest.approx(60.0, abs=0.01))


@pytest.mark.parametrize(
    ("bearing", "heading", "true"), [("60.0", "30.0", 90.0), ("340.0", "75.0", 55.0), ("200", "205.5", 45.5)]
)
def test_relative_bearings_are_turned_by_the_heading(bearing, heading, true):
    lines = [line(f"HEHDT,{heading},T"), ttm(bearing=bearing, way="R"), rsd(bearing=bearing, display="H")]
    plots, problems = read_radar(lines, DOVER, AT)
    assert problems == ()
    assert [polar(p)[1] for p in plots] == pytest.approx([true, true], abs=0.01)


def test_a_true_bearing_is_not_turned():
    (plot,), _ = read_radar([line("HEHDT,30.0,T"), ttm()], DOVER, AT)
    assert polar(plot)[1] == pytest.approx(60.0, abs=0.01)


def test_course_up_is_turned_by_the_course_and_not_by_the_heading():
    lines = [line("HEHDT,30.0,T"), line("GPVTG,35.0,T,,M,10.0,N,18.5,K,A"), rsd(display="C")]
    (plot,), _ = read_radar(lines, DOVER, AT)
    assert polar(plot)[1] == pytest.approx(95.0, abs=0.01)


@pytest.mark.parametrize("bad", [ttm(way="R"), rsd(display="H"), rsd(display="C")])
def test_relative_to_what_nobody_gave_is_a_problem(bad):
    plots, (problem,) = read_radar([bad], DOVER, AT)
    assert plots == ()
    assert "relative to the" in problem.why
    assert read_radar([bad], DOVER, AT, Own(1.34, 51.13, heading=10.0, course=10.0))[1] == ()


def test_a_ships_radar_moves_with_the_ship():
    here = line("GPRMC,013000.00,A,5100.000,N,00130.000,W,5.0,120.0,241121,,,A")
    (plot,), problems = read_radar([here, ttm()], DOVER, AT)
    assert problems == ()
    assert polar(plot, (-1.5, 51.0)) == (pytest.approx(9_260.0, abs=0.5), pytest.approx(60.0, abs=0.01))
    for other in ("GPGGA,013000.00,5100.000,N,00130.000,W,1,08,1.0,0.0,M,,M,,", "GPGLL,5100.000,N,00130.000,W,013000.00,A,A"):
        assert read_radar([line(other), ttm()], DOVER, AT)[0] == (plot,)


def test_a_receiver_that_warns_is_not_believed():
    lines = [line("GPRMC,013000.00,V,5000.000,N,00000.000,E,,,241121,,,N"), ttm()]
    assert polar(read_radar(lines, DOVER, AT)[0][0])[0] == pytest.approx(9_260.0, abs=0.5)


def test_tll_gives_a_place():
    (plot,), problems = read_radar([line("RATLL,03,5107.500,N,00145.250,W,,012959.50,T,")], DOVER, AT)
    assert problems == ()
    assert (plot.lon, plot.lat) == (pytest.approx(-1.754167, abs=1e-6), pytest.approx(51.125, abs=1e-6))
    assert plot.t == pytest.approx(AT.timestamp() - 0.5)


def test_the_time_in_a_sentence_goes_before_the_time_of_the_line():
    night = datetime(2021, 11, 24, 0, 0, 3, tzinfo=UTC)
    (plot,), _ = read_radar([ttm(when="235958.00")], DOVER, night)
    assert plot.t == night.timestamp() - 5.0


def test_a_lost_target_is_no_plot():
    assert read_radar([ttm(status="L"), line("RATLL,03,5107.5,N,00145.2,E,,,L,")], DOVER, AT) == ((), ())


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        (ttm(unit="X"), "unit 'X'"),
        (ttm(distance=""), "distance '' is no number"),
        (ttm(distance="99999"), "99999 N"),
        (ttm(way=""), "bearing is ''"),
        (ttm(bearing="720"), "bearing 720"),
        (ttm(when="2Z0000"), "time '2Z0000'"),
        (rsd(display="Q"), "display 'Q'"),
        (line("RATLL,03,5167.5,N,00145.2,E,,,T,"), "latitude '5167.5'"),
        (line("RATLL,03,5107.5,N,00145.2,,,,T,"), "longitude"),
        (ttm()[:-1] + b"0", "checksum"),
        (ttm()[:-6], "whole"),
        (line("RATTM,nan,nan,nan,T"), "nan"),
    ],
)
def test_a_bad_line_is_told_and_stops_no_other(bad, why):
    plots, problems = read_radar([bad, ttm(), b"\xff\xfe", b""], DOVER, AT)
    assert len(plots) == 1
    assert len(problems) == 1
    assert why in problems[0].why


def test_where_the_error_of_a_plot_lies():
    """9.26 km at 0.3 deg is 48 m across the bearing of 060, 20 m along it."""
    (plot,), _ = read_radar([ttm()], DOVER, AT)
    major, minor, orientation = plot.ellipse_m
    assert (major, minor, orientation) == (pytest.approx(48.5, abs=0.1), 20.0, pytest.approx(150.0))
    assert destination(1.34, 51.13, 60.0, 9_260.0)[0] == pytest.approx(plot.lon)
