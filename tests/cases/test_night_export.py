"""Simulated nights as other programs get them: lines that the reader takes, tracks with a whole life, a documented tide."""

import json
import subprocess
import sys
from dataclasses import fields
from datetime import datetime
from pathlib import Path

import pytest

import varne
from varne.cases.export import current_lines, main, track_lines, truth_lines
from varne.cases.nights import NightParameters, simulated_night
from varne.readers.reports import read_reports

DOCS = (Path(varne.__file__).parents[2] / "docs" / "nights.md").read_text("utf-8")
NIGHT = simulated_night(NightParameters(boats=6), seed=3)


@pytest.mark.parametrize("name", [f.name for f in fields(NightParameters)])
def test_every_parameter_is_documented_with_its_default(name):
    row = next((line for line in DOCS.splitlines() if line.startswith(f"| `{name}` |")), None)
    assert row, f"{name} is not in docs/nights.md"
    default = getattr(NightParameters(), name)
    assert name == "start" or f"| {default:g} |" in row


def test_every_truth_lies_on_the_track_of_its_boat():
    tracks = {life["boat"]: {row["at"]: row for row in life["track"]} for life in map(json.loads, track_lines(NIGHT))}
    assert sorted(tracks) == [v.number for v in NIGHT.boats]
    for line in map(json.loads, truth_lines(NIGHT)):
        truth = line["truth"]
        if truth["boat"] is not None:
            row = tracks[truth["boat"]][truth["at"]]
            assert [row[k] for k in ("lon", "lat", "people")] == [truth[k] for k in ("lon", "lat", "people")]


def test_the_current_line_is_the_stream_that_may_be_believed():
    told = json.loads(next(current_lines(NIGHT)))
    high = datetime.fromisoformat(told["strongest"]).timestamp()
    u, v = NIGHT.current(high, 1.4, 51.0)
    assert (told["u"], told["v"]) == pytest.approx((float(u), float(v)), abs=1e-3)
    assert told["period_s"] == pytest.approx(12.42 * 3600)


def test_the_command_prints_what_the_functions_give(capsys):
    main(["reports", "--seed", "3", "--set", "boats=6"])
    assert capsys.readouterr().out.splitlines() == list(truth_lines(NIGHT))
    main(["tracks", "--seed", "3", "--set", "boats=6", "--set", "gross=0.5"])
    assert capsys.readouterr().out.splitlines() == list(track_lines(NIGHT))  # mistakes of reports do not move the boats


def test_an_unknown_parameter_names_those_there_are(capsys):
    with pytest.raises(SystemExit):
        main(["reports", "--set", "boat=6"])
    assert "boats" in capsys.readouterr().err


def test_the_example_of_the_page_runs():
    command = next(
        line.strip() for line in DOCS.splitlines() if line.strip().startswith("python -m varne.cases.export reports")
    )
    shown = [sys.executable, *command.split(" > ")[0].split()[1:]]
    done = subprocess.run(shown, stdout=subprocess.PIPE, text=True, check=True)
    reports, problems = read_reports(done.stdout.splitlines())
    assert problems == ()
    assert len(reports) > 20
