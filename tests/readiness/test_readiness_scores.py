"""Scores against their definitions; weeks, leads, classes; when a warning is due."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from varne.crossings.readiness.outlook import LEVELS, Chances
from varne.crossings.readiness.scores import (
    Outcome,
    by_lead,
    by_week,
    crps,
    reliability,
    score,
    worse_than_climate,
)

TODAY = date(2026, 6, 28)  # a Sunday


def sure(number, people=None):
    """A forecast that is sure of a number of boats."""
    full = np.full(99, float(number))
    return Chances(float(number > 0), float(number >= 10), full, full * 50 if people is None else np.full(99, float(people)))


def outcome(days_ago, forecast, climate, boats, lead=1):
    day = TODAY - timedelta(days=days_ago)
    return Outcome(day - timedelta(days=lead), day, forecast, climate, boats, 50 * boats)


@given(st.floats(-50, 50), st.floats(0.1, 30), st.floats(-100, 100))
def test_crps_is_the_integral_of_its_definition(centre, width, came):
    """Twice the pinball loss over 99 levels against the integral of (F - step)^2, for a uniform distribution."""
    quantiles = centre + width * (LEVELS - 0.5)
    x = np.linspace(min(centre - width, came) - 1, max(centre + width, came) + 1, 20_001)
    below = np.clip((x - centre) / width + 0.5, 0, 1)
    integral = np.sum((below - (x >= came)) ** 2) * (x[1] - x[0])
    assert crps(quantiles[None], np.array([came]))[0] == pytest.approx(integral, rel=0.03, abs=0.03 * width + 0.02)


def test_a_perfect_forecast_scores_nothing_and_has_full_skill():
    s = score([outcome(k, sure(k % 3), sure(4), float(k % 3)) for k in range(9)])
    assert (s.crps_people, s.crps_boats, s.brier_any, s.brier_many) == (0, 0, 0, 0)
    assert s.skill_people == s.skill_any == 1.0 and s.covered == 1.0


def test_skill_against_a_climatology_without_error_is_no_number():
    s = score([outcome(1, sure(2), sure(2), 2.0)])
    assert np.isnan(s.skill_people)


def test_brier_is_the_mean_square():
    half = Chances(0.5, 0.2, np.zeros(99), np.zeros(99))
    s = score([outcome(1, half, half, 12.0), outcome(2, half, half, 0.0)])
    assert s.brier_any == 0.25 and s.brier_many == pytest.approx((0.64 + 0.04) / 2)


def test_nothing_to_score_is_said():
    with pytest.raises(ValueError, match="nothing to score"):
        score([])


def test_weeks_end_on_sundays():
    outcomes = [outcome(k, sure(1), sure(0), 1.0) for k in (0, 6, 7)]
    assert [(d, s.n) for d, s in by_week(outcomes).items()] == [(date(2026, 6, 21), 1), (TODAY, 2)]


def test_leads_are_told_apart():
    assert list(by_lead([outcome(1, sure(1), sure(0), 1.0, lead) for lead in (1, 3, 3)])) == [1, 3]


def test_reliability_counts_what_came():
    said = Chances(0.6, 0.1, np.zeros(99), np.zeros(99))
    (c,) = reliability([outcome(k, said, said, float(k < 3)) for k in range(4)])
    assert (c.above, c.to, c.n, c.said, c.came) == (0.55, 0.8, 4, pytest.approx(0.6), 0.75)


def test_zero_and_one_have_a_class():
    assert sum(c.n for c in reliability([outcome(1, sure(0), sure(0), 0.0), outcome(2, sure(3), sure(0), 3.0)])) == 2


def worse(days):
    return [outcome(k, sure(9), sure(1), 1.0) for k in days]


def test_a_warning_when_the_last_sixty_days_were_worse_than_the_climatology():
    assert worse_than_climate([*worse(range(45))], TODAY) is None  # a climatology without error has no skill to compare
    some = [outcome(k, sure(9), sure(2), 1.0) for k in range(45)]
    found = worse_than_climate(some, TODAY)
    assert found is not None and found.skill_people < 0


def test_no_warning_for_what_is_long_ago_or_rare():
    assert worse_than_climate([outcome(k, sure(9), sure(2), 1.0) for k in range(61, 120)], TODAY) is None
    assert worse_than_climate([outcome(k, sure(9), sure(2), 1.0) for k in range(20)], TODAY) is None


def test_no_warning_when_the_forecast_was_better():
    assert worse_than_climate([outcome(k, sure(1), sure(9), 1.0) for k in range(45)], TODAY) is None
