"""The balance of our own record: ranges per night, unaccounted kept apart, the official figure beside and never inside."""

import csv
import json
from datetime import UTC, date, datetime
from pathlib import Path

import official
import pytest
from click.testing import CliRunner

from varne.cli import main
from varne.commands.figures.balancing import balance_of, plain
from varne.commands.figures.taking import Copy, take_in
from varne.crossings.balance import ASSUMED, OUTCOMES, BoatAccount, as_secmar, balance, night_of
from varne.figures.store import opened
from varne.fusion.report import Count, Report
from varne.record.events import BoatOpened, Fate, PeopleAccounted, Reported
from varne.record.log import Log

WHO = {"centre": "dover", "role": "watch officer"}


def at(hour, minute=0, day=24):
    return datetime(2021, 11, day, hour, minute, tzinfo=UTC)


def test_only_events_that_we_have_are_added_up():
    assert set(OUTCOMES) == set(Fate.__args__)


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    """Two boats of one night and one of the next: one landed, one of whom seven are unaccounted, one of unknown number."""
    path = tmp_path_factory.mktemp("balance") / "record.varne"
    with Log.open(path, origin="dover") as log:
        for name, when, people in (("a", at(1), Count(30, 33, 40)), ("b", at(2), Count(20, 20, 20)), ("c", at(23), None)):
            report = Report(f"r{name}", when, "call", "occupant", people=people)
            log.append(Reported(report=report), at=when)
            log.append(BoatOpened(boat=name, name=name.upper(), reports=(f"r{name}",), **WHO), at=when)
        for boat, count, outcome, who in (
            ("a", Count(33, 33, 33), "on_rescue_vessel", WHO),
            ("a", Count(33, 33, 33), "landed_uk", WHO),
            ("b", Count(11, 11, 11), "landed_fr", WHO | {"centre": "gris-nez"}),
            ("b", Count(2, 2, 2), "deceased", WHO | {"centre": "gris-nez"}),
        ):
            log.append(
                PeopleAccounted(boat=boat, count=count, outcome=outcome, evidence="counted ashore", **who), at=at(23, 30)
            )
    return path


def test_a_night_runs_from_noon_to_noon(record):
    nights = balance_of(record, None)
    assert [(n.night, n.boats, n.unknown) for n in nights] == [(date(2021, 11, 23), 2, 0), (date(2021, 11, 24), 1, 1)]
    assert night_of(at(11, 59)) == date(2021, 11, 23) and night_of(at(12)) == date(2021, 11, 24)


def test_people_are_added_as_ranges_and_the_unaccounted_stay(record):
    first = balance_of(record, None)[0]
    assert first.people == (50, 53, 60)
    assert first.outcomes["landed_uk"] == (33, 33, 33) and first.outcomes["landed_fr"] == (11, 11, 11)
    assert first.outcomes["deceased"] == (2, 2, 2) and first.outcomes["missing"] == (0, 0, 0)
    assert first.recovered == {"dover": (33, 33, 33)}
    assert first.unaccounted[0] == 7 and first.unaccounted[2] == 14  # b: 7; a: 40 were said to be aboard at most, 33 landed


def test_nobody_is_counted_in_a_boat_of_unknown_number(record):
    second = balance_of(record, None)[1]
    assert second.people == second.unaccounted == (0, 0, 0) and second.unknown == 1
    told = CliRunner().invoke(main, ["figures", "balance", str(record), "--store", ":memory:"]).stdout
    assert "1 boat(s), 1 of them of unknown number" in told and "unaccounted: 0 and those of unknown number" in told


def test_the_official_figure_stands_beside_and_changes_nothing(record, tmp_path):
    s = official.series(date(2021, 11, 1), date(2021, 11, 30)).with_day(date(2021, 11, 24), 900, 30)
    with opened(Path(":memory:")) as db:
        take_in(db, [Copy("w.xlsx", official.xlsx(official.sheets(s)))], at(1, day=30))
        with_it, without = balance_of(record, db), balance_of(record, None)
    assert with_it[0].official == 900 and without[0].official is None
    strip = [{k: v for k, v in row.items() if not k.startswith("official")} for row in plain(with_it)]
    assert strip == [{k: v for k, v in row.items() if not k.startswith("official")} for row in plain(without)]


def test_an_export_in_secmars_terms_says_what_it_assumes(record):
    done = CliRunner().invoke(main, ["figures", "balance", str(record), "--secmar", "--store", ":memory:"])
    lines = done.stdout.splitlines()
    assert [line for line in lines if line.startswith("# assumed")] == [f"# assumed: {a}" for a in ASSUMED]
    first = next(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert first["date"] == "2021-11-24" and first["operations"] == "2"
    assert first["nombre_personnes_secourues"] == "44" and first["nombre_personnes_tous_deces"] == "2"
    assert first["non_comptabilisees"] == "14"


def test_unaccounted_is_never_counted_as_rescued():
    boat = BoatAccount(date(2021, 11, 23), "c", "Charlie", (33, 33, 33), {}, {}, (33, 33, 33))
    (row,) = as_secmar(balance([boat], {}))
    counts = {k: v for k, v in row.items() if k.startswith("nombre_")}
    assert set(counts.values()) == {0} and row["non_comptabilisees"] == 33


def test_each_boat_stands_for_itself_too(record):
    first, second = plain(balance_of(record, None))
    assert [(b["name"], b["people"], b["unaccounted"]["min"]) for b in first["accounts"]] == [
        ("A", {"min": 30, "likely": 33, "max": 40}, 0), ("B", {"min": 20, "likely": 20, "max": 20}, 7),
    ]  # fmt: skip
    assert second["accounts"][0]["people"] is None and second["accounts"][0]["unaccounted"] is None
    told = CliRunner().invoke(main, ["figures", "balance", str(record), "--store", ":memory:"]).stdout
    assert "- B: 20 aboard; 11 landed_fr, 2 deceased; 7 unaccounted".replace("_", " ") in told.replace("_", " ")
    assert "- C: nobody said how many; unaccounted unknown" in told


def test_json_has_the_same_numbers(record):
    done = CliRunner().invoke(main, ["figures", "balance", str(record), "--json", "--store", ":memory:"])
    assert json.loads(done.stdout) == plain(balance_of(record, None))


def test_a_damaged_record_is_not_added_up(tmp_path):
    (tmp_path / "x.varne").write_bytes(b"no log")
    done = CliRunner().invoke(main, ["figures", "balance", str(tmp_path / "x.varne"), "--store", ":memory:"])
    assert done.exit_code == 1 and "is damaged" in done.stderr
