"""Tide gauges and their harmonic constants (TICON-4, CC BY 4.0, doi:10.17882/109129; see DATA.md)."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

# Name here -> end of the id in TICON-4. One record a place: the longest; none up a river or behind a sluice.
IDS = {
    "Cherbourg": "cherbourg-13-fra-refmar",
    "Ouistreham": "ouistreham-311-fra-refmar",
    "Le Havre": "le_havre-4-fra-refmar",
    "Dieppe": "dieppe-24-fra-refmar",
    "Boulogne": "boulogne_sur_mer-111-fra-refmar",
    "Calais": "calais-55-fra-refmar",
    "Dunkerque": "dunkerque-2-fra-refmar",
    "Nieuwpoort": "nieuwpoorttg-nie-bel-cmems",
    "Oostende": "oostendetg-oos-bel-cmems",
    "Bol van Heist": "bolvanheisttg-bol-bel-cmems",
    "Vlakte van de Raan": "vlaktevdraantg-vla-nld-cmems",
    "Bournemouth": "bournemouth-bou-gbr-bodc",
    "Sandown": "sandown_pier-sdp-gbr-cco",
    "Arun Platform": "arunplatformtg-aru-gbr-cmems",
    "Newhaven": "newhaven-nha-gbr-bodc",
    "Hastings": "hastingspiertg-has-gbr-cmems",
    "Dover": "dover-dov-gbr-bodc",
    "Deal": "deal_pier-dlp-gbr-cco",
    "Herne Bay": "herne_bay-hby-gbr-cco",
    "Sheerness": "sheerness-she-gbr-cmems",
    "Harwich": "harwich-har-gbr-bodc",
    "Lowestoft": "lowestoft-low-gbr-bodc",
    "Cromer": "cromer-cro-gbr-bodc",
    "Lichteiland Goeree": "lichteiland_goeree-lichtelgre-nld-rws",
    "Euro Platform": "euro_platform-eurpfm-nld-rws",
    "Scheveningen": "scheveningen-schevngn-nld-rws",
    "Oosterschelde 11": "oosterschelde_11-oostsde11-nld-rws",
    "Hoorn Q1": "platform_hoorn_q1_a-q1-nld-rws",
    "IJmuiden": "ijmuiden_stroommeetpaal-ijmdsmpl-nld-rws",
    "Petten": "petten_zuid-pettzd-nld-rws",
    "K13a": "k13a_platform-k13apfm-nld-rws",
}
STRAIT = ("Dover", "Calais", "Boulogne", "Dunkerque", "Deal", "Hastings", "Dieppe", "Nieuwpoort")
"""The gauges of the Strait itself: they count double in the fit."""
OUTSIDE = ("K13a",)
"""Beyond the grid: a first guess of the boundary comes from it, no misfit."""


@dataclass(frozen=True, slots=True)
class Gauge:
    """A tide gauge: place [deg] and constants a exp(-i g) by constituent [m]."""

    name: str
    lon: float
    lat: float
    constants: dict[str, complex]


def load(path: Path) -> dict[str, Gauge]:
    """The gauges of IDS by their name here.

    raises  ValueError when the file lacks one
    """
    records = json.loads(path.read_text("utf-8"))["stations"]
    found = {name: next((r for r in records if r["id"].endswith(end)), None) for name, end in IDS.items()}
    absent = sorted(name for name, r in found.items() if r is None)
    if absent:
        raise ValueError(f"{path} lacks the gauges {absent}; needed are TICON-4 records with the ids of atlas/tide/gauges.py")
    return {name: _gauge(name, r) for name, r in found.items() if r is not None}


def _gauge(name: str, r: dict[str, Any]) -> Gauge:
    constants = {c: complex(a * np.exp(-1j * np.radians(g))) for c, (a, g) in r["constituents"].items()}
    return Gauge(name, float(r["lon"]), float(r["lat"]), constants)
