"""Minor constituents from their large neighbours: src/varne/sea/data/inferred.json.

    python atlas/infer.py TIDE_STATIONS.json

TIDE_STATIONS.json is the TICON-4 extract (CC BY 4.0, doi:10.17882/109129; see DATA.md). The tidal model resolves 13
constituents; the rest that matter are steady ratios to one of those along this coast. A ratio is the median over the
gauges of the Strait; Dover is left out so that the comparison with the Dover gauge stays a test. SA and SSA are the
season of the mean sea level: heights only, nearly the same everywhere, taken as their median. MA2 and MB2 (0.025 and
0.011 m) are left out: programs disagree whether their argument holds the solar perigee, and the source does not say.
"""

import cmath
import json
import math
import sys
from pathlib import Path
from statistics import mean, median

GAUGES = (
    "Calais",
    "Boulogne-sur-Mer",
    "Dunkerque",
    "Deal Pier",
    "Hastings Pier",
    "Newhaven",
    "Dieppe",
    "Nieuwpoort",
    "Oostende",
)
PARENT = {
    "K2": "S2", "T2": "S2", "R2": "S2", "LAMBDA2": "S2", "2SM2": "S2", "NU2": "N2", "2N2": "N2",
    "EPS2": "MU2", "MKS2": "MU2", "P1": "K1", "Q1": "O1", "N4": "MN4", "S4": "MS4",
}  # fmt: skip
UNIFORM_HEIGHT = ("SA", "SSA")
TICON = {"EPS2": "EP2"}


def middle(values: list[complex]) -> complex:
    return complex(median(z.real for z in values), median(z.imag for z in values))


def main(path: str) -> None:
    stations = {s["name"]: s["constituents"] for s in json.loads(Path(path).read_text())["stations"]}

    def constant(gauge: str, name: str) -> complex:
        a, g = stations[gauge][TICON.get(name, name)]
        return cmath.rect(a, -math.radians(g))

    rules = {}
    for name, parent in PARENT.items():
        ratios = [constant(g, name) / constant(g, parent) for g in GAUGES]
        m = middle(ratios)
        rules[name] = {
            "parent": parent,
            "ratio": round(abs(m), 4),
            "lag_deg": round(-math.degrees(cmath.phase(m)), 2),
            "spread": round(mean(abs(r - m) for r in ratios), 4),
        }
    uniform = {}
    for name in UNIFORM_HEIGHT:
        m = middle([constant(g, name) for g in GAUGES])
        uniform[name] = {"amplitude_m": round(abs(m), 4), "lag_deg": round(-math.degrees(cmath.phase(m)) % 360, 2)}
    source = "TICON-4, Hart-Davis, Dettmering, Seitz (2025), SEANOE, doi:10.17882/109129, CC BY 4.0"
    answer = {"source": source, "gauges": GAUGES, "ratios": rules, "uniform_height": uniform}
    target = Path(__file__).parent.parent / "src/varne/sea/data/inferred.json"
    target.write_text(json.dumps(answer, indent=1) + "\n")
    print(f"wrote {target.name}: {len(rules)} ratios, {len(uniform)} uniform heights")


if __name__ == "__main__":
    main(sys.argv[1])
