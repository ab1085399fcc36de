"""Trackers as they are: drift, two languages, several encodings; every doubt is named by its cell and nothing is lost."""

import hashlib
import io
import math
import zipfile
from datetime import UTC, date, datetime, time

import pytest
from books import book, french_list, joint_tracker
from hypothesis import given, settings
from hypothesis import strategies as st
from listing import AT, TOLD

from varne.fusion.report import Count
from varne.lists.columns import COLUMNS, heading
from varne.lists.meaning import recognised
from varne.lists.told import report_of, row_id
from varne.readers.lists import LARGEST, Told, read_list
from varne.readers.lists.counts import counted, written
from varne.readers.lists.moments import stamp
from varne.readers.lists.rows import sheet_rows
from varne.readers.lists.separated import read_separated
from varne.readers.lists.sheets import Sheet
from varne.readers.reports import read_reports, report_line


def key(number):
    return hashlib.sha256(f"key{number}".encode()).hexdigest()


def utc(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def lines(*rows, mark=","):
    return "\n".join(mark.join(str(c) for c in row) for row in rows).encode()


def problem_at(listed, where):
    (found,) = [p for p in listed.problems if p.where == where]
    return found


def test_a_joint_tracker_with_titles_merged_headings_totals_and_a_second_sheet():
    listed = read_list(joint_tracker(), TOLD)
    assert [r.name for r in listed.rows] == ["Charlie", "Lima", "November", "Oscar"]
    assert listed.places == ("Tracker!row 5", "Tracker!row 6", "Tracker!row 8", "Tracker!row 9")
    charlie, lima, november, oscar = listed.rows
    assert charlie.reported == utc("2021-11-23T23:48")
    assert (charlie.lon, charlie.lat) == pytest.approx((1.74167, 51.14167), abs=1e-5)
    assert (charlie.people, charlie.children) == (Count(30, 35, 40), Count(8, 8, 8))
    assert charlie.condition == "taking_water"
    assert lima.people == Count(28, 35, 42)
    assert (oscar.people, oscar.children, oscar.condition) == (Count(33, 33, 33), Count(5, 5, 5), "engine_stopped")
    assert [dict(r.other).get("Sea state") for r in listed.rows] == ["calm", "calm", None, "slight"]
    assert november.people is None


def test_doubts_are_named_by_cell():
    listed = read_list(joint_tracker(), TOLD)
    assert "51.08500 N 1.44500 E; 51.14167 N 1.74167 E" in problem_at(listed, "Tracker!C8").why
    assert listed.rows[2].lon is None
    assert listed.rows[2].position_text == "51.085 1.445"
    assert "write 10 to 12" in problem_at(listed, "Tracker!E8").mend
    assert "a total is no boat" in problem_at(listed, "Tracker!row 10").why
    assert problem_at(listed, "Tracker!G8").text == "black boat"
    assert ("Condition (as written)", "black boat") in listed.rows[2].other
    assert "no row of headings" in problem_at(listed, "Staff").why
    assert "Smith" not in str(listed.problems)
    assert any("about 35 is taken as 20% either way" in a for a in listed.assumed)
    assert any("night of 2021-11-23" in a for a in listed.assumed)


def test_a_french_list_of_windows_with_local_time_and_telephones():
    listed = read_list(french_list(), Told(AT, zone="Europe/Paris", key=key))
    one, two, three = listed.rows
    assert one.reported == utc("2021-11-24T01:05")
    assert one.caller == key("0612345678")
    assert one.text == "rappeler le [number withheld]"
    assert (one.people, one.children) == (Count(33, 33, 33), Count(5, 5, 5))
    assert (two.people, two.condition, two.text) == (Count(24, 30, 36), "underway", "=cmd|' /C calc'!A0")
    assert (two.position_text, two.lon) == ("près de Calais", None)
    assert three.reported == utc("2021-11-03T22:55")
    assert (three.lon, three.lat) == pytest.approx((1.6, 51.0))


def test_who_people_are_does_not_come_in_and_is_not_repeated():
    told = b"Boat,POB,Nationality,Caller name,Phone\nA,3,Ruritanian,Jo Bloggs,+44 7700 900123\n"
    listed = read_list(told, TOLD)
    everything = f"{listed}{report_of(listed.rows[0], AT)}"
    assert not any(secret in everything for secret in ("Ruritanian", "Bloggs", "900123"))
    assert {p.where for p in listed.problems} == {"C1", "D1", "E1"}


NONE, TWO = "no telephone number", "2 telephone numbers"


@pytest.mark.parametrize(
    ("cell", "doubt"),
    [("unknown", ""), ("N/K", ""), ("-", ""), ("withheld", NONE), ("112", NONE), ("06 12 34 56 78 / 07 11 22 33 44", TWO)],
)
def test_boats_whose_telephone_nobody_knows_have_no_caller_in_common(cell, doubt):
    listed = read_list(lines(["Boat", "POB", "Phone"], ["A", 3, cell], ["B", 30, cell]), Told(AT, key=key))
    assert [r.caller for r in listed.rows] == [None, None]
    assert [p.where for p in listed.problems] == (["C2", "C3"] if doubt else [])
    assert all(doubt in p.why and cell not in str(p) for p in listed.problems)


@pytest.mark.parametrize("cell", ["07700 900123", "7700900123", "+44 7700 900123 (on deck)"])
def test_a_telephone_cell_is_one_caller(cell):
    (row,) = read_list(lines(["Boat", "POB", "Phone"], ["A", 3, cell]), Told(AT, key=lambda number: number)).rows
    assert row.caller.endswith("7700900123")


def test_local_time_without_a_zone_is_a_problem_and_not_a_guess():
    listed = read_list(french_list(), TOLD)
    assert [r.reported for r in listed.rows] == [None, None, None]
    assert "Europe/Paris or Europe/London" in problem_at(listed, "C3").mend
    assert ("Heure locale (as written)", "02h05") in listed.rows[0].other
    assert ("Date (as written)", "24/11/2021") in listed.rows[0].other


@pytest.mark.parametrize(
    ("cells", "told", "expected"),
    [
        (["24/11/2021 01:05"], TOLD, "2021-11-24T01:05"),
        (["2021-11-24T01:05:30Z"], TOLD, "2021-11-24T01:05:30"),
        (["2021-11-24 02:05+01:00"], TOLD, "2021-11-24T01:05"),
        (["24 nov. 2021 à 02h05 HL"], Told(AT, zone="Europe/Paris"), "2021-11-24T01:05"),
        (["24 Nov 21 0105Z"], TOLD, "2021-11-24T01:05"),
        (["240105Z NOV 21"], TOLD, "2021-11-24T01:05"),
        (["240205A NOV 2021"], TOLD, "2021-11-24T01:05"),
        (["Nov 24, 2021 1:05 AM"], TOLD, "2021-11-24T01:05"),
        (["2330", "0105"], Told(AT, night=date(2021, 11, 23)), "2021-11-23T23:30"),
        (["44524.0451388889"], TOLD, None),
    ],
)
def test_times_as_people_write_them(cells, told, expected):
    listed = read_list(lines(["Boat", "Time"], *(["A", f'"{c}"'] for c in cells)), told)
    assert listed.rows[0].reported == (utc(expected) if expected else None)


def test_serial_numbers_and_typed_clocks_of_a_spreadsheet():
    night = Told(AT, night=date(2021, 11, 23))
    listed = read_list(book(("T", [["Boat", "Time"], ["A", 44524.0451388889], ["B", 2330], ["C", 0.0625], ["D", 105]])), night)
    assert [r.reported for r in listed.rows] == [
        utc(t) for t in ("2021-11-24T01:05", "2021-11-23T23:30", "2021-11-24T01:30", "2021-11-24T01:05")
    ]


def test_the_order_of_day_and_month_is_taken_from_the_list_and_said():
    american = lines(["Boat", "Time"], ["A", "11/03/2021 01:05"], ["B", "11/24/2021 01:30"])
    listed = read_list(american, TOLD)
    assert [r.reported for r in listed.rows] == [utc("2021-11-03T01:05"), utc("2021-11-24T01:30")]
    assert any("month first" in a for a in listed.assumed)
    unsaid = read_list(lines(["Boat", "Time"], ["A", "03/11/2021 01:05"]), TOLD)
    assert unsaid.rows[0].reported == utc("2021-11-03T01:05")
    assert any("no date of the list shows the order" in a for a in unsaid.assumed)
    mixed = read_list(
        lines(["Boat", "Time"], ["A", "11/24/2021 1:05"], ["B", "25/11/2021 1:05"], ["C", "03/11/2021 1:05"]), TOLD
    )
    assert [r.reported for r in mixed.rows] == [utc("2021-11-24T01:05"), utc("2021-11-25T01:05"), None]
    assert "both orders" in problem_at(mixed, "B4").why


def test_midnight_is_passed_where_the_clock_falls_and_it_is_said():
    listed = read_list(book(("T", [["23/11/2021"], ["Boat", "Time"], ["A", time(23, 30)], ["B", time(0, 15)]])), TOLD)
    assert [r.reported for r in listed.rows] == [utc("2021-11-23T23:30"), utc("2021-11-24T00:15")]
    assert any("passes midnight" in a for a in listed.assumed)


def test_times_after_the_list_came_are_pointed_out():
    listed = read_list(lines(["Boat", "Time"], ["A", "24/11/2021 06:50"]), TOLD)
    assert any("50 minutes after the list was received: local times?" in a for a in listed.assumed)


def test_numbers_are_decimal_degrees_only_when_somebody_says_so():
    row = ["A", 51.085, 1.445]
    open_one, stated = (
        read_list(lines(head, row), TOLD).rows[0] for head in (["Boat", "Lat", "Lon"], ["Boat", "Lat (DD)", "Lon (DD)"])
    )
    assert open_one.lon is None
    assert (stated.lon, stated.lat) == (1.445, 51.085)
    minutes = read_list(lines(["Boat", "Lat", "Lon"], row), Told(AT, degrees="minutes")).rows[0]
    assert (minutes.lon, minutes.lat) == pytest.approx((1.74167, 51.14167), abs=1e-5)
    decimal = read_list(lines(["Boat", "Lat", "Lon"], row), Told(AT, degrees="decimal")).rows[0]
    assert decimal.lon == 1.445


def test_swapped_columns_and_columns_that_contradict_each_other_are_said():
    listed = read_list(lines(["Boat", "Lat (DD)", "Lon (DD)"], ["A", 1.7, 51.1], ["B", 51.1, ""]), TOLD)
    assert "look swapped" in problem_at(listed, "B2").mend
    assert "without a longitude" in problem_at(listed, "B3").why
    both = read_list(lines(["Boat", "Lat (DD)", "Lon (DD)", "Position"], ["A", 51.1, 1.7, "51°00.0'N 001°30.0'E"]), TOLD)
    assert "NM from the latitude and longitude" in problem_at(both, "B2").why
    assert both.rows[0].lon == 1.7


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "iso-8859-15"])
@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_encodings_and_separators(encoding, mark):
    text = mark.join(["Nom", "État", "Personnes"]) + "\r\n" + mark.join(["Charlie", "prend l'eau", "33"]) + "\r\n"
    row = read_list(text.encode(encoding), TOLD).rows[0]
    assert (row.name, row.condition, row.people) == ("Charlie", "taking_water", Count(33, 33, 33))


def test_the_separator_line_of_excel_counts_as_a_row():
    listed = read_list(b"sep=;\r\nBoat;POB\r\nA;several\r\n", TOLD)
    assert [p.where for p in listed.problems] == ["B3"]


@pytest.mark.parametrize("language", ["en", "fr"])
@pytest.mark.parametrize("column", COLUMNS, ids=lambda c: c.key)
def test_every_heading_and_every_synonym_means_its_column(column, language):
    assert recognised(heading(column, language)) == column
    for word in (column.en, column.fr)[language == "fr"]:
        assert recognised(word.upper()) == column


def test_a_row_read_again_is_the_same_report_and_a_changed_row_another():
    listed = read_list(joint_tracker(), TOLD)
    first = [row_id(r, "dover") for r in listed.rows]
    assert first == [row_id(r, "dover") for r in read_list(joint_tracker(), Told(utc("2021-11-24T09:00"))).rows]
    assert len({*first, *(row_id(r, "gris-nez") for r in listed.rows)}) == 8


def test_the_reports_of_a_list_are_report_lines():
    listed = read_list(joint_tracker(), TOLD)
    made = [report_of(r, AT, side="dover") for r in listed.rows]
    reports, problems = read_reports([report_line(r) for r in made])
    assert list(reports) == made
    assert [p.why.split(":")[0] for p in problems] == ["ambiguous position"]
    assert {r.group for r in made} == {None}
    assert "Sea state: calm" in made[0].text
    assert "UK asset: Valiant" in made[0].text


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"\xd0\xcf\x11\xe0" + b"x" * 600, "old .xls"),
        (b"PK\x03\x04broken", "no spreadsheet"),
        (b"x" * (LARGEST + 1), "more than"),
        (b"", "no row is in it"),
    ],
)
def test_what_is_no_list_is_one_problem(content, why):
    listed = read_list(content, TOLD, "t.xlsx")
    assert listed.rows == ()
    assert why in listed.problems[0].why


def test_a_small_file_that_declares_a_huge_sheet_is_refused_before_it_is_laid_out():
    out = book(("T", [["Boat", "POB"], ["A", 3]]))
    assert read_list(out, TOLD).rows
    parts = zipfile.ZipFile(io.BytesIO(out))
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w") as made:
        for name in parts.namelist():
            content = parts.read(name)
            if name.endswith("sheet1.xml"):
                content = content.replace(b'r="B2"', b'r="XFD1048576"')
            made.writestr(name, content)
    (problem,) = read_list(bomb.getvalue(), TOLD).problems
    assert "1048576 rows and 16384 columns" in problem.why


@settings(max_examples=150, deadline=None)
@given(st.lists(st.integers(0, 500), min_size=3, max_size=3).map(lambda n: Count(*sorted(n))), st.sampled_from(["en", "fr"]))
def test_a_count_as_it_is_written_is_read_back(count, language):
    assert counted(written(count, language)).total == count
    assert stamp(str(written(count, language))) is None or count.min == count.max


ODD = ["51.085", "24/11/2021", "0105", "30-40", "~", "=1", "'", "23h", "1e400", "nan", "inf", "-0", "99999999999", "٣٣"]
NAMES = [w for c in COLUMNS for w in (c.en[0], c.fr[0])]
HEAD = ["Boat", "Time", "Lat", "Lon", "POB", "Date", "Speed", "Position"]
texts = st.one_of(st.text(max_size=20), st.sampled_from(ODD), st.sampled_from(NAMES))
KNOWING = Told(AT, zone="Europe/Paris", night=date(2021, 11, 23), degrees="decimal", key=key)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.lists(texts, max_size=8), max_size=5), st.sampled_from([TOLD, KNOWING]))
def test_any_table_of_text_is_read(rows, told):
    content = "\n".join(",".join(f'"{cell}"' for cell in row) for row in [HEAD, *rows])
    for row in read_list(content.encode("utf-8", "replace"), told).rows:
        report_line(report_of(row, AT))


CELLS = st.one_of(
    texts,
    st.floats(),
    st.sampled_from([math.inf, -math.inf, math.nan, 1e308, -0.0]),
    st.integers(-(10**6), 10**6),
    st.booleans(),
    st.dates(),
    st.datetimes(),
    st.times(),
)
JOINT = joint_tracker()


@settings(max_examples=200, deadline=None)
@given(CELLS)
def test_any_cell_is_read(cell):
    """What a spreadsheet can hold in a cell, under every kind of column."""
    sheet = Sheet("T", (tuple(HEAD), (cell,) * len(HEAD)))
    for row in sheet_rows(sheet, KNOWING, "").rows:
        report_line(report_of(row, AT))


@settings(max_examples=100, deadline=None)
@given(
    st.binary(max_size=200)
    | st.builds(lambda k, b: JOINT[:k] + b + JOINT[k + len(b) :], st.integers(0, 9000), st.binary(max_size=6))
)
def test_any_bytes_are_read(content):
    read_list(content, TOLD)
    read_separated(content)
