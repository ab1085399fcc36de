"""`varne track`: AIS, radar and Cursor on Target, from a file or a live feed, to reports of boats without AIS."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from varne.fusion.report import Report
from varne.fusion.tracker.scans import Radar
from varne.fusion.tracker.station import end_of, look, nothing, station
from varne.readers.ais import whole
from varne.readers.feeds import Lines
from varne.readers.problem import Problem
from varne.readers.sensed import read_lines


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
        sensed = read_lines(lines, radar, came.received)
        now = came.received.timestamp() if came.received else (sensed.span or (0.0, 0.0))[1] + end_of(radar)
        seen, reports = look(here, seen, sensed.plots, sensed.senders, now)
        if reports or sensed.problems:
            yield Told(reports, sensed.problems)
