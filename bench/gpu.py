"""The march on a CUDA card: states and steps a second, with the way to the card and back, beside the processor's."""

import json
import time

import numpy as np

from varne import geodesy
from varne.drift import gpu, march
from varne.drift.ensemble import HOUR, Place, seed
from varne.drift.forcing import prepare
from varne.sea.field import Constant
from varne.sea.tides import dover_strait

T0 = 1_637_723_520.0
HOURS, STEPS = 24, 144
SIZES = (10_000, 100_000, 1_000_000, 10_000_000)


def main() -> None:
    try:
        gpu.march_on("cuda")
    except gpu.NoDevice as error:
        print(json.dumps({"bench": "drift on a CUDA card", "result": str(error)}))
        return
    f = prepare(dover_strait(), Constant(3.0, 1.0, "constant wind"), T0, T0 + HOURS * HOUR)
    for n in SIZES:
        e = seed(Place(1.75947, 51.15075, (T0, T0), (500.0, 500.0, 0.0)), "piw", n, rng_seed=1)
        ended(gpu.snapshots, e, f, 1)  # compiles
        card_s, there = ended(gpu.snapshots, e, f, HOURS)
        told = {"bench": "drift on a CUDA card, 24 h, 600 s steps, shipped tide, all errors", "card": gpu.name(), "states": n}
        told |= {"card_s": round(card_s, 3), "card_steps_per_s": round(n * STEPS / card_s)}
        if n <= 1_000_000:
            cpu_s, here = ended(march.snapshots, e, f, HOURS)
            apart, _ = geodesy.distance_and_bearing(here.lon, here.lat, there.lon, there.lat)
            told |= {"cpu_2_threads_s": round(cpu_s, 3), "ratio": round(cpu_s / card_s, 1)}
            told |= {
                "apart_m_median": round(float(np.median(apart)), 4),
                "apart_m_99": round(float(np.quantile(apart, 0.99)), 3),
            }
            told |= {"other_state_or_flag": int(((here.state != there.state) | (here.flag != there.flag)).sum())}
        print(json.dumps(told))


def ended(snapshots, e, f, hours):
    """Seconds that a march takes, and its last snapshot."""
    begin = time.perf_counter()
    for shot in snapshots(e, f, hours):
        last = shot
    return time.perf_counter() - begin, last


if __name__ == "__main__":
    main()
