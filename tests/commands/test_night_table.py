"""A night as CSV and Parquet: the same rows in both, each report once, nothing that a telephone could be known by."""

import csv
import io
from datetime import UTC, date, datetime

import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner

from varne.cases.case import load
from varne.cli import main
from varne.commands.night import KINDS, night_of, table
from varne.record.events import Reported
from varne.record.log import Log, stored


@pytest.fixture(scope="module")
def record(tmp_path_factory):
    path = tmp_path_factory.mktemp("night") / "night.varne"
    case = load("2021-11-24")
    with Log.open(path, origin="replay") as log:
        for e in case.entries:
            log.append(e.event, key=e.key, at=e.at)
    return path


def varne(*arguments):
    return CliRunner().invoke(main, [str(a) for a in arguments])


@pytest.mark.parametrize("what", KINDS)
def test_csv_and_parquet_hold_the_same_rows(record, tmp_path, what):
    for ending in ("csv", "parquet"):
        result = varne("log", "table", record, "--what", what, "-o", tmp_path / f"night.{ending}")
        assert result.exit_code == 0, result.output
    rows = list(csv.DictReader(io.StringIO((tmp_path / "night.csv").read_text("utf-8"))))
    parquet = pq.read_table(tmp_path / "night.parquet")
    assert parquet.schema.metadata[b"what"] == what.encode()
    assert parquet.num_rows == len(rows) > 0
    assert parquet.column_names == list(rows[0])
    ids = [str(v) for v in parquet.column("id").to_pylist()]
    assert ids == [row["id"] for row in rows] and len(set(ids)) == len(ids)


def test_times_are_times_and_what_is_missing_is_missing(record):
    columns = table(stored(record), "reports")
    assert all(t.tzinfo is not None for t in columns["received"])
    assert None in columns["lon"] and 0 not in columns["lon"]
    printed = varne("log", "table", record)
    assert printed.exit_code == 0
    first = next(csv.DictReader(io.StringIO(printed.stdout)))
    assert datetime.fromisoformat(first["received"]).tzinfo == UTC
    assert "" in first.values()


def test_a_night_is_from_noon_to_noon(record):
    whole = table(stored(record), "events")
    spans = [night_of(date(2021, 11, day)) for day in (22, 23, 24)]
    nights = [table(stored(record), "events", span) for span in spans]
    assert [len(n["id"]) for n in nights] == [sum(a <= t < b for t in whole["at"]) for a, b in spans]
    assert sum(len(n["id"]) for n in nights) == len(whole["id"])
    assert len(nights[1]["id"]) > 20


def test_boats_are_as_known_at_the_end_of_the_night(record):
    boats = table(stored(record), "boats", night_of(date(2021, 11, 23)))
    charlie = boats["name"].index("Charlie")
    assert boats["status"][charlie] == "open" and boats["unaccounted_likely"][charlie] > 0
    assert set(boats["reports"][charlie].split()) <= set(table(stored(record), "reports")["id"])


def test_no_telephone_leaves(record):
    callers = {s.event.report.caller for s in stored(record) if isinstance(s.event, Reported)}
    printed = "".join(varne("log", "table", record, "--what", what).stdout for what in KINDS)
    assert callers - {None} and not [c for c in callers - {None} if c in printed]


def test_what_cannot_be_is_said(record, tmp_path):
    assert ".csv or .parquet" in varne("log", "table", record, "-o", tmp_path / "x.xlsx").stderr
    assert varne("log", "table", tmp_path / "none").exit_code == 1
    assert "2021-11-23" in varne("log", "table", "--help").output
