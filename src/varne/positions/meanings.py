"""Pairs of angles -> drafts of readings: which angle is the latitude, which signs, and what speaks for and against."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from varne.geodesy import metres_per_degree
from varne.positions.angles import Sense, decimals, senses, whole
from varne.positions.pairs import SIDES, Angle, Pair
from varne.positions.reading import NOTATIONS, Notation, Reading

_DEPARTURES = {
    "DM as DD": "digits after the point would be minutes",
    "DMS as DD": "digits after the point would be minutes and seconds",
    "DMS as DM": "digits after the point would be seconds",
    "DM as DMS": "the last number would be decimals of the minute",
}


@dataclass(frozen=True, slots=True)
class Draft:
    """A reading not yet compared with its neighbours.

    start, end  where it stands in the text
    weight      how many things it assumes that the text does not say
    """

    reading: Reading
    start: int
    end: int
    weight: int


def meanings(pair: Pair, text: str) -> list[Draft]:
    """Every reading of a pair; where two come to the same point, the one that assumes less."""
    found: dict[tuple[float, float], Draft] = {}
    for draft in sorted(_drafts(pair, text), key=lambda d: d.weight):
        found.setdefault((draft.reading.lon, draft.reading.lat), draft)
    return list(found.values())


def _drafts(pair: Pair, text: str) -> Iterator[Draft]:
    contradicted = pair.first.axis == pair.second.axis != ""
    if contradicted:
        pair = replace(pair, first=_unsided(pair.first), second=_unsided(pair.second))
    common = (*_said(pair), *_doubts(pair), *(["both are given for the same axis"] if contradicted else []))
    stated = pair.iso or (all(a.side for a in (pair.first, pair.second)) and not pair.torn)
    fixed = pair.iso or bool(pair.first.axis or pair.second.axis)
    afterwards = pair.second.leads and not pair.first.side
    common += ("the letter is taken with the number after it",) * afterwards
    for ours, theirs in pair.senses:
        for swapped in (False,) if pair.iso else _orders(pair.first, pair.second):
            lat, lon = (theirs, ours) if swapped else (ours, theirs)
            angles = (pair.second, pair.first) if swapped else (pair.first, pair.second)
            if lat.degrees > 90 or lon.degrees > 180:
                continue
            ordered = swapped and not fixed
            notation, notes, weight = _departure(ours, theirs, pair.iso)
            notes += ("order swapped",) * ordered + (() if fixed else _order_doubts(angles))
            for north, assumed, note in _signs(angles[0], angles[1], "lat"):
                for east, assumed_too, note_too in _signs(angles[1], angles[0], "lon"):
                    yield _draft(
                        pair, text, lon, lat, east, north, notation,
                        tuple(dict.fromkeys(n for n in (*notes, note, note_too, *common) if n)),
                        stated, weight + 3 * ordered + assumed + assumed_too + afterwards,
                    )  # fmt: skip


def _draft(
    pair: Pair, text: str, lon: Sense, lat: Sense, east: int, north: int,
    notation: Notation, notes: tuple[str, ...], stated: bool, weight: int,
) -> Draft:  # fmt: skip
    start, end = pair.first.start, pair.second.end
    return Draft(
        reading(east * lon.degrees, north * lat.degrees, notation, text[start:end], notes, stated, lon.step, lat.step),
        start, end, weight,
    )  # fmt: skip


def reading(
    lon: float, lat: float, notation: Notation, text: str, notes: tuple[str, ...], explicit: bool,
    lon_step: float, lat_step: float,
) -> Reading:  # fmt: skip
    """A Reading whose resolution comes from the steps of the last digits [deg]; 180 east is written as 180 west."""
    east, north = metres_per_degree(lat)
    resolution = max(lon_step * float(east), lat_step * float(north))
    return Reading(-180.0 if lon == 180 else lon, lat, notation, text, notes, explicit, resolution)


def _unsided(angle: Angle) -> Angle:
    return replace(angle, axis="", side="")


def _orders(first: Angle, second: Angle) -> tuple[bool, ...]:
    if first.axis or second.axis:
        return (first.axis == "lon" or second.axis == "lat",)
    return False, True


def _signs(angle: Angle, other: Angle, axis: str) -> tuple[tuple[int, int, str], ...]:
    """Possible signs of an angle: sign, number of things assumed, note."""
    if angle.side:
        possible = SIDES[angle.side][1]
        if angle.sign == "-" and 1 in possible:
            return (1, 1, "a minus sign and a letter contradict each other"), (-1, 1, "the minus sign, not the letter")
        if len(possible) == 2:
            return (-1, 0, "O read as Ouest, west"), (1, 1, "O read as the German or Dutch Ost, east")
        return ((possible[0], 0, ""),)
    if angle.sign or other.sign:
        return ((-1 if angle.sign == "-" else 1, 0, ""),)
    if axis == "lat":
        return ((1, 0, "north assumed" if other.side else ""),)
    return (1, 0, ""), (-1, 2, "west: a minus sign or letter W would be missing")


def _departure(ours: Sense, theirs: Sense, iso: bool) -> tuple[Notation, tuple[str, ...], int]:
    """The notation of two senses, and how far it is from what was typed."""
    used = tuple(dict.fromkeys(s.notation for s in (ours, theirs)))
    notes = tuple(_DEPARTURES[u] for u in used if u in _DEPARTURES)
    weight = len(notes) + (len(used) > 1) + ("DMS as DD" in used)
    if iso or all(u.startswith("packed") for u in used):
        return "ISO 6709", notes, weight
    if len(used) > 1:
        return "mixed", (f"two notations in one pair: {' and '.join(used)}", *notes), weight
    return NOTATIONS[NOTATIONS.index(used[0])], notes, weight


def _said(pair: Pair) -> tuple[str, ...]:
    """Notes that hold for every reading of the pair."""
    both = pair.first, pair.second
    bare = not any(a.side or a.sign for a in both)
    typed = tuple(dict.fromkeys(n for a in both for n in a.notes))
    coarse = not any(decimals(a.groups[-1]) for a in both) and not any(a.axis for a in both)
    return (
        *(("a number beside it was left out",) if pair.torn else ()),
        *(("no hemisphere given",) if bare else ()),
        *typed,
        *(("whole numbers only: they may count something else",) if coarse else ()),
    )


def _doubts(pair: Pair) -> tuple[str, ...]:
    """What the digits forbid, of the notations somebody might still have in mind."""
    refusals = (r for a in (pair.first, pair.second) for r in senses(a.groups, a.form)[1])
    return tuple(dict.fromkeys(r for r in refusals if not pair.iso and not r.startswith("impossible as degrees")))


def _order_doubts(angles: tuple[Angle, Angle]) -> tuple[str, ...]:
    lat, lon = (whole(a.groups[0]) for a in angles)
    if len(lat) == 2 and len(lon) == 3 and lon[0] == "0":
        return ("written as wide as latitude and longitude are",)
    if len(lat) == 3 and lat[0] == "0" and len(lon) == 2:
        return ("three digits would be the latitude",)
    return ()
