"""AIS lines to fixes and particulars: encoded by pyais, broken by hand, and a recorded sample where it is at hand."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from pyais.encode import encode_dict

from varne.fusion.tracker.fixes import Fix, Particulars
from varne.geodesy import KNOT
from varne.readers.ais import read_ais, whole

AT = datetime(2021, 11, 24, 1, 30, tzinfo=UTC)
SAMPLE = Path(__file__).parents[3] / "shared" / "data" / "tracks" / "nmea_data_sample.txt"


def sent(type=1, **given):
    """Sentences of a message of a type, parts of a long one one after the other."""
    return [line.encode() for line in encode_dict({"type": type, "mmsi": 235070762, **given}, seq_id=3)]


def position(lon=1.52, lat=51.03, **given):
    return sent(lon=lon, lat=lat, speed=12.3, course=205.5, heading=200, accuracy=True, second=10, **given)


def test_a_position_report_becomes_a_fix():
    (fix,), problems = read_ais(position(), AT)
    assert problems == ()
    assert fix == Fix("mmsi:235070762", AT.timestamp(), pytest.approx(1.52, abs=1e-5), pytest.approx(51.03, abs=1e-5), 10.0,
                      pytest.approx(205.5), pytest.approx(12.3 * KNOT), "ship")  # fmt: skip


@pytest.mark.parametrize(("lon", "lat"), [(-1.52, 51.03), (1.52, -51.03), (-179.9, -0.01)])
def test_west_and_south_are_negative(lon, lat):
    (fix,), _ = read_ais(position(lon, lat), AT)
    assert (fix.lon, fix.lat) == (pytest.approx(lon, abs=1e-5), pytest.approx(lat, abs=1e-5))


@pytest.mark.parametrize("kind", [1, 2, 3, 18, 19, 27])
def test_every_kind_of_position(kind):
    values, problems = read_ais(position(type=kind), AT)
    fix = next(v for v in values if isinstance(v, Fix))
    assert problems == ()
    assert fix.lon == pytest.approx(1.52, abs=0.002)
    assert fix.error_m == (190.0 if kind == 27 else 10.0)
    assert fix.course == pytest.approx(205.5, abs=0.6)


def test_unknown_is_absent():
    (fix,), _ = read_ais(sent(lon=1.5, lat=51.0, speed=102.3, course=360.0), AT)
    assert fix.course is None
    assert fix.speed is None
    assert fix.error_m == 30.0
    assert read_ais(sent(lon=181, lat=91), AT) == ((), ())


BEACONS = (970123456, 972000001, 974999999)


@pytest.mark.parametrize(("mmsi", "kind"), [(b, "rescue_beacon") for b in BEACONS] + [(235070762, "ship"), (97012345, "ship")])
def test_beacons_are_told_by_their_number(mmsi, kind):
    (fix,), _ = read_ais(position(mmsi=mmsi), AT)
    assert fix.kind == kind


def test_particulars_without_names():
    lines = sent(type=5, shipname="SOME NAME", callsign="ABC", ship_type=70, to_bow=150, to_stern=40, destination="CALAIS")
    assert len(lines) == 2
    (p,), problems = read_ais(lines, AT)
    assert problems == ()
    assert p == Particulars("mmsi:235070762", AT.timestamp(), 70, 190.0)
    assert set(Particulars.__slots__) == {"key", "t", "type", "length_m"}


def test_parts_that_lie_apart_are_joined_and_lost_ones_are_told():
    first, second = sent(type=5, shipname="X", ship_type=70, to_bow=10, to_stern=5)
    values, problems = read_ais([first, *position(), second], AT)
    assert [type(v).__name__ for v in values] == ["Fix", "Particulars"]
    assert problems == ()
    for lines, word in (([second], "without the ones before"), ([first], "only 1 part")):
        values, (bad,) = read_ais(lines, AT)
        assert values == ()
        assert word in bad.why


def test_parts_of_another_minute_are_not_joined():
    first, second = sent(type=5, shipname="X", ship_type=70)
    values, problems = read_ais([b"1637717400 " + first, b"1637717700 " + second])
    assert values == ()
    assert "without the ones before" in problems[0].why


@pytest.mark.parametrize(
    ("spoil", "why"),
    [
        (lambda x: x[:-1] + b"0", "checksum"),
        (lambda x: b"!AIVDM,1,1,,B,,0*25", "empty message"),
        (lambda x: x[:20], "whole"),
        (lambda x: x[:20] + b"\xff" + x[21:], "whole"),
        (lambda x: b"!AIVDM,9", "whole"),
    ],
)
def test_a_bad_line_is_told_and_stops_no_other(spoil, why):
    good = position()[0]
    values, problems = read_ais([spoil(good), good, b"", b"$GPZDA,rubbish", b"\x00\x01\xfe"], AT)
    assert len(values) == 1
    assert len(problems) == 1
    assert problems[0].where == "line 1"
    assert why in problems[0].why


def test_without_a_time_a_position_is_no_fix():
    values, (bad,) = read_ais(position())
    assert values == ()
    assert "tag block" in bad.mend


def test_a_live_feed_waits_for_the_end_of_a_message():
    first, second = sent(type=5, shipname="X", ship_type=70)
    a = position()[0]
    assert whole([a, first]) == ([a], [first])
    assert whole([a, first, second]) == ([a, first, second], [])
    assert whole([a]) == ([a], [])
    assert whole([]) == ([], [])


@pytest.mark.skipif(not SAMPLE.exists(), reason="the recorded AIS sample is not here (../shared/data/tracks)")
def test_a_recorded_sample():
    lines = SAMPLE.read_bytes().splitlines()
    values, problems = read_ais(lines, AT)
    fixes = [v for v in values if isinstance(v, Fix)]
    assert len(fixes) > 700
    assert len({f.key for f in fixes}) > 150
    assert {p.why.split(":")[0] for p in problems} <= {
        "pyais cannot read it", "only 1 part of a longer message", "part 2 of 2 without the ones before"}  # fmt: skip
    assert len(values) + len(problems) > 0.9 * len(lines) - 60
