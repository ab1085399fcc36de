"""Looks: the assets of a request made whole from the shipped list, and how far each sees each state."""

from dataclasses import dataclass

from varne.drift.ensemble import STATES
from varne.geodesy import KNOT, NM
from varne.planning.asked import Asset, Request, Sailed, Weather
from varne.search import assets
from varne.search.corrections import Conditions, Looker
from varne.search.detection import curve_of, sweep_width
from varne.search.lateral import Curve

HOUR = 3600.0


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


def whole(request: Request, a: Asset) -> Whole:
    """An asset of a request, what it leaves out from the shipped list.

    raises  ValueError with its name when something is neither given nor known
    """
    known = {k.name: k for k in assets.shipped()}.get(a.name)
    lon = a.lon if a.lon is not None else known.lon if known else None
    lat = a.lat if a.lat is not None else known.lat if known else None
    search = KNOT * a.search_kn if a.search_kn is not None else known.search if known else None
    endurance = HOUR * a.endurance_h if a.endurance_h is not None else known.endurance if known else None
    needed = {"lon": lon, "lat": lat, "search_kn": search, "endurance_h": endurance}
    missing = [name for name, value in needed.items() if value is None]
    if lon is None or lat is None or search is None or endurance is None:
        names = ", ".join(k.name for k in assets.shipped())
        raise ValueError(f"{a.name}: {', '.join(missing)} missing, and it is not of the shipped list ({names})")
    transit = KNOT * a.transit_kn if a.transit_kn else known.transit if known else search
    launch = 60 * a.ready_min if a.ready_min is not None else known.launch if known else 0.0
    air = a.kind == "air" if a.kind else bool(known and known.flies)
    return Whole(a.name, lon, lat, search, transit or KNOT, endurance, launch, air, widths_of(request, a))


def widths_of(request: Request, who: Asset | Sailed) -> tuple[float, ...]:
    """Sweep width against each of STATES [m]: as given, else by the sensor given, else by the best of those it has.

    At night the eye is none of them, since no table knows it.

    raises  ValueError with its name when nothing says how far it sees, or the tables do not know
    """
    if who.sweep_m is not None:
        return tuple(float(getattr(who.sweep_m, state)) for state in STATES)
    lookers, jackets = _lookers(request, who)
    seen = conditions(request.weather)
    try:
        return tuple(max(_width(by, state, seen, request.factor, jackets) for by in lookers) for state in STATES)
    except ValueError as error:
        raise ValueError(f"{who.name}: {error}") from error


def _lookers(request: Request, who: Asset | Sailed) -> tuple[list[Looker], bool]:
    known = {k.name: k for k in assets.shipped()}.get(who.name)
    if who.by is not None:
        speed = KNOT * (who.search_kn or 0.0) if isinstance(who, Asset) else 0.0
        return [Looker(who.by.sensor, who.by.platform, who.by.height_m, speed, who.by.tired)], who.by.jackets
    by_night = request.weather.night
    usable = [s for s in known.sensors if s != ("eye" if by_night else "nvg")] if known else []
    if known is None or not usable:
        raise ValueError(f"{who.name}: nothing says how far it sees; give sweep_m [m] for each state, or by with a sensor")
    return [known.looker(s) for s in usable], False


def _width(by: Looker, state: str, seen: Conditions, factor: float, jackets: bool) -> float:
    """No radar table knows a swamped hull or people in the water: it is taken to see neither."""
    if by.sensor == "radar" and state not in ("underway", "adrift"):
        return 0.0
    return sweep_width(by, state, seen, factor=factor, jackets=jackets).likely


def curves_of(request: Request, who: Asset | Sailed) -> tuple[Curve, ...]:
    """Lateral range curve against each of STATES.

    raises  ValueError as widths_of does
    """
    seen = conditions(request.weather)
    return tuple(curve_of(w, seen, night=request.weather.night) for w in widths_of(request, who))


def conditions(w: Weather) -> Conditions:
    """Weather as people give it, in SI."""
    return Conditions(w.visibility_nm * NM, w.wind_kn * KNOT, w.sea_m)
