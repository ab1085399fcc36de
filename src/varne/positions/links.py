"""Map links and geo URIs -> points. Knows the usual web maps; goes nowhere to look.

A pin is what somebody set; a screen centre is only where the map stood when the link was copied.
Sources: Google Maps URLs guide; OpenStreetMap wiki, Browsing; Apple Map Links; RFC 5870 (geo URI).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from urllib.parse import unquote, unquote_plus

from varne.positions.reading import Notation

CENTRE = "screen centre, not a pin"
_NUMBER = r"([+-]?\d{1,3}(?:\.\d+)?)"
_POINT = re.compile(rf"(?:loc:|point\.)?\s*{_NUMBER}(?:\s*[,~_]\s*|\s+){_NUMBER}(?![\d.])")
_PIN = re.compile(rf"!3d{_NUMBER}!4d{_NUMBER}(?![\d.])")
_EMBEDDED = re.compile(rf"!2d{_NUMBER}!3d{_NUMBER}(?![\d.])(?!!4d)")
_MAP = re.compile(rf"map=\d+(?:\.\d+)?/{_NUMBER}/{_NUMBER}(?![\d.])")
_START = re.compile(r"https?://|geo:", re.IGNORECASE)
_HOST = re.compile(r"(?:[a-z0-9-]+\.)+[a-z]{2,}[/?#]", re.IGNORECASE)

_POINT_KEYS = {"q", "query", "ll", "sll", "destination", "daddr", "saddr", "origin", "coordinate", "address", "sp", "loc"}
_CENTRE_KEYS = {"center", "centre", "cp", "viewpoint"}
_PLACES = {"place", "search", "dir"}
_PAIRED_KEYS = ("mlat", "mlon"), ("lat", "lon"), ("lat", "lng"), ("lat", "long"), ("latitude", "longitude")
_SHORT = (
    "maps.app.goo.gl/",
    "goo.gl/maps/",
    "goo.gl/",
    "g.co/",
    "maps.apple/p/",
    "osm.org/go/",
    "bit.ly/",
    "tinyurl.com/",
    "t.co/",
)


@dataclass(frozen=True, slots=True)
class Point:
    """A point in a link, its digits as they stand there; text is the part of the link that gives it."""

    lat: str
    lon: str
    notation: Notation
    text: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Link:
    """A link and where it stands. written: pieces of it in which somebody may have typed a position, decoded."""

    start: int
    end: int
    points: tuple[Point, ...]
    written: tuple[tuple[str, str], ...]
    short: bool


def links(text: str) -> list[Link]:
    """Every web address and geo URI in a text."""
    found = []
    for m in re.finditer(r"\S+", text):
        start = _START.search(m.group()) or _HOST.match(m.group())
        if start:
            at = m.start() + start.start()
            url = text[at : m.end()].rstrip(".,;:>]\"'")
            found.append(_link(at, url if "(" in url else url.rstrip(").")))
    return found


def _link(start: int, url: str) -> Link:
    points = tuple(dict.fromkeys(_points(url)))
    bare = re.sub(r"^https?://(www\.)?", "", url.lower())
    return Link(start, start + len(url), points, tuple(_written(url)), bare.startswith(_SHORT) and not points)


def _points(url: str) -> Iterator[Point]:
    if url[:4].lower() == "geo:":
        yield from _geo(url)
        return
    for m in _PIN.finditer(url):
        yield Point(m[1], m[2], "map link", m.group(), ("pin",))
    for m in _EMBEDDED.finditer(url):
        yield Point(m[2], m[1], "screen centre", m.group(), (CENTRE,))
    yield from _queried(url)
    for segment in _segments(url):
        if not (at := _POINT.match(unquote_plus(segment).lstrip("@"))):
            continue
        centred = segment[:1] == "@"
        yield Point(at[1], at[2], "screen centre" if centred else "map link", segment, (CENTRE,) * centred)
    for m in _MAP.finditer(url.partition("#")[2]):
        yield Point(m[1], m[2], "screen centre", m.group(), (CENTRE,))


def _geo(url: str) -> Iterator[Point]:
    body, _, query = url.partition("?")
    asked = [Point(p[1], p[2], "geo URI", url) for _, value, _ in _queries(query) if (p := _POINT.match(value))]
    at = _POINT.match(body[4:])
    if at and not (asked and float(at[1]) == float(at[2]) == 0):  # Android writes geo:0,0?q=51.14,1.74
        yield Point(at[1], at[2], "geo URI", body)
    yield from asked


def _queried(url: str) -> Iterator[Point]:
    entries = list(_queries(re.split("[?#]", url, maxsplit=1)[1] if re.search("[?#]", url) else ""))
    for key, value, raw in entries:
        m = _POINT.match(value)
        if m and key in _CENTRE_KEYS:
            yield Point(m[1], m[2], "screen centre", raw, (CENTRE,))
        elif m and key in _POINT_KEYS:
            notes = ("ll= is where the map is centred in some programs",) if key == "ll" else ()
            yield Point(m[1], m[2], "map link", raw, notes)
    numbers = {key: value for key, value, _ in entries if re.fullmatch(_NUMBER, value)}
    for lat, lon in _PAIRED_KEYS:
        if lat in numbers and lon in numbers:
            centred = lat != "mlat" and not {"zoom", "z"}.isdisjoint(numbers)
            notation: Notation = "screen centre" if centred else "map link"
            yield Point(numbers[lat], numbers[lon], notation, url, (CENTRE,) if centred else ())


def _queries(query: str) -> Iterator[tuple[str, str, str]]:
    for raw in re.split("[?&#]", query):
        key, _, value = raw.partition("=")
        yield key.lower(), unquote_plus(value).strip(), raw


def _segments(url: str) -> list[str]:
    return re.split("[?#]", url, maxsplit=1)[0].split("/")[1:]


def _written(url: str) -> Iterator[tuple[str, str]]:
    """Names of places and searches, where Google puts 51°08'30.0"N 1°44'30.0"E."""
    segments = _segments(url)
    named = [s for before, s in pairwise(segments) if before in _PLACES and s[:1] != "@"]
    queried = [(raw, value) for key, value, raw in _queries(url.partition("?")[2]) if key in _POINT_KEYS]
    for raw, value in [*((s, unquote(s.replace("+", " "))) for s in named), *queried]:
        if value and not _POINT.match(value):
            yield raw, value
