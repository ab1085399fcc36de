"""What is known beforehand: counts, almanac, climatology, columns, nights, a single run dressed, the table of wind."""

import csv
from datetime import date, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from varne.crossings.readiness import by_wind, design, dressing
from varne.crossings.readiness.almanac import almanac, tidal_range
from varne.crossings.readiness.climate import climate, percentiles
from varne.crossings.readiness.counts import Counts, counts_of
from varne.crossings.readiness.load import load
from varne.crossings.readiness.night import Night, columns, days_from, mean_of, nights, remembered, until

HERE = Path(__file__).parent
TIDES = HERE.parents[2] / "shared" / "data" / "tide" / "dover_hw_lw_2018_2027.csv"
FIRST = date(2023, 1, 1)


def counts(boats, people=None):
    boats = np.array(boats, float)
    return Counts(FIRST, boats, 50 * boats if people is None else np.array(people, float))


@pytest.mark.parametrize(
    ("pair", "words"),
    [((-1, 5), "-1 boats with 5 people"), ((0, 5), "0 boats with 5 people"), ((2, 0), "2 boats with 0 people"),
     ((np.inf, 5), "inf boats")],
)  # fmt: skip
def test_impossible_counts_are_named(pair, words):
    with pytest.raises(ValueError, match=words):
        counts_of({FIRST: (1, 50), FIRST + timedelta(days=1): pair})


def test_no_counts_say_what_to_do():
    with pytest.raises(ValueError, match="import the Home Office time series first"):
        counts_of({})


def test_the_range_of_the_tide_is_that_of_the_atlas_at_springs_and_neaps():
    # 24 March 2023: new moon and near the equinox, springs; 30 March: neaps
    springs, neaps = tidal_range(date(2023, 3, 24), 1)[0], tidal_range(date(2023, 3, 31), 1)[0]
    assert springs > 6.0 > 4.5 > neaps


def test_the_range_of_the_tide_against_harmonics_of_the_gauge():
    if not TIDES.exists():
        pytest.skip("../shared/data/tide is not here")
    by_day: dict[date, list[float]] = {}
    for row in csv.DictReader(TIDES.read_text().splitlines()):
        by_day.setdefault(datetime.fromisoformat(row["time_utc"]).date(), []).append(float(row["height_m"]))
    days = days_from(date(2024, 1, 1), 366)
    gauge = np.array([max(by_day[d]) - min(by_day[d]) for d in days])
    assert np.sqrt(np.mean((tidal_range(days[0], 366) - gauge) ** 2)) < 0.35


def test_a_year_is_cut_out_of_two():
    assert np.array_equal(tidal_range(date(2023, 12, 30), 4)[2:], tidal_range(date(2024, 1, 1), 2))


def test_the_climatology_takes_the_season_of_three_years_and_nothing_later():
    boats = np.arange(1.0, 1461.0)  # each day its own number
    c, calendar = counts(boats), almanac(FIRST, 1470)
    last = (date(2026, 6, 1) - FIRST).days
    usual = climate(c, calendar, last, 154.0)  # 3 June
    days = [FIRST + timedelta(days=int(b) - 1) for b in usual.boats]
    assert max(days) == date(2026, 6, 1)
    assert {d.year for d in days} == {2023, 2024, 2025, 2026}
    assert all(abs((d.replace(year=2026) - date(2026, 6, 3)).days) <= 16 for d in days)
    assert usual.any == 1.0 and usual.at_least(10) == 1.0


def test_the_climatology_at_new_year_looks_both_ways():
    c, calendar = counts(np.ones(1100)), almanac(FIRST, 1110)
    assert climate(c, calendar, 1094, 1.0).boats.size > 80  # 1 January 2026: December and January of three years


def test_percentiles_of_what_came():
    assert percentiles(np.array([0.0, 2.0]), np.array([0.01, 0.5, 0.51, 0.99])).tolist() == [0, 0, 2, 2]


def test_columns_look_only_back():
    boats = np.random.default_rng(1).poisson(1.0, 800).astype(float)
    calendar = almanac(FIRST, 830)
    last, ahead = np.array([600, 600, 600]), np.array([1, 3, 20])
    before = design.columns(design.recent(counts(boats)), calendar, last, ahead)
    boats[601:] = 99.0
    assert np.array_equal(before, design.columns(design.recent(counts(boats)), calendar, last, ahead))
    assert before.shape == (3, len(design.GROUPS))


def test_unknown_days_are_left_out_of_means():
    boats = np.array([2.0, np.nan, 4.0])
    assert design.recent(counts(boats)).month.tolist() == [2.0, 2.0, 3.0]


def test_load_is_sum_over_sum_of_the_last_sixty_days():
    boats = np.r_[np.full(100, 1.0), np.full(60, 2.0)]
    c = counts(boats, np.r_[np.full(100, 10.0), np.full(60, 120.0)])
    assert load(c, 159).mean == 60.0
    assert load(c, 99).mean == 10.0


def test_load_looks_further_back_when_boats_are_few():
    boats = np.r_[np.full(30, 3.0), np.zeros(70)]
    assert load(counts(boats, 40 * boats), 99).mean == 40.0
    with pytest.raises(ValueError, match="no boat is on record yet"):
        load(counts(np.zeros(10)), 9)


def series(first: date, hours: int, east):
    begin = (first - date(1970, 1, 1)).days * 86_400.0
    return begin + 3600.0 * np.arange(hours), np.broadcast_to(east, (1, hours)).astype(float)


def test_the_night_of_a_day_is_21_to_09():
    t, east = series(date(2026, 6, 1), 72, 0.0)
    east = east.copy()
    east[0, 21 : 21 + 13] = 6.0  # 21 UTC on the 1st to 09 UTC on the 2nd
    found = nights(t, east, 0 * east, None, days_from(date(2026, 6, 1), 4))
    assert list(found) == [date(2026, 6, 2), date(2026, 6, 3)]  # the 1st began before the series, the 4th goes on after it
    assert found[date(2026, 6, 2)].speed.tolist() == [6.0]
    assert found[date(2026, 6, 3)].speed.tolist() == [0.0]
    assert not found[date(2026, 6, 2)].has_waves


def test_a_night_with_a_missing_hour_is_not_known():
    t, east = series(date(2026, 6, 1), 48, 5.0)
    east = np.repeat(east, 2, axis=0)
    east[1, 25] = np.nan
    found = nights(t, east, 0 * east, None, days_from(date(2026, 6, 2), 1))
    assert found[date(2026, 6, 2)].speed.size == 1
    east[0, 30] = np.nan
    assert nights(t, east, 0 * east, None, days_from(date(2026, 6, 2), 1)) == {}


def test_members_without_waves_are_left_out_where_others_have_them():
    t, east = series(date(2026, 6, 1), 48, 5.0)
    east, height = np.repeat(east, 2, axis=0), np.full((2, 48), 0.7)
    height[1] = np.nan
    found = nights(t, east, 0 * east, height, days_from(date(2026, 6, 2), 1))[date(2026, 6, 2)]
    assert found.waves.tolist() == [pytest.approx(0.7)] and found.weight.tolist() == [1.0]


def test_the_sea_remembers():
    calm_after_storm = remembered(np.r_[np.full(24, 15.0), np.full(9, 0.0)][None])[0]
    assert calm_after_storm[23] == pytest.approx(0.0165 * 225)
    assert calm_after_storm[-1] == pytest.approx(0.0165 * 225 * np.exp(-1), rel=0.01)


def test_nights_after_a_day_are_not_looked_at():
    assert list(until({date(2026, 6, 2): None, date(2026, 6, 3): None}, date(2026, 6, 2))) == [date(2026, 6, 2)]


def one(speed=6.0):
    east, north, memory = np.array([speed]), np.zeros(1), np.array([0.5])
    return Night(np.array([speed]), east, north, memory, np.array([0.8]), np.ones(1))


@pytest.mark.parametrize("lead", [1, 4, 7, 12])
def test_a_single_run_is_dressed_with_the_error_of_its_lead(lead):
    dressed = dressing.dressed(one(), lead)
    assert dressed.weight.sum() == pytest.approx(1.0)
    assert dressed.weight @ dressed.east == pytest.approx(6.0)
    error = dressing.ERROR[min(lead, 7) - 1]
    assert np.sqrt(dressed.weight @ (dressed.east - 6.0) ** 2) == pytest.approx(error)
    assert dressed.weight @ dressed.speed > 6.0  # what is unsure of its direction blows harder than its mean
    assert (dressed.waves > 0).all()


def test_an_ensemble_is_not_dressed():
    pair = Night(*(np.array([4.0, 8.0]) for _ in range(5)), np.full(2, 0.5))
    assert dressing.dressed(pair, 3) is pair
    assert mean_of(pair).speed.tolist() == [6.0]


def test_weather_columns_are_as_many_as_their_groups():
    from varne.crossings.readiness.night import GROUPS

    assert columns(one(9.0), waves=True)[0].tolist() == [9.0, 4.0, 1.0, 0.8, 9.0, 0.0]
    assert len(GROUPS) == 6


def test_the_table_of_wind_keeps_the_chance_over_its_own_nights():
    base = (by_wind.NIGHTS * by_wind.ANY).sum() / by_wind.NIGHTS.sum()
    odds = np.log(base / (1 - base)) + by_wind.log_evidence(by_wind.SPEED)
    chance = 1 / (1 + np.exp(-odds))
    assert (by_wind.NIGHTS @ chance) / by_wind.NIGHTS.sum() == pytest.approx(base, abs=0.01)
    assert np.allclose(chance, by_wind.ANY, atol=0.02)
    assert (np.diff(by_wind.log_busier(np.arange(4.0, 14.0))) <= 0).all()
