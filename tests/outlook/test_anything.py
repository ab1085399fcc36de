"""Whatever comes in, in whatever order, gives an outlook that holds together, or none."""

import numpy as np
import pytest
from telling import T0, said, same, sea

from varne.fusion.report import CHANNELS, CONDITIONS, SOURCES
from varne.outlook import outlook

STREAM = sea(0.5, 60.0, hours=10.0)


def anything(rng):
    """Reports at sea, on land, off the map, sharp and wide, slow and impossibly fast, without a time, all at once."""
    told = []
    for k in range(rng.integers(1, 10)):
        given = {
            "channel": str(rng.choice(CHANNELS)),
            "source": str(rng.choice(SOURCES)),
            "condition": str(rng.choice(CONDITIONS)),
        }
        kind = rng.random()
        if kind < 0.7:
            wide = kind < 0.1
            given["lon"] = float(rng.uniform(-2, 4) if wide else rng.uniform(1.2, 1.8))
            given["lat"] = float(rng.uniform(49, 53) if wide else rng.uniform(50.8, 51.2))
            major = float(10 ** rng.uniform(0, 5))
            given["ellipse_m"] = (major, major * float(rng.uniform(0.01, 1)), float(rng.uniform(0, 180)))
        if rng.random() < 0.3:
            given |= {"course": float(rng.uniform(0, 360)), "speed_kn": float(rng.choice([0.0, 4.0, 40.0]))}
        if rng.random() < 0.4:
            given["observed"] = None
        told.append(said(f"r{k}", float(rng.choice([rng.uniform(-30, 400), 60.0])), **given))
    return told


@pytest.mark.parametrize("seed", range(30))
def test_it_holds_together(seed):
    rng = np.random.default_rng(seed)
    told = anything(rng)
    n, belonging = int(rng.choice([1, 10, 200])), [float(p) for p in rng.choice([0.01, 0.5, 1.0], len(told))]
    how = {"n": n, "rng_seed": seed, "wind_known": True}
    o = outlook(told, STREAM, T0 + 480 * 60.0, belonging=belonging, **how)
    mixed = rng.permutation(len(told))
    again = outlook([told[k] for k in mixed], STREAM, T0 + 480 * 60.0, belonging=[belonging[k] for k in mixed], **how)
    if o is None:
        assert again is None
        return
    assert same(o, again)
    assert np.isfinite(o.run.lon).all() and np.isfinite(o.run.lat).all()
    assert (np.diff(o.run.t) > 0).all()
    assert o.run.weight.sum() == pytest.approx(1.0)
    assert sum(o.states(T0 + 480 * 60.0).values()) == pytest.approx(1.0)
    assert all(-1e-9 <= p <= 1 + 1e-9 for p in o.believed.values())
    named = {str(w.args["report"]) for w in o.assumptions if "report" in w.args} | set(o.believed)
    assert {r.id for r in told if r.has_position and r.channel not in ("rescue", "search")} <= named
