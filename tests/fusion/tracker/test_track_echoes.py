"""What always stands is learnt and not shown; a boat that comes by, or stops there, is; ghosts behind an echo are not."""

import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from varne.fusion.tracker.echoes import blank, density, known, learn, standing
from varne.fusion.tracker.follow import follow
from varne.fusion.tracker.scans import Scans, Sight
from varne.fusion.tracker.watch import Watch

sys.path.insert(0, str(Path(__file__).parents[3]))
from bench import harbour

QUAY = np.array([1_000.0, 800.0])
HERE = (Sight(0.0, 0.0, 5_000.0, 0.85),)
WATCH = Watch(4e6, expected=2.0)


def scans(seed, ways, n=100, period=3.0, detects=0.85, at=0.0, extra=()):
    """Scans of things at ways(t) -> list of places, each plotted with 10 m of error, and one false plot a scan."""
    rng = np.random.default_rng(seed)
    t = at + period * np.arange(n)
    seen = []
    for k, moment in enumerate(t):
        z = [np.array(w(moment - at)) + rng.normal(0, 10, 2) for w in ways if rng.random() < detects]
        z += [rng.uniform(0, 2_000, 2)] + [np.array(w(k)) + rng.normal(0, 10, 2) for w in extra]
        seen.append(np.array(z))
    m = sum(map(len, seen))
    first = np.cumsum([0] + [len(z) for z in seen])
    cov = np.tile([100.0, 0.0, 100.0], (m, 1))
    return Scans(t, np.zeros(n, np.int64), first, np.concatenate(seen), cov, np.full(m, 1 / 4e6))


def quay(t):
    return QUAY


def passing(t):
    return QUAY + np.array([-400.0 + 4.0 * t * 0.8, -300.0 + 4.0 * t * 0.6])


def landing(t):
    """Comes at 4 m/s and lies at the quay from t = 125 s on."""
    return passing(min(t, 125.0))


def learnt():
    m = blank(0.0, 2_000.0, 0.0, 2_000.0, 20.0)
    for seed in range(4):
        s = scans(seed, [quay, passing], n=200)
        m = learn(m, s, follow(s, HERE, WATCH)[1])
    return m


MAP = learnt()


def near(h, place, within=40.0):
    return h.of(np.hypot(*(h.place[:, :2] - place).T) < within)


def test_the_map_knows_the_quay_and_not_the_boat_that_passed():
    assert known(MAP, QUAY[None])[0]
    assert not known(MAP, np.array([passing(50.0)]))[0]
    assert not known(MAP, np.array([[-50.0, 0.0], [5_000.0, 5_000.0]])).any()
    assert MAP.scans == 800
    assert MAP.plots.sum() == pytest.approx(800 * (0.85 + 1), rel=0.1)


def test_density_adds_false_plots_where_something_stands():
    s = scans(9, [quay])
    d = density(MAP, s)
    there = np.hypot(*(s.place - QUAY).T) < 10
    assert (d.clutter[there] > 100 * s.clutter[there]).all()
    assert (d.clutter >= s.clutter).all()
    assert np.median(d.clutter[~there] / s.clutter[~there]) < 5


def test_a_known_echo_is_set_apart_and_a_boat_is_not():
    s = density(MAP, scans(10, [quay, passing]))
    _, h = follow(s, HERE, WATCH)
    shown = h.of(~standing(MAP, h))
    assert len(near(shown, QUAY).t) < 25  # only while the boat goes by
    late = shown.of(shown.t == s.t[80])
    assert np.hypot(*(late.place[:, :2] - passing(240.0)).T).min() < 30


def test_a_boat_that_stops_at_a_quay_stays_a_boat():
    s = density(MAP, scans(11, [landing], n=120))
    _, h = follow(s, HERE, WATCH)
    shown = h.of(~standing(MAP, h))
    assert near(shown, QUAY).t.max() == s.t[-1]
    assert np.unique(near(shown, QUAY).number).size == 1


def test_an_unknown_thing_that_stands_is_set_apart_only_after_long():
    _, h = follow(scans(12, [quay]), HERE, WATCH)
    empty = replace(MAP, plots=np.zeros_like(MAP.plots))
    assert not standing(empty, h).any()
    apart = near(h.of(standing(empty, h, after=60.0, radius=25.0)), QUAY)
    assert apart.t.min() > 60.0


def test_what_drifts_is_never_taken_for_an_echo():
    """0.25 m/s: slower than most streams, and half an hour is 450 m."""
    s = scans(13, [lambda t: QUAY + np.array([0.2 * t, 0.15 * t])], n=700)
    _, h = follow(s, HERE, WATCH)
    empty = replace(MAP, plots=np.zeros_like(MAP.plots))
    boats = near(h, QUAY, 600.0)
    assert boats.t.max() > 2_000.0
    assert not standing(empty, boats).any()


GHOSTLY = (replace(HERE[0], beam=np.deg2rad(6.0), hides=0.9, ghosts=2.0),)


def test_ghosts_behind_an_echo_are_not_shown_and_a_boat_behind_it_is_kept():
    """A boat at 400 m throws echoes back from 840 m on the same bearing; another passes behind it and is hidden for 24 s."""

    def front(t):
        return (0.6 * (400 + 0.5 * t), 0.8 * (400 + 0.5 * t))

    s = scans(14, [front], extra=[lambda k: np.array(front(3.0 * k)) * 2.1])
    _, plain = follow(s, HERE, WATCH)
    _, wise = follow(s, GHOSTLY, WATCH)
    ghost = np.array(front(150.0)) * 2.1
    assert len(near(plain, ghost, 200.0).t) > 50
    assert len(near(wise, ghost, 200.0).t) == 0
    assert len(near(wise, np.array(front(150.0)), 100.0).t) > 80


def test_a_hidden_boat_is_not_given_up():
    front = np.array([240.0, 320.0])

    def crossing(t):
        return (700.0 - 4.0 * t, 600.0 + 1.0 * t)

    def gone(t):
        x, y = crossing(t)
        across = abs(front[0] * y - front[1] * x) / np.hypot(*front) / np.hypot(x, y)
        return (x, y) if across > np.sin(np.deg2rad(6.0)) else (1e6, 1e6)

    s = scans(15, [lambda t: front, gone], n=60)
    inside = np.abs(s.place).max(1) < 1e5
    s = replace(
        s,
        place=s.place[inside],
        cov=s.cov[inside],
        clutter=s.clutter[inside],
        first=np.append(0, np.cumsum(inside))[s.first],
    )
    lengths = []
    for sights in (HERE, GHOSTLY):
        _, h = follow(s, sights, WATCH)
        mine = [h.number[k] for k in range(len(h.t)) if np.hypot(*(h.place[k, :2] - crossing(h.t[k]))) < 40.0]
        lengths.append(len(set(mine)))
    assert lengths[1] == 1
    assert lengths[0] >= lengths[1]


def test_a_cell_has_a_side():
    with pytest.raises(ValueError, match="above 0"):
        replace(MAP, cell=0.0)


@pytest.mark.skipif(not harbour.recordings(), reason="the recorded harbour radar is not here (../shared/data/tracks/autoferry)")
def test_the_recorded_harbour():
    """Six recordings, the map learnt from the five others: of the boats that the plots let anybody follow, nearly all."""
    found = harbour.recordings()
    results = []
    for name, r in found.items():
        m = harbour.learnt([o for other, o in found.items() if other != name])
        results.append({**harbour.scored(r, harbour.tracked(r, m)), "could": harbour.plotted(r)})
    mean = {key: np.mean([x[key] for x in results]) for key in results[0]}
    assert mean["false_a_scan"] <= 0.5
    assert mean["completeness"] > mean["could"] - 0.02
    assert mean["rms_m"] < 9.0
