"""`varne track` as a script runs it: a night of sentences in, report lines out that `varne fuse` can take."""

import json

import numpy as np
from click.testing import CliRunner
from pyais.encode import encode_dict

from varne.cli import main
from varne.geodesy import KNOT, destination, distance_and_bearing
from varne.readers.nmea import checksum
from varne.readers.reports import read_reports

T0, LON, LAT = 1_637_712_000, 1.343, 51.133


def night(minutes=12, seed=0):
    """A cargo ship with AIS and a boat without; the radar sees both, and some nothing."""
    rng = np.random.default_rng(seed)
    lines = []

    def ttm(t, distance, bearing):
        body = f"RATTM,01,{distance / 1852:.3f},{bearing % 360:.2f},T,,,T,,,N,,T,,,A"
        lines.append((t, f"{t} ${body}*{checksum(body.encode()):02X}"))

    for t in range(T0, T0 + 60 * minutes, 3):
        cargo = destination(1.45, 51.12, 235.0, 8.0 * (t - T0))
        boat = destination(1.42, 51.06, 300.0, 2.5 * (t - T0))
        for lon, lat in (cargo, boat):
            d, b = distance_and_bearing(LON, LAT, lon, lat)
            if rng.random() < 0.8:
                ttm(t, float(d) + rng.normal(0, 20), float(b) + rng.normal(0, 0.2))
        ttm(t, 10_000 * rng.random(), 360 * rng.random())
        if t % 30 == 0:
            given = {
                "type": 1,
                "mmsi": 235070762,
                "lon": float(cargo[0]),
                "lat": float(cargo[1]),
                "course": 235.0,
                "speed": 8 / KNOT,
            }
            lines += [(t, f"{t} {line}") for line in encode_dict(given)]
    return [line for _, line in sorted(lines)]


def varne(*arguments):
    return CliRunner().invoke(main, arguments)


def test_a_night_becomes_report_lines(tmp_path):
    log = tmp_path / "night.nmea"
    log.write_text("\n".join(night()))
    result = varne("track", str(log), "--radar", f"dover,{LON},{LAT}")
    assert result.exit_code == 0, result.stderr
    reports, problems = read_reports(result.stdout.splitlines())
    assert problems == ()
    assert 2 <= len(reports) <= 4
    assert {r.id.rsplit("-", 1)[0] for r in reports} == {reports[0].id.rsplit("-", 1)[0]}
    assert reports[0].id.startswith("dover-")
    assert abs(reports[-1].course - 300.0) < 15


def test_broken_lines_are_told_and_stop_nothing(tmp_path):
    log = tmp_path / "night.nmea"
    log.write_text("\n".join(["$RATTM,bad*00", *night(4)]))
    result = varne("track", str(log), "--radar", f"dover,{LON},{LAT}")
    assert result.exit_code == 1
    assert "line 1: checksum" in result.stderr
    assert json.loads(result.stdout.splitlines()[0])["channel"] == "radar"


def test_what_is_wrong_is_said(tmp_path):
    assert "for example 1.7235" in varne("track", "x", "--radar", "dover,1").stderr
    assert "No such file" in varne("track", str(tmp_path / "none"), "--radar", "dover,1.3,51.1").stderr
    assert "tcp://host:port" in varne("track", "http://x", "--radar", "dover,1.3,51.1").stderr
