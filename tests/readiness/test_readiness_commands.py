"""varne readiness on workbooks and forecast files of our own: issued, recorded, scored; nothing known later may enter."""

import json
import re
import shlex
import sqlite3
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import xarray as xr
from click.testing import CliRunner
from weather_files import hours, saved, waves, wind

import varne
from figures.official import Series, last7, ods, series, sheets, xlsx
from varne.cli import main
from varne.record.events import ReadinessIssued
from varne.record.log import stored, verify

ROOT = Path(varne.__file__).parents[2]
LAST = date(2025, 3, 6)
ISSUED = "2025-03-08T18:00Z"
MADE = series(date(2022, 1, 1), date(2025, 4, 30), seed=4)


def workbook(folder: Path, until: date, made: Series = MADE, name: str = "series.xlsx") -> str:
    """A time series as it came out on the day after its last one."""
    path = folder / name
    saved_at = datetime(until.year, until.month, until.day, 12, tzinfo=UTC) + timedelta(days=1)
    path.write_bytes(xlsx(sheets(made.until(until)), saved=saved_at))
    return str(path)


@pytest.fixture
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("VARNE_HOME", str(tmp_path / "home"))
    return tmp_path


def run(*words, code=0):
    done = CliRunner().invoke(main, [str(w) for w in words])
    assert done.exit_code == code, done.output
    return done


def forecast(*words, at=ISSUED, code=0):
    return json.loads(run("readiness", "forecast", "--at", at, "--json", *words, code=code).stdout)


def past_nights(folder: Path, strong=8.0) -> str:
    """Weather of the whole record: calm on days with boats, windy on the others, as it might have been."""
    t = hours(MADE.first, 365 * 3 + 68, 6)
    rng = np.random.default_rng(1)
    of_day = {d: (4.0 if b else strong) + rng.normal(0, 1.5) for d, b in zip(MADE.days, MADE.boats, strict=True)}
    nights = (t + np.timedelta64(12, "h")).astype("datetime64[D]").astype(object)  # 12 UTC to 12 UTC
    data = wind(MADE.first, 0.0, 365 * 3 + 68, 6, lon=np.arange(1.0, 2.3, 0.25), lat=np.arange(50.5, 51.6, 0.25))
    speeds = np.array([of_day.get(d, 7.0) for d in nights])
    data["u10"][:] = speeds[:, None, None]
    return saved(data, folder, "past.nc")


def test_without_weather_it_rests_on_the_season_and_recent_weeks(home):
    run("figures", "import", workbook(home, LAST))
    found = forecast()
    assert found["known"] == "2025-03-06" and "published" in found["vintage"]
    assert [d["day"] for d in found["days"]] == [f"2025-03-{k:02d}" for k in range(9, 16)]
    assert {d["basis"] for d in found["days"]} == {"unknown", "beyond"}
    for d in found["days"]:
        assert 0.2 < d["any"] < 0.6  # boats came on two days of five
        assert d["any"] >= d["ten_or_more"] and d["people"]["10"] <= d["people"]["50"] <= d["people"]["90"]
    assert any("They are not its assessment" in n for n in found["notes"])
    assert any("no forecast of the weather was given" in n for n in found["notes"])


def test_wind_moves_the_chance_by_what_past_nights_taught(home):
    run("figures", "import", workbook(home, LAST))
    past = past_nights(home)
    first = date(2025, 3, 9)
    calm, windy = (saved(wind(first, np.full(10, u)), home, f"{u:g}.nc") for u in (4.0, 9.0))
    by_calm, by_wind = (forecast("--from", f, "--past", past, "--no-record")["days"][0] for f in (calm, windy))
    assert by_calm["basis"] == "weather" and by_calm["band"] == "red" and by_wind["band"] == "green"
    assert any(r.startswith("wind 4.0 m/s from 270°: speaks for") for r in by_calm["reasons"])
    table = forecast("--from", windy, "--no-record")["days"][0]
    assert table["basis"] == "table" and table["any"] < 0.35


def test_french(home):
    run("figures", "import", workbook(home, LAST))
    text = run("readiness", "forecast", "--at", ISSUED, "--language", "fr").stdout
    assert "Ce n'est pas son évaluation" in text and "climatologie" in text and "dim. 2025-03-09" in text


def changed_future(made: Series, after: date) -> Series:
    """Every day after one is another, and a day before it is revised."""
    n = (after - made.first).days + 1
    people = tuple(4000 for _ in made.people[n:])
    return Series(made.first, made.people[:n] + people, made.boats[:n] + tuple(60 for _ in people)).with_day(after, 9000, 99)


def test_nothing_published_after_the_issue_enters(home):
    """Days to come are changed and days before are revised in later publications: the forecast of that moment stays."""
    run("figures", "import", workbook(home, LAST))
    file = saved(wind(date(2025, 3, 9), np.full(10, 5.0)), home, "wind.nc")
    past = past_nights(home)
    before = forecast("--from", file, "--past", past)
    later = changed_future(MADE, LAST)
    run("figures", "import", workbook(home, date(2025, 4, 20), later, "later.xlsx"))
    again = forecast("--from", file, "--past", past)
    assert again == before
    seen = forecast(at="2025-04-22T18:00Z")
    assert seen["days"][0]["people"]["50"] > 1000 > before["days"][0]["people"]["90"]  # what was changed is seen later


def test_weather_after_the_last_count_teaches_nothing(home):
    run("figures", "import", workbook(home, LAST))
    file = saved(wind(date(2025, 3, 9), np.full(10, 5.0)), home, "wind.nc")
    before = forecast("--from", file, "--past", past_nights(home), "--no-record")
    t = np.datetime64("2025-03-07T12", "ns")
    with xr.open_dataset(home / "past.nc") as data:
        other = data.load()
    other["u10"] = other.u10.where(other.time < t, 25.0)
    assert forecast("--from", file, "--past", saved(other, home, "other.nc"), "--no-record") == before


def test_the_page_of_the_last_seven_days_makes_it_newer(home):
    run("figures", "import", workbook(home, date(2025, 2, 27)))
    assert forecast()["known"] == "2025-02-27"
    page = home / "last7.html"
    page.write_bytes(last7(MADE.until(LAST), "2025-03-07T11:00:00+00:00"))
    run("figures", "import", page)
    found = forecast()
    assert found["known"] == "2025-03-06" and "last 7 days" in found["vintage"]


def test_no_figures_say_what_to_import(home):
    done = run("readiness", "forecast", "--at", ISSUED, code=2)
    assert "import the Home Office time series first" in done.output


@pytest.mark.parametrize("words", [["--from", "nowhere.nc"], ["--from", "old.nc"], ["--from", "waves.nc"]])
def test_a_bad_forecast_file_is_one_line_and_nothing_is_recorded(home, words, monkeypatch):
    run("figures", "import", workbook(home, LAST))
    saved(wind(date(2020, 3, 9), [5.0]), home, "old.nc")
    saved(waves(date(2025, 3, 9), [0.5]), home, "waves.nc")
    monkeypatch.chdir(home)
    done = run("readiness", "forecast", "--at", ISSUED, *words, code=2)
    assert words[1] in done.output and "Traceback" not in done.output
    assert not (home / "home" / "readiness.varne").exists()


# The record of forecasts


def test_an_issued_forecast_is_an_event_and_cannot_be_changed(home):
    run("figures", "import", workbook(home, LAST))
    run("readiness", "forecast", "--at", ISSUED)
    path = home / "home" / "readiness.varne"
    (event,) = [s.event for s in stored(path)]
    assert isinstance(event, ReadinessIssued) and event.issued == datetime(2025, 3, 8, 18, tzinfo=UTC)
    assert len(event.days[0].forecast.people) == 99
    with sqlite3.connect(path) as db, pytest.raises(sqlite3.DatabaseError, match="only appended to"):
        db.execute("delete from event")
    db.close()
    assert verify(path).problems == ()


def issue_every_day(home, first: date, number: int, *words):
    for k in range(number):
        run("readiness", "forecast", "--at", f"{first + timedelta(days=k)}T18:00Z", *words)


def test_forecasts_are_scored_when_their_days_have_come(home):
    run("figures", "import", workbook(home, date(2025, 3, 2)))
    issue_every_day(home, date(2025, 3, 4), 3)
    waiting = run("readiness", "score", "--at", "2025-03-08T18:00Z", code=2)
    assert "21 wait; figures end on 2025-03-02" in waiting.output
    run("figures", "import", workbook(home, date(2025, 3, 10), name="newer.xlsx"))
    found = json.loads(run("readiness", "score", "--at", "2025-03-12T18:00Z", "--json").stdout)
    assert found["all"]["n"] == 6 + 5 + 4 and found["waiting"] == 1 + 2 + 3
    assert list(found["weeks"]) == ["2025-03-09", "2025-03-16"]
    assert sum(c["n"] for c in found["reliability"]) == 15
    assert found["warning"] is None
    by_hand = _scored_by_hand(home / "home" / "readiness.varne")
    assert found["all"]["brier_any"] == pytest.approx(by_hand, abs=1e-4)
    text = run("readiness", "score", "--at", "2025-03-12T18:00Z").stdout
    assert "week to 2025-03-09" in text and "1 d ahead" in text


def _scored_by_hand(path: Path) -> float:
    boats = dict(zip(MADE.days, MADE.boats, strict=True))
    errors = [
        (d.forecast.any - (boats[d.day] > 0)) ** 2 for s in stored(path) for d in s.event.days if d.day <= date(2025, 3, 10)
    ]
    return float(np.mean(errors))


def test_a_warning_when_forecasts_were_worse_than_the_climatology(home):
    """Gales are forecast for forty days on which boats came: the skill is negative, said, and the exit status tells it."""
    busy = Series(MADE.first, MADE.people, MADE.boats)
    for day in (LAST + timedelta(days=k) for k in range(1, 46)):
        busy = busy.with_day(day, 300, 6)
    run("figures", "import", workbook(home, LAST))
    for k in range(0, 40, 8):
        day = LAST + timedelta(days=2 + k)
        gale = saved(wind(day + timedelta(days=1), np.full(6, 16.0)), home, f"gale{k}.nc")
        run("figures", "import", workbook(home, day - timedelta(days=2), busy, f"{k}.xlsx"))
        run("readiness", "forecast", "--at", f"{day}T18:00Z", "--from", gale)
    run("figures", "import", workbook(home, date(2025, 4, 20), busy, "last.xlsx"))
    done = run("readiness", "score", "--at", "2025-04-22T06:00Z", code=1)
    assert "Warning: over the last 60 days the forecasts were worse than the climatology" in done.stderr
    french = run("readiness", "score", "--at", "2025-04-22T06:00Z", "--language", "fr", code=1)
    assert "Attention : sur les 60 derniers jours" in french.stderr


def test_score_without_a_record_says_so(home):
    done = run("readiness", "score", code=2)
    assert "issue one first: varne readiness forecast" in done.output


# The page of the docs


def test_the_commands_of_the_page_run(home, monkeypatch):
    monkeypatch.chdir(home)
    text = (ROOT / "docs" / "readiness.md").read_text("utf-8")
    lines = re.findall(r"^    (varne .*)$", text, re.MULTILINE)
    assert len(lines) >= 5
    (home / "series.ods").write_bytes(ods(sheets(MADE.until(LAST))))
    (home / "newer.ods").write_bytes(ods(sheets(MADE.until(date(2025, 4, 20)))))
    saved(wind(date(2025, 3, 9), np.linspace(3, 6, 8)), home, "wind.nc")
    saved(waves(date(2025, 3, 9), np.linspace(0.3, 0.7, 8)), home, "waves.nc")
    past = past_nights(home)
    assert Path(past).name == "past.nc"
    for line in lines:
        assert run(*shlex.split(line)[1:]).stdout
