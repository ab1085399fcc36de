"""What a feed of one kind brings: plots of its radar, senders that say who they are, problems, and the time of its lines.

Lines of all NMEA kinds and Cursor on Target events may come mixed, as receivers multiplex them; ASTERIX comes as datagrams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from varne.fusion.tracker.fixes import Fix, Particulars
from varne.fusion.tracker.scans import Plot, Radar
from varne.readers.ais import read_ais
from varne.readers.cot import read_cot
from varne.readers.nmea import stamped
from varne.readers.nmea_radar import read_radar
from varne.readers.problem import Problem


@dataclass(frozen=True, slots=True)
class Sensed:
    """What lines brought, and the times of the first and the last of them [s since 1970]; None where no line has one."""

    plots: tuple[Plot, ...]
    senders: tuple[Fix | Particulars, ...]
    problems: tuple[Problem, ...]
    span: tuple[float, float] | None


AHEAD = 600.0
"""A live line dated further ahead of our clock than this [s] has a wrong clock."""
BEHIND = 86_400.0
"""So has one dated this much before the last of the lines that came with it [s]."""


def read_lines(lines: Sequence[bytes], radar: Radar | None, received: datetime | None) -> Sensed:
    """Lines in any of the text formats, mixed.

    radar     whose TTM, TLL and RSD these are; None when the feed has no radar
    received  when they came, for lines that do not say [aware UTC]

    >>> sensed = read_lines([b"1637717400 $RATTM,01,5.0,60.0,T,,,T,,,N,,T,,,*5A"], Radar("dover", 1.34, 51.13), None)
    >>> len(sensed.plots), sensed.senders, sensed.span
    (1, (), (1637717400.0, 1637717400.0))
    """
    senders, problems = read_ais(lines, received)
    plots, bad_radar = read_radar(lines, radar, received) if radar else ((), ())
    events = b"\n".join(lines)
    crafts, bad_events = read_cot(events) if b"<event" in events else ((), ())
    problems = (*problems, *bad_radar, *bad_events)
    return _dated(Sensed(plots, (*senders, *crafts), problems, None), _said(lines), received)


def read_datagrams(datagrams: Sequence[bytes], radars: Mapping[tuple[int, int], Radar], received: datetime) -> Sensed:
    """ASTERIX datagrams of radars by SAC and SIC.

    raises  AsterixMissing without libasterix
    """
    from varne.readers.asterix import read_asterix  # on use: the extra may be absent

    read = [read_asterix(d, radars, received) for d in datagrams]
    plots, problems = tuple(p for ps, _ in read for p in ps), tuple(x for _, xs in read for x in xs)
    return Sensed(plots, (), problems, (received.timestamp(),) * 2 if datagrams else None)


def _said(lines: Sequence[bytes]) -> list[float]:
    """Times that lines bear, whatever is in them: own ship's heading says that the radar is there as well as a plot does."""
    return [t for t in (stamped(line, None)[0] for line in lines) if t is not None]


def _dated(s: Sensed, said: Sequence[float], received: datetime | None) -> Sensed:
    """With its span, and of a live feed without what a wrong clock dates: one line of it would stop the watch for ever."""
    times = [*said, *(p.t for p in s.plots), *(v.t for v in s.senders)]
    if received is None:
        return replace(s, span=(min(times), max(times)) if times else None)
    now = received.timestamp()
    last = max((t for t in times if t <= now + AHEAD), default=now)
    plots, senders = tuple(p for p in s.plots if _good(p.t, last)), tuple(v for v in s.senders if _good(v.t, last))
    times = [t for t in times if _good(t, last)] or [now]
    return Sensed(plots, senders, (*s.problems, *_wrong_clocks(s, plots, senders)), (min(times), max(times)))


def _good(t: float, last: float) -> bool:
    return last - BEHIND <= t <= last


def _wrong_clocks(s: Sensed, plots: Sequence[Plot], senders: Sequence[Fix | Particulars]) -> tuple[Problem, ...]:
    lost = len(s.plots) + len(s.senders) - len(plots) - len(senders)
    if not lost:
        return ()
    why, mend = "dated ahead of our clock, or a day before the lines beside it", "set the clock of the receiver"
    return (Problem("clock", f"{lost} plots or positions", why, mend),)
