"""Report: the value that every source becomes before anything else looks at it.

It holds what was said or seen about a boat and nothing about who the people are: no name, nationality, language, face
or voice, no phone number (only a keyed hash), no judgement of credibility (invariant 6). A position is a point with an
error ellipse; words such as "French waters, 0.6 nm from the line" are an ellipse as wide as the words. Absent is None.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, get_args

Channel = Literal[
    "call", "missed_call", "pin", "message", "email", "list", "vhf", "ais", "radar",
    "aircraft", "drone", "ship", "shore", "rescue", "search",
]  # fmt: skip
Source = Literal["occupant", "relative", "ngo", "authority", "ship", "sensor", "crew"]
Condition = Literal[
    "underway", "engine_stopped", "taking_water", "swamped", "people_in_water", "landed", "unknown"
]  # fmt: skip
CHANNELS: tuple[Channel, ...] = get_args(Channel)
SOURCES: tuple[Source, ...] = get_args(Source)
CONDITIONS: tuple[Condition, ...] = get_args(Condition)


@dataclass(frozen=True, slots=True)
class Count:
    """How many people, as a range somebody stands behind: 0 <= min <= likely <= max."""

    min: int
    likely: int
    max: int

    def __post_init__(self) -> None:
        if not 0 <= self.min <= self.likely <= self.max:
            raise ValueError(
                f"people min {self.min}, likely {self.likely}, max {self.max}: "
                "give whole numbers with 0 <= min <= likely <= max"
            )


@dataclass(frozen=True, slots=True)
class Description:
    """What the boat looks like, as far as somebody said so."""

    length_m: float | None = None
    colour: str | None = None
    type: str | None = None
    engine: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a rescue report says was done; how many people were taken off."""

    recovered: Count


@dataclass(frozen=True, slots=True)
class Report:
    """One thing said or seen about a boat.

    id             permanent, never used twice
    received       when a centre or node had it                                    aware UTC
    observed       when it was true; None when nobody said                         aware UTC
    channel        how it came; source: who gave it, as a role
    lon, lat       position, both or neither                                       [deg]
    ellipse_m      1 sigma error: major, minor [m], orientation of the major [deg true]
    position_text  the position as it was written or said
    people         aboard, as a range; in_water: of these, in the water
    course         true direction of travel over ground [deg]; speed_kn over ground
    caller         keyed hash of a call-back number, never the number
    group          counted apart by one observer: reports that share it are different boats
    track          of the sensor that it is a place on: reports that share it are the same thing, as far as the sensor can tell
    outcome        only in rescue reports
    """

    id: str
    received: datetime
    channel: Channel
    source: Source
    observed: datetime | None = None
    lon: float | None = None
    lat: float | None = None
    ellipse_m: tuple[float, float, float] | None = None
    position_text: str | None = None
    people: Count | None = None
    condition: Condition = "unknown"
    in_water: Count | None = None
    boat: Description = field(default_factory=Description)
    course: float | None = None
    speed_kn: float | None = None
    caller: str | None = None
    group: str | None = None
    track: str | None = None
    text: str = ""
    outcome: Outcome | None = None

    @property
    def when(self) -> datetime:
        """The best known time at which the report was true: observed, else received."""
        return self.observed or self.received

    @property
    def has_position(self) -> bool:
        return self.lon is not None and self.lat is not None
