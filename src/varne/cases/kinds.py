"""Kinds of reports of a SIMULATED night, with their habits.

The figures are judgement, not measurement. No kind says anything about who the people are.
"""

from dataclasses import dataclass

from varne.fusion.report import Channel, Source


@dataclass(frozen=True, slots=True)
class Kind:
    """How one kind of report comes.

    share     among its sort        placed   chance that it has a position
    sigma     range of the position's 1 sigma [m]; long how many times longer the major axis is
    delay     mean time until it is received [s]
    decimals  its position is rounded to; None: said by voice in degrees and minutes
    spread    of its number of people, relative; None gives none
    """

    channel: Channel
    source: Source
    share: float
    placed: float
    sigma: tuple[float, float]
    delay: float
    decimals: int | None
    spread: float | None
    long: float = 1.0


CALLS = (
    Kind("call", "occupant", 0.22, 1.0, (20.0, 80.0), 120.0, None, 0.15),  # coordinates read from the telephone
    Kind("call", "occupant", 0.12, 1.0, (800.0, 2_000.0), 60.0, 4, 0.15, long=3.0),  # place of the mast
    Kind("call", "occupant", 0.12, 0.0, (0.0, 0.0), 60.0, None, 0.15),
    Kind("call", "relative", 0.04, 0.1, (500.0, 1_500.0), 1_800.0, None, 0.3),
    Kind("missed_call", "occupant", 0.08, 0.0, (0.0, 0.0), 10.0, None, None),
    Kind("pin", "occupant", 0.17, 1.0, (15.0, 60.0), 600.0, 5, None),
    Kind("message", "occupant", 0.11, 0.6, (50.0, 300.0), 600.0, 2, 0.12),
    Kind("email", "ngo", 0.14, 0.8, (40.0, 200.0), 1_500.0, 3, 0.15),
)
SIGHTINGS = (
    Kind("ship", "ship", 0.45, 1.0, (300.0, 700.0), 300.0, 3, 0.35),
    Kind("vhf", "ship", 0.20, 1.0, (300.0, 700.0), 120.0, None, 0.35),
    Kind("shore", "authority", 0.35, 1.0, (150.0, 400.0), 120.0, 3, 0.35),
)
AIRCRAFT = Kind("aircraft", "crew", 1.0, 1.0, (80.0, 150.0), 400.0, 4, 0.15)
LIST = Kind("list", "authority", 1.0, 1.0, (200.0, 500.0), 900.0, 2, 0.12)
RECOVERY = Kind("rescue", "crew", 1.0, 1.0, (80.0, 120.0), 1_200.0, 4, None)
