"""Desk: one centre's view of its log, as pictures of any moment; keeps what is costly to make.

Everything kept here is derived and may be thrown away: nights by log position, proposals by reports and decisions, outlooks
by boat and reports. Many requests may ask at once: reading the log has a lock of its own and never waits for what is
computed; what is computed takes turns, and a request's comes before work done ahead.
"""

from bisect import bisect_right
from collections import OrderedDict
from collections.abc import Callable, Generator, Hashable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from threading import Lock
from typing import TypeVar, cast

import numpy as np

from varne import picture
from varne.config import Config
from varne.drift import motion
from varne.drift.forcing import Forcing, prepare
from varne.fusion.associate import Decision, Proposal, is_recovery, propose
from varne.fusion.report import Report
from varne.fusion.rescue import Rescue, match_rescues
from varne.outlook import Outlook, outlook, span
from varne.record.chain import Stored
from varne.record.incident import Night, Rules, advance
from varne.sea.field import Constant, Field
from varne.server.turns import Turns

HOUR = 3600.0
HORIZON = 24 * HOUR
"""How far ahead an outlook is run [s]."""
BLOCK = 12 * HOUR
"""Forcing is laid out between multiples of this, so that boats of one night share it [s]."""
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
        self._reading, self._turns = Lock(), Turns()
        self._stored: list[Stored] = []
        self._times: list[datetime] = []
        self._nights: list[Night] = [Night()]
        self._proposals, self._outlooks, self._forcings = Kept(512), Kept(512), Kept(4)

    def stored(self) -> Sequence[Stored]:
        """All events so far, in log order."""
        with self._reading:
            self._catch_up()
            return tuple(self._stored)

    def night(self, now: datetime | None = None) -> Night:
        """The night as known at a moment; all of it when no moment is given."""
        with self._reading:
            self._catch_up()
            return self._nights[-1 if now is None else bisect_right(self._times, now)]

    def _catch_up(self) -> None:
        for s in self._read(len(self._stored)):
            self._stored.append(s)
            self._times.append(max(s.at, self._times[-1]) if self._times else s.at)
            self._nights.append(advance(self._nights[-1], s))

    def known(self, now: datetime, *, all_of_it: bool = False) -> picture.Known:
        """What the picture of a moment is made of; all_of_it for live, where a report's clock may run ahead of ours."""
        night = self.night(None if all_of_it else now)
        with self._turns.now():
            return _finished(self._making(night, now))

    def look_ahead(self, now: datetime) -> None:
        """Make what is costly for a moment, a piece at a time, while no request waits."""
        making = self._making(self.night(now), now)
        unfinished = True
        while unfinished:
            with self._turns.when_idle():
                unfinished = next(making, False)

    def _making(self, night: Night, now: datetime) -> Generator[bool, None, picture.Known]:
        """The work for one moment; stops after each costly piece so that others may have a turn."""
        proposal, rescues = self._proposal(night)
        yield True
        rules = Rules(silence=60.0 * self.config.silence_minutes)
        bare = picture.Known(night, now, proposal, rescues, {}, rules, self.config.propose_rescue_at)
        told = {b.id: picture.reports_of(b, night) for b in night.boats.values() if b.status == "open"}
        told |= {b.id: [night.reports[r].report for r in b.reports] for b in picture.unrecorded(bare)}
        outlooks = {}
        for name, reports in told.items():
            if found := self.outlook(reports):
                outlooks[name] = found
                yield True
        return replace(bare, outlooks=outlooks)

    def ensemble(self, boat: str, now: datetime, *, all_of_it: bool = False) -> bytes:
        """States of a boat at a moment: little-endian float32 lon, lat, state; state 4 is stranded.

        raises  KeyError when no such boat has a position then
        """
        run = self.known(now, all_of_it=all_of_it).outlooks[boat].run.at(now.timestamp())
        inside = run.flag[0] != motion.OUTSIDE
        state = np.where(run.flag[0] == motion.STRANDED, 4, run.state[0])
        return bytes(np.stack([run.lon[0], run.lat[0], state], axis=1)[inside].astype("<f4").tobytes())

    def _proposal(self, night: Night) -> tuple[Proposal, tuple[Rescue, ...]]:
        reports = [r.report for r in night.reports.values()]
        decided = picture.decisions(night)

        def make() -> tuple[Proposal, tuple[Rescue, ...]]:
            proposal = propose(reports, self._current, decided=decided, shown=SHOWN)
            return proposal, self._rescues(proposal, reports, decided, night)

        closed = tuple((b.id, b.status_since) for b in night.boats.values() if b.status == "closed")
        return self._proposals.get((tuple(r.id for r in reports), decided, closed), make)

    def _rescues(
        self, proposal: Proposal, reports: Sequence[Report], decided: Sequence[Decision], night: Night
    ) -> tuple[Rescue, ...]:
        """Every recovery against the boats that were open when it was made."""
        open_at = {r.id: picture.open_at(r.when, proposal, night) for r in reports if is_recovery(r)}
        at_least, found = self.config.propose_rescue_at, dict[str, Rescue]()
        for boats in set(open_at.values()):
            matched = match_rescues(proposal, reports, self._current, open_boats=boats, decided=decided, at_least=at_least)
            found |= {m.report: m for m in matched if open_at.get(m.report) == boats}
        return tuple(found[r.id] for r in sorted(reports, key=lambda r: (r.when, r.id)) if r.id in found)

    def outlook(self, reports: Sequence[Report]) -> Outlook | None:
        """Where one boat's states go, through all its reports and a day on; None when nobody said a place at sea."""
        told = span(reports)
        if told is None:
            return None
        until, n = told[1] + HORIZON, self.config.states
        forcing = self._forcing(BLOCK * (told[0] // BLOCK), BLOCK * (until // BLOCK + 1))

        def make() -> Outlook | None:
            return outlook(reports, forcing, until, n=n, rng_seed=1, wind_known=self._wind is not None)

        return self._outlooks.get(tuple(sorted(r.id for r in reports)), make)

    def _forcing(self, start: float, end: float) -> Forcing:
        """Fields between two moments; a forecast that begins later is not asked for what came before it."""
        wind = self._wind or Constant(0.0, 0.0, "no wind known")
        first = max(start, self._current.box.t[0], wind.box.t[0])
        return self._forcings.get((start, end), lambda: prepare(self._current, wind, first, end))


def _finished(work: Generator[bool, None, T]) -> T:
    """Do all pieces of a work at once; what it returned."""
    while True:
        try:
            next(work)
        except StopIteration as done:
            return cast(T, done.value)
