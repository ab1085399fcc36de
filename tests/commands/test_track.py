"""`varne track` as a script runs it: a night of sentences in, report lines out that `varne fuse` can take."""

import json

from click.testing import CliRunner

from recorded import LAT, LON
from recorded import recording as night
from varne.cli import main
from varne.readers.reports import read_reports


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
