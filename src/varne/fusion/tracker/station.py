"""A station's watch: plots and senders as they come, tracks carried along, reports when they are due.

One radar and the AIS around it. Every call takes what came since the last one and gives back all that must be remembered, so
a watch can be cut anywhere, run faster than the clock or be replayed, and tells the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from varne.fusion.report import Report
from varne.fusion.tracker.echoes import EchoMap, density, standing
from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.follow import follow, start
from varne.fusion.tracker.scans import Plot, Radar, scans_of, sights
from varne.fusion.tracker.ships import SILENT, ways
from varne.fusion.tracker.thinning import GONE, beacon_reports, due, radar_reports
from varne.fusion.tracker.tracks import History, Tracks, joined
from varne.fusion.tracker.watch import Watch

MEMORY = 100.0
"""Turns over which the number of plots in a turn is averaged."""
FIRST = 5.0
"""Plots expected in a turn before any was seen."""


@dataclass(frozen=True, slots=True)
class Station:
    """A radar, what is assumed of its sea, and what always stands there (in a plane through the radar)."""

    radar: Radar
    watch: Watch
    echoes: EchoMap | None = None

    @property
    def origin(self) -> tuple[float, float]:
        return self.radar.lon, self.radar.lat


@dataclass(frozen=True, slots=True)
class Seen:
    """All that a station remembers.

    tracks   after the last whole turn; None before the first
    history  of tracks that are shown, or were until lately
    plots    of turns that are not over
    senders  fixes and particulars of the last half hour
    until    turns before this have been followed [s]; told: reports of moments before this are out [s]
    rate     plots in a turn, of late
    """

    tracks: Tracks | None
    history: History
    plots: tuple[Plot, ...] = ()
    senders: tuple[Fix | Particulars, ...] = ()
    until: float = -np.inf
    told: float = -np.inf
    rate: float = FIRST


def nothing() -> Seen:
    """A station that has just been switched on."""
    none, number = np.zeros(0), np.zeros(0, np.int64)
    return Seen(None, History(none, number, np.zeros((0, 4)), np.zeros((0, 10)), none, none))


def station(radar: Radar, echoes: EchoMap | None = None) -> Station:
    """A station whose watched sea is what its radar reaches."""
    return Station(radar, Watch(area=float(np.pi * radar.reach**2)), echoes)


def end_of(radar: Radar) -> float:
    """How long after the last plot of a recording all that is in it is due [s]."""
    return GONE + 3 * radar.period


def resumed(s: Station, seen: Seen, t: float) -> Seen:
    """A station that did not look until t [s]: the turns between are no turns in which it saw nothing."""
    begin = float(np.floor(t / s.radar.period) * s.radar.period)
    return replace(seen, until=max(begin, seen.until)) if np.isfinite(seen.until) else seen


def look(
    s: Station, seen: Seen, plots: Sequence[Plot], senders: Sequence[Fix | Particulars], now: float
) -> tuple[Seen, tuple[Report, ...]]:
    """What came since the last look, until now [s].

    plots    of turns that have been followed already are too late and left out
    returns  what is to be remembered, and the reports that are due: half a minute after their moment, when it is sure which
             tracks went on
    """
    period = s.radar.period
    end = np.floor(now / period) * period
    waiting = tuple(p for p in (*seen.plots, *plots) if p.t >= seen.until)
    ready = [p for p in waiting if p.t < end]
    begin = seen.until if np.isfinite(seen.until) else min((np.floor(p.t / period) * period for p in ready), default=end)
    tracks, history, rate = _followed(s, seen, ready, (begin, max(begin, end)))
    heard = tuple(v for v in (*seen.senders, *senders))
    told = max(end - GONE - period, seen.told)
    beacons = ways([v for v in heard if isinstance(v, Fix) and v.kind == "rescue_beacon"])
    reports = _radar(s, history, heard, (seen.told, told)) + beacon_reports(beacons, (seen.told, told))
    after = Seen(
        tracks,
        _lately(history, told),
        tuple(p for p in waiting if p.t >= end),
        tuple(v for v in heard if v.t > now - 2 * SILENT),
        max(begin, end) if ready or np.isfinite(seen.until) else seen.until,
        told,
        rate,
    )
    return after, tuple(sorted(reports, key=lambda r: (r.received, r.id)))


def _followed(s: Station, seen: Seen, ready: Sequence[Plot], span: tuple[float, float]) -> tuple[Tracks | None, History, float]:
    """Tracks, all history and the rate of plots after the turns of a span."""
    if span[1] <= span[0]:
        return seen.tracks, seen.history, seen.rate
    scans = scans_of(ready, [s.radar], s.origin, 0.0, span)
    rates = _rates(np.diff(scans.first), seen.rate)
    scans = replace(scans, clutter=np.repeat(rates[:-1], np.diff(scans.first)) / s.watch.area)
    scans = density(s.echoes, scans) if s.echoes else scans
    before = seen.tracks or start(float(scans.t[0]), s.watch)
    tracks, history = follow(scans, sights([s.radar], s.origin), s.watch, before)
    return tracks, joined([seen.history, history]), float(rates[-1])


def _rates(counts: NDArray[np.int64], rate: float) -> NDArray[np.float64]:
    """(k + 1,) running mean of plots in a turn before each turn, and after the last; never below one in ten turns."""
    rates = [rate]
    for n in counts:
        rates.append(max(rates[-1] + (n - rates[-1]) / MEMORY, 0.1))
    return np.array(rates)


def _radar(s: Station, h: History, heard: Sequence[Fix | Particulars], span: tuple[float, float]) -> tuple[Report, ...]:
    if not due(h, span):  # the ways of all ships cost more than all the rest
        return ()
    # only where the map knows something: a boat that lies still from the first is told, for however long
    boats = h.of(~standing(s.echoes, h, after=np.inf)) if s.echoes else h
    strangers = s.watch.expected / s.watch.area
    return radar_reports(boats, s.radar.name, s.origin, ways(heard), strangers, span)


def _lately(h: History, due: float) -> History:
    """Without the tracks whose last report is out."""
    last = {n: h.t[h.number == n].max() for n in np.unique(h.number)}
    return h.of(np.isin(h.number, [n for n, t in last.items() if t >= due]))
