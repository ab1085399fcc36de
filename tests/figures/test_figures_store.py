"""The store keeps what was published: any order gives the same rows, nothing is half taken in, each question has its day."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import numpy as np
import official
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from varne.commands.figures.taking import Copy, take_in
from varne.crossings.figure import Column, Document, as_days
from varne.crossings.vintages import runs, stack
from varne.figures import asked
from varne.figures.known import daily_on
from varne.figures.store import NotAStore, Taken, opened, take

SEEN = datetime(2025, 3, 12, tzinfo=UTC)
S = official.series(date(2025, 1, 1), date(2025, 3, 9))


def at(day, hour=9):
    return datetime(2025, 3, day, hour, tzinfo=UTC)


def workbook(until, saved, **changes):
    s = S.until(until)
    for day, (people, boats) in changes.get("revised", {}).items():
        s = s.with_day(day, people, boats)
    return official.xlsx(official.sheets(s, revised=changes.get("revised", ()), prevented=changes.get("prevented", 100)), saved)


FILES = (
    Copy("week1.xlsx", workbook(date(2025, 2, 27), at(1))),
    Copy("week2.xlsx", workbook(date(2025, 3, 6), at(7), revised={date(2025, 2, 3): (99, 2)}, prevented=120)),
    Copy("week3.xlsx", workbook(date(2025, 3, 9), at(10), prevented=100)),
    Copy("last7.html", official.last7(S.until(date(2025, 3, 3)))),
    Copy("irr.csv", b"Q,2023-07-27,2023-08-24\n2022 Q3,20282,20301\n"),
    Copy("pilot.csv", b"as_of,returned_to_france,source\n2025-10-31,75,LBC 31 Oct 2025\n2025-11-05,94,BBC 6 Nov 2025\n"),
)


def dump_of(batches, path=":memory:"):
    with opened(Path(path)) as db:
        for batch in batches:
            assert take_in(db, batch, SEEN).problems == ()
        return [*db.iterdump()]


@pytest.fixture
def store():
    with opened(Path(":memory:")) as db:
        take_in(db, FILES, SEEN)
        yield db


WHOLE = dump_of([FILES])


@settings(max_examples=25, deadline=None)
@given(order=st.permutations(FILES), cuts=st.sets(st.integers(1, 5)), again=st.sampled_from(FILES))
def test_any_order_in_any_batches_and_again_gives_the_same_store(order, cuts, again):
    bounds = [0, *sorted(cuts), len(order)]
    batches = [order[a:b] for a, b in pairwise(bounds)]
    assert dump_of([*batches, [again]]) == WHOLE


def test_as_known_on_a_day_leaves_out_what_came_later(store):
    revised = date(2025, 2, 3)

    def known(day):
        series = asked.series(store, "daily", "people", day)
        return series.vintage.newest, float(series.values[series.days == np.datetime64(revised)][0])

    first = float(S.people[(revised - S.first).days])
    assert asked.series(store, "daily", "people", date(2025, 2, 28)) is None
    assert known(date(2025, 3, 1)) == (date(2025, 2, 27), first)
    assert known(date(2025, 3, 6)) == (date(2025, 2, 27), first)
    assert known(date(2025, 3, 7)) == (date(2025, 3, 6), 99.0)
    assert known(date(2025, 3, 10)) == (date(2025, 3, 9), first)


def test_a_value_that_went_and_came_back_has_three_rows(store):
    (history,) = [r for r in asked.revisions(store, "daily") if r.measure == "people"]
    assert [(s.value, s.first, s.last) for s in history.said] == [
        (float(S.people[33]), at(1), at(1)), (99.0, at(7), at(7)), (float(S.people[33]), at(10), at(10)),
    ]  # fmt: skip
    assert history.said[1].note == "Revised"
    assert "99 (7 March 2025)" in history.sentence() and "99 (7 mars 2025)" in history.sentence("fr")
    assert [r.measure for r in asked.revisions(store, "daily", date(2025, 3, 8)) if r.changed] == ["boats", "people"]
    assert asked.revisions(store, "daily", date(2025, 3, 6)) == []


def test_every_row_says_where_it_comes_from(store):
    rows = store.execute(
        "select tab, value, status, source, published, first_seen, last_seen, sha, last_sha from figure"
    ).fetchall()
    assert len(rows) > 250
    assert {r[2] for r in rows} == {"provisional", "final", "reported"}
    assert all(r[3] and r[4] and r[5] <= r[6] and r[7] and r[8] for r in rows)
    assert {sha for r in rows for sha in (r[7], r[8])} <= {s for (s,) in store.execute("select sha from document")}


def test_bytes_are_kept_as_they_came(store):
    for copy in FILES:
        (content,) = store.execute(
            "select content from file join document using (file) join sighting using (sha) where name = ?", (copy.name,)
        ).fetchone()
        assert content == copy.content


@pytest.mark.parametrize("table", ["file", "document", "sighting", "said"])
@pytest.mark.parametrize("change", ["update {} set rowid = 9", "delete from {}"])
def test_ground_is_only_added_to(store, table, change):
    column = {"file": "content", "document": "kind", "sighting": "name", "said": "body"}[table]
    with pytest.raises(sqlite3.IntegrityError, match="only added to"):
        store.execute(change.replace("set rowid = 9", f"set {column} = {column}").format(table))


def test_a_missing_number_keeps_its_reason(store):
    reason = store.execute("select distinct reason from figure where tab = 'returns_pilot' and value is null").fetchall()
    assert reason == []
    early = official.xlsx(official.sheets(official.series(date(2022, 12, 1), date(2023, 1, 8))), at(1))
    with opened(Path(":memory:")) as db:
        take_in(db, [Copy("w.xlsx", early)], SEEN)
        rows = db.execute(
            "select day, value, reason from figure where measure = 'uncontrolled' and tab = 'daily' order by day"
        ).fetchall()
    assert rows[0] == ("2022-12-01", None, "not collected") and rows[-1] == ("2023-01-08", 0.0, "")


def test_a_file_with_a_problem_is_left_out_whole_and_the_others_go_in():
    bad = [list(r) for r in official.sheets(S)["SB_01"]]
    bad[9][1] = -1
    broken = Copy("bad.xlsx", official.xlsx(official.sheets(S) | {"SB_01": bad}, at(11)))
    with opened(Path(":memory:")) as db:
        done = take_in(db, [broken, *FILES], SEEN)
        assert [*db.iterdump()] == WHOLE
    assert len(done.problems) == 1 and "negative" in done.problems[0].why
    assert done.lines[0] == "bad.xlsx: nothing was taken in, 1 problem(s)"
    with opened(Path(":memory:")) as db:
        take_in(db, [broken], SEEN, good_rows=True)
        value, reason = db.execute(
            "select value, reason from figure where tab = 'daily' and measure = 'people' and day = '2025-01-09'"
        ).fetchone()
    assert value is None and reason.startswith("unreadable")


def test_when_taking_in_fails_nothing_of_it_stays(store, monkeypatch):
    def full(*_):
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr("varne.figures.store.packed", full)
    with pytest.raises(sqlite3.OperationalError):
        take_in(store, [Copy("more.html", official.last7(S.until(date(2025, 3, 5)), "2025-03-06T12:00:00+00:00"))], SEEN)
    assert [*store.iterdump()] == WHOLE


def test_two_files_of_one_name_with_other_content_are_two_vintages_and_told(store):
    other = Copy("week3.xlsx", workbook(date(2025, 3, 9), at(11), revised={date(2025, 3, 4): (5, 1)}))
    done = take_in(store, [other], SEEN)
    (note,) = [n for n in done.notes if "same name" in n.why or "of this name" in n.why]
    assert "both are kept" in note.mend
    assert asked.vintage(store, "daily").documents == 4
    assert take_in(store, [other], SEEN).lines[0].startswith("week3.xlsx: already held")


def test_what_is_no_store_is_left_alone(tmp_path):
    path = tmp_path / "notes.txt"
    path.write_bytes(b"not a database, and longer than a header of one would be" * 4)
    with pytest.raises(NotAStore, match="no store of figures"), opened(path):
        pass
    assert path.read_bytes().startswith(b"not a database")
    other = tmp_path / "other.sqlite"
    with sqlite3.connect(other) as db:
        db.execute("create table t(x)")
    with pytest.raises(NotAStore, match="another database"), opened(other):
        pass


def test_a_store_is_the_same_after_it_was_closed(tmp_path):
    path = tmp_path / "figures.sqlite"
    dump_of([FILES[:3]], path)
    assert dump_of([FILES[3:]], path) == WHOLE


def test_daily_lays_people_and_boats_on_common_days(store):
    daily = daily_on(store)
    assert daily.days.astype(str).tolist() == [d.isoformat() for d in S.days]
    assert daily.people.tolist() == list(S.people) and daily.boats.tolist() == list(S.boats)
    assert daily_on(store, date(2020, 1, 1)) is None


values = st.sampled_from([0.0, 1.0, 2.0, np.nan])
columns = st.lists(st.dictionaries(st.integers(0, 4), values, min_size=1), min_size=1, max_size=5)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(said=columns, on=st.integers(0, 5))
def test_what_is_known_on_a_day_is_what_the_last_document_to_speak_of_it_said(said, on):
    """The runs of the store against the plainest reading of the documents."""
    base = datetime(2025, 1, 1, tzinfo=UTC)
    with opened(Path(":memory:")) as db:
        for k, cells in enumerate(said):
            days = sorted(cells)
            column = Column("daily", "people", as_days(days), np.array([cells[d] for d in days]))
            document = Document(f"{k:064x}", "made up", base + timedelta(days=k), "given", (column,))
            take(db, [Taken(document, b"%d" % k, f"{k}", SEEN)])
        found = asked.series(db, "daily", "people", (base + timedelta(days=on)).date())
    expected = {d: v for k, cells in enumerate(said) if k <= on for d, v in cells.items()}
    got = {} if found is None else dict(zip(found.days.astype(int).tolist(), found.values.tolist(), strict=True))
    assert got.keys() == expected.keys()
    assert all(got[d] == v or (np.isnan(got[d]) and np.isnan(v)) for d, v in expected.items())


@settings(max_examples=80, deadline=None)
@given(said=columns)
def test_runs_say_again_what_the_documents_said(said):
    side = stack([Column("daily", "people", as_days(sorted(c)), np.array([c[d] for d in sorted(c)])) for c in said])
    found = runs(side)
    for d, cells in enumerate(said):
        for day, value in cells.items():
            (run,) = [r for r in found if r.key == (day, "") and r.first <= d <= r.last]
            assert run.value == (None if np.isnan(value) else value)
    for one, then in pairwise(found):
        assert one.key != then.key or (one.last < then.first and one.value != then.value)


def test_many_may_make_and_fill_one_store_at_once(tmp_path):
    path = tmp_path / "figures.sqlite"

    def work(copy):
        with opened(path) as db:
            take_in(db, [copy], SEEN)

    with ThreadPoolExecutor(len(FILES)) as pool:
        list(pool.map(work, FILES))
    with opened(path) as db:
        assert [*db.iterdump()] == WHOLE
