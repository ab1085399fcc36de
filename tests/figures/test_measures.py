"""Each measure against the plainest sum, and its rule at the edges: leap days, ties, days without a number."""

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from varne.crossings import measures
from varne.crossings.calendar import same_date, same_number
from varne.crossings.charts import calendar, cumulative, per_boat, ranking
from varne.crossings.figure import Vintage
from varne.crossings.measures import Daily, NotCovered
from varne.crossings.records import Scope, rank_of_day, rank_of_year, records
from varne.crossings.sentences import RULES, SENTENCES, said

FIRST = date(2023, 1, 1)
VINTAGE = Vintage("daily", datetime(2025, 3, 10, tzinfo=UTC), "ab" * 32, date(2025, 3, 9), 1)


def daily(people, boats=None, first=FIRST):
    people = np.asarray(people, float)
    boats = (
        np.where(np.isnan(people), np.nan, np.ceil(np.nan_to_num(people) / 50)) if boats is None else np.asarray(boats, float)
    )
    days = np.datetime64(first) + np.arange(len(people))
    return Daily(days, people, boats, VINTAGE)


def made(n=900, seed=2):
    rng = np.random.default_rng(seed)
    return daily(np.where(rng.random(n) < 0.4, rng.integers(1, 900, n), 0))


D = made()
AT = st.integers(0, 899)


def at(k):
    return FIRST + timedelta(days=k)


@settings(max_examples=100, deadline=None)
@given(a=AT, b=AT)
def test_a_total_is_the_sum_of_its_days_both_included(a, b):
    a, b = min(a, b), max(a, b)
    for unit, values in (("people", D.people), ("boats", D.boats)):
        assert measures.total(D, unit, at(a), at(b)).value == sum(values[a : b + 1])


@settings(max_examples=60, deadline=None)
@given(k=AT)
def test_a_year_to_date_begins_on_the_first_of_january(k):
    found = measures.year_to_date(D, "people", at(k))
    inside = [p for j, p in enumerate(D.people) if at(j).year == at(k).year and j <= k]
    assert found.value == sum(inside)
    rule = "day" if (at(k).month, at(k).day) == (1, 1) else "year" if (at(k).month, at(k).day) == (12, 31) else "ytd"
    assert found.rule == rule and found.rule in RULES
    assert found.vintages == (VINTAGE,)


def test_the_leap_rule_is_the_date_unless_the_number_of_days_is_asked_for():
    assert same_date(date(2024, 2, 29), 2023) == date(2023, 2, 28)
    assert same_date(date(2025, 3, 3), 2024) == date(2024, 3, 3)
    assert same_number(date(2025, 3, 3), 2024) == date(2024, 3, 2)
    assert same_number(date(2024, 12, 31), 2023) == date(2023, 12, 31)
    ones = daily(np.ones(800) * 50)
    by_date = measures.change(ones, "people", date(2024, 3, 10), 2023)
    by_number = measures.change(ones, "people", date(2024, 3, 10), 2023, "same number of days")
    assert by_date.value == pytest.approx(100 * (70 / 69 - 1)) and by_number.value == 0
    assert (by_date.rule, by_number.rule) == ("same date", "same number of days")


def test_people_a_boat_is_sum_over_sum_and_not_the_mean_of_days():
    d = daily([10, 90, 0], [1, 1, 0])
    assert measures.per_boat(d, FIRST, at(2)).value == 50
    d = daily([10, 270, 0], [1, 3, 0])
    assert measures.per_boat(d, FIRST, at(2)).value == 70
    with pytest.raises(NotCovered, match="no boat"):
        measures.per_boat(d, at(2), at(2))


def test_a_mean_ends_on_its_day():
    d = daily([7, 0, 0, 0, 0, 0, 0, 14])
    assert measures.mean_of_days(d, "people", at(6), 7).value == 1
    assert measures.mean_of_days(d, "people", at(7), 7).value == 2
    with pytest.raises(NotCovered):
        measures.mean_of_days(d, "people", at(5), 7)


@settings(max_examples=100, deadline=None)
@given(boats=st.lists(st.integers(0, 1), min_size=1, max_size=40))
def test_the_longest_gap_is_the_longest_run_of_zeros(boats):
    d = daily([50 * b for b in boats], boats)
    found = measures.longest_gap(d, FIRST, at(len(boats) - 1))
    assert found.value == max(len(run) for run in "".join(map(str, boats)).split("1"))
    assert measures.days_with_none(d, FIRST, at(len(boats) - 1)).value == boats.count(0)


def test_shares_by_load_add_up_to_all_boats():
    end = at(899)
    parts = [measures.share_by_load(D, FIRST, end, a, b).value for a, b in ((0, 19), (20, 39), (40, 59), (60, 79), (80, None))]
    assert sum(parts) == pytest.approx(100)


@pytest.mark.parametrize(
    ("first", "last", "why"),
    [
        (date(2022, 12, 31), date(2023, 1, 2), "covers 2023-01-01"),
        (date(2023, 1, 9), date(2023, 1, 20), "covers 2023-01-01 to 2023-01-10"),
        (date(2023, 1, 2), date(2023, 1, 4), "no number for some day"),
        (date(2023, 1, 4), date(2023, 1, 1), "give the earlier day first"),
    ],
)
def test_what_the_table_does_not_say_is_not_made_up(first, last, why):
    d = daily([1, 2, np.nan, 4, 5, 6, 7, 8, 9, 10])
    with pytest.raises(NotCovered, match=why):
        measures.total(d, "people", first, last)


@settings(max_examples=60, deadline=None)
@given(k=AT, month=st.one_of(st.none(), st.integers(1, 12)))
def test_ranks_are_those_of_a_sorted_list(k, month):
    table = records(D, "people", at(k), Scope(month), n=5)
    chosen = sorted((p for j, p in enumerate(D.people[: k + 1]) if month in (None, at(j).month) and p > 0), reverse=True)
    assert [r.value for r in table][: len(chosen[:5])] == chosen[:5]
    for row in table:
        assert row.rank == 1 + sum(v > row.value for v in chosen)
        assert measures.total(D, "people", row.day, row.day).value == row.value


def test_equal_days_share_a_rank_and_none_is_cut_off():
    d = daily([5, 9, 9, 3, 5, 5])
    assert [(r.rank, r.day.day) for r in records(d, "people", at(5), n=3)] == [(1, 2), (1, 3), (3, 1), (3, 5), (3, 6)]
    assert rank_of_day(d, "people", at(2)).value == 1


def test_a_record_is_of_the_days_up_to_it():
    d = daily([5, 9, 7, 20])
    assert rank_of_day(d, "people", at(1)).value == 1
    assert rank_of_day(d, "people", at(2)).value == 2
    with pytest.raises(NotCovered, match="not among"):
        rank_of_day(d, "people", at(1), Scope(month=3))


def test_years_are_ranked_among_whole_ones():
    d = daily(np.concatenate([np.full(365, 3.0), np.full(366, 9.0), np.full(365, 5.0)]))
    assert [rank_of_year(d, "people", y, 2025).value for y in (2023, 2024, 2025)] == [3, 1, 2]
    assert rank_of_year(d, "people", 2023, 2023).value == 1
    with pytest.raises(NotCovered):
        rank_of_year(d, "people", 2026, 2025)


@pytest.mark.parametrize(("value", "rounded"), [(54.5, 55), (54.49, 54), (-0.5, 0), (-23.8, -24), (0.5, 1)])
def test_halves_go_up(value, rounded):
    assert measures.half_up(value) == rounded


@pytest.mark.parametrize("key", sorted(SENTENCES))
def test_both_languages_have_the_same_places(key):
    import re

    places = [sorted(re.findall(r"\{(\w+)\}", text)) for text in SENTENCES[key]]
    assert places[0] == places[1]
    assert all(text.strip() for text in SENTENCES[key])


def test_a_sentence_says_its_number_and_days_in_words():
    found = measures.total(D, "people", date(2024, 1, 1), date(2024, 3, 1))
    count = f"{found.value:,.0f}"
    assert found.sentence.text == f"{count} people in 2024 up to 1 March 2024"
    french = said(found.sentence.key, found.sentence.args, "fr")
    assert french == f"{count.replace(',', chr(0x202F))} personnes en 2024 jusqu'au 1er mars 2024"


def test_charts_hold_the_numbers_of_the_table():
    d = daily([50, np.nan, 100, 0], [1, np.nan, 2, 0], date(2024, 12, 30))
    assert calendar(d).columns["people"] == (50, None, 100, 0)
    sums = cumulative(D)
    last_of = {}
    for year, day, people in sums.rows:
        last_of[year] = (day, people)
    assert last_of[2023] == ("2023-12-31", measures.total(D, "people", date(2023, 1, 1), date(2023, 12, 31)).value)
    months = {m: (load, whole) for m, _, _, load, whole in per_boat(D).rows}
    expected = measures.per_boat(D, date(2024, 2, 1), date(2024, 2, 29)).value
    assert months["2024-02"] == (round(expected, 2), True)
    assert months[at(899).isoformat()[:7]][1] is False
    assert [r[2] for r in ranking(D, at(899), 3).rows][:3] == sorted(D.people, reverse=True)[:3]


def test_a_sum_stops_before_a_day_without_a_number():
    d = daily([50, 60, np.nan, 10])
    assert cumulative(d).columns["people_to_date"] == (50, 110)
