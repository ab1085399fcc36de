"""What a feed of one kind brings: plots of its radar, senders that say who they are, problems, and the time of its last line.

Lines of all NMEA kinds and Cursor on Target events may come mixed, as receivers multiplex them; ASTERIX comes as datagrams.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
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
    """What lines brought, and the time of the last of them [s since 1970]; None where no line has one."""

    plots: tuple[Plot, ...]
    senders: tuple[Fix | Particulars, ...]
    problems: tuple[Problem, ...]
    until: float | None


def read_lines(lines: Sequence[bytes], radar: Radar | None, received: datetime | None) -> Sensed:
    """Lines in any of the text formats, mixed.

    radar     whose TTM, TLL and RSD these are; None when the feed has no radar
    received  when they came, for lines that do not say [aware UTC]

    >>> sensed = read_lines([b"1637717400 $RATTM,01,5.0,60.0,T,,,T,,,N,,T,,,*5A"], Radar("dover", 1.34, 51.13), None)
    >>> len(sensed.plots), sensed.senders, sensed.until
    (1, (), 1637717400.0)
    """
    senders, problems = read_ais(lines, received)
    plots, bad_radar = read_radar(lines, radar, received) if radar else ((), ())
    events = b"\n".join(lines)
    crafts, bad_events = read_cot(events) if b"<event" in events else ((), ())
    senders = (*senders, *crafts)
    return Sensed(plots, senders, (*problems, *bad_radar, *bad_events), _until(lines, plots, senders, received))


def read_datagrams(datagrams: Sequence[bytes], radars: Mapping[tuple[int, int], Radar], received: datetime) -> Sensed:
    """ASTERIX datagrams of radars by SAC and SIC.

    raises  AsterixMissing without libasterix
    """
    from varne.readers.asterix import read_asterix  # on use: the extra may be absent

    read = [read_asterix(d, radars, received) for d in datagrams]
    plots, problems = tuple(p for ps, _ in read for p in ps), tuple(x for _, xs in read for x in xs)
    return Sensed(plots, (), problems, received.timestamp() if datagrams else None)


def _until(
    lines: Sequence[bytes], plots: Sequence[Plot], senders: Sequence[Fix | Particulars], received: datetime | None
) -> float | None:
    """The last line's time, whatever is in it: own ship's heading says that the radar is there as well as a plot does."""
    if not lines:
        return None
    said = [t for t in (stamped(line, None)[0] for line in lines) if t is not None]
    if received is not None and not said:
        said = [received.timestamp()]
    return max([*said, *(p.t for p in plots), *(s.t for s in senders)], default=None)
