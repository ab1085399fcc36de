"""Official publications in every layout, moved, renamed and merged; what cannot be read is a problem of its own."""

from datetime import UTC, date, datetime

import numpy as np
import official
import pytest

from varne.readers.figures.cells import BadCell, count, day
from varne.readers.figures.headers import Layout, find_header
from varne.readers.figures.page import read_page
from varne.readers.figures.publication import read_publication

S = official.series(last=date(2025, 3, 9))
BOOK = official.sheets(S)


def read(name, content, **more):
    return read_publication(name, content, **more)


def column(found, table, measure):
    (document,) = found.documents
    return next(c for c in document.columns if (c.table, c.measure) == (table, measure))


def changed(**sheets):
    return BOOK | sheets


def days_of(**changes):
    """SB_01 with some rows changed: row under the header -> cells."""
    rows = [list(r) for r in BOOK["SB_01"]]
    for k, cells in changes.items():
        rows[int(k.removeprefix("row"))][: len(cells)] = cells
    return rows


@pytest.mark.parametrize("write", [official.xlsx, official.ods], ids=["xlsx", "ods"])
def test_a_workbook_gives_its_days_and_weeks(write):
    found = read("time_series.ods", write(BOOK))
    assert found.problems == ()
    people, boats = column(found, "daily", "people"), column(found, "daily", "boats")
    assert people.days.astype(str).tolist() == [d.isoformat() for d in S.days]
    assert people.values.tolist() == list(S.people)
    assert boats.values.tolist() == list(S.boats)
    prevented = column(found, "weekly", "prevented")
    before = prevented.days < np.datetime64(official.PREVENTED_FROM)
    assert np.isnan(prevented.values[before]).all() and np.isfinite(prevented.values[~before]).all()
    assert {prevented.reasons[k] for k in np.flatnonzero(before)} == {"not collected"}


def test_when_it_was_published_is_known_by_the_best_of_four():
    saved = official.xlsx(BOOK, datetime(2025, 3, 10, 9, 30, tzinfo=UTC))
    first = read("x.xlsx", saved).documents[0]
    assert (first.published, first.dated) == (datetime(2025, 3, 10, 9, 30, tzinfo=UTC), "file")
    told = datetime(2025, 3, 14, tzinfo=UTC)
    assert read("x.xlsx", saved, published=told).documents[0].dated == "given"
    table = official.page(official.html_table(["Date", "Migrants detected", "Boats detected"], [["9 March 2025", 0, 0]]), "")
    named = read("page_2025-03-10.html", table).documents[0]
    assert (named.published, named.dated) == (datetime(2025, 3, 10, tzinfo=UTC), "name")
    bare = read("page.html", table).documents[0]
    assert (bare.published, bare.dated) == (datetime(2025, 3, 10, tzinfo=UTC), "newest day")


def test_of_two_editions_of_a_day_the_second_is_later():
    table = official.page(official.html_table(["Date", "Migrants detected", "Boats detected"], [["9 March 2025", 0, 0]]), "")
    first, second = (read(f"10_March_2025_x{v}.html", table).documents[0].published for v in ("", "_v2"))
    assert first < second < datetime(2025, 3, 11, tzinfo=UTC)


MOVED = {
    "renamed sheets": {"Cover_sheet": [["x"]], "Arrivals": BOOK["SB_01"], "Weeks": BOOK["SB_02"]},
    "moved header": changed(SB_01=[[""], ["Table SB_01: arrivals"], [""], *BOOK["SB_01"]]),
    "other order of columns": changed(SB_01=[[r[k] for k in (4, 2, 0, 1, 3)] for r in BOOK["SB_01"]]),
    "other words": changed(
        SB_01=[
            ["Date", "Migrants detected", "Boats detected", "Boats involved in uncontrolled landings", "Notes"],
            *BOOK["SB_01"][1:],
        ]
    ),
    "merged header of two rows": changed(
        SB_01=[
            ["", "Migrants", "Boats", "", ""],
            ["Date", "arrived", "arrived", "involved in uncontrolled landings", "Notes"],
            *BOOK["SB_01"][1:],
        ]
    ),
    "footnotes below": changed(SB_01=[*BOOK["SB_01"], [""], ["Source: Home Office"], ["Revised figures are marked."]]),
    "dates as text": changed(SB_01=[BOOK["SB_01"][0], *([f"{r[0]:%d/%m/%Y}", *r[1:]] for r in BOOK["SB_01"][1:])]),
    "numbers as text": changed(SB_01=[BOOK["SB_01"][0], *([r[0], f"{r[1]:,}", str(r[2]), *r[3:]] for r in BOOK["SB_01"][1:])]),
}


@pytest.mark.parametrize("book", MOVED.values(), ids=MOVED.keys())
def test_tables_are_found_by_what_they_say(book):
    found = read("book.xlsx", official.xlsx(book))
    assert found.problems == ()
    assert column(found, "daily", "people").values.tolist() == list(S.people)
    assert column(found, "daily", "boats").values.tolist() == list(S.boats)


def test_a_column_that_nobody_knows_is_told_of():
    rows = [[*BOOK["SB_01"][0], "Rescues"], *([*r, 1] for r in BOOK["SB_01"][1:])]
    found = read("book.xlsx", official.xlsx(changed(SB_01=rows)))
    assert found.problems == ()
    assert [n.text for n in found.notes] == ["rescues"]


SORRY = b"<!DOCTYPE html><html><title>Sorry, 503</title></html>"
BAD = {
    "negative": (official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 5), -3]))), "negative", "SB_01 row 6"),
    "fraction": (official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 5), 51.5]))), "fraction", "SB_01 row 6"),
    "words": (official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 5), "many"]))), "'many' is no count", "SB_01 row 6"),
    "blank": (official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 5), ""]))), "empty cell", "SB_01 row 6"),
    "month first": (official.xlsx(changed(SB_01=days_of(row20=["01/20/2024", 0, 0]))), "month first", "SB_01 row 21"),
    "ambiguous date out of order": (
        official.xlsx(changed(SB_01=days_of(row34=["02/03/2024", 0, 0]))), "comes 29 days later", "table daily"
    ),
    "no date": (official.xlsx(changed(SB_01=days_of(row5=["yesterday", 0, 0]))), "'yesterday' is no date", "SB_01 row 6"),
    "day twice": (official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 4), 0, 0]))), "comes twice", "table daily"),
    "day left out": (
        official.xlsx(changed(SB_01=[r for k, r in enumerate(BOOK["SB_01"]) if k != 9])), "comes 2 days later", "table daily"
    ),
    "merged dates": (official.xlsx(changed(SB_01=days_of(row5=["", 10, 1]))), "is no date", "SB_01 row 6"),
    "half a file": (official.xlsx(BOOK)[:9000], "no whole ODS or XLSX", "bad.ods"),
    "nothing": (b"", "no whole ODS or XLSX", "bad.ods"),
    "error page": (SORRY, "web page under the name of a workbook", "bad.ods"),
    "other workbook": (official.xlsx({"Sheet1": [["Name", "Price"], ["Apples", 3]]}), "no table with a header", "bad.ods"),
    "header only": (official.xlsx({"SB_01": [official.DAY_HEADER]}), "without one good row", "bad.ods"),
}  # fmt: skip


@pytest.mark.parametrize(("content", "why", "where"), BAD.values(), ids=BAD.keys())
def test_bad_input_is_a_clear_problem(content, why, where):
    found = read("bad.ods", content)
    assert any(why in p.why and where in p.where for p in found.problems), [str(p) for p in found.problems]
    assert all(p.mend for p in found.problems)


def test_a_bad_cell_stops_no_other():
    found = read("book.xlsx", official.xlsx(changed(SB_01=days_of(row5=[date(2024, 1, 5), -3]))))
    people = column(found, "daily", "people")
    assert np.isnan(people.values[4]) and people.reasons[4].startswith("unreadable")
    assert np.delete(people.values, 4).tolist() == [p for k, p in enumerate(S.people) if k != 4]


def test_a_year_slip_in_a_sheet_is_mended_and_told():
    slipped = days_of()
    slipped[70][0] = slipped[70][0].replace(year=2023)
    found = read("book.xlsx", official.xlsx(changed(SB_01=slipped)))
    assert found.problems == ()
    assert any("the year does not fit" in n.why and "SB_01 row 71" in n.where for n in found.notes)
    assert column(found, "daily", "people").days.astype(str).tolist() == [d.isoformat() for d in S.days]


def test_the_page_of_seven_days_and_a_slip_in_its_year():
    good = official.last7(S.until(date(2025, 3, 3)))
    found = read("page.html", good)
    assert found.problems == found.notes == ()
    assert column(found, "last7", "people").values.tolist() == list(S.until(date(2025, 3, 3)).people[-7:])
    slipped = read("page.html", good.replace(b"2 March 2025", b"2 March 2024"))
    assert slipped.problems == ()
    assert ["the year does not fit" in n.why for n in slipped.notes] == [True]
    assert column(slipped, "last7", "people").days[-2] == np.datetime64("2025-03-02")


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ((b"2 March 2025", b"2 April 2025"), "no day of the 8 days before"),
        ((b"</table>", b""), "the page breaks off"),
        ((b"</html>", b""), "the page breaks off"),
        ((b"<table>", b"<div>"), "no table with a header"),
    ],
)
def test_a_page_that_is_not_whole_or_not_of_that_day(change, why):
    found = read("page.html", official.last7(S.until(date(2025, 3, 3))).replace(*change))
    assert any(why in p.why for p in found.problems), [str(p) for p in found.problems]


def test_the_weekly_summary_takes_its_week_from_the_heading():
    table = official.html_table(
        ["Migrants arrived", "Boats arrived", "Migrants prevented", "Events prevented"], [[716, 10, 379, 18]]
    )
    table = table.replace('<th scope="row">716</th>', "<td>716</td>")
    found = read("week.html", official.page(table, lines="<h2>Week ending 9 March 2025</h2>"))
    assert found.problems == ()
    assert {c.measure: c.values.tolist() for c in found.documents[0].columns} == {
        "people": [716], "boats": [10], "prevented": [379], "events_prevented": [18],
    }  # fmt: skip
    assert found.documents[0].columns[0].days.astype(str).tolist() == ["2025-03-09"]
    nameless = read("week.html", official.page(table))
    assert "no heading says which week" in nameless.problems[0].why


SENTENCES = (
    "<h3>The data below is for the 24-hour period 00:00 to 23:59 22 August 2022.</h3><ul>"
    "<li><h4>Number of migrants detected in small boats: {people}</h4></li><li><h4>Number of boats detected: {boats}</h4></li>"
    "<li><h4>Number of boats {landings} uncontrolled landings: 0</h4></li></ul>"
)


@pytest.mark.parametrize(
    ("people", "boats", "landings", "expected"),
    [("1,295", "27", "known by the MOD to be involved in", (1295, 27)), ("None", "zero", "believed to be", (0, 0))],
)
def test_the_ministry_of_defence_said_it_in_sentences(people, boats, landings, expected):
    lines = SENTENCES.format(people=people, boats=boats, landings=landings)
    found = read("mod.html", official.page("", "2022-08-23T08:07:41+00:00", organisation="ministry-of-defence", lines=lines))
    assert found.problems == ()
    got = {c.measure: float(c.values[0]) for c in found.documents[0].columns}
    assert (got["people"], got["boats"], got["uncontrolled"]) == (*expected, 0)
    assert {c.table for c in found.documents[0].columns} == {"mod_daily"}


def test_the_ministry_of_defences_weeks_are_not_the_home_offices_page():
    table = official.html_table(["Date", "Migrants detected", "Boats detected"], [["8 January 2023", 44, 1]])
    found = read("mod.html", official.page(table, "2023-01-09T10:45:00+00:00", organisation="ministry-of-defence"))
    assert {c.table for c in found.documents[0].columns} == {"mod_daily"}


def test_final_quarters_are_added_over_nationality_and_only_small_boats():
    header = ["Year", "Quarter", "Method of entry", "Nationality", "Sex", "Age Group", "Number of detections"]
    rows = [
        [2022, "2022 Q3", "Small boat arrivals", "A", "Male", "18-24", 20_000],
        [2022, "2022 Q3", "Small boat arrivals", "B", "Female", "25-39", 301],
        [2022, "2022 Q3", "Inadequately documented air arrivals", "B", "Female", "25-39", 999],
        [2022, "2022 Q4", "Small boat arrivals", "A", "Male", "18-24", 12_726],
    ]
    found = read("irr.xlsx", official.xlsx({"Notes": [["x"]], "Data - Irr_D01": [["Irr_D01"], header, *rows]}))
    assert found.problems == ()
    people = column(found, "final_quarterly", "people")
    assert people.days.astype(str).tolist() == ["2022-07-01", "2022-10-01"]
    assert people.values.tolist() == [20_301, 12_726]


def test_sums_of_quarters_with_a_column_for_each_publication_are_as_many_documents():
    found = read("irr.csv", b"Q,2023-07-27,2023-08-24\n2022 Q3,20282.0,20301\n2022 Q4,12726,12726\n2023 Q1,,3793\n")
    assert [d.published.date() for d in found.documents] == [date(2023, 7, 27), date(2023, 8, 24)]
    assert [len(d.columns[0].days) for d in found.documents] == [2, 3]
    assert len({d.sha for d in found.documents}) == 2 and len({d.file for d in found.documents}) == 1


COLLECTED = (
    "page_date,date,people,boats\n2022-08-23,2022-08-22,1295,27\n2023-03-02,2023-02-28,0,0\n2023-03-02,2023-03-01,40,1\n"
    "2023-03-03,2022-03-01,41,1\n2023-03-03,2023-03-02,0,0\nsoon,2023-03-02,0,0\n"
)


def test_collected_pages_are_a_publication_each_and_the_ministrys_until_february_2023():
    found = read("pages.csv", COLLECTED.encode())
    assert [(d.part, d.columns[0].table) for d in found.documents] == [
        ("2022-08-23", "mod_daily"), ("2023-03-02", "last7"), ("2023-03-03", "last7"),
    ]  # fmt: skip
    assert [p.where for p in found.problems] == ["pages.csv, row 7"]
    assert any("page of 2023-03-03" in n.where and "the year does not fit" in n.why for n in found.notes)
    assert found.documents[2].columns[0].days.astype(str).tolist() == ["2023-03-01", "2023-03-02"]


IOM = (
    "Main ID,Incident date,No. dead,No. missing,No. survivors,Cause of death (category),Route,Location of death\n"
    '1,2024-01-14,5,0,30,Drowning,Mainland Europe to the UK,"Wimereux, France - English Channel crossing"\n'
    '2,2024-02-28,1,2,,Drowning,Mainland Europe to the UK,"off Cap Gris-Nez - English Channel crossing"\n'
    "3,2024-06-01,1,0,0,Violence,Mainland Europe to the UK,Loon-Plage - English Channel crossing\n"
    '4,2024-07-01,1,,,Vehicle accident,Mainland Europe to the UK,"A16 motorway, France"\n'
    "5,2024-07-01,40,10,,Drowning,Central Mediterranean,off Libya\n"
)


def test_incidents_are_split_so_that_each_sum_has_one_meaning():
    found = read("iom.csv", IOM.encode())
    assert found.problems == ()
    sums = {(c.table, c.measure): float(np.nansum(c.values)) for c in found.documents[0].columns}
    assert sums["iom_crossing", "dead"] == 6 and sums["iom_crossing", "missing"] == 2
    assert sums["iom_other_cause", "dead"] == 1 and sums["iom_elsewhere", "dead"] == 1
    survivors = column(found, "iom_crossing", "survivors")
    assert survivors.reasons == {1: "not known"}


def test_older_downloads_of_iom_have_other_headers():
    older = (
        "Main ID,Incident Date,Number of Dead,Minimum Estimated Number of Missing,Number of Survivors,Cause of Death,"
        "Migration route,Location of death\n"
        "1,2024-01-14,5,1,,Drowning,English Channel to the UK,English Channel crossing\n"
    )
    found = read("iom.csv", older.encode())
    assert float(column(found, "iom_crossing", "missing").values[0]) == 1


SECMAR = (
    "operation_id;date;avec_clandestins;prefecture_maritime;nombre_personnes_assistees;nombre_personnes_secourues;"
    "nombre_personnes_disparues;nombre_personnes_tous_deces\n"
    "1;2021-11-24;True;Manche;0;2;0;27\n2;2021-11-24;True;Manche;30;0;0;0\n3;2021-11-24;False;Manche;5;0;0;0\n"
    "4;2021-11-25;True;Méditerranée;9;0;0;0\n5;2021-11-26;True;Manche;-1;0;0;0\n"
)


def test_secmar_counts_operations_with_migrants_in_the_channel():
    found = read("operations_stats.csv", SECMAR.encode())
    (problem,) = found.problems
    assert "row 6" in problem.where and "negative" in problem.why
    got = {c.measure: c.values.tolist() for c in found.documents[0].columns}
    assert got["operations"] == [2] and got["assisted"] == [30] and got["dead"] == [27]


def test_statements_are_publications_of_the_day_that_their_source_names():
    text = (
        "as_of,returned_to_france,admitted_to_uk,source\n"
        '2025-10-31,75,51,"Home Office via LBC 31 Oct 2025"\n2025-11-05,94,,"BBC, 6 November 2025"\n2026-03,377,380,same\n'
    )
    found = read("pilot.csv", text.encode())
    assert found.problems == ()
    assert [d.published.date() for d in found.documents] == [date(2025, 10, 31), date(2025, 11, 6), date(2026, 3, 31)]
    assert [d.dated for d in found.documents] == ["file", "file", "newest day"]
    admitted = next(c for c in found.documents[1].columns if c.measure == "admitted_to_uk")
    assert admitted.reasons == {0: "not said"} and admitted.notes == {0: "BBC, 6 November 2025"}
    nobody = read("pilot.csv", b"as_of,returned_to_france,source\n2025-10-31,75,\n")
    assert "no source" in nobody.problems[0].why


@pytest.mark.parametrize("text", ["1295", "1,295", "1 295", "1295.0", "1,295 [r]"])
def test_a_count_in_every_dress(text):
    assert count(text) == 1295


@pytest.mark.parametrize("text", ["12,95", "1.295,5", "-4", "4.5", "five", "1,29"])
def test_what_is_no_count(text):
    with pytest.raises(BadCell):
        count(text)


@pytest.mark.parametrize(
    "text",
    [
        "2 March 2025",
        "2nd March 2025",
        "Sunday 2 March 2025",
        "2025-03-02",
        "02/03/2025",
        "2.3.2025",
        "2 mars 2025",
        "1er avril 2025",
    ],
)
def test_a_day_in_every_dress(text):
    expected = date(2025, 4, 1) if "avril" in text else date(2025, 3, 2)
    assert day(text) == (expected - date(1970, 1, 1)).days


@pytest.mark.parametrize("text", ["31 April 2025", "03/14/2025", "2025", "March 2025", "tomorrow", "99/99/9999"])
def test_what_is_no_day(text):
    with pytest.raises(BadCell):
        day(text)


def test_a_header_needs_all_its_columns():
    layout = Layout("a", {"a": "alpha", "b": "beta"}, frozenset({"a", "b"}))
    assert find_header([["alpha"], ["gamma"]], layout) is None
    assert find_header([["x", "Alpha ", "BETA"]], layout).column == {"a": 1, "b": 2}


def test_any_bytes_give_problems_and_no_exception():
    rng = np.random.default_rng(3)
    whole = [official.xlsx(BOOK), official.last7(S), IOM.encode(), SECMAR.encode()]
    for content in whole:
        for _ in range(12):
            broken = bytearray(content[: rng.integers(1, len(content))])
            for at in rng.integers(0, len(broken), 4):
                broken[at] = rng.integers(0, 256)
            found = read(f"broken{rng.integers(9)}.{['ods', 'html', 'csv'][rng.integers(3)]}", bytes(broken))
            assert found.documents or found.problems


def test_a_page_reader_keeps_lines_and_cells_apart():
    page = read_page("<h2>A</h2><p>b <b>c</b></p><table><tr><td>1<td>2<tr><td>3</table><p>d</p></html>")
    assert page.lines == ("A", "b c", "d")
    assert [list(r) for r in page.tables[0]] == [["1", "2"], ["3"]]
