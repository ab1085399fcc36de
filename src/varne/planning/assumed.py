"""Assumed: what a plan takes for granted beside its states, written out."""

from collections.abc import Iterator, Sequence

from varne.planning.asked import Asset, Request
from varne.planning.looks import Fleet, listed, width_notes
from varne.sea.field import Field
from varne.search.sentences import say
from varne.words import Words


def assumed(request: Request, able: Sequence[Asset], wind: Field | None, fleet: Fleet, *, lanes: bool) -> list[Words]:
    """What a plan of some assets assumes, each sentence once.

    able  those of the request that take part;  wind  the field it is planned with, None without;  lanes  are any known?
    """
    found = [*_weather(request), *_kept_back(request), *_widths(request, able, fleet), *_judged(able, fleet)]
    if wind is None and any(a.flies for name in able if (a := listed(name.name, fleet))):
        found.append(say("search.assumed.still_air"))
    if not lanes:
        found.append(say("search.assumed.lanes"))
    return list({w.text: w for w in found}.values())


def _weather(request: Request) -> Iterator[Words]:
    w = request.weather
    yield say("search.assumed.weather", visibility=w.visibility_nm, wind=w.wind_kn, waves=w.sea_m)
    if w.night:
        yield say("search.assumed.night")
    yield say("search.assumed.factor", factor=request.factor)


def _kept_back(request: Request) -> Iterator[Words]:
    return (say("search.assumed.withheld", asset=a.name) for a in request.assets if a.withheld)


def _widths(request: Request, able: Sequence[Asset], fleet: Fleet) -> Iterator[Words]:
    for a in able:
        yield from width_notes(request, a, fleet)


def _judged(able: Sequence[Asset], fleet: Fleet) -> Iterator[Words]:
    for a in able:
        known = listed(a.name, fleet)
        if known and known.judged:
            yield say("search.assumed.list", asset=a.name, values=", ".join(known.judged))
