"""When an asset could be at a place, by what it was last said to do: an honest time, not a hope (F7 of research/domain.md).

Launch minutes and the straight way at its transit speed. What is not known counts against it: an asset at sea of which nobody
said where it is starts from its base; one whose straight way leads over land needs longer, and that is said.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

import numpy as np

from varne.geodesy import destination, distance_and_bearing
from varne.record.incident.state import AssetState
from varne.sea import coast
from varne.search.assets import Asset

Start = Literal["base", "tasked", "at_sea", "on_scene"]
HARBOUR, LOOK = 1500.0, 150.0
"""Land so near an end of the way is its harbour; the way is looked at so often [m]."""


@dataclass(frozen=True, slots=True)
class Reach:
    """When an asset could be on scene.

    start      base: not called yet; tasked: called, not left; at_sea: no launch to wait for; on_scene: it is there
    over_land  its straight way leads over land: it takes longer than this
    due        when it was said to be there, None when nobody said; then `at` is only what it would take
    """

    at: datetime
    start: Start
    over_land: bool
    due: datetime | None

    def minutes(self, now: datetime) -> int:
        """How long that is, up to the full minute."""
        return int(np.ceil((self.at - now).total_seconds() / 60))

    def surely_within(self, minutes: int, now: datetime) -> bool:
        """Is it there by then? Of one that has to go round land nobody knows."""
        return self.minutes(now) <= minutes and not self.over_land


def reach(asset: Asset, state: AssetState | None, now: datetime, boat: str, lon: float, lat: float) -> Reach:
    """When an asset could be with a boat.

    state     what it was last said to do, None when nothing was;  lon, lat  where the boat is [deg]
    """
    ours = state is not None and state.boat == boat
    seen = state is not None and state.status == "sighting" and state.lon is not None
    if state and ours and state.doing == "on_scene" and not seen:
        return Reach(now, "on_scene", False, state.due)
    start, wait = _start(asset, state, now)
    x, y = (state.lon, state.lat) if state and state.lon is not None and state.lat is not None else (asset.lon, asset.lat)
    metres, bearing = (float(v) for v in distance_and_bearing(x, y, lon, lat))
    way = metres / asset.transit
    if state and ours and state.doing == "departed":  # on its way since then
        way = max(way - (now - state.since).total_seconds(), 0.0)
    blocked = not asset.flies and over_land(x, y, bearing, metres)
    return Reach(now + timedelta(seconds=wait + way), start, blocked, state.due if state and ours else None)


def _start(asset: Asset, state: AssetState | None, now: datetime) -> tuple[Start, float]:
    """From what it starts, and how long until it does [s]."""
    if state is None or state.status == "berthed":
        return "base", asset.launch
    if state.status == "tasked":
        return "tasked", max(asset.launch - (now - state.since).total_seconds(), 0.0)
    return "at_sea", 0.0


def over_land(lon: float, lat: float, bearing: float, metres: float) -> bool:
    """Does the straight way lead over land, its ends left out? Where we have no coast nothing is known, and nothing said."""
    along = np.arange(HARBOUR, metres - HARBOUR, LOOK)
    if not along.size:
        return False
    x, y = destination(lon, lat, bearing, along)
    known = coast.covers(x, y)
    return bool(coast.on_land(x[known], y[known]).any())
