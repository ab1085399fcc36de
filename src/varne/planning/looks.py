"""Looks: the assets of a request made whole from a list, and how far each sees each state."""

from collections.abc import Sequence
from dataclasses import dataclass

from varne.drift.ensemble import STATES
from varne.geodesy import KNOT, NM
from varne.planning.asked import Asset, Request, Sailed, Weather
from varne.search import assets
from varne.search.corrections import Conditions, Looker
from varne.search.detection import curve, dim, sweep_width
from varne.search.lateral import Curve
from varne.search.sentences import say
from varne.words import InWords, Words

HOUR = 3600.0
Fleet = Sequence[assets.Asset] | None
"""The list that names are looked up in; None is the shipped one."""
Width = tuple[float, tuple[Words, ...]]
"""How far it sees one state [m], and what to know of that."""


@dataclass(frozen=True, slots=True)
class Whole:
    """An asset with everything known, SI: place [deg], speeds [m/s], endurance and launch [s], sweep width of STATES [m]."""

    name: str
    lon: float
    lat: float
    search: float
    transit: float
    endurance: float
    launch: float
    air: bool
    widths: tuple[float, ...]


def whole(request: Request, a: Asset, fleet: Fleet = None) -> Whole:
    """An asset of a request, what it leaves out from a list.

    fleet   the list; None is the shipped one
    raises  InWords with its name when something is neither given nor known
    """
    known = listed(a.name, fleet)
    lon = a.lon if a.lon is not None else known.lon if known else None
    lat = a.lat if a.lat is not None else known.lat if known else None
    search = KNOT * a.search_kn if a.search_kn is not None else known.search if known else None
    endurance = HOUR * a.endurance_h if a.endurance_h is not None else known.endurance if known else None
    needed = {"lon": lon, "lat": lat, "search_kn": search, "endurance_h": endurance}
    missing = [name for name, value in needed.items() if value is None]
    if lon is None or lat is None or search is None or endurance is None:
        names = ", ".join(k.name for k in fleet or assets.shipped())
        raise InWords(say("search.trouble.unknown", asset=a.name, missing=", ".join(missing), names=names))
    transit = KNOT * a.transit_kn if a.transit_kn else known.transit if known else search
    launch = 60 * a.ready_min if a.ready_min is not None else known.launch if known else 0.0
    air = a.kind == "air" if a.kind else bool(known and known.flies)
    return Whole(a.name, lon, lat, search, transit or KNOT, endurance, launch, air, widths_of(request, a, fleet))


def listed(name: str, fleet: Fleet = None) -> assets.Asset | None:
    """The asset of a list that has a name."""
    return {k.name: k for k in fleet or assets.shipped()}.get(name)


def widths_of(request: Request, who: Asset | Sailed, fleet: Fleet = None) -> tuple[float, ...]:
    """Sweep width against each of STATES [m]: as given, else by the sensor given, else by the best of those it has.

    At night the eye is none of them, since no table knows it.

    raises  InWords with its name when nothing says how far it sees, or the tables do not know
    """
    return tuple(width for width, _ in _widths(request, who, fleet))


def width_notes(request: Request, who: Asset | Sailed, fleet: Fleet = None) -> tuple[Words, ...]:
    """What to know of its sweep widths, each once; nothing of widths that were given.

    raises  InWords as widths_of does
    """
    notes = (note for _, told in _widths(request, who, fleet) for note in told)
    return tuple({note.text: note for note in notes}.values())


def _widths(request: Request, who: Asset | Sailed, fleet: Fleet) -> list[Width]:
    if who.sweep_m is not None:
        return [(float(getattr(who.sweep_m, state)), ()) for state in STATES]
    lookers, jackets = _lookers(request, who, fleet)
    seen = conditions(request.weather)
    try:
        return [max((_width(by, state, seen, request.factor, jackets) for by in lookers), key=_metres) for state in STATES]
    except InWords:
        raise
    except ValueError as error:
        raise InWords(say("search.trouble.table", asset=who.name, why=str(error))) from error


def _metres(width: Width) -> float:
    return width[0]


def _lookers(request: Request, who: Asset | Sailed, fleet: Fleet) -> tuple[list[Looker], bool]:
    known = listed(who.name, fleet)
    if who.by is not None:
        speed = KNOT * (who.search_kn or 0.0) if isinstance(who, Asset) else 0.0
        return [Looker(who.by.sensor, who.by.platform, who.by.height_m, speed, who.by.tired)], who.by.jackets
    by_night = request.weather.night
    usable = [s for s in known.sensors if s != ("eye" if by_night else "nvg")] if known else []
    if known is None or not usable:
        dark = known is not None and by_night
        raise InWords(say("search.trouble.dark" if dark else "search.trouble.widths", asset=who.name))
    return [known.looker(s) for s in usable], False


def _width(by: Looker, state: str, seen: Conditions, factor: float, jackets: bool) -> Width:
    """No radar table knows a swamped hull or people in the water: it is taken to see neither."""
    if by.sensor == "radar" and state not in ("underway", "adrift"):
        return 0.0, ()
    found = sweep_width(by, state, seen, factor=factor, jackets=jackets)
    return found.likely, found.notes


def curves_of(request: Request, who: Asset | Sailed, fleet: Fleet = None) -> tuple[Curve, ...]:
    """Lateral range curve against each of STATES.

    raises  InWords as widths_of does
    """
    dark = in_the_dim(request.weather) if isinstance(who, Asset) or who.dim is None else who.dim
    return tuple(curve(w, dim=dark) for w in widths_of(request, who, fleet))


def in_the_dim(w: Weather) -> bool:
    """Do all look at night, or in weather that is against seeing?"""
    return dim(conditions(w), night=w.night)


def conditions(w: Weather) -> Conditions:
    """Weather as people give it, in SI."""
    return Conditions(w.visibility_nm * NM, w.wind_kn * KNOT, w.sea_m)
