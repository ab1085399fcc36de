"""`varne track`: AIS, radar and Cursor on Target, from a file or a live feed, to reports of boats without AIS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from varne.fusion.report import Report
from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.scans import Plot, Radar
from varne.fusion.tracker.station import look, nothing, station
from varne.fusion.tracker.thinning import GONE
from varne.readers.ais import read_ais, whole
from varne.readers.cot import read_cot
from varne.readers.feeds import Lines
from varne.readers.nmea_radar import read_radar
from varne.readers.problem import Problem


@dataclass(frozen=True, slots=True)
class Told:
    """Reports that have come due, and what could not be read meanwhile."""

    reports: tuple[Report, ...]
    problems: tuple[Problem, ...]


def track(feed: Iterable[Lines], radar: Radar) -> Iterator[Told]:
    """Reports as they come due; of a file all at its end.

    feed   readers.feeds.follow_feed
    radar  the radar of the feed's TTM, TLL and RSD; its place is the middle of what is watched
    """
    here, seen = station(radar), nothing()
    waiting: list[bytes] = []
    for came in feed:
        lines = [*waiting, *came.lines]
        lines, waiting = whole(lines) if came.received else (lines, [])
        plots, senders, problems = read(lines, radar, came.received)
        now = came.received.timestamp() if came.received else _end(plots, senders, radar)
        seen, reports = look(here, seen, plots, senders, now)
        if reports or problems:
            yield Told(reports, problems)


def read(
    lines: list[bytes], radar: Radar, received: datetime | None
) -> tuple[tuple[Plot, ...], tuple[Fix | Particulars, ...], tuple[Problem, ...]]:
    """Plots, senders and problems of lines in any of the formats, mixed."""
    senders, bad_ais = read_ais(lines, received)
    plots, bad_radar = read_radar(lines, radar, received)
    events = b"\n".join(lines)
    crafts, bad_events = read_cot(events) if b"<event" in events else ((), ())
    return plots, (*senders, *crafts), (*bad_ais, *bad_radar, *bad_events)


def _end(plots: Iterable[Plot], senders: Iterable[Fix | Particulars], radar: Radar) -> float:
    """A moment when all that is in a file is due [s]."""
    return max([p.t for p in plots] + [s.t for s in senders], default=0.0) + GONE + 3 * radar.period
