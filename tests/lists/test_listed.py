"""The night of 24 November 2021 as a tracker: what was said and decided by a moment, and nothing that came later."""

from datetime import UTC, datetime

import pytest

from varne.cases.case import load
from varne.fusion.report import Count
from varne.picture.listed import UNASSIGNED, rows_of
from varne.readers.lists import Told, read_list
from varne.record.attachments import content_of, keep
from varne.record.chain import Stored
from varne.record.incident import Night, fold
from varne.writers.lists import LISTS

AT = datetime(2021, 11, 24, 3, 34, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def night():
    entries = load("2021-11-24").entries
    return lambda at: fold(Stored(k, f"{k:064x}", e.at, e.event) for k, e in enumerate(entries, 1) if e.at <= at)


def test_rows_are_what_was_known_then(night):
    rows = {r.name: r for r in rows_of(night(AT), AT)}
    charlie = rows["Charlie"]
    assert (charlie.people, charlie.unaccounted, charlie.status) == (Count(33, 40, 40), Count(33, 40, 40), "open")
    assert (charlie.lon, charlie.lat) == pytest.approx((1.74167, 51.14167), abs=0.03)
    assert "Valiant" in charlie.tasked
    assert "acknowledged" in charlie.broadcast
    assert charlie.fixed <= AT
    early = datetime(2021, 11, 24, 1, 20, tzinfo=UTC)
    assert "Charlie" not in {r.name for r in rows_of(night(early), early) if r.broadcast}


def test_a_report_without_a_boat_is_a_row_too(night):
    known = night(AT)
    loose = [r for r in rows_of(known, AT) if r.status == UNASSIGNED]
    assert sorted(r.reports for r in loose) == sorted(known.unassigned)


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("ending", LISTS)
def test_the_list_of_a_night_is_read_back_the_same(night, ending, language):
    rows = rows_of(night(AT), AT)
    listed = read_list(LISTS[ending](rows, language), Told(AT))
    assert listed.rows == rows
    assert [p for p in listed.problems if "no position" not in p.why] == []


def test_an_empty_night_is_an_empty_list():
    assert rows_of(Night(), AT) == ()
    assert read_list(LISTS[".csv"]([], "en"), Told(AT)).rows == ()


def test_attachments_are_kept_by_what_they_hold(tmp_path):
    folder = tmp_path / "attachments"
    name = keep(folder, b"x")
    assert content_of(folder, name) == b"x"
    assert (folder / name).stat().st_mode & 0o177 == 0
    assert [p.name for p in folder.iterdir()] == [name]
    (folder / name).write_bytes(b"y")
    assert content_of(folder, name) is None
    assert content_of(folder, "../secret") is None
