"""A post: a station with the clock of its own lines, which looks no further than the last line that it heard.

No line, no look: a radar that has fallen silent did not see that nothing is there. What it followed stays, older, and its
reports that were not due yet wait until it speaks again.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from varne.fusion.report import Report
from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.scans import Plot
from varne.fusion.tracker.ships import Pairing
from varne.fusion.tracker.station import Seen, Station, look, nothing, resumed
from varne.fusion.tracker.traffic import Sighted, boats, company

PAIRED_EVERY = 15.0
"""Time between two comparisons of all tracks with all ships [s]."""


@dataclass(frozen=True, slots=True)
class Post:
    """A station and what it remembers.

    quiet   without a line for longer than this it did not look               [s]
    until   time of its last line                                             [s since 1970]; None before the first
    paired  which of its tracks are ships, as compared at paired_at [s]
    """

    station: Station
    quiet: float
    seen: Seen
    until: float | None = None
    paired: Pairing | None = None
    paired_at: float = float("-inf")


@dataclass(frozen=True, slots=True)
class Brought:
    """What lines brought between two moments, the first and the last line's times [s since 1970]."""

    span: tuple[float, float]
    plots: Sequence[Plot] = ()
    senders: Sequence[Fix | Particulars] = ()


def post(station: Station, quiet: float = 60.0) -> Post:
    """A post that has heard nothing yet."""
    return Post(station, quiet, nothing())


def heard(p: Post, brought: Sequence[Brought], ships: Sequence[Fix | Particulars] = ()) -> tuple[Post, tuple[Report, ...]]:
    """What a post's own lines brought since the last call, in order.

    ships    senders that other feeds heard meanwhile: they may be what this radar sees
    returns  the post after them and the reports that are due, the same however the lines are cut into calls
    """
    told: list[Report] = []
    for b in _pieces(brought, p.quiet):
        if p.until is not None and b.span[0] - p.until > p.quiet:
            p = replace(p, seen=resumed(p.station, p.seen, b.span[0]))
        now = max(b.span[1], p.until or b.span[1])
        seen, reports = look(p.station, p.seen, b.plots, (*b.senders, *ships), now)
        p, ships = replace(p, seen=seen, until=now), ()
        told += reports
    if not brought and ships:
        p = replace(p, seen=replace(p.seen, senders=(*p.seen.senders, *ships)))
    return p, tuple(told)


def _pieces(brought: Sequence[Brought], quiet: float) -> list[Brought]:
    """What was brought, put together where no silence lies between: a look costs the same for one line and for a thousand."""
    pieces: list[list[Brought]] = []
    for b in brought:
        if not pieces or b.span[0] - pieces[-1][-1].span[1] > quiet:
            pieces.append([])
        pieces[-1].append(b)
    return [_together(parts) for parts in pieces]


def _together(parts: Sequence[Brought]) -> Brought:
    span = min(b.span[0] for b in parts), max(b.span[1] for b in parts)
    return Brought(span, [x for b in parts for x in b.plots], [x for b in parts for x in b.senders])


def shown(p: Post) -> tuple[Post, tuple[Sighted, ...]]:
    """The boats without AIS that a post follows; compared with the ships anew every quarter of a minute."""
    if p.until is not None and p.until - p.paired_at >= PAIRED_EVERY:
        p = replace(p, paired=company(p.station, p.seen), paired_at=p.until)
    return p, boats(p.station, p.seen, p.paired)
