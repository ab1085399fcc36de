"""The reference nights of ../shared/reference/fusion/night.py as Reports; their language column is dropped.

A position whose time is unsure becomes a wider one, R + (sigma_t v)^2 (research/fusion.md 4.1), since a Report has no
error of time. The kinds have no counterpart for clocks, conditions or boats described by more than a colour.
"""

import importlib
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from bench.fusion.nights import ORIGIN, Floats, Night
from varne.fusion.report import Channel, Count, Description, Outcome, Report, Source
from varne.geodesy import covariance_ellipse, from_plane
from varne.sea.field import Box, as_grid, check_inside

FOLDER = Path(__file__).resolve().parents[3] / "shared" / "reference" / "fusion"
ABSENT = f"reference nights absent: {FOLDER} is not in this checkout"
START = datetime(2024, 3, 1, 20, tzinfo=UTC)
SPEED = 2.2
"""Root mean square speed over ground that turns an unsure time into an unsure place [m/s]."""
COLOURS = ("black", "grey", "white", "blue", "red", "orange")
"""Words for the reference's six colours, so that their shares there (.45 .25 .10 .10 .05 .05) are the words' shares in life."""
KINDS: tuple[tuple[Channel, Source], ...] = (
    ("call", "occupant"),  # with a position of the telephone
    ("call", "occupant"),  # with that of the mast
    ("call", "occupant"),  # without
    ("pin", "occupant"),
    ("list", "authority"),
    ("email", "ngo"),
    ("aircraft", "crew"),
    ("ship", "ship"),
    ("rescue", "crew"),
)


@dataclass(frozen=True, slots=True)
class Tide:
    """The stream that the reference's associator believes in: one sine, the same everywhere."""

    start: float
    name: str = "reference tide"
    box: Box = Box()  # noqa: RUF009  (frozen)

    def __call__(self, t: ArrayLike, lon: ArrayLike, lat: ArrayLike) -> tuple[Floats, Floats]:
        check_inside(self, t, lon, lat)
        turn = 1.1 * np.sin(2 * np.pi * (np.asarray(t, float) - self.start + 2_000.0) / 44_714.0)
        turn = np.broadcast_to(turn, np.broadcast(t, lon, lat).shape)
        return 0.82 * turn, 0.57 * turn

    def on_grid(self, t: Floats, lon: Floats, lat: Floats) -> tuple[Floats, Floats]:
        return self(*as_grid(t, lon, lat))


def present() -> bool:
    return (FOLDER / "night.py").is_file()


def module(name: str) -> ModuleType:
    """A module of the reference folder; its modules import each other by bare names, so the folder joins the path."""
    if not present():
        raise FileNotFoundError(ABSENT)
    if str(FOLDER) not in sys.path:
        sys.path.append(str(FOLDER))
    found = importlib.import_module(name)
    if Path(str(found.__file__)).parent != FOLDER:
        raise ImportError(f"module {name!r} is {found.__file__}, not the one in {FOLDER}; give the other a name of its own")
    return found


def reference_night(seed: int, boats: int = 30) -> Night:
    """One reference night.

    raises  FileNotFoundError where ../shared is not part of the checkout
    """
    made = module("night")
    raw = made.make(seed, boats)
    start = START.timestamp()
    at = [made.at(raw["boats"][b], t) if b >= 0 else (np.nan, np.nan) for b, t in zip(raw["truth"], raw["true_t"], strict=True)]
    ends = {b: start + float(boat["t1"]) for b, boat in enumerate(raw["boats"])}
    return Night(
        name=f"reference {seed}",
        reports=tuple(_report(raw, seed, i) for i in range(len(raw["t"]))),
        current=Tide(start),
        truth=raw["truth"],
        true_t=raw["true_t"] + start,
        true_xy=np.array(at),
        left_sea=ends,
        recovered=frozenset(raw["truth"][raw["kind"] == KINDS.index(("rescue", "crew"))].tolist()),
        end=start + made.NIGHT,
        raw=raw,
    )


def _report(raw: Mapping[str, Any], seed: int, i: int) -> Report:
    channel, source = KINDS[raw["kind"][i]]
    lon, lat = from_plane(*raw["xy"][i], *ORIGIN)
    placed, people = bool(raw["has_pos"][i]), _count(raw["pob"][i])
    xx, xy, yy = raw["cov"][i] + (SPEED * raw["tsig"][i]) ** 2 * np.array([1.0, 0.0, 1.0])
    return Report(
        id=f"ref-{seed}-{i:04d}",
        received=_clock(raw["arrive"][i]),
        observed=_clock(raw["t"][i]),
        channel=channel,
        source=source,
        lon=float(lon) if placed else None,
        lat=float(lat) if placed else None,
        ellipse_m=covariance_ellipse([[xx, xy], [xy, yy]]) if placed else None,
        people=None if channel == "rescue" else people,
        boat=Description(colour=COLOURS[raw["colour"][i]] if raw["colour"][i] >= 0 else None),
        caller=f"key-{raw['phone'][i]}" if raw["phone"][i] >= 0 else None,
        group=f"pass-{raw['scan'][i]}" if raw["scan"][i] >= 0 else None,
        outcome=Outcome(people) if channel == "rescue" and people else None,
    )


def _count(n: int) -> Count | None:
    return Count(int(n), int(n), int(n)) if n > 0 else None


def _clock(seconds: float) -> datetime:
    return START + timedelta(seconds=round(float(seconds), 3))
