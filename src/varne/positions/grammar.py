"""A text -> every reading of every position in it, and what is known about the parts that gave none."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from varne.positions.angles import decimals, senses
from varne.positions.atoms import chains
from varne.positions.links import Link, Point, links
from varne.positions.meanings import Draft, meanings, reading
from varne.positions.numerals import spelled
from varne.positions.pairs import Angle, angles_at, pairs
from varne.positions.reading import NoPosition, Reading
from varne.positions.tokens import Token, lex, name

_THREE_WORDS = re.compile(r"(?:///|what3words\.com/|w3w\.co/)\s*[^\W\d_]+\.[^\W\d_]+\.[^\W\d_]+", re.IGNORECASE)
_BARE_WORDS = re.compile(r"(?<!\S)[^\W\d_]{2,}\.[^\W\d_]{2,}\.[^\W\d_]{4,}(?!\S)")
_MOST_HANDED_ON = 3
"""Digits that may belong to the next number in running spoken digits: a longitude has up to three."""
_MOST_SAID = 3


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading and where it falls: inside the area the centre cares for, and on water."""

    reading: Reading
    in_area: bool
    at_sea: bool


def readings(text: str) -> tuple[Reading, ...]:
    """Every reading of every position in a text, the explicit ones first, then those that assume least.

    text     as said, typed or pasted; it may hold other words and numbers
    returns  at least one reading; nothing is dropped because it is unlikely, only because its digits are impossible
    raises   NoPosition with the likely mend

    A bare pair is never taken for one point:

    >>> for r in readings("51.085 1.445")[:3]:
    ...     print(f"{r.lat:.5f} {r.lon:.5f}", r.notation, r.notes)
    51.08500 1.44500 DD ('no hemisphere given',)
    51.14167 1.74167 DM as DD ('digits after the point would be minutes', 'no hemisphere given')
    51.08500 -1.44500 DD ('west: a minus sign or letter W would be missing', 'no hemisphere given')
    """
    found = links(text)
    drafts = [*_settled(_typed(_without(text, found))), *_linked(found)]
    if not drafts:
        raise NoPosition(text, problems(text))
    judged = sorted(drafts, key=lambda d: (not d.reading.explicit, d.weight, d.start))
    return tuple(dict.fromkeys(d.reading for d in judged))


def ranked(
    found: Iterable[Reading], in_area: Callable[[float, float], bool], at_sea: Callable[[float, float], bool]
) -> tuple[Judged, ...]:
    """Readings with the best supported first: explicit before guessed, then inside the area, then on water.

    found            readings in their own order, which breaks ties
    in_area, at_sea  (lon, lat) [deg] -> whether it is
    returns          all of them: a boat on a sandbank is outside the water and still a boat

    >>> there = ranked(readings("1.7417 51.1417"), lambda lon, lat: 50 < lat < 52, lambda lon, lat: lon > 0)
    >>> print(there[0].reading.lat, there[0].reading.notes)
    51.1417 ('order swapped', 'no hemisphere given', 'impossible as minutes: 74 is over 59')
    """
    judged = [Judged(r, bool(in_area(r.lon, r.lat)), bool(at_sea(r.lon, r.lat))) for r in found]
    return tuple(sorted(judged, key=lambda j: (not j.reading.explicit, not j.in_area, not j.at_sea)))


def problems(text: str) -> tuple[str, ...]:
    """What in a text looks like a position and gives none, and the mend; () when there is nothing of the kind.

    >>> problems("we are here https://maps.app.goo.gl/abc")
    ('https://maps.app.goo.gl/abc resolves only online: open it where there is a connection and paste the long link',)
    """
    found = links(text)
    rest = _without(text, found)
    said = [
        f"{text[link.start : link.end]} resolves only online: open it where there is a connection and paste the long link"
        for link in found
        if link.short
    ]
    if m := _THREE_WORDS.search(text) or _BARE_WORDS.search(rest):
        said.append(
            f"{m.group()!r} looks like what3words: kept as text and never turned into a position here; "
            "ask for latitude and longitude"
        )
    return tuple(dict.fromkeys([*said, *_impossible(rest)]))


def _typed(text: str) -> list[Draft]:
    found = [d for tokens in _hearings(text) for chain in chains(tokens) for p in pairs(chain) for d in meanings(p, text)]
    return list(dict.fromkeys(found))


def _hearings(text: str) -> list[tuple[Token, ...]]:
    """The tokens of a text; several times where spoken digits can be parted in several ways."""
    tokens = lex(text)
    return list(dict.fromkeys(tuple(name(spelled(tokens, k))) for k in range(_MOST_HANDED_ON + 1)))


def _without(text: str, found: Sequence[Link]) -> str:
    for link in found:
        text = text[: link.start] + "x" * (link.end - link.start) + text[link.end :]
    return text


def _linked(found: Sequence[Link]) -> list[Draft]:
    drafts = []
    for link in found:
        drafts += [_pointed(link, p) for p in link.points if abs(float(p.lat)) <= 90 and abs(float(p.lon)) <= 180]
        for raw, written in link.written:
            for d in _settled(_typed(written)):
                drafts.append(replace(d, reading=replace(d.reading, text=raw), start=link.start, end=link.end))
    return drafts


def _pointed(link: Link, p: Point) -> Draft:
    pin = p.notation != "screen centre"
    steps = (10.0 ** -len(decimals(digits)) for digits in (p.lon, p.lat))
    return Draft(
        reading(float(p.lon), float(p.lat), p.notation, p.text, p.notes, pin, *steps), link.start, link.end, int(not pin)
    )


def _settled(drafts: list[Draft]) -> list[Draft]:
    """Explicit only where nothing else can be read from the same stretch of text."""
    clusters: list[list[Draft]] = []
    end = -1
    for d in sorted(drafts, key=lambda d: d.start):
        if d.start < end:
            clusters[-1].append(d)
        else:
            clusters.append([d])
        end = max(end, d.end)
    return [replace(d, reading=replace(d.reading, explicit=d.reading.explicit and len(c) == 1)) for c in clusters for d in c]


def _impossible(text: str) -> list[str]:
    """Angles whose digits no notation allows, and angles without a partner, in chains that gave no pair."""
    said = []
    for chain in chains(name(spelled(lex(text)))):
        if pairs(chain):
            continue
        angles = [a for i in range(len(chain)) for a, _ in list(angles_at(chain, i))[-1:]]
        bad = [f"{text[a.start : a.end]!r} is {why}: ask again for these digits" for a in angles if (why := _refused(a))]
        sided = [text[a.start : a.end] for a in angles if a.side or "°" in text[a.start : a.end]]
        if bad or not sided:
            said += bad
        elif len(sided) == 1:
            said.append(f"{sided[0]!r} is one angle: the other one of the pair is missing")
        else:
            shown = text[chain[0].start : chain[-1].end]
            said.append(f"{shown!r} holds no latitude up to 90 beside a longitude up to 180: were digits left out or changed?")
    return said[:_MOST_SAID]


def _refused(angle: Angle) -> str:
    allowed, refusals = senses(angle.groups, angle.form)
    certain = angle.side or angle.form == "stated" or decimals(angle.groups[-1])
    return refusals[0] if certain and len(angle.groups) > 1 and not allowed else ""
