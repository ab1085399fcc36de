"""What a feed of any kind brings, and what one line with a wrong clock may not do."""

from datetime import UTC, datetime

from varne.fusion.tracker.scans import Radar
from varne.readers.nmea import checksum
from varne.readers.sensed import read_lines

DOVER, NOW = Radar("dover", 1.34, 51.13), datetime(2021, 11, 24, 1, 30, tzinfo=UTC)
T = NOW.timestamp()


def ttm(t=None, distance=5.0):
    body = f"RATTM,01,{distance},60.0,T,,,T,,,N,,T,,,A"
    return ((f"{t:.0f} " if t else "") + f"${body}*{checksum(body.encode()):02X}").encode()


AIS = b"!AIVDM,1,1,,A,13RlIW?04F1beOVEFLB9bRvH0L0L,0*6C"
COT = b'<event uid="x" type="a-u-S" time="2021-11-24T01:29:00Z"><point lat="51" lon="1.5" ce="49"/></event>'


def test_all_formats_may_come_mixed_and_a_bad_line_stops_none():
    sensed = read_lines([ttm(), b"$RATTM,cut*00", AIS, COT], DOVER, NOW)
    assert len(sensed.plots) == 1
    assert [s.kind for s in sensed.senders] == ["ship", "craft"]
    assert len(sensed.problems) == 1
    assert sensed.span[1] == T


def test_a_feed_without_a_radar_gives_no_plots():
    assert read_lines([ttm(), AIS], None, NOW).plots == ()


def test_a_line_of_the_ships_own_says_that_the_feed_is_there():
    body = "HEHDT,12.0,T"
    line = f"${body}*{checksum(body.encode()):02X}".encode()
    assert read_lines([line], DOVER, NOW).span == (T, T)
    assert read_lines([f"{T - 5:.0f} ".encode() + line], DOVER, None).span == (T - 5, T - 5)
    assert read_lines([], DOVER, None).span is None


def test_what_a_wrong_clock_dates_is_left_out_and_said():
    sensed = read_lines([ttm(T), ttm(T + 1e8), ttm(100_000_000)], DOVER, NOW)
    assert [p.t for p in sensed.plots] == [T]
    assert sensed.span == (T, T)
    (problem,) = sensed.problems
    assert "2 plots" in problem.text and "set the clock" in problem.mend


def test_a_recording_is_as_old_as_it_is():
    old = [ttm(1e9), ttm(1e9 + 3600)]
    assert len(read_lines(old, DOVER, NOW).plots) == len(read_lines(old, DOVER, None).plots) == 2
