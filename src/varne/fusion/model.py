"""What is expected of boats, callers and positions: every number that fusion's likelihood stands on, with its source.

Legend: nats natural logarithms
"""

from dataclasses import dataclass

import numpy as np

from varne.geodesy import KNOT

TERMS = ("channel", "motion", "people", "condition", "caller", "boat", "group", "recovery")
DECIBANS = 10.0 / np.log(10.0)
"""Decibans in a nat."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is expected before anybody looks at the reports.

    boats      that report themselves or are reported in a night; about 20 called one side alone on 24 November 2021
    silent     boats at sea that nobody has reported: the safety dial, deliberately high. It weighs on sightings and above
               all on rescues: the smaller it is, the sooner a recovered boat is taken for one that called
    night      the time in which those boats appear                                        [s]
    calls      mean rate of reports by or for a boat; shape of its gamma law               [1/s]
    before     how long a boat is out before its first report                              [s]
    seen       rate at which ships and aircraft report a boat; taken: at which it is recovered  [1/s]
    again      chance that a call is followed by another of the same boat, again_s later   [s]
    change     mean time in which a boat loads or is partly taken off                      [s]
    same_phone, new_phone  urn of telephones: weight of a key heard before and of one not yet heard
    late, twice            chance, against others, of a report late_s after a boat's recovery; of a second recovery
    raises     ValueError when boats or silent is below 2

    source   research/fusion.md 4.2, 4.5 and 4.6: without silent boats the mistake of 24 November 2021 is repeated; rates
             of calls 5 to 6 a boat and night are its guess, to be replaced by real logs; again, change: judgement
    """

    boats: float = 30.0
    silent: float = 3.0
    night: float = 36_000.0
    calls: float = 1 / 3_000.0
    shape: float = 1.3
    before: float = 5_400.0
    seen: float = 1 / 30_000.0
    taken: float = 1 / 14_400.0
    again: float = 0.25
    again_s: float = 400.0
    change: float = 288_000.0
    same_phone: float = 800.0
    new_phone: float = 1.0
    late: float = 0.003
    late_s: float = 600.0
    twice: float = 1e-3

    def __post_init__(self) -> None:
        if not self.boats >= 2 or not self.silent >= 2:
            raise ValueError(
                f"boats {self.boats:g}, silent {self.silent:g}: both must be 2 or more; with no unreported boats "
                "every boat found is taken for one that called"
            )


@dataclass(frozen=True, slots=True)
class Motion:
    """How boats move and how positions go wrong.

    landing       where boats make for, lon, lat: between Dungeness and Dover              [deg]
    speed, near   mean speed through the water, less within `near` of the landing          [m/s], [m]
    spread        1 sigma of the cruising velocity on each axis; 8 knots is within 2 sigma [m/s]
    memory        how long a boat keeps its course and speed                               [s]
    stops, starts mean time to an engine stop, and of one                                  [s]
    stream_error  what the stream is wrong by; stream_unknown where it is not known        [m/s]
    leeway        what wind adds to a drifting boat, either way                            [m/s]
    wrong         share of positions that are plainly wrong (digits, old pin, other boat)
    forget        time in which even a right history stops telling                         [s]
    span          after hours the Strait bounds the boat, not the engine                   [m]
    convoy        expected chance that a boat sails with one that was reported, for they leave in groups of 1 to 4; the
                  night changes it (see convoy), and convoy_weight is for how many boats' worth the expectation stands
    convoy_m      how far apart they sail, more with the time between (convoy_speed), from about convoy_s before it to
                  as much after it                                                         [m], [m/s], [s]

    source   research/fusion.md 4.2, term 2 (Ornstein-Uhlenbeck own motion) and 4.8 (engine modes), 4.5 (group births);
             2 to 8 knots under way, research/domain.md 4.4; leeway of a loaded inflatable, research/drift.md
    """

    landing: tuple[float, float] = (1.2, 51.05)
    speed: float = 2.2
    near: float = 6_000.0
    spread: float = 1.1
    memory: float = 10_000.0
    stops: float = 18_000.0
    starts: float = 5_400.0
    stream_error: float = 0.3
    stream_unknown: float = 0.8
    leeway: float = 0.25
    wrong: float = 0.045
    forget: float = 86_400.0
    span: float = 20_000.0
    convoy: float = 0.3
    convoy_weight: float = 20.0
    convoy_m: float = 1_500.0
    convoy_speed: float = 1.0
    convoy_s: float = 7_200.0


MOTION = Motion()
TOP_SPEED = 15 * KNOT
"""Faster than any loaded small boat: beyond it two positions are called impossible in words."""
POWERED = np.array([0.85, 0.25, 0.50, 0.05, 0.02, 0.10, 0.80])
"""Chance that a boat moves under power after a report of each stage; the last when nothing was said. Judgement."""
COUNTED_APART = float(np.log(1e-3))
"""Nats for two reports that one observer counted apart (fusion.md has 0.01; stronger, for it was said on purpose)."""
SAME_TRACK = float(np.log(0.9 / 0.01))
"""Nats for two places in a row on one track of a sensor: it holds a boat for ten minutes nine times in ten, and goes over to
another that passes close by once in a hundred. Judgement."""
KEPT_APART = -1e4
"""Nats for two reports that an operator keeps apart: beyond any evidence."""
STAGE_DB = np.array(
    [  # later: underway, stopped, taking water, swamped, people in water, landed
        [1, 0, 0, 0, 0, 1],  # earlier: under way
        [-3, 3, 1, 1, 1, -3],  # engine stopped
        [-12, 1, 4, 4, 3, -6],  # taking water
        [-13, -5, 1, 6, 6, -8],  # swamped
        [-13, -5, 1, 6, 7, -8],  # people in the water
        [-12, -12, -13, -13, -8, 5],  # landed
    ],
    float,
)
"""Decibans of what is said later given what was said earlier. A boat gets worse; water can be pumped out now and then.

source  research/fusion.md 4.2, term 8 (dry and under way after sinking: -12) and 4.6; the rest is judgement, held to
        average to about 1 as odds over what boats usually report (tests/fusion/test_likelihood.py)
"""
