"""Desk: one centre's view of its log, as pictures of any moment; keeps what is costly to make.

Everything kept here is derived and may be thrown away: nights by log position, proposals by reports and decisions, outlooks
by boat and reports. Many requests may ask at once: reading the log has a lock of its own and never waits for what is
computed; what is computed takes turns, and a request's comes before work done ahead.
"""

import math
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from datetime import time as clock
from threading import Lock

import numpy as np

from varne import picture
from varne.config import Config
from varne.drift import motion
from varne.drift.weights import systematic
from varne.fusion.associate import Decision, Proposal, is_recovery, propose
from varne.fusion.report import Report
from varne.fusion.rescue import Rescue, match_rescues
from varne.outlook import Outlook, span
from varne.picture.hindsight import hindsight, until_next, up_to
from varne.planning.after import After, after, weighed
from varne.planning.asked import Request
from varne.record.chain import Stored
from varne.record.history import History
from varne.record.incident import Night, Rules, Searching
from varne.sea.field import Constant, Field
from varne.search.assets import fleet
from varne.search.chart import Lane
from varne.server.forecasts import Forecasts
from varne.server.kept import Kept
from varne.server.turns import Turns

AHEAD = timedelta(days=1)
"""How far ahead of the moment shown a report may be dated, by a clock that is wrong, and count for where a boat is."""
SHOWN = 0.15
"""Probability from which a link between boats reaches the screen; lower costs time and says little."""


class Desk:
    """Pictures of the night in a log.

    read     the events after a position, as they arrived, from all chains
    current  the stream; wind, or None when no wind is known
    lanes    of ships' traffic, that a search crosses at right angles
    live     go on from the last proposal when a report comes in; a replay, where moments are asked for in any order, does not,
             so that the picture of a moment never depends on what was looked at before
    """

    def __init__(
        self,
        read: Callable[[int], Iterable[Stored]],
        config: Config,
        current: Field,
        wind: Field | None,
        *,
        live: bool = False,
        lanes: Sequence[Lane] = (),
    ) -> None:
        self._read, self.config, self._live, self.lanes = read, config, live, tuple(lanes)
        self.fleet = fleet(line.plain() for line in config.assets)
        self._current, self._forecasts = current, Forecasts(current, wind, config.states)
        self._reading, self._turns = Lock(), Turns()
        self._history = History()
        self._afters: Kept[After] = Kept(256)
        self._proposals: Kept[tuple[Proposal, tuple[Rescue, ...]]] = Kept(512)
        self._last: Proposal | None = None

    def stored(self, after: int = 0) -> Sequence[Stored]:
        """All events so far, as they arrived, without the first `after` of them."""
        with self._reading:
            self._catch_up()
            return self._history.arrived[after:]

    def night(self, now: datetime | None = None) -> Night:
        """The night as known here at a moment; all of it when no moment is given."""
        with self._reading:
            self._catch_up()
            return self._history.night(None if now is None else self._history.known_at(now))

    def _catch_up(self) -> None:
        here = self._history.arrived
        self._history.take(self._read(here[-1].pos if here else 0), datetime.now(UTC) if self._live else None)

    def known(
        self, now: datetime, *, all_of_it: bool = False, within: float | None = None, by: datetime | None = None
    ) -> picture.Known:
        """What the picture of a moment is made of.

        all_of_it  for live, where a report's clock may run ahead of ours
        within     seconds after which it is told as far as it is made, the boats without a forecast yet as pending; None
                   waits for all, and is the same whenever it is asked
        by         a later moment: then what is believed is made of all that is known by it (picture.hindsight)
        """
        end = math.inf if within is None else time.monotonic() + within
        making = self._making(self.night(None if all_of_it else now), now, by)
        known: picture.Known | None = None
        while known is None or (known.pending and self._forecasts.ready(end - time.monotonic()) and time.monotonic() < end):
            with self._turns.now():
                known = next(making)
        return known

    def look_ahead(self, now: datetime) -> None:
        """Make what is costly for a moment, a piece at a time, while no request waits."""
        self._forecasts.warm()
        making = self._making(self.night(now), now)
        pending = True
        while pending:
            with self._turns.when_idle():
                pending = bool(next(making).pending)

    def _making(self, night: Night, now: datetime, by: datetime | None = None) -> Iterator[picture.Known]:
        """What is known after each costly piece of work: first without forecasts, then with one boat's more each time."""
        if by is None or by <= now:
            return self._piece_by_piece(night, now)
        pieces = self._piece_by_piece(hindsight(night, self.night(by), now), now, by)
        return (up_to(known, night, by) for known in pieces)

    def _piece_by_piece(self, night: Night, now: datetime, by: datetime | None = None) -> Iterator[picture.Known]:
        known = replace(self._without_forecasts(night, now), by=by)
        told = _told(known)
        known = replace(known, pending=tuple(told))
        yield known
        while known.pending:
            name, *rest = known.pending
            found = self.outlook(*told[name], now.timestamp() + self.rules.line, now)  # as far as a crossing is told
            known = replace(self._with(known, name, found), pending=tuple(rest))
            yield known

    def _with(self, known: picture.Known, name: str, found: Outlook | None) -> picture.Known:
        """What is known, and where a boat's states go, as searches in vain left them."""
        if found is None:
            return known
        searched = self._searched(known, name, found)
        outlooks = {**known.outlooks, name: found if searched is None else weighed(found, searched)}
        return replace(known, outlooks=outlooks, searched={**known.searched, **({name: searched} if searched else {})})

    def _searched(self, known: picture.Known, name: str, found: Outlook) -> After | None:
        """What searches in vain left of an outlook; None when there were none."""
        searches = picture.searches_of(name, known.night)
        sailed = picture.in_vain(searches)
        if not sailed:
            return None
        now = min(known.now.timestamp(), max(float(s.path.t[-1]) for s in sailed))
        key = (tuple(s.id for s in searches), found.run.lon[0].tobytes(), found.run.t.size, now)
        return self._afters.get(key, lambda: after(found, sailed, now))

    def _without_forecasts(self, night: Night, now: datetime) -> picture.Known:
        proposal, rescues = self._proposal(night)
        return picture.Known(night, now, proposal, rescues, {}, self.rules, self.config.propose_rescue_at, fleet=self.fleet)

    def ensemble(self, boat: str, now: datetime, *, all_of_it: bool = False, by: datetime | None = None) -> bytes:
        """States of a boat at a moment, by what is known then or by a later one: little-endian float32 lon, lat, state;
        state 4 is stranded.

        raises  KeyError when no such boat has a position then, or its forecast has ended
        """
        known, t = self._of(boat, now, now.timestamp(), all_of_it, by), now.timestamp()
        if t > known.outlooks[boat].run.t[-1] + 1.0:  # ended, and the end is not now
            raise KeyError(boat)
        run = known.outlooks[boat].run.at(t)
        inside = np.isin(run.flag[0], (motion.MOVING, motion.STRANDED))
        state = np.where(run.flag[0] == motion.STRANDED, 4, run.state[0])
        drawn, weight = np.stack([run.lon[0], run.lat[0], state], axis=1)[inside], run.weight[inside]
        if boat in known.searched and weight.sum() > 0:  # as dense as what is left
            drawn = drawn[systematic(weight / weight.sum(), weight.size, np.random.default_rng(1))]
        return bytes(drawn.astype("<f4").tobytes())

    def sought(self, request: Request, now: datetime, *, all_of_it: bool = False) -> tuple[Outlook, tuple[Searching, ...], int]:
        """States to plan a request on, of the boat that it names: what is recorded of searches for it, and how much was known.

        raises  KeyError when no such boat has a position then
        """
        night = self.night(None if all_of_it else now)
        boat = request.boat or ""
        with self._turns.now():
            found = self._forecasts.states(request, *_told(self._without_forecasts(night, now))[boat])
        return found, picture.searches_of(boat, night), night.position

    def of_boat(self, boat: str, now: datetime, until: float, *, all_of_it: bool = False) -> Outlook:
        """Where a boat's states go, as known at a moment, to a later one at least [s since 1970].

        raises  KeyError when no such boat has a position then
        """
        return self._of(boat, now, until, all_of_it).outlooks[boat]

    def ahead(
        self, boat: str, now: datetime, until: float, *, all_of_it: bool = False, within: float | None = None
    ) -> picture.Known | None:
        """What is known at a moment, with one boat's outlook to another moment at least [s since 1970].

        within  seconds after which nobody waits longer for what is compiled; None waits for it
        returns None when it took longer: ask again
        raises  KeyError when no such boat has a position then
        """
        ready = self._forecasts.ready(math.inf if within is None else within)
        return self._of(boat, now, until, all_of_it) if ready else None

    def _of(self, boat: str, now: datetime, until: float, all_of_it: bool, by: datetime | None = None) -> picture.Known:
        """What is known at a moment, with the outlook of one boat alone.

        raises  KeyError when no such boat has a position then
        """
        night = self.night(None if all_of_it else now)
        if by is not None and by > now:
            night = hindsight(night, self.night(by), now)
        with self._turns.now():
            known = replace(self._without_forecasts(night, now), by=by)
            return self._with(known, boat, self.outlook(*_told(known)[boat], until, now))

    def waited_for(self) -> AbstractContextManager[None]:
        """While somebody waits for what is computed elsewhere, nothing is looked ahead here."""
        return self._turns.waited_for()

    @property
    def rules(self) -> Rules:
        """How long is too long at this centre."""
        given, minute = self.config.alarms, 60.0
        return Rules(
            silence=minute * self.config.silence_minutes,
            overdue=60 * minute * given.overdue_hours,
            late=minute * given.late_minutes,
            centre=self.config.centre,
            watch_ends=tuple(clock.fromisoformat(end) for end in given.watch_ends),
            line=60 * minute * given.line_hours,
            line_chance=given.line_chance,
        )

    @property
    def sea(self) -> tuple[Field, Field | None]:
        """The stream, and the wind when one is known."""
        return self._current, self._forecasts.wind

    def renew(self, current: Field, wind: Field | None) -> None:
        """Newer fields from now on: what was made with the older ones is made again when somebody looks."""
        with self._turns.now():
            if not (_same(current, self._current) and _same(wind, self._forecasts.wind)):
                self._forecasts = Forecasts(current, wind, self.config.states)
            if not _same(current, self._current):
                self._current, self._last = current, None
                self._proposals = Kept(512)

    def _proposal(self, night: Night) -> tuple[Proposal, tuple[Rescue, ...]]:
        reports = [r.report for r in night.reports.values()]
        decided = picture.decisions(night)

        def make() -> tuple[Proposal, tuple[Rescue, ...]]:
            proposal = propose(reports, self._current, decided=decided, shown=SHOWN, after=self._last)
            self._last = proposal if self._live else None
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
            matched = match_rescues(proposal, open_boats=boats, decided=decided, at_least=at_least)
            found |= {m.report: m for m in matched if open_at.get(m.report) == boats}
        return tuple(found[r.id] for r in sorted(reports, key=lambda r: (r.when, r.id)) if r.id in found)

    def outlook(
        self,
        reports: Sequence[Report],
        belonging: Mapping[str, float],
        until: float | None = None,
        now: datetime | None = None,
    ) -> Outlook | None:
        """Where one boat's states go, through all its reports and beyond a moment [s since 1970], a day on when there is none
        or it is further; None when nobody said a place at sea.

        belonging  probability that each report is of this boat, by id; 1 where it is not given
        now        of the picture: a forecast that has ended by then is not used
        """
        return self._forecasts.outlook(reports, until, belonging, now.timestamp() if now else None)


def _told(known: picture.Known) -> dict[str, tuple[list[Report], Mapping[str, float]]]:
    """The reports of each boat that gets a forecast: those with a position. What is dated days ahead is no place of now."""
    told = {name: (_by(reports, known), chances) for name, (reports, chances) in picture.to_place(known).items()}
    return {name: row for name, row in told.items() if span(row[0])}


def _by(reports: Sequence[Report], known: picture.Known) -> list[Report]:
    if known.by is not None:
        return until_next(reports, known.now)
    return [r for r in reports if r.when <= known.now + AHEAD]


def _same(a: Field | None, b: Field | None) -> bool:
    """Nothing new: the shipped tide, or constant. A file is always read anew."""
    return a is b or (isinstance(a, Constant) and a == b)
