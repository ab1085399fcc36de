"""The hybrid logical clock: orders events of two centres whatever their wall clocks say.

Time as the wall clock tells it while that goes forward; a counter where it stands still, goes back, or where an event with
a later time was seen. So an effect never sorts before its cause. It never fails for a peer whose wall clock is wrong: such
a peer's events are kept, we follow, and an alarm says so; to refuse them would lose reports.
Source: Kulkarni et al., Logical Physical Clocks, OPODIS 2014. Pure: the wall clock is an argument.
"""

from datetime import UTC, datetime, timedelta
from typing import NamedTuple

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = (datetime(2100, 1, 1, tzinfo=UTC) - EPOCH) // timedelta(milliseconds=1)
"""No clock goes further [ms]: an event that says so is malformed, and cannot drag ours to the end of what a number holds."""
FURTHEST = 2**52
"""No foreign event's counter goes further, so that ours, which may have to follow it, never runs out of numbers."""
SUSPECT = 2000
"""Between two nodes' wall clocks [ms], more is an alarm: an officer compares times by the second."""


class Clock(NamedTuple):
    """ms since 1970 UTC, and a counter within the same ms; compares as a tuple."""

    ms: int = 0
    counter: int = 0


def tick(seen: Clock, wall: int) -> Clock:
    """The clock of the next event.

    seen    the latest clock of any event in the log, our own or another's; Clock() in an empty log
    wall    when the event is recorded [ms since 1970 UTC]; may be behind what was seen
    raises  ValueError when the wall clock stands after 2100

    >>> tick(Clock(1000, 3), 2000), tick(Clock(1000, 3), 1000), tick(Clock(1000, 3), 400)
    (Clock(ms=2000, counter=0), Clock(ms=1000, counter=4), Clock(ms=1000, counter=4))
    """
    if wall > LATEST:
        raise ValueError(f"the clock of this machine says {at(wall).isoformat()}; set it, then send the event again")
    return Clock(wall) if wall > seen.ms else Clock(seen.ms, seen.counter + 1)


def at(ms: int) -> datetime:
    """A time in ms since 1970 as an aware datetime; the bounds of `datetime` where it is beyond them."""
    try:
        return EPOCH + timedelta(milliseconds=ms)
    except OverflowError:
        return datetime.max.replace(tzinfo=UTC) if ms > 0 else datetime.min.replace(tzinfo=UTC)


def ms(when: datetime) -> int:
    """An aware datetime in whole ms since 1970, rounded down."""
    return (when - EPOCH) // timedelta(milliseconds=1)
