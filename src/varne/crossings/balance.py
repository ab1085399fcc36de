"""The balance of our own record, per boat and night: what became of how many people, as ranges. Never mixed with figures.

Unaccounted stays unaccounted. What SECMAR calls "incertitude" (a search that finds nothing and proves nothing counts as
having reached the coast) is not done here; an export in its terms says what it leaves out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

Range = tuple[int, int, int]
"""Fewest, likely, most."""
NOBODY: Range = (0, 0, 0)
OUTCOMES = ("landed_uk", "landed_fr", "returned", "deceased", "missing", "continued", "on_rescue_vessel")
"""As record.events has them. People on a rescue vessel are mostly counted again when they land."""


@dataclass(frozen=True, slots=True)
class BoatAccount:
    """What a record says of one boat.

    night        the evening's date: a boat of the small hours belongs to the night that began the day before
    people       reported aboard; None when nobody said
    outcomes     outcome -> people
    recovered    centre -> people whom it recorded as taken aboard a rescue vessel
    unaccounted  None when nobody said how many there were
    """

    night: date
    boat: str
    name: str
    people: Range | None
    outcomes: Mapping[str, Range] = field(default_factory=dict)
    recovered: Mapping[str, Range] = field(default_factory=dict)
    unaccounted: Range | None = None


@dataclass(frozen=True, slots=True)
class NightBalance:
    """The boats of one night added up.

    unknown   boats of which nobody said how many people they carried: in no sum, never counted as empty
    official  people by the official table for the day after the evening; None when it does not say. Beside, never added
    accounts  the boats themselves
    """

    night: date
    boats: int
    unknown: int
    people: Range
    outcomes: Mapping[str, Range]
    recovered: Mapping[str, Range]
    unaccounted: Range
    official: float | None
    accounts: tuple[BoatAccount, ...] = ()


def night_of(opened: datetime) -> date:
    """The evening's date of a moment: nights run from noon to noon UTC.

    >>> from datetime import UTC
    >>> night_of(datetime(2021, 11, 24, 1, 48, tzinfo=UTC))
    datetime.date(2021, 11, 23)
    """
    return (opened - timedelta(hours=12)).date()


def balance(boats: Sequence[BoatAccount], official: Mapping[date, float]) -> list[NightBalance]:
    """One row a night, oldest first.

    official  day -> people of the official daily table
    """
    nights: dict[date, list[BoatAccount]] = {}
    for boat in boats:
        nights.setdefault(boat.night, []).append(boat)
    return [_night(night, nights[night], official.get(night + timedelta(days=1))) for night in sorted(nights)]


def _night(night: date, boats: Sequence[BoatAccount], official: float | None) -> NightBalance:
    outcomes = {o: added(b.outcomes.get(o, NOBODY) for b in boats) for o in OUTCOMES}
    centres = sorted({c for b in boats for c in b.recovered})
    recovered = {c: added(b.recovered.get(c, NOBODY) for b in boats) for c in centres}
    unknown = sum(b.people is None for b in boats)
    people, left = added(b.people or NOBODY for b in boats), added(b.unaccounted or NOBODY for b in boats)
    return NightBalance(night, len(boats), unknown, people, outcomes, recovered, left, official, tuple(boats))


def added(ranges: Iterable[Range]) -> Range:
    """Ranges of different people, added end by end.

    >>> added([(27, 30, 33), (10, 10, 10)])
    (37, 40, 43)
    """
    low = likely = high = 0
    for a, b, c in ranges:
        low, likely, high = low + a, likely + b, high + c
    return low, likely, high


SECMAR = {
    "nombre_personnes_secourues": ("landed_uk", "landed_fr", "returned"),
    "nombre_personnes_assistees": ("continued",),
    "nombre_personnes_disparues": ("missing",),
    "nombre_personnes_tous_deces": ("deceased",),
}
"""SECMAR's counts by our outcomes; an escort counts as assistance there."""
ASSUMED = (
    "fewest of each range: nobody is counted as rescued of whom it is not recorded",
    "people still on a rescue vessel are not in it: they are counted when they land",
    "non_comptabilisees, the most of the range, is no column of SECMAR: there such people count as arrived, here they do not",
    "boats of which nobody said how many people they carried are in operations only",
)
"""What an export in SECMAR's terms assumes, in the words that go with it."""


def as_secmar(nights: Sequence[NightBalance]) -> list[dict[str, str | int]]:
    """The nights in SECMAR's terms, by the day after the evening; what is assumed is `ASSUMED`."""
    return [_secmar(n) for n in nights]


def _secmar(n: NightBalance) -> dict[str, str | int]:
    counts = {name: sum(n.outcomes[o][0] for o in outcomes) for name, outcomes in SECMAR.items()}
    day = (n.night + timedelta(days=1)).isoformat()
    return {"date": day, "avec_clandestins": "True", "operations": n.boats, **counts, "non_comptabilisees": n.unaccounted[2]}
