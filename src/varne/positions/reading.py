"""What a position text can mean: the Reading, the closed set of notations, and the error for a text without one."""

from dataclasses import dataclass
from typing import Literal, get_args

Notation = Literal[
    "DD",         # 51.1417            decimal degrees
    "DM",         # 51°08.5'           degrees and decimal minutes, the notation of the sea
    "DMS",        # 51°08'30"          degrees, minutes, seconds
    "DM as DD",   # 51.085             degrees and minutes typed with a point between them, meaning 51°08.5'
    "DMS as DD",  # 51.0830            the same with seconds, meaning 51°08'30"
    "DMS as DM",  # 51 08.30           seconds typed after the point, meaning 51°08'30"
    "DM as DMS",  # 51 08 50           decimals of the minute typed as a third number, meaning 51°08.50'
    "ISO 6709",   # +51.14+001.74/     digits run together, signs or letters: also 5108.5N 00144.5E
    "mixed",      # 51°08.5'N 1.7417E  latitude and longitude in two notations
    "map link",   # ...?q=51.14,1.74   a point or pin in a web address
    "screen centre",  # .../@51.14,1.74,12z  where somebody's map was centred; no pin was set there
    "geo URI",    # geo:51.14,1.74     RFC 5870
]  # fmt: skip
NOTATIONS: tuple[Notation, ...] = get_args(Notation)

EXAMPLES = "51°08.5'N 001°44.5'E", "51.1417 1.7417", "https://maps.google.com/?q=51.1417,1.7417"


@dataclass(frozen=True, slots=True)
class Reading:
    """One thing a position text can mean.

    lon, lat      WGS 84, -180 <= lon < 180                                               [deg]
    notation      how the digits were taken
    text          the part of the input that was read
    notes         what speaks for and against this reading
    explicit      notation and hemispheres are stated: nothing else can be meant by this part of the text
    resolution_m  one step of the last digit given, the coarser of latitude and longitude  [m]
    """

    lon: float
    lat: float
    notation: Notation
    text: str
    notes: tuple[str, ...]
    explicit: bool
    resolution_m: float


class NoPosition(ValueError):
    """A text in which no position can be read. Carries the text and what is known about why (problems)."""

    def __init__(self, text: str, problems: tuple[str, ...]) -> None:
        self.text, self.problems = text, problems
        shown = text if len(text) <= 120 else text[:119] + "…"
        mend = "; ".join(problems) or "ask for degrees and minutes with north or south, east or west"
        super().__init__(f"no position in {shown!r}. Allowed are for example {'  or  '.join(EXAMPLES)}. Mend: {mend}")
