"""The two regressions against statsmodels and against a law that is known; people of boats against drawing."""

import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import approx_fprime
from statsmodels.discrete.truncated_model import TruncatedLFNegativeBinomialP

from varne.crossings.readiness import truncated
from varne.crossings.readiness.hurdle import MOST, fit, mass
from varne.crossings.readiness.load import Load, people_quantiles
from varne.crossings.readiness.logistic import fit_logistic
from varne.crossings.readiness.truncated import fit_truncated, truncated_mass


def days(seed=1, n=600):
    """Columns, chances and counts of a known law."""
    rng = np.random.default_rng(seed)
    x = np.column_stack([np.ones(n), rng.normal(size=(n, 2))])
    some = rng.random(n) < 1 / (1 + np.exp(-(0.3 + x[:, 1])))
    size = np.exp(0.8 + 0.4 * x[:, 2])
    chances = truncated_mass(size, 0.5, MOST).cumsum(axis=1)
    boats = np.where(some, (rng.random(n)[:, None] > chances).sum(axis=1) + 1.0, 0.0)
    return x, boats


def test_logistic_without_a_ridge_is_that_of_statsmodels():
    x, boats = days()
    ours = fit_logistic(x, (boats > 0) * 1.0, np.ones(len(x)), np.zeros(3))
    assert np.allclose(ours, sm.Logit(boats > 0, x).fit(disp=0).params, atol=1e-6)


def test_logistic_with_weights_and_a_ridge_is_that_of_statsmodels():
    x, boats = days()
    y, weight = (boats > 0) * 1.0, np.linspace(0.2, 1.0, len(x))
    ours = fit_logistic(x, y, weight, np.array([0.0, 0.1, 0.1]))
    penalty = np.array([0.0, 0.1, 0.1]) * weight.sum() / len(x)
    model = sm.GLM(y, x, family=sm.families.Binomial(), freq_weights=weight)
    assert np.allclose(ours, model.fit_regularized(alpha=penalty, L1_wt=0.0, maxiter=500).params, atol=1e-3)


def test_a_rare_event_and_a_perfect_divide_do_not_run_away():
    x = np.column_stack([np.ones(50), np.r_[-np.ones(25), np.ones(25)]])
    assert np.isfinite(fit_logistic(x, np.r_[np.zeros(25), np.ones(25)], np.ones(50), np.array([0.0, 0.1]))).all()


def test_truncated_is_that_of_statsmodels():
    x, boats = days()
    some = boats > 0
    coefficients, dispersion = fit_truncated(x[some], boats[some], np.ones(some.sum()), np.zeros(3))
    model = TruncatedLFNegativeBinomialP(boats[some], x[some])
    start = np.append(coefficients, dispersion)
    found = model.fit(start_params=start * 1.05, disp=0, maxiter=500).params
    assert np.allclose(start, found, atol=2e-2)
    assert model.loglike(start) >= model.loglike(found) - 1e-4


def test_the_slope_of_the_likelihood_is_its_slope():
    x, boats = days(2, 80)
    some = boats > 0
    weight = np.linspace(0.5, 1.0, some.sum()) / some.sum()
    at = np.array([0.7, -0.1, 0.3, -0.6])
    arguments = x[some], boats[some], weight, np.array([0.0, 0.05, 0.02])
    _, slope = truncated._loss(at, *arguments)
    assert np.allclose(slope, approx_fprime(at, lambda a: truncated._loss(a, *arguments)[0], 1e-7), atol=1e-5)


def test_the_law_is_found_again():
    x, boats = days(3, 8000)
    model = fit(x, boats, np.ones(len(x)))
    log_odds, log_size = model.log_odds(x), model.log_size(x)
    assert np.corrcoef(log_odds, 0.3 + x[:, 1])[0, 1] > 0.99
    assert np.corrcoef(log_size, 0.8 + 0.4 * x[:, 2])[0, 1] > 0.99
    assert model.mass(x)[:, 0].mean() == pytest.approx((boats == 0).mean(), abs=0.01)
    assert (model.mass(x) @ np.arange(MOST + 1)).mean() == pytest.approx(boats.mean(), rel=0.05)


def test_chances_add_up_even_far_outside():
    found = mass(np.array([-50.0, 0.0, 50.0]), np.array([-9.0, 1.0, 9.0]), 0.5)
    assert np.allclose(found.sum(axis=1), 1.0)
    assert (found >= 0).all()


def test_days_all_alike_are_refused_in_words():
    with pytest.raises(ValueError, match="boats came on 5 of 5 days: nothing to tell apart"):
        fit(np.ones((5, 1)), np.ones(5), np.ones(5))


def test_people_are_as_drawing_gives_them():
    carried = Load(50.0, 0.1, 0.03)
    chances = mass(np.array([0.5]), np.array([1.2]), 0.4)[0]
    rng = np.random.default_rng(1)
    boats = rng.choice(MOST + 1, 200_000, p=chances / chances.sum())
    k = np.maximum(boats, 1)
    variance = k * carried.boats + k**2 * carried.days
    drawn = np.where(boats > 0, rng.gamma(k**2 / variance, variance / k) * carried.mean, 0.0)
    levels = np.array([0.1, 0.5, 0.7, 0.9, 0.97])
    assert people_quantiles(chances, carried, levels) == pytest.approx(np.quantile(drawn, levels), rel=0.02, abs=1)


def test_no_chance_of_a_boat_is_no_people():
    chances = np.zeros(MOST + 1)
    chances[0] = 1.0
    assert people_quantiles(chances, Load(50.0, 0.1, 0.03), np.array([0.5, 0.99])).tolist() == [0, 0]
