"""What the tracker assumes: how boats move, how many there may be, from when on a track is shown."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Motion:
    """How boats move.

    steady    density of acceleration of a boat that keeps its way: 1 m/s in about an hour and a half   [m2/s3]
    restless  of one that stops, starts or turns: 1 m/s in 20 s                                         [m2/s3]
    begins    how often a steady boat turns restless [1/s]; ends how soon that is over                  [1/s]
    speed     1 sigma of each component of an unknown velocity                                          [m/s]
    """

    steady: float = 2e-4
    restless: float = 0.05
    begins: float = 1 / 1200.0
    ends: float = 1 / 60.0
    speed: float = 4.0


@dataclass(frozen=True, slots=True)
class Watch:
    """What the tracker assumes of the sea that is watched.

    area        watched                                                          [m2]
    expected    boats out there when the watch begins
    arrivals    boats that come into the area                                    [1/s]
    stays       how long a boat stays, on average                                [s]
    gate        squared Mahalanobis distance within which a plot may be a track's
    confirm     a track is shown from this probability on, until it is below lost
    drop        below this it goes back to the undetected
    """

    area: float
    expected: float = 10.0
    arrivals: float = 10.0 / 3600.0
    stays: float = 20_000.0
    gate: float = 16.0
    confirm: float = 0.9
    lost: float = 0.5
    drop: float = 1e-5
    motion: Motion = Motion()

    def __post_init__(self) -> None:
        if not (self.area > 0 and self.stays > 0 and self.expected > 0 and self.arrivals > 0):
            raise ValueError("area, expected, arrivals and stays are above 0: an area in m2, times in seconds")
        if not 0 < self.drop < self.lost <= self.confirm < 1:
            raise ValueError(f"drop {self.drop:g} < lost {self.lost:g} <= confirm {self.confirm:g} < 1 does not hold")
