"""Desk: one centre's view of its log, as pictures of any moment; keeps what is costly to make.

Everything kept here is derived and may be thrown away: nights by log position, proposals by reports and decisions, outlooks
by boat and reports. One lock, since many requests may ask at once.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from threading import RLock
from typing import TypeVar

import numpy as np

from varne import picture
from varne.config import Config
from varne.drift import motion
from varne.drift.forcing import Forcing, prepare
from varne.fusion.associate import Proposal, propose
from varne.fusion.report import Report
from varne.fusion.rescue import Rescue, match_rescues
from varne.outlook import Outlook, outlook, starting_report
from varne.record.chain import Stored
from varne.record.incident import Night, Rules, advance
from varne.sea.field import Constant, Field

HOUR = 3600.0
HORIZON = 24 * HOUR
"""How far ahead an outlook is run [s]."""
BLOCK = 6 * HOUR
"""Forcing is laid out from a multiple of this, so that boats of one night share it [s]."""
SHOWN = 0.15
"""Probability from which a link between boats reaches the screen; lower costs time and says little."""
T = TypeVar("T")


@dataclass(slots=True)
class Kept:
    """The newest `most` results of a costly function by key."""

    most: int
    results: "OrderedDict[Hashable, object]" = field(default_factory=OrderedDict)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        if key not in self.results:
            self.results[key] = make()
            if len(self.results) > self.most:
                self.results.popitem(last=False)
        self.results.move_to_end(key)
        return self.results[key]  # type: ignore[return-value]  # what make() gave under this key


class Desk:
    """Pictures of the night in a log.

    read     the events after a seq, in log order
    current  the stream; wind, or None when no wind is known
    """

    def __init__(self, read: Callable[[int], Iterable[Stored]], config: Config, current: Field, wind: Field | None) -> None:
        self._read, self.config = read, config
        self._current, self._wind = current, wind
        self._lock = RLock()
        self._stored: list[Stored] = []
        self._times: list[datetime] = []
        self._nights: list[Night] = [Night()]
        self._proposals, self._outlooks, self._forcings = Kept(512), Kept(512), Kept(4)

    def stored(self) -> Sequence[Stored]:
        """All events so far, in log order."""
        with self._lock:
            for s in self._read(len(self._stored)):
                self._stored.append(s)
                self._times.append(max(s.at, self._times[-1]) if self._times else s.at)
                self._nights.append(advance(self._nights[-1], s))
            return tuple(self._stored)

    def night(self, now: datetime | None = None) -> Night:
        """The night as known at a moment; all of it when no moment is given."""
        with self._lock:
            self.stored()
            return self._nights[-1 if now is None else bisect_right(self._times, now)]

    def known(self, now: datetime, *, all_of_it: bool = False) -> picture.Known:
        """What the picture of a moment is made of; all_of_it for live, where a report's clock may run ahead of ours."""
        with self._lock:
            night = self.night(None if all_of_it else now)
            proposal, rescues = self._proposal(night)
            outlooks = {b.id: self.outlook(picture.reports_of(b, night)) for b in night.boats.values() if b.status == "open"}
            bare = picture.Known(night, now, proposal, rescues, {}, Rules(silence=60.0 * self.config.silence_minutes))
            for boat in picture.unrecorded(bare):
                outlooks[boat.id] = self.outlook([night.reports[r].report for r in boat.reports])
            found = {name: o for name, o in outlooks.items() if o is not None}
            return picture.Known(night, now, proposal, rescues, found, bare.rules)

    def ensemble(self, boat: str, now: datetime) -> bytes:
        """States of a boat at a moment: little-endian float32 lon, lat, state; state 4 is stranded.

        raises  KeyError when no such boat has a position then
        """
        run = self.known(now).outlooks[boat].run.at(now.timestamp())
        inside = run.flag[0] != motion.OUTSIDE
        state = np.where(run.flag[0] == motion.STRANDED, 4, run.state[0])
        return bytes(np.stack([run.lon[0], run.lat[0], state], axis=1)[inside].astype("<f4").tobytes())

    def _proposal(self, night: Night) -> tuple[Proposal, tuple[Rescue, ...]]:
        reports = [r.report for r in night.reports.values()]
        decided = picture.decisions(night)

        def make() -> tuple[Proposal, tuple[Rescue, ...]]:
            proposal = propose(reports, self._current, decided=decided, shown=SHOWN)
            threshold = self.config.propose_rescue_at
            return proposal, match_rescues(proposal, reports, self._current, decided=decided, at_least=threshold)

        return self._proposals.get((tuple(r.id for r in reports), decided), make)

    def outlook(self, reports: Sequence[Report]) -> Outlook | None:
        """Where one boat's states go for a day from its last position; None when none of the reports has one."""
        start = starting_report(reports)
        if start is None:
            return None
        t = start.when.timestamp() - HOUR
        forcing = self._forcing(BLOCK * (t // BLOCK))
        until, n = t + HOUR + HORIZON, self.config.states

        def make() -> Outlook | None:
            return outlook(reports, forcing, until, n=n, rng_seed=1, wind_known=self._wind is not None)

        return self._outlooks.get(tuple(sorted(r.id for r in reports)), make)

    def _forcing(self, start: float) -> Forcing:
        wind = self._wind or Constant(0.0, 0.0, "no wind known")
        return self._forcings.get(start, lambda: prepare(self._current, wind, start, start + BLOCK + HORIZON + 2 * HOUR))
