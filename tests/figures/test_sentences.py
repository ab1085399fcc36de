"""Sentences as newspapers write them, several claims in each: a number is judged by what it was said of, or not at all."""

from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import official
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.commands.figures.taking import Copy, take_in
from varne.crossings.claims.clauses import clauses
from varne.crossings.claims.quantities import quantities, without_quantities
from varne.crossings.claims.wording import worded
from varne.figures.checked import check_sentence
from varne.figures.known import evidence
from varne.figures.store import opened

SAID = date(2025, 3, 3)  # a Monday
S = official.series(date(2023, 1, 1), date(2025, 3, 9))


@cache
def at_hand():
    with opened(Path(":memory:")) as db:
        take_in(db, [Copy("w.xlsx", official.xlsx(official.sheets(S)))], datetime(2025, 3, 12, tzinfo=UTC))
        return evidence(db)


def of(first, last, values=S.people):
    return sum(values[(first - S.first).days : (last - S.first).days + 1])


def to_date(year, month=3, day=2, values=S.people):
    return of(date(year, 1, 1), date(year, month, day), values)


def whole(year, values=S.people):
    return of(date(year, 1, 1), date(year, 12, 31), values)


def moved(now, before, words=("up", "down")):
    """A comparison as it is written: up 12%."""
    change = 100 * (now / before - 1)
    return f"{words[0] if change > 0 else words[1]} {int(abs(change) + 0.5)}%"


THEN, BEFORE = to_date(2024), to_date(2023)
NOW, BOATS = to_date(2025), to_date(2025, values=S.boats)
BEST = max(S.people[:731])  # of the whole years 2023 and 2024
BEST_DAY = S.days[S.people.index(BEST)]
JANUARY, FEBRUARY = of(date(2024, 1, 1), date(2024, 1, 31)), of(date(2024, 2, 1), date(2024, 2, 29))
APRIL = [of(date(y, 1, 1), date(y, 2, 20)) for y in (2025, 2024, 2023)]

SENTENCES = {
    f"{NOW:,} people have crossed the Channel in small boats so far this year, {moved(NOW, THEN)} on the same point last year "
    f"({THEN:,}) but {moved(NOW, BEFORE)} on 2023 ({BEFORE:,})": 5,
    f"592 migrants made the journey in 11 boats on Sunday, bringing the total so far this year to {NOW:,}": 3,
    f"592 people arrived on Sunday in eleven dinghies, taking the provisional total for the year to {NOW:,}": 3,
    f"This is {moved(NOW, THEN)} on the {THEN:,} recorded at this time last year": 2,
    f"A total of {whole(2024):,} people arrived in 2024, {moved(whole(2024), whole(2023))} on 2023": 2,
    f"{whole(2024):,} people reached England in {whole(2024, S.boats):,} boats in 2024, against {whole(2023):,} in 2023": 3,
    f"More than {whole(2024) - 40:,} migrants came in 2024, compared with {whole(2023):,} the previous year": 2,
    f"{BEST} people came on {BEST_DAY:%-d %B %Y}, the most in a single day that year": 1,
    f"{APRIL[0]:,} people arrived between 1 January and 20 February, against {APRIL[1]:,} in the same period in 2024 "
    f"and {APRIL[2]:,} in 2023": 3,
    f"{JANUARY} people in January 2024 and {FEBRUARY} in February 2024": 2,
    f"In January 2024 {JANUARY} people came and in February 2024 {FEBRUARY}": 2,
    f"an average of {int(whole(2024) / 366 + 0.5)} people a day in 2024": 1,
    f"{of(date(2025, 1, 1), date(2025, 2, 28)):,} people in the first two months of 2025": 1,
    f"{of(date(2025, 2, 1), date(2025, 3, 2)):,} people in the 30 days to 2 March 2025": 1,
    f"Le 2 mars 2025, 592 migrants sont arrivés en onze bateaux, soit {NOW:,} personnes depuis le début de l'année".replace(
        f"{NOW:,}", f"{NOW:,}".replace(",", " ")
    ): 3,
    f"{NOW} migrants sont arrivés depuis le 1er janvier, contre {THEN} à la même période de 2024": 2,
    f"{NOW} migrants sont arrivés depuis le 1er janvier, soit {'une hausse' if NOW > THEN else 'une baisse'} de "
    f"{moved(NOW, THEN).split()[1]} par rapport à la même période de 2024": 2,
    "592 migrants ont traversé la Manche dimanche à bord de onze embarcations": 2,
    f"{NOW:,} people since 1 January": 1,
    f"{of(date(2024, 7, 5), date(2025, 3, 2)):,} people have come since 5 July": 1,
}


@pytest.mark.parametrize(("sentence", "claims"), SENTENCES.items(), ids=[s[:60] for s in SENTENCES])
def test_each_number_is_judged_by_what_it_was_said_of(sentence, claims):
    found = check_sentence(sentence, at_hand(), SAID)
    assert [f.verdict for f in found if f.verdict != "reproduces"] in ([], ["cannot"]), [
        (f.claim, f.verdict, f.value, [w.text for w in f.why]) for f in found
    ]
    assert sum(f.verdict == "reproduces" for f in found) == claims, [(f.claim, f.verdict, f.value) for f in found]


@pytest.mark.parametrize("sentence", [s for s in SENTENCES if "average" not in s and "%" not in s], ids=lambda s: s[:60])
def test_one_wrong_number_is_found_and_no_other(sentence):
    """The last number of each sentence raised by 3: that claim contradicts, all others stay as they were."""
    last = quantities(worded(sentence, SAID))[-1]
    digits = last[1]
    wrong = f"{int(digits.replace(',', '').replace(' ', '')) + 3:,}"
    head, _, tail = worded(sentence, SAID).rpartition(digits)
    found = check_sentence(f"{head}{wrong}{tail}", at_hand(), SAID)
    assert sum(f.verdict == "contradicts" for f in found) == 1, [(f.claim, f.verdict, f.value) for f in found]


@pytest.mark.parametrize(
    "sentence",
    [
        "20,110 people came in the 150 days after the election",
        "600 people between January and 2 March 2025",
        "500 people over the weekend of 2 March 2025",
        "1,000 people in the summer of 2024",
        "900 people in the week to 2 March 2025",
        "700 people before 2 March 2025",
        "592 is a record for March",
    ],
)
def test_a_period_that_is_not_understood_is_not_guessed(sentence):
    found = check_sentence(sentence, at_hand(), SAID)
    assert {f.verdict for f in found} == {"cannot"}, [(f.claim, f.value, f.measured) for f in found]
    assert all(f.why[0].text for f in found)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("on Sunday", "on 2025-03-02"),
        ("Monday saw", "on 2025-03-03 saw"),
        ("on Sunday 2 March", "on Sunday 2 March"),
        ("on Sunday, 2 March", "on Sunday, 2 March"),
        ("yesterday", "on 2025-03-02"),
        ("in all of last year", "in all of 2024"),
        ("the same point last year", "the same point last year"),
        ("two boats and no people", "2 boats and 0 people"),
        ("one in five", "one in five"),
        ("hier, deux bateaux", "on 2025-03-02, 2 bateaux"),
        ("ils sont arrivés dimanche dernier", "ils sont arrivés on 2025-03-02"),
        ("dimanche 2 mars", "dimanche 2 mars"),
        ("plus que l'an dernier", "plus que en 2024"),
    ],
)
def test_words_that_hang_on_the_day_are_written_out(text, plain):
    assert worded(text, SAID) == plain


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("592 people in 11 boats on 2 March 2025", ["592 people in 11 boats on 2 March 2025"]),
        ("On March 2, 2025, 592 people came", ["On March 2, 2025, 592 people came"]),
        ("5 people came (6 last time), it rained, on 2 March", ["5 people came, on 2 March", "6 last time"]),
        ("5 people, but 6 boats", ["5 people", "but 6 boats"]),
        ("it rained", []),
    ],
)
def test_a_clause_is_what_belongs_to_one_number(text, parts):
    assert sorted(c.text for c in clauses(text)) == sorted(parts)


def test_numbers_of_time_count_nothing():
    text = "in the past 7 days, a 28-day gap and 150 days later 1,295 people in 27 boats on 22 August 2022"
    assert [n[1] for n in quantities(text)] == ["1,295", "27"]
    assert "1,295" not in without_quantities(text) and "22 August 2022" in without_quantities(text)


WORDS = (
    "592 people boats in on 2 March 2025 2024 since so far this year last the same period up down 20% higher lower than "
    "record a an day per average first two months past 7 days ( ) , . and but between to from January 31 April 5 July "
    "yesterday Sunday no 1,295 highest second annual deaths "
    "red days returned France % -3 4.5 2 716 99999999999999 20 2099-01-01 1850 personnes depuis le"
).split(" ")


@settings(max_examples=400, deadline=None)
@given(text=st.one_of(st.lists(st.sampled_from(WORDS), max_size=14).map(" ".join), st.text(max_size=60)))
def test_any_text_gives_verdicts_and_no_exception(text):
    found = check_sentence(text, at_hand(), SAID)
    assert found
    for f in found:
        assert f.verdict in ("reproduces", "contradicts", "cannot")
        assert (f.measured is None) <= (f.verdict == "cannot")
        assert f.verdict == "reproduces" or f.why
