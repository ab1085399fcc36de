"""The detection tables as values: data/*.csv read once; data/README.md says where each row comes from."""

import csv
from collections.abc import Iterator
from functools import cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
VISIBILITY_NM = np.array([1.0, 3.0, 5.0, 10.0, 15.0, 20.0, 30.0])
_COLUMNS = ("v1", "v3", "v5", "v10", "v15", "v20", "v30")


def rows(name: str) -> Iterator[dict[str, str]]:
    """Rows of a shipped table; lines that begin with # are comments."""
    text = files("varne.search").joinpath("data", name).read_text("utf-8")
    return csv.DictReader(line for line in text.splitlines() if not line.startswith("#"))


@cache
def visual() -> dict[tuple[str, str], tuple[Floats, Floats]]:
    """(platform, target): heights (h,) [ft] in rising order and sweep widths (h, 7) [NM] at VISIBILITY_NM.

    Vessels have no column at 30 NM: they keep the width at 20 NM.
    """
    found: dict[tuple[str, str], list[tuple[float, list[float]]]] = {}
    for row in rows("visual.csv"):
        cells = [float(row[c]) for c in _COLUMNS if row[c]]
        key = _platform(row["platform"]), row["target"]
        found.setdefault(key, []).append((float(row["height_ft"]), cells + cells[-1:] * (len(_COLUMNS) - len(cells))))
    return {key: _stacked(sorted(table)) for key, table in found.items()}


def _platform(name: str) -> str:
    """The 41 ft boat and the 90 ft cutter are one platform at two heights of eye."""
    return "vessel" if name == "boat" else name


def _stacked(table: list[tuple[float, list[float]]]) -> tuple[Floats, Floats]:
    return np.array([h for h, _ in table]), np.array([widths for _, widths in table])


@cache
def speeds() -> dict[tuple[str, str], tuple[Floats, Floats]]:
    """(platform, group of targets): speeds [kn] in rising order and their factors."""
    found: dict[tuple[str, str], list[tuple[float, float]]] = {}
    for row in rows("speed.csv"):
        found.setdefault((row["platform"], row["target"]), []).append((float(row["speed_kn"]), float(row["factor"])))
    return {key: (np.array([s for s, _ in t]), np.array([f for _, f in t])) for key, t in found.items()}


@cache
def goggles() -> dict[str, tuple[float, float]]:
    """Target: base sweep width with night vision goggles, illuminated and not [NM]."""
    return {r["target"]: (float(r["illuminated_nm"]), float(r["dark_nm"])) for r in rows("nvg.csv")}


@cache
def goggle_factors() -> dict[tuple[str, str], tuple[float, float, float, float]]:
    """(condition, band): factors for people illuminated, people dark, boats illuminated, boats dark."""
    names = ("people_illuminated", "people_dark", "boat_illuminated", "boat_dark")
    return {(r["condition"], r["band"]): _four([float(r[n]) for n in names]) for r in rows("nvg_factors.csv")}


def _four(values: list[float]) -> tuple[float, float, float, float]:
    a, b, c, d = values
    return a, b, c, d


@cache
def infrared() -> dict[str, tuple[float, float]]:
    """Target: sweep width in Douglas sea state 0 to 1 and 2 [NM]."""
    return {r["target"]: (float(r["calm_nm"]), float(r["sea2_nm"])) for r in rows("infrared.csv")}


@cache
def radar() -> dict[tuple[str, str, str], float]:
    """(set, target, condition): sweep width [NM]."""
    return {(r["set"], r["target"], r["condition"]): float(r["width_nm"]) for r in rows("radar.csv")}


@cache
def signals() -> dict[tuple[str, str, str, str], float]:
    """(day or night, signal, seen from, condition): sweep width [NM]."""
    return {(r["when"], r["signal"], r["seen_from"], r["condition"]): float(r["width_nm"]) for r in rows("signals.csv")}
