"""What officers and crews do about a SIMULATED night: boats opened, joined, handed over, recovered, accounted for, closed.

It acts on the reports and knows the truth behind them only where crews at the boat would know it. Some boats are never
opened, some hand-overs get no answer, some closings are asked for without evidence, some boats stay open at the end.
Boat ids follow the order of opening, so that they do not give the truth away.
"""

from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from varne.cases.nights import SimulatedNight
from varne.cases.voyages import Voyage
from varne.fusion.report import Count, Report
from varne.record import events as ev
from varne.sea import coast

Done = list[tuple[float, ev.Event]]
Holder = Callable[[float], str]

_LETTERS = (
    "Alfa", "Bravo", "Charlie", "Delta", "Echo", "Foxtrot", "Golf", "Hotel", "India", "Juliett", "Kilo", "Lima", "Mike",
    "November", "Oscar", "Papa", "Quebec", "Romeo", "Sierra", "Tango", "Uniform", "Victor", "Whiskey", "X-ray",
    "Yankee", "Zulu",
)  # fmt: skip
_ASSETS = {"dover": ("UK vessel 1", "UK vessel 2", "UK lifeboat 1"), "gris-nez": ("FR vessel 1", "FR lifeboat 1")}
_OFFICER, _COORDINATOR, _LIAISON = "watch officer", "SAR mission co-ordinator", "liaison"
_MINUTE = 60.0


def simulated_watch(rng: np.random.Generator, night: SimulatedNight) -> list[tuple[datetime, ev.Event]]:
    """The record of a simulated night.

    returns  (when recorded, event) in time order, up to the last report
    """
    name = f"sim-{night.seed}"
    provenance = ev.Provenance(source=f"varne.cases.nights, {name}", grade="simulated", basis="simulated")
    done: Done = [(r.received.timestamp(), ev.Reported(report=r, provenance=provenance)) for r in night.reports]
    last = done[-1][0] if done else 0.0
    for n, (opened, v, reports) in enumerate(_openings(rng, night), start=1):
        done += _boat(rng, f"{name}-boat-{n:02d}", n, opened, v, reports, provenance)
    done.sort(key=lambda pair: pair[0])
    return [(datetime.fromtimestamp(round(at), UTC), event) for at, event in done if at <= last]


def _openings(rng: np.random.Generator, night: SimulatedNight) -> list[tuple[float, Voyage, list[Report]]]:
    """When a boat is opened, its voyage and its reports, for most boats, in the order of opening."""
    openings = []
    for v in night.boats:
        reports = [t.report for t in night.told if t.boat == v.number]
        if reports and reports[0].channel != "rescue" and rng.random() < 0.8:
            openings.append((reports[0].received.timestamp() + rng.uniform(2, 15) * _MINUTE, v, reports))
    return sorted(openings, key=lambda opening: opening[0])


def _boat(
    rng: np.random.Generator, boat: str, n: int, opened: float, v: Voyage, reports: list[Report], p: ev.Provenance
) -> Done:
    """Everything done about one boat."""
    k = min(len(v.t) - 1, int(np.searchsorted(v.t, opened)))
    centre = _centre(v, k)
    name = _LETTERS[(n - 1) % len(_LETTERS)] if centre == "dover" else f"FR {n}"
    first = (reports[0].id,)
    opening = ev.BoatOpened(
        boat=boat, name=name, centre=centre, role=_OFFICER, reports=first, reason="first report", provenance=p
    )
    handover, taken = _handover(rng, boat, centre, opened, v, p)

    def holder(at: float) -> str:
        return "dover" if at >= taken else centre

    done: Done = [(opened, opening), *handover, *_joins(rng, boat, opened, holder, reports[1:], p)]
    if v.end in ("at_sea", "left_empty"):
        return done + _asked_without_evidence(rng, boat, opened, holder, p)
    return done + _brought_in(rng, boat, opened, holder, bool(handover), v, reports, p)


def _centre(v: Voyage, k: int) -> str:
    return "dover" if coast.side(float(v.lon[k]), float(v.lat[k])) == "GB" else "gris-nez"


def _joins(rng: np.random.Generator, boat: str, opened: float, holder: Holder, reports: list[Report], p: ev.Provenance) -> Done:
    """An officer joins about half of the later reports; the rest wait for one."""
    done: Done = []
    for report in reports:
        at = max(opened, report.received.timestamp()) + rng.uniform(3, 20) * _MINUTE
        join = ev.ReportsJoined(
            boat=boat, reports=(report.id,), centre=holder(at), role=_OFFICER, reason="by caller or place", provenance=p
        )
        if rng.random() < (0.8 if report.channel == "rescue" else 0.5):
            done.append((at, join))
    return done


def _handover(
    rng: np.random.Generator, boat: str, centre: str, opened: float, v: Voyage, p: ev.Provenance
) -> tuple[Done, float]:
    """The offer to Dover of a French boat near the line, its answer, and when Dover took it (infinite: never)."""
    if centre != "gris-nez" or not v.crossed > opened:
        return [], np.inf
    at = max(opened + _MINUTE, v.crossed + rng.uniform(-10, 10) * _MINUTE)
    answered, chance = at + rng.uniform(2, 10) * _MINUTE, rng.random()
    expires = datetime.fromtimestamp(round(at + 15 * _MINUTE), UTC)
    done: Done = [(at, ev.HandoverOffered(
        boat=boat, giver="gris-nez", taker="dover", role=_OFFICER, expires=expires, provenance=p
    ))]  # fmt: skip
    if chance < 0.75:
        done.append((answered, ev.HandoverAccepted(boat=boat, centre="dover", role=_OFFICER, provenance=p)))
        return done, answered
    if chance < 0.85:
        done.append((answered, ev.HandoverRefused(
            boat=boat, centre="dover", role=_LIAISON, reason="position not confirmed north of the line", provenance=p
        )))  # fmt: skip
    return done, np.inf


def _brought_in(
    rng: np.random.Generator,
    boat: str,
    opened: float,
    holder: Holder,
    shared: bool,
    v: Voyage,
    reports: list[Report],
    p: ev.Provenance,
) -> Done:
    """The asset's round, people accounted for ashore, and the closing by two roles; not every boat gets that far."""
    ashore = max(opened, float(v.t[-1])) + rng.uniform(60, 120) * _MINUTE
    done = _round(rng, boat, opened, ashore, v, p) if v.end == "recovered" else []
    if rng.random() < (0.05 if v.end == "recovered" else 0.5):
        return done
    rescue = next((r.id for r in reports if r.channel == "rescue" and r.received.timestamp() <= ashore), None)
    done.append((ashore + 5 * _MINUTE, ev.PeopleAccounted(
        boat=boat, count=Count(v.people, v.people, v.people), report=rescue, evidence="SIMULATED count ashore",
        outcome="landed_uk" if _centre(v, -1) == "dover" else "landed_fr",
        centre=holder(ashore), role=_OFFICER, provenance=p,
    )))  # fmt: skip
    if rng.random() < 0.25:
        return done
    return done + _closing(rng, boat, ashore + rng.uniform(10, 25) * _MINUTE, holder, shared, v, p)


def _closing(
    rng: np.random.Generator, boat: str, asked: float, holder: Holder, shared: bool, v: Voyage, p: ev.Provenance
) -> Done:
    """Asked for with evidence, confirmed by a second role, and by the other centre where both are concerned; or not yet."""
    centre, other = (holder(asked), "gris-nez") if holder(asked) == "dover" else ("gris-nez", "dover")
    confirmed = asked + rng.uniform(3, 15) * _MINUTE
    agreed = confirmed + rng.uniform(2, 30) * _MINUTE
    evidence: ev.Evidence = "all_accounted" if v.end == "recovered" else "authority_confirmed_landing"
    grounds = "all people of this boat counted ashore"
    done: Done = [
        (asked, ev.ClosingRequested(
            boat=boat, centre=centre, role=_OFFICER, grounds=grounds, evidence=evidence, provenance=p
        )),
        (confirmed, ev.ClosingConfirmed(boat=boat, centre=centre, role=_COORDINATOR, provenance=p)),
    ]  # fmt: skip
    if shared and rng.random() < 0.75:
        done.append((agreed, ev.ClosingConfirmed(boat=boat, centre=other, role=_LIAISON, provenance=p)))
    return done


def _round(rng: np.random.Generator, boat: str, opened: float, ashore: float, v: Voyage, p: ev.Provenance) -> Done:
    """Tasked, departed, on scene where people are taken off, left, berthed; as far as the boat was known by then."""
    centre, end = _centre(v, -1), float(v.t[-1])
    asset = _ASSETS[centre][rng.integers(len(_ASSETS[centre]))]
    lon, lat = round(float(v.lon[-1]), 4), round(float(v.lat[-1]), 4)
    stages: tuple[tuple[float, ev.AssetStatus, float | None, float | None], ...] = (
        (end - 50 * _MINUTE, "tasked", None, None),
        (end - 40 * _MINUTE, "departed", None, None),
        (end - 5 * _MINUTE, "on_scene", lon, lat),
        (end + 20 * _MINUTE, "left_scene", None, None),
        (ashore, "berthed", None, None),
    )
    return [
        (at, ev.Asset(asset=asset, status=status, centre=centre, boat=boat, lon=x, lat=y, provenance=p))
        for at, status, x, y in stages
        if at > opened
    ]


def _asked_without_evidence(rng: np.random.Generator, boat: str, opened: float, holder: Holder, p: ev.Provenance) -> Done:
    """What must not close a boat: nobody has called for a while."""
    if rng.random() < 0.5:
        return []
    asked = opened + rng.uniform(60, 180) * _MINUTE
    return [(asked, ev.ClosingRequested(
        boat=boat, centre=holder(asked), role=_OFFICER, grounds="no more calls, presumed ashore", provenance=p
    ))]  # fmt: skip
