"""Claims as people write them, on a made-up table: what is asked, the verdict, and the nearest statement that is true."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import numpy as np
import official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.commands.figures.checking import text
from varne.commands.figures.taking import Copy, take_in
from varne.crossings.claims.asked import Context, ask
from varne.crossings.claims.check import check
from varne.crossings.claims.periods import named
from varne.crossings.claims.quoted import NotANumber, parse_quoted
from varne.crossings.claims.rows import said_on
from varne.crossings.claims.sentence import claims_in
from varne.crossings.claims.statement import take_apart
from varne.crossings.measures import total
from varne.figures.checked import check_table, plain, rows_of
from varne.figures.known import evidence
from varne.figures.store import opened

SAID = date(2025, 3, 3)
S = official.series(date(2023, 1, 1), date(2025, 3, 9))
MOD = official.page(
    official.html_table(["Date", "Migrants detected", "Boats detected"], [["4 March 2024", 444, 8]]),
    "2024-03-05T08:00:00+00:00",
    organisation="ministry-of-defence",
)
IOM = (
    b"Main ID,Incident date,No. dead,No. missing,No. survivors,Cause of death (category),Route,Location of death\n"
    b"1,2024-01-14,5,2,30,Drowning,Mainland Europe to the UK,Wimereux - English Channel crossing\n"
    b"2,2024-06-01,1,0,0,Violence,Mainland Europe to the UK,Loon-Plage - English Channel crossing\n"
    b"3,2025-03-01,1,,,Vehicle accident,Mainland Europe to the UK,A16 motorway\n"
)
FINAL = b"Q,2025-02-27\n" + b"".join(b"2024 Q%d,%d\n" % (q, 10_000 + q) for q in range(1, 5))
PILOT = b"as_of,returned_to_france,admitted_to_uk,source\n2025-02-01,26,9,BBC 1 Feb 2025\n2025-03-01,42,,LBC 1 Mar 2025\n"
RED = b'period,red_days,source\n2024-01-01..2024-04-30,27,"Home Office (3 June 2024)"\n'
EARLY = S.until(date(2025, 3, 6)).with_day(date(2025, 2, 20), 777, 14)
FILES = (
    Copy("early.xlsx", official.xlsx(official.sheets(EARLY), datetime(2025, 3, 7, tzinfo=UTC))),
    Copy("late.xlsx", official.xlsx(official.sheets(S, revised=[date(2025, 2, 20)]), datetime(2025, 3, 10, tzinfo=UTC))),
    Copy("mod.html", MOD),
    Copy("iom.csv", IOM),
    Copy("irr.csv", FINAL),
    Copy("pilot.csv", PILOT),
    Copy("red.csv", RED),
)


@cache
def at_hand():
    with opened(Path(":memory:")) as db:
        done = take_in(db, FILES, datetime(2025, 3, 12, tzinfo=UTC))
        assert done.problems == ()
        return evidence(db)


@pytest.fixture(scope="module")
def known():
    return at_hand()


def of(first, last, unit="people"):
    values = S.people if unit == "people" else S.boats
    return sum(values[(first - S.first).days : (last - S.first).days + 1])


def verdicts(sentence, known, said=SAID):
    """Of each claim of a sentence: what it asks for, how, and what became of it."""
    return [
        (c.asked and c.asked.what, c.asked and c.asked.kind, check(c.text, c.asked, c.quoted, known, c.said))
        for c in claims_in(sentence, said)
    ]


YTD = of(date(2025, 1, 1), date(2025, 3, 2))
YTD_BOATS = of(date(2025, 1, 1), date(2025, 3, 2), "boats")
BEFORE = of(date(2024, 1, 1), date(2024, 3, 2))
YEAR = of(date(2024, 1, 1), date(2024, 12, 31))
CHANGE = round(100 * (YTD / BEFORE - 1))
MOVE = f"{'up' if CHANGE > 0 else 'down'} {abs(CHANGE)}% on the same period last year"
TRUE = [
    f"{YTD:,} people in 2025",
    "592 people in 11 boats on 2 March 2025",
    "592 people arrived in 11 small boats on Sunday 2 March 2025",
    "On March 2, 2025, 592 migrants crossed in 11 boats",
    "592 personnes dans 11 embarcations le 2 mars 2025",
    "592 people in 11 boats on 2025-03-02",
    "592 people in 11 boats yesterday",
    "592 people in 11 boats on Sunday",
    "more than 500 people on 2 March 2025",
    "fewer than 600 people on 2 March 2025",
    "about 600 people on 2 March 2025",
    f"{YTD:,} people so far this year",
    f"{YTD:,} people in {YTD_BOATS} boats have arrived so far in 2025",
    f"{YEAR:,} people arrived in 2024",
    f"{YEAR:,} people crossed last year",
    f"{of(date(2024, 3, 3), date(2024, 3, 4))} people on 3 and 4 March 2024",
    f"{of(date(2024, 3, 3), date(2024, 3, 4))} people between 3 March 2024 and 4 March 2024",
    f"{of(date(2024, 7, 5), date(2025, 3, 2)):,} people from 5 July 2024 to 2 March 2025",
    f"{of(date(2024, 7, 1), date(2024, 7, 31)):,} people in July 2024",
    f"{of(date(2025, 2, 24), date(2025, 3, 2)):,} people in the past 7 days to 2 March 2025",
    f"{of(date(2024, 10, 25), date(2025, 2, 1)):,} people in the first 100 days from 25 October 2024",
    MOVE,
    "42 people had been returned to France by 3 March 2025",
    "7 people died in Channel crossings in 2024",
    "8 deaths in 2024",
]  # fmt: skip


@pytest.mark.parametrize("sentence", TRUE)
def test_what_is_true_reproduces(sentence, known):
    found = verdicts(sentence, known)
    assert found and [f.verdict for _, _, f in found] == ["reproduces"] * len(found), [(w, k, f.value) for w, k, f in found]
    assert all(f.measured.vintages and f.nearest for _, _, f in found)


def test_a_sentence_holds_as_many_claims_as_numbers(known):
    found = verdicts(
        f"{YTD:,} people in {YTD_BOATS} boats so far this year, {MOVE}",
        known,
    )
    assert [(what, kind) for what, kind, _ in found] == [("people", "value"), ("boats", "value"), ("people", "change")]
    assert {f.verdict for _, _, f in found} == {"reproduces"}


def test_a_record_is_a_claim_of_its_own(known):
    best = max(S.people)
    day = S.days[S.people.index(best)]
    found = verdicts(f"A record {best} people arrived on {day:%-d %B %Y}", known)
    assert [(kind, f.verdict) for _, kind, f in found] == [("value", "reproduces"), ("rank_day", "reproduces")]
    other = verdicts("A record 401 people arrived on 4 March 2024", known)
    assert [f.verdict for _, _, f in other] == ["reproduces", "contradicts"]


FALSE = [
    ("728 people on 2 and 3 March 2024", "why.shift", "3 March 2024 to 4 March 2024"),
    ("444 people on 4 March 2024", "why.other_table", "444 people"),
    ("40,010 people in 2024", "why.other_table", "Irr_D01"),
    ("777 people on 20 February 2025", "why.vintage", "777 people on 20 February 2025"),
    ("11 people on 2 March 2025", "why.unit", "11 boats"),
    (f"{YEAR:,} people on 31 December 2024", "why.frame", "whole of 2024"),
    ("593 people on 2 March 2025", "why.off", "592 people on 2 March 2025"),
    (f"{YTD - 700:,} people from 1 January 2025 to 2 March 2025", "why.off", f"{YTD:,} people"),
]


@pytest.mark.parametrize(("sentence", "why", "nearest"), FALSE)
def test_what_is_false_names_the_nearest_truth(sentence, why, nearest, known):
    ((_, _, found),) = verdicts(sentence, known)
    assert found.verdict == "contradicts"
    assert found.why[0].key == f"figures.{why}", [w.text for w in found.why]
    assert nearest in found.nearest.text


def test_a_count_that_stopped_early_says_when(known):
    short = of(date(2025, 1, 1), date(2025, 2, 20)) - 1
    ((_, _, found),) = verdicts(f"{short:,} people so far this year", known)
    reached = next(w for w in found.why if w.key == "figures.why.reached")
    assert date.fromisoformat(reached.args["first"]) <= date(2025, 2, 20)
    assert any(w.key == "figures.why.revised" and w.args["n"] == 1 for w in found.why)
    assert any(w.key == "figures.why.older" for w in found.why)  # said on 3 March, the oldest vintage is of the 7th


def test_a_number_that_looks_like_a_year_is_one_where_a_year_belongs():
    assert [c.quoted.value for c in claims_in("2012 people on 2 March 2025", SAID)] == [2012]
    assert [c.quoted.value for c in claims_in("In 2012 people came in 7 boats", SAID)] == [7]


CANNOT = [
    ("28,000 people stopped by French police in 2023", "known only for the weeks"),
    ("12 people on 2 March 2031", "covers 2023-01-01"),
    ("592 people", "names no period"),
    ("many people on 2 March 2025", "no number in it"),
    ("35,000 people attempted it in 2021", "no statement"),
    ("27 red days from 1 January 2024 to 30 April 2024", "cannot be worked out"),
    ("26 people per boat on 3 January 1999", "covers 2023-01-01"),
    ("592 people on 31 April 2024", "not in the calendar"),
]


@pytest.mark.parametrize(("sentence", "why"), CANNOT)
def test_what_cannot_be_computed_says_why(sentence, why, known):
    found = [check(c.text, c.asked, c.quoted, known, c.said) if c.asked else c for c in claims_in(sentence, SAID)]
    told = [c.trouble if hasattr(c, "trouble") else c.why[0].text for c in found]
    assert len(found) == 1 and why in told[0], told
    assert not hasattr(found[0], "verdict") or found[0].verdict == "cannot"


MONTHS = {1: (date(2025, 1, 1), date(2025, 1, 31)), 2: (date(2025, 2, 1), date(2025, 2, 28))}
LOADS = {m: int(of(*span) / of(*span, "boats") + 0.5) for m, span in MONTHS.items()}
ROWS = f"""source,statement,quoted
BBC 2025-03-03,people on Sunday 2 Mar,592
BBC 2025-03-03,in boats,11
BBC 2025-03-03,YTD,"{YTD}"
BBC 2025-03-03,boats,{YTD_BOATS}
BBC 2025-03-03,"vs same period 2024, %",{CHANGE}
BBC 2025-03-03,{"higher" if YTD > BEFORE else "lower"} than same period 2024,yes
BBC 2025-03-03,2024,{BEFORE}
BBC 2025-03-03,2024 total,{YEAR}
BBC 2025-03-03,since 5 July 2024,{of(date(2024, 7, 5), date(2025, 3, 2))}
BBC 2025-03-03,people per boat Feb 2025,{LOADS[2]}
BBC 2025-03-03,Jan 2025,{LOADS[1]}
Sun 2024-03-06,Monday 4 Mar,401
Sun 2024-03-06,record of 4 Mar 2024,444
Sun 2024-03-06,something else,5
"""


def test_rows_lean_on_the_rows_above_them(known):
    found = check_table(ROWS, known, SAID)
    assert [f.verdict for f in found] == ["reproduces"] * 12 + ["contradicts", "contradicts"], [
        (f.claim, f.value) for f in found
    ]
    told = plain(found, "fr")
    assert {"claim", "verdict", "value", "series", "vintage", "rule", "nearest_true"} <= told[0].keys()
    assert told[0]["series"] == "daily" and told[0]["vintage"] == "2025-03-10T00:00:00Z"
    assert told[1]["nearest_true"] == "11 embarcations le 2 mars 2025"
    assert text(found).endswith("reproduces: 12, contradicts: 2, cannot be computed: 0")


def test_a_table_without_its_columns_says_what_they_are():
    with pytest.raises(ValueError, match="columns are source, statement, quoted"):
        rows_of("a,b\n1,2\n")


@settings(max_examples=150, deadline=None)
@given(k=st.integers(0, len(S.people) - 1), n=st.integers(0, 60), off=st.sampled_from([0, 0, 1, -3]))
def test_any_period_of_the_table_is_judged_as_it_adds_up(k, n, off):
    first, last = S.days[k], S.days[min(k + n, len(S.days) - 1)]
    value = of(first, last) + off
    ((_, _, found),) = verdicts(f"{max(value, 0)} people from {first} to {last}", at_hand())
    assert found.verdict == ("reproduces" if max(value, 0) == of(first, last) else "contradicts")
    assert found.value == total(at_hand().daily, "people", first, last).value


@pytest.mark.parametrize(
    ("said", "kinds"),
    [
        ("2 and 3 March 2024", ["range"]),
        ("4 or 5 Mar 2024", ["either"]),
        ("from 5 July 2024 to 2 March 2025", ["range"]),
        ("in March", ["month"]),
        ("he may arrive", []),
        ("31 April 2024", ["none"]),
        ("in 1999", ["year"]),
        ("since 2018 and until 3 mars", ["year", "day"]),
        ("2024-03-01..2024-03-05", ["range"]),
    ],
)
def test_periods_are_found_in_words(said, kinds):
    assert [n.kind for n in named(said)] == kinds


@pytest.mark.parametrize(
    ("statement", "span"),
    [
        ("30 August", (date(2024, 8, 30),) * 2),
        ("2 March", (date(2025, 3, 2),) * 2),
        ("3 March", (date(2025, 3, 3),) * 2),
        ("4 March", (date(2024, 3, 4),) * 2),
    ],
)
def test_a_day_without_a_year_is_the_last_one_before_it_was_said(statement, span):
    assert ask(take_apart(statement), Context(SAID))[0].spans == (span,)


@pytest.mark.parametrize(
    ("text_", "value", "agrees", "not_"),
    [
        ("1,295", 1295, [1295], [1294]),
        ("+20 %", 20, [20.4, 19.5], [20.6]),
        ("-24", -24, [-23.8], [-24.6]),
        ("54.5", 54.5, [54.53], [54.56]),
        ("more than 3,000", 3000, [3208, 3000], [2999]),
        ("about 28,000", 28000, [27_600, 28_400], [21_317]),
    ],
)
def test_a_quoted_number_is_as_exact_as_it_was_written(text_, value, agrees, not_):
    quoted = parse_quoted(text_)
    assert quoted.value == value
    assert all(quoted.agrees(v) for v in agrees) and not any(quoted.agrees(v) for v in not_)


def test_what_is_no_number_is_refused():
    with pytest.raises(NotANumber, match="neither a number nor yes or no"):
        parse_quoted("many")
    assert parse_quoted("oui").yes_no and parse_quoted("no").value == 0


def test_a_source_says_when(known):
    assert said_on("PA 2024-12-02") == date(2024, 12, 2)
    assert said_on("BBC 2024-02") == date(2024, 2, 29)
    assert said_on("the radio") is None and said_on("2024-13-02") is None
    assert np.isfinite(known.daily.people).all()
