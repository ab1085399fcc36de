"""The bench: its simulated Strait, the reader of the Westhinder record, and its lines where data are not at hand."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import numpy as np
import pytest

from bench import readiness as bench
from bench import strait, westhinder
from varne.crossings.readiness.outlook import Chances
from varne.crossings.readiness.scores import Outcome, score

FIRST = date(2022, 1, 1)


@pytest.fixture(scope="module")
def sea():
    return strait.strait(2, FIRST, 800)


def test_the_law_is_kept(sea):
    some = sea.counts.boats > 0
    assert some.mean() == pytest.approx(sea.any.mean(), abs=0.04)
    for low, high in ((0.0, 0.2), (0.2, 0.7), (0.7, 1.0)):
        here = (sea.any >= low) & (sea.any <= high)
        assert some[here].mean() == pytest.approx(sea.any[here].mean(), abs=0.07)


def test_an_ensemble_does_not_know_which_member_comes():
    """What came lies among the members as often below as above, on the first day and on the last."""
    sea = strait.strait(5, FIRST, 1200)
    came, ranks = sea.weather(), {0: [], 6: []}
    for origin in range(400, 1190, 4):
        told = list(strait.members(sea, 1, origin, 9).items())
        for lead in ranks:
            day, night = told[lead]
            ranks[lead].append((night.east < came[day].east[0]).sum())
    for lead, found in ranks.items():
        shares = np.histogram(found, bins=[0, 2, 4, 6, 8, 10])[0] / len(found)
        assert np.allclose(shares, 0.2, atol=0.09), (lead, shares)


def test_the_best_forecast_knows_the_law(sea):
    for k in (100, 400, 700):
        mass = strait.best(sea, k, sea.weather()[sea.days[k]])
        assert mass.sum() == pytest.approx(1.0) and 1 - mass[0] == pytest.approx(sea.any[k])


def test_the_westhinder_files_are_read(tmp_path):
    """Ten-minute lines as the network writes them: a byte order mark, a header, a missing value, a gap of an hour."""
    folder = tmp_path / "Westhinder 2022"
    folder.mkdir()
    begin = np.datetime64("2022-05-31T00:00")
    moments = [begin + np.timedelta64(10 * k, "m") for k in range(6 * 72)]
    kept = [m for k, m in enumerate(moments) if not 60 <= k < 66]
    for kind, value in (("WVC", "8.0"), ("WRS", "330.0")):
        lines = ["Time\tValue", *(f"{m}:00+00:00\t{value}" for m in kept)]
        lines[5] = lines[5].split("\t")[0] + "\t"
        (folder / f"MP7.{kind}_001_MP7.txt").write_text("\n".join(lines), "utf-8-sig")
    found = westhinder.read(tmp_path)
    assert list(found) == [date(2022, 6, 1), date(2022, 6, 2)]
    night = found[date(2022, 6, 1)]
    assert [night.speed[0], night.east[0], night.north[0]] == pytest.approx([8.0, 4.0, -4 * 3**0.5])  # from north-north-west


def test_no_westhinder_files_are_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=r"no file 'Westhinder YEAR/\*WVC_\*\.txt'"):
        westhinder.read(tmp_path)


def test_a_blurred_forecast_has_the_error_that_it_says(sea):
    truth = bench.Truth(sea.counts, sea.weather())
    told, errors = bench.blurred(truth), {1: [], 7: []}
    for origin in range(400, 780, 2):
        for day, night in told(origin).items():
            if (lead := (day - truth.day(origin)).days) in errors:
                errors[lead].append(night.speed[0] - truth.came[day].speed[0])
    rms = {lead: float(np.sqrt(np.mean(np.square(e)))) for lead, e in errors.items()}
    assert 0.8 < rms[1] < 1.7 and rms[1] + 0.7 < rms[7] < 3.8


def test_the_interval_of_a_skill_holds_it():
    rng = np.random.default_rng(1)
    levels = np.arange(1, 100) / 100
    usual, outcomes = Chances(0.5, 0.1, 10 * levels, 500 * levels), []
    for k in range(300):
        people = float(rng.uniform(0, 500))
        better = Chances(0.5, 0.1, 10 * levels, np.clip(people + 200 * (levels - 0.5), 0, None))
        outcomes.append(Outcome(FIRST + timedelta(days=5 * k), FIRST + timedelta(days=5 * k + 1), better, usual, 1.0, people))
    low, high = bench.interval(outcomes)
    assert low < score(outcomes).skill_people < high < low + 0.1


def test_without_data_the_bench_says_so(monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(bench, "DAILY", tmp_path / "none.csv")
    monkeypatch.setattr(bench, "simulated", lambda: None)
    bench.main()
    assert "is not here" in json.loads(capsys.readouterr().out)["skipped"]
    monkeypatch.setattr(bench, "PEER", tmp_path)
    bench.peers("x", None, [], ("tsb",), None)
    assert "sh bench/forecasters/setup.sh" in json.loads(capsys.readouterr().out)["skipped"]


def test_varne_is_told_on_the_origins_of_the_slow_libraries_too(sea, monkeypatch, capsys, tmp_path):
    monkeypatch.setattr(bench, "PEER", tmp_path)
    bench.compared("x", bench.Truth(sea.counts, {}), range(700, 765, 5), None)
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    n = {line["bench"]: line["n"] for line in lines if "crps_people" in line}
    assert n == {
        f"readiness: x: Varne{few}": 7 * k for few, k in (("", 13), (", every 4th origin", 4), (", every 12th origin", 2))
    }


def test_the_page_says_which_libraries_were_run_on_few_origins():
    page = (Path(__file__).parents[2] / "docs" / "readiness.md").read_text("utf-8")
    told = {name.lower(): int(every) for name, every in re.findall(r"^\| (\w+) \(every (\d+)th origin", page, re.MULTILINE)}
    assert told == {name.replace("-", ""): every for name, every in bench.SLOW.items()}


def test_a_library_is_scored_as_varne_is(sea, monkeypatch, tmp_path):
    """What a library says comes back in its own order and is held against the climatology of the same origins."""
    truth = bench.Truth(sea.counts, {})
    origins = [500, 505]
    said = {"any": np.full((2, 7), 0.5), "boats": np.zeros((2, 7, 99)), "people": np.zeros((2, 7, 99))}
    said["any"][1, 6] = 0.25
    outcomes = bench._outcomes(truth, origins, said)
    assert len(outcomes) == 14 and outcomes[-1].forecast.any == 0.25 and outcomes[-1].lead == 7
    assert outcomes[0].boats == sea.counts.boats[501]
    given = bench._given(truth, origins, None)
    rows = given["last"] == 505
    assert given["ahead"][rows].tolist() == list(range(1, 8)) and np.isfinite(given["load"][origins]).all()
