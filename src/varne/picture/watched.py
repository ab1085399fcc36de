"""Watched: which radars, vessels and aircraft look at the sea at a moment, how far, and which of them cannot be counted.

A radar sees a small boat as far as its configuration says, and no person in the water. A vessel or an aircraft sees what lies
within half its sweep width of where it last said it was (`planning.looks`, as a plan takes it): what is missed inside is
made up by what is seen outside. Weather is taken for granted, and said.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from varne.drift.ensemble import STATES
from varne.geodesy import NM
from varne.picture.plain import clock
from varne.planning.asked import Request, Sailed, Weather
from varne.planning.looks import Fleet, widths_of
from varne.record.incident import AssetState
from varne.words import InWords, Words

AT_SEA = ("departed", "on_scene", "left_scene", "sighting")
OLD = 3600.0
"""A place said longer ago than this says nothing of where somebody is now [s]."""
SENTENCES = {
    "coverage.radar": "radar {name}: a small boat as far as {miles} NM, as configured; a person in the water it does not see",
    "coverage.silent": "radar {name} is silent since {since}: it counts as blind",
    "coverage.receiver": "receiver {name} hears only who transmits: it sees no small boat",
    "coverage.then": "radar {name}: how it stood at another moment than now is not recorded, so it is not counted",
    "coverage.asset": "{asset}, there at {since}: a boat adrift within {boat} NM, a person in the water within {people} NM",
    "coverage.no_place": "{asset} has not said where it is",
    "coverage.old": "{asset} last said at {since} where it is, more than an hour ago",
    "coverage.sensors": "{asset} is not of the list: what it looks with is not known",
    "coverage.day": "assumed: daylight, visibility {visibility} NM, waves of {sea} m; "
    "widths may be wrong by a factor of {factor}",
    "coverage.night": "assumed: night, visibility {visibility} NM, waves of {sea} m; "
    "widths may be wrong by a factor of {factor}",
    "coverage.none": "nothing that looks is known: no radar is heard, and nobody on watch has said where they are",
}


@dataclass(frozen=True, slots=True)
class Listened:
    """A feed of sensors: place [deg] and reach [m] of a radar, None of a receiver; heard: since when it is, or is not."""

    name: str
    place: tuple[float, float] | None
    reach: float
    heard: bool
    since: datetime


@dataclass(frozen=True, slots=True)
class Looking:
    """Who looks: where [deg], how far they see a boat adrift and a person in the water [m], and what is to be known."""

    name: str
    kind: str
    lon: float
    lat: float
    boat: float
    people: float
    words: Words


@dataclass(frozen=True, slots=True)
class Watched:
    """Who looks, who cannot be counted and why, and what is taken for granted."""

    looking: tuple[Looking, ...]
    not_counted: tuple[Words, ...]
    assumed: Words


def say(key: str, **args: str | float) -> Words:
    """A sentence of this module in English, with its key for every other language."""
    return Words(key, args, SENTENCES[key].format(**args))


def watched(
    feeds: Iterable[Listened], assets: Iterable[AssetState], fleet: Fleet, weather: Weather, now: datetime, *, current: bool
) -> Watched:
    """Who looks at a moment.

    feeds    as they stand in this very moment;  assets  what each was last said to do;  fleet  what they look with
    current  is it this very moment that is asked for? How feeds stood at another is not recorded
    """
    found = [*(_radar(f, current=current) for f in feeds), *(_asset(a, fleet, weather, now) for a in assets if _out(a))]
    looking = tuple(f for f in found if isinstance(f, Looking))
    light = "coverage.night" if weather.night else "coverage.day"
    assumed = say(light, visibility=weather.visibility_nm, sea=weather.sea_m, factor=_request(weather).factor)
    return Watched(looking, tuple(f for f in found if isinstance(f, Words)), assumed)


def _out(a: AssetState) -> bool:
    return a.status in AT_SEA


def _radar(f: Listened, *, current: bool) -> Looking | Words:
    if f.place is None:
        return say("coverage.receiver", name=f.name)
    if not current:
        return say("coverage.then", name=f.name)
    if not f.heard:
        return say("coverage.silent", name=f.name, since=clock(f.since))
    return Looking(f.name, "radar", *f.place, f.reach, 0.0, say("coverage.radar", name=f.name, miles=_miles(f.reach)))


def _asset(a: AssetState, fleet: Fleet, weather: Weather, now: datetime) -> Looking | Words:
    if a.lon is None or a.lat is None:
        return say("coverage.no_place", asset=a.asset)
    if (now - a.since).total_seconds() > OLD:
        return say("coverage.old", asset=a.asset, since=clock(a.since))
    if a.asset not in {k.name for k in fleet or ()}:
        return say("coverage.sensors", asset=a.asset)
    try:
        widths = dict(zip(STATES, widths_of(_request(weather), Sailed(a.asset, []), fleet), strict=True))
    except InWords as error:
        return error.words
    boat, people = widths["adrift"] / 2, widths["people_in_water"] / 2
    told = say("coverage.asset", asset=a.asset, since=clock(a.since), boat=_miles(boat), people=_miles(people))
    return Looking(a.asset, "asset", a.lon, a.lat, boat, people, told)


def _request(weather: Weather) -> Request:
    """What the tables are asked with: nothing of it but the weather counts."""
    return Request(at="", assets=[], weather=weather)


def _miles(metres: float) -> float:
    return round(metres / NM, 2 if metres < NM else 1)
