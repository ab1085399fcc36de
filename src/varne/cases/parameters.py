"""What a SIMULATED night is made of: every chance and rate in one value, so that a test can turn one and leave the rest.

The defaults are judgement about what the inquiries describe (research/domain.md 1.3, 3.3; fusion.md 4.5 and 8), not
measurement: no real log of reports is public. A system that does well here has passed a test of logic, not of the sea.
"""

from dataclasses import dataclass, fields
from datetime import UTC, datetime

START = datetime(2026, 6, 20, 20, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class NightParameters:
    """Parameters of a simulated night; shares and chances are 0 to 1.

    boats, hours, start  how many boats leave, how long the night is, when it begins (aware UTC)

    calls              reports that a boat makes or has made for it in an hour under way; each boat has its own rate
    talkative          shape of the spread of these rates (gamma): 0.5 a few boats call all the time, 5 all about alike
    urgency            times more calls with the engine off, and again as many once the boat is swamped
    again              chance that a caller rings again within minutes
    silent             share of boats that never report themselves and are only met
    sightings          ships, aircraft and shore that see a boat and say so, an hour
    pass_hours         hours between aircraft passes that count boats apart; pass_seen chance to see a boat in its lane
    lists              lists that one centre sends to the other, an hour: two to four boats, counted apart
    delay              factor on the usual time from observation to report; 0 makes everything prompt

    gross              share of positions 5 to 20 km off: an old pin, another boat, a wrong digit
    sign_lost          share of positions given west of Greenwich instead of east
    minutes_as_degrees share of positions whose minutes were read as decimals of a degree (51 30' as 51.30)
    hour_off           share of times an hour off, French for UTC
    minutes_off        share of times 5 to 20 minutes off
    vague_time         share of pins and messages of which only the time of sending is known
    count_said         chance that a report that could gives a number of people
    rounded            share of numbers rounded to fives
    relayed            share of calls that come with the number of a relay instead of the boat's; relays how many of these
    copied             share of reports that arrive a second time, through the other centre
    false              reports of no small boat in the night, on average

    taxi               share of boats that run along the coast and take people on board there before they cross
    stops              share of boats whose engine stops; dead of these, that never start again
    swamps             share of the dead that are swamped in the end
    turns_back         share of boats that give up and return to France
    partial            share of boats from which a first recovery takes some people only: the others go on
    transfer           chance that the people of a dead boat climb over to one that comes within 1.5 km
    tow                chance that such a boat takes a stopped one in tow for a while
    recovered          chance that a boat is recovered after it crossed the line; recovery_told that this is reported

    stream_error       relative error of the stream that `SimulatedNight.current` gives, over 100 km
    wind               speed of the wind, the same everywhere; it pushes boats without engine [m/s]
    raises             ValueError when a share is outside 0 to 1, a rate negative or start has no zone
    """

    boats: int = 30
    hours: float = 10.0
    start: datetime = START
    calls: float = 0.65
    talkative: float = 1.4
    urgency: float = 2.0
    again: float = 0.25
    silent: float = 0.10
    sightings: float = 0.08
    pass_hours: float = 2.0
    pass_seen: float = 0.6
    lists: float = 0.6
    delay: float = 1.0
    gross: float = 0.025
    sign_lost: float = 0.003
    minutes_as_degrees: float = 0.012
    hour_off: float = 0.01
    minutes_off: float = 0.03
    vague_time: float = 0.3
    count_said: float = 0.65
    rounded: float = 0.5
    relayed: float = 0.04
    relays: int = 3
    copied: float = 0.02
    false: float = 4.0
    taxi: float = 0.2
    stops: float = 0.4
    dead: float = 0.35
    swamps: float = 0.4
    turns_back: float = 0.05
    partial: float = 0.06
    transfer: float = 0.3
    tow: float = 0.3
    recovered: float = 0.85
    recovery_told: float = 0.97
    stream_error: float = 0.2
    wind: float = 5.0

    def __post_init__(self) -> None:
        if self.start.tzinfo is None:
            raise ValueError(f"start {self.start.isoformat()} has no zone; give it one, such as start.replace(tzinfo=UTC)")
        for f in fields(self):
            value = getattr(self, f.name)
            if f.name in SHARES and not 0 <= value <= 1:
                raise ValueError(f"{f.name} {value}: a share, from 0 to 1")
            if f.name not in (*SHARES, "start") and not value >= (f.name in POSITIVE):
                raise ValueError(f"{f.name} {value}: {'at least 1' if f.name in POSITIVE else 'not negative'}")


SHARES = (
    "again", "silent", "pass_seen", "gross", "sign_lost", "minutes_as_degrees", "hour_off", "minutes_off", "vague_time",
    "count_said", "rounded", "relayed", "copied", "taxi", "stops", "dead", "swamps", "turns_back", "partial", "transfer",
    "tow", "recovered", "recovery_told",
)  # fmt: skip
POSITIVE = ("boats", "hours", "relays")
