"""The real publications and claims of ../shared: what the research measured on them comes out again. Made-up siblings stand
in the other modules of this folder, so nothing is untested where ../shared is not at hand."""

import csv
from collections import Counter
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pytest

from varne.commands.figures.taking import copies_of, take_in
from varne.crossings import measures
from varne.figures import asked
from varne.figures.checked import check_sentence, check_table
from varne.figures.known import evidence, need_daily
from varne.figures.store import opened

DATA = Path(__file__).parents[3] / "shared" / "data"
pytestmark = pytest.mark.skipif(
    not (DATA / "home_office" / "ods").is_dir(), reason="../shared/data is not here; the other tests use made-up publications"
)
SEEN = datetime(2026, 11, 27, tzinfo=UTC)
QUARTERS = "home_office/irr_d01_small_boats_by_quarter_vintages.csv"


@pytest.fixture(scope="module")
def store():
    paths = [DATA / p for p in ("home_office/ods", "home_office/pages", "iom", QUARTERS)]
    quoted = [p for p in sorted((DATA / "claims").iterdir()) if p.name != "press_claims.csv"]
    with opened(Path(":memory:")) as db:
        done = take_in(db, list(copies_of([*paths, *quoted])), SEEN)
        assert done.problems == ()
        yield db


@pytest.fixture(scope="module")
def at_hand(store):
    return evidence(store)


def test_the_newest_vintage_has_the_sums_of_the_manifest(store):
    rows = {r["file"]: r for r in csv.DictReader((DATA / "home_office" / "ods_manifest.csv").read_text("utf-8").splitlines())}
    for s in asked.sightings(store):
        if s.kind != "time series workbook":
            continue
        row = rows[s.name]
        assert s.sha == row["sha256"]
        daily = need_daily(store, s.published.date())
        assert (int(daily.people.sum()), int(daily.boats.sum())) == (int(row["people"]), int(row["boats"]))
        assert daily.vintage.newest.isoformat() == row["last_day"]
        prevented = asked.series(store, "weekly", "prevented", s.published.date())
        assert int(np.nansum(prevented.values)) == int(row["prevented"])


def test_the_revisions_are_those_that_the_research_found(store):
    changed = [r for r in asked.revisions(store) if r.changed]
    count = Counter((r.table, r.measure) for r in changed)
    assert count["weekly", "prevented"] == 8 and count["weekly", "events_prevented"] == 10
    assert count["daily", "people"] == count["daily", "boats"] == 0
    lowered = next(r for r in changed if r.measure == "prevented" and r.day == date(2026, 4, 19))
    assert [s.value for s in lowered.said] == [390, 322, 390]
    page = next(r for r in changed if r.table == "last7")
    assert (page.day, [s.value for s in page.said]) == (date(2026, 7, 10), [225, 255])
    quarter = next(r for r in changed if r.table == "final_quarterly")
    assert [s.value for s in quarter.said] == [20_282, 20_301] and quarter.said[1].first.date() == date(2023, 8, 24)


def test_the_wrong_year_of_a_page_is_mended(store):
    page = asked.series(store, "last7", "people", date(2026, 4, 21))
    assert page.days.astype(str).tolist()[-1] == "2026-04-20" and len(page.days) == 7


def test_weeks_are_the_sums_of_their_days(store):
    """No doubt of that kind was told for any vintage; here again for the newest, straight from the store."""
    daily = need_daily(store)
    weekly = asked.series(store, "weekly", "people")
    for end, value in zip(weekly.days, weekly.values, strict=True):
        last = end.item()
        first = max(date(2018, 1, 1), last.fromordinal(last.toordinal() - 6))
        assert measures.total(daily, "people", first, last).value == value


def test_every_press_claim_behaves_as_the_folder_says(at_hand, capsys):
    text = (DATA / "claims" / "press_claims.csv").read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    found = check_table(text, at_hand, date(2026, 8, 20))
    with capsys.disabled():
        print(f"\n{len(found)} press claims: {dict(Counter(f.verdict for f in found))}")
    for row, f in zip(rows, found, strict=True):
        assert f.verdict == ("reproduces" if row["verdict"] == "OK" else "contradicts"), (row, f.value)
        series = row["series_to_2026-08-20"]
        if series.lstrip("-").isdigit() and f.measured and f.verdict == "contradicts":
            assert f.value == int(series), row
    assert Counter(f.verdict for f in found) == {"reproduces": 38, "contradicts": 10}


REASONS = {
    "2022 total (time series): 45774": ("why.other_table", "Irr_D01"),
    "'2 and 3 March' 2024 together: 728": ("why.shift", "3 March 2024 to 4 March 2024"),
    "2023 boats: 601": ("why.off", "602 boats"),
    "YTD: 21063": ("why.off", "21,052 people"),
    "since 5 July: 7477": ("why.off", "7,478 people"),
    "since 2018: 135385": ("why.off", "135,374 people"),
    "2022 boats: 1106": ("why.off", "1,110 boats"),
    "YTD 2023 (29 Mar): 3680": ("why.off", "3,793 people"),
    "boats: 86": ("why.off", "91 boats"),
    "record of 22 Aug 2022: 1295": ("why.other_table", "1,295 people"),
}


def test_what_must_not_reproduce_has_its_reason(at_hand):
    text = (DATA / "claims" / "press_claims.csv").read_text("utf-8")
    false = {f.claim: f for f in check_table(text, at_hand, date(2026, 8, 20)) if f.verdict == "contradicts"}
    assert false.keys() == REASONS.keys()
    for claim, (why, nearest) in REASONS.items():
        assert false[claim].why[0].key == f"figures.{why}", claim
        assert nearest in false[claim].nearest.text
    revised = {w.args["n"] for w in false["2023 boats: 601"].why if w.key == "figures.why.revised"}
    assert revised == {7}
    assert any(w.key == "figures.why.reached" for w in false["YTD 2023 (29 Mar): 3680"].why)


@pytest.mark.parametrize(
    ("sentence", "said", "verdict", "value"),
    [
        ("26 people had been returned to France by 9 October 2025", date(2025, 10, 9), "reproduces", 26),
        ("94 people had been returned to France by 5 November 2025", date(2025, 11, 6), "reproduces", 94),
        ("350 people admitted to the UK by 3 February 2026", date(2026, 2, 4), "reproduces", 350),
        ("6,310 people were rescued in 2024", date(2025, 1, 31), "reproduces", 6310),
        ("35,000 people attempted it in 2021", date(2022, 3, 1), "reproduces", 35000),
        ("60 red days from 1 January 2025 to 30 April 2025", date(2025, 6, 3), "cannot", 60),
        ("27 died on 24 November 2021", date(2021, 11, 26), "reproduces", 27),
        ("79 deaths in 2024", date(2025, 1, 5), "reproduces", 79),
        ("78 deaths in 2024", date(2025, 1, 5), "contradicts", 79),
        ("28,000 small boat crossings were stopped by French police last year", date(2025, 3, 3), "cannot", None),
    ],
)
def test_the_other_figures_of_the_folder(at_hand, sentence, said, verdict, value):
    (found,) = check_sentence(sentence, at_hand, said)
    assert (found.verdict, found.value) == (verdict, value), [w.text for w in found.why]


def test_deaths_stand_side_by_side_by_definition(store, at_hand):
    from varne.crossings.claims.answers import DEATHS, deaths

    year = date(2024, 1, 1), date(2024, 12, 31)
    assert [deaths(at_hand, name, year).value for name in DEATHS] == [79, 77, 85]


def test_red_days_are_kept_as_published(store):
    red = asked.series(store, "red_days", "red_days")
    assert dict(zip(red.labels, red.values.tolist(), strict=True))["2025-01-01..2025-04-30"] == 60


def test_any_order_gives_the_same_store():
    """Two real vintages in both orders; every order of made-up ones is in test_figures_store."""
    copies = list(copies_of([DATA / "home_office" / "ods"]))[-2:]
    dumps = []
    for order in (copies, copies[::-1]):
        with opened(Path(":memory:")) as db:
            for copy in order:
                take_in(db, [copy], SEEN)
            dumps.append(db.execute("select * from figure order by 1, 2, 3, 4, 5, 6").fetchall())
    assert dumps[0] == dumps[1]


def test_pages_of_the_time_keep_what_was_printed_then():
    """1,295 on 22 August 2022 was the record that everybody printed; today's table says 1,137 and has another record."""
    paths = [DATA / "home_office" / n for n in ("mod_daily_2022-2023.csv", "last7_observations.csv")]
    with opened(Path(":memory:")) as db:
        done = take_in(db, [*list(copies_of([DATA / "home_office" / "ods"]))[-1:], *copies_of(paths)], SEEN)
        assert done.problems == ()
        printed = asked.first_printed(db, "people", [date(2022, 8, 22), date(2022, 9, 3)])
        theirs, ours = need_daily(db, table="mod_daily"), need_daily(db)
        page = [r for r in asked.revisions(db, "last7") if r.changed]
    assert {d: p.value for d, p in printed.items()} == {date(2022, 8, 22): 1295, date(2022, 9, 3): 960}
    assert (np.nansum(theirs.people), np.nansum(theirs.boats)) == (36_745, 849)
    assert (theirs.people == ours.people[np.isin(ours.days, theirs.days)]).sum() == 164
    assert [(r.day, [s.value for s in r.said]) for r in page] == [(date(2026, 7, 10), [225, 255])]


ARTICLES = [
    (
        date(2024, 10, 26),
        "A total of 424 people made the crossing in seven boats on Friday, taking the total for the year so far to 29,578",
        "===",
    ),
    (
        date(2024, 10, 26),
        "This is up 12% on the 26,501 recorded at this time last year, but 22% lower than at this stage in "
        "2022, when it stood at 38,129",
        "====",
    ),
    (
        date(2024, 12, 2),
        "Some 33,684 people have crossed so far this year, up 18% on the same point last year (28,453) but "
        "down 24% on 2022 (44,174)",
        "=====",
    ),
    (
        date(2025, 3, 3),
        "592 migrants made the journey in 11 boats on Sunday, the highest single day total for a day in March on record",
        "===",
    ),
    (
        date(2025, 3, 3),
        "The total so far this year stands at 2,716, 20% higher than the same point last year but lower than in 2023",
        "===",
    ),
    (
        date(2025, 6, 3),
        "1,195 people crossed in 19 boats on Saturday 31 May, the most in a single day this year, bringing "
        "the total so far to 14,812",
        "====",
    ),
    (
        date(2025, 6, 3),
        "11,074 people arrived between 1 January and 30 April 2025, up from 7,567 in the same period in 2024 and 5,946 in 2023",
        "===",
    ),
    (
        date(2025, 6, 3),
        "34,401 people from 1 July 2024 to 30 April 2025, against 25,571 from 1 July 2023 to 30 April 2024",
        "==",
    ),
    (
        date(2024, 3, 6),
        "401 people crossed in seven boats on Monday, the largest number in a single day so far this year",
        "===",
    ),
    (
        date(2026, 1, 2),
        "41,472 migrants crossed the English Channel in small boats in 2025, the second-highest annual figure on record",
        "==",
    ),
    (
        date(2026, 1, 2),
        "The total for 2025 was 13% higher than the 2024 figure of 36,816 but below the record of 45,774 in 2022",
        "==!",
    ),
    (
        date(2022, 11, 14),
        "More than 40,000 people have crossed the Channel this year",
        "=",
    ),
]
"""Sentences in the words of articles of the time, with the numbers that they printed: = reproduces, ! contradicts."""


@pytest.mark.parametrize(("said", "sentence", "verdicts"), ARTICLES, ids=[s[:50] for _, s, _ in ARTICLES])
def test_sentences_of_articles(at_hand, said, sentence, verdicts):
    found = check_sentence(sentence, at_hand, said)
    marks = {"reproduces": "=", "contradicts": "!", "cannot": "?"}
    assert "".join(marks[f.verdict] for f in found) == verdicts, [(f.claim, f.verdict, f.value) for f in found]
