"""Row: one line of a tracker, which is what one centre believes of one boat; everything it says, nothing about who people are.

The columns follow what is known of the lists of both sides (research/domain.md 3.3): tracker, log, SECMAR, OneFleet.
"""

import re
import unicodedata
from dataclasses import dataclass, fields
from datetime import UTC, datetime
from typing import Literal

from varne.fusion.report import Channel, Condition, Count, Source

Phase = Literal["uncertainty", "alert", "distress"]

_UNWRITABLE = {"Cc", "Cs", "Cn", "Co"}
"""Control characters, half surrogates, and what is no character: a spreadsheet cannot hold them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of a tracker; what nobody said is None.

    boat, name, number, french   id in the record that wrote the list; label of the day; incident numbers of the two sides
    reported, fixed, received    three times: of the report, of the position, of reception       aware UTC, whole seconds
    channel, source              how it came to whoever keeps the list, and from whom, as a role
    caller                       keyed hash of a call-back number, never the number
    lon, lat, position_text      [deg]; the position as it was written
    method, error_m              how the position was obtained; its 1 sigma radius
    people, women, children, in_water, unaccounted   counts, as ranges
    reports                      ids of the reports that the row stands on
    other                        (heading, text) of columns that Varne has no name for, by heading: nothing is lost
    """

    boat: str | None = None
    name: str | None = None
    number: str | None = None
    french: str | None = None
    reported: datetime | None = None
    fixed: datetime | None = None
    received: datetime | None = None
    channel: Channel | None = None
    source: Source | None = None
    caller: str | None = None
    lon: float | None = None
    lat: float | None = None
    position_text: str | None = None
    method: str | None = None
    error_m: float | None = None
    course: float | None = None
    speed_kn: float | None = None
    people: Count | None = None
    women: Count | None = None
    children: Count | None = None
    in_water: Count | None = None
    condition: Condition | None = None
    length_m: float | None = None
    colour: str | None = None
    type: str | None = None
    engine: str | None = None
    jackets: str | None = None
    phase: Phase | None = None
    holder: str | None = None
    handover: str | None = None
    shadowing: str | None = None
    tasked: str | None = None
    eta: str | None = None
    broadcast: str | None = None
    outcome: str | None = None
    unaccounted: Count | None = None
    status: str | None = None
    closing: str | None = None
    reports: str | None = None
    text: str | None = None
    other: tuple[tuple[str, str], ...] = ()

    def __post_init__(self) -> None:
        if (self.lon is None) != (self.lat is None):
            raise ValueError(f"lon {self.lon}, lat {self.lat}: give both or neither")
        for key in ("reported", "fixed", "received"):
            when = getattr(self, key)
            if when is not None and (when.utcoffset() is None or when.utcoffset() or when.microsecond):
                raise ValueError(f"{key} {when.isoformat()}: give a time in UTC, to the second")

    @property
    def said(self) -> dict[str, object]:
        """What the row says, by column, without what nobody said and without `other`."""
        return {f.name: v for f in fields(self) if f.name != "other" and (v := getattr(self, f.name)) is not None}


def clean(text: str) -> str:
    """Text as a cell can hold it: one line, single spaces, no control characters, composed letters.

    >>> clean("  prend l'eau\\n vite\\x00 ")
    "prend l'eau vite"
    """
    spaced = " ".join(text.split())
    if spaced.isascii() and spaced.isprintable():  # nearly every cell, and the rest takes its time
        return spaced
    kept = "".join(c for c in unicodedata.normalize("NFC", spaced) if unicodedata.category(c) not in _UNWRITABLE)
    return re.sub(r" +", " ", kept).strip()


def second(when: datetime) -> datetime:
    """A time as a list holds it: UTC, to the second."""
    return when.astimezone(UTC).replace(microsecond=0)
