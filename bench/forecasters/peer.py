"""Forecasting libraries on the same counts, in an environment and a process of their own (setup.sh).

    .forecasters/bin/python bench/forecasters/peer.py GIVEN.npz SAID.npz --model auto-ets

GIVEN  boats, people (n,) daily; origins (m,) index of the last known day; last, ahead (r,) and x (r, k): the columns that
       Varne's own model gets, for pairs of a last known day and days ahead; load (n,) people per boat as known on each day
SAID   any (m, 7), boats (m, 7, 99), people (m, 7, 99)
Settings as in research/figures.md section 7. Prints one JSON line.
"""

import argparse
import json
import logging
import time
import warnings
from importlib.metadata import version

import numpy as np

LEVELS = np.arange(1, 100) / 100
AHEAD = 7
BANDS = [2, 10, 20, 30, 40, 50, 60, 70, 80, 90, 94, 98]
STEPS = np.array([0.03, 0.1, 0.25, 0.4, 0.5, 0.6, 0.75, 0.9, 0.97])
LIGHT = dict(learning_rate=0.05, num_leaves=12, min_child_samples=40, subsample=0.7, subsample_freq=1, colsample_bytree=0.6,
             reg_lambda=5, verbose=-1, n_jobs=1, random_state=0)  # fmt: skip


# Time series alone


def series_model(kind):
    from statsforecast import models as m
    from statsforecast.utils import ConformalIntervals

    spread = dict(prediction_intervals=ConformalIntervals(h=AHEAD, n_windows=20))
    return {
        "auto-arima": lambda: m.AutoARIMA(season_length=7),
        "auto-ets": lambda: m.AutoETS(season_length=7),
        "auto-theta": lambda: m.AutoTheta(season_length=7),
        "seasonal-naive": lambda: m.SeasonalNaive(season_length=7),
        "croston-sba": lambda: m.CrostonSBA(**spread),
        "tsb": lambda: m.TSB(alpha_d=0.1, alpha_p=0.1, **spread),
        "imapa": lambda: m.IMAPA(**spread),
    }[kind]()


def by_statsforecast(kind):
    import pandas as pd
    from statsforecast import StatsForecast

    def one(values, origin):
        y = values[origin - 729 : origin + 1]
        frame = pd.DataFrame({"unique_id": "x", "ds": pd.date_range("2001-01-01", periods=len(y)), "y": y})
        said = StatsForecast(models=[series_model(kind)], freq="D").forecast(df=frame, h=AHEAD, level=BANDS)
        edges = {(50 + side * b / 2) / 100: next(c for c in said if c.endswith(f"-{word}-{b}"))
                 for b in BANDS for side, word in ((-1, "lo"), (1, "hi"))}  # fmt: skip
        at = sorted(edges)
        return np.array([np.interp(LEVELS, at, row) for row in said[[edges[p] for p in at]].to_numpy(float)])

    return one


def by_prophet(values, origin):
    import pandas as pd
    from prophet import Prophet

    y = values[max(0, origin - 4 * 365) : origin + 1]
    days = pd.date_range("2001-01-01", periods=len(y) + AHEAD)
    model = Prophet(yearly_seasonality=6, weekly_seasonality=True, daily_seasonality=False, uncertainty_samples=400)
    model.fit(pd.DataFrame({"ds": days[: len(y)], "y": y}))
    said = model.predictive_samples(pd.DataFrame({"ds": days[len(y) :]}))["yhat"]
    return np.quantile(said, LEVELS, axis=1).T


def naive(lag):
    def one(values, origin):
        said = []
        for h in range(1, AHEAD + 1):
            back = lag or h
            past = values[: origin + 1]
            errors = (past[back:] - past[:-back])[-365:]
            start = past[origin + h - lag] if lag else past[origin]
            said.append(start + np.quantile(errors, LEVELS, method="inverted_cdf"))
        return np.array(said)

    return one


def from_series(given, one):
    boats, people = (np.array([np.sort(np.maximum(one(given[k], o), 0), axis=1) for o in given["origins"]])
                     for k in ("boats", "people"))  # fmt: skip
    return (boats > 0.5).mean(axis=2), boats, people


# The same columns as Varne's model


def rows_of(given, origin):
    target = given["last"] + given["ahead"]
    train = (target <= origin) & (given["last"] >= origin - 5 * 365) & np.isfinite(given["x"]).all(axis=1)
    test = given["last"] == origin
    return train, test, 0.5 ** ((origin - given["last"][train]) / 540)


def by_columns(given, fit, refit):
    """Refitted every so many origins, of five days each, on what was known then."""
    said = [[], [], []]
    rng = np.random.default_rng(1)
    for k, origin in enumerate(given["origins"]):
        train, test, weight = rows_of(given, origin)
        if k % refit == 0:
            y = given["boats"][(given["last"] + given["ahead"])[train]]
            predict = fit(given["x"][train], y, weight)
        order = np.argsort(given["ahead"][test])[:AHEAD]
        drawn = predict(given["x"][test][order], rng)
        load = given["load"][origin]
        some = np.maximum(drawn, 1)
        people = np.maximum(rng.normal(drawn * load, np.sqrt(some) * load * 0.28), drawn) * (drawn > 0)
        for store, value in zip(said, ((drawn > 0).mean(axis=1), np.quantile(drawn, LEVELS, axis=1, method="inverted_cdf").T,
                                       np.quantile(people, LEVELS, axis=1).T), strict=True):  # fmt: skip
            store.append(value)
    return tuple(np.array(s) for s in said)


def spread(chance, quantiles, rng, n=2000):
    edges = np.concatenate([[0.0], STEPS, [1.0]])
    drawn = []
    for p, q in zip(chance, quantiles, strict=True):
        z = np.maximum(np.round(np.interp(rng.random(n), edges, np.concatenate([[1.0], np.sort(q), [np.max(q) * 1.25]]))), 1)
        drawn.append(np.where(rng.random(n) < p, z, 0))
    return np.array(drawn)


def lightgbm_hurdle(x, y, weight):
    import lightgbm as lgb

    some = y > 0
    chance = lgb.LGBMClassifier(n_estimators=150, **LIGHT).fit(x, some, sample_weight=weight)
    quantile = dict(n_estimators=100, objective="quantile", **LIGHT)
    sizes = [lgb.LGBMRegressor(alpha=a, **quantile).fit(x[some], np.log(y[some]), weight[some]) for a in STEPS]
    return lambda z, rng: spread(chance.predict_proba(z)[:, 1], np.exp([m.predict(z) for m in sizes]).T, rng)


def lightgbm_quantile(x, y, weight):
    import lightgbm as lgb

    models = [
        lgb.LGBMRegressor(n_estimators=120, objective="quantile", alpha=a, **LIGHT).fit(x, np.log1p(y), weight) for a in STEPS
    ]

    def predict(z, rng):
        said = np.sort(np.expm1([m.predict(z) for m in models]).T, axis=1)
        edges = np.concatenate([[0.0], STEPS, [1.0]])
        return np.array([np.round(np.interp(rng.random(2000), edges, np.concatenate([[0.0], q, [q[-1] * 1.1]]))) for q in said])

    return predict


def ngboost(x, y, weight):
    from ngboost import NGBClassifier, NGBRegressor
    from ngboost.distns import LogNormal

    light = dict(n_estimators=80, learning_rate=0.1, minibatch_frac=0.4, verbose=False, random_state=0)
    some, jitter = y > 0, np.random.default_rng(0).uniform(-0.3, 0.3, int((y > 0).sum()))
    chance = NGBClassifier(**light).fit(x, some.astype(int), sample_weight=weight)
    size = NGBRegressor(Dist=LogNormal, **light).fit(x[some], y[some] + jitter, sample_weight=weight[some])

    def predict(z, rng):
        d = size.pred_dist(z)
        drawn = np.maximum(
            np.round(rng.lognormal(np.log(d.params["scale"])[:, None], d.params["s"][:, None], (len(z), 2000))), 1
        )
        return np.where(rng.random(drawn.shape) < chance.predict_proba(z)[:, 1][:, None], drawn, 0)

    return predict


def one_part_glm(x, y, weight):
    """A negative binomial without a hurdle: statsmodels' GLM."""
    import statsmodels.api as sm

    centre, scale = x.mean(axis=0), x.std(axis=0)
    centre[0], scale[0] = 0.0, 1.0
    scale[scale == 0] = 1.0
    z = (x - centre) / scale
    rough = sm.GLM(y, z, family=sm.families.Poisson(), freq_weights=weight).fit().fittedvalues
    share = weight * rough**2
    alpha = max(float(np.average(((y - rough) ** 2 - rough) / rough**2, weights=share / share.sum())), 0.05)
    model = sm.GLM(y, z, family=sm.families.NegativeBinomial(alpha=alpha), freq_weights=weight).fit()

    def predict(new, rng):
        mean = np.exp(np.clip(((new - centre) / scale) @ model.params, -9, 4))
        return rng.negative_binomial(1 / alpha, 1 / (1 + alpha * mean[:, None]), (len(new), 2000)).astype(float)

    return predict


MODELS = {
    **{k: ("statsforecast", lambda g, k=k: from_series(g, by_statsforecast(k)))
       for k in ("auto-arima", "auto-ets", "auto-theta", "seasonal-naive", "croston-sba", "tsb", "imapa")},
    "prophet": ("prophet", lambda g: from_series(g, by_prophet)),
    "last-value": ("numpy", lambda g: from_series(g, naive(0))),
    "lightgbm-hurdle": ("lightgbm", lambda g: by_columns(g, lightgbm_hurdle, 24)),
    "lightgbm-quantile": ("lightgbm", lambda g: by_columns(g, lightgbm_quantile, 24)),
    "ngboost": ("ngboost", lambda g: by_columns(g, ngboost, 48)),
    "one-part-glm": ("statsmodels", lambda g: by_columns(g, one_part_glm, 12)),
}  # fmt: skip


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("given")
    parser.add_argument("said")
    parser.add_argument("--model", choices=MODELS, required=True)
    a = parser.parse_args()
    warnings.filterwarnings("ignore")
    for name in ("cmdstanpy", "prophet"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    package, run = MODELS[a.model]
    given = dict(np.load(a.given))
    begin = time.process_time()
    any_, boats, people = run(given)
    spent = time.process_time() - begin
    np.savez(a.said, any=any_, boats=boats, people=people)
    print(json.dumps({"tool": f"{package} {version(package)} {a.model}", "cpu_s": round(spent, 1)}))


if __name__ == "__main__":
    main()
